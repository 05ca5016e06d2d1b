"""A plan, and a task, says which licence it checks. Who may plan and make one follows from who licenses the enterprise
and who supervises it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from plans.actions import assignment as actions, plan as plan_actions
from plans.actions.plan_items import add_enterprises, renew
from plans.models import Assignment, Enterprise, Licence, Plan, PlanItem
from plans.queries.plan_items import in_other_plans, out_of_reach
from plans.queries.renewal import renewal
from plans.states import Origin, PlanState
from tests.factories.assignment import task_of
from tests.factories.plan import advance, graded, plan_at
from tests.factories.tree import tree
from tests.plans.test_plan_tables import paste, words_of
from tests.plans.test_stacking import assigned, refusal, typed, url_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_of_them():
    return tree()


@pytest.fixture
def one(all_of_them):
    """Supervised by the county."""
    return graded(all_of_them.county.bureau, 1, start=501)[0]


LICENCE = {"licence": "chem_sale", "origin_reason": "许可条件核查"}


def test_the_licensing_bureau_inspects_what_it_licensed(all_of_them, one):
    told = refusal(all_of_them.other, one, Origin.LICENSING, **LICENCE)
    assert told.field == "origin"
    assert "许可监管机关为未确定" in str(told.message)
    assert f"日常监管机关为{all_of_them.county.bureau}" in str(told.message)
    Enterprise.objects.filter(pk=one.pk).update(licensing_bureau=all_of_them.other.bureau)
    task = assigned(all_of_them.other, one, Origin.LICENSING, **LICENCE)
    assert (task.daily_bureau, task.licence) == (all_of_them.county.bureau, "chem_sale")
    assert history(task)[0].after["licence"] == "危险化学品经营许可"


def test_so_does_the_daily_supervisor_and_no_superior_that_does_not_license(all_of_them, one):
    Enterprise.objects.filter(pk=one.pk).update(licensing_bureau=all_of_them.other.bureau)
    told = refusal(all_of_them.city, one, Origin.LICENSING, **LICENCE)
    assert f"许可监管机关为{all_of_them.other.bureau}" in str(told.message)
    task = assigned(all_of_them.county, one, Origin.LICENSING, **LICENCE)
    assert (task.bureau, task.daily_bureau) == (all_of_them.county.bureau, None)


def test_a_licensing_check_says_which_licence_and_no_other_check_does(all_of_them, one):
    told = refusal(all_of_them.county, one, Origin.LICENSING)
    assert (told.field, "检查什么许可" in str(told.message)) == ("licence", True)
    told = refusal(all_of_them.county, one, Origin.CAMPAIGN, licence="chem_sale")
    assert (told.field, "许可事项检查" in str(told.message)) == ("licence", True)


def test_the_licence_is_asked_for_where_it_can_be_checked(client, all_of_them, one):
    Enterprise.objects.filter(pk=one.pk).update(licensing_bureau=all_of_them.other.bureau)
    pages = {}
    for name in ("county", "city", "other"):
        client.force_login(getattr(all_of_them, name).chief)
        pages[name] = 'name="licence"' in client.get(url_of(one)).content.decode()
    assert pages == {"county": True, "city": False, "other": True}
    form = typed(all_of_them.other, origin="licensing")
    refused = client.post(url_of(one), form)
    assert (refused.status_code, "选择检查的许可" in refused.content.decode()) == (422, True)
    assert client.post(url_of(one), {**form, "licence": "chem_sale"}).status_code == 302
    assert "危险化学品经营许可" in client.get(Assignment.objects.get().get_absolute_url()).content.decode()


def licensed(all_of_them, one):
    Enterprise.objects.filter(pk=one.pk).update(licensing_bureau=all_of_them.city.bureau)
    one.refresh_from_db()
    return one


def test_the_licensing_bureau_plans_what_it_licensed_and_nothing_else(all_of_them, one):
    plan, by = plan_at(PlanState.DRAFT, all_of_them.city), all_of_them.city.drafter
    with pytest.raises(RuleBroken, match="本机关只列入许可事项") as refused:
        plan_actions.add_key_item(plan, by=by, enterprise=licensed(all_of_them, one), subject="许可条件核查")
    assert refused.value.field == "licence"
    item = plan_actions.add_key_item(plan, by=by, enterprise=one, licence="chem_sale")
    assert (item.subject, item.for_licence_only) == ("许可事项检查", True)
    assert history(plan)[0].after["licence"] == "chem_sale"
    with pytest.raises(RuleBroken, match="本机关只列入许可事项"):
        plan_actions.change_item(item, by=by, licence="")
    assert plan_actions.change_item(item, by=by, subject="经营条件核查").licence == "chem_sale"


def test_its_item_begins_with_the_licence_on_the_register_where_that_is_one(client, all_of_them, one):
    """Ended ones do not count, and of two kinds people choose."""
    plan, by = plan_at(PlanState.DRAFT, all_of_them.city), all_of_them.city.drafter
    on_register(one, "chem_sale", "1"), on_register(licensed(all_of_them, one), "mine", "2", state="cancelled")
    client.force_login(by)
    url = reverse("plan_add_key", args=[plan.pk, one.pk])
    assert 'value="chem_sale" selected' in client.get(url).content.decode()
    on_register(one, "chem_use", "3")
    page = client.get(url).content.decode()
    assert "selected" not in page.partition('name="licence"')[2].partition("</select>")[0].replace('"" selected', "")
    effort = {"visits": 1, "officers_per_visit": 2, "days_per_visit": 1, "ceiling": 2}
    refused = client.post(url, {"subject": "许可事项检查", **effort})
    assert (refused.status_code, refused.context["form"].errors["licence"]) == (422, ["选择检查的许可"])
    assert client.post(url, {"subject": "条件核查", "licence": "chem_use", **effort}).status_code == 302
    assert plan.items.get(enterprise=one).licence == "chem_use"
    assert "危险化学品使用许可" in client.get(reverse("plan_items", args=[plan.pk])).content.decode()


def on_register(enterprise, kind, number, *, state="normal"):
    ended = {} if state == "normal" else {"ended_on": "2026-02-01", "end_reason": "到期"}
    Licence.objects.create(
        enterprise=enterprise, kind=kind, number=number, issued_by="云岭市应急管理局", valid_from="2025-01-01",
        state=state, created_by=enterprise.created_by, **ended,
    )  # fmt: skip


def test_a_pool_is_drawn_for_no_licence(all_of_them):
    plan = plan_at(PlanState.DRAFT, all_of_them.city)
    item = plan.items.get(enterprise=None)
    with pytest.raises(RuleBroken, match="抽取的项目不选"):
        plan_actions.change_item(item, by=all_of_them.city.drafter, licence="chem_sale")
    with pytest.raises(IntegrityError, match="plan_item_licence_of_an_enterprise"), transaction.atomic():
        plan.items.filter(pk=item.pk).update(licence="chem_sale")
    key = plan.items.exclude(enterprise=None).first()
    with pytest.raises(IntegrityError, match="plan_item_licence_of_an_enterprise"), transaction.atomic():
        plan.items.filter(pk=key.pk).update(licence="nonsense")


def test_what_went_to_another_bureau_is_no_licensing_check_because_this_one_licenses_it(client, all_of_them):
    """Named while this one supervised it: out of reach and nothing to take over, unless it is for the licence."""
    who = all_of_them.city
    plan = plan_at(PlanState.PUBLISHED, who, year=timezone.localdate().year - 1)
    gone, kept = (one.enterprise for one in plan.items.filter(kind="key").order_by("id")[:2])
    plan.items.filter(enterprise=kept).update(licence="chem_sale")
    Enterprise.objects.filter(pk__in=[gone.pk, kept.pk]).update(
        bureau=all_of_them.county.bureau, licensing_bureau=who.bureau
    )
    assert [one.enterprise for one in out_of_reach(plan)] == [gone]
    new = plan_actions.create_plan(by=who.drafter, year=plan.year + 1)
    why = {row.enterprise: row.blocked for row in renewal(new).rows}
    assert ("选择检查的许可" in why[gone], why[kept]) == (True, "")
    renew(new, [kept.pk], by=who.drafter)
    assert new.items.get().licence == "chem_sale"


def test_a_task_of_what_went_to_another_bureau_asks_for_an_adjustment(all_of_them):
    """The page of a task has no field for the licence: the item names it."""
    who = all_of_them.city
    item = plan_at(PlanState.PUBLISHED, who).items.filter(kind="key").first()
    Enterprise.objects.filter(pk=item.enterprise_id).update(
        bureau=all_of_them.county.bureau, licensing_bureau=who.bureau
    )
    item = PlanItem.objects.get(pk=item.pk)
    task = task_of(item.enterprise, [who.drafter, who.second], origin=Origin.PLAN, plan_item=item)
    with pytest.raises(RuleBroken, match="先调整计划"):
        actions.assign_plan_item(task, by=who.chief)


def test_what_an_item_begins_with_is_chinese_whatever_the_page(all_of_them, one):
    plan, by = plan_at(PlanState.DRAFT, all_of_them.city), all_of_them.city.drafter
    own, many = graded(all_of_them.city.bureau, 2, start=800)
    with override("en"):
        foreign = plan_actions.add_key_item(plan, by=by, enterprise=licensed(all_of_them, one), licence="mine")
        items = [foreign, plan_actions.add_key_item(plan, by=by, enterprise=own)]
        items += add_enterprises(plan, [many.pk], by=by)
    assert [item.subject for item in items] == ["许可事项检查", "重点检查", "重点检查"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"status": "closed", "status_on": dt.date(2026, 1, 5)}, "注销"),
        ({"licensing_bureau": None}, "已由其他机关监管"),
    ],
)
def test_the_plan_says_why_what_was_licensed_is_out_of_reach(client, all_of_them, one, changed, words):
    plan, by = plan_at(PlanState.DRAFT, all_of_them.city), all_of_them.city.drafter
    plan_actions.add_key_item(plan, by=by, enterprise=licensed(all_of_them, one), licence="mine")
    Enterprise.objects.filter(pk=one.pk).update(**changed)
    client.force_login(by)
    ((gone, why),) = client.get(plan.get_absolute_url()).context["gone"]
    assert (gone, words in why, "其他机关" in why) == (one, True, "其他机关" in words)


def test_its_item_stands_beside_that_of_the_daily_supervisor(all_of_them, one):
    licensed(all_of_them, one)
    city = plan_at(PlanState.DRAFT, all_of_them.city)
    county = plan_at(PlanState.DRAFT, all_of_them.county, start=100)
    plan_actions.add_key_item(county, by=all_of_them.county.drafter, enterprise=one)
    plan_actions.add_key_item(city, by=all_of_them.city.drafter, enterprise=one, licence="mine")
    for plan in (city, county):
        Plan.objects.filter(pk=plan.pk).update(state=PlanState.SUBMITTED)
    assert [in_other_plans([one.pk], plan) for plan in (city, county)] == [{}, {}]
    assert [out_of_reach(plan).filter(enterprise=one).exists() for plan in (city, county)] == [False, False]
    Enterprise.objects.filter(pk=one.pk).update(licensing_bureau=None)
    assert [bool(in_other_plans([one.pk], plan)) for plan in (city, county)] == [True, True]
    assert [out_of_reach(plan).filter(enterprise=one).exists() for plan in (city, county)] == [True, False]


def test_it_is_assigned_as_a_licensing_check_and_counts_for_the_plan(client, all_of_them, one):
    who = all_of_them.city
    plan = plan_at(PlanState.DRAFT, who)
    item = plan_actions.add_key_item(plan, by=who.drafter, enterprise=licensed(all_of_them, one), licence="chem_sale")
    plan = advance(plan, PlanState.PUBLISHED, who)
    item = plan.items.get(pk=item.pk)
    typed = task_of(one, [who.drafter, who.second], origin="plan", plan_item=item, subject="经营条件核查")
    task = actions.assign_plan_item(typed, by=who.chief)
    assert task.licence == "chem_sale"
    assert (task.origin, task.daily_bureau, task.plan_item_id) == ("licensing", all_of_them.county.bureau, item.pk)
    assert task.origin_reason == "年度计划列入的许可事项：危险化学品经营许可"
    client.force_login(all_of_them.county.chief)
    assert client.get(task.get_absolute_url()).status_code == 200


def test_an_own_enterprise_of_the_plan_may_be_checked_for_a_licence(all_of_them):
    who = all_of_them.city
    plan = plan_at(PlanState.DRAFT, who)
    item = plan.items.filter(kind="key").first()
    plan_actions.change_item(item, by=who.drafter, licence="chem_sale")
    plan = advance(plan, PlanState.PUBLISHED, who)
    item = plan.items.get(pk=item.pk)
    task = actions.assign_plan_item(
        task_of(item.enterprise, [who.drafter, who.second], origin="plan", plan_item=item), by=who.chief
    )
    assert (task.origin, task.licence, task.daily_bureau) == ("plan", "chem_sale", None)


def test_the_pages_say_who_answers_for_what_belongs_to_the_licence(client, all_of_them, one):
    who = all_of_them.city
    words = f"该企业由{all_of_them.county.bureau}负责日常监管，本机关只检查许可事项"
    plan = plan_at(PlanState.DRAFT, who)
    client.force_login(who.drafter)
    adding = reverse("plan_add_key", args=[plan.pk, licensed(all_of_them, one).pk])
    item = plan_actions.add_key_item(plan, by=who.drafter, enterprise=one, licence="chem_sale")
    changing = reverse("plan_item", args=[plan.pk, item.pk])
    own = reverse("plan_item", args=[plan.pk, plan.items.filter(enterprise__bureau=who.bureau).first().pk])
    assert [words in client.get(url).content.decode() for url in (adding, changing, own)] == [True, True, False]
    advance(plan, PlanState.PUBLISHED, who)
    client.force_login(who.chief)
    assert words in client.get(reverse("assignment_add"), {"item": item.pk}).content.decode()


def test_it_is_found_for_the_list_of_the_licensing_bureau_only(client, all_of_them, one):
    licensed(all_of_them, one)
    plan = plan_at(PlanState.DRAFT, all_of_them.city)
    client.force_login(all_of_them.city.drafter)
    page = client.get(reverse("plan_items", args=[plan.pk]), {"words": one.credit_code}).content.decode()
    url = reverse("plan_add_key", args=[plan.pk, one.pk])
    assert url in page
    assert "许可事项检查" in client.get(url).content.decode()
    Enterprise.objects.filter(pk=one.pk).update(licensing_bureau=all_of_them.other.bureau)
    assert client.get(url).status_code == 404
    page = client.get(reverse("plan_items", args=[plan.pk]), {"words": one.credit_code}).content.decode()
    assert url not in page


def test_a_pasted_enterprise_of_another_bureau_needs_its_licence(client, all_of_them):
    who = all_of_them.city
    plan = plan_actions.create_plan(by=who.drafter, year=2027)
    foreign, registered = graded(all_of_them.county.bureau, 2, start=50, licensing_bureau=who.bureau)
    on_register(registered, "mine", "1")
    client.force_login(who.drafter)
    text = f"单位名称\t检查的许可\n{foreign.name}\t\n{registered.name}\t"
    shown = words_of(paste(client, plan, text))
    assert [row[2] for row in shown] == ["不列入", "新增"]
    assert "选择检查的许可" in shown[0][3]
    text = f"单位名称\t检查的许可\n{foreign.name}\t烟花爆竹经营（零售）许可\n{registered.name}\t"
    paste(client, plan, text, act="apply", version=Plan.objects.get(pk=plan.pk).version)
    assert set(plan.items.values_list("licence", flat=True)) == {"fireworks_retail", "mine"}


def test_a_table_says_no_licence_by_a_word_of_its_own(client, all_of_them):
    """An empty cell changes nothing."""
    who = all_of_them.city
    plan = plan_at(PlanState.DRAFT, who)
    item = plan.items.filter(kind="key").first()
    plan_actions.change_item(item, by=who.drafter, licence="chem_use")
    client.force_login(who.drafter)
    for cell, effect, told in (("", "无变化", "--"), ("无", "修改", "检查的许可 危险化学品使用许可 → --")):
        text = f"单位名称\t检查的许可\n{item.enterprise.name}\t{cell}"
        (row,) = words_of(paste(client, plan, text))
        assert (row[2], row[3] or "--") == (effect, told)
    paste(client, plan, text, act="apply", version=Plan.objects.get(pk=plan.pk).version)
    assert plan.items.get(pk=item.pk).licence == ""
