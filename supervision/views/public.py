"""What anyone may read without signing in. These pages touch the public tables only."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET

from enforcement.documents.files import place_of
from enforcement.sheets import csv_lines
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table
from plans.words import kept_count, kept_scope, kept_skip, kept_weights, kept_word
from supervision.models import PublicDecision, PublicDraw, PublicPlan, PublicRound
from supervision.queries.disclosure import field_list, public_decisions
from supervision.views.disclosure import rows_of


@require_GET
def decision_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    found = public_decisions(words, timezone.localdate())
    page = keyset_page(found, request, order=["-published_on", "-id"], size=20)
    columns = (
        Column(_("行政相对人"), lambda one: one.party, href=lambda one: one.get_absolute_url()),
        Column(_("决定书文号"), lambda one: one.number),
        Column(_("违法行为类型"), lambda one: one.fields.get("CF_WFXW")),
        Column(_("处罚日期"), lambda one: one.decided_on),
        Column(_("处罚机关"), lambda one: one.bureau_name),
    )
    nothing = _("没有找到相符的处罚决定，可减少几个字，或核对文号后再试")
    table = Table(_("行政处罚决定"), columns, page.rows, page, nothing)
    return render(request, "public/decisions.html", {"table": table, "words": words})


@require_GET
def decision_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """A permanent address: after withdrawal or expiry it says so instead of the content."""
    decision = get_object_or_404(PublicDecision, slug=slug)
    over = decision.is_over(timezone.localdate())
    fields = [] if over or decision.withdrawn_on else rows_of(decision)
    context = {"decision": decision, "fields": fields, "over": over}
    return render(request, "public/decision.html", context)


@require_GET
def decision_data(request: HttpRequest) -> StreamingHttpResponse:
    """Open data: every decision now public, as CSV with the field names of the exchange format."""
    names = list(field_list())
    rows = public_decisions("", timezone.localdate()).order_by("id").iterator(chunk_size=2000)
    lines = csv_lines(names, ([one.fields.get(name, "") for name in names] for one in rows))
    headers = {"Content-Disposition": 'attachment; filename="decisions.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
def plan_list(request: HttpRequest) -> HttpResponse:
    page = keyset_page(PublicPlan.objects.all(), request, order=["-year", "-id"])
    columns = (
        Column(_("年度"), lambda one: str(one.year), href=lambda one: one.get_absolute_url()),
        Column(_("机关"), lambda one: one.bureau_name),
        Column(_("版次"), lambda one: one.content.get("edition", 1), numeric=True),
        Column(_("公布日期"), lambda one: one.published_on),
        Column(_("状态"), lambda one: _("已调整") if one.content.get("newer") else _("现行"),
               tag=lambda one: "muted" if one.content.get("newer") else "ok"),
    )  # fmt: skip
    table = Table(pgettext_lazy("menu", "年度监督检查计划"), columns, page.rows, page, _("还没有公布的年度计划"))
    return render(request, "public/list.html", {"table": table})


DRAW_TONES = {"revealed": "ok", "void": "over"}


@require_GET
def draw_list(request: HttpRequest) -> HttpResponse:
    page = keyset_page(PublicDraw.objects.defer("commitment"), request, order=["-id"])
    columns = (
        Column(_("任务"), lambda one: one.title, href=lambda one: one.get_absolute_url()),
        Column(_("机关"), lambda one: one.bureau_name),
        Column(_("名单承诺公布时间"), lambda one: one.published_at),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: DRAW_TONES.get(one.state, "info")),
    )
    table = Table(_("双随机抽取"), columns, page.rows, page, _("还没有公布的抽取任务"))
    return render(request, "public/list.html", {"table": table})


@require_GET
def draw_detail(request: HttpRequest, slug: str) -> HttpResponse:
    draws = PublicDraw.objects.all()
    draw = get_object_or_404(draws, slug=slug)
    rounds = draw.rounds.order_by("list", "number")
    context = {
        "draw": draw,
        "seed": seed_lines(draw),
        "weights": kept_weights(draw.commitment.get("params", {}).get("weights") or {}),
        "tickets": rounds.filter(list="unit").values_list("tickets_left", flat=True).first(),  # before the first pick
        "small_source_reason": small_source_reason(draw.commitment.get("params", {})),
        "lists": lists_of(draw.commitment),
        "scope": kept_scope(draw.commitment.get("params", {}).get("scope", "")),
        "exclusions": [kept_count(line) for line in draw.commitment.get("params", {}).get("exclusions", [])],
        "replaced": draws.filter(slug=draw.replaces).first() if draw.replaces else None,
        "again": draws.filter(replaces=slug).first(),
        "times": [
            (_("冻结时间"), local_minute(draw.commitment.get("frozen_at"))),
            (_("承诺公布时间"), local_minute(draw.published_at)),
            (_("种子产生时间"), local_minute(draw.commitment.get("seed_at"))),
            *([(_("公开时间"), local_minute(draw.revealed_at))] if draw.revealed_at else []),
        ],
        "zone": timezone.get_default_timezone_name(),
        "proof_url": request.build_absolute_uri(reverse("public_proof", args=[slug])),
        "transcript": [
            (transcript_table(name, list(found[:SHOWN])), len(found), reverse("public_transcript", args=[slug, name]))
            for name in LIST_NAMES
            if (found := list(rounds.filter(list=name)[: SHOWN + 1]))
        ],
    }
    return render(request, "public/draw.html", context)


def seed_lines(draw: PublicDraw) -> list[tuple[str, str]]:
    """As entered, each under its name, so that anybody can lay them beside what the source published."""
    names = draw.commitment.get("params", {}).get("source_lines", [])
    return [
        (kept_word(names[n]) if n < len(names) else _t("第 %(number)s 行") % {"number": n + 1},
         " ".join(str(number) for number in numbers))
        for n, numbers in enumerate(draw.reveal.get("sources", ()))
    ]  # fmt: skip


def small_source_reason(params: dict[str, Any]) -> str:
    """Of a source that is large enough there is nothing to justify, whatever was typed."""
    small = float(params.get("bits_given", 0)) < float(params.get("bits_needed", 0))
    return str(params.get("small_source_reason", "")) if small else ""


SHOWN = 20  # rounds of a list on the page of the draw


def local_minute(moment: dt.datetime | str | None) -> str:
    """Of all times of the page; the zone is named once."""
    if not moment:
        return ""
    found = dt.datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return timezone.localtime(found).strftime("%Y-%m-%d %H:%M")


def transcript_table(name: str, rows: list[PublicRound], page: Any = None) -> Table:
    columns = (
        Column(_("轮次"), lambda one: one.number, numeric=True),
        Column(_("散列值开头"), lambda one: one.digest),
        Column(_("剩余票数"), lambda one: one.tickets_left, numeric=True),
        Column(_("得到的票号"), lambda one: one.position, numeric=True),
        Column(_("名单序号"), lambda one: one.entry, numeric=True),
        Column(_("名单条目"), lambda one: one.code),
        Column(_("结果"), lambda one: kept_skip(one.skipped) or _("抽中")),
    )
    return Table(LIST_NAMES[name], columns, rows, page, _("检查结束后公开名单、种子和抽取过程。"))


@require_GET
def draw_transcript(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Every round of one list; before the reveal the page says when there will be some."""
    draw = get_object_or_404(PublicDraw, slug=slug)
    if name not in LIST_NAMES:
        raise Http404
    page = keyset_page(draw.rounds.filter(list=name), request, order=["number"])
    context = {"draw": draw, "table": transcript_table(name, page.rows, page)}
    return render(request, "public/transcript.html", context)


