import datetime as dt
import json
import re
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from enforcement.accounts.models import Unit
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import history
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from plans.actions import plan as plans, summary as summaries
from plans.models import Plan, PlanSummary
from plans.queries.plan import source
from plans.states import PlanState
from supervision.models import PublicKeyItem, PublicPlan
from tests.factories.plan import advance, graded, plan_at, summarised, team

pytestmark = pytest.mark.django_db


def publish(key: str) -> None:
    post("supervision.publish_plans_and_draws", key=key)
    run_due()


def test_a_published_plan_is_copied_once() -> None:
    plan = plan_at(PlanState.PUBLISHED, team())
    for key in ("monday", "tuesday"):
        publish(key)
        run_due()
    assert PublicPlan.objects.get().plan == plan.pk
    assert Entry.objects.filter(act="publicplan.publish").count() == 1


def public_of(plan):
    return PublicPlan.objects.get(plan=plan.pk)


def adjusted(old, who):
    """A minor change, published."""
    new = plans.adjust(old, by=who.drafter, reason="对接专项整治")
    plans.change_item(new.items.get(enterprise=None), by=who.drafter, visits=4, months=[5])
    reviewed = advance(Plan.objects.get(pk=new.pk), PlanState.REVIEWED, who)
    return plans.publish(plans.agree(reviewed, by=who.leader), by=who.head)


def test_an_adjusted_plan_shows_what_changed_and_the_old_page_points_to_it(client: Client) -> None:
    who = team()
    old = plan_at(PlanState.PUBLISHED, who)
    publish("first")
    first = public_of(old)
    assert "本版已经调整" not in client.get(first.get_absolute_url()).content.decode()
    new = adjusted(Plan.objects.get(pk=old.pk), who)
    publish("second")
    second = public_of(new)
    page = client.get(second.get_absolute_url()).content.decode()
    for words in ("对接专项整治", "一般调整：", "1 ÷ 45 = 2.2%", "一般检查家次", "云政复〔2026〕8号", "每户年度上限"):
        assert words in page
    assert "；5 月" not in page  # the months of visits would announce them
    assert second.get_absolute_url() in client.get(first.get_absolute_url()).content.decode()
    listed = client.get("/public/plans/").content.decode()
    assert "现行" in listed
    assert "已调整" in listed


def test_last_years_result_stands_with_the_plan(client: Client) -> None:
    who = team()
    year = timezone.localdate().year
    last = plan_at(PlanState.PUBLISHED, who, year=year - 1, start=900)
    summarised(last, who, reasons="三家企业停产")
    plan = plan_at(PlanState.PUBLISHED, who)
    publish("both")
    page = client.get(public_of(plan).get_absolute_url()).content.decode()
    assert f"{year - 1} 年度计划执行情况" in page
    assert "0/45" in page
    assert "三家企业停产" in page
    assert f"{year - 1} 年度计划执行情况" not in client.get(public_of(last).get_absolute_url()).content.decode()


def test_a_corrected_result_is_shown_with_its_reason_and_what_stood_there_before(client: Client) -> None:
    who = team()
    year = timezone.localdate().year
    last = plan_at(PlanState.PUBLISHED, who, year=year - 1, start=900)
    old = summarised(last, who, reasons="三家企业停产")
    plan = plan_at(PlanState.PUBLISHED, who)
    publish("both")
    new = summaries.correct(old, by=who.drafter, reason="漏计停产企业")
    summaries.edit_summary(new, by=who.drafter, reasons="两家企业停产", measures="")
    publish("draft")
    assert "三家企业停产" in client.get(public_of(plan).get_absolute_url()).content.decode()
    summaries.approve(summaries.submit(PlanSummary.objects.get(pk=new.pk), by=who.drafter), by=who.leader)
    publish("corrected")
    public = public_of(plan)
    page = client.get(public.get_absolute_url()).content.decode()
    for words in ("更正原因：漏计停产企业", "：已完成 0，计划 45 家次", "两家企业停产"):
        assert words in page
    assert "三家企业停产" not in page
    assert history(plan)[0].act == "publicplan.correct_last_year"
    entries = history(plan).count()
    publish("again")
    assert history(plan).count() == entries  # once
    assert "更正原因" not in client.get(public_of(last).get_absolute_url()).content.decode()
    third = summaries.correct(PlanSummary.objects.get(pk=new.pk), by=who.drafter, reason="又漏计一次")
    summaries.edit_summary(third, by=who.drafter, reasons="一家企业停产", measures="")
    summaries.approve(summaries.submit(PlanSummary.objects.get(pk=third.pk), by=who.drafter), by=who.leader)
    publish("third")
    shown = client.get(public.get_absolute_url()).content.decode()
    assert "更正原因：又漏计一次" in shown
    assert shown.count("更正前（") == 2  # the first result has not gone from the page


def test_a_row_published_before_editions_were_shown_is_still_read(client: Client) -> None:
    plan = plan_at(PlanState.PUBLISHED, team())
    publish("first")
    public = public_of(plan)
    kept = {name: public.content[name] for name in ("total", "other", "non_enforcement", "inspection", "key_share")}
    public.amend(content=kept)
    assert client.get(public.get_absolute_url()).status_code == 200


