"""The official text of the plan: what is frozen, and how it stands on the page."""

import datetime as dt

import pytest

from enforcement.documents.models import Document
from enforcement.documents.rendering import html
from plans.actions import plan as actions
from plans.documents.plan import published_plan, unnumbered
from plans.models import Plan
from plans.states import PlanState
from tests.factories.plan import advance, plan_at, summarised, team


def test_numbers_written_before_lines_are_left_to_the_document():
    text = "一、加强领导。\n（二）规范执法\n3.控制频次\n\n 2027 年起实施\n1.5 倍力量\n十一、其他"
    assert unnumbered(text) == ["加强领导。", "规范执法", "控制频次", "2027 年起实施", "1.5 倍力量", "其他"]


@pytest.mark.django_db
def test_a_pool_of_all_months_is_drawn_all_year_and_a_period_stands_in_words():
    who = team()
    plan = plan_at(PlanState.DRAFT, who)
    actions.change_item(
        plan.items.select_related("plan").get(enterprise=None), by=who.drafter, months=list(range(1, 13))
    )
    actions.add_item(
        Plan.objects.get(), by=who.drafter, kind="campaign", subject="通风", campaign="有限空间专项", visits=2,
        starts_on=dt.date(plan.year, 6, 1), ends_on=dt.date(plan.year, 7, 31),
    )  # fmt: skip
    frozen = published_plan(Plan.objects.get())
    assert [one["period"] for one in frozen["general_checks"]] == ["全年"]
    assert frozen["campaigns"][0]["period"] == f"{plan.year}年6月1日至{plan.year}年7月31日"


@pytest.mark.django_db
def test_the_year_stands_once_in_the_title_and_each_measure_has_one_number():
    who = team()
    plan = plan_at(PlanState.DRAFT, who)
    Plan.objects.update(measures="一、加强领导\n二、规范执法")
    plan = advance(Plan.objects.get(), PlanState.PUBLISHED, who)
    page = html(Document.objects.get(kind="JHWB"))
    assert page.count(f"{plan.year} 年度安全生产监督检查计划</") == page.count("年度安全生产监督检查计划</")
    assert f"{plan.year}{plan.year}" not in page
    assert "1.加强领导" in page
    assert "一、加强领导" not in page
    summarised(plan, who, reasons="1、企业停产")
    page = html(Document.objects.get(kind="ZXZJ"))
    assert f"{plan.year}{plan.year}" not in page
    assert "1.企业停产" in page


@pytest.mark.parametrize("name", ["plan_checks.html"])
def test_the_columns_of_the_checks_fit_the_paper(name, settings):
    """Named widths leave room for the column without one: text over text is no document."""
    widths = {"w1": 8, "w18": 18, "w2": 16, "w3": 24, "w4": 32}
    text = (settings.BASE_DIR / "templates" / "documents" / "parts" / name).read_text(encoding="utf-8")
    columns = text[text.index("<colgroup>") : text.index("</colgroup>")]
    named = [widths[one.split('"')[0]] for one in columns.split('<col class="')[1:]]
    assert columns.count("<col>") == 1
    assert sum(named) <= 80
