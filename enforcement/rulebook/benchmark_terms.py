"""Between the rows of a benchmark and what `discretion` computes with: questions, conditions, tiers, factors."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from enforcement import statutes
from enforcement.discretion import Conflict, Effect, Factor, Kind, Question, Scheme, Tier
from enforcement.ranges import Condition, Measure, Span, Value, When
from enforcement.rulebook.models import Benchmark, BenchmarkFactor, BenchmarkTier

ASKED = "asked"
SOURCES = {
    ASKED: gettext_lazy("由办案人员认定"),
    "register:scale": gettext_lazy("企业库：企业规模"),
    "record:repetition_180": gettext_lazy("本机关记录：180 日内同类处罚次数"),
    "record:repetition_365": gettext_lazy("本机关记录：365 日内同类处罚次数"),
    "record:first_offence": gettext_lazy("本机关记录：是否初次违法"),
}
BOUNDS = {"from": ("low", True), "above": ("low", False), "to": ("high", True), "below": ("high", False)}
YES_NO_WORDS = {"yes": True, "true": True, "no": False, "false": False}
LARGEST = Decimal(10) ** 13


class Misstated(ValueError):
    """A value is not of the kind its question asks for; the words say what would be."""


def statutory_questions() -> dict[str, Question]:
    """What the law's own ranges depend on; the same for every benchmark."""
    levels = ((_("一般事故"), _("较大事故"), _("重大事故"), _("特别重大事故")), statutes.LEVELS)
    number, yes_no, choice = Kind.NUMBER, Kind.YES_NO, Kind.CHOICE
    made = (
        Question(statutes.GAINS, _("违法所得（元，没有填 0）"), number, needs_evidence=True, unit=_("元")),
        Question(statutes.GOODS, _("货值金额（元）"), number, needs_evidence=True, unit=_("元")),
        Question(statutes.INCOME, _("当事人上一年年收入（元）"), number, needs_evidence=True, unit=_("元")),
        Question(
            statutes.ACCIDENT, _("事故等级"), choice, tuple(zip(levels[1], levels[0], strict=True)), needs_evidence=True
        ),
        Question(statutes.AGGRAVATED, _("情节特别严重、影响特别恶劣"), yes_no, needs_evidence=True),
        Question(statutes.ORIGINAL, _("原处罚数额（元）"), number, needs_evidence=True, unit=_("元")),
        Question(statutes.DAYS, _("拒不改正的日数"), number, needs_evidence=True, unit=_("日"), whole=True),
        Question(
            statutes.CONDUCT,
            _("违法情形"),
            choice,
            ((statutes.FORGED, _("伪造、涂改")), (statutes.LENT, _("转借、转让、冒用"))),
            needs_evidence=True,
        ),
    )
    return {one.key: one for one in made}


def question_of(row: Mapping[str, Any]) -> Question:
    """Choices come as a table in a file, and as pairs in a record, because the database does not keep keys in order."""
    given = row.get("choices") or {}
    pairs = given.items() if isinstance(given, Mapping) else given
    choices = tuple((str(value), str(label)) for value, label in pairs)
    return Question(
        row["key"],
        row["label"],
        Kind(row["kind"]),
        choices,
        row.get("source", ASKED),
        bool(row.get("needs_evidence", False)),
        row.get("unit", ""),
        bool(row.get("whole", False)),
        number_of(row.get("least", 0)),
    )


def questions_of(benchmark: Benchmark | None) -> dict[str, Question]:
    own = {row["key"]: question_of(row) for row in benchmark.questions} if benchmark else {}
    return statutory_questions() | own


def number_of(raw: Any) -> Decimal:
    if isinstance(raw, bool) or raw is None:
        raise Misstated(_("应为数字：%(value)s") % {"value": raw})
    try:
        number = Decimal(str(raw).strip().replace(",", "").replace("，", ""))
    except InvalidOperation as error:
        raise Misstated(_("应为数字：%(value)s") % {"value": raw}) from error
    if not number.is_finite() or abs(number) > LARGEST:
        raise Misstated(_("数字过大：%(value)s") % {"value": raw})
    return number


def clean(question: Question, raw: Any) -> Value:
    """The fact as `discretion` takes it, from a form or from a record."""
    if question.kind == Kind.YES_NO:
        found = raw if isinstance(raw, bool) else YES_NO_WORDS.get(str(raw).strip().lower())
        if found is None:
            raise Misstated(_("“%(label)s”只能选是或否") % {"label": question.label})
        return found
    if question.kind == Kind.CHOICE:
        if str(raw) not in dict(question.choices):
            raise Misstated(_("“%(label)s”没有选项 %(value)s") % {"label": question.label, "value": raw})
        return str(raw)
    number = number_of(raw)
    if number < question.least or (question.whole and number != number.to_integral_value()):
        text = _("“%(label)s”应为不小于 %(least)s 的整数") if question.whole else _("“%(label)s”应不小于 %(least)s")
        raise Misstated(text % {"label": question.label, "least": question.least})
    return number


def when_of(groups: Any, questions: Mapping[str, Question]) -> When:
    """One group of conditions, or several of which one must hold; as the file or the stored row has it."""
    if not groups:
        return ()
    listed = groups if isinstance(groups, list) else [groups]
    return tuple(tuple(_condition(key, spec, questions) for key, spec in group.items()) for group in listed)


def _condition(key: str, spec: Any, questions: Mapping[str, Question]) -> Condition:
    question = questions.get(key)
    if question is None:
        raise Misstated(_("未知的裁量事实 %(key)s") % {"key": key})
    if not isinstance(spec, dict):
        values = spec if isinstance(spec, list) else [spec]
        if not values:
            raise Misstated(_("%(key)s 没有列出答案") % {"key": key})
        return Condition(key, tuple(clean(question, value) for value in values))
    if question.kind != Kind.NUMBER or not spec or spec.keys() - BOUNDS.keys():
        raise Misstated(_("%(key)s 的条件只能写 from、above、to、below") % {"key": key})
    ends: dict[str, Any] = {}
    for name, raw in spec.items():
        end, inclusive = BOUNDS[name]
        ends |= {end: number_of(raw), f"{end}_in": inclusive}
    if ends.get("low") is not None and ends.get("high") is not None and ends["low"] > ends["high"]:
        raise Misstated(_("%(key)s 的条件下限大于上限") % {"key": key})
    return Condition(key, **ends)


def tier_of(row: BenchmarkTier, questions: Mapping[str, Question]) -> Tier:
    measure = Measure(Span(row.low, row.high, row.low_in, row.high_in), tuple(row.bases), row.percent)
    return Tier(row.code, row.name, measure, when_of(row.when, questions))


def factor_of(row: BenchmarkFactor, questions: Mapping[str, Question]) -> Factor:
    return Factor(row.code, row.name, Effect(row.effect), row.value, when_of(row.when, questions), row.basis)


def scheme_of(benchmark: Benchmark, questions: Mapping[str, Question]) -> Scheme:
    conflicts = tuple(Conflict(when_of(row["when"], questions), row["message"]) for row in benchmark.conflicts)
    return Scheme(benchmark.start_share, benchmark.rounding, conflicts)
