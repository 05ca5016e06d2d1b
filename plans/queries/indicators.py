"""The targets of a plan's execution: how far each is reached. What upper apps count they register in `desk`."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission
from plans.models import Plan
from plans.queries.plan import targets
from plans.queries.progress import Progress
from plans.rules.workload import percent


@dataclass(frozen=True)
class Kind:
    """`whole` gives the records of the plan's year that count, `done` those of them that meet the target. `name` is the
    target's in the plan formula; `code` its part of the address where the records are listed."""

    code: str
    name: str
    label: str | Promise
    permission: Permission
    whole: Callable[[Plan], QuerySet[Any]]
    done: Callable[[QuerySet[Any]], QuerySet[Any]]
    text: Callable[[Any], str] = str


@dataclass(frozen=True)
class Indicator:
    """`value` is none where nothing can be counted: no record yet, or a stage that is not built."""

    name: str
    label: str | Promise
    value: Decimal | None
    unit: str
    counted: str
    target: Decimal
    source: str
    code: str = ""

    @property
    def reached(self) -> bool | None:
        return None if self.value is None else self.value >= self.target


KINDS: dict[str, Kind] = {}
COMPLETION, COVERAGE, PER_OFFICER = "计划完成率", "重点单位覆盖率", "人均检查家次"
LABELS = {
    COMPLETION: _("计划完成率"),
    COVERAGE: _("重点单位覆盖率"),
    "问题隐患查处率": _("问题隐患查处率"),
    "执法案件结案率": _("执法案件结案率"),
    "事故按期结案率": _("事故按期结案率"),
    PER_OFFICER: _("人均检查家次"),
}


def register(kind: Kind) -> None:
    KINDS[kind.code] = kind


def indicators(plan: Plan, found: Progress) -> list[Indicator]:
    """Two counts for each registered kind."""
    return [_indicator(name, target, _value(name, plan, found)) for name, target in targets().items()]


def _indicator(name: str, target: dict[str, Any], reached: tuple[Decimal | None, str, str]) -> Indicator:
    value, counted, code = reached
    share = "target" in target
    goal = Decimal(str(target["target"])) * 100 if share else Decimal(str(target["target_min"]))
    source = str(target.get("source", ""))
    return Indicator(name, LABELS[name], value, "%" if share else "", counted, goal.normalize(), source, code)


def _value(name: str, plan: Plan, found: Progress) -> tuple[Decimal | None, str, str]:
    if name == COMPLETION:
        return found.whole.percent, f"{found.whole.done}/{found.whole.planned}", ""
    if name == COVERAGE:
        return found.coverage, f"{found.key_seen}/{found.key_enterprises}", ""
    if name == PER_OFFICER:
        return found.per_officer, f"{found.whole.done}/{found.officers}", ""
    kind = next((one for one in KINDS.values() if one.name == name), None)
    if kind is None:
        return None, "", ""
    rows = kind.whole(plan)
    whole, done = rows.count(), kind.done(rows).count()
    return (percent(Decimal(done), Decimal(whole)) if whole else None), f"{done}/{whole}", kind.code
