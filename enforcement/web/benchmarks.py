"""Benchmarks of discretion: the list, one with its tiers and its difference, import, and the two acts on a draft."""

import secrets
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.rulebook import benchmark_acts
from enforcement.rulebook.benchmark_diff import Change, compare, earlier_edition, touching
from enforcement.rulebook.loading import SourceRefused
from enforcement.rulebook.models import Benchmark
from enforcement.rulebook.source_files import Unreadable
from enforcement.rulebook.states import EditionState
from enforcement.rulebook.touched import touched
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.benchmark_facts import factor_rows, facts, question_rows, violations_of
from enforcement.web.forms import BaseForm, LongTextField
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table

TONES = {EditionState.DRAFT: "near", EditionState.PUBLISHED: "ok", EditionState.DISCARDED: "muted"}
LIMIT = 1024 * 1024
MOST_ROWS = 200
PUBLISH, DISCARD = "publish", "discard"


class BenchmarkForm(BaseForm):
    file = forms.FileField(
        label=_("裁量基准文件"),
        help_text=_("YAML 文件，不超过 1 MB；格式见随系统提供的示例 fixtures/benchmarks"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > LIMIT:
            raise forms.ValidationError(_("文件超过 1 MB，核对是否选错了文件"))
        return file


class DiscardForm(BaseForm):
    reason = LongTextField(label=_("作废理由"), rows=3, max_length=1000)


@login_required
@require_GET
def benchmark_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    page = keyset_page(
        Benchmark.objects.visible_to(request.user).select_related("bureau"), request, order=["reference", "-id"]
    )
    columns = (
        Column(_("名称"), lambda one: one.name_zh, href=lambda one: one.get_absolute_url()),
        Column(_("文号"), lambda one: one.document),
        Column(_("适用机关"), applies_to),
        Column(_("自"), lambda one: one.effective_from),
        Column(_("至"), lambda one: one.effective_to),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES[one.state]),
        Column(_("核定情况"), lambda one: one.mark or _("已核对原文"), tag=lambda one: "near" if one.mark else "ok"),
    )
    table = Table(_("裁量基准"), columns, page.rows, page, _("还没有裁量基准，只按法定幅度裁量"))
    context: dict[str, Any] = {"table": table, "trail": trail(_("裁量基准"))}
    if request.user.may(Permission.MAINTAIN_LAW):
        context |= {"add_url": reverse("benchmark_add"), "add_label": _("导入裁量基准")}
    return render(request, "web/list.html", context)


def applies_to(benchmark: Benchmark) -> Any:
    return _("不适用于本机关") if benchmark.reference else benchmark.bureau or _("全部机关")


def trail(last: Any) -> list[tuple[Any, str | None]]:
    return [(_("法规库"), reverse("law_list")), (last, None)]


def below(benchmark: Benchmark) -> list[tuple[Any, str | None]]:
    return [*trail("")[:1], (_("裁量基准"), reverse("benchmark_list")), (benchmark.code, None)]


@login_required
@require_GET
def benchmark_detail(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    related = ("bureau", "imported_by", "approved_by")
    benchmark = get_visible(Benchmark.objects.select_related(*related), request.user, pk=pk)
    earlier = earlier_edition(benchmark)
    changes = compare(earlier, benchmark) if earlier else []
    context = {
        "benchmark": benchmark,
        "tone": TONES[EditionState(benchmark.state)],
        "facts": [(_("适用机关"), applies_to(benchmark)), *facts(benchmark)],
        "violations": violations_of(benchmark),
        "factors": factor_rows(benchmark),
        "questions": question_rows(benchmark),
        "earlier": earlier,
        "changes": changes[:MOST_ROWS],
        "touched": touched(touching(changes), request.user) if benchmark.is_draft else [],
        "acts": acts_on(benchmark, request.user),
        "entries": history(benchmark)[:50],
        "trail": below(benchmark),
    }
    return render(request, "web/benchmark.html", context)


def acts_on(benchmark: Benchmark, user: Any) -> list[dict[str, Any]]:
    if not benchmark.is_draft:
        return []
    found = []
    if user.may(Permission.APPROVE_LAW):
        found.append({"label": _("发布"), "url": reverse("benchmark_act", args=[benchmark.pk, PUBLISH])})
    if user.may(Permission.APPROVE_LAW) or benchmark.imported_by_id == user.pk:
        url = reverse("benchmark_act", args=[benchmark.pk, DISCARD])
        found.append({"label": _("作废"), "url": url, "danger": True})
    return found


@login_required
def benchmark_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.MAINTAIN_LAW)
    form = BenchmarkForm(request.POST, request.FILES) if request.method == "POST" else BenchmarkForm()
    problems: list[str] = []

    def take() -> Benchmark:
        return benchmark_acts.import_benchmark(by=request.user, content=form.cleaned_data["file"].read())

    try:
        made = attempt(form, take) if request.method == "POST" else None
    except (SourceRefused, Unreadable) as refused:
        made, problems = None, getattr(refused, "problems", [str(refused)])
        form.add_error("file", _t("有 %(count)s 处问题，没有装载任何内容；逐条改正后再上传") % {"count": len(problems)})
    if made:
        messages.success(request, _("已导入为草稿，由另一人核对后发布"))
        return redirect(made)
    context = {
        "form": form,
        "problems": problems[:MOST_ROWS],
        "count": len(problems),
        "trail": [*trail("")[:1], (_("裁量基准"), reverse("benchmark_list")), (_("导入裁量基准"), None)],
    }
    return render(request, "web/benchmark_add.html", context, status=status_of(form))


@login_required
def benchmark_act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Two steps like every act: the page says what will happen, the POST does it."""
    require(request.user, Permission.VIEW_LAW)
    benchmark = get_visible(Benchmark.objects.select_related("bureau", "imported_by"), request.user, pk=pk)
    if step not in {PUBLISH, DISCARD}:
        raise Http404
    made_of: type[BaseForm] = BaseForm if step == PUBLISH else DiscardForm
    form = made_of(request.POST) if request.method == "POST" else made_of()
    act = benchmark_acts.approve if step == PUBLISH else benchmark_acts.discard
    version = version_of(request)

    def take() -> Benchmark:
        done: Benchmark = act(benchmark, by=request.user, version=version, **form.cleaned_data)
        return done

    if request.method == "POST" and attempt(form, take):
        messages.success(request, _("已发布，自施行之日起适用") if step == PUBLISH else _("草稿已作废"))
        return redirect(benchmark)
    return show_act(request, benchmark, step=step, form=form)


def show_act(request: HttpRequest, benchmark: Benchmark, *, step: str, form: forms.Form) -> HttpResponse:
    check = benchmark_acts.unmet_for if step == PUBLISH else benchmark_acts.unmet_to_discard
    context = {
        "record": benchmark,
        "act": {"label": _("发布") if step == PUBLISH else _("作废"), "danger": step == DISCARD},
        "summary": summary_of(request, benchmark, step),
        "unmet": check(benchmark, request.user),
        "form": form,
        "once": secrets.token_urlsafe(24),
        "version": version_shown(request, benchmark),
        "back_url": benchmark.get_absolute_url(),
        "trail": below(benchmark),
    }
    return render(request, "web/act.html", context, status=status_of(form))


def summary_of(request: HttpRequest, benchmark: Benchmark, step: str) -> list[tuple[Any, Any]]:
    summary: list[tuple[Any, Any]] = [
        (_("裁量基准"), benchmark.title),
        (_("导入人"), benchmark.imported_by or _("系统")),
        (_("适用机关"), applies_to(benchmark)),
    ]
    if step == DISCARD:
        return summary
    summary += [(_("施行日期"), benchmark.effective_from), (_("导入提示"), len(benchmark.warnings))]
    if earlier := earlier_edition(benchmark):
        changes = compare(earlier, benchmark)
        open_records = [f"{kind.label} {kind.count}" for kind in touched(touching(changes), request.user)]
        summary += [(_("替代"), earlier.code), (_("差异"), counted(changes))]
        summary += [(_("涉及的在办事项"), "；".join(open_records) or _t("无"))]
    return [*summary, (_("后果"), _("发布后不能更改；同一系列的上一版次在施行日前一日终止"))]


def counted(changes: list[Change]) -> str:
    count = {sign: sum(one.sign == sign for one in changes) for sign in "+~-"}
    words = {"added": count["+"], "changed": count["~"], "ended": count["-"]}
    return _t("新增 %(added)s，修改 %(changed)s，失效 %(ended)s") % words
