"""Clocks: from a rule, a start and exclusions to the due date and the way there. Derived each time, never counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from enforcement.rulebook import snapshot
from enforcement.rulebook.models import TimeLimit
from enforcement.rulebook.queries import RowMissing, limit, limit_by_id
from enforcement.workdays import Calendar, DayRule, Exclusion, Moment, Result, Step, as_day, as_moment, compute

NORMAL, NEAR, TODAY, OVERDUE, UNSET = "normal", "near", "today", "overdue", "unset"
NEAR_DAYS = 3


@dataclass(frozen=True)
class Clock:
    """`result` is none, and with it `due`, where neither the law nor the bureau gives a number."""

    rule: TimeLimit
    length: int | None
    unit: str
    start: Moment
    backward: bool
    unverified: bool
    result: Result | None

    @property
    def basis(self) -> str:
        return self.rule.citation

    @property
    def due(self) -> Moment | None:
        return self.result.due if self.result else None

    @property
    def day(self) -> date:
        """Of a period that cannot do without a number."""
        if self.due is None:
            raise ValueError(f"{self.rule.row_id} gives no number")
        return as_day(self.due)

    @property
    def provisional(self) -> bool:
        return bool(self.result and self.result.provisional)

    @property
    def steps(self) -> list[Step]:
        if self.result:
            return self.result.steps
        what = _("该规定没有数字期限，本局也未设定；待核定")
        return [{"date": self.start, "what": what, "counted": False, "days": 0}]

    @property
    def mark(self) -> str:
        """Words to show beside the date; empty for a period of law that was read."""
        if self.rule.mark or not self.unverified:
            return self.rule.mark
        return _("待核定")

    def days_left(self, today: date) -> int | None:
        """Calendar days; negative once overdue."""
        return (as_day(self.due) - today).days if self.due else None

    def state(self, now: Moment) -> str:
        """`now` is a day, or a moment for periods of hours."""
        if self.due is None:
            return UNSET
        if isinstance(self.due, datetime) and isinstance(now, datetime) and as_moment(now) > self.due:
            return OVERDUE
        left = (as_day(self.due) - as_day(now)).days
        return OVERDUE if left < 0 else TODAY if left == 0 else NEAR if left <= NEAR_DAYS else NORMAL

    def state_word(self, now: Moment) -> str:
        state = self.state(now)
        if state == OVERDUE and self.due and (days := (as_day(now) - as_day(self.due)).days):
            return _("已超期 %(days)s 日") % {"days": days}
        words = {
            NORMAL: _("正常"),
            NEAR: _("临近"),
            TODAY: _("今日到期"),
            OVERDUE: _("已超期"),
            UNSET: _("待核定"),
        }
        return words[state]


def rule_for(key: str, on: date, *, lapsed_ok: bool = False) -> TimeLimit:
    """`key` is a rule_key, or the id of one row, which then has to be in force on the day."""
    if key not in snapshot.current().by_id:
        return limit(key, on, lapsed_ok=lapsed_ok)
    row = limit_by_id(key)
    if not row.is_in_force(on) and not lapsed_ok:
        raise RowMissing(key, on, [row])
    return row


def due(
    rule_key: str,
    *,
    start: Moment,
    on: date | None = None,
    exclusions: Iterable[Exclusion | tuple[date, date]] = (),
    backward: bool | None = None,
    lapsed_ok: bool = False,
) -> Clock:
    """`on`: the day of the step, which selects the law (default: start). `backward`: as the rule has it."""
    rule = rule_for(rule_key, on or as_day(start), lapsed_ok=lapsed_ok)
    return from_rule(rule, start=start, exclusions=exclusions, backward=backward)


def from_rule(
    rule: TimeLimit,
    *,
    start: Moment,
    exclusions: Iterable[Exclusion | tuple[date, date]] = (),
    backward: bool | None = None,
) -> Clock:
    held = snapshot.current()
    length, unit, unverified = rule.length, rule.unit, rule.confidence == "unverified" or bool(rule.lapsed_on)
    if length is None:
        setting = held.settings.get(rule.row_id) or {}
        length, unit, unverified = setting.get("length", rule.default_when_unset), setting.get("unit", unit), True
    backward = rule.backward if backward is None else backward
    result = None
    if length is not None:
        spans = [one if isinstance(one, Exclusion) else Exclusion(*one) for one in exclusions]
        day_rule = DayRule(rolls_forward=rule.law.rolls_forward, basis=rule.law.day_rule)
        result = compute(start, length, unit, held.calendar, day_rule=day_rule, exclusions=spans, backward=backward)
    begins = result.start if result else start
    return Clock(rule, length, unit, begins, backward, unverified, result)


def calendar() -> Calendar:
    return snapshot.current().calendar


def is_workday(day: date) -> bool:
    return calendar().is_workday(day)


def add_workdays(day: date, count: int) -> date:
    return calendar().add_workdays(day, count)


def workdays_between(first: date, last: date) -> int:
    """Both ends included."""
    return calendar().workdays_between(first, last)
