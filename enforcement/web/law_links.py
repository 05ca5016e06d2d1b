"""Addresses of rows, articles and laws; citations as links, wherever a law page shows one."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from enforcement.rulebook.browse import Entry, Index
from enforcement.rulebook.citations import parts_of
from enforcement.rulebook.models import Law
from enforcement.rulebook.references import segments


def law_url(key: str) -> str:
    return reverse("law_law", args=[key])


def place_url(key: str, number: str, known: Index) -> str:
    """The article's page, or that of its law where the number was not read."""
    return reverse("law_article", args=[key, number]) if (key, number) in known.articles else law_url(key)


def entry_url(entry: Entry) -> str:
    if entry.kind == "law":
        return law_url(entry.name)
    if entry.kind == "article":
        return reverse("law_article", args=entry.name.split("/", 1))
    return reverse("law_row", args=[entry.name])


def link(text: str, url: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, text)


def cited(law: Law, article: str, known: Index) -> SafeString:
    """《law》第…条、第…条 with the law and each place of the citation a link of its own."""
    title = law.name_zh.replace("《", "〈").replace("》", "〉")
    places = [
        link(part.words, place_url(law.key, part.numbers[0] if part.numbers else "", known))
        for part in parts_of(article, law.itemised)
    ]
    return format_html(
        "{}{}", link(f"《{title}》", law_url(law.key)), format_html_join("、", "{}", ((p,) for p in places))
    )


def linked(text: str, known: Index) -> SafeString:
    """Free text of the source with every law and article it names made a link; nothing else in it changes."""
    return format_html_join("", "{}", ((_segment(one, known),) for one in segments(text, known.names)))


def _segment(one: Any, known: Index) -> Any:
    if not one.law:
        return one.text
    return link(one.text, place_url(one.law, one.number, known) if one.number else law_url(one.law))


def first_url(entry: Entry, known: Index) -> str:
    """Where a table's citation leads: the first article the row stands in."""
    row = entry.row
    if entry.kind == "article":
        return law_url(row.law.key)
    if hasattr(row, "article") and hasattr(row, "law"):
        numbers = [number for part in parts_of(row.article) for number in part.numbers]
        return place_url(row.law.key, numbers[0] if numbers else "", known)
    return next((place_url(law, number, known) for law, number in sorted(entry.places) if law), "")


def entries(found: Iterable[Entry]) -> list[dict[str, Any]]:
    return [
        {"kind": one.kind, "name": one.name, "title": one.title, "url": entry_url(one), "mark": one.mark}
        for one in found
    ]
