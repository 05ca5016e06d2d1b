"""What the pages, the file and the acts of a draw read; see also `draw_units`, `draw_people` and `draw_gone`."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _, override, pgettext

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.wording import listed
from plans.models import Assignment, Draw, DrawEntry
from plans.queries.draw_people import EXPERT, OFFICER, UNIT, people_of
from plans.queries.draw_settings import grade_weights
from plans.queries.draw_units import unit_counts
from plans.rules.draw import Drawn, Skip, draw, entropy_needed_bits, key_string
from plans.rules.draw_commitment import FrozenList, freeze
from plans.rules.draw_proof import Proof, build_proof
from plans.rules.teams import SIZES, Order, teams
from plans.states import AssignmentState, Conflict, Grade, Hazard, Sector
from plans.words import exclusion_word, kept_weights

__all__ = ["EXPERT", "OFFICER", "UNIT"]
BATCH = 10_000


def candidate_counts(task: Draw) -> dict[str, int]:
    """How many would stand on each list now. No row of the register is read."""
    people = {name: len(found.rows) for name, found in people_of(task).items()}
    return {UNIT: unit_counts(task)[""], **people}


def wanted(task: Draw) -> dict[str, int]:
    counts = {UNIT: task.units_wanted, OFFICER: task.officers_wanted, EXPERT: task.experts_wanted}
    return {name: counts[name] for name in task.list_names}


def bits_needed(task: Draw, sizes: Mapping[str, int]) -> float:
    """Bits before every outcome of all lists can come up. Too few candidates need none: that is refused elsewhere."""
    pairs = [(sizes[name], count) for name, count in wanted(task).items()]
    return sum(entropy_needed_bits(size, count) for size, count in pairs if count <= size)


def salted(salt: str, code: str) -> str:
    """The published entry: says nothing before the salt is published, and is checked by anyone after."""
    return hashlib.sha256(f"{salt}\n{code}".encode()).hexdigest()[:32]


def frozen_list(task: Draw, name: str) -> FrozenList:
    """In memory: 90 bytes an entry. Only the file is built from it; the draw needs the weights alone."""
    rows = task.entries.filter(list=name).order_by("number").values_list("entry", "weight")
    entries, weights = [], []
    for entry, weight in rows.iterator(chunk_size=BATCH):
        entries.append(entry)
        weights.append(weight)
    return freeze(entries, weights)


def weights_of(task: Draw, name: str) -> list[int]:
    rows = task.entries.filter(list=name).order_by("number").values_list("weight", flat=True)
    return list(rows.iterator(chunk_size=BATCH))


@dataclass(frozen=True)
class Named:
    """An entry passed over for what happened after the freezing: what, who said so (none: the system), when. `recusal`
    counts those who stepped back after the draw; 0: passed over at the draw itself."""

    list: str
    entry: int
    reason: str
    by: str
    at: str
    recusal: int = 0

    @property
    def said(self) -> dict[str, Any]:
        return {"by": self.by, "at": self.at} | ({"recusal": self.recusal} if self.recusal else {})


def named(task: Draw) -> list[Named]:
    """All named so far, also those whose turn never came."""
    return [Named(**one) for one in task.result.get("named", [])]


@dataclass(frozen=True)
class Outcome:
    draws: dict[str, Drawn]
    teams: dict[str, list[list[int]]]


def compute(task: Draw, skipped: Iterable[Named]) -> Outcome:
    """All lists drawn from the seed. The same lists, seed and skips always give the same result.

    Of officers and experts every named skip is published, because whoever comes later in the order may step in. Who
    stepped back after the draw changes the own places in the teams and no other.
    """
    key, drawn, orders, skipped = key_string(task.sources), {}, {}, list(skipped)
    for name, count in wanted(task).items():
        skips = {one.entry: one.reason for one in skipped if one.list == name}
        weights = weights_of(task, name)
        drawn[name] = draw(key, name, weights=weights, count=count, skips=skips)
        if name in SIZES:
            shown = tuple(Skip(entry, reason) for entry, reason in sorted(skips.items()))
            drawn[name] = replace(drawn[name], skips=shown)
            passed = {one.entry: one.reason for one in skipped if one.list == name and not one.recusal}
            entries = draw(key, name, weights=weights, count=len(weights) - len(passed), skips=passed).picks
            barred = set(task.conflicts.filter(list=name).values_list("unit", "entry"))
            orders[name] = Order(entries, count, SIZES[name], barred)
    return Outcome(drawn, {name: _teams(name, order, drawn, skipped) for name, order in orders.items()})


def _teams(name: str, order: Order, drawn: Mapping[str, Drawn], skipped: Iterable[Named]) -> list[list[int]]:
    try:
        return teams(order, drawn[UNIT].picks, [one.entry for one in skipped if one.list == name and one.recusal])
    except ValueError as error:
        message = _("回避后没有足够的人员可派往每一家抽中企业，本次抽取只能作废后另设任务")
        raise RuleBroken(message) from error


def rows_of(task: Draw, name: str, numbers: Iterable[int]) -> dict[int, DrawEntry]:
    return {row.number: row for row in task.entries.filter(list=name, number__in=list(numbers))}


def drawn_rows(task: Draw, name: str, *, first: int = 0, most: int | None = None) -> list[dict[str, Any]]:
    """The drawn candidates in order, each with its entry number and place; `order`: as drawn, so one passed over
    leaves a gap."""
    lines = task.result.get("transcript", {}).get(name, [])
    order = {one["entry"]: one["number"] + 1 for one in lines}
    picks = list(enumerate(task.result.get("picks", {}).get(name, []), start=1))[first:]
    picks = picks if most is None else picks[:most]
    rows = rows_of(task, name, (entry for _place, entry in picks))
    return [
        {
            "id": row.subject,
            "code": row.code,
            "name": row.name,
            "entry": row.entry,
            "number": entry,
            "place": place,
            "order": order[entry],
        }
        for place, entry, row in ((place, entry, rows[entry]) for place, entry in picks)
    ]


def may_step_back(task: Draw) -> list[tuple[str, DrawEntry]]:
    """Officers and experts who were drawn or stand in for somebody, by list and in the order of it."""
    found = []
    for name in SIZES:
        there = {entry for team in task.result.get("teams", {}).get(name, []) for entry in team}
        rows = rows_of(task, name, there | set(task.result.get("picks", {}).get(name, [])))
        found += [(name, rows[number]) for number in sorted(rows)]
    return found


@dataclass(frozen=True)
class Aside:
    """An officer or expert of the group whose turn it was, who gave way at one unit."""

    unit: str
    person: str
    reason: str


def gave_way(task: Draw) -> list[Aside]:
    """Who of the drawn does not go to which drawn unit, and why. Three queries."""
    picks = task.result.get("picks", {})
    of_units = task.conflicts.filter(unit__in=picks.get(UNIT, []))
    found = [one for one in of_units.order_by("unit", "list", "entry") if one.entry in picks.get(one.list, [])]
    units = rows_of(task, UNIT, (one.unit for one in found))
    people = {name: rows_of(task, name, (one.entry for one in found if one.list == name)) for name in SIZES}
    return [
        Aside(units[one.unit].name, people[one.list][one.entry].name, str(Conflict(one.reason).label)) for one in found
    ]


def describe_conditions(task: Draw) -> str:
    conditions = task.conditions
    grades = {**dict(Grade.choices), "ungraded": _("未分级")}
    parts = [
        listed(Sector(one).label for one in conditions.get("sectors", [])) or _("全部行业领域"),
        listed(grades[one] for one in conditions.get("grades", [])) or _("全部等级"),
        listed(Hazard(one).label for one in conditions.get("hazards", [])),
    ]
    return pgettext("between parts of a list", "；").join(part for part in parts if part)


def describe_weights(task: Draw) -> str:
    return kept_weights(task.params.get("weights") or grade_weights(task.bureau_id))


def proof_of(task: Draw) -> Proof:
    """The published file, rebuilt from what was frozen. Cost: the draw twice more, the unit list in memory."""
    skipped = named(task)
    with override("zh-hans"):
        return build_proof(
            task=task.params["task"],
            sources=task.sources,
            lists={name: frozen_list(task, name) for name in task.list_names},
            draws=compute(task, skipped).draws,
            params=task.params,
            salt=task.salt,
            published_at=timezone.localtime(task.published_at).isoformat(),
            exclusions=exclusion_rows(task),
            conflicts=conflict_rows(task),
            said={(one.list, one.entry): one.said for one in skipped},
        )


def exclusion_rows(task: Draw) -> Iterable[tuple[str, str, str]]:
    """As they are hashed and published: list, salted entry, reason."""
    rows = task.exclusions.order_by("list", "number").values_list("list", "entry", "reason")
    return ((name, entry, exclusion_word(reason)) for name, entry, reason in rows.iterator(chunk_size=BATCH))


def conflict_rows(task: Draw) -> Iterable[tuple[int, str, int, str]]:
    rows = task.conflicts.order_by("unit", "list", "entry").values_list("unit", "list", "entry", "reason")
    return ((*row[:3], str(Conflict(row[3]).label)) for row in rows.iterator(chunk_size=BATCH))


READERS = (Permission.PREPARE_DRAWS, Permission.SUPERVISE_DRAWS, Permission.APPROVE_DRAWS)


def may_read_names(task: Draw, user: User) -> bool:
    """Who stands on the lists and who was drawn would announce the visits: until the result is revealed only those who
    prepare, supervise or approve draws read it. Of a void draw it stays so, unless it had been revealed before."""
    return task.revealed_at is not None or any(user.may(one, task) for one in READERS)


def has_begun(task: Draw) -> bool:
    idle = (AssignmentState.OPEN, AssignmentState.CANCELLED)
    return Assignment.objects.filter(draw=task).exclude(state__in=idle).exists()
