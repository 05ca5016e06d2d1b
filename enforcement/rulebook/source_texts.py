"""The articles that the source cites anywhere, and the forms of documents.yaml, each with the dates it is for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from enforcement.rulebook.citations import article_words, numbers_of, position_of
from enforcement.rulebook.references import Name, Names, cited_in
from enforcement.rulebook.source_files import MALFORMED, Row, Source, a_day, rows_of, validity
from enforcement.rulebook.states import Confidence, Evidence

READ_WHOLE = "full_or_all_relevant"
RANK = (Evidence.FULL_TEXT, Evidence.QUOTED_TEXT, Evidence.SECONDARY_REPORT, Evidence.NONE)
Place = tuple[str, str]  # law, number of the article


def read_articles(source: Source, *books: dict[str, Any]) -> None:
    """One row per article: those written in `articles` with their text, then all others that anything cites."""
    laws = {row["key"]: row for row in source.rows["Law"]}
    written: set[Place] = set()
    for book in books:
        for row in rows_of(source, book, "articles"):
            _take_article(source, row, laws, written)
    for (key, number), witnesses in sorted(_cited(source).items()):
        if (key, number) not in written:
            source.rows["Article"].append(_article(laws[key], number) | _seen(laws[key], witnesses))


def _take_article(source: Source, row: Row, laws: dict[str, Row], written: set[Place]) -> None:
    try:
        key, number = row["law_key"], str(row["number"])
        if key not in laws:
            raise ValueError(_("引用了不存在的法律 %(key)s") % {"key": key})
        dates = validity(row.get("effective_from"), row.get("effective_to"))
        own = {"validity": tuple(mine or its for mine, its in zip(dates, laws[key]["validity"], strict=True))}
        marks = {"confidence": Confidence(row["confidence"]), "evidence": Evidence(row.get("evidence") or "")}
        read = {name: row.get(name) or "" for name in ("text", "verified_in", "note")}
        source.rows["Article"].append(_article(laws[key], number) | own | marks | read)
        written.add((key, number))
    except KeyError as error:
        source.report("articles", _("缺少或未知的内容 %(name)s") % {"name": error})
    except MALFORMED as error:
        source.report(f"articles {row}"[:80], str(error))


def _article(law: Row, number: str) -> Row:
    words = article_words(number)
    return {
        "law": law["key"],
        "number": number,
        "position": position_of(number),
        "validity": law["validity"],
        "name_zh": words,
        "name_en": "",
        "text": "",
        "verified_in": "",
        "note": "",
    }


def _seen(law: Row, witnesses: list[Row]) -> Row:
    """An article is as well verified as the best row that was read in it; else as its law was read."""
    if witnesses:
        best = min(witnesses, key=lambda row: (row["confidence"] != Confidence.VERIFIED, RANK.index(row["evidence"])))
        return {name: best[name] for name in ("confidence", "evidence", "verified_in")}
    read = law["articles_read"] == READ_WHOLE
    return {"confidence": law["confidence"] if read else Confidence.FROM_MEMORY, "evidence": Evidence.NONE}


def _cited(source: Source) -> dict[Place, list[Row]]:
    """Every article named, with the provisions that stand in it."""
    places: dict[Place, list[Row]] = defaultdict(list)
    for name in ("TimeLimit", "Threshold", "Gate", "Violation"):
        for row in source.rows[name]:
            for number in numbers_of(row["article"]):
                places[row["law"], number].append(row)
            for number in numbers_of(row.get("violated_article", "")):
                places[row["violated_law"], number].append(row)
    names = names_in(source)
    for text in free_texts(source):
        for key, number in cited_in(text, names):
            if number:
                places[key, number]
    return places


def names_in(source: Source) -> Names:
    return Names(
        Name(row["key"], row["name_zh"], row["document"], row["validity"][1] is None) for row in source.rows["Law"]
    )


FREE_TEXTS = {
    "OrderType": "legal_basis",
    "ServiceMethod": "source",
    "RecurringDate": "source",
    "Retention": "source",
    "DayRule": "law_text",
    "DocumentText": "basis",
}


def free_texts(source: Source) -> Iterator[str]:
    for name, column in FREE_TEXTS.items():
        yield from (str(row[column]) for row in source.rows[name])
    for row in source.rows["ChecklistItem"]:
        yield from map(str, row["basis"] if isinstance(row["basis"], list) else [])
    for row in source.rows["PenaltyClause"]:
        yield f"{row['law_name']}{row['article']}"


def read_forms(source: Source, book: dict[str, Any], selection: dict[str, Any]) -> None:
    """Each form as printed in 2016, and from the day the law changed with the articles then in force."""
    changes = {name: a_day(day) for name, day in (selection.get("forms_cite_new_law_from") or {}).items()}
    codes = {str(row.get("code")) for row in rows_of(source, book, "forms") if isinstance(row, dict)}
    known = codes | set(book.get("aliases") or {})
    for row in rows_of(source, book, "forms"):
        code = str(row.get("code") or "forms") if isinstance(row, dict) else "forms"
        try:
            source.rows["DocumentText"] += list(_forms(row, changes))
            for other in _named(row):
                if other not in known:
                    source.report(code, _("引用了不存在的文书 %(code)s") % {"code": other})
        except KeyError as error:
            source.report(code, _("缺少或未知的内容 %(name)s") % {"name": error})
        except MALFORMED as error:
            source.report(code, str(error))


def _named(row: Row) -> Iterable[str]:
    texts = [*(row.get("requires") or []), *(row.get("leads_to") or [])]
    return {word for text in texts for word in str(text).replace(" or ", " ").split() if word.isupper()}


def _forms(row: Row, changes: dict[str, date | None]) -> Iterator[Row]:
    edition = str(row["editions"][-1])
    starts = date(int(edition[-4:]), 1, 1)  # a bare year is its first day
    ends = date(2016, 1, 1) if edition == "2010" else None
    before, now = row.get("legal_basis_as_printed_2016") or "", row.get("legal_basis_current") or ""
    turns = [day for name, day in changes.items() if name in now and day]
    if edition != "2016" or not turns:
        yield _form(row, edition, now, (starts, ends))
        return
    turn = min(turns)
    yield _form(row, "2016", before, (starts, turn))
    yield _form(row, f"2016+{turn.year}", now, (turn, None))


def _form(row: Row, version: str, basis: str, dates: tuple[date | None, date | None]) -> Row:
    read = row["status"] == "verified"
    return {
        "row_id": f"{row['code']}@{version}",
        "code": row["code"],
        "version": version,
        "validity": dates,
        "confidence": Confidence.VERIFIED if read else Confidence.COMPOSED,
        "evidence": Evidence.FULL_TEXT if read else Evidence.NONE,
        "verified_in": "；".join(row["sources"]),
        "name_zh": row["name_zh"],
        "name_en": row.get("name_en") or "",
        "word": row.get("numbering_word") or "",
        "stage": row["stage"],
        "seal": row.get("seal") or "",
        "copies": row["copies"],
        "basis": basis,
        "body": row["body"],
        "purpose": row.get("purpose") or "",
        "fields": [{"key": one["key"], "label": one["zh"]} for one in row["fields"]],
        "sources": row["sources"],
        "note": "；".join(filter(None, ("" if read else row["status"], row.get("notes")))),
    }
