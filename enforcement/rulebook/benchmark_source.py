"""Reads the file of a benchmark into plain rows and finds every problem in it. Writes nothing.

Problems refuse the file; warnings (gaps between tiers, neighbours that share an amount) go with it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import yaml
from django.utils.translation import gettext as _

from enforcement.discretion import Effect, Kind, Question
from enforcement.ranges import ONE, When
from enforcement.rulebook.benchmark_checks import check_tiers
from enforcement.rulebook.benchmark_terms import SOURCES, number_of, question_of, statutory_questions, when_of
from enforcement.rulebook.benchmark_words import cited_basis, row_of_basis
from enforcement.rulebook.models import SLOTS, Violation
from enforcement.rulebook.snapshot import current
from enforcement.rulebook.source_files import FAST_AND_SAFE, MALFORMED, Row, Unreadable, validity
from enforcement.rulebook.states import Confidence, Evidence

FORMAT = b"benchmark/2"
NEEDED = ("series", "code", "name_zh", "issuer", "effective_from", "confidence")
TEXTS = {"series": 60, "code": 60, "name_zh": 200, "name_en": 300, "document": 200, "issuer": 200}
SIZES = {
    Effect.SHARE: lambda value: -ONE <= value <= ONE and value != 0,
    Effect.STEP: lambda value: value != 0 and value == value.to_integral_value() and abs(value) < 10,
    **{effect: lambda value: 0 < value <= ONE for effect in (Effect.UPPER, Effect.HEAVIER, Effect.LIGHTER)},
    Effect.MITIGATE: lambda value: 0 < value < ONE,
    **{effect: lambda value: value == 0 for effect in (Effect.MAY_EXEMPT, Effect.EXEMPT)},
}
NAMED_BY_LAW = (Effect.HEAVIER, Effect.LIGHTER, Effect.MITIGATE, Effect.MAY_EXEMPT, Effect.EXEMPT)
MITIGATION = "no_or_lighter"  # the row of the rulebook that allows less than the statutory minimum


@dataclass
class Source:
    """`head` are the columns of the benchmark, `bureau` the name the file gives (none: every bureau)."""

    sha256: str
    head: Row = field(default_factory=dict)
    bureau: str | None = None
    scopes: list[Row] = field(default_factory=list)  # {rule_key, slot, tiers: [columns]}
    factors: list[Row] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def copy_for(self, bureau: int) -> None:
        """The file names another bureau: what is loaded is that bureau's own edition."""
        self.sha256 = hashlib.sha256(f"{self.sha256} {bureau}".encode()).hexdigest()
        self.head["code"] = f"{self.head['code']}-{bureau}"[:60]

    def report(self, where: object, reason: object) -> None:
        self.problems.append(f"{where}: {reason}")


def read(content: bytes) -> Source:
    book = _parse(content)
    source = Source(hashlib.sha256(FORMAT + content).hexdigest())
    _Reader(source, book).read()
    return source


def _parse(content: bytes) -> dict[str, Any]:
    try:
        book = yaml.load(content.decode(), Loader=FAST_AND_SAFE)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable(_("文件不是有效的 YAML：%(reason)s") % {"reason": error}) from error
    if not isinstance(book, dict):
        raise Unreadable(_("文件的最外层应为键值表"))
    return book


