"""The contract of `law --json` stands in README; it is read by other programs."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from enforcement.management.commands.deadline import NO_ROW, WRONG_USE, a_day, iso
from enforcement.rulebook.governing import Governing, governing, range_of
from enforcement.rulebook.models import SLOTS, Violation
from enforcement.rulebook.queries import RowMissing, find_violations
from enforcement.rulebook.side_by_side import side_by_side


class Command(BaseCommand):
    help = "The rows of a violation in force on both dates, which one governs and why. Exit 1: no row on either date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("violation", metavar="CASE_NAME", help="a violation's id or name")
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
        if len(keys) != 1:
            text = _("规则库中没有违法行为“%(name)s”") if not keys else _("“%(name)s”不止一个：%(keys)s")
            raise CommandError(text % {"name": name, "keys": "、".join(keys)}, returncode=WRONG_USE)
        try:
            days = {name: options[name] for name in ("act", "decided", "began", "slot")}
            found = governing(keys[0], **days)
        except RowMissing as missing:
            raise CommandError(str(missing), returncode=NO_ROW) from missing
        answer = as_json(keys[0], found)
        text = json.dumps(answer, ensure_ascii=False) if options["json"] else in_words(answer, found)
        self.stdout.write(text)


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
