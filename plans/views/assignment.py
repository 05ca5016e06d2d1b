import datetime as dt
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.documents.queries import documents_of
from enforcement.ledger.queries import history
from enforcement.web.acts import Act, act_view, buttons
from enforcement.web.attempts import attempt
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Table
from plans.actions import assignment as actions
from plans.filters.assignment import AssignmentFilter, ExceptionFilter
from plans.flows.assignment import ASSIGNMENT
from plans.forms import assignment as forms
from plans.models import Assignment, Enterprise, Plan, PlanItem
from plans.queries.assignment import Site, find_to_inspect, near
from plans.queries.frequency import read_back
from plans.states import AssignmentState, Origin
from plans.views import assignment_pages as pages

WINDOW = dt.timedelta(days=20)


@login_required
@require_GET
def assignment_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_INSPECTIONS)
    visible = Assignment.objects.visible_to(request.user).select_related("enterprise", "bureau")
    chosen = AssignmentFilter(request.GET, visible.prefetch_related("officers"), request=request)
    page = keyset_page(chosen.qs, request, order=["-id"])
    caption = pgettext_lazy("menu", "检查任务")
    context: dict[str, Any] = {
        "table": Table(caption, pages.COLUMNS, page.rows, page, _("没有符合条件的检查任务")),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
        "year": timezone.localdate().year,
    }
    if request.user.may(Permission.ASSIGN_INSPECTIONS):
        context |= {"add_url": reverse("assignment_add"), "add_label": _("分派检查任务")}
    return render(request, "plans/assignment/list.html", context)


