"""An enterprise may contest its grade: said once, answered by someone else, upheld only by a new grading."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.queries import history
from plans.actions.grading import answer, grade_enterprise, object_to
from plans.models import Grading, GradingObjection
from tests.factories.accounts import user_with
from tests.factories.enterprise import enterprise

pytestmark = pytest.mark.django_db
ANSWERS = {"1.2b": 3, "1.3a": 6, "6a": 4}


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def other(chief: User) -> User:
    return user_with(Role.SECTION_CHIEF, bureau=chief.bureau)


@pytest.fixture
def grading(chief: User) -> Grading:
    return grade_enterprise(enterprise(chief, 1), by=chief, scheme="G-19", answers=ANSWERS)


def said(grading: Grading, by: User, **changed: object) -> GradingObjection:
    values = {"said_on": timezone.localdate(), "speaker": "赵某", "text": "两处罐区已经停用"} | changed
    return object_to(grading, by=by, **values)


def test_upheld_it_leads_to_a_new_grading_and_the_old_one_stays(chief: User, other: User, grading: Grading) -> None:
    objection = answer(said(grading, chief), by=other, upheld=True, reply="经核实，罐区已停用")
    assert objection.regraded is None
    one = grading.enterprise
    one.refresh_from_db()
    again = grade_enterprise(one, by=other, scheme="G-19", answers={"1.2b": 1})
    objection.refresh_from_db()
    assert objection.regraded == again
    grading.refresh_from_db()
    assert (grading.current, grading.answers["items"]) == (False, ANSWERS)
    acts = {entry.act for entry in history(one)}
    assert {"enterprise.object_to_grade", "enterprise.answer_objection", "enterprise.grade"} <= acts


def test_not_upheld_the_grade_stays(chief: User, other: User, grading: Grading) -> None:
    answer(said(grading, chief), by=other, upheld=False, reply="现场核查与评分一致")
    again = grade_enterprise(grading.enterprise, by=other, scheme="G-19", answers={})
    assert GradingObjection.objects.get().regraded is None
    assert again.current


def test_who_graded_does_not_answer(chief: User, grading: Grading) -> None:
    objection = said(grading, chief)
    with pytest.raises(RuleBroken, match="不能答复"):
        answer(objection, by=chief, upheld=False, reply="一致")


def test_an_answer_is_given_once(chief: User, other: User, grading: Grading) -> None:
    objection = said(grading, chief)
    answer(objection, by=other, upheld=False, reply="一致")
    with pytest.raises(RuleBroken, match="已经答复"):
        answer(objection, by=other, upheld=True, reply="再议")


def test_only_the_grade_in_force_and_only_once(chief: User, grading: Grading) -> None:
    said(grading, chief)
    with pytest.raises(RuleBroken, match="已记录过异议"):
        said(grading, chief)
    newer = grade_enterprise(grading.enterprise, by=chief, scheme="G-19", answers={})
    assert newer.current
    with pytest.raises(RuleBroken, match="已被新的分级替代"):
        said(grading, chief)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_day_before_the_grading_or_after_today_is_refused(chief: User, grading: Grading, days: int) -> None:
    with pytest.raises(RuleBroken, match="提出日期"):
        said(grading, chief, said_on=timezone.localdate() + dt.timedelta(days=days))


@pytest.mark.parametrize("role", [Role.STATISTICIAN, Role.ARCHIVIST])
def test_another_role_is_refused(grading: Grading, role: Role) -> None:
    with pytest.raises(NotPermitted):
        said(grading, user_with(role, bureau=grading.bureau, certificate=False))


def test_another_bureau_is_refused(grading: Grading) -> None:
    with pytest.raises(NotPermitted):
        said(grading, user_with(Role.SECTION_CHIEF))


def test_the_database_keeps_an_answer_whole(chief: User, grading: Grading) -> None:
    objection = said(grading, chief)
    with pytest.raises(IntegrityError, match="grading_objection_answered_whole"), transaction.atomic():
        GradingObjection.objects.filter(pk=objection.pk).update(upheld=True)


def test_the_way_through_the_pages(client: Client, chief: User, other: User, grading: Grading) -> None:
    place = [grading.enterprise_id, grading.pk]
    client.force_login(chief)
    assert "记录企业的异议" in client.get(grading.get_absolute_url()).content.decode()
    form = {"said_on": timezone.localdate().isoformat(), "speaker": "赵某", "text": "两处罐区已经停用"}
    assert client.post(reverse("objection_add", args=place), form | {"speaker": ""}).status_code == 422
    assert client.post(reverse("objection_add", args=place), form).status_code == 302
    refused = client.post(reverse("objection_answer", args=place), {"upheld": "yes", "reply": "属实"})
    assert refused.status_code == 422
    assert "不能答复" in refused.content.decode()
    client.force_login(other)
    answered = client.post(reverse("objection_answer", args=place), {"upheld": "yes", "reply": "属实"})
    assert answered.url == reverse("grading_add", args=[grading.enterprise_id])
    assert "待重新分级" in client.get(grading.get_absolute_url()).content.decode()


def test_whoever_graded_is_told_before_typing_who_may_answer(
    client: Client, chief: User, other: User, grading: Grading
) -> None:
    said(grading, chief)
    url = reverse("objection_answer", args=[grading.enterprise_id, grading.pk])
    client.force_login(chief)
    page, form = client.get(grading.get_absolute_url()).content.decode(), client.get(url).content.decode()
    assert f'href="{url}"' not in page
    for text in (page, form):
        assert "不能答复" in text
        assert f"可以答复的人员：{other.name}" in text
    assert 'name="reply"' not in form
    client.force_login(other)
    page, form = client.get(grading.get_absolute_url()).content.decode(), client.get(url).content.decode()
    assert f'href="{url}"' in page
    assert ('name="reply"' in form, "不能答复" in form) == (True, False)


def test_where_nobody_else_may_answer_the_page_says_who_mends_that(client: Client, grading: Grading) -> None:
    said(grading, grading.graded_by)
    user_with(Role.SECTION_CHIEF)  # of another bureau
    user_with(Role.SECTION_CHIEF, bureau=grading.bureau, is_active=False)
    client.force_login(grading.graded_by)
    assert "本局没有其他人员有分级权限" in client.get(grading.get_absolute_url()).content.decode()


def test_whoever_gave_the_contested_grade_does_not_give_the_next(chief: User, other: User, grading: Grading) -> None:
    objection = answer(said(grading, chief), by=other, upheld=True, reply="经核实，罐区已停用")
    one = grading.enterprise
    one.refresh_from_db()
    with pytest.raises(RuleBroken, match="由其他人员办理"):
        grade_enterprise(one, by=chief, scheme="G-19", answers={"1.2b": 1})
    assert Grading.objects.count() == 1
    grade_enterprise(one, by=other, scheme="G-19", answers={"1.2b": 1})
    one.refresh_from_db()
    grade_enterprise(one, by=chief, scheme="G-19", answers={"1.2b": 2})  # the objection is done with
    objection.refresh_from_db()
    assert objection.regraded.graded_by == other
