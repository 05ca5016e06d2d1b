"""Kinds of items, the table in which each row saves itself, and a plan too long to load at once."""

import datetime as dt
import html
import re
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import Unit
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from plans.actions import plan as actions
from plans.actions.enterprise import change_status
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.assignment import ceiling_of
from plans.states import EnterpriseStatus, Grade, ItemKind, PlanState
from tests.factories.accounts import bureau
from tests.factories.plan import ITEM, advance, differences, graded, kuancheng, plan_at, team

pytestmark = pytest.mark.django_db
CAMPAIGN = {"campaign": "有限空间专项", "starts_on": dt.date(2027, 6, 10), "ends_on": dt.date(2027, 8, 20)}


@pytest.fixture
def who():
    return team()


@pytest.fixture
def plan(who):
    return actions.create_plan(by=who.drafter, year=2027)


def add(plan, who, kind, **fields):
    given = {**{name: value for name, value in ITEM.items() if name != "months"}, "subject": "检查", **fields}
    return actions.add_item(plan, by=who.drafter, kind=kind, **given)


def pool_form(**changed):
    return {
        "subject": "工贸抽查",
        "sector": "",
        "grades": [],
        "region": "",
        "visits": "",
        "ratio": "",
        "frequency": 1,
        "officers_per_visit": 2,
        "days_per_visit": "1",
        "ceiling": 2,
        "months": "",
        "unit": "",
        **changed,
    }


# Kinds


def test_the_months_of_a_campaign_follow_from_its_period(who, plan):
    item = add(plan, who, ItemKind.CAMPAIGN, enterprise=graded(who.bureau, 1)[0], **CAMPAIGN)
    assert (item.months, item.is_random, item.times) == ([6, 7, 8], False, 2)
    assert history(plan)[0].after["campaign"] == "有限空间专项"


@pytest.mark.parametrize(
    ("changed", "words", "field"),
    [
        ({"campaign": ""}, "专项名称", "campaign"),
        ({"ends_on": None}, "开始和结束日期", "starts_on"),
        ({"ends_on": dt.date(2027, 6, 9)}, "不能早于 2027-06-10", "ends_on"),
        ({"ends_on": dt.date(2028, 1, 5)}, "计划年度 2027", "starts_on"),
    ],
)
def test_a_campaign_without_name_or_period_is_refused(who, plan, changed, words, field):
    with pytest.raises(RuleBroken, match=words) as refused:
        add(plan, who, ItemKind.CAMPAIGN, **{**CAMPAIGN, **changed})
    assert refused.value.field == field
    assert not plan.items.exists()


def test_a_campaign_drawn_from_a_pool_by_the_page(client, who, plan):
    client.force_login(who.drafter)
    form = pool_form(campaign="粉尘涉爆专项", starts_on="2027-03-01", ends_on="2027-04-30", visits=12, sector="trade")
    assert client.post(reverse("plan_add_campaign", args=[plan.pk]), form).status_code == 302
    item = PlanItem.objects.get()
    assert (item.kind, item.months, item.sector, item.visits) == ("campaign", [3, 4], "trade", 12)
    page = client.get(reverse("plan_items", args=[plan.pk])).content.decode()
    assert "工贸抽查" in page


def test_a_named_campaign_and_the_emergency_part_by_the_page(client, who, plan):
    one, two = graded(who.bureau, 2)
    client.force_login(who.drafter)
    named = {"subject": "有限空间作业", "visits": 1, "officers_per_visit": 2, "days_per_visit": "1", "ceiling": 2,
             "unit": "", "campaign": "有限空间专项", "starts_on": "2027-06-10", "ends_on": "2027-06-30"}  # fmt: skip
    url = reverse("plan_add_key", args=[plan.pk, one.pk])
    assert client.post(f"{url}?kind=campaign", named).status_code == 302
    other = {**named, "subject": "应急预案和演练", "months": "5", "occupational_health": "on"}
    url = reverse("plan_add_key", args=[plan.pk, two.pk])
    assert client.post(f"{url}?kind=emergency", other).status_code == 302
    kinds = {item.kind: item for item in PlanItem.objects.all()}
    assert kinds["campaign"].enterprise == one
    assert kinds["emergency"].occupational_health
    assert not kinds["campaign"].occupational_health
    assert kinds["emergency"].months == [5]


