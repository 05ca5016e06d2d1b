"""How large a fine may be, and why: the statutory range, the tier of the benchmark, the factors. Pure, like `workdays`.

A rule that asks for an unanswered question stays open, and nothing is suggested until all are answered.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from enforcement.ranges import ONE, ZERO, Facts, Measure, Span, When, applies, cents, open_keys

FINE, MAY_EXEMPT, EXEMPT, NO_FINE = "fine", "may_exempt", "exempt", "no_fine"
INSIDE, OUTSIDE_TIER, UNLAWFUL = "inside", "outside_tier", "unlawful"


class Effect(StrEnum):
    SHARE = "share"  # moves the amount by this share of the range
    STEP = "step"  # so many tiers heavier; lighter when negative
    UPPER = "upper"  # only the upper part of the range, this share of it
    HEAVIER = "heavier"  # 从重: as upper, for a circumstance the law names
    LIGHTER = "lighter"  # 从轻: only the lower part, this share of it
    MITIGATE = "mitigate"  # 减轻: below the statutory minimum, down to this share of it
    MAY_EXEMPT = "may_exempt"  # 可以不予处罚
    EXEMPT = "exempt"  # 不予处罚


UPWARD, DOWNWARD = (Effect.UPPER, Effect.HEAVIER), (Effect.LIGHTER, Effect.MITIGATE)


class Kind(StrEnum):
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


@dataclass(frozen=True)
class Question:
    """`source`: "asked" of the officer, or where the system finds the answer. `whole`: no fractions; `least`: nothing
    below."""

    key: str
    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()
    source: str = "asked"
    needs_evidence: bool = False
    unit: str = ""
    whole: bool = False
    least: Decimal = ZERO


@dataclass(frozen=True)
class Tier:
    code: str
    name: str
    measure: Measure
    when: When = ()


@dataclass(frozen=True)
class Factor:
    code: str
    name: str
    effect: Effect
    value: Decimal = ZERO
    when: When = ()
    basis: str = ""


@dataclass(frozen=True)
class Conflict:
    """Facts that cannot be true together."""

    when: When
    message: str


@dataclass(frozen=True)
class Statute:
    """What the article allows in one slot: one range, or several by conditions. None: it has no fine there."""

    ranges: tuple[Tier, ...] = ()
    optional: bool = False  # 可以处: the fine may be left out


@dataclass(frozen=True)
class Scheme:
    """How a benchmark computes: where in the range it starts, to what amounts it rounds, what contradicts."""

    start: Decimal = Decimal("0.5")
    step: Decimal = Decimal(100)
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True)
class Line:
    """One step of the reasoning, as a code and its values; the words are made where the language is known."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Weighed:
    outcome_allowed: str
    statutory: Span | None = None
    tier: Tier | None = None
    span: Span | None = None
    suggested: Decimal | None = None
    below_minimum: bool = False
    lines: tuple[Line, ...] = ()
    unanswered: tuple[str, ...] = ()
    contradictions: tuple[Line, ...] = ()

    @property
    def by_choice(self) -> bool:
        """Nothing but the word 可以 lets the fine be left out; no fact does."""
        return any(line.code == "optional" for line in self.lines)


def verdict(weighed: Weighed, amount: Decimal) -> str:
    """`unlawful` is refused; `outside_tier` needs a written reason and goes to collective deliberation."""
    if weighed.outcome_allowed in (EXEMPT, NO_FINE) or weighed.statutory is None or amount != cents(amount):
        return UNLAWFUL
    if weighed.span and weighed.span.contains(amount):
        return INSIDE
    return OUTSIDE_TIER if weighed.statutory.contains(amount) else UNLAWFUL


def outcome_ok(weighed: Weighed, outcome: str, *, warns: bool) -> bool:
    """`warns`: the article has a warning. It stands alone only where the fine may be left out or there is none."""
    match outcome:
        case "fine":
            return weighed.outcome_allowed in (FINE, MAY_EXEMPT)
        case "warning":
            return warns and weighed.outcome_allowed in (MAY_EXEMPT, NO_FINE)
        case "exempt":
            return weighed.outcome_allowed in (EXEMPT, MAY_EXEMPT, NO_FINE)
    return False


def weigh(
    statute: Statute, tiers: Sequence[Tier], factors: Iterable[Factor], facts: Facts, *, scheme: Scheme | None = None
) -> Weighed:
    """`tiers` from the lightest to the heaviest; without any, the factors work on the statutory range."""
    return _Weighing(facts, scheme or Scheme()).weigh(statute, tuple(tiers), tuple(factors))


