"""Ranges, tiers and factors: tables computed by hand, and an oracle that counts in cents and fractions."""

import math
from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from enforcement.discretion import (
    EXEMPT,
    FINE,
    INSIDE,
    MAY_EXEMPT,
    NO_FINE,
    OUTSIDE_TIER,
    UNLAWFUL,
    Conflict,
    Effect,
    Factor,
    Scheme,
    Statute,
    Tier,
    Weighed,
    outcome_ok,
    verdict,
    weigh,
)
from enforcement.ranges import Condition, Measure, Span, applies, open_keys
from enforcement.statutes import statute


def span(low, high, low_in=True, high_in=True):
    return Span(D(low), D(high), low_in, high_in)


def when(**values):
    """places=(1, 3) is a number from 1 and below 3; else the answer itself."""
    made = []
    for key, value in values.items():
        if isinstance(value, tuple):
            low, high = (None if end is None else D(end) for end in value)
            made.append(Condition(key, low=low, high=high))
        else:
            made.append(Condition(key, (value,)))
    return (tuple(made),)


LIGHT = Tier("A", "较轻", Measure(span(0, 10_000, high_in=False)), when(places=(None, 2)))
PLAIN = Tier("B", "一般", Measure(span(10_000, 30_000)), when(places=(2, 4)))
GRAVE = Tier("C", "严重", Measure(span(30_000, 50_000, low_in=False)), when(places=(4, None)))
TIERS = (LIGHT, PLAIN, GRAVE)
LAW = Statute((Tier("fixed", "", Measure(span(0, 50_000, low_in=False))),))


def factor(effect, value=0, condition=(), code="f"):
    return Factor(code, code, effect, D(str(value)), condition)


def codes(weighed):
    return [line.code for line in weighed.lines]


# (places, factors, tier, low, high, suggested), each by hand; the start is the middle
TABLE = [
    (1, (), "A", 0, 10_000, 5_000),
    (2, (), "B", 10_000, 30_000, 20_000),
    (3, (), "B", 10_000, 30_000, 20_000),
    (4, (), "C", 30_000, 50_000, 40_000),
    (2, (factor(Effect.SHARE, 0.2),), "B", 10_000, 30_000, 24_000),
    (2, (factor(Effect.SHARE, 0.2), factor(Effect.SHARE, -0.35)), "B", 10_000, 30_000, 17_000),
    (2, (factor(Effect.SHARE, 0.9),), "B", 10_000, 30_000, 30_000),
    (2, (factor(Effect.SHARE, -0.9),), "B", 10_000, 30_000, 10_000),
    (1, (factor(Effect.SHARE, 0.9),), "A", 0, 10_000, 9_900),  # the end does not belong to it
    (1, (factor(Effect.SHARE, -0.9),), "A", 0, 10_000, 100),  # a fine of nothing is none
    (4, (factor(Effect.SHARE, -0.9),), "C", 30_000, 50_000, 30_100),
    (2, (factor(Effect.STEP, 1),), "C", 30_000, 50_000, 40_000),
    (2, (factor(Effect.STEP, -1),), "A", 0, 10_000, 5_000),
    (4, (factor(Effect.STEP, 1),), "C", 30_000, 50_000, 40_000),
    (2, (factor(Effect.STEP, 1), factor(Effect.STEP, -1)), "B", 10_000, 30_000, 20_000),
    (2, (factor(Effect.UPPER, 0.3),), "B", 24_000, 30_000, 27_000),
    (2, (factor(Effect.HEAVIER, 0.5), factor(Effect.UPPER, 0.3)), "B", 24_000, 30_000, 27_000),
    (2, (factor(Effect.LIGHTER, 0.3),), "B", 10_000, 16_000, 13_000),
    (2, (factor(Effect.LIGHTER, 0.3), factor(Effect.UPPER, 0.3)), "B", 10_000, 30_000, 20_000),  # opposed
    (2, (factor(Effect.STEP, 1), factor(Effect.UPPER, 0.5), factor(Effect.SHARE, 0.1)), "C", 40_000, 50_000, 46_000),
]


