"""What a page says of one row: its facts with every citation a link, its line in time, and who relies on it."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.rulebook.bands import SLOT_LABELS, band_words, value_words
from enforcement.rulebook.browse import Entry, Index
from enforcement.rulebook.models import (
    Checklist,
    ChecklistItem,
    DayRule,
    DocumentText,
    Gate,
    OrderType,
    PenaltyClause,
    RecurringDate,
    Retention,
    Row,
    ServiceMethod,
    Threshold,
    TimeLimit,
    Violation,
)
from enforcement.web.gates import bindings
from enforcement.web.law_links import cited, link, linked

Facts = list[tuple[Any, Any]]
TEXTS: dict[type[Any], tuple[str, ...]] = {
    OrderType: ("nature", "approval", "max_period", "follow_up"),
    ServiceMethod: ("rule", "served_on"),
    RecurringDate: ("due", "frequency"),
    Retention: ("period",),
    DocumentText: ("code", "version", "word", "stage", "seal", "copies", "purpose", "body"),
    PenaltyClause: ("against", "acts", "accident", "enforced_by"),
    Checklist: ("code", "version", "applies_to", "source"),
    ChecklistItem: ("category", "text", "expected_evidence", "severity", "status"),
}
CITING_TEXT: dict[type[Any], str] = {
    OrderType: "legal_basis",
    ServiceMethod: "source",
    RecurringDate: "source",
    Retention: "source",
    DayRule: "law_text",
    DocumentText: "basis",
}


def facts(entry: Entry, known: Index) -> Facts:
    row = entry.row
    found = [*_basis(row, known), *_own(row)]
    if hasattr(row, "validity"):
        found += [(_("生效"), row.effective_from), (_("失效"), row.effective_to or _("仍然有效"))]
    edition = known.edition
    found += [(_("版次"), link(str(edition), reverse("law_edition", args=[edition.pk])))]
    return [*found, *evidence(row), (_("说明"), getattr(row, "note", ""))]


def evidence(row: Any) -> Facts:
    """How far the row was read, in words."""
    mark = getattr(row, "mark", "")
    found: Facts = [(_("核定情况"), mark or _("已核对原文"))]
    if hasattr(row, "get_evidence_display"):
        found += [(_("证据"), row.get_evidence_display()), (_("核对出处"), row.verified_in)]
    return found


def _basis(row: Any, known: Index) -> Iterator[tuple[Any, Any]]:
    if isinstance(row, Row):
        yield _("依据"), cited(row.law, row.article, known)
    if isinstance(row, Violation):
        yield _("违反的条款"), cited(row.violated_law, row.violated_article, known)
    if isinstance(row, ChecklistItem):
        yield _("检查依据"), format_html_join("；", "{}", ((linked(str(one), known),) for one in row.basis))
        yield _("处罚依据"), linked(row.penalty_text, known)
    if isinstance(row, PenaltyClause):
        yield _("依据"), linked(f"{row.law_name}{row.article}", known)
    if column := CITING_TEXT.get(type(row)):
        yield _("依据"), linked(getattr(row, column), known)


def _own(row: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(row, TimeLimit):
        yield _("期限"), _limit(row)
        for name in ("trigger", "counts_from", "extension", "consequence"):
            yield _label(row, name), getattr(row, name)
    if isinstance(row, Threshold):
        yield from value_words(row.value)
    if isinstance(row, Gate):
        yield _("效力"), _("阻止办理") if row.blocks else _("提示")
        for bound in bindings().get(row.row_id, []):
            yield _("绑定的步骤"), " · ".join(str(word) for word in (bound.title, bound.label, bound.how) if word)
    if isinstance(row, Violation):
        yield from ((SLOT_LABELS[slot], band_words(band)) for slot, band in row.slots.items() if band)
        for name in ("other_measures", "text", "authority"):
            yield _label(row, name), getattr(row, name)
    for name in TEXTS.get(type(row), ()):
        yield _label(row, name), getattr(row, name)


def _limit(row: TimeLimit) -> Any:
    if row.length is not None:
        return f"{row.length} {row.get_unit_display()}"
    if row.default_when_unset is not None:
        named = {"length": row.default_when_unset, "unit": row.get_unit_display()}
        return _t("条文未载数字；待核定，暂用 %(length)s %(unit)s") % named
    return _t("条文未载数字；待核定")


def _label(row: Any, name: str) -> str | Promise:
    label: str | Promise = row._meta.get_field(name).verbose_name
    return label


def related(entry: Entry, known: Index) -> list[Entry]:
    """Who relies on the same rule or stands in the same articles, by kind, without the row and its own wordings."""
    mine = {one.name for one in wordings(entry, known)}
    by_rule = [one for one in known.with_key(entry.rule_key) if one.name not in mine]
    by_place = [
        one
        for place in sorted(entry.places)
        if place[1]
        for one in known.citing(place)
        if one.name not in mine and one.kind != "law"
    ]
    return list(dict.fromkeys([*by_rule, *by_place]))


def wordings(entry: Entry, known: Index) -> list[Entry]:
    """The same rule through time: rows of one rule key, forms of one code, checklists of one code."""
    row = entry.row
    if entry.kind in {"violation", "limit", "threshold", "gate"}:
        found = [one for one in known.entries if one.kind == entry.kind and one.rule_key == entry.rule_key]
    elif entry.kind in {"document", "checklist"}:
        found = [one for one in known.entries if one.kind == entry.kind and one.row.code == row.code]
    else:
        found = [entry]
    return sorted(found, key=lambda one: (getattr(one.row, "effective_from", None) or date.min, one.name))


WIDTH, LINE, HEAD, ROOM = 720, 28, 24, 200
SINCE, EARLIEST = date(2015, 1, 1), date(2002, 1, 1)  # where the picture begins when no row does, and never before


def line_in_time(found: list[Entry]) -> dict[str, Any] | None:
    """The picture beside the table: one bar per wording over the years; everything in it stands in the table too."""
    dated = [one for one in found if hasattr(one.row, "validity")]
    if not dated:
        return None
    today = timezone.localdate()
    starts = [one.row.effective_from for one in dated if one.row.effective_from]
    first = date(max(min(starts, default=SINCE), EARLIEST).year, 1, 1)
    last = max([date(today.year + 2, 1, 1), *(one.row.effective_to for one in dated if one.row.effective_to)])
    scale = WIDTH / (last - first).days

    def at(day: date) -> int:
        return round(max(0, (day - first).days) * scale)

    spans = [(at(one.row.effective_from or first), at(one.row.effective_to or last)) for one in dated]
    bars = [
        {**_bar(span, n), "name": one.name, "current": one.row.is_in_force(today)}
        for n, (one, span) in enumerate(zip(dated, spans, strict=True))
    ]
    step = 1 if last.year - first.year <= 16 else 5
    years = [
        {"label": year, "x": at(date(year, 1, 1))}
        for year in range(first.year, last.year)
        if (year - first.year) % step == 0
    ]
    height = HEAD + LINE * len(bars)
    return {"bars": bars, "years": years, "width": WIDTH, "height": height, "today": at(today)}


def _bar(span: tuple[int, int], n: int) -> dict[str, Any]:
    start, end = span
    return {
        "x": start,
        "y": HEAD + LINE * n + 4,
        "text_y": HEAD + LINE * n + 18,
        "width": max(end - start, 3),
        "text_x": min(start + 6, WIDTH - ROOM),
        "inside": end - start > ROOM,
    }