class _Weighing:
    def __init__(self, facts: Facts, scheme: Scheme) -> None:
        self.facts, self.scheme = facts, scheme
        self.lines: list[Line] = []
        self.contradictions: list[Line] = []
        self.unanswered: dict[str, None] = {}
        self.below_minimum = False
        self.at_the_foot = False  # mitigated where there is no minimum to go below

    def weigh(self, statute: Statute, tiers: tuple[Tier, ...], factors: tuple[Factor, ...]) -> Weighed:
        if not statute.ranges:
            self.tell("no_fine")
            return self.result(NO_FINE)
        self.find_conflicts()
        statutory = self.statutory(statute)
        found = [factor for factor in factors if self.holds(factor.when)]
        outcome = self.outcome(statute, found)
        if outcome == EXEMPT:
            return self.result(EXEMPT, statutory=statutory)
        tier = self.tier(tiers, found)
        if statutory is None or self.contradictions or (tiers and tier is None):
            return self.result(outcome, statutory=statutory, tier=tier, span=statutory)
        span = self.narrow(self.tier_span(tier, statutory), (statutory, tiers), found)
        if self.contradictions:
            return self.result(outcome, statutory=statutory, tier=tier, span=statutory)
        amount = None
        if not self.unanswered and (tiers or factors):
            amount = self.amount(span, found)
        return self.result(outcome, statutory=statutory, tier=tier, span=span, suggested=amount)

    def tell(self, code: str, **values: Any) -> None:
        self.lines.append(Line(code, values))

    def result(self, outcome: str, **values: Any) -> Weighed:
        return Weighed(
            outcome,
            **values,
            below_minimum=self.below_minimum,
            lines=tuple(self.lines),
            unanswered=tuple(self.unanswered),
            contradictions=tuple(self.contradictions),
        )

    def holds(self, when: When) -> bool | None:
        self.unanswered |= dict.fromkeys(open_keys(when, self.facts))
        return applies(when, self.facts)

    def find_conflicts(self) -> None:
        for conflict in self.scheme.conflicts:
            if applies(conflict.when, self.facts):
                self.contradictions.append(Line("conflict", {"message": conflict.message}))

    def statutory(self, statute: Statute) -> Span | None:
        chosen = self.choose(statute.ranges)
        if chosen is None:
            return None
        span = self.resolve(chosen.measure)
        if span:
            self.tell("statutory", span=span, measure=chosen.measure)
        return span

    def choose(self, options: tuple[Tier, ...]) -> Tier | None:
        verdicts = [(self.holds(option.when), option) for option in options]
        fitting = [option for holds, option in verdicts if holds]
        if len(fitting) > 1:
            self.contradictions.append(Line("several_tiers", {"names": [one.name for one in fitting]}))
        elif not fitting and all(holds is False for holds, _option in verdicts):
            self.tell("no_tier")
        return fitting[0] if len(fitting) == 1 else None

    def resolve(self, measure: Measure) -> Span | None:
        self.unanswered |= dict.fromkeys(base for base in measure.bases if base not in self.facts)
        return measure.resolve(self.facts)

    def outcome(self, statute: Statute, found: list[Factor]) -> str:
        for effect in (Effect.EXEMPT, Effect.MAY_EXEMPT):
            if named := [factor for factor in found if factor.effect == effect]:
                for factor in named:
                    self.tell(effect.value, factor=factor)
                return effect.value
        if statute.optional:
            self.tell("optional")
        return MAY_EXEMPT if statute.optional else FINE

    def tier(self, tiers: tuple[Tier, ...], found: list[Factor]) -> Tier | None:
        chosen = self.choose(tiers) if tiers else None
        if chosen is None:
            return None
        self.tell("tier", tier=chosen)
        steps = [factor for factor in found if factor.effect == Effect.STEP]
        if steps:
            place = tiers.index(chosen) + int(sum(factor.value for factor in steps))
            moved = tiers[max(0, min(len(tiers) - 1, place))]
            self.tell("step", factors=steps, was=chosen, now=moved)
            chosen = moved
        return chosen

    def tier_span(self, tier: Tier | None, statutory: Span) -> Span:
        span = self.resolve(tier.measure) if tier else None
        if span is None:
            return statutory
        inside = span.meet(statutory)
        if inside is None:
            self.contradictions.append(Line("tier_outside", {"span": span, "statutory": statutory}))
            return statutory
        self.tell("span", span=inside) if span.within(statutory) else self.tell("clipped", span=span, now=inside)
        return inside

    def narrow(self, span: Span, bounds: tuple[Span, tuple[Tier, ...]], found: list[Factor]) -> Span:
        up = [factor for factor in found if factor.effect in UPWARD]
        down = [factor for factor in found if factor.effect in DOWNWARD]
        if up and down:
            self.tell("opposed", up=up, down=down)
            return span
        if mitigating := [factor for factor in down if factor.effect == Effect.MITIGATE]:
            return self.mitigated(min(mitigating, key=lambda one: one.value), bounds)
        for factors, cut in ((up, span.upper), (down, span.lower)):
            if factors:
                span = cut(min(factor.value for factor in factors))
                for factor in factors:
                    self.tell(factor.effect.value, factor=factor, span=span)
        return span

    def mitigated(self, factor: Factor, bounds: tuple[Span, tuple[Tier, ...]]) -> Span:
        statutory, tiers = bounds
        floor = cents(statutory.low * factor.value)
        if statutory.low > floor:
            self.below_minimum = True
            span = Span(floor, statutory.low, floor > 0, high_in=False)
            self.tell("mitigate", factor=factor, span=span, minimum=statutory.low)
            return span
        lightest = self.resolve(tiers[0].measure) if tiers else None
        span = (lightest.meet(statutory) if lightest else None) or statutory
        self.at_the_foot = True
        self.tell("no_minimum", factor=factor, span=span)
        return span

    def amount(self, span: Span, found: list[Factor]) -> Decimal:
        shares = [] if self.at_the_foot else [factor for factor in found if factor.effect == Effect.SHARE]
        start = ZERO if self.at_the_foot else self.scheme.start
        total = start + sum((factor.value for factor in shares), ZERO)
        share = max(ZERO, min(ONE, total))
        amount = span.at(share, self.scheme.step)
        self.tell("amount", span=span, start=start, factors=shares, total=total, share=share, amount=amount)
        return amount
