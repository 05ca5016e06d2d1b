"""How long a violation can be pursued: from the end of the act to its discovery, by the law in force when it ended."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock
from enforcement.rulebook.queries import RowMissing, history
from enforcement.workdays import as_day

ORDINARY, SERIOUS = "prosecution_limitation", "prosecution_limitation_serious"


@dataclass(frozen=True)
class Limitation:
    """`clock` is none where no row is in force on the day the act ended; `missing` then says so."""

    name: str
    number: int
    act_on: dt.date
    found_on: dt.date
    harm: bool
    clock: Clock | None
    missing: str = ""

    @property
    def due(self) -> dt.date | None:
        return as_day(self.clock.due) if self.clock and self.clock.due else None

    @property
    def is_over(self) -> bool:
        return self.due is not None and self.found_on > self.due

    @property
    def mark(self) -> str:
        return self.clock.mark if self.clock else ""

    @property
    def lines(self) -> list[str]:
        """The arithmetic, one step a line."""
        lines = [_("违法行为终了之日：%(day)s") % {"day": self.act_on}]
        if self.clock is None:
            return [*lines, self.missing]
        words = {
            "length": self.clock.length, "unit": self.clock.rule.get_unit_display(),
            "source": f"{self.clock.basis} {self.clock.mark}".strip(),
        }  # fmt: skip
        lines.append(_("时效：%(length)s %(unit)s，自次日起算（%(source)s）") % words)
        if self.harm and self.clock.rule.rule_key == ORDINARY:
            first = min(row.effective_from for row in history(SERIOUS))
            text = _("涉及公民生命健康安全且有危害后果的五年时效自 %(first)s 起有效，不适用于此前终了的违法行为")
            lines.append(text % {"first": first})
        verdict = _("已超过时效") if self.is_over else _("在时效之内")
        days = {"due": self.due, "found": self.found_on, "verdict": verdict}
        return [*lines, _("时效至 %(due)s；发现之日 %(found)s，%(verdict)s") % days]


def limitation(act_on: dt.date, found_on: dt.date, *, harm: bool, name: str = "", number: int = 0) -> Limitation:
    """Five years need harm to life, health or safety, and the act to have ended under the law that says so."""
    keys = (SERIOUS, ORDINARY) if harm else (ORDINARY,)
    missing = ""
    for key in keys:
        try:
            clock = clocks.due(key, start=act_on)
        except RowMissing as none:
            missing = str(none)
            continue
        return Limitation(name, number, act_on, found_on, harm, clock)
    return Limitation(name, number, act_on, found_on, harm, None, missing)


def limitation_of(charge: Charge) -> Limitation:
    return limitation(
        charge.act_on, charge.penalty.found_on, harm=charge.harm, name=charge.violation.name_zh, number=charge.number
    )


def limitations(case: PenaltyCase) -> list[Limitation]:
    """One for each charge still pursued; before there are any, one for what the case is about."""
    if charges := charges_of(case):
        return [limitation_of(one) for one in charges]
    return [limitation(case.act_on, case.found_on, harm=False, name=case.violation.name_zh, number=1)]
