"""An enterprise may contest its grade: said once, answered by someone else, upheld only by a new grading."""

import datetime as dt
from typing import Any

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
from tests.factories.grading import known, scheme

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
    assert answered.url == reverse("grading_add", args=[grading.enterprise_id], query={"scheme": "G-19"})
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


def as_it_came(answer: Any) -> dict[str, Any]:
    """What a browser would send of the form that nobody touched."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value} | {"version": answer.context["version"]}


def upheld(client: Client, grading: Grading, chief: User, other: User) -> Any:
    """The page to which the answer leads."""
    said(grading, chief)
    client.force_login(other)
    place = [grading.enterprise_id, grading.pk]
    return client.post(reverse("objection_answer", args=place), {"upheld": "yes", "reply": "属实"}, follow=True)


def test_once_upheld_one_changes_what_was_contested_and_types_nothing_else(
    client: Client, chief: User, other: User
) -> None:
    one = known(enterprise(chief, 1), standardisation="二级")
    case = scheme()["direct_red"][0]["code"]
    given = {**ANSWERS, "9b": 1, "2a": 1}
    grading = grade_enterprise(one, by=chief, scheme="G-19", answers=given, direct_red=[case])
    page = upheld(client, grading, chief, other)
    assert "两处罐区已经停用" in page.content.decode()
    assert chief.name in page.content.decode()
    sent = as_it_came(page)
    assert client.post(page.request["PATH_INFO"] + "?scheme=G-19", sent | {"1.2b": 1}).status_code == 302
    again = Grading.objects.get(enterprise=one, current=True)
    assert again.answers == {"items": given | {"1.2b": 1}, "direct_red": [case]}
    assert GradingObjection.objects.get().regraded == again


def test_sent_as_it_came_it_gives_the_same_answers(client: Client, chief: User) -> None:
    """Nobody contested it: whoever grades anew by the same scheme goes through the same answers."""
    client.force_login(chief)
    answers = {f"L{n}": 2 for n in range(1, 11)} | {f"S{n}": 3 for n in range(1, 6)}
    for n, (code, given) in enumerate({"G-19": ANSWERS, "G-LS": answers}.items(), start=1):
        first = grade_enterprise(enterprise(chief, n), by=chief, scheme=code, answers=given)
        url = reverse("grading_add", args=[first.enterprise_id])
        assert client.get(url).context["form"]["scheme"].value() == code
        page = client.get(url, {"scheme": code})
        assert client.post(f"{url}?scheme={code}", as_it_came(page)).status_code == 302
        again = Grading.objects.get(enterprise=first.enterprise_id, current=True)
        assert (again.answers, again.score) == (first.answers, first.score)
        assert again != first


def test_what_is_on_record_now_comes_before_what_was_answered_but_not_before_a_reason(
    client: Client, chief: User
) -> None:
    one = known(enterprise(chief, 1), standardisation="二级")
    said_why = {"standardisation": "证书已降级，待更正"}
    grade_enterprise(one, by=chief, scheme="G-19", answers={"9c": 1, "2a": 1}, reasons=said_why)
    client.force_login(chief)
    url = f"{reverse('grading_add', args=[one.pk])}?scheme=G-19"
    form = client.get(url).context["form"]
    assert (form["9b"].value(), form["9c"].value()) == (None, True)
    assert form["reason_standardisation"].value() == said_why["standardisation"]
    known(one, standardisation="三级")  # the record was corrected: the reason is gone
    form = client.get(url).context["form"]
    assert (form["9b"].value(), form["9c"].value(), form["2a"].value()) == (False, True, True)
    assert form["reason_standardisation"].value() is None


def test_another_scheme_begins_with_what_is_on_record_alone(client: Client, chief: User, grading: Grading) -> None:
    client.force_login(chief)
    page = client.get(reverse("grading_add", args=[grading.enterprise_id]), {"scheme": "G-LS"})
    assert page.context["again"] is None
    assert "上次分级的答案" not in page.content.decode()
