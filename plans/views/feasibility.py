"""Can the plan be carried out: a verdict, the months that are short, a picture, and what-if without saving."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.accounts.permissions import Permission
from enforcement.web.tables import Column, Table
from enforcement.wording import parted
from plans.forms.feasibility import WhatIfForm
from plans.models import Plan
from plans.queries.bookings import booked_of
from plans.queries.feasibility import Outlook, WhatIf, days, outlook, place_words, unassigned_words
from plans.rules.feasibility import MONTHS, Cell
from plans.views.plan_pages import plan_trail

WIDTH, HEIGHT, FOOT = 40, 160, 26  # of the picture, in its own units: one month, the bars, the line of names


@dataclass(frozen=True)
class Bar:
    """One month: what is needed as a bar, what there is as a line across it."""

    name: str
    x: int
    needed_y: int
    needed_height: int
    line_y: int
    fits: bool
    title: str


@login_required
@require_GET
def plan_feasibility(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    form = WhatIfForm(request.GET or None, plan=plan)
    tried = form.what_if()
    found, held = outlook(plan, tried), outlook(plan)
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("可行性")),
        "form": form,
        "tried": form.is_bound and form.is_valid(),
        "before": held.holds,
        "holds": found.holds,
        "over": found.over,
        "notes": [] if found.over else notes(tried, held, found),
        "short": [] if found.over else shortages(found),
        "unassigned": unassigned_words(found),
        "facts": facts(plan, found),
        "bars": bars(found),
        "picture": {"width": WIDTH * len(MONTHS), "height": HEIGHT + FOOT, "foot": HEIGHT + FOOT - 5, "month": WIDTH},
        "table": month_table(found),
        "bookings": booking_table(plan),
        "may_enter_leave": request.user.may(Permission.ASSIGN_INSPECTIONS, plan),
    }
    return render(request, "plans/plan/feasibility.html", context, status=422 if form.errors else 200)


def shortages(found: Outlook) -> list[dict[str, Any]]:
    """The bureau first, then each unit: in one line how many months and how much, below it month by month."""
    places: dict[str, list[tuple[str, int, Cell]]] = {}
    for unit, month, cell in found.feasibility.short:
        places.setdefault(unit, []).append((unit, month, cell))
    return [{"sum": unit_words(unit, rows), "months": [place_words(*row) for row in rows]}
            for unit, rows in sorted(places.items())]  # fmt: skip


def notes(tried: WhatIf, held: Outlook, found: Outlook) -> list[str]:
    """Where what is tried went, and why units lose or win days that nobody touched."""
    lines = []
    if tried.visits:
        words = {"visits": f"{tried.visits:+}", "unit": tried.unit or _t("未指定科室")}
        lines.append(_t("试算的 %(visits)s 家次计入：%(unit)s") % words)
    if tried.officers:
        parts = {"before": share_of(held), "after": share_of(found)}
        text = _t("其他执法工作日不因人员增减而变，由全局在岗人员分担，每个在岗工作日可用于检查的比例由 %(before)s 变为"
                  " %(after)s，各科室的可用工作日都随之变化")  # fmt: skip
        lines.append(text % parts)
    return lines


def share_of(found: Outlook) -> str:
    return f"{(found.share * 100).quantize(Decimal('0.1'))}%"


def unit_words(unit: str, rows: list[tuple[str, int, Cell]]) -> str:
    worst = min(rows, key=lambda row: row[2].spare)
    words = {
        "unit": unit or _t("全局合计"), "count": len(rows), "month": worst[1], "most": days(-worst[2].spare),
        "short": days(sum((-cell.spare for _unit, _month, cell in rows), Decimal(0))),
    }  # fmt: skip
    return _t("%(unit)s %(count)s 个月不足，共缺 %(short)s 工作日，最多 %(month)s 月缺 %(most)s") % words


def facts(plan: Plan, found: Outlook) -> list[tuple[Any, Any]]:
    load, year = found.workload, found.feasibility.year
    parts = {
        "total": days(load.total), "other": days(load.other), "non": days(load.non_enforcement),
        "left": days(load.inspection),
    }  # fmt: skip
    people = [f"{unit or _t('未指定科室')} {count}" for unit, count in sorted(found.officers.items()) if count]
    rows = [
        (_("执法人员"), parted(people)),
        (_("监督检查工作日"), "{total} − {other} − {non} = {left}".format(**parts)),
        (_("已登记的请假、培训"), away_words(found)),
        (_("每次路途天数"), days(found.travel)),
        (_("专项行动预留"), f"{days(found.reserve)}%"),
        (_("每个在岗工作日可用于检查"), share_words(found)),
        (_("全年可用"), days(year.available)),
        (_("全年需要"), days(year.needed)),
        (_("余量"), days(year.spare)),
    ]
    if sum(found.calendar.values()) != plan.workdays:
        rows += workday_rows(plan, found)
    return rows


def workday_rows(plan: Plan, found: Outlook) -> list[tuple[Any, Any]]:
    """How the months of the calendar become those of the plan."""
    words = {"calendar": sum(found.calendar.values()), "plan": plan.workdays}
    text = _t("日历全年 %(calendar)s 天，计划按 %(plan)s 天测算；当月工作日 = 日历当月 × %(plan)s ÷ %(calendar)s")
    months = [
        _t("%(month)s 月 %(calendar)s → %(days)s")
        % {"month": month, "calendar": found.calendar[month], "days": days(found.workdays[month])}
        for month in MONTHS
    ]
    return [(_("日历与测算"), text % words), (_("折算后的当月工作日"), parted(months))]


def away_words(found: Outlook) -> str:
    words = {"days": days(found.away.total), "planned": days(found.away.planned), "beyond": days(found.away.beyond)}
    return _t("%(days)s 工作日；计划已按非执法工作日留出 %(planned)s，超出 %(beyond)s 从检查工作日中扣除") % words


def share_words(found: Outlook) -> str:
    words = {
        "left": days(found.workload.inspection - found.away.beyond),
        "there": days(found.workload.total - found.away.total),
        "share": share_of(found),
    }
    return _t("%(left)s ÷ %(there)s = %(share)s") % words


def booking_table(plan: Plan) -> Table:
    """Each officer's days given so far against the statutory days of the year."""
    columns = (
        Column(_("人员"), lambda row: row[0]),
        Column(_("已安排（检查、请假、培训）"), lambda row: days(row[1]), numeric=True),
        Column(_("年法定工作日"), lambda row: plan.workdays, numeric=True),
        Column(_("余量"), lambda row: days(plan.workdays - row[1]), numeric=True,
               tag=lambda row: "over" if row[1] > plan.workdays else "plain"),
    )  # fmt: skip
    rows = list(booked_of(plan).items())
    return Table(_("人员已安排的工作日"), columns, rows, None, _("还没有分派检查，也没有登记请假、培训"))


