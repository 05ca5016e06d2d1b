"""The table in which each row saves itself: wrong cells, two people in one row, the gauges anew."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from enforcement.accounts.models import Unit
from enforcement.accounts.roles import Role
from enforcement.errors import StaleVersion, StepRefused
from enforcement.ledger.queries import history
from plans.actions import plan as actions
from plans.models import Plan, PlanItem
from plans.queries.plan import other_items
from plans.states import ItemKind, PlanState
from tests.factories.accounts import user_with
from tests.factories.plan import ITEM, graded, kuancheng, plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def plan(who):
    return actions.create_plan(by=who.drafter, year=2027)


def add(plan, who, kind, **fields):
    given = {**{name: value for name, value in ITEM.items() if name != "months"}, "subject": "检查", **fields}
    return actions.add_item(plan, by=who.drafter, kind=kind, **given)


def row_form(item, **changed):
    return {"visits": item.visits, "days_per_visit": str(item.days_per_visit), "months": "", "unit": item.unit_id or "",
            "ceiling": item.ceiling, "version": item.version} | changed  # fmt: skip


def row_url(item):
    return reverse("plan_item_row", args=[item.plan_id, item.pk])


@pytest.fixture
def item(who, plan):
    return add(plan, who, ItemKind.KEY, enterprise=graded(who.bureau, 1)[0])


def test_a_row_saves_itself_and_answers_with_its_own_cell(client, who, item):
    client.force_login(who.drafter)
    unit = Unit.objects.create(bureau=who.bureau, name="监察一队")
    form = row_form(item, visits=1, months="3-4", unit=unit.pk, occupational_health="on")
    answer = client.post(row_url(item), form, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, answer["HX-Trigger"]) == (200, "plan-changed")
    assert "<html" not in page
    assert 'name="version" value="2"' in page
    item.refresh_from_db()
    assert (item.visits, item.months, item.unit, item.occupational_health) == (1, [3, 4], unit, True)
    assert (item.changed_by, history(item.plan)[0].act) == (who.drafter, "plan.change_item")
    assert history(item.plan)[0].before["visits"] == 2


def test_without_scripts_the_row_comes_back_to_the_list(client, who, item):
    client.force_login(who.drafter)
    answer = client.post(f"{row_url(item)}?kind=key", row_form(item, visits=1))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('plan_items', args=[item.plan_id])}?kind=key#row-{item.pk}"


def test_a_row_sent_twice_writes_once(client, who, item):
    client.force_login(who.drafter)
    for _time in range(2):
        assert client.post(row_url(item), row_form(item, visits=1), headers={"HX-Request": "1"}).status_code == 200
    item.refresh_from_db()
    assert item.version == 2
    assert [entry.act for entry in history(item.plan)].count("plan.change_item") == 1


def test_two_people_in_one_row_see_both_values_and_nothing_is_overwritten(client, who, item):
    actions.change_item(item, by=who.second, version=1, visits=1)
    client.force_login(who.drafter)
    answer = client.post(row_url(item), row_form(item, ceiling=5, visits=2), headers={"HX-Request": "1"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert who.second.name in page
    assert "计划家次：现在 1，我填的 2" in page
    assert 'name="version" value="2"' in page
    item.refresh_from_db()
    assert (item.visits, item.ceiling) == (1, 2)
    kept = client.post(row_url(item), row_form(item, ceiling=5, visits=2, version=2))
    assert kept.status_code == 302
    item.refresh_from_db()
    assert (item.visits, item.ceiling) == (2, 5)


def test_without_scripts_the_conflict_has_a_page_with_what_was_typed(client, who, item):
    actions.change_item(item, by=who.second, version=1, visits=1)
    client.force_login(who.drafter)
    answer = client.post(row_url(item), row_form(item, days_per_visit="7.5"))
    assert answer.status_code == 409
    assert 'value="7.5"' in answer.content.decode()
    assert "现在 1，我填的 2" in answer.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"visits": 3}, "超过每户年度上限 2 次"),
        ({"visits": 0}, "不能少于 1"),
        ({"days_per_visit": "0"}, "应大于 0"),
        ({"months": "十三"}, "不是月份"),
        ({"unit": "999999"}, "选择"),
    ],
)
def test_a_wrong_cell_is_said_beside_it_and_the_row_stays(client, who, item, changed, words):
    client.force_login(who.drafter)
    [(name, typed)] = changed.items()
    cell = f"row-{item.pk}-{name}"
    answer = client.post(row_url(item), row_form(item, **changed), headers={"HX-Request": "1"})
    assert answer.status_code == 422
    marks = re.search(rf'data-cell-marks="row-{item.pk}"(.*?)</ul>', answer.content.decode(), re.DOTALL)[1]
    told = re.search(rf'href="#{cell}" data-cell-error="([^"]*)"', marks)[1]
    assert words in told
    page = client.post(row_url(item), row_form(item, **changed)).content.decode()
    control = re.search(rf'<(?:input|select)[^>]*id="{cell}"[^>]*>', page)[0]
    assert f'aria-invalid="true" aria-describedby="{cell}-error"' in control
    assert words in re.search(rf'id="{cell}-error">(.*?)</p>', page)[1]
    assert f'<a href="#{cell}">' in page  # the summary leads there
    assert f'value="{typed}"' in control or name == "unit"
    assert page.count('aria-invalid="true"') == 1
    item.refresh_from_db()
    assert item.version == 1


def test_a_row_that_is_taken_takes_the_marks_away(client, who, item):
    client.force_login(who.drafter)
    page = client.post(row_url(item), row_form(item, visits=1), headers={"HX-Request": "1"}).content.decode()
    assert f'data-cell-marks="row-{item.pk}"' in page
    assert "data-cell-error" not in page


def test_a_wrong_figure_of_the_workdays_is_told_at_its_field_before_anything_is_saved(client, who, plan):
    client.force_login(who.drafter)
    form = {"officers": "8", "workdays": "0", "workdays_source": "", "other_3": "很多"}
    answer = client.post(reverse("plan_gauges", args=[plan.pk]), form, headers={"HX-Request": "1"})
    page = answer.content.decode()
    assert 'data-cell-marks="workdays"' in page
    assert re.findall(r'href="#id_(\w+)" data-cell-error="([^"]+)"', page) == [
        ("workdays", "年法定工作日应为 1 至 366 天"),
        ("other_3", f"{other_items()[2]}应填写数字"),
    ]
    whole = client.post(reverse("plan_workdays", args=[plan.pk]), form).content.decode()
    assert 'aria-invalid="true"' in re.search(r'<input[^>]*id="id_other_3"[^>]*>', whole)[0]
    assert 'value="很多"' in whole


def test_a_stale_page_of_an_item_is_refused_by_its_own_version(client, who, item):
    other = add(item.plan, who, ItemKind.GENERAL, visits=3)
    actions.change_item(other, by=who.second, visits=4)  # another row: no matter
    client.force_login(who.drafter)
    form = {"subject": "检查", "officers_per_visit": 2, **row_form(item, visits=1)}
    assert client.post(item.get_absolute_url(), form).status_code == 302
    assert client.post(item.get_absolute_url(), form | {"visits": 2}).status_code == 409
    with pytest.raises(StaleVersion):
        actions.remove_item(item, by=who.drafter, version=1)


def test_a_row_removed_by_someone_else_is_stale_not_an_error(who, item):
    held = PlanItem.objects.select_related("plan").get(pk=item.pk)
    actions.remove_item(item, by=who.second)
    with pytest.raises(StaleVersion):
        actions.change_item(held, by=who.drafter, version=1, visits=1)


def test_the_ratio_keeps_the_number_of_its_row(client, who, plan):
    graded(who.bureau, 10)
    item = add(plan, who, ItemKind.GENERAL, ratio=Decimal(20), days_per_visit=Decimal(1))
    client.force_login(who.drafter)
    assert client.post(row_url(item), row_form(item, visits=9, ceiling=3)).status_code == 302
    item.refresh_from_db()
    assert (item.visits, item.ceiling) == (2, 3)


def test_a_row_of_a_submitted_plan_or_of_another_bureau_is_not_edited(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    item = plan.items.first()
    client.force_login(who.drafter)
    assert client.post(row_url(item), row_form(item, visits=1)).status_code == 409
    client.force_login(user_with(Role.STATISTICIAN, bureau=who.bureau))
    assert client.post(row_url(item), row_form(item, visits=1)).status_code == 403
    client.force_login(team().drafter)
    assert client.post(row_url(item), row_form(item, visits=1)).status_code == 404
    with pytest.raises(StepRefused):
        actions.change_item(item, by=who.drafter, visits=1)


def test_the_gauges_come_anew_after_a_row(client, who, item):
    kuancheng(Plan.objects.get(), who.drafter)
    client.force_login(who.drafter)
    url = reverse("plan_tiles", args=[item.plan_id])
    assert ">12<" in "".join(client.get(url).content.decode().split())
    actions.change_item(PlanItem.objects.select_related("plan").get(), by=who.drafter, visits=1)
    page = "".join(client.get(url).content.decode().split())
    assert ">6<" in page
    assert "<html" not in page
