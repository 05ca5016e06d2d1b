"""A grading scheme as the mapping its file holds: what it asks, whether it is whole, how two of them differ."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from enforcement.wording import labelled
from plans.rules.grading import RULE_FACTS, STANDARDISATION, AnswerError, Scheme, evaluate, factors
from plans.states import Grade, Hazard, Sector

OF_TASKS = "product"  # this kind grades a work task or a site, the others the whole unit
COLOURS = {"红": Grade.RED, "橙": Grade.ORANGE, "黄": Grade.YELLOW, "蓝": Grade.BLUE}
MARKS = 4  # a row of a matrix is answered by 1 to 4
SHOWN = 120
LONGEST = {"code": 20, "name_zh": 200}
LARGEST, MOST_YEARS = 9999, 20
BOUNDS = ("least", "most")  # of a number
UNFIT = (AnswerError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, StopIteration)


class Fact(Protocol):
    """What an input may ask for; one that counts is a whole number."""

    @property
    def counts(self) -> bool: ...


@dataclass(frozen=True)
class Change:
    """One line of the difference; `was` or `now` is empty when the line is new or gone."""

    name: str
    was: str
    now: str


def grades_of(scheme: Scheme) -> dict[str, Grade]:
    """Level of the scheme → colour of the register. Empty for a scheme of tasks, which give the unit no colour."""
    if scheme["kind"] == OF_TASKS:
        return {}
    named = scheme.get("grades")
    return {level: Grade(colour) for level, colour in named.items()} if named else dict(COLOURS)


def levels_of(scheme: Scheme) -> list[str]:
    return list(STANDARDISATION) if scheme["kind"] == "rules" else [one["level"] for one in scheme["levels"]]


def questions(scheme: Scheme) -> dict[str, str]:
    """Everything the scheme asks, code → words, in its order; the cases of the lowest level are questions, too."""
    if scheme["kind"] == "points":
        items = [item for project in scheme["projects"] for item in project["items"]]
        return {one["code"]: one["text"] for one in (*items, *scheme.get("direct_red", ()))}
    if scheme["kind"] == "matrix":
        return {row["code"]: row["name"] for row in (*scheme["L_rows"], *scheme["S_rows"])}
    if scheme["kind"] == OF_TASKS:
        return {factor: factor for factor in factors(scheme)}
    return {"standardisation": _("标准化等级")} | {code: str(words) for code, words in RULE_FACTS.items()}


def direct_codes(scheme: Scheme) -> list[str]:
    return [case["code"] for case in scheme.get("direct_red", ())]


def fits(scheme: Scheme, sector: str, hazards: Iterable[str]) -> bool | None:
    """Whether it was made for such an enterprise; None where it says nothing, or does not grade enterprises."""
    meant = scheme.get("fits")
    if not meant or scheme["kind"] == OF_TASKS:
        return None
    return sector in meant.get("sectors", ()) or not set(meant.get("hazards", ())).isdisjoint(hazards)


def compare(earlier: Scheme, later: Scheme) -> list[Change]:
    was, now = lines_of(earlier), lines_of(later)
    names = [*now, *(name for name in was if name not in now)]
    return [Change(name, was.get(name, ""), now.get(name, "")) for name in names if was.get(name) != now.get(name)]


def lines_of(scheme: Scheme) -> dict[str, str]:
    """Every line of the scheme by the name it would have in another edition."""
    found = {key: as_text(scheme[key]) for key in scheme if key not in {*SPLIT, "worked_examples"}}
    for project in scheme.get("projects", ()):
        parts = {key: value for key, value in project.items() if key != "items"}
        found[labelled(_("项目"), project["project"])] = as_text(parts)
        found |= {item["code"]: as_text(item) for item in project["items"]}
    for name in ("L_rows", "S_rows", "direct_red"):
        found |= {row["code"]: as_text(row) for row in scheme.get(name, ())}
    for level in scheme.get("levels", ()):
        found[labelled(_("等级"), level["level"])] = as_text(level)
    for factor, table in scheme.get("values", {}).items():
        found |= {f"{factor} = {value}": text for value, text in table.items()}
    return found | {labelled(_("已知的答案"), code): as_text(one) for code, one in scheme.get("inputs", {}).items()}


SPLIT = ("projects", "L_rows", "S_rows", "direct_red", "levels", "values", "inputs")


def as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key} {as_text(one)}" for key, one in sorted(value.items()) if key != "code")
    return "、".join(as_text(one) for one in value) if isinstance(value, list) else str(value)


# Is it whole


def problems_of(scheme: Any, facts: Mapping[str, Fact]) -> list[str]:
    """What keeps the mapping from being a scheme, each line naming its item. `facts`: what an input may ask for."""
    if not isinstance(scheme, Mapping):
        return [_("文件的最外层应为一个分级方案的键值表")]
    found = Findings()
    try:
        json.dumps(scheme, allow_nan=False)
    except (TypeError, ValueError, RecursionError):  # a day, a number that is none, a list within itself
        found.say(_("文件"), _("日期和特殊数值须加引号写成文字，内容不能引用自身"))
        return found.lines
    for line in oddities(scheme):
        found.say(_("文件"), line)
    if found.lines:
        return found.lines
    for key, most in LONGEST.items():
        if not is_text(scheme.get(key)) or len(scheme[key]) > most:
            found.say(key, _("缺少，或不是文字，或超过 %(most)s 个字") % {"most": most})
    kind = scheme.get("kind")
    check = CHECKS.get(kind) if isinstance(kind, str) else None
    if check is None:
        words = {"kind": scheme.get("kind"), "kinds": "、".join(CHECKS)}
        found.say("kind", _("“%(kind)s”不是可用的计算方式，应为 %(kinds)s 之一") % words)
        return found.lines
    check(scheme, found)
    if not found.lines:
        check_grades(scheme, found)
        check_inputs(scheme, found, facts)
        check_fits(scheme, found)
        check_examples(scheme, found)
    return found.lines


def oddities(value: Any) -> Iterable[str]:
    """What neither the database nor the sums can hold, anywhere in the file."""
    if isinstance(value, Mapping):
        if not (all(isinstance(key, str) for key in value) or all(map(is_number, value))):
            yield _("键应写成加引号的文字")
        for one in (*value, *value.values()):
            yield from oddities(one)
    elif isinstance(value, list):
        for one in value:
            yield from oddities(one)
    elif isinstance(value, str) and "\0" in value:
        yield _("文字中有不可用的字符")
    elif is_number(value) and not abs(value) <= LARGEST:
        yield _("数字的绝对值不能超过 %(most)s") % {"most": LARGEST}


class Findings:
    def __init__(self) -> None:
        self.lines: list[str] = []

    def say(self, where: object, words: str) -> None:
        self.lines.append(labelled(where, words))

    def rows(self, where: str, value: Any) -> list[Mapping[str, Any]]:
        """The mappings of a list; said when it is none or empty."""
        if not isinstance(value, list) or not value or not all(isinstance(one, Mapping) for one in value):
            self.say(where, _("应为至少一条的列表，每条是键值表"))
            return []
        return value

    def once(self, where: str, codes: Sequence[Any]) -> None:
        for code in codes:
            if not is_text(code):
                self.say(where, _("编号 %(code)s 应写成加引号的文字") % {"code": code})
        for code in sorted({str(code) for code in codes if codes.count(code) > 1}):
            self.say(where, _("编号 %(code)s 出现了两次") % {"code": code})


def is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def check_points(scheme: Scheme, found: Findings) -> None:
    for key in ("start", "floor"):
        if not is_number(scheme.get(key)):
            found.say(key, _("应为数字"))
    codes: list[Any] = []
    for number, project in enumerate(found.rows("projects", scheme.get("projects")), start=1):
        name = project.get("project") or f"projects[{number}]"
        cap = project.get("max_deduct")
        if not is_text(project.get("project")) or not is_number(cap) or cap < 0:  # type: ignore[operator]
            found.say(name, _("项目须有名称（project）和不小于零的扣分上限（max_deduct）"))
        items = found.rows(str(name), project.get("items"))
        codes += [item.get("code") for item in items]
        for item in items:
            check_item(item, found)
    direct = scheme.get("direct_red") or []
    if direct:
        cases = found.rows("direct_red", direct)
        codes += [case.get("code") for case in cases]
        for case in cases:
            if not is_text(case.get("text")):
                found.say(case.get("code") or "direct_red", _("缺少文字（text）"))
    found.once("projects", codes)
    check_scale(scheme, found)


def check_item(item: Mapping[str, Any], found: Findings) -> None:
    where = item.get("code") or item.get("text") or "?"
    if not is_text(item.get("text")):
        found.say(where, _("缺少文字（text）"))
    if item.get("effect") not in ("+", "-"):
        found.say(where, _("作用（effect）应为 '+' 或 '-'"))
    points = item.get("points")
    if not is_number(points) or points < 0 or round(points, 1) != points:  # type: ignore[operator,arg-type]
        found.say(where, _("分值（points）应为不小于零、至多一位小数的数字，加减由 effect 决定"))


def check_scale(scheme: Scheme, found: Findings) -> None:
    """From the highest score down; the last level has no least score, so that every score has its level."""
    levels = check_levels(scheme, found)
    least: list[Any] = [level.get("min") for level in levels]
    if levels and (least[-1] is not None or not all(is_number(one) for one in least[:-1])):
        found.say("levels", _("除最后一级外，每级须有最低分（min）；最后一级不设最低分"))
    elif least[:-1] != sorted(least[:-1], key=lambda one: -one):
        found.say("levels", _("各级应按最低分从高到低排列"))


def check_levels(scheme: Scheme, found: Findings) -> list[Mapping[str, Any]]:
    levels = found.rows("levels", scheme.get("levels"))
    for level in levels:
        if not is_text(level.get("level")) or (scheme["kind"] != OF_TASKS and not is_text(level.get("name"))):
            found.say("levels", _("每级须有等级（level）和名称（name）"))
    return levels


def check_matrix(scheme: Scheme, found: Findings) -> None:
    codes: list[Any] = []
    for part in ("L_rows", "S_rows"):
        rows = found.rows(part, scheme.get(part))
        codes += [row.get("code") for row in rows]
        for row in rows:
            values = row.get("values_1_to_4")
            if not is_text(row.get("name")) or not isinstance(values, list) or len(values) != MARKS:
                found.say(row.get("code"), _("须有名称（name）和四个取值（values_1_to_4）"))
    found.once("L_rows, S_rows", codes)
    ranges: list[Any] = [level.get("range") for level in check_levels(scheme, found)]
    if not all(isinstance(one, list) and len(one) == 2 and all(is_number(edge) for edge in one) for one in ranges):
        found.say("levels", _("每级须有起止值（range）"))
        return
    for risk in sorted({left * right for left in range(1, MARKS + 1) for right in range(1, MARKS + 1)}):
        hits = sum(low <= risk <= high for low, high in ranges)
        if hits != 1:
            found.say("levels", _("风险值 %(risk)s 落入 %(hits)s 个等级，应恰好一个") % {"risk": risk, "hits": hits})


def check_product(scheme: Scheme, found: Findings) -> None:
    tables = scheme.get("values")
    if not isinstance(tables, Mapping) or not tables:
        found.say("values", _("应为各因素的取值表"))
        return
    for factor, table in tables.items():
        if not isinstance(table, Mapping) or not table or not all(is_value(one) for one in table):
            found.say(factor, _("应为“数值：说明”的表"))
    for level in check_levels(scheme, found):
        if not any(key in level for key in ("above", "range", "below")):
            found.say(level.get("level"), _("须有 above、range 或 below"))


def is_value(key: Any) -> bool:
    try:
        return float(key) >= 0
    except (TypeError, ValueError):
        return False


def check_rules(scheme: Scheme, found: Findings) -> None:
    if not isinstance(scheme.get("rules"), list) or not scheme["rules"]:
        found.say("rules", _("应为规则的列表"))


CHECKS: dict[str, Callable[[Scheme, Findings], None]] = {
    "points": check_points,
    "matrix": check_matrix,
    OF_TASKS: check_product,
    "rules": check_rules,
}


def check_grades(scheme: Scheme, found: Findings) -> None:
    if scheme["kind"] == OF_TASKS:
        return
    named = scheme.get("grades") or COLOURS
    for level in levels_of(scheme):
        if not isinstance(named, Mapping) or named.get(level) not in tuple(Grade.values):
            words = {"level": level, "grades": "、".join(Grade.values)}
            found.say("grades", _("等级“%(level)s”没有对应的颜色，在 grades 中写明（%(grades)s）") % words)


def check_inputs(scheme: Scheme, found: Findings, facts: Mapping[str, Fact]) -> None:
    inputs, asked = scheme.get("inputs", {}), questions(scheme)
    if not isinstance(inputs, Mapping):
        found.say("inputs", _("应为“评分项：来源”的表"))
        return
    for code, one in inputs.items():
        if code not in asked or code in direct_codes(scheme):
            found.say(labelled("inputs", code), _("方案中没有这个评分项"))
        for words in wrong_input(one, facts):
            found.say(labelled("inputs", code), words)


def wrong_input(one: Any, facts: Mapping[str, Fact]) -> Iterator[str]:
    """The first thing to mend."""
    fact = one.get("fact") if isinstance(one, Mapping) else None
    if not isinstance(fact, str) or fact not in facts:
        yield _("来源（fact）应为：%(facts)s") % {"facts": "、".join(sorted(facts))}
    elif not all(type(one.get(name, 0)) is int for name in BOUNDS):
        yield _("least、most 应为整数")
    elif not facts[fact].counts and any(name in one for name in BOUNDS):
        yield _("来源 %(fact)s 不是数量，不能用 least、most，改用 equals 或 table") % {"fact": fact}
    elif not isinstance(one.get("table", {}), Mapping) or one.get("years", 1) not in range(1, MOST_YEARS + 1):
        yield _("table 应为键值表，years 应为 1 至 %(most)s 的整数") % {"most": str(MOST_YEARS)}


def check_fits(scheme: Scheme, found: Findings) -> None:
    for name, values in {"sectors": Sector.values, "hazards": Hazard.values}.items():
        meant = scheme.get("fits", {})
        given = meant.get(name, []) if isinstance(meant, Mapping) else None
        if not isinstance(given, list) or not set(map(str, given)) <= set(values):
            found.say(labelled("fits", name), _("应为下列值的列表：%(values)s") % {"values": "、".join(values)})


def check_examples(scheme: Scheme, found: Findings) -> None:
    """A scheme that does not give what its own examples say is not the one that was meant."""
    examples = scheme.get("worked_examples") or []
    if not isinstance(examples, list):
        found.say("worked_examples", _("应为至少一条的列表，每条是键值表"))
        return
    for number, example in enumerate(examples, start=1):
        where = labelled("worked_examples", number)
        try:
            expect = example["expect"]
            result = evaluate(scheme, answers_of(scheme, example), example.get("direct_red", ()))
            wanted = expect.get("score", expect.get("R"))
        except UNFIT as error:
            found.say(where, str(error) or type(error).__name__)
            continue
        if result.level != expect.get("level") or (wanted is not None and result.score != wanted):
            words = {"score": result.score, "level": result.level, "expect": as_text(expect)}
            found.say(where, _("算得 %(score)s 分、%(level)s，与写明的“%(expect)s”不符") % words)


def answers_of(scheme: Scheme, example: Mapping[str, Any]) -> Mapping[str, Any]:
    """An example of a matrix lists its values in the order of the rows."""
    if scheme["kind"] != "matrix":
        answers: Mapping[str, Any] = example["answers"]
        return answers
    codes = [[row["code"] for row in scheme[part]] for part in ("L_rows", "S_rows")]
    return {
        code: value
        for part, known in zip(("L", "S"), codes, strict=True)
        for code, value in zip(known, example[part], strict=True)
    }
