"""The officer-day arithmetic of the annual plan. Every share and total is computed; nothing derived can be typed in."""

from calendar import isleap
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _

from plans.rules import Problem

KEY_SHARE_MIN = Decimal("0.60")
OFFICER_SHARE_MIN = Decimal("0.70")
OFFICERS_PER_INSPECTION_MIN = 2

Days = Decimal | int | str


@dataclass(frozen=True)
class StatutoryYear:
    """Weekends moved by holiday swaps cancel out, so plain Saturdays and Sundays are counted."""

    year: int
    calendar_days: int
    weekend_days: int
    holidays: int

    @property
    def workdays(self) -> int:
        return self.calendar_days - self.weekend_days - self.holidays

    @property
    def formula(self) -> str:
        return f"{self.calendar_days} − {self.weekend_days} − {self.holidays} = {self.workdays}"


def statutory_year(year: int, table: Mapping[str, int], *, holidays: int | None = None) -> StatutoryYear:
    """`table` is `statutory_holidays` of the plan formula (`until_2024: 11`, `from_2025: 13`); `holidays` overrides
    it, because published plans use other figures."""
    days = 366 if isleap(year) else 365
    first = date(year, 1, 1).weekday()
    weekends = sum(1 for day in range(days) if (first + day) % 7 >= 5)
    return StatutoryYear(year, days, weekends, statutory_holidays(year, table) if holidays is None else holidays)


def statutory_holidays(year: int, table: Mapping[str, int]) -> int:
    for key, days in table.items():
        side, limit = key.split("_")
        if (side == "until" and year <= int(limit)) or (side == "from" and year >= int(limit)):
            return days
    raise ValueError(_("%(year)s 年的法定节假日天数未设置，请先在设置中填写") % {"year": year})


