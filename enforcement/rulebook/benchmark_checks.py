"""Whether the tiers of one violation divide its range: no case in two tiers, none outside the law, which gaps."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, Protocol

from django.utils.translation import gettext as _

from enforcement.discretion import Kind, Question, Tier
from enforcement.money import in_wan
from enforcement.ranges import Condition, Facts, Measure, Span, Value, applies
from enforcement.rulebook.benchmark_terms import when_of
from enforcement.rulebook.benchmark_words import answer_words, short, span_words
from enforcement.rulebook.models import Violation
from enforcement.rulebook.source_files import Row
from enforcement.statutes import statute

MOST_COMBINATIONS = 5_000


class Problems(Protocol):
    head: dict[str, Any]
    warnings: list[str]

    def report(self, where: object, reason: object) -> None: ...


Against = tuple[Sequence[Violation], str, Mapping[str, Question]]


def check_tiers(source: Problems, place: str, rows: list[Row], against: Against) -> None:
    wordings, slot, questions = against
    tiers = []
    for row in rows:
        try:
            span = Span(row["low"], row["high"], row["low_in"], row["high_in"])
        except ValueError:
            source.report(f"{place} {row['code']}", _("上下限之间没有任何数额"))
            return
        measure = Measure(span, tuple(row["bases"]), row["percent"])
        tiers.append(Tier(row["code"], row["name"], measure, when_of(row["when"], questions)))
    if len({tier.code for tier in tiers}) < len(tiers):
        source.report(place, _("阶次代号重复"))
    _check_conditions(source, place, tiers, questions)
    _check_neighbours(source, place, tiers)
    _check_law(source, place, tiers, _in_force(source, wordings, slot))


def _in_force(source: Problems, wordings: Sequence[Violation], slot: str) -> list[tuple[Violation, list[Measure]]]:
    first, end = source.head.get("validity", (None, None))
    return [
        (row, [one.measure for one in statute(row.slots[slot]).ranges])
        for row in wordings
        if (end is None or row.validity.lower is None or row.validity.lower < end)
        and (first is None or row.validity.upper is None or row.validity.upper > first)
    ]


def _check_law(source: Problems, place: str, tiers: list[Tier], rows: list[tuple[Violation, list[Measure]]]) -> None:
    """Against every wording in force while the benchmark is. A reference is only marked: it is not applied."""
    tell = source.warnings.append if source.head.get("reference") else None
    if not rows:
        source.report(place, _("该有效期内规则库没有这一违法行为的规定"))
    for row, ranges in rows:
        if not ranges:
            reason = _("%(law)s没有对此情形规定罚款") % {"law": row.citation}
            tell(f"{place}: {reason}") if tell else source.report(place, reason)
            continue
        for tier in tiers:
            if not any(_inside(tier.measure, allowed) for allowed in ranges):
                words = {"span": span_words(tier.measure.span), "law": row.citation}
                words["allowed"] = "；".join(span_words(allowed.span) for allowed in ranges)
                reason = _("幅度 %(span)s 超出法定幅度（%(law)s：%(allowed)s）") % words
                tell(f"{place} {tier.code}: {reason}") if tell else source.report(f"{place} {tier.code}", reason)


def _inside(measure: Measure, allowed: Measure) -> bool:
    """A range that begins at 0 may say so though a fine of nothing is none."""
    alike = (measure.bases, measure.percent) == (allowed.bases, allowed.percent)
    return alike and measure.span.largest <= allowed.span.largest and (
        measure.span.smallest >= allowed.span.smallest or measure.span.low == allowed.span.low == 0
    )  # fmt: skip


def _check_neighbours(source: Problems, place: str, tiers: list[Tier]) -> None:
    for one, other in pairwise(tiers):
        if (one.measure.bases, one.measure.percent) != (other.measure.bases, other.measure.percent):
            continue
        lower, upper = one.measure.span, other.measure.span
        words = {"one": one.code, "other": other.code, "low": _said(one, lower.high), "high": _said(one, upper.low)}
        shared = lower.meet(upper)
        if shared and shared.smallest == shared.largest and lower != upper:
            text = _("%(high)s同属阶次 %(one)s 与 %(other)s")
        elif shared:
            text = _("阶次 %(one)s 与 %(other)s 的数额有重叠")
        elif lower.high < upper.low or (lower.high == upper.low and not lower.high_in and not upper.low_in):
            text = _("阶次 %(one)s 与 %(other)s 之间有空档（%(low)s—%(high)s）")
        else:
            continue
        source.warnings.append(f"{place}: {text % words}")


def _said(tier: Tier, end: Decimal) -> str:
    if tier.measure.bases:
        return (
            f"{end.normalize():f}%" if tier.measure.percent else _("%(number)s 倍") % {"number": f"{end.normalize():f}"}
        )
    return in_wan(end)


def _check_conditions(source: Problems, place: str, tiers: list[Tier], questions: Mapping[str, Question]) -> None:
    """Every combination of answers that can make a difference: exactly one tier should take it."""
    conditions = [condition for tier in tiers for group in tier.when for condition in group]
    keys = list(dict.fromkeys(condition.key for condition in conditions))
    answers = [list(_answers(questions[key], [one for one in conditions if one.key == key])) for key in keys]
    combinations = 1
    for one in answers:
        combinations *= len(one)
    if combinations > MOST_COMBINATIONS:
        source.warnings.append(f"{place}: {_('条件组合过多，未逐一核对有无空档或重叠')}")
        return
    gaps, overlaps = [], []
    for values in product(*answers):
        facts: Facts = dict(zip(keys, values, strict=True))
        fitting = [tier.code for tier in tiers if applies(tier.when, facts)]
        if len(fitting) > 1:
            overlaps.append((facts, fitting))
        elif not fitting:
            gaps.append(facts)
    if overlaps:
        facts, fitting = overlaps[0]
        text = _("%(facts)s时同时符合阶次 %(tiers)s") % {"facts": _told(facts, questions), "tiers": "、".join(fitting)}
        source.report(place, text)
    if gaps:
        source.warnings.append(f"{place}: " + _("%(facts)s时没有阶次") % {"facts": _told(gaps[0], questions)})


def _told(facts: Facts, questions: Mapping[str, Question]) -> str:
    told = [f"{short(questions[key].label)}：{answer_words(questions[key], value)}" for key, value in facts.items()]
    return "，".join(told) or _("任何情况下")


def _answers(question: Question, conditions: list[Condition]) -> Iterator[Value]:
    if question.kind == Kind.YES_NO:
        yield from (True, False)
    elif question.kind == Kind.CHOICE:
        yield from (value for value, _label in question.choices)
    else:
        yield from sorted(_numbers(question, conditions))


def _numbers(question: Question, conditions: list[Condition]) -> set[Decimal]:
    """Each bound, and a number on either side of it."""
    step = Decimal(1) if question.whole else Decimal("0.01")
    bounds = {end for one in conditions for end in (one.low, one.high) if end is not None}
    bounds |= {value for one in conditions for value in one.values if isinstance(value, Decimal)}
    near = {bound + shift for bound in bounds for shift in (-step, Decimal(0), step)} | {question.least}
    return {number for number in near if number >= question.least}
