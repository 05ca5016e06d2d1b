"""The kinds of working days, as the plan's form names them, in the reader's language; listed to be collected."""

from collections.abc import Mapping
from functools import cache

from django.utils.translation import gettext, gettext_lazy, gettext_noop as _, override

from enforcement.wording import labelled, listed, parted
from plans.states import EnterpriseStatus, Exclusion, Grade

DAYS = (
    _("实施安全生产综合监督管理"),
    _("开展安全生产（含危险化学品、烟花爆竹等）行政许可"),
    _("组织生产安全事故调查和处理"),
    _("调查核实安全生产投诉举报"),
    _("参加有关部门联合执法"),
    _("办理有关登记、备案"),
    _("开展安全评价、检测检验等中介机构监督检查"),
    _("开展安全生产宣传教育培训"),
    _("办理行政复议、行政应诉"),
    _("完成上级部门或本级政府安排的其他执法工作"),
    _("机关值班"),
    _("学习、培训、考核、会议"),
    _("检查指导下级部门工作"),
    _("参加党群活动"),
    _("病假、事假"),
    _("法定年休假、探亲假、婚（丧）假"),
    _("完成其他交办工作"),
)


def days_word(word: str) -> str:
    return gettext(word)


def named_words(counts: dict[str, int]) -> str:
    """How many enterprises an edition names otherwise than the one before."""
    words = {
        "added": gettext("新列入 %(count)s 家"),
        "removed": gettext("移除 %(count)s 家"),
        "changed": gettext("改变安排 %(count)s 家"),
    }
    return listed(text % {"count": counts[name]} for name, text in words.items() if counts.get(name))


def exclusion_word(reason: str) -> str:
    kind, _colon, status = reason.partition(":")
    if kind == "status":
        return gettext("经营状态为%(status)s") % {"status": EnterpriseStatus(status).label}
    return str(Exclusion(reason).label)


SOURCES = {  # of the targets: as the plan formula names them, and in words
    "江苏 2016; 辽宁 2023, 2024": _("江苏 2016 年，辽宁 2023、2024 年"),
    "辽宁 2023, 2024": _("辽宁 2023、2024 年"),
    "辽宁": _("辽宁"),
    "山东 assessment rule": _("山东考核办法"),
}
COUNTED = _("全年日数减休息日和法定节假日：%(formula)s")  # where the year's working days come from
NOTES = _("年度监督检查计划编制说明（365日减休息日和法定节假日）")  # the same, of the years in holidays/years.yaml
KEPT = (_("合计"), _("重大调整"), _("一般调整"), _("调整（经政府批准）"))  # in a summary's frozen figures


def source_word(source: str) -> str:
    """Where a target comes from. One the list does not know is shown as it stands."""
    words = SOURCES.get(source, source)
    return gettext(words) if words else ""


def workdays_source_word(text: str) -> str:
    """What a plan holds of its own, in the reader's language; what was typed as it was typed."""
    before = COUNTED.partition("%")[0]
    if text.startswith(before):
        return gettext(COUNTED) % {"formula": text.removeprefix(before)}
    return kept_word(text)


def kept_word(word: str) -> str:
    """A word that was frozen in Chinese, where it is one of ours."""
    return gettext(word) if word else ""


# What a draw froze stands in Chinese, for it is hashed and published so; pages say it in the reader's language.
GROUNDS = (
    _("直接利害关系"),
    _("近亲属"),
    _("曾任职或代理"),
    _("其他可能影响公正"),
)  # of a recusal, as the rulebook has them
GAMES = (  # public sources of randomness and the lines of their results
    *(_("双色球"), _("双色球红球"), _("双色球蓝球"), _("大乐透"), _("大乐透前区"), _("大乐透后区")),
    *(_("快乐8"), _("快乐8开奖号码"), _("福彩3D"), _("福彩3D三位数，按开奖顺序连写")),
    *(_("排列5"), _("排列5五位数，按开奖顺序连写")),
)
AFTER_FREEZING, RECUSED = _("冻结后：%(reason)s"), _("回避：%(reason)s")


def kept_scope(words: str) -> str:
    """What a draw was made from: sectors; grades; hazards."""
    return parted(listed(kept_word(word) for word in part.split("、")) for part in words.split("；"))


def kept_count(line: str) -> str:
    """A list, a reason, how many: as published with the commitment."""
    name, _colon, rest = line.partition("：")
    reason, times, count = rest.rpartition(" × ")
    return labelled(kept_word(name), f"{kept_reason(reason)}{times}{count}") if times else line


def kept_weights(weights: Mapping[str, int]) -> str:
    """Tickets by grade; what is frozen keeps no order of its own."""
    ordered = [(one, str(Grade(one).label) if one else gettext("未分级")) for one in (*Grade.values, "")]
    return listed(f"{label} {weights[one]}" for one, label in ordered if one in weights)


def kept_skip(text: str) -> str:
    """Why an entry was passed over: what happened after the freezing, or a recusal."""
    for pattern in (AFTER_FREEZING, RECUSED):
        before = pattern.partition("%")[0]
        if text.startswith(before):
            return gettext(pattern) % {"reason": kept_reason(text.removeprefix(before))}
    return kept_reason(text)


def kept_reason(text: str) -> str:
    code = _reasons().get(text)
    return exclusion_word(code) if code else kept_word(text)


@cache
def _reasons() -> dict[str, str]:
    with override("zh-hans"):
        codes = [*Exclusion.values, *(f"status:{one}" for one in EnterpriseStatus.values)]
        return {exclusion_word(code): code for code in codes}


FACTORS = {  # of a grading scheme
    "L": gettext_lazy("可能性 L"),
    "E": gettext_lazy("暴露频度 E"),
    "C": gettext_lazy("后果 C"),
    "S": gettext_lazy("后果 S"),
}
RULES = {  # of a scheme by rating and lists, as grading.yaml notes them
    "standardisation grade = integrity grade": _("诚信等级与标准化等级相同"),
    "unit on the dishonest list: 4 or more checks a year": _("列入失信名单的单位，每年检查不少于 4 次"),
    "blacklisted: monthly while shut down": _("列入黑名单的，停产期间每月检查"),
    "direct to the lowest grade: fatal accident in the last year, veto item failed, red card": _(
        "近一年发生死亡事故、否决项不合格或者被红牌警告的，直接定为最低等级"
    ),
}


def rule_word(text: str) -> str:
    return gettext(RULES.get(text, text))
