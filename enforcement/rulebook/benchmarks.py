"""Which benchmark holds, what it asks, and what it makes of the facts.

The nearest bureau up the tree that divides a violation into tiers wins; one that applies to every bureau comes last.
Without any, the statutory range alone counts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from enforcement.accounts.models import Bureau
from enforcement.concurrence import HEALTH, SAFETY, Act, combine, double_fine
from enforcement.discretion import (
    EXEMPT,
    NO_FINE,
    UNLAWFUL,
    Factor,
    Question,
    Tier,
    Weighed,
    outcome_ok,
    verdict,
    weigh,
)
from enforcement.errors import RuleBroken
from enforcement.ranges import Measure, Span, Value, keys_of
from enforcement.rulebook.benchmark_terms import Misstated, clean, factor_of, questions_of, scheme_of, tier_of
from enforcement.rulebook.benchmark_words import Speaker, cited_basis, doubled_words, plain, span_words
from enforcement.rulebook.comparing import warns
from enforcement.rulebook.models import Benchmark, Scope, Violation
from enforcement.rulebook.models.benchmarks import SLOT_LABELS
from enforcement.rulebook.states import EditionState
from enforcement.statutes import statute

HEALTH_LAWS = ("ODL",)  # how the keys of laws on occupational health begin
NO_DOUBLE_FINE = "no_double_fine"


def chain(bureau: Bureau) -> list[int]:
    """Ids from the bureau up to the top."""
    return [int(number) for number in bureau.path.split(".") if number][::-1]


def in_force(bureau: Bureau, on: date) -> tuple[Benchmark, ...]:
    """The nearest bureau's first; none of them: the statutory range alone."""
    above = chain(bureau)
    found = Benchmark.objects.filter(
        Q(bureau__in=above) | Q(bureau=None), state=EditionState.PUBLISHED, reference=False, validity__contains=on
    ).select_related("bureau")
    return tuple(sorted(found, key=lambda one: (_distance(one.bureau_id, above), -one.pk)))


def _distance(bureau_id: int | None, above: Sequence[int]) -> int:
    return above.index(bureau_id) if bureau_id is not None else len(above)


def scope(bureau: Bureau, rule_key: str, slot: str, on: date) -> Scope | None:
    above = chain(bureau)
    found: QuerySet[Scope] = Scope.objects.filter(
        Q(bureau__in=above) | Q(bureau=None), in_use=True, rule_key=rule_key, slot=slot, validity__contains=on
    ).select_related("benchmark")
    return min(found, key=lambda one: _distance(one.bureau_id, above), default=None)


@dataclass(frozen=True)
class Rules:
    """All that is weighed by, for one violation and slot on one day."""

    benchmark: Benchmark | None
    tiers: tuple[Tier, ...]
    factors: tuple[Factor, ...]
    questions: Mapping[str, Question]


def rules_for(bureau: Bureau, row: Violation, slot: str, on: date) -> Rules:
    found = scope(bureau, row.rule_key, slot, on)
    benchmark = found.benchmark if found else next(iter(in_force(bureau, on)), None)
    return rules_of(benchmark, row, slot, found)


def rules_of(benchmark: Benchmark | None, row: Violation, slot: str, found: Scope | None) -> Rules:
    known = questions_of(benchmark)
    tiers = tuple(tier_of(tier, known) for tier in found.tiers.all()) if found else ()
    covering = [one for one in benchmark.factors.all() if one.covers(row.rule_key, slot)] if benchmark else []
    return Rules(benchmark, tiers, tuple(factor_of(factor, known) for factor in covering), known)


def asked(rules: Rules, row: Violation, slot: str) -> list[Question]:
    """In the order of the reasoning: what the law asks, what the tiers ask, what the factors ask."""
    options = (*statute(row.slots[slot]).ranges, *rules.tiers)
    keys = [key for one in options for key in (*one.measure.bases, *keys_of(one.when))]
    keys += [key for factor in rules.factors for key in keys_of(factor.when)]
    return [rules.questions[key] for key in dict.fromkeys(keys) if key in rules.questions]


def assess(rules: Rules, row: Violation, slot: str, facts: Mapping[str, Any], *, on: date) -> "Assessed":
    """`facts` may hold more than is asked; empty values are unanswered. A value of the wrong kind is refused by key."""
    known = clean_facts(rules.questions, facts)
    scheme = scheme_of(rules.benchmark, rules.questions) if rules.benchmark else None
    weighed = weigh(statute(row.slots[slot]), rules.tiers, rules.factors, known, scheme=scheme)
    return Assessed(weighed, rules, row, slot, Speaker(row, rules.questions, known, on))


def clean_facts(known: Mapping[str, Question], facts: Mapping[str, Any]) -> dict[str, Value]:
    cleaned = {}
    for key, raw in facts.items():
        if key in known and raw is not None and raw != "":
            try:
                cleaned[key] = clean(known[key], raw)
            except Misstated as error:
                raise RuleBroken(str(error), key) from error
    return cleaned