class _Reader:
    def __init__(self, source: Source, book: dict[str, Any]) -> None:
        self.source, self.book = source, book
        self.questions: dict[str, Question] = statutory_questions()
        self.violations: Mapping[str, list[Violation]] = current().rows.get(Violation, {})

    def read(self) -> None:
        self._head()
        for name, take in (
            ("questions", self._question),
            ("conflicts", self._conflict),
            ("same_acts", self._same_act),
            ("factors", self._factor),
            ("violations", self._violation),
        ):
            rows = self.book.get(name) or []
            if not isinstance(rows, list):
                self.source.report(name, _("应为条目的列表"))
                continue
            for number, row in enumerate(rows, start=1):
                self._take(f"{name}[{number}]", take, row)
        if not self.source.scopes and not self.source.factors and not self.source.problems:
            self.source.report("violations", _("没有任何阶次或因素"))
        self.source.head["warnings"] = self.source.warnings

    def _take(self, where: str, take: Any, row: Any) -> None:
        """What is missing or unknown in one row is reported, and the next row is looked at all the same."""
        name = row.get("code") or row.get("key") or row.get("rule_key") if isinstance(row, dict) else None
        where = str(name) if name else where
        try:
            take(where, row)
        except KeyError as error:
            self.source.report(where, _("缺少或未知的内容 %(name)s") % {"name": error})
        except MALFORMED as error:
            self.source.report(where, error)

    def _head(self) -> None:
        book, head = self.book, self.source.head
        for name in NEEDED:
            if not book.get(name):
                self.source.report(name, _("缺少这一项"))
        self._take("effective_from", self._validity, book)
        for name, longest in TEXTS.items():
            head[name] = str(book.get(name) or "").strip()
            if len(head[name]) > longest:
                self.source.report(name, _("超过 %(length)s 个字") % {"length": longest})
        head |= {name: str(book.get(name) or "").strip() for name in ("verified_in", "note")}
        for name, choices in (("confidence", Confidence), ("evidence", Evidence)):
            head[name] = str(book.get(name) or "")
            if head[name] not in choices.values:
                self.source.report(name, _("未知的取值 %(value)s") % {"value": head[name]})
        head["reference"] = book.get("reference") is True
        self.source.bureau = str(book["bureau"]).strip() if book.get("bureau") else None
        self._take("start_share", self._numbers, book)
        head |= {"questions": [], "conflicts": [], "same_acts": []}

    def _validity(self, _where: str, book: Row) -> None:
        self.source.head["validity"] = validity(book.get("effective_from"), book.get("effective_to"))

    def _numbers(self, _where: str, book: Row) -> None:
        start, rounding = number_of(book.get("start_share", "0.5")), number_of(book.get("rounding", 100))
        if not 0 <= start <= 1 or rounding <= 0:
            raise ValueError(_("start_share 应在 0 和 1 之间，rounding 应大于 0"))
        self.source.head |= {"start_share": start, "rounding": rounding}

    def _question(self, where: str, row: Row) -> None:
        question = question_of(row)
        if question.key in self.questions:
            raise ValueError(_("重复，或与法定裁量事实同名"))
        if question.source not in SOURCES:
            raise ValueError(_("未知的来源 %(source)s") % {"source": question.source})
        if question.kind == Kind.CHOICE and len(question.choices) < 2:
            raise ValueError(_("选择题至少要有两个选项"))
        self.questions[question.key] = question
        self.source.head["questions"].append(row | {"choices": [list(pair) for pair in question.choices]})

    def _conflict(self, _where: str, row: Row) -> None:
        when_of(row["when"], self.questions)
        self.source.head["conflicts"].append({"when": _groups(row["when"]), "message": str(row["message"])})

    def _same_act(self, _where: str, group: list[str]) -> None:
        for key in group:
            self._known(key)
        if len(set(group)) < 2:
            raise ValueError(_("至少要有两个案由"))
        self.source.head["same_acts"].append(group)

    def _known(self, key: str) -> str:
        if key not in self.violations:
            raise ValueError(_("规则库中没有违法行为 %(key)s") % {"key": key})
        return key

    def _factor(self, where: str, row: Row) -> None:
        code, effect, value = str(row["code"]), Effect(row["effect"]), number_of(row.get("value", 0))
        if code in [one["code"] for one in self.source.factors]:
            raise ValueError(_("因素代号重复"))
        if not SIZES[effect](value):
            raise ValueError(_("%(effect)s 的数值 %(value)s 不在允许范围内") % {"effect": effect, "value": value})
        basis = str(row.get("basis") or "")
        if (basis or (effect in NAMED_BY_LAW and not self.source.head["reference"])) and not self._cited(basis):
            raise ValueError(
                _("%(effect)s 须以 basis 引用规则库中的依据：%(basis)s") % {"effect": effect, "basis": basis}
            )
        slots = row.get("slots") or []
        if set(slots) - set(SLOTS):
            raise ValueError(_("未知的适用情形 %(slots)s") % {"slots": slots})
        when = when_of(row.get("when"), self.questions)
        if effect == Effect.MITIGATE and not self.source.head["reference"]:
            self._mitigation(when, basis)
        self.source.factors.append(
            {
                "position": len(self.source.factors) + 1,
                "code": code[:40],
                "name": str(row["name"])[:200],
                "effect": effect.value,
                "value": value,
                "when": _groups(row.get("when")),
                "basis": basis,
                "rule_keys": [self._known(key) for key in row.get("rule_keys") or []],
                "slots": slots,
            }
        )

    def _mitigation(self, when: When, basis: str) -> None:
        """Below the statutory minimum only on proven facts, and by the row that allows it."""
        first = self.source.head["validity"][0]
        if row_of_basis(basis, first).rule_key != MITIGATION:
            raise ValueError(_("减轻处罚须以 basis 引用规则库中减轻处罚的依据：%(basis)s") % {"basis": MITIGATION})
        proven = [any(self.questions[one.key].needs_evidence for one in group) for group in when]
        if not proven or not all(proven):
            raise ValueError(_("减轻处罚须写明 when，且每组条件至少有一项须附证据的裁量事实"))

    def _cited(self, basis: str) -> bool:
        first = self.source.head.get("validity", (None, None))[0]
        return bool(basis and first and cited_basis(basis, first))

    def _violation(self, where: str, row: Row) -> None:
        key = self._known(row["rule_key"])
        for slot, tiers in row["slots"].items():
            place = f"{key} {slot}"
            if slot not in SLOTS:
                self.source.report(place, _("未知的适用情形 %(slots)s") % {"slots": slot})
            elif any((one["rule_key"], one["slot"]) == (key, slot) for one in self.source.scopes):
                self.source.report(place, _("同一违法行为的同一情形重复"))
            else:
                self._scope(place, (key, slot), tiers)

    def _scope(self, place: str, named: tuple[str, str], tiers: Any) -> None:
        key, slot = named
        rows: list[Row] = []
        before = len(self.source.problems)
        for position, tier in enumerate(tiers, start=1):
            name = f"{place} {tier.get('code', position) if isinstance(tier, dict) else position}"
            try:
                rows.append(_tier(tier, position, self.questions))
            except KeyError as error:
                self.source.report(name, _("缺少或未知的内容 %(name)s") % {"name": error})
            except MALFORMED as error:
                self.source.report(name, error)
        if len(self.source.problems) == before:
            check_tiers(self.source, place, rows, (self.violations[key], slot, self.questions))
        self.source.scopes.append({"rule_key": key, "slot": slot, "tiers": rows})


