"""Plain words find the violation that is meant among the first three."""

import datetime as dt

import pytest

from enforcement.rulebook.guides import elements_of, guide_of, is_ours, keys_called, words_of
from enforcement.rulebook.models import Element, Guide, Violation
from enforcement.rulebook.plain_words import Index, plain
from enforcement.rulebook.queries import search_violations, violations_in_force

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)

# As people say it; most are not written like this in the guides.
SAID = """
没戴安全帽 VI-WS-099-5
工人没有安全帽 VI-WS-099-5
劳保用品没有发 VI-WS-099-5
高空作业不系安全带 VI-WS-099-5
电工没证 VI-WS-097-7
电工无证上岗 VI-WS-097-7
焊工没有操作证 VI-WS-097-7
特种作业人员证件过期 VI-WS-097-7
登高作业没证 VI-WS-097-7
灭火器过期 VI-WS-099-3
灭火器过期了没换 VI-WS-099-3
安全阀没有检测 VI-WS-099-3
可燃气体报警器没校验 VI-WS-099-3
没培训 VI-WS-097-3
新来的工人没有培训 VI-WS-097-3
未经培训上岗 VI-WS-097-3
没有做三级安全教育 VI-WS-097-3
培训记录是假的 VI-WS-097-4
培训签到代签 VI-WS-097-4
通道堵了 VI-WS-105-2
安全出口上锁 VI-WS-105-2
疏散通道被货物堵住 VI-WS-105-2
消防通道堆放杂物 VI-WS-105-2
有限空间没审批 VI-CS-020
有限空间作业没人监护 VI-CS-020
下污水井没有检测气体 VI-CS-020
没有进行有限空间通风 VI-CS-020
没有警示标志 VI-WS-099-1
警示牌没有挂 VI-WS-099-1
没配安全员 VI-WS-097-1
没有专职安全管理人员 VI-WS-097-1
安全员没有证书 VI-WS-097-2
老板没有安全合格证 VI-WS-097-2
没有应急预案 VI-WS-097-6
没有搞应急演练 VI-WS-097-6
今年没组织过演练 VI-WS-097-6
应急预案没有备案 VI-EM-032
夜里没有人值班 VI-EM-032
隐患台账没有记 VI-WS-097-5
隐患没有公示 VI-WS-097-5
隐患没有整改 VI-WS-102
发现隐患没处理 VI-WS-102
重大隐患没有上报 VI-WS-101-5
没有建立隐患排查制度 VI-WS-101-5
风险没有分级管控 VI-WS-101-4
没有辨识风险 VI-WS-101-4
动火作业没人监护 VI-WS-101-3
动火没有专人看着 VI-WS-101-3
吊装作业没有指挥 VI-WS-101-3
没有开动火证 VI-WS-101-3
外包给没有资质的单位 VI-WS-103-1
厂房租给没有资质的人 VI-WS-103-1
没有签订安全管理协议 VI-WS-103-2
外包单位没有签安全协议 VI-WS-103-2
交叉作业没有签协议 VI-WS-104
车间住人 VI-WS-105-1
员工住在仓库 VI-WS-105-1
拒绝执法检查 VI-WS-108
不让执法人员进门检查 VI-WS-108
没有买安责险 VI-WS-109
安全生产责任保险没投 VI-WS-109
瞒报事故 VI-WS-110
事故没有上报 VI-WS-110
没有验收就投产 VI-WS-098-4
项目没有安全评价就开工 VI-WS-098-1
安全设施设计没有审查 VI-WS-098-2
机器没有防护罩 VI-WS-099-2
电线乱拉 VI-WS-099-2
把报警器关了 VI-WS-099-4
摄像头被遮挡 VI-WS-099-4
锅炉没有检验 VI-WS-099-6
叉车没检验 VI-WS-099-6
还在用国家淘汰的设备 VI-WS-099-7
饭店厨房没有燃气报警器 VI-WS-099-8
私自储存汽油 VI-WS-100
黑加油点 VI-WS-100
重大危险源没有备案 VI-WS-101-2
没有提取安全生产费用 VI-WS-093
签生死状 VI-WS-106
没有危险化学品经营许可证 VI-HC-100-3
无证经营危化品 VI-HC-100-3
没有安全技术说明书 VI-HC-101-1
化学品没有贴标签 VI-HC-101-1
剧毒品没有双人双锁 VI-HC-101-11
危化品没有出入库登记 VI-HC-101-12
危化品混放 VI-HC-103-6
危化品超量存放 VI-HC-103-6
酸和碱放在一起 VI-HC-103-6
危化品没有专用仓库 VI-HC-103-5
化工装置没有紧急切断 VI-HC-101-9
三年没有做安全评价 VI-HC-103-4
危险化学品没有登记 VI-HC-101-17
没有安全生产许可证就生产 VI-PL-019
安全生产许可证到期了 VI-PL-020
无证卖烟花 VI-FW-036
零售店卖礼花弹 VI-FW-038B
粉尘没有清扫 VI-DE-027
除尘器没有泄爆 VI-DE-027
把许可证转让给别人 VI-PL-021
破坏事故现场 VI-AC-036
剧毒化学品卖给个人 VI-HC-107
评价报告是假的 VI-WS-092B
车间噪声超标 VI-OD-072-1
没有组织职业健康体检 VI-OD-071-4
"""
PHRASES = [tuple(line.rsplit(" ", 1)) for line in SAID.strip().splitlines()]


