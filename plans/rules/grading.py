"""Scores an enterprise by a grading scheme of the rulebook and keeps the arithmetic.

A scheme is the mapping of `fixtures/rulebook/grading.yaml`; answers are stored beside the result by the caller.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import ceil
from typing import Any

from django.utils.translation import gettext as _, gettext_lazy

from enforcement.errors import RuleBroken

Scheme = Mapping[str, Any]
Answers = Mapping[str, Any]

STANDARDISATION = ("一级", "二级", "三级", "未定级")
DIRECT_LOWEST = ("fatal_accident", "veto_item", "red_card")
RULE_FACTS = {
    "fatal_accident": gettext_lazy("近一年发生死亡事故"),
    "veto_item": gettext_lazy("否决项不合格"),
    "red_card": gettext_lazy("红牌"),
    "dishonest": gettext_lazy("列入失信名单"),
    "blacklisted": gettext_lazy("列入黑名单，停产期间"),
}
CHECKS_WHEN_DISHONEST = 4
CHECKS_WHEN_BLACKLISTED = 12


class AnswerError(RuleBroken, ValueError):
    """An answer the scheme does not know or cannot take; `code` names the item, the message says how to mend it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, field=code)
        self.code = code


@dataclass(frozen=True)
class Item:
    code: str
    text: str
    count: int
    points: Decimal


@dataclass(frozen=True)
class Line:
    """One project or row of the scheme. `value` is what the line gives to the formula."""

    project: str
    items: tuple[Item, ...]
    deducted: Decimal
    capped_at: Decimal | None
    bonus: Decimal
    value: Decimal


@dataclass(frozen=True)
class Result:
    scheme: str
    score: Decimal | None
    level: str
    level_name: str
    formula: str
    lines: tuple[Line, ...]
    direct_red: tuple[str, ...] = ()
    checks_min: int | None = None

    def as_json(self) -> dict[str, Any]:
        """For storing beside the answers; numbers as text, so that nothing is rounded. Written out: a regrading does it
        a hundred thousand times, and `asdict` copies everything first."""
        return {
            "scheme": self.scheme,
            "score": _text(self.score),
            "level": self.level,
            "level_name": self.level_name,
            "formula": self.formula,
            "lines": [_line_as_json(line) for line in self.lines],
            "direct_red": list(self.direct_red),
            "checks_min": self.checks_min,
        }


def _line_as_json(line: Line) -> dict[str, Any]:
    items = [
        {"code": item.code, "text": item.text, "count": item.count, "points": str(item.points)} for item in line.items
    ]
    return {
        "project": line.project,
        "items": items,
        "deducted": str(line.deducted),
        "capped_at": _text(line.capped_at),
        "bonus": str(line.bonus),
        "value": str(line.value),
    }


def _text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def evaluate(scheme: Scheme, answers: Answers, direct_red: Sequence[str] = ()) -> Result:
    """`answers` maps item codes to counts (points), row codes to 1–4 (matrix), factors to table values (product)
    or facts to values (rules). `direct_red` names the cases that give the lowest grade whatever the score."""
    kinds: dict[str, Callable[[Scheme, Answers, Sequence[str]], Result]] = {
        "points": _by_points,
        "matrix": _by_matrix,
        "product": _by_product,
        "rules": _by_rules,
    }
    if scheme["kind"] != "points" and direct_red:
        raise AnswerError(direct_red[0], _("该分级办法没有直接判定情形，请清空所选情形"))
    return kinds[scheme["kind"]](scheme, answers, direct_red)


def ceiling(caps: Sequence[Mapping[str, Any]], *, place: str, sector: str, grade: str) -> int | None:
    """Most planned inspections a year; None where the place publishes none for this sector and grade."""
    for entry in caps:
        for row in entry["rows"] if entry["place"] == place else ():
            if row["sector"] in (sector, "all in table"):
                grades = row["grades"]
                found = grades.get(grade, grades.get("all", grades.get("ceiling")))
                return None if found is None else int(found)
    return None


