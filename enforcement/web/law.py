"""Reading the body of law: search over every kind, a law, an article, and one row with its history and who cites it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.browse import Entry, Index, citation_of, index, last_index_with
from enforcement.rulebook.references import short
from enforcement.web.law_facts import evidence, facts, line_in_time, related, wordings
from enforcement.web.law_links import cited, entries, entry_url, first_url, law_url, link, linked
from enforcement.web.paging import list_page
from enforcement.web.tables import Column, Table

LABELS: dict[str, str | Promise] = {
    "law": _("法律法规"),
    "article": _("条文"),
    "violation": _("违法行为"),
    "limit": _("时限"),
    "threshold": _("数额标准"),
    "gate": _("前置条件"),
    "checklist": _("检查表"),
    "item": _("检查项"),
    "clause": _("罚则"),
    "document": _("文书文本"),
    "order": _("责令类型"),
    "service": _("送达方式"),
    "date": _("定期事项"),
    "retention": _("保管期限"),
    "dayrule": _("期间计算规则"),
}
EACH = 5


def known_law(request: HttpRequest) -> Index:
    """The edition in force; without one there is nothing to read."""
    require(request.user, Permission.VIEW_LAW)
    known = index()
    if known is None:
        raise Http404
    return known


@login_required
@require_GET
def law_list(request: HttpRequest) -> HttpResponse:
    known = known_law(request)
    words, kind = request.GET.get("q", "").strip()[:100], request.GET.get("kind", "")
    kind = kind if kind in LABELS or (kind == "all" and words) else "all" if words else "law"
    found = known.search(words) if words else known.entries
    context = {"words": words, "kind": kind, "tabs": tabs(found, words, kind), "edition": known.edition}
    if kind == "all":
        return render(request, "web/law_search.html", {**context, "groups": groups(found, words)})
    page = list_page([one for one in found if one.kind == kind], request)
    table = Table(LABELS[kind], columns(kind, known), page.rows, page, _("没有符合条件的条目，可减少几个字再试"))
    return render(request, "web/law_list.html", {**context, "table": table})


def tabs(found: list[Entry], words: str, current: str) -> list[dict[str, Any]]:
    """How many of each kind; a kind without a hit keeps its place, so that tabs do not move."""
    counts = {kind: sum(one.kind == kind for one in found) for kind in LABELS}
    asked = {"q": words} if words else {}
    every = {"label": _("全部"), "url": f"?{urlencode(asked)}", "current": current == "all", "count": len(found)}
    return ([every] if words else []) + [
        {
            "label": label,
            "url": "?" + urlencode({"kind": kind, **asked}),
            "current": kind == current,
            "count": counts[kind],
        }
        for kind, label in LABELS.items()
    ]


def groups(found: list[Entry], words: str) -> list[dict[str, Any]]:
    made = []
    for kind, label in LABELS.items():
        if rows := [one for one in found if one.kind == kind]:
            more = "?" + urlencode({"kind": kind, "q": words}) if len(rows) > EACH else ""
            made.append({"label": label, "count": len(rows), "rows": entries(rows[:EACH]), "more": more})
    return made


def columns(kind: str, known: Index) -> tuple[Column, ...]:
    named = Column(_("名称"), lambda one: one.title, href=entry_url)
    marked = Column(
        _("核定情况"), lambda one: one.mark or _("已核对原文"), tag=lambda one: "near" if one.mark else "ok"
    )
    since = Column(_("自"), lambda one: getattr(one.row, "effective_from", None))
    until = Column(_("至"), lambda one: getattr(one.row, "effective_to", None))
    if kind == "law":
        level = Column(_("效力层级"), lambda one: one.row.get_level_display())
        document = Column(_("文号"), lambda one: one.row.document)
        return named, level, document, since, until, Column(_("状态"), lambda one: status_of(one.row)), marked
    if kind == "article":
        standing = Column(_("所立规则"), lambda one: len(known.citing((one.row.law.key, one.row.number))), numeric=True)
        return named, standing, since, until, marked
    basis = Column(_("依据"), lambda one: citation_of(one.row), href=lambda one: first_url(one, known))
    return named, Column(_("编号"), lambda one: one.name), basis, since, until, marked


STATUSES: dict[str, str | Promise] = {
    "in_force": _("现行有效"),
    "superseded": _("已被取代"),
    "repealed": _("已废止"),
    "local_example": _("地方规定示例"),
    "draft_no_binding_force": _("征求意见稿，没有约束力"),
    "in_force_as_far_as_known": _("据所知现行有效"),
    "conflict_with_HCL_yields": _("与危险化学品安全法抵触的，适用该法"),
    "draft_superseded_by_SUPV2018": _("征求意见稿，已由正式文本取代"),
    "policy_document": _("政策文件"),
    "replaced": _("已被替代"),
    "status_unclear": _("效力待查"),
}


def status_of(law: Any) -> str | Promise:
    return STATUSES.get(law.status, law.status)


@login_required
@require_GET
def law_law(request: HttpRequest, key: str) -> HttpResponse:
    """One law: its dates and status, its articles, what stands in each, and its other editions in time."""
    known = known_law(request)
    entry = found_in(known, "law", key)
    law = entry.row
    articles = sorted((one for one in known.entries if one.kind == "article" and one.row.law.key == key),
                      key=lambda one: (one.row.position, one.row.number))  # fmt: skip
    others = [one for one in known.entries if one.kind == "law" and short(one.row.name_zh) == short(law.name_zh)]
    others.sort(key=lambda one: str(one.row.effective_from or ""))
    context = {
        "law": law,
        "facts": [
            (_("版次"), link(str(known.edition), known.edition.get_absolute_url())),
            (_("文号"), law.document),
            (_("效力层级"), law.get_level_display()),
            (_("状态"), status_of(law)),
            (_("生效"), law.effective_from),
            (_("失效"), law.effective_to or _("仍然有效")),
            (_("期间计算规则"), law.day_rule),
            *evidence(law),
            (_("说明"), law.note),
        ],
        "articles": [{"article": one.row, "url": entry_url(one), "rows": entries(standing(one, known))}
                     for one in articles],
        "whole": entries(one for one in known.citing((key, "")) if one.kind != "law"),
        "history": history(others, entry, known),
        "line": line_in_time(others),
        "trail": trail(LABELS["law"], "?kind=law", law.key),
    }  # fmt: skip
    return render(request, "web/law_law.html", context)


def standing(entry: Entry, known: Index) -> list[Entry]:
    return known.citing((entry.row.law.key, entry.row.number))


@login_required
@require_GET
def law_article(request: HttpRequest, key: str, number: str) -> HttpResponse:
    known = known_law(request)
    entry = found_in(known, "article", f"{key}/{number}")
    article = entry.row
    context = {
        "article": article,
        "facts": [
            (_("法律法规"), link(article.law.name_zh, law_url(key))),
            (_("版次"), link(str(known.edition), known.edition.get_absolute_url())),
            (_("生效"), article.effective_from),
            (_("失效"), article.effective_to or _("仍然有效")),
            *evidence(article),
            (_("说明"), article.note),
        ],
        "groups": by_kind(standing(entry, known)),
        "trail": trail(article.law.name_zh, law_url(key), article.name_zh),
    }
    return render(request, "web/law_article.html", context)


@login_required
@require_GET
def law_row(request: HttpRequest, row_id: str) -> HttpResponse:
    """The row, every wording of the same rule in time order, and what stands in the same articles."""
    known = known_law(request)
    entry, dropped = row_in(known, row_id), False
    if entry is None and (earlier := last_index_with(row_id)):
        known, entry, dropped = earlier, row_in(earlier, row_id), True
    if entry is None:
        raise Http404
    same = wordings(entry, known)
    context = {
        "row": entry.row,
        "name": entry.name,
        "title": entry.title,
        "dropped": dropped,
        "kind": LABELS[entry.kind],
        "facts": facts(entry, known),
        "history": history(same, entry, known),
        "line": line_in_time(same),
        "groups": by_kind(related(entry, known)),
        "trail": trail(LABELS[entry.kind], f"?kind={entry.kind}", entry.name),
    }
    return render(request, "web/law_row.html", context)


def row_in(known: Index, row_id: str) -> Entry | None:
    named = (one for one in known.entries if one.name == row_id and one.kind not in {"law", "article"})
    return next(named, None)


def found_in(known: Index, kind: str, name: str) -> Entry:
    for one in known.entries:
        if one.kind == kind and one.name == name:
            return one
    raise Http404


def trail(label: Any, url: str, last: str) -> list[tuple[Any, str | None]]:
    """`url`: a page of its own, or a query of the list."""
    home = reverse("law_list")
    return [(_("法规库"), home), (label, home + url if url.startswith("?") else url), (last, None)]


def history(found: list[Entry], current: Entry, known: Index) -> list[dict[str, Any]]:
    return [
        {
            "row": one.row,
            "url": entry_url(one),
            "name": one.name,
            "words": linked(citation_of(one.row), known) or one.title,
            "cited": cited(one.row.law, one.row.article, known) if hasattr(one.row, "article") else "",
            "current": one is current,
            "mark": one.mark,
        }
        for one in found
        if hasattr(one.row, "validity")
    ]


def by_kind(found: list[Entry]) -> list[dict[str, Any]]:
    kinds = [kind for kind in LABELS if any(one.kind == kind for one in found)]
    return [{"label": LABELS[kind], "rows": entries(one for one in found if one.kind == kind)} for kind in kinds]