@pytest.mark.parametrize(("places", "factors", "tier", "low", "high", "amount"), TABLE)
def test_the_table_computed_by_hand(places, factors, tier, low, high, amount):
    weighed = weigh(LAW, TIERS, factors, {"places": D(places)})
    assert (weighed.tier.code, weighed.span.low, weighed.span.high) == (tier, low, high)
    assert weighed.suggested == amount
    assert weighed.outcome_allowed == FINE


def test_an_end_that_does_not_belong_is_outside():
    weighed = weigh(LAW, TIERS, (), {"places": D(1)})
    assert verdict(weighed, D("9999.99")) == INSIDE
    assert verdict(weighed, D(10_000)) == OUTSIDE_TIER
    assert verdict(weighed, D(50_000)) == OUTSIDE_TIER
    assert verdict(weighed, D("50000.01")) == UNLAWFUL
    assert verdict(weighed, D(0)) == UNLAWFUL
    assert verdict(weighed, D("1.001")) == UNLAWFUL


def test_nothing_is_suggested_while_a_question_is_open():
    weighed = weigh(LAW, TIERS, (factor(Effect.SHARE, 0.1, when(scale="large")),), {"places": D(2)})
    assert weighed.unanswered == ("scale",)
    assert weighed.suggested is None
    assert weigh(LAW, TIERS, (), {}).unanswered == ("places",)
    answered = weigh(LAW, TIERS, (factor(Effect.SHARE, 0.1, when(scale="large")),), {"places": D(2), "scale": "small"})
    assert answered.suggested == 20_000


def test_a_fact_that_fits_no_tier_leaves_the_statutory_range():
    weighed = weigh(LAW, (LIGHT, PLAIN), (), {"places": D(9)})
    assert weighed.tier is None
    assert weighed.span == LAW.ranges[0].measure.span
    assert weighed.suggested is None
    assert "no_tier" in codes(weighed)


def test_facts_that_fit_two_tiers_or_contradict_suggest_nothing():
    both = Tier("D", "另", Measure(span(1, 2)), when(deaths=True))
    weighed = weigh(LAW, (*TIERS, both), (), {"places": D(2), "deaths": True})
    assert [line.code for line in weighed.contradictions] == ["several_tiers"]
    scheme = Scheme(conflicts=(Conflict(when(first=True, repeated=(1, None)), "初次与再次不能同时成立"),))
    weighed = weigh(LAW, TIERS, (), {"places": D(2), "first": True, "repeated": D(1)}, scheme=scheme)
    assert [line.values["message"] for line in weighed.contradictions] == ["初次与再次不能同时成立"]
    assert weighed.suggested is None


def test_no_penalty_and_may_go_without():
    minor = factor(Effect.EXEMPT, condition=when(minor=True, harm=False))
    first = factor(Effect.MAY_EXEMPT, condition=when(first=True))
    facts = {"places": D(2), "minor": True, "harm": False, "first": True}
    weighed = weigh(LAW, TIERS, (first, minor), facts)
    assert weighed.outcome_allowed == EXEMPT
    assert weighed.suggested is None
    assert verdict(weighed, D(10_000)) == UNLAWFUL
    weighed = weigh(LAW, TIERS, (first, minor), facts | {"harm": True})
    assert (weighed.outcome_allowed, weighed.suggested) == (MAY_EXEMPT, 20_000)


@pytest.mark.parametrize(
    ("allowed", "fine", "warning", "exempt"),
    [
        (FINE, True, False, False),
        (MAY_EXEMPT, True, True, True),
        (EXEMPT, False, False, True),
        (NO_FINE, False, True, True),
    ],
)
def test_which_outcome_is_lawful(allowed, fine, warning, exempt):
    """A warning is a penalty: only where the article has one, and never where none may be given."""
    weighed = Weighed(allowed)
    assert [outcome_ok(weighed, one, warns=True) for one in ("fine", "warning", "exempt")] == [fine, warning, exempt]
    assert [outcome_ok(weighed, one, warns=False) for one in ("fine", "warning", "exempt")] == [fine, False, exempt]