@require_GET
def draw_script(request: HttpRequest) -> HttpResponse:
    """The independent verifier, to be run with nothing of ours."""
    headers = {"Content-Disposition": 'attachment; filename="verify_draw.py"'}
    content = (settings.BASE_DIR / "docs" / "verify_draw.py").read_bytes()
    return HttpResponse(content, content_type="text/x-python; charset=utf-8", headers=headers)


def lists_of(commitment: dict[str, Any]) -> list[tuple[Any, int, int, str]]:
    """Name, size, how many are drawn, SHA-256."""
    params = commitment.get("params", {})
    hashes = commitment.get("hashes", {})
    return [
        (LIST_NAMES[name], params["sizes"][name], params["counts"][name], hashed) for name, hashed in hashes.items()
    ]


LIST_NAMES = {"unit": _("企业名单"), "officer": _("人员名单"), "expert": _("专家名单")}


@require_GET
def draw_proof(request: HttpRequest, slug: str) -> FileResponse:
    """The file that all verifiers read: made at the reveal, sent as it lies."""
    draw = get_object_or_404(PublicDraw.objects.select_related("proof_file"), slug=slug)
    if draw.proof_file is None:
        raise Http404
    file = place_of(draw.proof_file).open("rb")
    return FileResponse(file, as_attachment=True, filename=f"draw-{slug}.json", content_type="application/json")
