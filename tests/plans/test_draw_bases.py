"""The expert base and the recusals declared in advance: by whom, how, and what is left of them."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.queries import history
from plans.actions import draw_bases as actions
from plans.models import DeclaredRecusal, Expert
from plans.rules.credit_code import with_check_digit
from tests.factories.accounts import user_with
from tests.factories.plan import graded, team

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
EXPERT = {"name": "专甲", "specialty": "chemical", "employer": "某设计院"}


@pytest.fixture
def who():
    return team()


def declared(who, **changed):
    one = changed.pop("enterprise", None) or graded(who.bureau, 1, start=500)[0]
    values = {"by": who.drafter, "officer": who.drafter, "enterprise": one, "ground": "近亲属", "valid_from": TODAY()}
    return actions.declare_recusal(**{**values, **changed})


def test_an_expert_is_added_and_ended_by_the_pages(client, who):
    client.force_login(who.chief)
    code = with_check_digit("91530100MA6K00001")
    form = {**EXPERT, "employer_code": code.lower(), "valid_from": TODAY().isoformat(), "valid_to": ""}
    assert client.post(reverse("expert_add"), form).status_code == 302
    expert = Expert.objects.get()
    assert (expert.employer_code, expert.bureau, expert.created_by) == (code, who.bureau, who.chief)
    assert expert.name in client.get(reverse("expert_list")).content.decode()
    ended = {"last_day": TODAY().isoformat(), "reason": "本人申请退出"}
    assert client.post(reverse("expert_end", args=[expert.pk]), ended).status_code == 302
    expert.refresh_from_db()
    assert (expert.valid_to, expert.end_reason) == (TODAY(), "本人申请退出")
    assert [entry.act for entry in history(expert)] == ["expert.end", "expert.add"]
    again = client.post(reverse("expert_end", args=[expert.pk]), ended)
    assert again.status_code == 422
    assert "已移出专家库" in again.content.decode()


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"employer_code": "91530100MA6K000011"}, ""),
        ({"valid_to": "2020-01-01"}, "截止日不能早于起始日"),
        ({"name": ""}, "姓名"),
        ({"specialty": "cooking"}, ""),
    ],
)
def test_wrong_entries_are_refused_and_kept(client, who, changed, words):
    client.force_login(who.chief)
    form = {
        **EXPERT,
        "employer": "留住这几个字",
        "employer_code": "",
        "valid_from": TODAY().isoformat(),
        "valid_to": "",
    }
    answer = client.post(reverse("expert_add"), form | changed)
    assert answer.status_code == 422
    assert "留住这几个字" in answer.content.decode()
    assert words in answer.content.decode()
    assert not Expert.objects.exists()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SUPERVISOR, Role.BUREAU_LEADER])
def test_only_who_prepares_draws_keeps_the_expert_base(who, role):
    with pytest.raises(NotPermitted):
        actions.add_expert(by=user_with(role, bureau=who.bureau), valid_from=TODAY(), **EXPERT)


def test_an_officer_declares_the_own_recusal_by_the_page(client, who):
    enterprise = graded(who.bureau, 2, start=500)[0]
    client.force_login(who.drafter)
    form = {
        "officer": who.drafter.pk, "enterprise": enterprise.credit_code, "ground": "近亲属", "note": "弟弟任职",
        "valid_from": TODAY().isoformat(), "valid_to": "",
    }  # fmt: skip
    assert client.post(reverse("declared_recusal_add"), form).status_code == 302
    recusal = DeclaredRecusal.objects.get()
    assert (recusal.officer, recusal.enterprise, recusal.declared_by) == (who.drafter, enterprise, who.drafter)
    assert enterprise.name in client.get(reverse("declared_recusal_list")).content.decode()
    again = client.post(reverse("declared_recusal_add"), form)
    assert again.status_code == 422
    assert "已登记回避" in again.content.decode()
    ended = client.post(reverse("declared_recusal_end", args=[recusal.pk]), {"reason": "亲属已离职"})
    assert ended.status_code == 302
    recusal.refresh_from_db()
    assert (recusal.valid_to, recusal.ended_by) == (TODAY(), who.drafter)
    assert [entry.note for entry in history(recusal)] == ["亲属已离职", "弟弟任职"]


@override("zh-hans")  # a request leaves its language to what runs next
def test_the_pages_of_both_bases_are_english_and_say_nothing_of_a_draws_randomness(client, who):
    declared(who)
    client.cookies["django_language"] = "en"
    client.force_login(who.chief)
    listed = client.get(reverse("declared_recusal_list")).content.decode()
    form = client.get(reverse("declared_recusal_add")).content.decode()
    for page in (listed, form):
        assert "Close relative" in page
        assert "近亲属" not in page.replace('value="近亲属"', "")
    for name in ("declared_recusal_add", "expert_add"):
        page = client.get(reverse(name)).content.decode()
        assert "randomness" not in page
        assert reverse(name.replace("_add", "_list")) in page


def test_the_name_must_mean_one_enterprise(client, who):
    graded(who.bureau, 3, start=500)
    client.force_login(who.chief)
    form = {
        "officer": who.drafter.pk,
        "ground": "近亲属",
        "note": "",
        "valid_from": TODAY().isoformat(),
        "valid_to": "",
    }
    several = client.post(reverse("declared_recusal_add"), {**form, "enterprise": "示例化工"})
    assert "有 3 家企业符合" in several.content.decode()
    none = client.post(reverse("declared_recusal_add"), {**form, "enterprise": "查无此名"})
    assert "没有“查无此名”" in none.content.decode()
    assert {several.status_code, none.status_code} == {422}


def test_officers_declare_for_themselves_only_the_chief_for_all(who):
    one = graded(who.bureau, 1, start=500)[0]
    with pytest.raises(NotPermitted):
        declared(who, officer=who.second, enterprise=one)
    assert declared(who, by=who.chief, officer=who.second, enterprise=one).officer == who.second
    with pytest.raises(NotPermitted):
        actions.end_recusal(DeclaredRecusal.objects.get(), by=who.drafter, reason="x")


def test_officers_see_their_own_and_the_supervisor_all(client, who):
    other = declared(who, by=who.chief, officer=who.second)
    client.force_login(who.drafter)
    assert other.enterprise.name not in client.get(reverse("declared_recusal_list")).content.decode()
    for reader in (who.second, who.chief, who.supervisor):
        client.force_login(reader)
        assert other.enterprise.name in client.get(reverse("declared_recusal_list")).content.decode()


def test_a_recusal_is_not_backdated_and_not_of_another_bureau(who):
    with pytest.raises(RuleBroken, match="不能早于今天"):
        declared(who, valid_from=TODAY() - dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="本机关"):
        declared(who, enterprise=graded(team().bureau, 1, start=600)[0])
    with pytest.raises(RuleBroken, match="截止日不能早于"):
        declared(who, enterprise=graded(who.bureau, 1, start=700)[0], valid_to=TODAY() - dt.timedelta(days=1))


def test_an_ended_recusal_is_not_ended_again_but_may_be_declared_anew(who):
    recusal = declared(who, valid_to=TODAY() + dt.timedelta(days=9))
    actions.end_recusal(recusal, by=who.drafter, reason="x")
    with pytest.raises(RuleBroken, match="已经解除"):
        actions.end_recusal(recusal, by=who.drafter, reason="x")
    again = declared(who, enterprise=recusal.enterprise, valid_from=TODAY() + dt.timedelta(days=1))
    assert again.pk != recusal.pk


def test_the_database_keeps_one_open_recusal_of_a_pair(who):
    recusal = declared(who)
    with pytest.raises(IntegrityError, match="one_open_declared_recusal"), transaction.atomic():
        DeclaredRecusal.objects.create(
            bureau=who.bureau, officer=recusal.officer, enterprise=recusal.enterprise, ground="x", valid_from=TODAY(),
            declared_by=who.chief,
        )  # fmt: skip