def test_only_the_word_may_leaves_the_fine_out():
    optional = Statute(LAW.ranges, optional=True)
    first = factor(Effect.MAY_EXEMPT, condition=when(first=True))
    facts = {"places": D(2), "first": True}
    assert weigh(optional, TIERS, (), facts).by_choice
    assert not weigh(optional, TIERS, (first,), facts).by_choice
    assert not weigh(LAW, TIERS, (first,), facts).by_choice


def test_mitigation_goes_below_the_minimum_and_says_so():
    law = Statute((Tier("fixed", "", Measure(span(100_000, 200_000))),))
    tiers = (Tier("A", "较轻", Measure(span(100_000, 130_000))),)
    weighed = weigh(law, tiers, (factor(Effect.MITIGATE, 0.5),), {})
    assert weighed.below_minimum
    assert (weighed.span.low, weighed.span.high, weighed.span.high_in) == (50_000, 100_000, False)
    assert weighed.suggested == 75_000
    assert verdict(weighed, D(49_999)) == UNLAWFUL
    assert verdict(weighed, D(110_000)) == OUTSIDE_TIER
    assert not weigh(law, tiers, (), {}).below_minimum
    assert verdict(weigh(law, tiers, (), {}), D(75_000)) == UNLAWFUL


def test_mitigation_without_a_minimum_takes_the_foot_of_the_lightest_tier():
    weighed = weigh(LAW, TIERS, (factor(Effect.MITIGATE, 0.5), factor(Effect.SHARE, 0.4)), {"places": D(4)})
    assert not weighed.below_minimum
    assert weighed.suggested == 100
    assert "no_minimum" in codes(weighed)


def test_a_tier_outside_the_statute_is_cut_or_refused():
    law = Statute((Tier("fixed", "", Measure(span(10_000, 20_000))),))
    wide = Tier("B", "", Measure(span(5_000, 15_000)))
    weighed = weigh(law, (wide,), (), {})
    assert (weighed.span.low, weighed.span.high) == (10_000, 15_000)
    assert "clipped" in codes(weighed)
    below = weigh(law, (Tier("A", "", Measure(span(5_000, 9_000))),), (), {})
    assert [line.code for line in below.contradictions] == ["tier_outside"]
    assert below.suggested is None


def test_without_tiers_the_factors_work_on_the_statutory_range_and_without_both_nothing_is_suggested():
    assert weigh(LAW, (), (factor(Effect.SHARE, 0.1),), {}).suggested == 30_000
    assert weigh(LAW, (), (), {}).suggested is None
    assert weigh(Statute(), TIERS, (), {"places": D(2)}).outcome_allowed == NO_FINE


# ---- bands of the rulebook


def test_multiples_of_the_gains_begin_where_the_note_says():
    law = statute({"min": 100_000, "max": 200_000, "mode": "must", "note": "没有或不足10万违法所得;10万以上处2-5倍"})
    assert weigh(law, (), (), {}).unanswered == ("illegal_gains",)
    assert weigh(law, (), (), {"illegal_gains": D("99999.99")}).statutory == span(100_000, 200_000)
    assert weigh(law, (), (), {"illegal_gains": D(100_000)}).statutory == span(200_000, 500_000)
    tier = Tier("B", "", Measure(span(3, 3), ("illegal_gains",)), when(illegal_gains=(300_000, 400_000)))
    weighed = weigh(law, (tier,), (), {"illegal_gains": D(330_000)})
    assert (weighed.span.low, weighed.span.high, weighed.suggested) == (990_000, 990_000, 990_000)


