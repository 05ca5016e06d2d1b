from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from supervision.actions import statistics as actions
from supervision.flows.statistics import PERIOD
from supervision.models import Figure, Period
from supervision.queries.statistics import RATES, broken_checks, definitions
from supervision.words import figure_word

TONES = {"open": "muted", "computed": "near", "frozen": "ok"}


@login_required
@require_GET
def period_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_STATISTICS)
    rows = Period.objects.visible_to(request.user).select_related("bureau")
    page = keyset_page(rows, request, order=["-year", "-quarter", "-id"])
    columns = (
        Column(_("统计期"), str, href=lambda one: one.get_absolute_url()),
        Column(_("机关"), lambda one: one.bureau),
        Column(_("计算时间"), lambda one: one.computed_at),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES[one.state]),
    )
    table = Table(_("季度统计"), columns, page.rows, page, _("还没有统计期，每季度首日自动计算上一季度"))
    spread = {}
    if request.user.may(Permission.VIEW_SPREAD):
        spread = {"add_url": reverse("spread_report"), "add_label": _("裁量差异年报")}
    return render(request, "web/list.html", {"table": table, **spread})


@login_required
@require_GET
def period_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Every figure with its unit, what it counts, the change to the quarter and the year before, and its rows."""
    period = get_visible(Period.objects.select_related("bureau"), request.user, pk=pk)
    figures = list(period.figures.all())
    values = {one.code: one.value for one in figures}
    context = {
        "period": period,
        "groups": grouped(figures, before(period, quarters=1), before(period, quarters=4)),
        "rates": [rate_row(rate, values) for rate in RATES] if values else [],
        "broken": broken_checks(values) if values else [],
        "buttons": buttons(PERIOD, period, request.user, lambda step: f"{period.get_absolute_url()}do/{step}/"),
        "entries": history(period)[:20],
    }
    return render(request, "supervision/statistics/detail.html", context)


def before(period: Period, *, quarters: int) -> dict[str, Decimal]:
    """Figures of the same bureau so many quarters earlier; empty where none were made."""
    index = period.year * 4 + period.quarter - 1 - quarters
    figures = Figure.objects.filter(
        period__bureau=period.bureau, period__year=index // 4, period__quarter=index % 4 + 1
    )
    return {one.code: one.value for one in figures}


def grouped(
    figures: list[Figure], last: dict[str, Decimal], year_ago: dict[str, Decimal]
) -> list[tuple[Any, list[Any]]]:
    groups: dict[str, list[Any]] = {}
    for one in figures:
        meaning = definitions()[one.code]
        groups.setdefault(figure_word(meaning["group"]), []).append(
            {
                "figure": one,
                "label": figure_word(meaning["zh"]),
                "unit": figure_word(meaning["unit"]),
                "shown": shown(one.value, meaning["unit"]),
                "counts": meaning["counts"] if (get_language() or "").startswith("en") else "",
                "last": change(one.value, last.get(one.code)),
                "year_ago": change(one.value, year_ago.get(one.code)),
            }
        )
    return list(groups.items())


def shown(value: Decimal, unit: str) -> str:
    """Money has its cents; pieces are counted whole."""
    return f"{value:,.2f}" if unit == "万元" or value % 1 else f"{value:,.0f}"


def change(now: Decimal, then: Decimal | None) -> str:
    """Growth in percent with its sign; -- without a base."""
    return f"{(now - then) / then * 100:+.1f}%" if then else "--"


def rate_row(rate: Any, values: dict[str, Decimal]) -> dict[str, Any]:
    above, below = values[rate.above], values[rate.below]
    share = above / below if below else None
    value = "--" if share is None else f"{share * 100:.1f}%" if rate.percent else f"{share:.2f}"
    parts = [(definitions()[code], amount) for code, amount in ((rate.above, above), (rate.below, below))]
    texts = [f"{figure_word(meaning['zh'])} {shown(amount, meaning['unit'])}" for meaning, amount in parts]
    return {
        "name": figure_word(rate.name),
        "value": value,
        "above": texts[0],
        "below": texts[1],
    }


@login_required
@require_GET
def figure_rows(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The records behind one figure; their values add up to it."""
    period = get_visible(Period, request.user, pk=pk)
    figure = get_object_or_404(Figure, period=period, code=code)
    page = keyset_page(figure.rows.all(), request, order=["id"])
    meaning = definitions()[code]
    unit = meaning["unit"]
    columns = (
        Column(_("记录"), lambda row: row.text, href=lambda row: row.url),
        Column(_("计入数值"), lambda row: shown(row.value, unit), numeric=True),
    )
    title = figure_word(meaning["zh"])
    caption = f"{period} {title} {shown(figure.value, unit)} {figure_word(unit)}"
    table = Table(caption, columns, page.rows, page, _("没有记录计入"))
    return render(request, "supervision/statistics/rows.html", {"table": table, "period": period, "title": title})


period_act = act_view(
    Period,
    PERIOD,
    (Act("freeze", actions.freeze, intro=_("冻结后数字不再重算，以后的变动另行记载")),),
)
