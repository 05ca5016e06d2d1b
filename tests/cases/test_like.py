"""Like cases: the figures against Python's own, who sees what, the reason, and what stays in the file."""

import datetime as dt
import statistics
from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from cases.actions.like import keep_snapshots, likened, refuse_unreasoned
from cases.models import DecidedCharge, Investigation, LikeSnapshot, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.investigation import latest_report
from cases.queries.like import Kind, Like, kind_of, like_cases
from cases.queries.weighing import weighings
from cases.rules.like import ABOVE, BELOW, INSIDE, figures, in_tier, neighbours, position, since
from cases.states import InspectionState, Outcome, PenaltyState as S
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from tests.factories import bureau, user_with
from tests.factories.inspection import inspection_at
from tests.factories.like import KEY, SLOT, TIER, decided
from tests.factories.penalty import case_at, people_of, propose, take_step

KIND = Kind(KEY, SLOT, TIER, "small")
amounts = st.lists(st.integers(0, 10**9).map(lambda cents: Decimal(cents) / 100), min_size=5, max_size=60)


@given(amounts)
def test_quartiles_are_those_of_the_inclusive_method(held: list[Decimal]) -> None:
    found = figures(held)
    lower, median, upper = statistics.quantiles(held, n=4, method="inclusive")
    for ours, theirs in ((found.lower, lower), (found.median, median), (found.upper, upper)):
        assert abs(ours - theirs) <= Decimal("0.0051")
    assert found.median == pytest.approx(statistics.median(held), abs=Decimal("0.0051"))
    assert (found.least, found.most, found.count) == (min(held), max(held), len(held))


@given(amounts)
def test_a_quarter_lies_on_either_side_at_most(held: list[Decimal]) -> None:
    found = figures(held)
    places = [position(one, found) for one in held]
    assert places.count(BELOW) <= len(held) / 4 + 1
    assert places.count(ABOVE) <= len(held) / 4 + 1


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([1, 2, 3, 4, 5], (2, 3, 4)),
        ([10, 20, 30, 40, 50, 60], (Decimal("22.5"), 35, Decimal("47.5"))),
        ([7] * 5, (7, 7, 7)),
        ([100, 100, 200, 300, 1000, 5000, 9000], (150, 300, 3000)),
    ],
)
def test_figures_counted_by_hand(held: list[int], expected: tuple[Decimal, Decimal, Decimal]) -> None:
    found = figures(map(Decimal, held))
    assert (found.lower, found.median, found.upper) == expected


def test_below_five_there_are_no_figures_and_no_position() -> None:
    assert figures([Decimal(1)] * 4) is None
    assert position(Decimal(99), None) == ""
    assert figures([]) is None


def test_both_quartiles_belong_to_the_middle() -> None:
    found = figures(map(Decimal, [1, 2, 3, 4, 5]))
    given_ = [Decimal("1.99"), Decimal(2), Decimal(4), Decimal("4.01")]
    assert [position(one, found) for one in given_] == [BELOW, INSIDE, INSIDE, ABOVE]


def test_the_spread_is_how_many_times_the_smallest_the_largest_is() -> None:
    assert figures(map(Decimal, [2, 3, 4, 5, 9])).spread == Decimal("4.50")
    assert figures(map(Decimal, [0, 3, 4, 5, 9])).spread is None


@pytest.mark.parametrize(
    ("scale", "near"),
    [
        ("large", ("large", "medium")),
        ("medium", ("large", "medium", "small")),
        ("small", ("medium", "small", "micro")),
        ("micro", ("small", "micro")),
        ("", ("large", "medium", "small", "micro", "")),
    ],
)
def test_a_neighbour_is_one_step_away(scale: str, near: tuple[str, ...]) -> None:
    assert neighbours(scale) == near


@pytest.mark.parametrize(
    ("amount", "low", "high", "inside"),
    [(5, 5, 9, True), (9, 5, 9, True), (4, 5, 9, False), (10, 5, 9, False), (10, 5, None, True), (1, None, None, True)],
)
def test_a_tier_holds_its_ends(amount: int, low: int | None, high: int | None, inside: bool) -> None:
    assert in_tier(Decimal(amount), low, high) is inside


def test_three_years_before_a_leap_day() -> None:
    assert since(dt.date(2024, 2, 29)) == dt.date(2021, 2, 28)
    assert since(dt.date(2026, 11, 20)) == dt.date(2023, 11, 20)


@pytest.fixture
def case(db: None) -> PenaltyCase:
    return case_at(S.INVESTIGATING)


def look(case: PenaltyCase, user: User | None = None, kind: Kind = KIND) -> Like:
    return like_cases(charges_of(case)[0], kind, on=timezone.localdate(), user=user or people_of(case).handler)


def numbers(like: Like) -> list[int]:
    return sorted(int(one.amount) for one in like.own.cases)


