"""One set of pages for every kind of record that belongs to an enterprise: see, add, amend, end."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from plans.actions import enterprise_record as actions
from plans.guards.enterprise import is_settled
from plans.models import Enterprise, EnterpriseRecord
from plans.views.enterprise_act import confirm_page
from plans.views.enterprise_pages import HOME
from plans.views.enterprise_record_pages import KINDS, Kind, facts_of


def kind_or_404(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def found(request: HttpRequest, pk: int, kind: str, record: int) -> EnterpriseRecord:
    rows = kind_or_404(kind).model.objects.select_related("enterprise__bureau")
    one: EnterpriseRecord = get_visible(rows, request.user, pk=record, enterprise_id=pk)
    return one


def trail(enterprise: Enterprise, title: Any) -> list[tuple[Any, str | None]]:
    return [HOME, (enterprise.name, enterprise.get_absolute_url()), (title, None)]


@login_required
@require_GET
def record_detail(request: HttpRequest, pk: int, kind: str, record: int) -> HttpResponse:
    one, words = found(request, pk, kind, record), kind_or_404(kind)
    state, tone = words.state(one)
    may = request.user.may(Permission.MAINTAIN_ENTERPRISES, one) and not is_settled(one)
    address = [pk, kind, record]
    context = {
        "one": one,
        "kind": words,
        "bar": {
            "title": str(one),
            "stage": state,
            "tone": tone,
            "party": one.enterprise.name,
            "party_label": _t("企业"),
            "party_url": one.enterprise.get_absolute_url(),
            "act": {"url": reverse("record_amend", args=address), "label": words.amend} if may else None,
        },
        "trail": trail(one.enterprise, words.title),
        "rows": facts_of(one),
        "end_url": reverse("record_end", args=address) if may else "",
        "entries": history(one)[:50],
    }
    return render(request, "plans/enterprise/record.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def record_add(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    words, enterprise = kind_or_404(kind), get_visible(Enterprise, request.user, pk=pk)
    require(request.user, Permission.MAINTAIN_ENTERPRISES, enterprise)
    form = words.form(request.POST if request.method == "POST" else None, bureau=request.user.bureau)
    add = actions.add_record
    if attempt(form, lambda: add(words.model, by=request.user, enterprise=enterprise, facts=form.cleaned_data)):
        messages.success(request, _t("已完成：%(what)s") % {"what": words.add})
        return redirect(f"{enterprise.get_absolute_url()}#{kind}")
    return form_page(request, form, words.add, enterprise)


@login_required
@require_http_methods(["GET", "POST"])
def record_amend(request: HttpRequest, pk: int, kind: str, record: int) -> HttpResponse:
    one, words = found(request, pk, kind, record), kind_or_404(kind)
    require(request.user, Permission.MAINTAIN_ENTERPRISES, one)
    seen, version = version_of(request), version_shown(request, one)
    form = words.form(request.POST if request.method == "POST" else None, instance=one, bureau=request.user.bureau)
    if attempt(form, lambda: actions.amend_record(one, by=request.user, version=seen, facts=form.cleaned_data)):
        messages.success(request, _t("已完成：%(what)s") % {"what": words.amend})
        return redirect(one)
    return form_page(request, form, words.amend, one.enterprise, version=version, back_url=one.get_absolute_url())


@login_required
@require_http_methods(["GET", "POST"])
def record_end(request: HttpRequest, pk: int, kind: str, record: int) -> HttpResponse:
    one, words = found(request, pk, kind, record), kind_or_404(kind)
    require(request.user, Permission.MAINTAIN_ENTERPRISES, one)
    form = words.end_form(request.POST if request.method == "POST" else None, record=one)
    seen = version_of(request)
    if attempt(form, lambda: actions.end_record(one, by=request.user, version=seen, **form.cleaned_data)):
        messages.success(request, _t("已%(step)s：%(record)s") % {"step": words.end, "record": one})
        return redirect(one)
    summary = [(_t("企业"), one.enterprise.name), *facts_of(one)]
    return confirm_page(request, one, label=words.end, form=form, summary=summary)


def form_page(
    request: HttpRequest,
    form: Any,
    title: Any,
    enterprise: Enterprise,
    *,
    version: int | None = None,
    back_url: str = "",
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "trail": trail(enterprise, title),
        "version": version,
        "back_url": back_url or enterprise.get_absolute_url(),
    }
    return render(request, "plans/enterprise/form.html", context, status=status_of(form))
