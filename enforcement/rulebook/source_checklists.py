"""The checklists of an edition, with the words of the penalty clauses they point at."""

import re
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from enforcement.rulebook.source_files import MALFORMED, Row, Source, rows_of, validity
from enforcement.rulebook.states import Confidence

CLAUSE = re.compile(r"(?P<code>[A-Z]+-[\d-]+)(?:\((?P<item>[^)]+)\))?$")


def read_checklists(source: Source, book: dict[str, Any]) -> None:
    clauses = book.get("penalty_clauses") or {}
    if not isinstance(clauses, dict):
        source.report("penalty_clauses", _("应为键值表"))
        clauses = {}
    for code, clause in clauses.items():
        _take_clause(source, code, clause)
    keys = {row["rule_key"] for row in source.rows["Violation"]}
    for checklist in rows_of(source, book, "checklists"):
        _take_checklist(source, checklist, clauses, keys)


def _take_clause(source: Source, code: str, clause: Row) -> None:
    try:
        texts = {name: clause.get(name) or "" for name in ("against", "acts", "accident", "enforced_by")}
        parts = {name: clause.get(name) or {} for name in ("items", "first", "overdue")}
        named = {"code": code, "law_name": clause["law"], "article": clause["article"]}
    except (KeyError, *MALFORMED) as error:
        source.report(code, _("缺少或未知的内容 %(name)s") % {"name": error})
    else:
        source.rows["PenaltyClause"].append(named | texts | parts)


def _take_checklist(source: Source, row: Row, clauses: dict[str, Row], keys: set[str]) -> None:
    code = str(row.get("code") or "?") if isinstance(row, dict) else "checklists"
    try:
        source.rows["Checklist"].append(
            {
                "code": code,
                "validity": validity(row.get("valid_for_acts_from"), row.get("valid_for_acts_to")),
                "confidence": Confidence.COMPOSED,
                "version": row.get("edition") or "",
                "name_zh": row["name_zh"],
                "name_en": row.get("name_en") or "",
                "applies_to": row.get("applies_to") or "",
                "source": row.get("source") or "",
                "print_columns": row.get("print_columns") or [],
                "note": row.get("notes") or "",
            }
        )
        _take_items(source, row, clauses, keys)
    except KeyError as error:
        source.report(code, _("缺少或未知的内容 %(name)s") % {"name": error})
    except MALFORMED as error:
        source.report(code, str(error))


def _take_items(source: Source, row: Row, clauses: dict[str, Row], keys: set[str]) -> None:
    code = row["code"]
    if row.get("item_count") not in (None, len(row["items"])):
        source.report(code, _("item_count 与检查项数 %(count)s 不符") % {"count": len(row["items"])})
    for position, item in enumerate(row["items"], start=1):
        if any(item["id"] == other["row_id"] for other in source.rows["ChecklistItem"]):
            source.report(str(item["id"]), _("行号重复"))
            continue
        source.rows["ChecklistItem"].append(
            _item(source, item, clauses, keys) | {"checklist": code, "position": position}
        )


def _item(source: Source, item: Row, clauses: dict[str, Row], keys: set[str]) -> Row:
    penalty = [clause_of(text, clauses) for text in item.get("penalty") or []]
    for part in penalty:
        if not part["known"]:
            source.report(item["id"], _("引用了不存在的罚则 %(code)s") % {"code": part["code"]})
    return {
        "row_id": item["id"],
        "category": item["category"],
        "text": item["item"],
        "basis": item["basis"],
        "penalty": [{name: part[name] for name in ("code", "item", "text")} for part in penalty],
        "methods": item["method"],
        "expected_evidence": item.get("evidence") or "",
        "severity": item["severity"],
        "status": item["status"],
        "violation_key": next((key for part in penalty for key in violation_keys(part) if key in keys), ""),
    }


def clause_of(text: str, clauses: dict[str, Row]) -> Row:
    """AQF-97(3) in words: 安全生产法(2021)第九十七条第三项：教育培训与如实告知."""
    found = CLAUSE.match(text)
    code, item = (found["code"], found["item"] or "") if found else (text, "")
    clause = clauses.get(code)
    if clause is None:
        return {"code": code, "item": item, "text": text, "known": not found}
    words = f"{clause['law']}{clause['article']}" + (f"（{item}）" if item else "")
    named = (clause.get("items") or {}).get(item) or clause.get("acts") or ""
    return {"code": code, "item": item, "text": f"{words}：{named}" if named else words, "known": True}


def violation_keys(part: Row) -> Iterator[str]:
    """The violation that a clause of the Work Safety Law punishes, by the numbering both files share."""
    prefix, _dash, number = part["code"].partition("-")
    if prefix != "AQF":
        return
    article, _dash, paragraph = number.partition("-")
    below = part["item"] or paragraph
    yield f"VI-WS-{int(article):03d}-{below}" if below else f"VI-WS-{int(article):03d}"
