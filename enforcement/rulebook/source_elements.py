"""What has to be proved of each violation: the bureau's own file, spelled out into rows and checked."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from enforcement.rulebook.source_files import MALFORMED, Row, Source
from enforcement.rulebook.states import Confidence, ElementPart, ProofKind


def read_elements(source: Source, book: dict[str, Any]) -> None:
    """A file without entries is an edition without guides; then a sheet has no rows and blocks nothing."""
    guides = book.get("violations") or {}
    if not isinstance(guides, dict):
        source.report("elements.yaml", _("violations 应为键值表"))
        return
    if guides and book.get("confidence") != Confidence.COMPOSED:
        source.report("elements.yaml", _("取证指引由本局编写，confidence 应为 composed"))
    keys = {row["rule_key"] for row in source.rows["Violation"]}
    for rule_key, guide in guides.items():
        if rule_key not in keys:
            source.report(str(rule_key), _("取证指引引用了不存在的违法行为"))
            continue
        try:
            source.rows["Element"].extend(_elements(rule_key, guide, book))
            source.rows["Guide"].append(_guide(rule_key, guide))
        except KeyError as error:
            source.report(rule_key, _("缺少或未知的内容 %(name)s") % {"name": error})
        except MALFORMED as error:
            source.report(rule_key, str(error))


def _guide(rule_key: str, guide: Row) -> Row:
    words = guide["words"]
    if not isinstance(words, list) or not all(isinstance(one, str) and one.strip() for one in words):
        raise ValueError(_("words 应为词语的列表"))
    return {"rule_key": rule_key, "words": words, "note": guide.get("note") or ""}


def _elements(rule_key: str, guide: Row, book: dict[str, Any]) -> Iterator[Row]:
    used: dict[str, int] = {}
    for position, given in enumerate(guide["elements"], start=1):
        element = book["elements"][given] if isinstance(given, str) else given
        part = next((name for name in ElementPart.values if name in element), "")
        text = element[part or "act"]
        used[part] = used.get(part, 0) + 1
        if not element["by"]:
            raise ValueError(_("要件“%(text)s”没有写明证据") % {"text": text})
        yield {
            "rule_key": rule_key,
            "code": part if used[part] == 1 else f"{part}-{used[part]}",
            "position": position,
            "part": part,
            "text": text,
            "overdue": part == ElementPart.OVERDUE,
            "evidence": [_proof(one, book["forms"]) for one in element["by"]],
        }


def _proof(given: str | Row, forms: Row) -> Row:
    ((kind, form),) = (forms[given] if isinstance(given, str) else given).items()
    return {"kind": ProofKind(kind).value, "form": form}
