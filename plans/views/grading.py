from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import Unmet
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.wording import labelled, listed
from plans.actions.grading import answer, grade_enterprise, grade_task, object_to, own_objection
from plans.forms.grading import TASK, AnswerForm, GradingForm, ObjectionForm, SchemeForm
from plans.models import Enterprise, Grading, GradingObjection, SchemeEdition, TaskGrading
from plans.queries.grading import Prefill, again_from, last_grading, may_answer, prefill_of, window
from plans.queries.scheme import editions_in_force
from plans.rules.grading import RULE_FACTS
from plans.rules.scheme import OF_TASKS, questions
from plans.views.enterprise_pages import GRADE_TONES, HOME, TASK_TONES, plain_score
from plans.words import kept_word


@login_required
@require_http_methods(["GET", "POST"])
def grading_add(request: HttpRequest, pk: int) -> HttpResponse:
    """First the scheme is chosen, then its items are answered."""
    one = get_visible(Enterprise.objects.select_related("bureau"), request.user, pk=pk)
    require(request.user, Permission.GRADE_ENTERPRISES, one)
    editions = editions_in_force(one.bureau, timezone.localdate())
    code = request.GET.get("scheme", "")
    context: dict[str, Any] = {
        "enterprise": one,
        "trail": [HOME, (one.name, one.get_absolute_url()), (_("企业分级"), None)],
        "back_url": one.get_absolute_url(),
        "version": version_shown(request, one),
    }
    if code not in editions:
        before = last_grading(one)
        chosen = SchemeForm(
            editions, request.GET if code else None, enterprise=one, last=before.scheme if before else ""
        )
        return render(request, "plans/grading/choose.html", context | {"form": chosen}, status=status_of(chosen))
    prefill = prefill_of(one, editions[code])
    again = again_from(last_grading(one), prefill)
    form = GradingForm(prefill, request.POST if request.method == "POST" else None, again=again)
    if grading := attempt(form, lambda: grade(request, one, prefill, form)):
        messages.success(request, _t("已分级：%(grade)s") % {"grade": level_of(grading)})
        return redirect(grading)
    context |= {"form": form, "edition": editions[code], "known": known_rows(prefill), "again": again}
    return render(request, "plans/grading/form.html", context, status=status_of(form))


def again_url(grading: Grading) -> str:
    """By the same scheme, whose page begins with the answers of this grading."""
    return f"{reverse('grading_add', args=[grading.enterprise_id])}?{urlencode({'scheme': grading.scheme})}"


def grade(request: HttpRequest, one: Enterprise, prefill: Prefill, form: GradingForm) -> Grading | TaskGrading:
    edition = prefill.edition
    given = {"by": request.user, "scheme": edition.code, "answers": form.answers(), "version": version_of(request)}
    if edition.kind == OF_TASKS:
        return grade_task(one, task=form.cleaned_data[TASK], **given)
    return grade_enterprise(one, direct_red=form.direct_red(), reasons=form.reasons(), **given)


def level_of(grading: Grading | TaskGrading) -> Any:
    return grading.get_grade_display() if isinstance(grading, Grading) else f"{grading.task} {kept_word(grading.level)}"


def known_rows(prefill: Prefill) -> list[dict[str, Any]]:
    """What is on record, each with its source; shown above the questions it answers."""
    return [
        {
            "label": prefill.label_of(fact),
            "words": kept_word(str(one.words)),
            "window": prefill.window_of(fact),
            "source": prefill.source_of(fact),
            "url": one.url,
        }
        for fact, one in prefill.known.items()
    ]


@login_required
@require_GET
def grading_detail(request: HttpRequest, pk: int, grading_pk: int) -> HttpResponse:
    gradings = Grading.objects.select_related("enterprise__bureau", "graded_by", "edition", "regrading")
    grading = get_visible(gradings, request.user, pk=grading_pk, enterprise_id=pk)
    objection = GradingObjection.objects.filter(grading=grading).select_related("answered_by", "regraded").first()
    may_grade = request.user.may(Permission.GRADE_ENTERPRISES, grading.enterprise)
    context = {
        **shown(grading, identity(grading)),
        "objection": objection,
        "unmet": why_not_answered(objection, request.user) if may_grade else [],
        "may_grade": may_grade,
        "contestable": objection or (may_grade and grading.current),
    }
    return render(request, "plans/grading/detail.html", context)


@login_required
@require_GET
def task_detail(request: HttpRequest, pk: int, grading_pk: int) -> HttpResponse:
    gradings = TaskGrading.objects.select_related("enterprise__bureau", "graded_by", "edition")
    grading = get_visible(gradings, request.user, pk=grading_pk, enterprise_id=pk)
    context = {
        **shown(grading, task_identity(grading)),
        "may_grade": request.user.may(Permission.GRADE_ENTERPRISES, grading.enterprise),
    }
    return render(request, "plans/grading/detail.html", context)


def shown(grading: Any, bar: dict[str, Any]) -> dict[str, Any]:
    """What the pages of both kinds of grading have in common."""
    one, edition = grading.enterprise, grading.edition
    newer = SchemeEdition.objects.filter(code=edition.code, state="published", pk__gt=edition.pk).exists()
    return {
        "grading": grading,
        "enterprise": one,
        "bar": bar,
        "trail": [HOME, (one.name, one.get_absolute_url()), (_("企业分级"), None)],
        "edition": edition,
        "points": edition.kind == "points",
        "older_edition": newer,
        "inputs": input_rows(grading),
        "told": arithmetic_told(grading.arithmetic),
    }


