"""Many key enterprises at once: chosen by a filter of the register, or renewed from last year's list."""

from typing import Any

import django_filters
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from enforcement.accounts.access import get_visible
from enforcement.accounts.permissions import Permission
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.forms import BaseForm
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from enforcement.wording import listed
from plans.actions import plan_items as actions
from plans.filters.enterprise import EnterpriseFilter
from plans.forms.plan_items import ManyForm
from plans.models import Enterprise, Plan
from plans.queries import renewal as renewals
from plans.states import Hazard, PlanState
from plans.views.plan import editable
from plans.views.plan_pages import plan_trail

SIZE = 100
SHOWN = 50  # of each list of differences; the counts are of all


class ManyFilter(EnterpriseFilter):
    hazard = django_filters.ChoiceFilter(
        label=_("危险因素"), choices=Hazard, method="with_hazard", empty_label=_("全部")
    )

    def with_hazard(self, queryset: Any, name: str, value: str) -> Any:
        return queryset.filter(hazards__contains=[value])


def ticked(request: HttpRequest) -> list[int]:
    return [int(pk) for pk in request.POST.getlist("enterprise") if pk.isascii() and pk.isdecimal() and len(pk) < 18]


@login_required
@require_http_methods(["GET", "POST"])
def plan_add_many(request: HttpRequest, pk: int) -> HttpResponse:
    plan = editable(request, pk)
    form = ManyForm(request.POST or None, plan=plan)
    chosen = ticked(request)
    act = lambda: actions.add_enterprises(plan, chosen, by=request.user, **form.cleaned_data)  # noqa: E731
    if items := attempt(form, act):
        messages.success(request, _t("已列入 %(count)s 家重点检查企业") % {"count": len(items)})
        return redirect(request.get_full_path())
    free = Enterprise.objects.in_pool().filter(bureau=plan.bureau_id).exclude(plan_items__plan=plan)
    found = ManyFilter(request.GET, free)
    page = keyset_page(found.qs, request, order=["-id"], size=SIZE, count_cap=found.count_cap)
    for one in page.rows:
        one.hazard_words = listed(Hazard(code).label for code in one.hazards)
    context = {
        "plan": plan,
        "trail": plan_trail(plan, _("批量列入")),
        "filter_form": found.form,
        "clear_url": request.path if request.GET else "",
        "page": page,
        "form": form,
        "ticked": chosen,
        "version": version_shown(request, plan),
        "back_url": reverse("plan_items", args=[pk]),
    }
    return render(request, "plans/plan/many.html", context, status=status_of(form))


@login_required
@require_http_methods(["GET", "POST"])
def plan_renewal(request: HttpRequest, pk: int) -> HttpResponse:
    """The difference to last year's list for everyone; while the plan is drafted, the list to take over from."""
    plan = get_visible(Plan.objects.select_related("bureau"), request.user, pk=pk)
    form = BaseForm(request.POST or None)
    if request.method == "POST":
        plan = editable(request, pk)
        act = lambda: actions.renew(plan, ticked(request), by=request.user, version=version_of(request))  # noqa: E731
        if items := attempt(form, act):
            messages.success(request, _t("已沿用 %(count)s 家") % {"count": len(items)})
            return redirect(request.get_full_path())
    old = renewals.last_year(plan)
    may_edit = plan.state == PlanState.DRAFT and request.user.may(Permission.DRAFT_PLANS, plan)
    page = keyset_page(renewals.key_list(old), request, order=["id"], size=SIZE) if old and may_edit else None
    found = renewals.renewal(plan, page.rows) if page else None
    context = {
        "plan": plan,
        "old": old,
        "trail": plan_trail(plan, _("重点企业更新情况")),
        "form": form,
        "page": page,
        "rows": found.rows if found else [],
        "can_carry": any(not (row.blocked or row.listed) for row in found.rows) if found else False,
        "counted": [label for label, _counts in renewals.COUNTED],
        "ticked": ticked(request) if request.method == "POST" else None,
        "differences": differences(plan),
        "version": version_shown(request, plan),
        "may_edit": may_edit,
    }
    return render(request, "plans/plan/renewal.html", context, status=status_of(form))


def differences(plan: Plan) -> list[Table]:
    columns = (
        Column(_("单位名称"), lambda item: item.enterprise, href=lambda item: item.enterprise.get_absolute_url()),
        Column(_("风险等级"), lambda item: item.enterprise.get_grade_display()),
        Column(_("经营状态"), lambda item: item.enterprise.get_status_display()),
        Column(_("计划次数"), lambda item: item.visits, numeric=True),
    )
    lists: tuple[tuple[Any, Any], ...] = (
        (_t("上年有、今年没有（%(count)s 家）"), renewals.dropped(plan)),
        (_t("今年新列入（%(count)s 家）"), renewals.added(plan)),
    )
    return [Table(title % {"count": items.count()}, columns, items[:SHOWN], None, _("没有")) for title, items in lists]