def test_a_fine_of_nothing_is_none():
    weighed = weigh(statute({"min": 0, "max": 50_000, "mode": "must"}), (), (), {})
    assert verdict(weighed, D(0)) == UNLAWFUL
    assert verdict(weighed, D("0.01")) == INSIDE
    assert verdict(weigh(statute({"min": 100, "max": 200}), (), (), {}), D(100)) == INSIDE


def test_a_range_smaller_than_a_cent_still_holds_an_amount():
    open_ends = Measure(span(2, 5, low_in=False, high_in=False), ("illegal_gains",))
    assert open_ends.resolve({"illegal_gains": D("0.001")}) == span("0.00", "0.01")
    assert open_ends.resolve({}) is None


def test_goods_accident_levels_income_and_daily_fines():
    goods = statute({"min": 300_000, "max": 500_000, "note": "货值不足10万;10万以上处货值5-10倍"})
    assert weigh(goods, (), (), {"goods_value": D(120_000)}).statutory == span(600_000, 1_200_000)
    levels = statute({"unit": "CNY", "general": [300_000, 1_000_000], "larger": [1_000_000, 2_000_000],
                      "aggravated": "2-5 times"})  # fmt: skip
    assert weigh(levels, (), (), {"accident_level": "general"}).unanswered == ("aggravated",)
    plain = {"accident_level": "general", "aggravated": False}
    assert weigh(levels, (), (), plain).statutory == span(300_000, 1_000_000)
    assert weigh(levels, (), (), plain | {"aggravated": True}).statutory == span(600_000, 5_000_000)
    income = statute({"unit": "percent_of_last_year_income", "general": 40, "larger": 60, "mode": "must"})
    facts = {"accident_level": "general", "last_year_income": D("123456.78")}
    unknown = weigh(income, (), (), {"accident_level": "general"})
    assert (unknown.unanswered, unknown.statutory) == (("last_year_income",), None)
    assert verdict(unknown, D(10_000)) == UNLAWFUL
    assert weigh(income, (), (), facts).statutory == span("49382.71", "49382.71")
    between = statute({"unit": "percent_of_last_year_income", "min": 60, "max": 100})
    assert weigh(between, (), (), {"last_year_income": D(100_000)}).statutory == span(60_000, 100_000)
    daily = statute({"unit": "original_fine_per_day", "mode": "may"})
    weighed = weigh(daily, (), (), {"original_fine": D(20_000), "days_uncorrected": D(12)})
    assert (weighed.statutory, weighed.outcome_allowed) == (span(240_000, 240_000), MAY_EXEMPT)


# ---- the oracle: cents as whole numbers, shares as fractions, no code in common

ENDS = st.integers(0, 400).map(lambda count: count * 500)
SHARES = st.integers(-12, 12).map(lambda count: Fraction(count, 10))


@st.composite
def cases(draw):
    low, high = sorted(draw(st.lists(ENDS, min_size=2, max_size=2, unique=True)))
    cuts = sorted({low, high, *draw(st.lists(st.integers(low, high), max_size=3))})
    tiers = list(zip(cuts, cuts[1:], strict=False))
    kinds = ("share", "step", "upper", "lighter")
    effects = draw(st.lists(st.tuples(st.sampled_from(kinds), SHARES, st.sampled_from([True, False])), max_size=5))
    return (low, high), tiers, draw(st.integers(0, len(tiers) - 1)), effects


def oracle(statutory, tiers, place, effects):
    """(range in cents, suggested in cents) the slow way: the nearest round amount by trying all round ones."""
    true = [(kind, value) for kind, value, holds in effects if holds]
    place += sum(math.copysign(1, value) for kind, value in true if kind == "step")
    low, high = tiers[max(0, min(len(tiers) - 1, int(place)))]
    allowed = [amount for amount in (low * 100, high * 100) if amount > 0 or low > 0]
    first, last = (1 if low == 0 and statutory[0] == 0 else low * 100), max(allowed)
    ups = [abs(value) for kind, value in true if kind == "upper"]
    downs = [abs(value) for kind, value in true if kind == "lighter"]
    if ups and not downs:
        first = max(first, last - round_half_up(Fraction((high - low) * 100) * min(1, min(ups))))
    if downs and not ups:
        last = max(first, min(last, low * 100 + round_half_up(Fraction((high - low) * 100) * min(1, min(downs)))))
    base = low * 100 if not (ups and not downs) else first if first > 1 else 0
    share = max(Fraction(0), min(Fraction(1), Fraction(1, 2) + sum(v for k, v in true if k == "share")))
    return (first, last), base + share * (last - base)


