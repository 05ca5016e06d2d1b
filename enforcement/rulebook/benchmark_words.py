"""Ranges and steps of the reasoning in words, in the reader's language; numbers as the arithmetic has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from enforcement.concurrence import SAFETY_AND_HEALTH, SAME_ACT, SAME_VIOLATION, Doubled
from enforcement.discretion import Effect, Factor, Kind, Line, Question, Tier
from enforcement.money import in_wan
from enforcement.ranges import Condition, Measure, Span, When
from enforcement.rulebook.models import Gate, Threshold, Violation
from enforcement.rulebook.queries import RowMissing, gate, threshold
from enforcement.wording import listed


def span_words(span: Span, say: Callable[[Decimal], str] = in_wan) -> str:
    low, high = say(span.low), say(span.high)
    return low if span.low == span.high else _bounds(low if span.low else "", high, span)


def measure_words(measure: Measure, questions: Mapping[str, Question]) -> str:
    if not measure.bases:
        return span_words(measure.span)
    bases = " × ".join(short(questions[base].label) if base in questions else base for base in measure.bases)
    if measure.percent:
        return f"{bases} × {span_words(measure.span, lambda number: f'{plain(number)}%')}"
    if measure.span.low == measure.span.high == 1:
        return bases
    return f"{bases} × " + span_words(measure.span, lambda number: _("%(number)s 倍") % {"number": plain(number)})


def short(label: str) -> str:
    """A question's label without what its brackets explain."""
    return label.partition("（")[0]


def when_words(when: When, questions: Mapping[str, Question]) -> str:
    groups = ["，".join(_condition(one, questions.get(one.key)) for one in group) for group in when]
    return _("；或者").join(groups)


def _condition(condition: Condition, question: Question | None) -> str:
    label = short(question.label) if question else condition.key
    if condition.values:
        choices = dict(question.choices) if question else {}
        answers = [
            (_("是") if value else _("否")) if isinstance(value, bool) else choices.get(str(value), str(value))
            for value in condition.values
        ]
        return f"{label}：{listed(answers)}"
    unit = question.unit if question else ""
    low, high = (f"{plain(end)}{unit}" if end is not None else "" for end in (condition.low, condition.high))
    return f"{label}：{_bounds(low, high, condition)}"


def _bounds(low: str, high: str, ends: Condition | Span) -> str:
    """以上 and 以下 include the end; 超过 and 不满 do not."""
    if low and high:
        if ends.low_in:
            text = _("%(low)s以上%(high)s以下") if ends.high_in else _("%(low)s以上不满%(high)s")
        else:
            text = _("超过%(low)s、%(high)s以下") if ends.high_in else _("超过%(low)s、不满%(high)s")
    elif low:
        text = _("%(low)s以上") if ends.low_in else _("超过%(low)s")
    else:
        text = _("%(high)s以下") if ends.high_in else _("不满%(high)s")
    return text % {"low": low, "high": high}


def answer_words(question: Question, value: Any) -> str:
    if question.kind == Kind.YES_NO:
        return _("是") if value else _("否")
    if question.kind == Kind.CHOICE:
        return dict(question.choices).get(str(value), str(value))
    return f"{plain(value)} {question.unit}".strip() if isinstance(value, Decimal) else str(value)


def plain(number: Decimal) -> str:
    """With thousands separators and without noughts that say nothing."""
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: Decimal, *, signed: bool = False) -> str:
    return f"{'+' if signed and share > 0 else ''}{plain(share * 100)}%"


def effect_words(effect: str, value: Decimal) -> str:
    match Effect(effect):
        case Effect.SHARE:
            return _("幅度的 %(share)s") % {"share": percent(value, signed=True)}
        case Effect.STEP:
            text = _("升 %(count)s 档") if value > 0 else _("降 %(count)s 档")
            return text % {"count": plain(abs(value))}
        case Effect.UPPER:
            return _("取幅度上部 %(share)s") % {"share": percent(value)}
        case Effect.HEAVIER:
            return _("从重，取幅度上部 %(share)s") % {"share": percent(value)}
        case Effect.LIGHTER:
            return _("从轻，取幅度下部 %(share)s") % {"share": percent(value)}
        case Effect.MITIGATE:
            return _("减轻，不低于法定下限的 %(share)s") % {"share": percent(value)}
        case Effect.MAY_EXEMPT:
            return _("可以不予处罚")
    return _("不予处罚")