def test_only_the_same_violation_slot_tier_and_near_scale_count(case: PenaltyCase) -> None:
    decided([1000], like=case)
    decided([2000], like=case, scale="medium")
    decided([9001], like=case, rule_key="VI-WS-102")
    decided([9002], like=case, slot="entity_overdue")
    decided([9003], like=case, tier="C")
    decided([9004], like=case, scale="large")
    assert numbers(look(case)) == [1000, 2000]
    assert numbers(look(case, kind=Kind(KEY, SLOT, TIER, "large"))) == [2000, 9004]


def test_a_tier_of_the_same_code_with_other_ends_is_another(case: PenaltyCase) -> None:
    """Codes repeat in the benchmarks of other bureaus and years."""
    kind = replace(KIND, low=Decimal(1000), high=Decimal(5000))
    decided([1000], like=case, low=1000, high=5000)
    decided([2000], like=case, low=1000, high=6000)
    decided([3000], like=case, low=0, high=5000)
    decided([4000], like=case)
    decided([4500], like=case, low=1000)
    assert numbers(look(case, kind=kind)) == [1000]
    assert numbers(look(case)) == [4000]


def test_three_years_to_the_day_and_not_the_case_itself(case: PenaltyCase) -> None:
    today = timezone.localdate()
    decided([1], like=case, decided_on=since(today))
    decided([2], like=case, decided_on=since(today) - dt.timedelta(days=1))
    decided([3], like=case, decided_on=today)
    decided([4], like=case, decided_on=today + dt.timedelta(days=1))
    assert numbers(look(case)) == [1, 3]
    (own,) = decided([5], like=case)
    found = like_cases(own.charge, KIND, on=today, user=people_of(case).handler)
    assert own.pk not in {one.id for one in found.own.cases}


def test_five_fines_give_figures_four_only_the_cases(case: PenaltyCase) -> None:
    decided([100, 200, 300, 400], like=case)
    few = look(case)
    assert (few.own.figures, few.position(Decimal(9999)), len(few.own.cases)) == (None, "", 4)
    decided([500], like=case)
    enough = look(case)
    assert (enough.own.figures.lower, enough.own.figures.upper) == (200, 400)
    assert enough.position(Decimal(401)) == ABOVE


def test_the_tier_wins_over_habit(case: PenaltyCase) -> None:
    """Five fines of 9000 were usual; their tier ended at 5000. They are listed, and measure nothing."""
    decided([1000, 2000, 3000, 4000, 5000], like=case, low=1000, high=5000)
    decided([9000] * 5, like=case, low=1000, high=5000)
    found = look(case, kind=replace(KIND, low=Decimal(1000), high=Decimal(5000)))
    assert (found.own.figures.count, found.own.figures.most) == (5, 5000)
    assert [int(one.amount) for one in found.own.excluded] == [9000] * 5
    assert found.position(Decimal(9000)) == ABOVE


def test_who_was_let_off_is_shown_but_is_no_fine(case: PenaltyCase) -> None:
    decided([100, 200, 300, 400, 500], like=case)
    decided([0, 0], like=case, outcome=Outcome.EXEMPT)
    found = look(case)
    assert (len(found.own.cases), found.own.figures.count, found.own.figures.least) == (7, 5, 100)


def test_the_level_is_seen_by_who_sees_its_bureaus(case: PenaltyCase) -> None:
    home = case.bureau
    above = bureau()
    Bureau.objects.filter(pk=home.pk).update(parent=above)
    home.refresh_from_db()
    home.place_in_tree()
    beside = bureau()
    Bureau.objects.filter(pk=beside.pk).update(parent=above)
    beside.refresh_from_db()
    beside.place_in_tree()
    case.refresh_from_db()
    decided([100] * 5, like=case)
    decided([900] * 5, like=case, bureau=beside)
    handler = User.objects.get(pk=people_of(case).handler.pk)
    own = look(case, handler)
    assert own.level is None
    assert own.own.figures.most == 100
    supervisor = user_with(Role.SUPERVISOR, bureau=above)
    both = look(case, supervisor)
    assert (both.own.figures.count, both.level.figures.count, both.level.figures.most) == (5, 10, 900)
    assert look(case, user_with(Role.SYSTEM_ADMIN, bureau=home)).own.cases == ()


def propose_beside(case: PenaltyCase, amount: int, reason: str = "", outcome: str = Outcome.FINE, kind: Kind = KIND):
    by = people_of(case).handler
    return likened(charges_of(case)[0], kind, by=by, outcome=outcome, amount=Decimal(amount), reason=reason)


@pytest.mark.parametrize(("amount", "side"), [(199, "低于"), (401, "高于")])
def test_outside_the_middle_half_a_reason_is_asked_for(case: PenaltyCase, amount: int, side: str) -> None:
    decided([100, 200, 300, 400, 500], like=case)
    with pytest.raises(RuleBroken) as refused:
        refuse_unreasoned(propose_beside(case, amount, "  "))
    assert refused.value.field == "like_reason"
    for words in (side, "200.00", "400.00", "5 件"):
        assert words in refused.value.message, words
    refuse_unreasoned(propose_beside(case, amount, "情节不同"))
    refuse_unreasoned(propose_beside(case, 300))
    refuse_unreasoned(propose_beside(case, amount, outcome=Outcome.WARNING))


