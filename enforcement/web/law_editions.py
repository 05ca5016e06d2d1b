"""Editions of the rulebook: the list, one with its difference, import, and the two acts on a draft."""

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.queries import history
from enforcement.rulebook import editions
from enforcement.rulebook.diff import Diff
from enforcement.rulebook.loading import SourceRefused
from enforcement.rulebook.models import Edition
from enforcement.rulebook.source_files import Unreadable
from enforcement.rulebook.states import EditionState
from enforcement.rulebook.touched import touched
from enforcement.rulebook.uploads import LIMIT, files_of
from enforcement.web.attempts import attempt, status_of, version_of, version_shown
from enforcement.web.forms import BaseForm, LongTextField
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table

TONES: dict[str, str] = {EditionState.DRAFT: "near", EditionState.PUBLISHED: "ok", EditionState.DISCARDED: "muted"}
MOST_ROWS = 200  # of one kind on one page; the counts tell of the rest
PUBLISH, DISCARD = "publish", "discard"


class EditionForm(BaseForm):
    file = forms.FileField(
        label=_("规则库文件"),
        help_text=_("规则库文件夹的 zip 包，或只有改动的 rulebook.yaml；未上传的文件沿用现行版次，不超过 10 MB"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".zip,.yaml,.yml"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > LIMIT:
            raise forms.ValidationError(_("文件超过 10 MB，只保留规则库文件后再上传"))
        return file


class PublishForm(BaseForm):
    against = forms.IntegerField(widget=forms.HiddenInput)


class DiscardForm(BaseForm):
    reason = LongTextField(label=_("作废理由"), rows=3, max_length=1000)


@login_required
@require_GET
def edition_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    page = keyset_page(Edition.objects.select_related("imported_by", "published_by"), request, order=["-id"])
    columns = (
        Column(_("版次"), lambda one: one.code, href=lambda one: one.get_absolute_url()),
        Column(_("资料截止日"), lambda one: one.as_of),
        Column(_("导入时间"), lambda one: one.imported_at),
        Column(_("导入人"), lambda one: one.imported_by or _("系统")),
        Column(_("发布时间"), lambda one: one.published_at),
        Column(_("发布人"), lambda one: (one.published_by or _("系统")) if one.published_at else ""),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES[one.state]),
    )
    table = Table(_("规则库版次"), columns, page.rows, page, _("还没有装载规则库"))
    context: dict[str, Any] = {"table": table, "trail": trail(_("版次"))}
    if request.user.may(Permission.MAINTAIN_LAW):
        context |= {"add_url": reverse("law_edition_add"), "add_label": _("导入版次")}
    return render(request, "web/list.html", context)


@login_required
@require_GET
def edition_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """What is new against the edition before, and which open records of the reader's that touches."""
    require(request.user, Permission.VIEW_LAW)
    related = ("imported_by", "published_by", "discarded_by")
    edition = get_object_or_404(Edition.objects.select_related(*related), pk=pk)
    earlier = editions.before(edition)
    diff = editions.difference(edition) if edition.state != EditionState.DISCARDED else None
    context = {
        "edition": edition,
        "tone": TONES[edition.state],
        "facts": facts(edition),
        "earlier": earlier,
        "kinds": shown(diff) if diff else [],
        "figures": figures(diff) if diff else [],
        "touched": touched(diff.touching, request.user) if diff and edition.is_draft else [],
        "asks_touched": edition.is_draft,
        "acts": acts_on(edition, request.user),
        "entries": history(edition)[:50],
        "trail": [*trail(_("版次"))[:1], (_("版次"), reverse("law_editions")), (edition.code, None)],
    }
    return render(request, "web/law_edition.html", context)


def trail(last: Any) -> list[tuple[Any, str | None]]:
    return [(_("法规库"), reverse("law_list")), (last, None)]


def facts(edition: Edition) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = [
        (_("资料截止日"), edition.as_of),
        (_("来源文件摘要"), edition.sha256),
        (_("导入时间"), edition.imported_at),
        (_("导入人"), edition.imported_by or _("系统")),
    ]
    if edition.published_at:
        first = edition.published_by is None
        found += [(_("发布时间"), edition.published_at)]
        found += [(_("发布人"), _("系统（首个版次，装载时直接发布）") if first else edition.published_by)]
    if edition.discarded_at:
        found += [(_("作废时间"), edition.discarded_at), (_("作废人"), edition.discarded_by)]
        found += [(_("作废理由"), edition.discard_reason)]
    return [*found, (_("选用规则"), edition.selection_rule)]


def figures(diff: Diff) -> list[dict[str, Any]]:
    labels = {"added": _("新增的条目"), "changed": _("修改的条目"), "ended": _("终止的条目")}
    return [{"label": label, "value": diff.counts[side]} for side, label in labels.items()]


def shown(diff: Diff) -> list[dict[str, Any]]:
    sides = (("added", _("新增的条目")), ("changed", _("修改的条目")), ("ended", _("终止的条目")))
    return [
        {
            "label": kind.label,
            "sides": [
                {"label": label, "rows": rows[:MOST_ROWS], "count": len(rows), "more": len(rows) > MOST_ROWS}
                for side, label in sides
                if (rows := getattr(kind, side))
            ],
        }
        for kind in diff.kinds
    ]


def acts_on(edition: Edition, user: Any) -> list[dict[str, Any]]:
    if not edition.is_draft:
        return []
    found = []
    if user.may(Permission.APPROVE_LAW):
        found.append({"label": _("发布"), "url": reverse("law_edition_act", args=[edition.pk, PUBLISH])})
    if user.may(Permission.APPROVE_LAW) or user.may(Permission.MAINTAIN_LAW):
        found.append(
            {"label": _("作废"), "url": reverse("law_edition_act", args=[edition.pk, DISCARD]), "danger": True}
        )
    return found


@login_required
def edition_add(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.MAINTAIN_LAW)
    form = EditionForm(request.POST, request.FILES) if request.method == "POST" else EditionForm()
    problems: list[str] = []

    def take() -> Edition:
        file = form.cleaned_data["file"]
        return editions.import_edition(by=request.user, files=files_of(file.name, file.read()))

    try:
        made = attempt(form, take) if request.method == "POST" else None
    except (SourceRefused, Unreadable) as refused:
        made, problems = None, getattr(refused, "problems", [str(refused)])
        form.add_error("file", _t("有 %(count)s 处问题，没有装载任何内容；逐条改正后再上传") % {"count": len(problems)})
    if made:
        messages.success(request, _("已导入为草稿，由另一人核对差异后发布"))
        return redirect(made)
    context = {"form": form, "problems": problems[:MOST_ROWS], "count": len(problems), "trail": trail(_("导入版次"))}
    return render(request, "web/law_edition_add.html", context, status=status_of(form))


@login_required
def edition_act(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Two steps like every act: the page says what will happen, the POST does it."""
    require(request.user, Permission.VIEW_LAW)
    edition = get_object_or_404(Edition.objects.select_related("imported_by"), pk=pk)
    if step not in {PUBLISH, DISCARD}:
        raise Http404
    now = editions.published()
    initial = {"against": now.pk if now else 0}
    made_of: type[BaseForm] = PublishForm if step == PUBLISH else DiscardForm
    form = made_of(request.POST) if request.method == "POST" else made_of(initial=initial)
    act: Callable[..., Edition] = editions.approve if step == PUBLISH else editions.discard

    def take() -> Edition:
        return act(edition, by=request.user, version=version_of(request), **form.cleaned_data)

    if request.method == "POST" and attempt(form, take):
        messages.success(request, _("已发布，自现在起适用") if step == PUBLISH else _("草稿已作废"))
        return redirect(edition)
    return show_act(request, edition, step=step, form=form, now=now)


def show_act(
    request: HttpRequest, edition: Edition, *, step: str, form: forms.Form, now: Edition | None
) -> HttpResponse:
    if form.is_bound and step == PUBLISH:
        form.data = {**form.data.dict(), "against": now.pk if now else 0}  # what is shown below is compared with it
    diff = editions.difference(edition)
    summary: list[tuple[Any, Any]] = [(_("版次"), edition.code), (_("导入人"), edition.imported_by or _("系统"))]
    if step == PUBLISH and diff:
        counts = _t("新增 %(added)s，修改 %(changed)s，失效 %(ended)s") % diff.counts
        open_records = [f"{kind.label} {kind.count}" for kind in touched(diff.touching, request.user)]
        summary += [(_("替代"), now), (_("差异"), counts), (_("涉及的在办事项"), "；".join(open_records) or _t("无"))]
        summary += [(_("后果"), _("发布后不能更改；在办时限随即重新计算"))]
    context = {
        "record": edition,
        "act": {"label": _("发布") if step == PUBLISH else _("作废"), "danger": step == DISCARD},
        "summary": summary,
        "unmet": unmet(edition, request.user, step),
        "form": form,
        "once": secrets.token_urlsafe(24),
        "version": version_shown(request, edition),
        "back_url": edition.get_absolute_url(),
        "trail": [*trail("")[:1], (_("版次"), reverse("law_editions")), (edition.code, None)],
    }
    return render(request, "web/act.html", context, status=status_of(form))


def unmet(edition: Edition, user: Any, step: str) -> list[Any]:
    return editions.unmet_for(edition, user) if step == PUBLISH else editions.unmet_to_discard(edition, user)