def all_kinds(who):
    """A draft with a pool by ratio, a campaign pool, two enterprises of the emergency part, and a unit."""
    plan = plan_at(PlanState.DRAFT, who)
    unit = Unit.objects.create(bureau=who.bureau, name="危化监管三科")
    graded(who.bureau, 24, start=800)
    general = plan.items.select_related("plan").get(enterprise=None)
    plans.change_item(general, by=who.drafter, frequency=1, ratio=Decimal("12.5"), region="", unit=unit, months=[4])
    effort = {"officers_per_visit": 2, "days_per_visit": Decimal(1), "ceiling": 2}
    year = plan.year
    plans.add_item(
        plan, by=who.drafter, kind="campaign", campaign="粉尘涉爆专项检查", subject="除尘系统", visits=3,
        starts_on=dt.date(year, 5, 1), ends_on=dt.date(year, 6, 30), **effort,
    )  # fmt: skip
    for one in graded(who.bureau, 2, start=500):
        plans.add_item(plan, by=who.drafter, kind="emergency", enterprise=one, subject="应急演练", months=[9], **effort)
    return plan


def test_the_page_has_every_part_that_the_rule_asks_of_a_plan(client: Client) -> None:
    who = team()
    plan = advance(all_kinds(who), PlanState.PUBLISHED, who)
    publish("plan")
    url = public_of(plan).get_absolute_url()
    page = client.get(url).content.decode()
    asked = {
        "指导思想和原则": "统筹兼顾",
        "执法人员和编制情况": "执法人员数",
        "辖区单位数量和分布": "辖区企业（家）",
        "总法定工作日及三类工作日测算": "非执法工作日",
        "重点检查单位名单和次数": str(plan.items.filter(kind="key").first()),
        "一般检查数量和方式": "比例 12.5%",
        "时间安排(年/季/月)": "第 2 季度",
        "分工": "危化监管三科",
        "保障措施": "保障措施",
    }
    assert list(asked) == source()["plan_contents"]
    for words in (*asked.values(), "粉尘涉爆专项检查", "应急演练", "列名企业 2 家", "1 次/年，上限 2 次"):
        assert words in page
    for one in plan.items.filter(kind="emergency"):
        assert str(one) not in page
    english = Client(headers={"accept-language": "en"}).get(url).content.decode()
    for words in ("重点检查占比", "第 2 季度", "比例 12.5%", "列名企业"):
        assert words not in english


def test_the_quarters_add_up_to_the_visits_of_the_plan(client: Client) -> None:
    who = team()
    plan = advance(all_kinds(who), PlanState.PUBLISHED, who)
    publish("plan")
    content = public_of(plan).content
    visits = sum(plan.items.values_list("visits", flat=True))
    assert sum(map(Decimal, content["quarters"])) == visits
    assert sum(content["units"].values()) == visits


def test_a_change_is_kept_in_codes_and_names_no_enterprise(client: Client) -> None:
    who = team()
    old = plan_at(PlanState.PUBLISHED, who)
    new = plans.adjust(old, by=who.drafter, reason="reason")
    plans.change_item(new.items.get(enterprise=None), by=who.drafter, region="东区")
    fresh = graded(who.bureau, 2, start=600)
    effort = {"officers_per_visit": 2, "days_per_visit": Decimal(1), "ceiling": 2, "months": [7]}
    for one in fresh:
        plans.add_item(new, by=who.drafter, kind="emergency", enterprise=one, subject="应急演练", **effort)
    gone = new.items.filter(kind="key").select_related("plan", "enterprise").first()
    plans.remove_item(gone, by=who.drafter)
    for one in new.items.filter(kind="key").select_related("plan")[:1]:
        plans.change_item(one, by=who.drafter, days_per_visit=Decimal(7))
    advance(Plan.objects.get(pk=new.pk), PlanState.PUBLISHED, who)
    publish("both")
    public = public_of(new)
    told = json.dumps(public.content["adjustment"], ensure_ascii=False)
    for one in (*fresh, gone.enterprise):
        assert one.name not in told
    assert public.content["adjustment"]["named"] == {"added": 2, "removed": 1, "changed": 1}
    page = client.get(public.get_absolute_url()).content.decode()
    assert "新列入 2 家、移除 1 家、改变安排 1 家" in page
    assert "东区" in page
    english = Client(headers={"accept-language": "en"}).get(public.get_absolute_url()).content.decode()
    for words in ("合计", "家次", "重大调整", "一般调整", "计划所需工作日"):
        assert words not in english


def test_the_page_of_a_long_key_list_reads_a_screenful(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    plan = plan_at(PlanState.PUBLISHED, team())
    publish("plan")
    public = public_of(plan)
    line = public.key_items.first()
    assert public.key_items.count() == 21
    rows = [
        PublicKeyItem(plan=public, name=f"{n}号企业", subject=line.subject, visits=1, ceiling=2) for n in range(500)
    ]
    PublicKeyItem.objects.bulk_create(rows)
    with django_assert_max_num_queries(8):
        page = client.get(public.get_absolute_url())
    words = page.content.decode()
    assert "70号企业" in words
    assert "90号企业" not in words
    following = re.search(r'href="([^"]+)" rel="next"', words)
    assert following
    assert "90号企业" in client.get(f"{public.get_absolute_url()}{following[1]}").content.decode()