def _by_points(scheme: Scheme, answers: Answers, direct_red: Sequence[str]) -> Result:
    known = {item["code"]: item for project in scheme["projects"] for item in project["items"]}
    for code, count in answers.items():
        _refuse_count(code, count, known)
    reasons = {case["code"]: case["text"] for case in scheme.get("direct_red", ())}
    for code in direct_red:
        if code not in reasons:
            raise AnswerError(code, _("没有编号为 %(code)s 的直接判定情形，请从列表中选择") % {"code": code})
    lines = tuple(line for project in scheme["projects"] if (line := _project(project, answers)))
    start = Decimal(scheme["start"])
    deducted = sum((line.deducted for line in lines), Decimal(0))
    bonus = sum((line.bonus for line in lines), Decimal(0))
    score = max(Decimal(scheme["floor"]), start - deducted + bonus)
    level = scheme["levels"][-1] if direct_red else _level_of_points(scheme["levels"], score)
    return Result(
        scheme=scheme["code"],
        score=score,
        level=level["level"],
        level_name=level["name"],
        formula=f"{start} − {deducted} + {bonus} = {score}",
        lines=lines,
        direct_red=tuple(f"{code} {reasons[code]}" for code in direct_red),
    )


def _refuse_count(code: str, count: object, known: Mapping[str, Mapping[str, Any]]) -> None:
    if code not in known:
        raise AnswerError(code, _("没有编号为 %(code)s 的评分项，请从评分表中选择") % {"code": code})
    words = {"code": code, "text": known[code]["text"]}
    if type(count) is not int or count < 0:
        raise AnswerError(code, _("%(code)s “%(text)s”的数量应为零或正整数") % words)
    if count > 1 and "per" not in known[code]:
        raise AnswerError(code, _("%(code)s “%(text)s”只能选有或无，数量不能超过 1") % words)


def _project(project: Mapping[str, Any], answers: Answers) -> Line | None:
    chosen = [item for item in project["items"] if answers.get(item["code"])]
    if len(chosen) > 1 and str(project.get("choose", "")).startswith("one"):
        words = {"project": project["project"], "codes": "、".join(item["code"] for item in chosen)}
        raise AnswerError(chosen[1]["code"], _("“%(project)s”只能选一项，现选了 %(codes)s，请只保留最高的一项") % words)
    if not chosen:
        return None
    asked = bonus = Decimal(0)
    items = []
    for item in chosen:
        points = _decimal(item["points"]) * answers[item["code"]]
        if item["effect"] == "+":
            bonus += points
        else:
            asked += points
            points = -points
        items.append(Item(item["code"], item["text"], answers[item["code"]], points))
    cap = _decimal(project["max_deduct"])
    deducted = min(asked, cap)
    capped_at = cap if asked > cap else None
    return Line(project["project"], tuple(items), deducted, capped_at, bonus, value=bonus - deducted)


def _level_of_points(levels: Sequence[Mapping[str, Any]], score: Decimal) -> Mapping[str, Any]:
    return next(level for level in levels if score >= level.get("min", score))


def _by_matrix(scheme: Scheme, answers: Answers, _direct_red: Sequence[str]) -> Result:
    rows = [*scheme["L_rows"], *scheme["S_rows"]]
    _refuse_other_than([row["code"] for row in rows], answers)
    lines = tuple(_matrix_line(row, answers[row["code"]]) for row in rows)
    likelihoods = [answers[row["code"]] for row in scheme["L_rows"]]
    severities = [answers[row["code"]] for row in scheme["S_rows"]]
    likelihood, severity = ceil(Decimal(sum(likelihoods)) / len(likelihoods)), max(severities)
    risk = likelihood * severity
    level = next(level for level in scheme["levels"] if level["range"][0] <= risk <= level["range"][1])
    formula = (
        f"L = ⌈{sum(likelihoods)} ÷ {len(likelihoods)}⌉ = {likelihood}; "
        f"S = max({', '.join(map(str, severities))}) = {severity}; R = {likelihood} × {severity} = {risk}"
    )
    return Result(scheme["code"], Decimal(risk), level["level"], level["name"], formula=formula, lines=lines)


