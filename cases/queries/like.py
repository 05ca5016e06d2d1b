"""Like cases of a charge: same violation, slot and tier, neighbouring scale, the last three years.

One query for the bureau and its level together, from the index of decided charges.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from cases.models import Charge, DecidedCharge, LikeSnapshot, PenaltyCase
from cases.queries.weighing import Weighing
from cases.rules.like import Figures, figures, in_tier, neighbours, position, since
from cases.states import Outcome
from enforcement.accounts.access import bureaus_of
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.ranges import cents

FINE = Outcome.FINE.value
FIELDS = ("id", "decision__penalty_id", "decision__penalty__number", "bureau_id", "amount", "outcome", "scale", "low",
          "high", "decided_on")  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """What makes two charges like. A code names a tier in one benchmark only: its ends have to agree as well."""

    rule_key: str
    slot: str
    tier: str
    scale: str
    low: Decimal | None = None
    high: Decimal | None = None


class LikeCase(NamedTuple):
    """A tuple, not a dataclass: there are hundreds, and making them is half of a lookup."""

    id: int
    penalty: int
    number: str
    bureau: int
    amount: Decimal
    outcome: str
    scale: str
    low: Decimal | None
    high: Decimal | None
    decided_on: dt.date

    @property
    def outside_tier(self) -> bool:
        """Whatever was habit: a fine outside its own tier is no measure for another."""
        return self.outcome == FINE and not in_tier(self.amount, self.low, self.high)


@dataclass(frozen=True)
class Group:
    """Of one bureau, or of all bureaus of its level; newest first."""

    cases: tuple[LikeCase, ...]
    excluded: tuple[LikeCase, ...]
    figures: Figures | None


@dataclass(frozen=True)
class Like:
    """`level` is none where the reader may not see beyond the own bureau."""

    kind: Kind
    since: dt.date
    until: dt.date
    own: Group
    level: Group | None

    @property
    def measure(self) -> Figures | None:
        """The bureau's own figures; where it has too few fines, those of the level, if they may be seen."""
        return self.own.figures or (self.level.figures if self.level else None)

    def position(self, amount: Decimal) -> str:
        return position(amount, self.measure)

    @property
    def shown(self) -> tuple[LikeCase, ...]:
        return (self.level or self.own).cases

    @property
    def excluded(self) -> tuple[LikeCase, ...]:
        return (self.level or self.own).excluded


def kind_of(weighing: Weighing) -> Kind:
    """Of a charge that a row governs."""
    held, row = weighing.assessed, weighing.row
    return Kind(
        row.rule_key if row else "", weighing.slot, held.tier_code if held else "",
        weighing.charge.penalty.enterprise.scale, as_stored(held.low if held else None),
        as_stored(held.high if held else None),
    )  # fmt: skip


def as_stored(end: Decimal | None) -> Decimal | None:
    return None if end is None else cents(end)


def like_cases(charge: Charge, kind: Kind, *, on: dt.date, user: User | None) -> Like:
    """What `user` may see of it, or of none the own bureau alone; the case itself is not among them."""
    case = charge.penalty
    bureaus = level_of(case.bureau, user)
    first = since(on)
    rows = [LikeCase._make(row) for row in found(kind, bureaus, first, on).values_list(*FIELDS) if row[1] != case.pk]
    if len(bureaus) <= 1:
        return Like(kind, first, on, grouped(rows), None)
    own = grouped([one for one in rows if one.bureau == case.bureau_id])
    return Like(kind, first, on, own, grouped(rows))


def level_of(bureau: Bureau, user: User | None) -> list[int]:
    """The bureau and those beside it that the user may see; nothing where they may see no cases at all."""
    if user is None:
        return [bureau.pk]
    if not user.may(Permission.VIEW_CASES):
        return []
    seen = set(bureaus_of(user))
    if seen == {bureau.pk}:
        return [bureau.pk]
    beside = Bureau.objects.filter(Q(pk=bureau.pk) | Q(parent_id=bureau.parent_id, parent__isnull=False))
    return [pk for pk in beside.order_by("pk").values_list("pk", flat=True) if pk in seen]


def found(kind: Kind, bureaus: list[int], first: dt.date, last: dt.date) -> "QuerySet[DecidedCharge]":
    return DecidedCharge.objects.filter(
        rule_key=kind.rule_key, slot=kind.slot, tier=kind.tier, bureau__in=bureaus, scale__in=neighbours(kind.scale),
        decided_on__range=(first, last), **of_ends(kind.low, kind.high),
    ).order_by("-decided_on", "-id")  # fmt: skip


def of_ends(low: Decimal | None, high: Decimal | None) -> dict[str, Any]:
    """Of a query: decided in a tier with these ends, or without any."""
    ends = {"low": low, "high": high}
    return {f"{name}__isnull" if end is None else name: True if end is None else end for name, end in ends.items()}


def grouped(rows: list[LikeCase]) -> Group:
    kept: list[LikeCase] = []
    excluded: list[LikeCase] = []
    for one in rows:
        (excluded if one.outside_tier else kept).append(one)
    return Group(tuple(kept), tuple(excluded), figures([one.amount for one in kept if one.outcome == FINE]))


def snapshots_of(case: PenaltyCase) -> "QuerySet[LikeSnapshot]":
    found = LikeSnapshot.objects.filter(charge__penalty=case)
    return found.select_related("charge__violation", "investigation", "shown_to").order_by("-pk")


def as_kept(one: LikeCase) -> dict[str, Any]:
    """For the snapshot."""
    return {
        "id": one.id, "penalty": one.penalty, "number": one.number, "bureau": one.bureau, "amount": str(one.amount),
        "outcome": one.outcome, "scale": one.scale, "decided_on": str(one.decided_on),
    }  # fmt: skip


def as_excluded(one: LikeCase) -> dict[str, Any]:
    return {
        **as_kept(one),
        "low": "" if one.low is None else str(one.low),
        "high": "" if one.high is None else str(one.high),
    }