def test_the_table_is_long_enough_and_names_real_violations() -> None:
    assert len(PHRASES) >= 80
    assert len({words for words, _key in PHRASES}) == len(PHRASES)
    assert {key for _words, key in PHRASES} <= set(violations_in_force(TODAY).values_list("rule_key", flat=True))


@pytest.mark.parametrize(("words", "key"), PHRASES)
def test_plain_words_find_it_among_the_first_three(words: str, key: str) -> None:
    assert key in [row.rule_key for row in search_violations(words, TODAY)[:3]]


def test_half_of_the_phrases_are_not_written_in_the_guides() -> None:
    """Else the table would only repeat the data."""
    known = {plain(word) for words in Guide.objects.values_list("words", flat=True) for word in words}
    assert sum(plain(words) not in known for words, _key in PHRASES) > len(PHRASES) / 2


def test_a_name_comes_before_words_and_words_before_likeness() -> None:
    index = Index({"a": ["通道堵塞", "出口"], "b": ["出口", "别的"], "c": ["通道", "通道出口"]})
    assert index.ranked("出口")[:2] == ["b", "a"]
    assert index.ranked("通道 出口") == ["c", "a"]
    assert index.ranked("别的 通道") == []
    assert index.ranked("，。 ") == []
    assert index.ranked("出") == ["a", "b", "c"]


def test_blanks_marks_and_width_make_no_difference() -> None:
    assert plain("没 有ＭＳＤＳ！") == plain("无msds") == "没msds"
    first = [row.rule_key for row in search_violations("没有ＭＳＤＳ", TODAY)[:1]]
    assert first == ["VI-HC-101-1"]


def test_words_of_any_kind_never_break_the_search() -> None:
    for words in ("", " ", "'%_\\", "😀", "a" * 300, "没" * 200, "VI-WS-099-1", "97(3)", "training"):
        assert list(search_violations(words, TODAY)) is not None
    assert search_violations("VI-WS-099-1", TODAY)[0].rule_key == "VI-WS-099-1"
    assert "VI-WS-097-3" in [row.rule_key for row in search_violations("training", TODAY)]


def test_only_what_is_in_force_on_the_day_is_offered() -> None:
    old = search_violations("违章指挥", dt.date(2025, 6, 1))
    assert old[0].rule_key == "VI-R15-045"
    assert "VI-R15-045" not in [row.rule_key for row in search_violations("违章指挥", TODAY)]


def test_words_used_for_one_violation_name_it() -> None:
    assert keys_called("灭火器 过期") == ["VI-WS-099-3"]
    assert keys_called("天上下雨") == keys_called("") == []
    assert "没培训" in words_of("VI-WS-097-3")
    assert words_of("VI-NONE") == []


def test_every_violation_has_a_guide_with_an_act_and_forms_of_evidence() -> None:
    keys = set(Violation.objects.current().values_list("rule_key", flat=True))
    assert len(keys) == 106
    for key in keys:
        guide, elements = guide_of(key), elements_of([key])
        assert guide is not None, key
        assert len(guide.words) >= 3, key
        assert len(elements) >= 3, key
        parts = {one.part for one in elements}
        assert "subject" in parts, key
        assert parts & {"act", "result"}, key
        assert all(one.forms and all(form for _kind, form in one.forms) for one in elements), key
        assert len({one.code for one in elements}) == len(elements)


def test_what_is_punished_more_when_overdue_asks_for_the_order() -> None:
    """And only that; a charge that is not overdue is not asked for it."""
    for row in violations_in_force(TODAY):
        overdue = [one for one in elements_of([row.rule_key]) if one.overdue]
        assert bool(overdue) == bool(row.entity_overdue or row.persons_overdue), row.rule_key
        assert not [one for one in elements_of([row.rule_key], overdue=False) if one.overdue]


def test_guides_are_the_bureaus_own_and_never_law() -> None:
    assert (
        {one.mark for one in Element.objects.all()} == {"待核定：本局设定"} == {one.mark for one in Guide.objects.all()}
    )


def test_whose_penalty_it_is() -> None:
    ours = {row.rule_key: is_ours(row) for row in Violation.objects.current()}
    assert ours["VI-WS-099-1"]
    assert ours["VI-HC-104-3"]
    assert ours["VI-FW-036"]
    assert ours["VI-HC-106"]
    assert not ours["VI-OD-072-1"]
    assert not ours["VI-PL-019"]