def arithmetic_told(kept: dict[str, Any]) -> dict[str, Any]:
    """What was kept in the words of the scheme, in the reader's."""
    lines = [
        {
            **line,
            "project": kept_word(line["project"]),
            "items": [{**item, "text": kept_word(item["text"])} for item in line["items"]],
        }
        for line in kept["lines"]
    ]
    named = {name: kept_word(kept[name]) for name in ("level", "level_name")}
    return {**kept, **named, "lines": lines, "direct_red": [case_told(case) for case in kept["direct_red"]]}


def case_told(case: str) -> str:
    """A code and its words, or the name of a fact."""
    code, _space, text = case.partition(" ")
    return f"{code} {kept_word(text)}" if text else str(RULE_FACTS.get(code, code))


def input_rows(grading: Any) -> list[dict[str, Any]]:
    """The answers that stood on record, in the order of the scheme."""
    kept, content = getattr(grading, "inputs", {}), grading.edition.content
    day, inputs, words = timezone.localdate(grading.graded_at), content.get("inputs", {}), questions(content)
    return [
        {
            **kept[code],
            "code": code,
            "text": kept_word(words[code]),
            "window": window(inputs.get(code, {}).get("years"), day),
            "known": kept_word(kept[code]["known"]),
            "source": kept_word(kept[code]["source"]),
        }
        for code in words
        if code in kept
    ]


@login_required
@require_http_methods(["GET", "POST"])
def objection_add(request: HttpRequest, pk: int, grading_pk: int) -> HttpResponse:
    grading = get_visible(
        Grading.objects.select_related("enterprise__bureau"), request.user, pk=grading_pk, enterprise_id=pk
    )
    require(request.user, Permission.GRADE_ENTERPRISES, grading)
    form = ObjectionForm(request.POST if request.method == "POST" else None)
    if attempt(form, lambda: object_to(grading, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已记录异议，由其他人员答复"))
        return redirect(grading)
    return form_page(request, grading, form, _("记录分级异议"))


@login_required
@require_http_methods(["GET", "POST"])
def objection_answer(request: HttpRequest, pk: int, grading_pk: int) -> HttpResponse:
    objections = GradingObjection.objects.select_related("grading__enterprise__bureau")
    objection = get_visible(objections, request.user, grading_id=grading_pk, grading__enterprise_id=pk)
    require(request.user, Permission.GRADE_ENTERPRISES, objection)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if answered := attempt(form, lambda: answer(objection, by=request.user, **form.cleaned_data)):
        messages.success(request, _t("已答复异议"))
        return redirect(again_url(objection.grading) if answered.upheld else objection.get_absolute_url())
    unmet = why_not_answered(objection, request.user) if request.method == "GET" else []
    return form_page(request, objection.grading, form, _("答复分级异议"), unmet=unmet)


def why_not_answered(objection: GradingObjection | None, user: User) -> list[Unmet]:
    """For whoever gave the grade: that another one answers, and who that may be."""
    if objection is None or objection.upheld is not None or not (refused := own_objection(objection, user)):
        return []
    others = [one.name for one in may_answer(objection)]
    if others:
        return [Unmet(refused), Unmet(labelled(_t("可以答复的人员"), listed(others)))]
    return [Unmet(refused), Unmet(_t("本局没有其他人员有分级权限，由安全管理员授予角色后答复"))]


def form_page(
    request: HttpRequest, grading: Grading, form: Any, title: Any, *, unmet: Sequence[Unmet] = ()
) -> HttpResponse:
    one = grading.enterprise
    context = {
        "form": form,
        "title": title,
        "unmet": unmet,
        "trail": [HOME, (one.name, one.get_absolute_url()), (title, None)],
        "back_url": grading.get_absolute_url(),
    }
    return render(request, "web/form.html", context, status=422 if form.errors else 200)


def identity(grading: Grading) -> dict[str, Any]:
    return {
        "title": _t("分级记录：%(name)s") % {"name": grading.enterprise.name},
        "stage": grading.get_grade_display(),
        "tone": GRADE_TONES.get(grading.grade, "muted"),
        "facts": identity_facts(grading),
    }


def identity_facts(grading: Any) -> list[tuple[Any, Any]]:
    return [
        (_("分级方案"), f"{grading.scheme} {grading.edition.edition}"),
        (_("得分"), plain_score(grading.score)),
        (_("分级人员"), grading.graded_by),
        (_("分级时间"), f"{timezone.localtime(grading.graded_at):%Y-%m-%d %H:%M}"),
        (_("效力"), _("现行") if grading.current else _("已被新的分级替代")),
    ]


def task_identity(grading: TaskGrading) -> dict[str, Any]:
    bar = identity_facts(grading)
    return {
        "title": _t("作业分级：%(task)s") % {"task": grading.task},
        "stage": kept_word(grading.level),
        "tone": TASK_TONES[min(grading.rank, len(TASK_TONES) - 1)],
        "facts": [(_("企业"), grading.enterprise), *bar],
    }