def round_half_up(number):
    return math.floor(number + Fraction(1, 2))


def built(effects):
    made = []
    for number, (kind, value, _holds) in enumerate(effects):
        size = D(value.numerator) / D(value.denominator)
        size = D(int(math.copysign(1, value))) if kind == "step" else size if kind == "share" else min(D(1), abs(size))
        made.append(Factor(str(number), "", Effect(kind), size, when(**{f"q{number}": True})))
    return made, {f"q{number}": holds for number, (_kind, _value, holds) in enumerate(effects)}


@given(cases())
def test_what_the_oracle_counts(case):
    (low, high), tiers, place, effects = case
    factors, facts = built(effects)
    law = Statute((Tier("fixed", "", Measure(span(low, high, low_in=low > 0))),))
    rows = [Tier(str(n), "", Measure(span(*ends)), when(tier=str(n))) for n, ends in enumerate(tiers)]
    weighed = weigh(law, rows, factors, facts | {"tier": str(place)})
    (first, last), exact = oracle((low, high), tiers, place, effects)
    assert (weighed.span.smallest * 100, weighed.span.largest * 100) == (first, last)
    suggested = int(weighed.suggested * 100)
    assert suggested == weighed.suggested * 100
    assert first <= suggested <= last
    assert law.ranges[0].measure.span.contains(weighed.suggested)
    round_ones = range(-(-first // 10_000) * 10_000, last + 1, 10_000)
    near = min((abs(amount - exact) for amount in round_ones), default=None)
    if near is not None and near <= 10_000:
        assert abs(suggested - exact) <= max(near, Fraction(1, 2))
    assert weighed.unanswered == ()


@given(st.integers(0, 30), st.integers(0, 30), st.booleans(), st.booleans(), st.integers(0, 30))
def test_a_span_holds_what_its_ends_say(low, high, low_in, high_in, amount):
    """In cents, so that open ends of neighbouring amounts leave nothing between them."""
    inside = [n for n in range(31) if (n > low or (low_in and n == low)) and (n < high or (high_in and n == high))]
    if not inside:
        with pytest.raises(ValueError, match=r"."):
            Span(D(low) / 100, D(high) / 100, low_in, high_in)
        return
    made = Span(D(low) / 100, D(high) / 100, low_in, high_in)
    assert made.contains(D(amount) / 100) == (amount in inside)
    other = Span(D(amount) / 100, D(amount + 5) / 100, high_in, low_in)
    both = [n for n in inside if other.contains(D(n) / 100)]
    met = made.meet(other)
    assert (met is None) == (not both)
    if met:
        assert (met.smallest * 100, met.largest * 100) == (both[0], both[-1])
    assert made.within(other) == (both == inside)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=4), st.dictionaries(
    st.sampled_from("abc"), st.booleans()))  # fmt: skip
def test_a_condition_is_open_exactly_while_the_missing_answers_decide(pairs, facts):
    conditions = (tuple(Condition(key, (value,)) for key, value in pairs),) if pairs else ()
    completions = [
        facts | {key: bool(bits >> n & 1) for n, key in enumerate("abc") if key not in facts} for bits in range(8)
    ]
    truths = {all(full[key] == value for key, value in pairs) for full in completions}
    answered = all(key in facts for key, _value in pairs)
    if applies(conditions, facts) is None:
        assert not answered
        assert open_keys(conditions, facts)
    else:
        assert applies(conditions, facts) in truths
        assert open_keys(conditions, facts) == []
