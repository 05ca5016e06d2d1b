"""Clocks: from a rule, a start and exclusions to the due date and the way there. Derived each time, never counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from enforcement.rulebook import snapshot
from enforcement.rulebook.models import TimeLimit
from enforcement.rulebook.queries import RowMissing, limit, limit_by_id
from enforcement.rulebook.states import ExcludedPeriod, Unit
from enforcement.workdays import (
    ONE_DAY,
    ZONE,
    Calendar,
    DayRule,
    Exclusion,
    Moment,
    Result,
    Step,
    as_day,
    as_moment,
    compute,
)

NORMAL, NEAR, TODAY, OVERDUE, UNSET = "normal", "near", "today", "overdue", "unset"
NEAR_DAYS = 3
ALL_KINDS: frozenset[str] = frozenset(ExcludedPeriod.values)
EXCLUDED = ".excluded"  # behind a rule_key: the setting that names the kinds of excluded period


@dataclass(frozen=True)
class Extended:
    """An approved extension: the whole period anew, counted from the same start, or the new last day itself."""

    reason: str
    length: int | None = None
    unit: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Clock:
    """`result` is none, and with it `due`, where neither the law nor the bureau gives a number.

    `event` says in words what the period counts from; `length` and `unit` are those of the rule, whatever was extended.
    """

    rule: TimeLimit
    length: int | None
    unit: str
    start: Moment
    backward: bool
    unverified: bool
    result: Result | None
    event: str | Promise = ""
    extended: Extended | None = None

    @property
    def basis(self) -> str:
        return self.rule.citation

    @property
    def due(self) -> Moment | None:
        if self.extended and self.extended.until:
            return self.extended.until
        return self.result.due if self.result else None

    @property
    def limit(self) -> str:
        """The period in words, as the rule or the bureau has it."""
        if self.length is None:
            return _("法律没有规定数字期限")
        text = _("%(length)s %(unit)s") % {"length": self.length, "unit": Unit(self.unit).label}
        return _("此前 %(limit)s（倒算）") % {"limit": text} if self.backward else text

    @property
    def ends_at(self) -> datetime | None:
        """A period of days ends with its last day; one of hours at its moment."""
        if self.due is None or isinstance(self.due, datetime):
            return self.due
        return datetime.combine(self.due + ONE_DAY, time.min, ZONE)

    @property
    def excluded(self) -> tuple[Exclusion, ...]:
        return self.result.exclusions if self.result else ()

    @property
    def passed(self) -> list[Step]:
        """Holidays, make-up workdays and closures between start and due, whether or not the unit minds them."""
        return self.result.passed if self.result else []

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
            return [*self.result.steps, *self._extension_lines()]
        what = _("该规定没有数字期限，本局也未设定；待核定")
        return [{"date": self.start, "what": what, "counted": False, "days": 0}]

    def _extension_lines(self) -> list[Step]:
        if self.extended is None or self.due is None:
            return []
        what = _("经批准延长：%(reason)s") % {"reason": self.extended.reason}
        return [{"date": self.due, "what": what, "counted": False, "days": 0}]

    @property
    def mark(self) -> str:
        """Words to show beside the date; empty for a period of law that was read."""
        if self.rule.mark or not self.unverified:
            return self.rule.mark
        return _("待核定")

    def days_left(self, today: date) -> int | None:
        """Calendar days; negative once overdue."""
        return (as_day(self.due) - today).days if self.due else None

    def left_words(self, now: Moment) -> str:
        """How much time is left, in the unit in which it is short: hours on the last day of a period of hours."""
        if self.due is None:
            return ""
        if isinstance(self.due, datetime) and isinstance(now, datetime):
            hours = int((self.due - as_moment(now)).total_seconds() // 3600)
            if 0 <= hours < 48:
                return _("剩余 %(hours)s 小时") % {"hours": hours}
        days = (as_day(self.due) - as_day(now)).days
        return _("剩余 %(days)s 日") % {"days": days} if days >= 0 else _("超过 %(days)s 日") % {"days": -days}

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


def rule_for(key: str, on: date, *, lapsed_ok: bool = False, bureau: int | None = None) -> TimeLimit:
    """`key` is a rule_key, or the id of one row, which then has to be in force on the day."""
    if key not in snapshot.current().by_id:
        return limit(key, on, lapsed_ok=lapsed_ok, bureau=bureau)
    row = limit_by_id(key)
    if not row.is_in_force(on) and not lapsed_ok:
        raise RowMissing(key, on, [row])
    return row


def due(
    rule_key: str,
    *,
    start: Moment,
    on: date | None = None,
    bureau: int | None = None,
    lapsed_ok: bool = False,
    **how: Any,
) -> Clock:
    """`on`: the day of the step, which selects the law (default: start). `how`: see `from_rule`."""
    rule = rule_for(rule_key, on or as_day(start), lapsed_ok=lapsed_ok, bureau=bureau)
    return from_rule(rule, start=start, bureau=bureau, **how)


def from_rule(
    rule: TimeLimit,
    *,
    start: Moment,
    exclusions: Iterable[Exclusion | tuple[date, date]] = (),
    backward: bool | None = None,
    bureau: int | None = None,
    extended: Extended | None = None,
    event: str | Promise = "",
) -> Clock:
    """`backward`: as the rule has it. `bureau`: the id of the one whose values and closed days count."""
    calendar, settings = snapshot.current().of(bureau)
    length, unit, unverified = rule.length, rule.unit, rule.confidence == "unverified" or bool(rule.lapsed_on)
    if length is None or rule.lapsed_on:
        setting = settings.get(rule.row_id) or {}
        length, unit = setting.get("length", length or rule.default_when_unset), setting.get("unit", unit)
        unverified = True
    backward = rule.backward if backward is None else backward
    used, counted = length, unit
    if extended and extended.length is not None:
        used, counted = extended.length, extended.unit or unit
    result = None
    if used is not None:
        spans = [one if isinstance(one, Exclusion) else Exclusion(*one) for one in exclusions]
        day_rule = DayRule(rolls_forward=rule.law.rolls_forward, basis=rule.law.day_rule)
        result = compute(start, used, counted, calendar, day_rule=day_rule, exclusions=spans, backward=backward)
    begins = result.start if result else start
    return Clock(rule, length, unit, begins, backward, unverified, result, event, extended)


def excluded_kinds(rule_key: str, bureau: int | None = None) -> frozenset[str]:
    """For which kinds of excluded period the bureau lets this period stand still. What the rule in force says is not
    read yet: until a bureau decides, all of them count, marked 待核定."""
    setting = snapshot.current().of(bureau).settings.get(f"{rule_key}{EXCLUDED}")
    return frozenset(setting["kinds"]) if setting else ALL_KINDS


def calendar(bureau: int | None = None) -> Calendar:
    return snapshot.current().of(bureau).calendar


def is_workday(day: date, bureau: int | None = None) -> bool:
    return calendar(bureau).is_workday(day)


def add_workdays(day: date, count: int, bureau: int | None = None) -> date:
    return calendar(bureau).add_workdays(day, count)


def workdays_between(first: date, last: date, bureau: int | None = None) -> int:
    """Both ends included."""
    return calendar(bureau).workdays_between(first, last)
