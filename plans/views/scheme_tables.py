"""A grading scheme as tables: what it asks, what each item is worth, where it stops, which grade follows. No HTTP."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _t, gettext_lazy as _, ngettext

from enforcement.web.tables import Column, Table
from plans.queries.facts import PROVIDERS
from plans.rules.grading import factors
from plans.rules.scheme import MARKS, OF_TASKS, levels_of, questions
from plans.states import Grade
from plans.words import FACTORS, kept_word, rule_word

Row = Mapping[str, Any]


def tables_of(scheme: Mapping[str, Any]) -> list[Table]:
    """In the order in which one grades: the items, the cases that decide alone, the grades, what is known already."""
    parts = {"points": points_tables, "matrix": matrix_tables, OF_TASKS: product_tables, "rules": rules_tables}
    return [*parts[scheme["kind"]](scheme), *level_tables(scheme), *input_tables(scheme)]


def cell(name: str, *, numeric: bool = False, label: Any) -> Column:
    return Column(label, (lambda row: row[name]) if numeric else lambda row: kept_word(str(row[name])), numeric=numeric)


def points_tables(scheme: Mapping[str, Any]) -> Iterable[Table]:
    rows = [
        {"project": project["project"], "cap": project["max_deduct"], **item}
        for project in scheme["projects"]
        for item in project["items"]
    ]
    caption = _t("评分项（起始 %(start)s 分，最低 %(floor)s 分）") % {
        "start": scheme["start"],
        "floor": scheme["floor"],
    }
    columns = (
        cell("code", label=_("编号")),
        cell("project", label=_("项目")),
        cell("text", label=_("评分项")),
        Column(_("分值"), points_in_words, numeric=True),
        cell("cap", label=_("项目扣分上限"), numeric=True),
    )
    yield Table(caption, columns, rows)
    if scheme.get("direct_red"):
        direct = (cell("code", label=_("编号")), cell("text", label=_("情形")))
        yield Table(_t("直接判定为最低等级的情形"), direct, scheme["direct_red"])


def points_in_words(item: Row) -> str:
    points = f"{'+' if item['effect'] == '+' else '−'}{item['points']}"
    return _t("%(points)s／%(per)s") % {"points": points, "per": kept_word(item["per"])} if "per" in item else points


def matrix_tables(scheme: Mapping[str, Any]) -> Iterable[Table]:
    marks = [
        Column(str(mark), lambda row, at=mark: kept_word(row["values_1_to_4"][at - 1])) for mark in range(1, MARKS + 1)
    ]
    columns = (cell("code", label=_("编号")), cell("name", label=_("评分项")), *marks)
    for caption, part in ((_t("可能性 L"), "L_rows"), (_t("后果 S"), "S_rows")):
        yield Table(caption, columns, scheme[part])


def product_tables(scheme: Mapping[str, Any]) -> Iterable[Table]:
    columns = (cell("value", label=_("取值"), numeric=True), cell("text", label=_("说明")))
    for factor in factors(scheme):
        values = sorted(scheme["values"][factor].items(), key=lambda pair: -Decimal(str(pair[0])))
        yield Table(FACTORS.get(factor, factor), columns, [{"value": value, "text": text} for value, text in values])


def rules_tables(scheme: Mapping[str, Any]) -> Iterable[Table]:
    columns = (cell("number", label=_("序号")), cell("text", label=_("规则")))
    yield Table(
        _t("规则"), columns, [{"number": n, "text": rule_word(text)} for n, text in enumerate(scheme["rules"], start=1)]
    )


def level_tables(scheme: Mapping[str, Any]) -> Iterable[Table]:
    named = scheme.get("grades", {})
    if scheme["kind"] == "rules":
        columns = (cell("level", label=_("等级")), cell("grade", label=_("企业库中的风险等级")))
        rows = [{"level": one, "grade": Grade(named[one]).label} for one in levels_of(scheme)]
        yield Table(_t("等级"), columns, rows)
        return
    inner = scheme["kind"] == "matrix"
    rows = [{**one, "name": one.get("name", ""), "span": span_of(one, inclusive=inner)} for one in scheme["levels"]]
    columns = (cell("level", label=_("等级")), cell("name", label=_("名称")), cell("span", label=_("分值")))
    yield Table(_t("等级"), columns, rows)


def span_of(level: Row, *, inclusive: bool) -> str:
    """A matrix counts both ends of a range; elsewhere the lower end belongs to the class below."""
    if "range" in level:
        low, high = level["range"]
        return f"{low}–{high}" if inclusive else _t("大于 %(low)s，至 %(high)s") % {"low": low, "high": high}
    parts = {
        "min": _t("%(value)s 及以上"),
        "above": _t("大于 %(value)s"),
        "below": _t("不足 %(value)s"),
    }
    said = [words % {"value": level[key]} for key, words in parts.items() if key in level]
    return _t("%(low)s，%(high)s") % {"low": said[0], "high": said[1]} if len(said) > 1 else "".join(said)


def input_tables(scheme: Mapping[str, Any]) -> Iterable[Table]:
    asked = questions(scheme)
    known = {code: one for code, one in scheme.get("inputs", {}).items() if one["fact"] in PROVIDERS}
    numbered = scheme["kind"] != "rules"  # the facts of rules have names of ours, no numbers
    rows = [
        {**one, "text": f"{code} {kept_word(asked[code])}" if numbered else asked[code]} for code, one in known.items()
    ]
    if rows:
        columns = (
            cell("text", label=_("评分项")),
            Column(_("已有记载"), lambda row: PROVIDERS[row["fact"]].label),
            Column(_("期间"), lambda row: years_in_words(row["years"]) if "years" in row else ""),
        )
        yield Table(_t("由企业库和执法记录填写的评分项"), columns, rows)


def years_in_words(years: int) -> str:
    return ngettext("近 %(years)s 年", "近 %(years)s 年", years) % {"years": years}