@login_required
@require_GET
def assignment_exceptions(request: HttpRequest) -> HttpResponse:
    """`?year=`: tasks beyond a ceiling, each with its arithmetic and its reason."""
    require(request.user, Permission.VIEW_INSPECTIONS)
    visible = Assignment.objects.visible_to(request.user).select_related("enterprise", "bureau")
    asked = request.GET.copy()
    asked.setdefault("year", str(timezone.localdate().year))
    chosen = ExceptionFilter(asked, visible, request=request)
    page = keyset_page(chosen.qs, request, order=["-id"])
    context = {
        "table": Table(_("超频次例外"), pages.EXCEPTIONS, page.rows, page, _("没有超出频次上限的检查任务")),
        "filter_form": chosen.form,
        "clear_url": request.path if request.GET else "",
        "trail": pages.trail(_("超频次例外")),
    }
    return render(request, "plans/assignment/exceptions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def assignment_add(request: HttpRequest) -> HttpResponse:
    """`?item=` is a key item of the published plan; else an enterprise is found first, then `?enterprise=` or `?code=`.
    `?partners=` are the bureaus that take part."""
    require(request.user, Permission.ASSIGN_INSPECTIONS)
    item = _chosen_item(request)
    enterprise = item.enterprise if item else _chosen_enterprise(request)
    if enterprise is None:
        words = request.GET.get("words", "").strip()
        found = find_to_inspect(request.user, words)
        return render(request, "plans/assignment/find.html", {"words": words, "found": found, "trail": pages.trail()})
    site, taking_part = _site(request, enterprise, item)
    form = forms.AssignmentForm(request.POST or None, site=site, item=item, initial=_first_choices(site))
    if made := attempt(form, lambda: _assign(request, form, site, item)):
        messages.success(request, _t("已分派：%(task)s") % {"task": made})
        return redirect(made)
    context = pages.new_task(site, item, _day_asked(form), request.user) | {
        "form": form,
        "partners_form": None if item else taking_part,
        "hidden": [(name, value) for name, value in request.GET.items() if name in {"enterprise", "code"}],
        "trail": pages.trail(),
        "back_url": item.plan.get_absolute_url() if item else reverse("assignment_list"),
    }
    return render(request, "plans/assignment/form.html", context, status=422 if form.errors else 200)


def _site(request: HttpRequest, enterprise: Enterprise, item: PlanItem | None) -> tuple[Site, forms.PartnersForm]:
    site = Site(enterprise, item.plan.bureau if item else request.user.bureau)
    taking_part = forms.PartnersForm(request.GET, offered=near(site))
    partners = list(taking_part.cleaned_data["partners"]) if taking_part.is_valid() and item is None else []
    return replace(site, partners=partners), taking_part


def _first_choices(site: Site) -> dict[str, Any]:
    today = timezone.localdate()
    origin = Origin.JOINT if site.partners else site.origins[0]
    return {"origin": origin, "window_from": today, "window_to": today + WINDOW}


def _day_asked(form: forms.AssignmentForm) -> dt.date:
    """The day on which the frequency is shown: as typed, else as suggested."""
    typed = form.cleaned_data.get("window_from") if form.is_bound else None
    day: dt.date = typed or form.get_initial_for_field(form.fields["window_from"], "window_from")
    return day


def _assign(request: HttpRequest, form: forms.AssignmentForm, site: Site, item: PlanItem | None) -> Assignment:
    values = form.cleaned_data
    if item is None:
        task = actions.Task(site.enterprise, **values, partners=site.partners)
        return actions.assign_by_hand(task, by=request.user)
    task = actions.Task(site.enterprise, origin=Origin.PLAN, plan_item=item, **values)
    return actions.assign_plan_item(task, by=request.user)


def _chosen_item(request: HttpRequest) -> PlanItem | None:
    pk = request.GET.get("item", "")
    if not pk:
        return None
    keys = PlanItem.objects.filter(enterprise__isnull=False, plan__in=Plan.objects.visible_to(request.user))
    related = ("plan__bureau", "enterprise__bureau", "enterprise__licensing_bureau")
    item = keys.select_related(*related).filter(pk=pk if pk.isdecimal() else 0).first()
    if item is None:
        raise Http404
    return item


def _chosen_enterprise(request: HttpRequest) -> Enterprise | None:
    """One that the reader sees; by its whole code also one that another bureau supervises: that is how they learn of
    each other."""
    found = Enterprise.objects.select_related("bureau", "licensing_bureau")
    if code := request.GET.get("code", ""):
        return get_object_or_404(found, credit_code=code)
    pk = request.GET.get("enterprise", "")
    return get_visible(found, request.user, pk=pk) if pk else None


@login_required
@require_GET
def assignment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = ("enterprise", "bureau", "unit", "plan_item__plan", "draw", "daily_bureau", "approving_bureau")
    task = get_visible(Assignment.objects.select_related(*related), request.user, pk=pk)
    shown = buttons(ASSIGNMENT, task, request.user, lambda step: reverse("assignment_act", args=[pk, step]))
    context = {
        "task": task,
        "bar": pages.identity(task, request.user),
        "trail": pages.trail(task),
        "buttons": [one for one in shown if one["name"] == "cancel"],
        "may_visit": may_visit(task, request.user),
        "rows": pages.facts_of(task),
        "origin_note": pages.note_of_origin(task),
        "frequencies": pages.frequencies(read_back(task.over_limits), request.user),
        "documents": documents_of(task),
        "entries": history(task)[:50],
    }
    return render(request, "plans/assignment/detail.html", context)


def may_visit(task: Assignment, user: Any) -> bool:
    """Its officers go on with the visit plan."""
    return (
        task.state == AssignmentState.OPEN
        and user.may(Permission.INSPECT, task)
        and any(officer.pk == user.pk for officer in task.officers.all())
    )


def summary_of(task: Assignment) -> list[tuple[Any, Any]]:
    return [(_("被检查单位"), task.enterprise), (_("检查事项"), task.subject), (_("检查人员"), pages.officers_of(task))]


ACTS = (Act("cancel", actions.cancel, forms.CancelForm, summary=summary_of),)
assignment_act = act_view(Assignment, ASSIGNMENT, ACTS)