def test_a_wrong_period_is_refused_at_its_field_and_nothing_typed_is_lost(client, who, plan):
    client.force_login(who.drafter)
    form = pool_form(campaign="夏季专项", starts_on="2027-08-01", ends_on="2027-07-01", visits=3)
    answer = client.post(reverse("plan_add_campaign", args=[plan.pk]), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "专项结束日期不能早于 2027-08-01" in page
    assert "夏季专项" in page


def test_key_days_are_those_of_key_items_only(who, plan):
    one, two = graded(who.bureau, 2)
    kuancheng(plan, who.drafter)
    add(plan, who, ItemKind.KEY, enterprise=one)
    add(plan, who, ItemKind.EMERGENCY, enterprise=two)
    add(plan, who, ItemKind.CAMPAIGN, visits=5, **CAMPAIGN)
    found = plans.gauges(Plan.objects.get())
    assert found.workload.key_days == 2 * 2 * 3
    assert found.days_needed == 12 + 12 + 5 * 2 * 3
    plan = Plan.objects.get()
    assert found == plans.gauges(plan, list(plan.items.all())) == plans.gauges(plan, plans.item_groups(plan))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "campaign"},
        {"kind": "general", "campaign": "x"},
        {"kind": "general", "ratio": 0},
        {"kind": "general", "frequency": 3},
        {"kind": "key"},
        {"kind": "emergency", "officers_per_visit": 1},
    ],
)
def test_the_database_keeps_the_rules_too(who, plan, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanItem.objects.create(plan=plan, subject="x", added_by=who.drafter, **wrong)


def test_the_database_keeps_a_named_one_below_its_ceiling_and_without_a_pool(who, plan):
    one = graded(who.bureau, 1)[0]
    for wrong in ({"visits": 3}, {"ratio": 10}, {"region": "云岭"}, {"sector": "trade"}, {"grades": ["red"]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PlanItem.objects.create(plan=plan, kind="key", enterprise=one, subject="x", added_by=who.drafter, **wrong)


# Pools and ratios


def test_a_ratio_gives_the_number_of_today_rounded_up(client, who, plan):
    graded(who.bureau, 7, sector="trade", region="东区", grade=Grade.RED)
    graded(who.bureau, 5, start=20, sector="trade", region="西区", grade=Grade.BLUE)
    graded(who.bureau, 3, start=40, sector="trade", region="东区", grade=Grade.RED, status=EnterpriseStatus.CLOSED)
    client.force_login(who.drafter)
    form = pool_form(sector="trade", region="东区", grades=["red"], ratio="30")
    assert client.post(reverse("plan_add_general", args=[plan.pk]), form).status_code == 302
    item = PlanItem.objects.get()
    assert (item.visits, item.ratio, item.region, item.grades) == (3, Decimal(30), "东区", ["red"])  # 2.1 of 7
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "比例 30%" in page


def test_named_enterprises_are_not_in_the_pool(who, plan):
    one, *_rest = graded(who.bureau, 4)
    add(plan, who, ItemKind.KEY, enterprise=one)
    assert add(plan, who, ItemKind.GENERAL, ratio=Decimal(100)).visits == 3


def test_a_ratio_of_nobody_is_refused(client, who, plan):
    client.force_login(who.drafter)
    answer = client.post(reverse("plan_add_general", args=[plan.pk]), pool_form(ratio="10", sector="mine"))
    assert answer.status_code == 422
    assert "现为 0 家" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "请输入抽取家数或抽查比例"),
        ({"visits": 3, "ratio": "10"}, "只填一个"),
        ({"ratio": "101"}, "不超过 100"),
        ({"visits": 3, "frequency": 3}, "超过每户年度上限 2 次"),
        ({"visits": 3, "months": "13"}, "不是月份"),
    ],
)
def test_a_wrong_pool_is_refused(client, who, plan, changed, words):
    graded(who.bureau, 2)
    client.force_login(who.drafter)
    answer = client.post(reverse("plan_add_general", args=[plan.pk]), pool_form(subject="专门抽查", **changed))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "专门抽查" in answer.content.decode()
    assert not PlanItem.objects.exists()


