"""The superior bureau's view: which bureaus below filed their plan of a year, and when against which day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import require
from enforcement.accounts.models import Bureau
from enforcement.accounts.permissions import Permission
from enforcement.web.paging import Page, keyset_page
from enforcement.web.tables import Column, Table
from plans.forms.filing import FilingYearForm
from plans.models import Plan
from plans.queries.filing import filed_plans
from plans.queries.plan_dates import filing_clock


@dataclass(frozen=True)
class Filed:
    bureau: Bureau
    plan: Plan | None
    due: dt.date
    today: dt.date

    @property
    def filed_on(self) -> dt.date | None:
        return self.plan.filed_on if self.plan else None

    @property
    def words(self) -> tuple[str, str]:
        if self.filed_on is None:
            days = (self.today - self.due).days
            return (_t("未备案，已逾期 %(days)s 日") % {"days": days}, "over") if days > 0 else (_t("未备案"), "near")
        late = (self.filed_on - self.due).days
        return (_t("逾期 %(days)s 日") % {"days": late}, "over") if late > 0 else (_t("按时"), "ok")


@login_required
@require_GET
def filing_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_PLANS)
    today = timezone.localdate()
    form = FilingYearForm(request.GET or None)
    year = form.year_chosen() or today.year
    below = Bureau.objects.filter(path__startswith=request.user.bureau.path).exclude(pk=request.user.bureau_id)
    page = keyset_page(below, request, order=["path"])
    plans = filed_plans(year, [one.pk for one in page.rows])
    rows = [Filed(one, plans.get(one.pk), filing_clock(year, one.pk).day, today) for one in page.rows]
    context: dict[str, Any] = {
        "table": filing_table(year, rows, page),
        "filter_form": form,
        "clear_url": request.path if request.GET else "",
    }
    return render(request, "plans/plan/filings.html", context)


def filing_table(year: int, rows: list[Filed], page: Page) -> Table:
    columns = (
        Column(_("机关"), lambda row: row.bureau, href=lambda row: row.plan.get_absolute_url() if row.plan else ""),
        Column(_("计划状态"), lambda row: row.plan.get_state_display() if row.plan else _t("未编制")),
        Column(_("备案期限"), lambda row: row.due),
        Column(_("备案日期"), lambda row: row.filed_on),
        Column(_("逾期备案的原因"), lambda row: row.plan.filing_late_reason if row.plan else ""),
        Column(_("备案情况"), lambda row: row.words[0], tag=lambda row: row.words[1]),
    )
    caption = _t("%(year)s 年度计划备案情况") % {"year": year}
    return Table(caption, columns, rows, page, _("没有下级机关"))