@dataclass(frozen=True)
class Assessed:
    weighed: Weighed
    rules: Rules
    row: Violation
    slot: str
    speaker: Speaker

    @property
    def benchmark(self) -> Benchmark | None:
        return self.rules.benchmark

    @property
    def outcome_allowed(self) -> str:
        return self.weighed.outcome_allowed

    @property
    def tier_code(self) -> str:
        return self.weighed.tier.code if self.weighed.tier else ""

    @property
    def tier_name(self) -> str:
        return self.weighed.tier.name if self.weighed.tier else ""

    @property
    def low(self) -> Decimal | None:
        return self.weighed.span.low if self.weighed.span else None

    @property
    def high(self) -> Decimal | None:
        return self.weighed.span.high if self.weighed.span else None

    @property
    def suggested(self) -> Decimal | None:
        return self.weighed.suggested

    @property
    def basis(self) -> str:
        if self.benchmark is None:
            return ""
        parts = [self.benchmark.title, self.row.name_zh, str(SLOT_LABELS[self.slot]), self.tier_name]
        return " ".join(part for part in parts if part)

    @property
    def mark(self) -> str:
        """Of the benchmark; the row's own mark stands beside the statutory range."""
        return self.benchmark.mark if self.benchmark else ""

    @property
    def words(self) -> list[str]:
        told = [self.speaker.words(line) for line in self.weighed.lines]
        if not self.rules.tiers and self.outcome_allowed not in (EXEMPT, NO_FINE):
            told.append(self._without_tiers())
        return told

    def _without_tiers(self) -> str:
        if self.benchmark is None:
            return _("没有适用于本机关的裁量基准，只按法定幅度裁量")
        text = _("%(benchmark)s没有为该违法行为划分阶次，按法定幅度和通用因素裁量")
        return text % {"benchmark": self.benchmark.title}

    @property
    def arithmetic(self) -> list[dict[str, Any]]:
        """For the record: code, values and words of each step."""
        coded = [{"code": line.code, "values": _json(line.values)} for line in self.weighed.lines]
        words = self.words
        coded += [{"code": "without_tiers", "values": {}}] * (len(words) - len(coded))
        return [one | {"text": text} for one, text in zip(coded, words, strict=True)]

    @property
    def questions(self) -> list[Question]:
        return asked(self.rules, self.row, self.slot)

    @property
    def unanswered(self) -> list[Question]:
        return [self.rules.questions[key] for key in self.weighed.unanswered]

    @property
    def contradictions(self) -> list[str]:
        return [self.speaker.words(line) for line in self.weighed.contradictions]

    def check(self, outcome: str, amount: Decimal) -> str:
        """Inside the tier or outside it; refuses what the law or the facts do not allow."""
        if self.contradictions:
            raise RuleBroken("；".join(self.contradictions), "facts")
        if self.unanswered:
            labels = "、".join(question.label for question in self.unanswered)
            raise RuleBroken(_("先回答：%(questions)s") % {"questions": labels}, "facts")
        if not outcome_ok(self.weighed, outcome, warns=warns(self.row)):
            raise RuleBroken(self._wrong_outcome(outcome), "outcome")
        if outcome != "fine":
            return "inside"
        found = verdict(self.weighed, amount)
        if found == UNLAWFUL:
            raise RuleBroken(self._unlawful(amount), "amount")
        return found

    def _wrong_outcome(self, outcome: str) -> str:
        if self.outcome_allowed == EXEMPT:
            return _("按所认定的事实应当不予处罚，不能给予任何处罚")
        if outcome == "warning" and not warns(self.row):
            return _("%(citation)s没有规定警告，不能给予警告") % {"citation": self.row.citation}
        if self.outcome_allowed == NO_FINE:
            return _("%(citation)s对此情形没有规定罚款") % {"citation": self.row.citation}
        if outcome == "warning":
            return _("该条款规定应当罚款，所认定的事实不允许只给予警告")
        return _("该条款规定应当罚款，所认定的事实不符合不予处罚的条件")

    def _unlawful(self, amount: Decimal) -> str:
        statutory = self.weighed.statutory
        words = {"amount": plain(amount), "span": span_words(statutory) if statutory else "", "law": self.row.citation}
        return _("%(amount)s 元超出法定幅度 %(span)s（%(law)s），在幅度内重新填写") % words


def _json(value: Any) -> Any:
    match value:
        case Mapping():
            return {key: _json(one) for key, one in value.items()}
        case list() | tuple():
            return [_json(one) for one in value]
        case Decimal():
            return plain(value).replace(",", "")
        case Span():
            ends = {"low": _json(value.low), "high": _json(value.high)}
            return ends | {"low_in": value.low_in, "high_in": value.high_in}
        case Tier() | Factor():
            return value.code
        case Measure():
            return {"span": _json(value.span), "bases": list(value.bases), "percent": value.percent}
    return value


@dataclass(frozen=True)
class Charged:
    """A violation of a case, or (`decided`) of an earlier one, with the keys of its findings."""

    label: str
    row: Violation
    findings: frozenset[int]
    act_on: date
    decided: bool = False


def is_health(row: Violation) -> bool:
    return row.law_key.startswith(HEALTH_LAWS)


def combined(parts: Sequence[tuple[str, Decimal]]) -> tuple[Decimal, list[str]]:
    sum_of = combine(parts)
    told = [f"{label}：{plain(amount)} 元" for label, amount in parts]
    amounts = " + ".join(plain(amount) for _label, amount in parts)
    told.append(_("分别裁量，合并处罚：%(sum)s 元") % {"sum": f"{amounts} = {plain(sum_of.total)}"})
    return sum_of.total, told


def double_fine_warnings(bureau: Bureau, charges: Iterable[Charged], on: date) -> list[str]:
    twins = [group for benchmark in in_force(bureau, on) for group in benchmark.same_acts]
    acts = [
        Act(
            one.label,
            one.row.rule_key,
            one.row.law_key,
            one.act_on,
            HEALTH if is_health(one.row) else SAFETY,
            frozenset(one.findings),
            one.decided,
        )
        for one in charges
    ]
    basis = cited_basis(NO_DOUBLE_FINE, on)
    return [doubled_words(one, f"（{basis}）" if basis else "") for one in double_fine(acts, twins)]
