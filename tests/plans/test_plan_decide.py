"""The approver's page: everything in one look, three buttons; refusing ends the edition."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from enforcement.accounts.roles import Role
from enforcement.ledger.queries import history
from enforcement.web.models import Reminder
from plans.actions import plan as actions
from plans.models import Plan
from plans.states import PlanState
from tests.factories.accounts import user_with
from tests.factories.plan import plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


def url(plan):
    return reverse("plan_decide", args=[plan.pk])


def post(client, plan, choice, opinion="", **more):
    return client.post(url(plan), {"version": plan.version, "choice": choice, "opinion": opinion, **more})


def test_what_the_leader_reads(client, who):
    plan = plan_at(PlanState.REVIEWED, who)
    client.force_login(who.leader)
    assert url(plan) in client.get(plan.get_absolute_url()).content.decode()
    page = client.get(url(plan)).content.decode()
    for words in ("1984 − 1035 − 535 = 414", "60.9%", "可以完成", "测算属实", who.drafter.name, who.chief.name):
        assert words in page
    for value in ("agree", "return", "refuse"):
        assert f'value="{value}"' in page


def test_the_change_stands_before_the_figures(client, who):
    new = actions.adjust(plan_at(PlanState.PUBLISHED, who), by=who.drafter, reason="专项整治")
    actions.change_item(new.items.get(enterprise=None), by=who.drafter, visits=4)
    plan = actions.submit(Plan.objects.get(pk=new.pk), by=who.drafter)
    client.force_login(who.chief)
    page = client.get(url(plan)).content.decode()
    assert 0 < page.index("1 ÷ 45 = 2.2%") < page.index("主要数字") < page.index('value="agree"')


@pytest.mark.parametrize(
    ("state", "name", "choice", "target", "act"),
    [
        (PlanState.SUBMITTED, "chief", "agree", PlanState.REVIEWED, "review"),
        (PlanState.SUBMITTED, "chief", "return", PlanState.DRAFT, "return"),
        (PlanState.SUBMITTED, "chief", "refuse", PlanState.REFUSED, "refuse"),
        (PlanState.REVIEWED, "leader", "agree", PlanState.ENDORSED, "endorse"),
        (PlanState.REVIEWED, "leader", "return", PlanState.DRAFT, "return_reviewed"),
        (PlanState.REVIEWED, "leader", "refuse", PlanState.REFUSED, "refuse_reviewed"),
    ],
)
def test_each_button_takes_its_step(client, who, state, name, choice, target, act):
    plan = plan_at(state, who)
    client.force_login(getattr(who, name))
    assert post(client, plan, choice, "重点不突出").status_code == 302
    plan.refresh_from_db()
    assert plan.state == target
    entry = history(plan)[0]
    assert (entry.act, entry.note) == (f"plan.{act}", "重点不突出")


@pytest.mark.parametrize("choice", ["return", "refuse"])
def test_returning_and_refusing_need_an_opinion(client, who, choice):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    answer = post(client, plan, choice, "  ")
    assert answer.status_code == 422
    assert "写明退回修改或不同意的理由" in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).state == PlanState.SUBMITTED


@pytest.mark.parametrize("choice", ["", "approve"])
def test_without_a_button_nothing_happens_and_nothing_is_lost(client, who, choice):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    answer = post(client, plan, choice, "已核对测算")
    assert answer.status_code == 422
    assert "已核对测算" in answer.content.decode()


def test_an_old_page_is_stale_and_keeps_the_opinion(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    actions.recall(Plan.objects.get(pk=plan.pk), by=who.drafter, reason="补充")
    client.force_login(who.chief)
    answer = post(client, plan, "agree", "已核对测算")
    assert answer.status_code == 409
    assert "已核对测算" in answer.content.decode()


def test_a_double_click_decides_once(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    answers = [post(client, plan, "agree", once="k1") for _click in range(2)]
    assert [one.status_code for one in answers] == [302, 302]
    assert history(plan).filter(act="plan.review").count() == 1


def test_the_drafter_finds_no_buttons_and_may_not_post(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.drafter)
    page = client.get(url(plan)).content.decode()
    assert 'name="choice"' not in page
    assert "需要“审核计划”权限" in page
    assert post(client, plan, "agree").status_code == 403


def test_a_draft_has_no_such_page(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    client.force_login(who.chief)
    assert client.get(url(plan))["Location"] == plan.get_absolute_url()


def test_after_a_refusal_another_plan_may_be_drawn_up(who):
    refused = plan_at(PlanState.REFUSED, who)
    assert (refused.refused_by, refused.refuse_reason, refused.due_on) == (who.chief, "重点不突出", None)
    again = actions.create_plan(by=who.drafter, year=refused.year)
    assert (again.edition, again.state) == (2, PlanState.DRAFT)


def test_a_plan_changed_after_the_page_was_opened_is_not_approved(client, who):
    """Recalled, changed and submitted again: the state is the same, the plan is not."""
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    url = reverse("plan_decide", args=[plan.pk])
    version = client.get(url).context["version"]
    actions.recall(plan, by=who.drafter, reason="改家次")
    item = plan.items.filter(kind="general").select_related("plan").get()
    actions.change_item(item, by=who.drafter, visits=4)
    actions.submit(Plan.objects.get(pk=plan.pk), by=who.drafter)
    answer = client.post(url, {"version": version, "choice": "agree", "opinion": "测算属实"})
    assert answer.status_code == 409
    assert "测算属实" in answer.content.decode()
    plan = Plan.objects.get(pk=plan.pk)
    assert (plan.state, plan.reviewed_by) == (PlanState.SUBMITTED, None)
    assert client.post(url, {"version": plan.version, "choice": "agree", "opinion": ""}).status_code == 302


@pytest.mark.parametrize("version", ["abc", "", "-1", "1e3"])
def test_a_version_that_is_no_number_is_answered_like_an_old_page(client, who, version):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    for url in (reverse("plan_decide", args=[plan.pk]), reverse("plan_act", args=[plan.pk, "review"])):
        answer = client.post(url, {"version": version, "choice": "agree", "opinion": "测算属实"})
        assert answer.status_code == 409
        assert "测算属实" in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).state == PlanState.SUBMITTED


@pytest.mark.parametrize("choice", ["", "agree", "refuse"])
@pytest.mark.parametrize(("state", "name"), [(PlanState.SUBMITTED, "leader"), (PlanState.REVIEWED, "drafter")])
def test_who_has_no_right_to_decide_is_told_so_before_any_field(client, who, state, name, choice):
    plan = plan_at(state, who)
    client.force_login(getattr(who, name))
    answer = post(client, plan, choice)
    assert answer.status_code == 403
    assert "权限" in answer.content.decode()
    assert Plan.objects.get(pk=plan.pk).state == state


def test_the_missing_button_is_named_in_the_words_of_the_page(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    page = post(client, plan, "").content.decode()
    assert "Choice" not in page
    assert "请选择审批意见" in page


@pytest.mark.parametrize(
    ("state", "name", "choice", "words"),
    [
        (PlanState.SUBMITTED, "chief", "return", "退回修改"),
        (PlanState.SUBMITTED, "chief", "refuse", "不同意"),
        (PlanState.REVIEWED, "leader", "return", "退回修改"),
        (PlanState.REVIEWED, "leader", "refuse", "不同意"),
    ],
)
def test_who_drafted_is_told_once_what_became_of_it_and_why(client, who, state, name, choice, words):
    plan = plan_at(state, who)
    client.force_login(getattr(who, name))
    for _click in range(2):
        post(client, plan, choice, "重点不突出\n补充执法力量的测算", once="k1")
        post(client, plan, choice, "重点不突出", once="k2")
    told = Reminder.objects.get()
    assert (told.user, told.url) == (who.drafter, plan.get_absolute_url())
    assert f"第 1 版：{words}，理由：重点不突出 补充执法力量的测算" in told.text
    client.force_login(who.drafter)
    assert told.text in client.get("/?tab=unread").content.decode()


def test_who_submitted_is_told_as_well_and_a_long_reason_only_begins(who):
    other = user_with(Role.INSPECTOR, bureau=who.bureau)
    plan = actions.submit(plan_at(PlanState.DRAFT, who), by=other)
    actions.return_plan(plan, by=who.chief, reason="测算有误，" * 200)
    told = list(Reminder.objects.all())
    assert {one.user for one in told} == {who.drafter, other}
    assert all(len(one.text) < 200 and one.text.endswith("…") for one in told)


def test_each_round_is_told_of_and_so_is_a_refused_change(client, who):
    new = actions.adjust(plan_at(PlanState.PUBLISHED, who), by=who.drafter, reason="专项整治")
    Reminder.objects.all().delete()
    for _round in range(2):
        plan = actions.submit(Plan.objects.get(pk=new.pk), by=who.drafter)
        actions.return_plan(plan, by=who.chief, reason="家次再核")
    plan = actions.submit(Plan.objects.get(pk=new.pk), by=who.drafter)
    with override("en"):
        actions.refuse(plan, by=who.chief, reason="本年不再调整")
    texts = Reminder.objects.filter(user=who.drafter, url=new.get_absolute_url()).values_list("text", flat=True)
    assert ["退回" in one for one in texts.order_by("id")] == [True, True, False]
    assert all("年度监督检查计划第 2 版：" in one for one in texts)
