"""The pages on which a plan is drawn up: figures, key list, general pool."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, StepRefused
from enforcement.ledger.queries import history
from plans.actions import plan as actions
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.states import PlanState
from tests.factories.accounts import user_with
from tests.factories.plan import ITEM, graded, kuancheng, plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


def new_plan(who, year=2027):
    return actions.create_plan(by=who.drafter, year=year)


def workday_form(plan, **changed):
    values = {
        "officers": 8,
        "staff_in_post": "",
        "workdays": 248,
        "workdays_source": "本局测算",
        "text": "",
        "measures": "",
    }
    values |= {f"other_{n}": "" for n in range(1, 11)} | {f"non_{n}": "" for n in range(1, 8)}
    return values | {"version": plan.version} | changed


KC = {"other_1": "375", "other_2": "660", "non_1": "135", "non_2": "400"}


def test_list_shows_own_plans_and_not_those_of_another_bureau(client, who):
    plan = new_plan(who)
    client.force_login(who.chief)
    page = client.get(reverse("plan_list")).content.decode()
    assert 'href=""' not in page
    assert [page.count(f'href="{reverse(name)}"') for name in ("plan_check_table", "filing_list", "leave_list")] == [
        1,
        1,
        1,
    ]
    assert plan.get_absolute_url() in page
    client.force_login(team().chief)
    assert plan.get_absolute_url() not in client.get(reverse("plan_list")).content.decode()


def test_creating_takes_officers_from_the_register_and_workdays_from_the_calendar(client, who):
    client.force_login(who.drafter)
    answer = client.post(reverse("plan_add"), {"year": "2026"})
    plan = Plan.objects.get()
    assert answer["Location"] == reverse("plan_workdays", args=[plan.pk])
    assert (plan.officers, plan.workdays) == (4, 248)
    assert "编制说明" in plan.workdays_source
    assert len(plan.other_days) == 10
    assert len(plan.non_days) == 7
    assert history(plan)[0].act == "plan.create"


def test_a_year_without_a_recorded_figure_shows_its_arithmetic(who):
    plan = new_plan(who, 2030)
    assert plan.workdays == 365 - 104 - 13
    assert "365 − 104 − 13 = 248" in plan.workdays_source


def test_an_expired_certificate_does_not_count_as_an_officer(who):
    who.second.certificates.update(valid_to="2020-01-01")
    assert new_plan(who).officers == 3


def test_a_second_plan_of_the_year_is_refused_at_its_field(client, who):
    new_plan(who)
    client.force_login(who.drafter)
    answer = client.post(reverse("plan_add"), {"year": "2027"})
    assert answer.status_code == 422
    assert "2027 年度已有计划" in answer.content.decode()
    assert 'value="2027"' in answer.content.decode()


@pytest.mark.parametrize("role", [Role.LEGAL_REVIEWER, Role.STATISTICIAN, Role.BUREAU_LEADER])
def test_only_drafters_create(client, who, role):
    client.force_login(user_with(role, bureau=who.bureau))
    assert client.get(reverse("plan_add")).status_code == 403
    assert client.post(reverse("plan_add"), {"year": "2027"}).status_code == 403
    assert not Plan.objects.exists()


def test_the_worked_example_of_kuancheng_through_the_page(client, who):
    plan = new_plan(who, 2025)
    client.force_login(who.drafter)
    url = reverse("plan_workdays", args=[plan.pk])
    assert client.post(url, workday_form(plan, **KC)).status_code == 302
    figures = plans.gauges(Plan.objects.get()).workload.figures
    assert (figures["total"], figures["other"], figures["non_enforcement"], figures["inspection"]) == (
        1984,
        1035,
        535,
        414,
    )
    page = client.get(plan.get_absolute_url()).content.decode()
    for shown in ("1984", "1035", "535", "414", "52.2%", "27.0%", "20.9%"):
        assert shown in page


def test_the_worked_example_of_a_city_through_the_page(client, who):
    plan = new_plan(who, 2023)
    client.force_login(who.drafter)
    other = (170, 482, 390, 310, 276, 0, 15, 106, 72, 648)
    days = {f"other_{n}": str(one) for n, one in enumerate(other, 1)} | {
        "non_1": "1584",
        "non_2": "110",
        "non_3": "300",
    }
    client.post(reverse("plan_workdays", args=[plan.pk]), workday_form(plan, officers=22, workdays=247, **days))
    one = graded(who.bureau, 1)[0]
    actions.add_key_item(
        plan, by=who.drafter, enterprise=one, **{**ITEM, "visits": 316, "days_per_visit": 1, "ceiling": 400}
    )
    page = client.get(plan.get_absolute_url()).content.decode()
    for shown in ("5434", "2469", "1994", "971", "65.1%"):
        assert shown in page


def test_the_worked_example_with_staff_in_post(client, who):
    plan = new_plan(who, 2024)
    client.force_login(who.drafter)
    form = workday_form(plan, officers=22, staff_in_post=28, workdays=251)
    client.post(reverse("plan_workdays", args=[plan.pk]), form)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "5522" in page
    assert "78.6%" in page


def test_the_gauges_are_computed_while_typing_and_nothing_is_saved(client, who):
    plan = new_plan(who)
    client.force_login(who.drafter)
    answer = client.post(reverse("plan_gauges", args=[plan.pk]), workday_form(plan, **KC))
    page = answer.content.decode()
    assert "414" in page
    assert "<html" not in page
    assert Plan.objects.get().other_days == plan.other_days


def test_the_gauges_fall_back_to_what_is_saved_while_a_figure_is_wrong(client, who):
    plan = kuancheng(new_plan(who), who.drafter)
    client.force_login(who.drafter)
    page = client.post(reverse("plan_gauges", args=[plan.pk]), workday_form(plan, other_1="abc")).content.decode()
    assert "以下为已保存的数字" in page
    assert "414" in page


def test_without_scripts_the_button_recomputes_and_saves_nothing(client, who):
    plan = new_plan(who)
    client.force_login(who.drafter)
    url = reverse("plan_workdays", args=[plan.pk])
    answer = client.post(url, workday_form(plan, act="compute", **KC))
    assert answer.status_code == 200
    assert "414" in answer.content.decode()
    assert 'value="660"' in answer.content.decode()
    assert Plan.objects.get().version == plan.version


@pytest.mark.parametrize(
    ("field", "typed"), [("officers", "0"), ("workdays", "400"), ("other_3", "-5"), ("non_7", "abc")]
)
def test_a_wrong_figure_is_refused_at_its_field_and_kept(client, who, field, typed):
    plan = new_plan(who)
    client.force_login(who.drafter)
    answer = client.post(reverse("plan_workdays", args=[plan.pk]), workday_form(plan, **{**KC, field: typed}))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'value="{typed}"' in page
    assert 'value="660"' in page
    assert f'id="id_{field}_error"' in page or f"#id_{field}" in page


def test_full_width_digits_and_commas_are_read(client, who):
    plan = new_plan(who)
    client.force_login(who.drafter)
    client.post(reverse("plan_workdays", args=[plan.pk]), workday_form(plan, other_1="１,０３５"))
    assert Decimal(Plan.objects.get().other_days[plans.other_items()[0]]) == 1035


def test_saving_over_someone_elses_change_shows_the_stale_page(client, who):
    plan = new_plan(who)
    client.force_login(who.drafter)
    form = workday_form(plan, **KC)
    kuancheng(Plan.objects.get(), who.chief)
    answer = client.post(reverse("plan_workdays", args=[plan.pk]), {**form, "act": "save"})
    assert answer.status_code == 409
    kept = dict(answer.context["typed"])
    assert kept["执法人员数"] == "8"
    assert "660" in kept.values()
    assert not {"officers", "act", "other_1", "version"} & set(kept)


def test_two_characters_find_an_enterprise_of_the_own_bureau(client, who):
    plan = new_plan(who)
    own, other = graded(who.bureau, 1)[0], graded(team().bureau, 1, start=50)[0]
    client.force_login(who.drafter)
    page = client.get(reverse("plan_items", args=[plan.pk]), {"words": "示例"}).content.decode()
    assert own.name in page
    assert other.name not in page
    assert (
        own.name
        in client.get(reverse("plan_items", args=[plan.pk]), {"words": own.credit_code.lower()}).content.decode()
    )
    assert own.name not in client.get(reverse("plan_items", args=[plan.pk]), {"words": "示"}).content.decode()


def item_form(plan, **changed):
    return {"subject": "重点检查", "visits": 2, "officers_per_visit": 2, "days_per_visit": "3", "ceiling": 2,
            "months": "3、9", "unit": "", "frequency": 1, "ratio": ""} | changed  # fmt: skip


def test_adding_a_key_enterprise_by_hand(client, who):
    plan, one = new_plan(who), graded(who.bureau, 1)[0]
    client.force_login(who.drafter)
    url = reverse("plan_add_key", args=[plan.pk, one.pk])
    assert client.post(url, item_form(plan)).status_code == 302
    item = PlanItem.objects.get()
    assert (item.enterprise, item.months, plans.item_days(item)) == (one, [3, 9], 12)
    assert history(plan)[0].act == "plan.add_item"
    again = client.post(url, item_form(plan))
    assert again.status_code == 422
    assert "已在本计划的检查名单中" in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"visits": 3}, "超过每户年度上限"),
        ({"officers_per_visit": 1}, "不能少于 2"),
        ({"days_per_visit": "0"}, "应大于 0"),
    ],
)
def test_a_wrong_item_is_refused_and_kept(client, who, changed, words):
    plan, one = new_plan(who), graded(who.bureau, 1)[0]
    client.force_login(who.drafter)
    answer = client.post(
        reverse("plan_add_key", args=[plan.pk, one.pk]), item_form(plan, subject="专门检查", **changed)
    )
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "专门检查" in answer.content.decode()
    assert not PlanItem.objects.exists()


def test_an_enterprise_of_another_bureau_is_not_there(client, who):
    plan, other = new_plan(who), graded(team().bureau, 1)[0]
    client.force_login(who.drafter)
    assert client.post(reverse("plan_add_key", args=[plan.pk, other.pk]), item_form(plan)).status_code == 404


def test_a_general_item_names_a_pool_and_a_count(client, who):
    plan = new_plan(who)
    client.force_login(who.drafter)
    url = reverse("plan_add_general", args=[plan.pk])
    assert client.post(url, item_form(plan, sector="trade", visits=40, subject="工贸抽查")).status_code == 302
    item = PlanItem.objects.get()
    assert (item.sector, item.visits, item.enterprise) == ("trade", 40, None)


def test_changing_and_removing_an_item(client, who):
    plan = plan_at(PlanState.DRAFT, who, keys=1)
    item = PlanItem.objects.get(kind="key")
    client.force_login(who.drafter)
    url = reverse("plan_item", args=[plan.pk, item.pk])
    assert client.post(url, item_form(plan, visits=1)).status_code == 302
    item.refresh_from_db()
    assert item.visits == 1
    gone = reverse("plan_remove_item", args=[plan.pk, item.pk])
    assert client.get(gone).status_code == 200
    assert client.post(gone).status_code == 302
    assert not PlanItem.objects.filter(pk=item.pk).exists()
    assert [one.act for one in history(plan)[:2]] == ["plan.remove_item", "plan.change_item"]


def test_a_submitted_plan_is_not_edited(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.drafter)
    assert client.get(reverse("plan_workdays", args=[plan.pk])).status_code == 409
    assert client.post(reverse("plan_add_general", args=[plan.pk]), item_form(plan)).status_code == 409
    with pytest.raises(StepRefused):
        actions.add_general_item(plan, by=who.drafter, sector="", **ITEM)


def test_a_reader_may_not_edit(client, who):
    plan = new_plan(who)
    reader = user_with(Role.STATISTICIAN, bureau=who.bureau)
    client.force_login(reader)
    assert client.get(plan.get_absolute_url()).status_code == 200
    assert client.get(reverse("plan_workdays", args=[plan.pk])).status_code == 403
    with pytest.raises(NotPermitted):
        kuancheng(plan, reader)


def test_another_bureau_sees_none_of_the_pages(client, who):
    plan = plan_at(PlanState.DRAFT, who, keys=1)
    item = PlanItem.objects.first()
    client.force_login(team().drafter)
    for url in (
        plan.get_absolute_url(),
        reverse("plan_workdays", args=[plan.pk]),
        reverse("plan_items", args=[plan.pk]),
        reverse("plan_item", args=[plan.pk, item.pk]),
        reverse("plan_remove_item", args=[plan.pk, item.pk]),
        reverse("plan_act", args=[plan.pk, "submit"]),
        reverse("plan_scan", args=[plan.pk]),
    ):
        assert client.get(url).status_code == 404, url


@pytest.mark.parametrize("url_name", ["plan_detail", "plan_items"])
def test_more_items_cost_no_more_queries(client, who, url_name):
    few, many = plan_at(PlanState.DRAFT, who, keys=2), team()
    more = plan_at_with(many, 19)
    assert len(queries(client, who.drafter, url_name, few)) == len(queries(client, many.drafter, url_name, more))


def plan_at_with(who, keys):
    plan = kuancheng(new_plan(who), who.drafter)
    for one in graded(who.bureau, keys, start=200):
        actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    actions.add_general_item(plan, by=who.drafter, sector="", subject="抽查", **ITEM)
    return plan


def queries(client, user, url_name, plan):
    client.force_login(user)
    client.get(reverse(url_name, args=[plan.pk]))
    with CaptureQueriesContext(connection) as captured:
        assert client.get(reverse(url_name, args=[plan.pk])).status_code == 200
    return [one["sql"] for one in captured]
