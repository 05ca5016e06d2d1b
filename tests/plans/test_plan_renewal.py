"""The key list of last year, taken over with ticks; several enterprises at once by a filter."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from enforcement.accounts.models import Unit
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from plans.actions import plan as actions
from plans.actions.bounds import adopt_table
from plans.actions.plan_items import renew
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import renewal as renewals
from plans.states import EnterpriseStatus, Grade, Hazard, PlanState, Sector
from tests.factories.accounts import user_with
from tests.factories.plan import ITEM, graded, plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def plan(who):
    """This year's plan in force with 21 key enterprises; next year's draft."""
    old = plan_at(PlanState.PUBLISHED, who, months=(4,))
    return actions.create_plan(by=who.drafter, year=old.year + 1)


def of_old(plan):
    return list(renewals.key_list(renewals.last_year(plan)))


def test_without_a_published_plan_there_is_nothing_to_take_over(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    client.force_login(who.drafter)
    assert "没有已公布的计划" in client.get(reverse("plan_renewal", args=[plan.pk])).content.decode()
    with pytest.raises(RuleBroken, match="没有已公布的计划"):
        renew(plan, [1], by=who.drafter)


def test_the_list_says_what_became_of_each(client, who, plan):
    closed, moved, ungraded, free = (item.enterprise for item in of_old(plan)[:4])
    Enterprise.objects.filter(pk=closed.pk).update(status=EnterpriseStatus.CLOSED)
    Enterprise.objects.filter(pk=moved.pk).update(bureau=team().bureau)
    Enterprise.objects.filter(pk=ungraded.pk).update(grade="")
    client.force_login(who.drafter)
    rows = {row.enterprise: row for row in client.get(reverse("plan_renewal", args=[plan.pk])).context["rows"]}
    assert "经营状态为注销" in rows[closed].blocked
    assert "不是本机关的监管对象" in rows[moved].blocked
    assert "尚未分级" in rows[ungraded].blocked
    assert (rows[free].blocked, rows[free].visited, rows[free].listed) == ("", 0, False)
    assert len(rows) == 21


def test_the_ticked_are_taken_over_as_they_were_planned(client, who, plan):
    unit = Unit.objects.create(bureau=who.bureau, name="监察三队")
    items = of_old(plan)
    PlanItem.objects.filter(pk=items[0].pk).update(unit=unit, occupational_health=True)
    client.force_login(who.drafter)
    url = reverse("plan_renewal", args=[plan.pk])
    ticks = [item.enterprise_id for item in items[:3]]
    assert client.post(url, {"enterprise": ticks, "version": plan.version}).status_code == 302
    taken = {item.enterprise_id: item for item in plan.items.all()}
    assert set(taken) == set(ticks)
    first = taken[items[0].enterprise_id]
    assert (first.visits, first.months, first.unit, first.occupational_health) == (2, [4], unit, True)
    assert (first.added_by, first.version) == (who.drafter, 1)
    assert history(plan)[0].act == "plan.renew"
    assert history(plan)[0].after["carried"] == [items[place].enterprise.name for place in range(3)]


def test_taking_over_twice_adds_nothing(client, who, plan):
    ticks = [of_old(plan)[0].enterprise_id]
    renew(plan, ticks, by=who.drafter)
    with pytest.raises(RuleBroken, match="没有选择可以沿用"):
        renew(Plan.objects.get(pk=plan.pk), ticks, by=who.drafter)
    assert plan.items.count() == 1


def test_a_blocked_one_refuses_the_whole_and_keeps_the_ticks(client, who, plan):
    items = of_old(plan)
    Enterprise.objects.filter(pk=items[0].enterprise_id).update(status=EnterpriseStatus.CLOSED)
    client.force_login(who.drafter)
    ticks = [item.enterprise_id for item in items[:2]]
    answer = client.post(reverse("plan_renewal", args=[plan.pk]), {"enterprise": ticks, "version": plan.version})
    assert answer.status_code == 422
    assert answer.context["ticked"] == ticks
    assert not plan.items.exists()


def test_a_stale_list_is_refused(client, who, plan):
    actions.add_general_item(Plan.objects.get(pk=plan.pk), by=who.second, sector="", subject="抽查", **ITEM)
    client.force_login(who.drafter)
    form = {"enterprise": [of_old(plan)[0].enterprise_id], "version": plan.version}
    assert client.post(reverse("plan_renewal", args=[plan.pk]), form).status_code == 409


def test_who_dropped_out_and_who_is_new_stays_on_the_plan(client, who, plan):
    items = of_old(plan)
    renew(plan, [item.enterprise_id for item in items[:19]], by=who.drafter)
    new = graded(who.bureau, 1, start=300)[0]
    actions.add_key_item(Plan.objects.get(pk=plan.pk), by=who.drafter, enterprise=new, **ITEM)
    assert renewals.renewed(plan) == {"dropped": 2, "added": 1}
    client.force_login(user_with(Role.STATISTICIAN, bureau=who.bureau))
    assert "较上年退出 2 家，新列入 1 家" in client.get(plan.get_absolute_url()).content.decode()
    dropped, added = client.get(reverse("plan_renewal", args=[plan.pk])).context["differences"]
    assert [row.cells[0].text for row in dropped.rows] == [item.enterprise.name for item in items[19:]]
    assert [row.cells[0].text for row in added.rows] == [new.name]


def test_only_drafters_take_over(client, who, plan):
    client.force_login(user_with(Role.STATISTICIAN, bureau=who.bureau))
    url = reverse("plan_renewal", args=[plan.pk])
    assert "沿用勾选的企业" not in client.get(url).content.decode()
    assert client.post(url, {"enterprise": [1], "version": 1}).status_code == 403


# Several at once


def effort(**changed):
    return {"subject": "重点检查", "visits": 1, "officers_per_visit": 2, "days_per_visit": "2", "ceiling": 2,
            "months": "5", "unit": ""} | changed  # fmt: skip


def test_the_filter_offers_own_operating_enterprises_not_yet_listed(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    red = graded(who.bureau, 2, grade=Grade.RED, hazards=[Hazard.DUST])
    graded(who.bureau, 2, start=10, grade=Grade.BLUE)
    graded(who.bureau, 1, start=20, grade=Grade.RED, status=EnterpriseStatus.CLOSED)
    graded(team().bureau, 1, start=30, grade=Grade.RED)
    actions.add_key_item(plan, by=who.drafter, enterprise=red[0], **ITEM)
    client.force_login(who.drafter)
    url = reverse("plan_add_many", args=[plan.pk])
    assert client.get(url, {"grade": "red", "hazard": "dust"}).context["page"].rows == [red[1]]
    assert len(client.get(url).context["page"].rows) == 3
    assert '<option value="dust">粉尘涉爆</option>' in client.get(url).content.decode()


def test_the_ticked_are_listed_with_one_effort(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    chosen = graded(who.bureau, 3)
    client.force_login(who.drafter)
    url = reverse("plan_add_many", args=[plan.pk])
    assert client.post(url, effort(enterprise=[one.pk for one in chosen[:2]])).status_code == 302
    assert {item.enterprise_id for item in plan.items.all()} == {one.pk for one in chosen[:2]}
    assert {(item.visits, tuple(item.months), str(item.days_per_visit)) for item in plan.items.all()} == {
        (1, (5,), "2.0")
    }
    assert [entry.act for entry in history(plan)[:2]] == ["plan.add_item"] * 2


@pytest.mark.parametrize(
    ("changed", "words"),
    [({"visits": 3}, "超过每户年度上限 2 次"), ({"enterprise": []}, "勾选至少一家"), ({"months": "x"}, "不是月份")],
)
def test_a_wrong_effort_or_no_tick_is_refused_and_the_ticks_stay(client, who, changed, words):
    plan = actions.create_plan(by=who.drafter, year=2027)
    one = graded(who.bureau, 1)[0]
    client.force_login(who.drafter)
    answer = client.post(reverse("plan_add_many", args=[plan.pk]), effort(enterprise=[one.pk]) | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "checked" in answer.content.decode() or not changed.get("enterprise", True)
    assert not plan.items.exists()


def test_an_enterprise_of_another_bureau_is_not_listed_by_a_forged_tick(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    other = graded(team().bureau, 1, start=50)[0]
    client.force_login(who.drafter)
    assert client.post(reverse("plan_add_many", args=[plan.pk]), effort(enterprise=[other.pk])).status_code == 422
    assert not plan.items.exists()


def test_without_a_ceiling_each_gets_that_of_its_grade_by_the_table(client, who, django_assert_max_num_queries):
    """The table of 山西 2025 for mines other than coal: red 4, orange 2, yellow 1, blue 1."""
    adopt_table(by=who.head, place="山西 2025")
    plan = actions.create_plan(by=who.drafter, year=2027)
    expected = {Grade.RED: 4, Grade.ORANGE: 2, Grade.YELLOW: 1, Grade.BLUE: 1}
    mines = [graded(who.bureau, 3, start=10 * place, sector=Sector.MINE, grade=grade)
             for place, grade in enumerate(expected, start=1)]  # fmt: skip
    pks = [one.pk for same in mines for one in same]
    client.force_login(who.drafter)
    url = reverse("plan_add_many", args=[plan.pk])
    refused = client.post(url, effort(enterprise=pks, ceiling="", visits=2))
    assert refused.status_code == 422
    assert "计划 2 次，超过每户年度上限 1 次" in refused.content.decode()
    assert not plan.items.exists()
    with django_assert_max_num_queries(30):
        assert client.post(url, effort(enterprise=pks, ceiling="")).status_code == 302
    for same, (_grade, ceiling) in zip(mines, expected.items(), strict=True):
        assert {plan.items.get(enterprise=one).ceiling for one in same} == {ceiling}


def test_hazards_are_said_in_words_of_the_reader(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    graded(who.bureau, 1, hazards=[Hazard.DUST, Hazard.AMMONIA])
    client.force_login(who.drafter)
    url = reverse("plan_add_many", args=[plan.pk])
    [one] = client.get(url).context["page"].rows
    assert one.hazard_words == "、".join(str(code.label) for code in (Hazard.DUST, Hazard.AMMONIA))
    assert one.hazard_words in client.get(url).content.decode()
    client.cookies["django_language"] = "en"
    with override("zh-hans"):  # a request in English ends in English
        page = client.get(url).content.decode()
    body = page[page.index("<tbody") : page.index("</tbody>")]
    assert "粉尘涉爆" not in body
    assert "dust, ammonia" not in body
