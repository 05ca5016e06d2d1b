"""The pool by grade and industry as a picture with its numbers, and the table of frequencies a bureau follows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.web.attempts import attempt, status_of
from enforcement.web.tables import Column, Table
from plans.actions.bounds import adopt_table
from plans.forms.bounds import TableForm
from plans.queries.bounds import place_of, places, table_of
from plans.queries.pool import UNGRADED, Pool, pool_by_grade
from plans.queries.regrading import UNGRADED as WITHOUT
from plans.states import EnterpriseStatus, Grade, Sector
from plans.views.enterprise_pages import HOME

WIDTH, ROW, BAR, LABEL = 320, 40, 18, 14  # of the picture, in its own units: the same on a phone and on a desk
POOL = (_("分级分布"), "/enterprises/pool/")
TOTAL = "total"
CLASSES = {grade: f"pool__{grade}" for grade in Grade.values} | {UNGRADED: "pool__none"}


@dataclass(frozen=True)
class Part:
    css: str
    x: int
    width: int
    title: str


@dataclass(frozen=True)
class Bar:
    name: str
    label_y: int
    y: int
    parts: list[Part]


@login_required
@require_GET
def pool(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_ENTERPRISES)
    found = pool_by_grade(request.user)
    context = {
        "trail": [HOME, (POOL[0], None)],
        "bars": bars(found),
        "picture": {"width": WIDTH, "height": ROW * len(found), "bar": BAR},
        "legend": [{"css": CLASSES[grade], "label": grade_words(grade)} for grade in CLASSES],
        "table": pool_table(found),
    }
    return render(request, "plans/pool/pool.html", context)


def grade_words(grade: str) -> str:
    return str(Grade(grade).label) if grade else _t("未分级")


def sector_words(sector: str) -> str:
    return str(Sector(sector).label) if sector in Sector.values else _t("未填行业")


def bars(found: Pool) -> list[Bar]:
    """The longest bar fills the width; what there is of a grade is never thinner than a line."""
    most = max([sum(grades.values()) for grades in found.values()] + [1])
    made = []
    for number, (sector, grades) in enumerate(found.items()):
        x, parts, name = 0, [], sector_words(sector)
        for grade, count in grades.items():
            if not count:
                continue
            width = max(1, count * (WIDTH - len(grades)) // most)
            words = {"sector": name, "grade": grade_words(grade), "count": f"{count:,}"}
            parts.append(Part(CLASSES[grade], x, width, _t("%(sector)s %(grade)s：%(count)s 家") % words))
            x += width
        made.append(Bar(f"{name} {sum(grades.values()):,}", number * ROW + LABEL, number * ROW + LABEL + 4, parts))
    return made


def pool_table(found: Pool) -> Table:
    """Each figure opens the register filtered by what it counts."""
    totals = {grade: sum(grades[grade] for grades in found.values()) for grade in CLASSES}
    rows = [*found.items(), (TOTAL, totals)]
    columns = [Column(_("监管行业"), lambda row: _t("合计") if row[0] == TOTAL else sector_words(row[0]))]
    columns += [figure(grade) for grade in CLASSES]
    columns.append(Column(_("合计"), lambda row: sum(row[1].values()), href=lambda row: listed(row[0]), numeric=True))
    return Table(_("可检查企业按行业和等级"), tuple(columns), rows)


def figure(grade: str) -> Column:
    return Column(
        grade_words(grade),
        lambda row: row[1][grade],
        href=lambda row: listed(row[0], grade=grade or WITHOUT) if row[1][grade] else "",
        numeric=True,
    )


def listed(sector: str, **chosen: str) -> str:
    of_sector = {} if sector == TOTAL else {"sector": sector}
    return f"{HOME[1]}?{urlencode({**of_sector, **chosen, 'status': EnterpriseStatus.OPERATING.value})}"


@login_required
@require_http_methods(["GET", "POST"])
def frequency_table(request: HttpRequest) -> HttpResponse:
    """All tables there are, the one in force marked; who may set values chooses."""
    require(request.user, Permission.VIEW_ENTERPRISES)
    if request.method == "POST":
        require(request.user, Permission.SET_VALUES)
    now = place_of(request.user.bureau_id)
    form = TableForm(request.POST if request.method == "POST" else None, initial={"place": now, "seen": now})
    if attempt(form, lambda: adopt_table(by=request.user, **form.cleaned_data)):
        messages.success(request, _("已选定检查频次表"))
        return redirect("frequency_table")
    context = {
        "trail": [HOME, POOL, (_("检查频次和上限"), None)],
        "tables": [shown(place, in_force=place == now) for place in places()],
        "form": form if request.user.may(Permission.SET_VALUES) else None,
        "back_url": POOL[1],
    }
    return render(request, "plans/pool/frequency.html", context, status=status_of(form))


KEYS = {"frequency": _("每年至少"), "ceiling": _("每年至多"), "all": _("不分等级")}


def shown(place: str, *, in_force: bool) -> dict[str, Any]:
    rows = [
        (_t("表内全部企业") if row["sector"] == "all in table" else row["sector"], cells(row["grades"]))
        for row in table_of(place)["rows"]
    ]
    return {"place": place, "in_force": in_force, "rows": rows}


def cells(grades: Mapping[str, int]) -> str:
    return "；".join(_t("%(key)s %(count)s 次") % {"key": KEYS.get(key, key), "count": n} for key, n in grades.items())
