"""The contract of `law --json` stands in README; it is read by other programs."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from enforcement.management.commands.deadline import NO_ROW, WRONG_USE, a_day, iso
from enforcement.rulebook import answers
from enforcement.rulebook.browse import citation_of, name_of
from enforcement.rulebook.governing import Governing, governing, range_of
from enforcement.rulebook.models import SLOTS, Violation
from enforcement.rulebook.queries import RowMissing, find_violations
from enforcement.rulebook.side_by_side import side_by_side

# What a row of another kind says, besides where it stands.
VALUES = ("length", "unit", "default_when_unset", "value", "variant", "blocks", "period", "due", "rule", "max_period")


class Command(BaseCommand):
    help = (
        "The rows of a violation in force on both dates, which one governs and why; or of any other rule (limit,"
        " threshold, gate, law, article …), where the row of the decision governs. Exit 1: no row on either date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("violation", metavar="CASE_NAME", help="id, rule key or name")
        parser.add_argument("--act", type=a_day, required=True, help="the day of the act; its last day if it continued")
        parser.add_argument("--decided", type=a_day, required=True, help="the day of the decision")
        parser.add_argument("--began", type=a_day, help="the first day of an act that continued")
        parser.add_argument("--slot", choices=SLOTS, help="compare only the fine that would apply")
        parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["act"] > options["decided"]:
            raise CommandError(_("作出决定的日期早于违法行为发生的日期"), returncode=WRONG_USE)
        if options["began"] and options["began"] > options["act"]:
            raise CommandError(_("违法行为终了的日期早于开始的日期"), returncode=WRONG_USE)
        name = options["violation"]
        keys = find_violations(name)
        if not keys and (other := self.other(name, options)):
            self.stdout.write(other)
            return
        if len(keys) != 1:
            text = _("规则库中没有“%(name)s”") if not keys else _("“%(name)s”不止一个：%(keys)s")
            raise CommandError(text % {"name": name, "keys": "、".join(keys)}, returncode=WRONG_USE)
        try:
            days = {name: options[name] for name in ("act", "decided", "began", "slot")}
            found = governing(keys[0], **days)
        except RowMissing as missing:
            raise CommandError(str(missing), returncode=NO_ROW) from missing
        answer = as_json(keys[0], found)
        text = json.dumps(answer, ensure_ascii=False) if options["json"] else in_words(answer, found)
        self.stdout.write(text)

    def other(self, name: str, options: dict[str, Any]) -> str:
        """Rows that are no violations; empty where nothing goes by the name."""
        try:
            found = answers.answer(name, act=options["act"], decided=options["decided"])
        except RowMissing as missing:
            raise CommandError(str(missing), returncode=NO_ROW) from missing
        except answers.Ambiguous as several:
            raise CommandError(str(several), returncode=WRONG_USE) from several
        if found is None:
            return ""
        told = rule_as_json(found)
        return json.dumps(told, ensure_ascii=False) if options["json"] else rule_in_words(told)


def rule_as_json(found: answers.Answer) -> dict[str, Any]:
    """The keys of a violation's answer as far as they apply, so that one reader reads both."""
    return {
        "rule": found.key,
        "kind": found.kind,
        "act": iso(found.act),
        "decided": iso(found.decided),
        "at_act": any_row_as_json(found.at_act),
        "at_decision": any_row_as_json(found.at_decision),
        "governs": "decision",
        "why": found.why,
        "rows": [name_of(row) for row in found.rows],
        "range": None,
    }


def any_row_as_json(row: Any) -> dict[str, Any] | None:
    if row is None:
        return None
    law, value = getattr(row, "law", None), {name: getattr(row, name) for name in VALUES if hasattr(row, name)}
    return {
        "id": name_of(row),
        "name_zh": getattr(row, "name_zh", "") or str(row),
        "law": law.name_zh if law else None,
        "law_key": law.key if law else None,
        "article": getattr(row, "article", "") or None,
        "citation": citation_of(row) or str(row),
        "effective_from": iso(getattr(row, "effective_from", None)),
        "effective_to": iso(getattr(row, "effective_to", None)),
        "value": value,
        "confidence": getattr(row, "confidence", None),
        "evidence": getattr(row, "evidence", "") or None,
        "mark": getattr(row, "mark", ""),
    }


def rule_in_words(told: dict[str, Any]) -> str:
    sides = ((_("行为时"), told["at_act"]), (_("办理时"), told["at_decision"]))
    return "\n".join([*(in_line(label, row) for label, row in sides), told["why"]])


def in_line(label: str, row: dict[str, Any] | None) -> str:
    if row is None:
        return f"{label}  --"
    span = f"{row['effective_from'] or '…'}—{row['effective_to'] or '…'}"
    value = "；".join(f"{name} {one}" for name, one in row["value"].items() if one not in (None, ""))
    return f"{label}  {row['id']} {row['name_zh']} {row['citation']} {span} {value} {row['mark']}".rstrip()


def as_json(key: str, found: Governing) -> dict[str, Any]:
    return {
        "violation": key,
        "act": iso(found.act),
        "decided": iso(found.decided),
        "at_act": row_as_json(found.at_act),
        "at_decision": row_as_json(found.at_decision),
        "governs": found.governs,
        "why": found.why,
        "unsettled": found.unsettled,
        "comparison": [asdict(one) for one in found.comparison],
        "began": iso(found.began) if found.began else None,
        "continued": found.continued,
        "range": found.range,
    }


def row_as_json(row: Violation | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "id": row.row_id,
        "name_zh": row.name_zh,
        "law": row.law.name_zh,
        "law_key": row.law_key,
        "article": row.article,
        "citation": row.citation,
        "violated": {
            "law_key": row.violated_law.key,
            "article": row.violated_article,
            "citation": row.violated_citation,
        },
        "effective_from": iso(row.effective_from),
        "effective_to": iso(row.effective_to),
        "range": range_of(row),
        "other_measures": row.other_measures,
        "confidence": row.confidence,
        "evidence": row.evidence or None,
        "mark": row.mark,
    }


def in_words(answer: dict[str, Any], found: Governing) -> str:
    lines = []
    for label, side in ((_("行为时"), "at_act"), (_("决定时"), "at_decision")):
        row = answer[side]
        cited = f"{row['citation']} {row['effective_from']}—{row['effective_to'] or '…'} {row['mark']}" if row else "--"
        lines.append(f"{label}  {cited}".rstrip())
    chosen = answer["range"] or {}
    span = f"{chosen['min']}—{chosen['max']} CNY" if chosen.get("max") is not None else "--"
    if found.comparison:
        lines += [
            f"  {one.label}  {one.at_act} | {one.at_decision}  {one.verdict}".rstrip()
            for one in side_by_side(found)[3:]
        ]
    lines += [found.continued] if found.continued else []
    return "\n".join([*lines, answer["why"], _("罚款幅度：%(span)s") % {"span": span}])