def _matrix_line(row: Mapping[str, Any], value: object) -> Line:
    texts = row["values_1_to_4"]
    if type(value) is not int or not 1 <= value <= len(texts):
        words = {"code": row["code"], "name": row["name"], "most": len(texts)}
        raise AnswerError(row["code"], _("%(code)s “%(name)s”应为 1 至 %(most)s 的整数") % words)
    item = Item(row["code"], texts[value - 1], 1, Decimal(value))
    return Line(row["name"], (item,), Decimal(0), None, Decimal(0), value=Decimal(value))


def factors(scheme: Scheme) -> list[str]:
    """In the order of the formula; a stored mapping has lost that of the file."""
    product = str(scheme.get("formula", "")).partition("=")[2]
    return sorted(scheme["values"], key=product.find)


def _by_product(scheme: Scheme, answers: Answers, _direct_red: Sequence[str]) -> Result:
    tables = {
        factor: {_decimal(key): text for key, text in scheme["values"][factor].items()} for factor in factors(scheme)
    }
    _refuse_other_than(list(tables), answers)
    lines, score = [], Decimal(1)
    for factor, table in tables.items():
        try:
            value = _decimal(answers[factor])
        except (InvalidOperation, ValueError):
            value = Decimal("NaN")
        if value.is_nan() or value not in table:
            words = {"factor": factor, "values": "、".join(str(key) for key in table)}
            raise AnswerError(factor, _("%(factor)s 只能取表中的值：%(values)s") % words)
        item = Item(factor, table[value], 1, value)
        lines.append(Line(factor, (item,), Decimal(0), None, Decimal(0), value=value))
        score *= value
    # an edge value falls into the lower class
    level = next(one["level"] for one in scheme["levels"] if score > one.get("above", one.get("range", [-1])[0]))
    formula = f"D = {' × '.join(str(line.value) for line in lines)} = {score}"
    return Result(scheme["code"], score, level, level, formula=formula, lines=tuple(lines))


def _by_rules(scheme: Scheme, answers: Answers, _direct_red: Sequence[str]) -> Result:
    """Standardisation gives the grade; some facts give the lowest; dishonesty raises the number of checks."""
    _refuse_other_than(["standardisation"], {key: answers[key] for key in answers if key not in RULE_FACTS})
    for fact in RULE_FACTS:
        if answers.get(fact, False) not in (False, True):
            raise AnswerError(fact, _("%(code)s 只能填是或否") % {"code": fact})
    standardisation = answers["standardisation"]
    if standardisation not in STANDARDISATION:
        words = {"values": "、".join(STANDARDISATION)}
        raise AnswerError("standardisation", _("标准化等级只能是：%(values)s") % words)
    lowest = tuple(fact for fact in DIRECT_LOWEST if answers.get(fact))
    level = STANDARDISATION[-1] if lowest else standardisation
    checks = CHECKS_WHEN_BLACKLISTED if answers.get("blacklisted") else None
    if checks is None and answers.get("dishonest"):
        checks = CHECKS_WHEN_DISHONEST
    return Result(scheme["code"], None, level, level, formula="", lines=(), direct_red=lowest, checks_min=checks)


def _refuse_other_than(codes: Sequence[str], answers: Answers) -> None:
    for code in answers:
        if code not in codes:
            raise AnswerError(code, _("没有编号为 %(code)s 的评分项，请从评分表中选择") % {"code": code})
    missing = [code for code in codes if code not in answers]
    if missing:
        raise AnswerError(missing[0], _("尚未填写：%(codes)s，每一项都要选") % {"codes": "、".join(missing)})


def _decimal(number: object) -> Decimal:
    return Decimal(str(number))
