from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.web.attempts import attempt, version_of, version_shown
from plans.actions.grading import answer, grade_enterprise, object_to
from plans.forms.grading import AnswerForm, GradingForm, ObjectionForm, SchemeForm
from plans.models import Enterprise, Grading, GradingObjection
from plans.queries.grading import is_verified, scheme_sha256, schemes
from plans.views.enterprise_pages import GRADE_TONES, HOME, plain_score


@login_required
@require_http_methods(["GET", "POST"])
def grading_add(request: HttpRequest, pk: int) -> HttpResponse:
    """First the scheme is chosen, then its items are answered."""
    one = get_visible(Enterprise, request.user, pk=pk)
    require(request.user, Permission.GRADE_ENTERPRISES, one)
    code = request.GET.get("scheme", "")
    context: dict[str, Any] = {
        "enterprise": one,
        "trail": [HOME, (one.name, one.get_absolute_url()), (_("企业分级"), None)],
        "back_url": one.get_absolute_url(),
        "version": version_shown(request, one),
    }
    if code not in schemes():
        form = SchemeForm(request.GET if code else None)
        status = 422 if code else 200
        return render(request, "plans/grading/choose.html", context | {"form": form}, status=status)
    scheme = schemes()[code]
    form = GradingForm(scheme, request.POST if request.method == "POST" else None)

    def act() -> Grading:
        given = {"answers": form.answers(), "direct_red": form.direct_red()}
        return grade_enterprise(one, by=request.user, scheme=code, version=version_of(request), **given)

    if grading := attempt(form, act):
        messages.success(request, _t("已分级：%(grade)s") % {"grade": grading.get_grade_display()})
        return redirect(grading)
    context |= {"form": form, "scheme": scheme, "unverified": not is_verified(code)}
    return render(request, "plans/grading/form.html", context, status=422 if form.errors else 200)


@login_required
@require_GET
def grading_detail(request: HttpRequest, pk: int, grading_pk: int) -> HttpResponse:
    gradings = Grading.objects.select_related("enterprise", "graded_by", "bureau")
    grading = get_visible(gradings, request.user, pk=grading_pk, enterprise_id=pk)
    if grading.scheme not in schemes():
        raise Http404
    one = grading.enterprise
    context = {
        "grading": grading,
        "enterprise": one,
        "bar": identity(grading),
        "trail": [HOME, (one.name, one.get_absolute_url()), (_("企业分级"), None)],
        "scheme": schemes()[grading.scheme],
        "points": schemes()[grading.scheme]["kind"] == "points",
        "older_edition": grading.scheme_sha256 != scheme_sha256(grading.scheme),
        "unverified": not is_verified(grading.scheme),
        "objection": GradingObjection.objects.filter(grading=grading).select_related("answered_by", "regraded").first(),
        "may_grade": request.user.may(Permission.GRADE_ENTERPRISES, one),
    }
    return render(request, "plans/grading/detail.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def objection_add(request: HttpRequest, pk: int, grading_pk: int) -> HttpResponse:
    grading = get_visible(Grading.objects.select_related("enterprise"), request.user, pk=grading_pk, enterprise_id=pk)
    require(request.user, Permission.GRADE_ENTERPRISES, grading)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda: object_to(grading, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已记录异议，由其他人员答复"))
        return redirect(grading)
    return form_page(request, grading, form, _("记录分级异议"))


@login_required
@require_http_methods(["GET", "POST"])
def objection_answer(request: HttpRequest, pk: int, grading_pk: int) -> HttpResponse:
    objections = GradingObjection.objects.select_related("grading__enterprise")
    objection = get_visible(objections, request.user, grading_id=grading_pk, grading__enterprise_id=pk)
    require(request.user, Permission.GRADE_ENTERPRISES, objection)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if answered := attempt(form, lambda: answer(objection, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已答复异议"))
        return redirect(reverse("grading_add", args=[pk]) if answered.upheld else objection.get_absolute_url())
    return form_page(request, objection.grading, form, _("答复分级异议"))


def form_page(request: HttpRequest, grading: Grading, form: Any, title: Any) -> HttpResponse:
    one = grading.enterprise
    context = {
        "form": form,
        "title": title,
        "trail": [HOME, (one.name, one.get_absolute_url()), (title, None)],
        "back_url": grading.get_absolute_url(),
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


def identity(grading: Grading) -> dict[str, Any]:
    return {
        "title": _t("分级记录：%(name)s") % {"name": grading.enterprise.name},
        "stage": grading.get_grade_display(),
        "tone": GRADE_TONES.get(grading.grade, "muted"),
        "facts": [
            (_("分级方案"), grading.scheme),
            (_("得分"), plain_score(grading.score)),
            (_("分级人员"), grading.graded_by),
            (_("分级时间"), f"{timezone.localtime(grading.graded_at):%Y-%m-%d %H:%M}"),
            (_("效力"), _("现行") if grading.current else _("已被新的分级替代")),
        ],
    }