@dataclass(frozen=True)
class Speaker:
    """What the words need beside the lines: the row that is applied, the questions asked, the day."""

    row: Violation
    questions: Mapping[str, Question]
    facts: Mapping[str, Any]
    on: date

    def words(self, line: Line) -> str:
        return str(getattr(self, f"_{line.code}")(**line.values))

    def _no_fine(self) -> str:
        return _("%(citation)s对此情形没有规定罚款") % {"citation": self.row.citation}

    def _statutory(self, span: Span, measure: Measure) -> str:
        mark = f"（{self.row.mark}）" if self.row.mark else ""
        text = _("法定幅度：%(citation)s%(mark)s，%(range)s") % {
            "citation": self.row.citation, "mark": mark, "range": measure_words(measure, self.questions)
        }  # fmt: skip
        if not measure.bases:
            return text
        bases = " × ".join(plain(self.facts[base]) for base in measure.bases)
        return f"{text}；{bases} → {span_words(span)}"

    def _optional(self) -> str:
        return _("法律规定可以罚款，也可以不罚款")

    def _exempt(self, factor: Factor) -> str:
        return _("%(name)s：不予行政处罚%(basis)s") % {"name": factor.name, "basis": self.basis(factor)}

    def _may_exempt(self, factor: Factor) -> str:
        return _("%(name)s：可以不予行政处罚%(basis)s") % {"name": factor.name, "basis": self.basis(factor)}

    def _tier(self, tier: Tier) -> str:
        conditions = when_words(tier.when, self.questions)
        text = _("裁量阶次：%(name)s") % {"name": tier.name}
        return f"{text}（{conditions}）" if conditions else text

    def _no_tier(self) -> str:
        return _("所认定的事实不符合任何一个阶次，按法定幅度裁量")

    def _step(self, factors: list[Factor], was: Tier, now: Tier) -> str:
        names = listed(f"{factor.name}（{effect_words(factor.effect, factor.value)}）" for factor in factors)
        if was == now:
            return _("%(factors)s：已在端点或相互抵销，阶次不变") % {"factors": names}
        return _("%(factors)s：由“%(was)s”调整为“%(now)s”") % {"factors": names, "was": was.name, "now": now.name}

    def _span(self, span: Span) -> str:
        return _("阶次幅度：%(span)s") % {"span": span_words(span)}

    def _clipped(self, span: Span, now: Span) -> str:
        return _("阶次幅度 %(span)s 超出法定幅度，只取 %(now)s") % {"span": span_words(span), "now": span_words(now)}

    def _narrowed(self, factor: Factor, span: Span) -> str:
        words = {"name": factor.name, "effect": effect_words(factor.effect, factor.value)}
        text = _("%(name)s：%(effect)s，即 %(span)s%(basis)s")
        return text % (words | {"span": span_words(span), "basis": self.basis(factor)})

    def _upper(self, factor: Factor, span: Span) -> str:
        return self._narrowed(factor, span)

    def _heavier(self, factor: Factor, span: Span) -> str:
        return self._narrowed(factor, span)

    def _lighter(self, factor: Factor, span: Span) -> str:
        return self._narrowed(factor, span)

    def _mitigate(self, factor: Factor, span: Span, minimum: Decimal) -> str:
        words = {"name": factor.name, "minimum": in_wan(minimum), "span": span_words(span)}
        text = _("%(name)s：减轻处罚，低于法定下限 %(minimum)s，即 %(span)s%(basis)s")
        return text % (words | {"basis": self.basis(factor)})

    def _no_minimum(self, factor: Factor, span: Span) -> str:
        words = {"name": factor.name, "span": span_words(span), "basis": self.basis(factor)}
        return _("%(name)s：减轻处罚，但没有法定下限，取最轻阶次 %(span)s 的下端%(basis)s") % words

    def _opposed(self, up: list[Factor], down: list[Factor]) -> str:
        words = {"up": listed(one.name for one in up), "down": listed(one.name for one in down)}
        return _("%(up)s 与 %(down)s 方向相反，幅度不作限缩，须在理由中综合说明") % words

    def _amount(self, **values: Any) -> str:
        span, share = values["span"], values["share"]
        sums = [percent(values["start"])]
        sums += [f"{percent(one.value, signed=True)}（{one.name}）" for one in values["factors"]]
        words = {
            "low": plain(span.low), "high": plain(span.high), "shares": " ".join(sums), "share": percent(share),
            "amount": plain(values["amount"]),
        }  # fmt: skip
        text = _(
            "建议数额：%(low)s + (%(high)s − %(low)s) × %(share)s ≈ %(amount)s 元，其中位置 %(shares)s = %(share)s"
        )
        if values["total"] != share:
            text = _(
                "建议数额：%(low)s + (%(high)s − %(low)s) × %(share)s ≈ %(amount)s 元，其中位置 %(shares)s，"
                "超出幅度，取端点 %(share)s"
            )
        return text % words

    def _conflict(self, message: str) -> str:
        return message

    def _several_tiers(self, names: list[str]) -> str:
        return _("所认定的事实同时符合多个阶次：%(names)s，核对事实") % {"names": listed(names)}

    def _tier_outside(self, span: Span, statutory: Span) -> str:
        words = {"span": span_words(span), "statutory": span_words(statutory)}
        return _("阶次幅度 %(span)s 不在法定幅度 %(statutory)s 之内，不能适用") % words

    def basis(self, factor: Factor) -> str:
        cited = cited_basis(factor.basis, self.on)
        return f"（{cited}）" if cited else ""


def cited_basis(key: str, on: date) -> str:
    """The citation of the rulebook's row of this key or id, with its mark."""
    if not key:
        return ""
    try:
        row = row_of_basis(key, on)
    except RowMissing:
        return ""
    return row.citation + (f"［{row.mark}］" if row.mark else "")


def row_of_basis(key: str, on: date) -> Gate | Threshold:
    return gate(key) if key.startswith("GT-") else threshold(key, on, lapsed_ok=True)


def doubled_words(doubled: Doubled, basis: str) -> str:
    words = {"first": doubled.first.label, "second": doubled.second.label, "basis": basis}
    match doubled.kind:
        case kind if kind == SAME_VIOLATION:
            return _("“%(first)s”与“%(second)s”是同一违法行为，同一行为不得给予两次以上罚款%(basis)s") % words
        case kind if kind == SAME_ACT:
            return _("“%(first)s”与“%(second)s”可能是同一行为违反多个规定，只能按罚款数额高的规定处罚%(basis)s") % words
        case kind if kind == SAFETY_AND_HEALTH:
            return (
                _(
                    "“%(first)s”与“%(second)s”分属安全生产和职业卫生，核对是否为同一行为、由谁管辖，避免重复罚款%(basis)s"
                )
                % words
            )
    raise ValueError(doubled.kind)