def _groups(when: Any) -> list[Row]:
    return [] if not when else when if isinstance(when, list) else [when]


def _tier(tier: Row, position: int, questions: Mapping[str, Question]) -> Row:
    low, high = number_of(tier["low"]), number_of(tier["high"])
    if low > high:
        raise ValueError(_("下限 %(low)s 大于上限 %(high)s") % {"low": low, "high": high})
    bases = tier.get("bases") or []
    if unknown := [base for base in bases if base not in questions]:
        raise ValueError(_("未知的裁量事实 %(key)s") % {"key": unknown[0]})
    when_of(tier.get("when"), questions)
    for end in ("low_in", "high_in", "percent"):
        if not isinstance(tier.get(end, True), bool):
            raise ValueError(_("应为 true 或 false：%(value)s") % {"value": tier[end]})
    return {
        "position": position,
        "code": str(tier["code"])[:20],
        "name": str(tier["name"])[:60],
        "conditions": str(tier.get("conditions") or "")[:500],
        "when": _groups(tier.get("when")),
        "low": low.quantize(Decimal("0.01")),
        "high": high.quantize(Decimal("0.01")),
        "low_in": tier.get("low_in", True),
        "high_in": tier.get("high_in", True),
        "bases": bases,
        "percent": tier.get("percent", False),
    }