def reported_(case: PenaltyCase) -> Investigation:
    """A report whose own snapshots are not there yet."""
    take_step(case, S.REPORTED, people_of(case), Decimal(300))
    report = latest_report(case)
    LikeSnapshot.objects.filter(investigation=report).delete()
    return report


def test_what_was_shown_stays_as_it_was(case: PenaltyCase) -> None:
    decided([100, 200, 300, 400, 500, 9000], like=case, low=0, high=500)
    report, by = reported_(case), people_of(case).handler
    kind = replace(KIND, low=Decimal(0), high=Decimal(500))
    keep_snapshots(report, [propose_beside(case, 450, "有前科", kind=kind)], by=by)
    made = LikeSnapshot.objects.get(investigation=report)
    assert [one["amount"] for one in made.excluded] == ["9000.00"]
    assert (len(made.cases), made.figures["count"], made.figures["upper"]) == (5, "5", "400.00")
    assert (made.position, made.reason, made.shown_to) == (ABOVE, "有前科", by)
    entry = history(case).filter(act="penalty.like_shown").first()
    assert entry.after["digest"] == made.digest
    decided([1, 1, 1], like=case)
    again = LikeSnapshot.objects.get(pk=made.pk)
    assert (again.cases, again.figures, again.digest) == (made.cases, made.figures, made.digest)


def test_one_query_for_the_bureau_and_its_level(case: PenaltyCase, django_assert_max_num_queries) -> None:
    decided(range(1, 12), like=case)
    charge, user = charges_of(case)[0], people_of(case).handler
    with django_assert_max_num_queries(6):
        like_cases(charge, KIND, on=timezone.localdate(), user=user)


def test_a_decision_makes_the_case_a_like_one_for_the_next(case: PenaltyCase) -> None:
    """Through the real acts: what the decision keeps is what the next case finds."""
    take_step(case, S.REPORTED, people_of(case), Decimal(20000))
    for state in (S.NOTIFIED, S.STATED, S.REVIEWING, S.REVIEWED, S.DECIDED):
        case = PenaltyCase.objects.get(pk=case.pk)
        take_step(case, state, people_of(case), Decimal(20000))
    row = DecidedCharge.objects.get(decision__penalty=case)
    other = case_at(S.INVESTIGATING, case=propose(inspection_at(InspectionState.SEALED, *case.handlers.order_by("pk"))))
    weighing = weighings(other, timezone.localdate())[0]
    found = like_cases(weighing.charge, kind_of(weighing), on=timezone.localdate(), user=people_of(other).handler)
    assert row.pk in {one.id for one in found.own.cases}


def test_a_report_outside_the_middle_half_is_refused_at_its_field_and_keeps_a_snapshot(case: PenaltyCase) -> None:
    who = people_of(case)
    weighing = weighings(case, timezone.localdate())[0]
    kind = kind_of(weighing)
    decided([1000, 1100, 1200, 1300, 1400], like=case, tier=kind.tier, scale=kind.scale, low=kind.low, high=kind.high)
    with pytest.raises(RuleBroken) as refused:
        take_step(case, S.REPORTED, who, Decimal(20000))
    assert refused.value.field == "like_reason"
    assert not LikeSnapshot.objects.filter(charge__penalty=case).exists()
    take_step(case, S.REPORTED, who, Decimal(1200))
    made = LikeSnapshot.objects.get(charge__penalty=case)
    assert (made.position, len(made.cases), made.investigation) == (INSIDE, 5, latest_report(case))


def test_the_pages_show_figures_cases_and_snapshot(client: Client, case: PenaltyCase) -> None:
    kind = kind_of(weighings(case, timezone.localdate())[0])
    rows = decided(
        [1000, 1100, 1200, 1300, 1400], like=case, tier=kind.tier, scale=kind.scale, low=kind.low, high=kind.high
    )
    (beyond,) = decided([90000], like=case, tier=kind.tier, scale=kind.scale, low=kind.low, high=kind.high)
    client.force_login(people_of(case).handler)
    page = client.get(reverse("penalty_discretion", args=[case.pk])).content.decode()
    for words in ("同类案件", "下四分位数", "1,100.00", "超出当时裁量阶次"):
        assert words in page, words
    assert rows[0].decision.penalty.get_absolute_url() in page
    assert beyond.decision.penalty.get_absolute_url() in page
    assert "中间一半" in client.get(f"{case.get_absolute_url()}do/report/").content.decode()
    take_step(case, S.REPORTED, people_of(case), Decimal(1200))
    made = LikeSnapshot.objects.get(charge__penalty=case)
    address = reverse("like_snapshot", args=[case.pk, made.pk])
    assert address in client.get(f"{case.get_absolute_url()}law/").content.decode()
    kept = client.get(address).content.decode()
    for words in (made.digest, "1,100.00", rows[0].decision.penalty.number, "90,000.00"):
        assert words in kept, words
    assert client.get(reverse("like_snapshot", args=[case.pk, made.pk + 1])).status_code == 404
    client.force_login(user_with(Role.INSPECTOR))
    assert client.get(address).status_code == 404
