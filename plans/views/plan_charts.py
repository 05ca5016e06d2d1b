"""Pictures of a plan, each with its numbers below; every figure opens its items."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible
from enforcement.accounts.models import Unit
from enforcement.web.tables import Cell, Column, Row, Table
from plans.models import Plan
from plans.queries.feasibility import days
from plans.queries.plan_charts import Load, Region, coverage, load_by_month
from plans.rules.feasibility import ANY, MONTHS
from plans.views.plan_pages import plan_trail

WIDTH, HEIGHT, FOOT = 40, 160, 26  # one month, the bars, the line of names: the picture's own units
TILE, GAP, ACROSS = 112, 8, 3  # the map of tiles; as many across as a phone shows legibly
TONES = 6  # colours of units; more units share them
MOST_TILES = 60
STEPS = (Decimal(0), Decimal(5), Decimal(15), Decimal(30))  # percent of the register named; above each a darker tile


@dataclass(frozen=True)
class Block:
    """One unit in one month."""

    x: int
    y: int
    height: int
    tone: int
    title: str


@dataclass(frozen=True)
class Tile:
    x: int
    y: int
    tone: int
    name: str
    figures: str
    title: str


@login_required
@require_GET
def plan_charts(request: HttpRequest, pk: int) -> HttpResponse:
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    load, regions = load_by_month(plan), coverage(plan)
    units = {ANY: 0, **dict(Unit.objects.filter(bureau=plan.bureau_id).values_list("name", "pk"))}
    tiles = tiles_of(regions[:MOST_TILES])
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("计划图表")),
        "blocks": blocks_of(load),
        "names": [{"x": (month - 1) * WIDTH + WIDTH // 2, "name": month} for month in MONTHS],
        "picture": {"width": WIDTH * 12, "height": HEIGHT + FOOT, "foot": HEIGHT + FOOT - 5},
        "legend": [(number % TONES, unit or _t("未指定科室")) for number, unit in enumerate(load)],
        "load_table": load_table(plan, load, units),
        "tiles": tiles,
        "map": {"width": ACROSS * (TILE + GAP), "height": (-(-len(tiles) // ACROSS)) * (TILE + GAP)},
        "steps": legend_of_tiles(),
        "coverage_table": coverage_table(plan, regions),
    }
    return render(request, "plans/plan/charts.html", context)


def items_url(plan: Plan, **chosen: Any) -> str:
    return f"{reverse('plan_items', args=[plan.pk])}?{urlencode(chosen)}"


def blocks_of(load: Load) -> list[Block]:
    """Stacked: the units of a month on top of each other, all months to one scale."""
    sums = {month: sum((row[month] for row in load.values()), Decimal(0)) for month in MONTHS}
    most = max([*sums.values(), Decimal(1)])
    blocks = []
    for month in MONTHS:
        below = Decimal(0)
        for number, (unit, row) in enumerate(load.items()):
            if not row[month]:
                continue
            foot = HEIGHT - int(below * HEIGHT / most)
            below += row[month]
            top = HEIGHT - int(below * HEIGHT / most)
            words = {"month": month, "unit": unit or _t("未指定科室"), "days": days(row[month])}
            title = _t("%(month)s 月 %(unit)s：%(days)s 工作日") % words
            blocks.append(Block((month - 1) * WIDTH + 6, top, foot - top, number % TONES, title))
    return blocks


def load_table(plan: Plan, load: Load, units: dict[str, int]) -> Table:
    """A row for each unit, a column for each month, the sums at the ends."""
    labels = (_("承办机构"), *(_t("%(month)s 月") % {"month": month} for month in MONTHS), _("合计"))
    columns = tuple(Column(label, str, numeric=place > 0) for place, label in enumerate(labels))
    table = Table(_("各月工作日（按科室）"), columns, [], None, _("计划没有检查项目"))
    for unit, row in load.items():
        chosen = {"unit": units.get(unit, 0)}
        cells = [Cell(unit or _t("未指定科室"), items_url(plan, **chosen))]
        cells += [Cell(days(row[month]), items_url(plan, **chosen, month=month) if row[month] else "", numeric=True)
                  for month in MONTHS]  # fmt: skip
        table.rows.append(Row([*cells, Cell(days(sum(row.values(), Decimal(0))), numeric=True)]))
    if load:
        sums = {month: sum((row[month] for row in load.values()), Decimal(0)) for month in MONTHS}
        cells = [Cell(_t("合计"), items_url(plan))]
        cells += [Cell(days(sums[month]), items_url(plan, month=month), numeric=True) for month in MONTHS]
        table.rows.append(Row([*cells, Cell(days(sum(sums.values(), Decimal(0))), numeric=True)]))
    return table


def tiles_of(regions: list[Region]) -> list[Tile]:
    return [
        Tile(
            (number % ACROSS) * (TILE + GAP),
            number // ACROSS * (TILE + GAP),
            tone_of(region),
            region.name or _t("未登记地区"),
            f"{region.named}/{region.register}",
            _t("%(name)s：企业 %(register)s 家，计划列名 %(named)s 家，其中重点 %(key)s 家，抽取 %(pooled)s 家次")
            % {"name": region.name or _t("未登记地区"), "register": region.register, "named": region.named,
               "key": region.key, "pooled": region.pooled},
        )
        for number, region in enumerate(regions)
    ]  # fmt: skip


def tone_of(region: Region) -> int:
    """0 is nothing named; each step above is darker."""
    return sum(region.share > step for step in STEPS)


def legend_of_tiles() -> list[tuple[int, str]]:
    words = [_t("没有列名企业")]
    for lower, upper in zip(STEPS, [*STEPS[1:], None], strict=True):
        bounds = {"lower": lower, "upper": upper}
        words.append(_t("%(lower)s%% 以上") % bounds if upper is None else _t("%(lower)s%%—%(upper)s%%") % bounds)
    return list(enumerate(words))


def coverage_table(plan: Plan, regions: list[Region]) -> Table:
    columns = (
        Column(_("地区"), lambda one: one.name or _t("未登记地区"),
               href=lambda one: items_url(plan, region=one.name) if one.name else ""),
        Column(_("企业库"), lambda one: one.register, numeric=True),
        Column(_("计划列名"), lambda one: one.named, numeric=True),
        Column(_("其中重点"), lambda one: one.key, numeric=True,
               href=lambda one: items_url(plan, region=one.name, kind="key") if one.name and one.key else ""),
        Column(_("列名占比"), lambda one: f"{one.share}%", numeric=True),
        Column(_("按地区抽取家次"), lambda one: one.pooled, numeric=True),
    )  # fmt: skip
    return Table(_("各地区覆盖情况"), columns, regions, None, _("企业库没有在业企业"))