@dataclass(frozen=True)
class Workload:
    """Annual plan of one bureau in officer-days. Items map their name to days of all officers together."""

    officers: int
    workdays_per_officer: Days
    other_items: Mapping[str, Days]
    non_items: Mapping[str, Days]
    _: KW_ONLY
    key_days: Days = 0
    general_days: Days = 0
    staff_in_post: int | None = None
    officers_per_inspection: int = OFFICERS_PER_INSPECTION_MIN
    days_per_inspection: Days = 1
    key_share_min: Decimal = KEY_SHARE_MIN

    @property
    def total(self) -> Decimal:
        return self.officers * Decimal(self.workdays_per_officer)

    @property
    def other(self) -> Decimal:
        return sum(map(Decimal, self.other_items.values()), Decimal(0))

    @property
    def non_enforcement(self) -> Decimal:
        return sum(map(Decimal, self.non_items.values()), Decimal(0))

    @property
    def inspection(self) -> Decimal:
        return self.total - self.other - self.non_enforcement

    @property
    def shares(self) -> dict[str, Decimal]:
        """Percent of the total, one decimal each; rounded apart, so they may add up to 100.1."""
        parts = {"other": self.other, "non_enforcement": self.non_enforcement, "inspection": self.inspection}
        return {name: percent(part, self.total) for name, part in parts.items()}

    @property
    def key_share(self) -> Decimal:
        """Key inspection days in inspection days, unrounded: the limit is judged by this, not by what is shown."""
        return Decimal(self.key_days) / self.inspection if self.inspection > 0 else Decimal(0)

    @property
    def key_share_percent(self) -> Decimal:
        return percent(Decimal(self.key_days), self.inspection)

    @property
    def officer_share_percent(self) -> Decimal | None:
        return percent(Decimal(self.officers), Decimal(self.staff_in_post)) if self.staff_in_post else None

    @property
    def capacity(self) -> int:
        """Inspections that fit into the inspection days."""
        needed = self.days_needed(1)
        return int(self.inspection // needed) if needed > 0 and self.inspection > 0 else 0

    def days_needed(self, inspections: int) -> Decimal:
        return days_of(inspections, self.officers_per_inspection, self.days_per_inspection)

    @property
    def figures(self) -> dict[str, Decimal]:
        return {
            "total": self.total,
            "other": self.other,
            "non_enforcement": self.non_enforcement,
            "inspection": self.inspection,
            "key_share_percent": self.key_share_percent,
            **{f"{name}_percent": share for name, share in self.shares.items()},
        }


def days_of(inspections: int, officers: int, days: Days) -> Decimal:
    """Officer-days that so many inspections take."""
    return inspections * officers * Decimal(days)


def percent(part: Decimal, whole: Decimal) -> Decimal:
    if whole <= 0:
        return Decimal(0)
    return (part * 100 / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def check(workload: Workload, *, planned_inspections: int = 0, planned_days: Days | None = None) -> list[Problem]:
    """Every rule of the plan's arithmetic that is broken, all at once. `planned_days` is for plans whose items
    differ in officers and days (sum of `days_of`); otherwise every inspection takes what the workload says."""
    needed = workload.days_needed(planned_inspections) if planned_days is None else Decimal(planned_days)
    return [
        *_check_input(workload),
        *_check_parts(workload),
        *_check_key_share(workload),
        *_check_capacity(workload, needed),
        *_check_officer_share(workload),
    ]


def compare_printed(workload: Workload, printed: Mapping[str, Days]) -> list[Problem]:
    """Figures typed in a plan text against the computed ones (`Workload.figures`). A printed percentage may be
    rounded to whole percents."""
    problems = []
    for name, value in printed.items():
        computed = workload.figures[name]
        shown = Decimal(value)
        places = shown if name.endswith("_percent") and shown == shown.to_integral_value() else None
        if shown == (computed if places is None else computed.quantize(Decimal(1), rounding=ROUND_HALF_UP)):
            continue
        words = {"name": name, "printed": value, "computed": computed}
        problems.append(Problem("printed", _("%(name)s 写的是 %(printed)s，按各项计算应为 %(computed)s") % words, name))
    return problems


def check_lists(key_units: Iterable[str], general_units: Iterable[str]) -> list[Problem]:
    """Each unit stands once, in one list."""
    counts = Counter(key_units)
    counts.update(general_units)
    message = _("%(unit)s 在检查名单中出现 %(count)s 次，请只在重点检查或一般检查中保留一次")
    return [
        Problem("listed_twice", message % {"unit": unit, "count": count}, unit)
        for unit, count in counts.items()
        if count > 1
    ]


def check_ceilings(planned: Mapping[str, int], ceilings: Mapping[str, int]) -> list[Problem]:
    """Planned inspections of each unit against its published yearly ceiling; a unit without one passes."""
    message = _("%(unit)s 计划检查 %(planned)s 次，超过年度上限 %(ceiling)s 次，请减少次数")
    return [
        Problem("ceiling", message % {"unit": unit, "planned": count, "ceiling": ceilings[unit]}, unit)
        for unit, count in planned.items()
        if unit in ceilings and count > ceilings[unit]
    ]


def check_bookings(booked: Mapping[str, Days], statutory_workdays: Days) -> list[Problem]:
    """No officer is booked beyond the statutory days of the year."""
    message = _("%(officer)s 已安排 %(booked)s 个工作日，超过全年法定工作日 %(limit)s 天，请调整")
    return [
        Problem("overbooked", message % {"officer": officer, "booked": days, "limit": statutory_workdays}, officer)
        for officer, days in booked.items()
        if Decimal(days) > Decimal(statutory_workdays)
    ]


def check_dates(approved_on: date, first_execution: date) -> list[Problem]:
    if approved_on <= first_execution:
        return []
    words = {"approved": approved_on.isoformat(), "first": first_execution.isoformat()}
    return [
        Problem(
            "approval", _("计划于 %(approved)s 批准，检查不能早于这一天开始（现为 %(first)s）") % words, "approved_on"
        )
    ]


def _check_input(workload: Workload) -> list[Problem]:
    problems = []
    if workload.officers < 1:
        problems.append(Problem("officers", _("执法人员数至少为 1，请填写持有效执法证的在岗人数"), "officers"))
    if not 0 < Decimal(workload.workdays_per_officer) <= 366:
        problems.append(Problem("workdays", _("人均法定工作日应大于 0 且不超过 366 天"), "workdays_per_officer"))
    for name, days in [*workload.other_items.items(), *workload.non_items.items()]:
        if Decimal(days) < 0:
            problems.append(Problem("negative", _("“%(name)s”的天数不能为负数") % {"name": name}, name))
    if workload.officers_per_inspection < OFFICERS_PER_INSPECTION_MIN:
        message = _("每次检查不得少于 %(count)s 名执法人员") % {"count": OFFICERS_PER_INSPECTION_MIN}
        problems.append(Problem("two_officers", message, "officers_per_inspection"))
    return problems


def over_total(workload: Workload) -> str:
    """Nothing is left for checks and nothing else is to be said: more days are entered than there are."""
    if workload.inspection >= 0:
        return ""
    words = {
        "entered": plain(workload.other + workload.non_enforcement),
        "total": plain(workload.total),
        "over": plain(-workload.inspection),
    }
    return _("其他执法和非执法工作日合计 %(entered)s 天，比总法定工作日 %(total)s 天多 %(over)s 天，请核减") % words


def plain(days: Decimal) -> str:
    return f"{days.quantize(Decimal('0.1')).normalize():f}"


def _check_parts(workload: Workload) -> list[Problem]:
    if over := over_total(workload):
        return [Problem("over_total", over, "other_items")]
    split = Decimal(workload.key_days) + Decimal(workload.general_days)
    if split > workload.inspection:
        words = {"split": split, "inspection": workload.inspection}
        message = _("重点检查与一般检查合计 %(split)s 天，超过监督检查工作日 %(inspection)s 天，请核减")
        return [Problem("split", message % words, "general_days")]
    return []


def _check_key_share(workload: Workload) -> list[Problem]:
    if workload.inspection < 0 or workload.key_share >= workload.key_share_min:
        return []
    needed = (workload.inspection * workload.key_share_min).to_integral_value(rounding="ROUND_CEILING")
    words = {"share": workload.key_share_percent, "least": f"{workload.key_share_min:.0%}", "needed": needed}
    message = _("重点检查占比 %(share)s%%，应不低于 %(least)s，重点检查至少安排 %(needed)s 天")
    return [Problem("key_share", message % words, "key_days")]


def _check_capacity(workload: Workload, needed: Decimal) -> list[Problem]:
    if workload.inspection < 0 or needed <= workload.inspection:
        return []
    words = {"needed": needed, "inspection": workload.inspection, "capacity": workload.capacity}
    message = _(
        "计划检查需要 %(needed)s 个工作日，超过监督检查工作日 %(inspection)s 天，最多可安排 %(capacity)s 次检查"
    )
    return [Problem("capacity", message % words, "planned_inspections")]


def _check_officer_share(workload: Workload) -> list[Problem]:
    share = workload.officer_share_percent
    if share is None or share >= OFFICER_SHARE_MIN * 100:
        return []
    words = {"share": share, "least": f"{OFFICER_SHARE_MIN:.0%}"}
    return [Problem("officer_share", _("执法人员占在岗人数 %(share)s%%，应不低于 %(least)s") % words, "officers")]
