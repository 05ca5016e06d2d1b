"""The contract of `deadline --json` stands in README; it is read by other programs."""

import json
from argparse import ArgumentTypeError
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from enforcement.rulebook import snapshot
from enforcement.rulebook.clocks import Clock, due
from enforcement.rulebook.models import TimeLimit
from enforcement.rulebook.queries import RowMissing
from enforcement.workdays import CalendarEnds, Exclusion, Moment

DONE, NO_ROW, WRONG_USE = 0, 1, 2


class Command(BaseCommand):
    help = "The due date of a period and each step of the computation. Exit 1: no row in force on that date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rule", metavar="RULE_KEY", help="a rule_key or an id of the rulebook")
        parser.add_argument("--start", type=a_moment, required=True, help="day of the event; with time for hours")
        parser.add_argument("--on", type=a_day, help="the day of the step, which selects the law (default: start)")
        parser.add_argument("--exclude", type=a_span, action="append", default=[], metavar="FROM:TO")
        parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        key = options["rule"]
        held = snapshot.current()
        known = key in held.rows[TimeLimit] or isinstance(held.by_id.get(key), TimeLimit)
        try:
            clock = due(key, start=options["start"], on=options["on"], exclusions=options["exclude"])
        except RowMissing as missing:
            code = NO_ROW if known or held.edition is None else WRONG_USE
            raise CommandError(str(missing), returncode=code) from missing
        except CalendarEnds as ends:
            raise CommandError(str(ends), returncode=WRONG_USE) from ends
        answer = as_json(clock, options["exclude"])
        self.stdout.write(json.dumps(answer, ensure_ascii=False) if options["json"] else in_words(answer))


def a_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("日期应写作 2026-11-20：%(text)s") % {"text": text}) from error


def a_moment(text: str) -> Moment:
    if len(text) <= len("2026-11-20"):
        return a_day(text)
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(_("时刻应写作 2026-11-20T09:30：%(text)s") % {"text": text}) from error


def a_span(text: str) -> Exclusion:
    first, colon, last = text.partition(":")
    if not colon:
        raise ArgumentTypeError(_("扣除期间应写作 起日:止日：%(text)s") % {"text": text})
    try:
        return Exclusion(a_day(first), a_day(last))
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error


def as_json(clock: Clock, exclusions: list[Exclusion]) -> dict[str, Any]:
    rule = clock.rule
    return {
        "rule": {
            "id": rule.row_id,
            "key": rule.rule_key,
            "name_zh": rule.name_zh,
            "length": rule.length,
            "unit": rule.unit,
            "law": rule.law.name_zh,
            "law_key": rule.law_key,
            "article": rule.article,
            "citation": rule.citation,
            "effective_from": iso(rule.effective_from),
            "effective_to": iso(rule.effective_to),
            "confidence": rule.confidence,
            "evidence": rule.evidence or None,
            "mark": rule.mark,
        },
        "start": iso(clock.start),
        "due": iso(clock.due),
        "provisional": clock.provisional,
        "unverified": clock.unverified,
        "length_used": clock.length,
        "backward": clock.backward,
        "exclusions": [{"from": iso(one.first), "to": iso(one.last)} for one in exclusions],
        "steps": [{name: iso(value) for name, value in step.items()} for step in clock.steps],
    }


def iso(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def in_words(answer: dict[str, Any]) -> str:
    rule = answer["rule"]
    lines = [f"{rule['id']} {rule['name_zh']} {rule['citation']} {rule['mark']}".rstrip()]
    for step in answer["steps"]:
        place = step.get("date") or f"{step['from']} — {step['to']}"
        lines.append(f"  {place}  {step['what']}" + (f"  +{step['days']}" if step["counted"] and step["days"] else ""))
    due_text = answer["due"] or _("待核定")
    ends = _("届满：%(due)s（暂定）") if answer["provisional"] else _("届满：%(due)s")
    return "\n".join([*lines, ends % {"due": due_text}])