def test_a_published_campaign_is_assigned_when_named_and_drawn_when_not(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    period = {"campaign": "年末专项", "starts_on": dt.date(plan.year, 1, 1), "ends_on": dt.date(plan.year, 12, 31)}
    one = graded(who.bureau, 1, start=90)[0]
    named = add(plan, who, ItemKind.CAMPAIGN, enterprise=one, **{**period, "visits": 1, "ceiling": 1})
    drawn = add(plan, who, ItemKind.CAMPAIGN, **period, visits=2, days_per_visit=1)
    advance(Plan.objects.get(pk=plan.pk), PlanState.PUBLISHED, who)
    client.force_login(who.chief)
    page = client.get(reverse("plan_items", args=[plan.pk]), {"kind": "campaign"}).content.decode()
    assert f"{reverse('assignment_add')}?item={named.pk}" in page
    assert f"{reverse('draw_add')}?item={drawn.pk}" in page
    assert client.get(reverse("assignment_add"), {"item": named.pk}).status_code == 200
    assert client.get(reverse("assignment_add"), {"item": drawn.pk}).status_code == 404
    assert ceiling_of(one, plan.year) == 1


# Lists


def test_the_filter_finds_by_kind_month_unit_region_and_words(client, who, plan):
    unit = Unit.objects.create(bureau=who.bureau, name="监察二队")
    one, two = graded(who.bureau, 2, region="东区")
    add(plan, who, ItemKind.KEY, enterprise=one, months=[3], unit=unit)
    add(plan, who, ItemKind.EMERGENCY, enterprise=two)
    add(plan, who, ItemKind.GENERAL, subject="加油站抽查", months=[4])
    client.force_login(who.drafter)

    def names(**chosen):
        return [row["name"] for row in client.get(reverse("plan_items", args=[plan.pk]), chosen).context["rows"]]

    assert names(kind="emergency") == [two.name]
    assert names(month=3) == [one.name, two.name]
    assert names(unit=unit.pk) == [one.name]
    assert names(unit=0) == [two.name, "加油站抽查"]
    assert names(region="东区") == [one.name, two.name]
    assert names(q="加油站") == ["加油站抽查"]
    assert names(q=one.credit_code) == [one.name]
    assert len(names(unit="x", month="99")) == 3


def long_plan(who, count, start=1):
    plan = actions.create_plan(by=who.drafter, year=2027)
    items = [
        PlanItem(plan=plan, kind="key", enterprise=one, subject="检查", added_by=who.drafter)
        for one in graded(who.bureau, count, start=start)
    ]
    PlanItem.objects.bulk_create(items)
    return plan


def test_a_long_plan_pages_and_never_loads_its_items(client, who):
    plan = long_plan(who, 130)
    client.force_login(who.drafter)
    first = client.get(reverse("plan_items", args=[plan.pk]))
    assert len(first.context["rows"]) == 50
    second = client.get(reverse("plan_items", args=[plan.pk]) + first.context["page"].next_url)
    third = client.get(reverse("plan_items", args=[plan.pk]) + second.context["page"].next_url)
    pages = [row["name"] for page in (first, second, third) for row in page.context["rows"]]
    assert pages == [item.enterprise.name for item in plan.items.select_related("enterprise").order_by("id")]
    made = []
    count = lambda sender, **_given: made.append(sender)  # noqa: E731
    post_init.connect(count, sender=PlanItem)
    client.get(plan.get_absolute_url())
    client.get(reverse("plan_items", args=[plan.pk]))
    post_init.disconnect(count, sender=PlanItem)
    assert len(made) <= 20 + 51


@pytest.mark.parametrize("url_name", ["plan_detail", "plan_items", "plan_charts", "plan_renewal", "plan_print"])
def test_more_items_cost_no_more_queries(client, url_name):
    counts = []
    for count in (3, 40):
        who = team()
        plan = long_plan(who, count, start=1 + 10 * count)
        client.force_login(who.drafter)
        client.get(reverse(url_name, args=[plan.pk]))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(reverse(url_name, args=[plan.pk])).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_the_difference_of_two_editions_is_found_without_loading_what_is_equal(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    new = actions.adjust(plan, by=who.drafter, reason="调整")
    assert differences(new) == []
    key = new.items.filter(kind="key").select_related("plan").first()
    actions.change_item(key, by=who.drafter, visits=1)
    gone = new.items.filter(kind="key").select_related("plan").last()
    actions.remove_item(gone, by=who.drafter)
    changed = differences(Plan.objects.get(pk=new.pk))
    found = {one.what: one.in_words() for one in changed if one.group == "items"}
    assert set(found) == {str(key), str(gone)}
    assert "2 家次，每次 2 人 3 天" in found[str(gone)][0]
    assert found[str(gone)][1] == ""
    assert [text.split("，")[0] for text in found[str(key)]] == ["2 家次", "1 家次"]


def test_an_enterprise_that_closed_or_moved_is_refused_with_the_reason(who, plan):
    closed = graded(who.bureau, 1, status=EnterpriseStatus.CLOSED)[0]
    with pytest.raises(RuleBroken, match="经营状态为注销"):
        add(plan, who, ItemKind.KEY, enterprise=closed)
    into = graded(who.bureau, 1, start=5)[0]
    merged = graded(who.bureau, 1, start=9, merged_into=into)[0]
    with pytest.raises(RuleBroken, match="已并入其他企业"):
        add(plan, who, ItemKind.KEY, enterprise=merged)
    with pytest.raises(RuleBroken, match="负责日常监管"):
        add(plan, who, ItemKind.KEY, enterprise=graded(team().bureau, 1, start=70)[0])
    assert Enterprise.objects.filter(plan_items__isnull=False).count() == 0


def test_a_running_plan_names_the_enterprises_that_cannot_be_inspected_any_more(client):
    who = team()
    plan = plan_at(PlanState.PUBLISHED, who)
    client.force_login(who.chief)
    assert "已不能检查" not in client.get(plan.get_absolute_url()).content.decode()
    one, other = [item.enterprise for item in plans.key_items(plan).order_by("id")[:2]]
    today = timezone.localdate()
    change_status(one, by=who.chief, version=None, status=EnterpriseStatus.CLOSED, status_on=today, reason="已注销")
    elsewhere = bureau()
    Enterprise.objects.filter(pk=other.pk).update(bureau=elsewhere)
    page = client.get(plan.get_absolute_url()).content.decode()
    told = page[page.index("已不能检查") : page.index("</section>", page.index("已不能检查"))]
    assert told.count("<li>") == 2
    for words in (one.name, "经营状态为", other.name, "已由其他机关监管"):
        assert words in told
    Plan.objects.filter(pk=plan.pk).update(year=plan.year - 1)
    assert "已不能检查" not in client.get(plan.get_absolute_url()).content.decode()


def test_a_page_in_the_depth_looks_as_the_first_and_keeps_its_place(client, who):
    plan = long_plan(who, 130)
    client.force_login(who.drafter)
    url = reverse("plan_items", args=[plan.pk])
    first = client.get(url, {"kind": "key"})
    deep = client.get(url + first.context["page"].next_url)
    deepest = client.get(url + deep.context["page"].next_url)
    heads = [re.findall(r'<th scope="col"[^>]*>(.*?)</th>', one.content.decode()) for one in (first, deep, deepest)]
    assert heads[0] == heads[1] == heads[2]
    labels = ["检查类别", "计划家次", "每次天数", "计划月份", "承办机构", "每户年度上限", "同时检查职业健康"]
    rows = re.findall(r'<tr id="row-\d+".*?</tr>', deepest.content.decode(), re.DOTALL)
    assert len(rows) == 30
    for row in rows:
        assert re.findall(r'data-label="(.*?)"', row) == labels
    assert all(row["save_url"].endswith(deep.context["page"].next_url.replace("&amp;", "&"))
               for row in deepest.context["rows"])  # fmt: skip
    assert not deepest.context["page"].next_url
    assert deepest.context["page"].first_url


def test_an_enterprise_found_can_go_into_each_list_that_names_enterprises(client, who, plan):
    one = graded(who.bureau, 1)[0]
    client.force_login(who.drafter)
    page = client.get(reverse("plan_items", args=[plan.pk]), {"words": one.name}).content.decode()
    links = re.findall(rf'<a href="({reverse("plan_add_key", args=[plan.pk, one.pk])}[^"]*)">(.*?)</a>', page)
    assert [label for _url, label in links] == ["列入重点检查", "列入专项检查", "列入应急管理检查"]
    for (url, _label), field in zip(links, ("id_subject", "id_campaign", "id_subject"), strict=True):
        answer = client.get(html.unescape(url))
        assert answer.status_code == 200
        assert one.name in answer.content.decode()
        assert f'id="{field}"' in answer.content.decode()


def test_the_foot_of_the_table_leads_to_other_sizes(client, who, plan):
    graded(who.bureau, 1)
    for number in range(21):
        add(plan, who, ItemKind.GENERAL, visits=1, subject=f"抽查{number}")
    client.force_login(who.leader)
    page = client.get(reverse("plan_items", args=[plan.pk]), {"kind": "general", "size": "20"}).content.decode()
    assert 'href=""' not in page
    assert 'href="?kind=general&amp;size=100"' in page
    assert "<b>20</b>" in page