def month_table(found: Outlook) -> Table:
    """A row per month, the bureau first, then its units and what stands under none; each cell needed / available."""
    columns: list[Column] = [Column(_("月份"), lambda month: _t("%(month)s 月") % {"month": month})]
    parts = {_t("全局合计"): found.feasibility.months, **found.feasibility.cells}
    for name, cells in parts.items():
        columns.append(cell_column(name, cells))
    rest = found.feasibility.rest
    if any(cell.needed or cell.available for cell in rest.values()):  # it makes the columns add up to the bureau
        columns.append(Column(_t("未指定科室"), lambda month: cell_text(rest[month]), numeric=True))
    return Table(_("各月需要与可用工作日"), tuple(columns), MONTHS)


def cell_column(name: str, cells: Mapping[int, Cell]) -> Column:
    return Column(
        name,
        lambda month: cell_text(cells[month]),
        tag=lambda month: "plain" if cells[month].fits else "over",
        numeric=True,
    )


def cell_text(cell: Cell) -> str:
    return f"{days(cell.needed)}/{days(cell.available)}"


def bars(found: Outlook) -> list[Bar]:
    months = found.feasibility.months
    most = max([*(one.needed for one in months.values()), *(one.available for one in months.values()), Decimal(1)])

    def up(value: Decimal) -> int:
        return int(max(value, Decimal(0)) * HEIGHT / most)

    return [
        Bar(
            str(month),
            (month - 1) * WIDTH,
            HEIGHT - up(cell.needed),
            up(cell.needed),
            HEIGHT - up(cell.available),
            cell.fits,
            _t("%(month)s 月：需要 %(needed)s，可用 %(available)s")
            % {"month": month, "needed": days(cell.needed), "available": days(cell.available)},
        )
        for month, cell in months.items()
    ]
