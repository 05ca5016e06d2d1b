"""Before an enterprise is closed, merged or given away, the page names what is not finished about it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.states import InspectionState, OrderState, PenaltyState
from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from plans.actions.assignment import assign_by_hand, assign_plan_item, begin, cancel, finish
from plans.actions.enterprise_merge import merge_enterprise
from plans.actions.enterprise_record import add_record, amend_record, end_record
from plans.actions.plan import add_key_item, change_item, remove_item
from plans.actions.plan_adjustment import adjust
from plans.models import Assignment, Complaint, Draw, Enterprise, ListedHazard, Plan, PlanItem
from plans.queries.jurisdiction import planned_elsewhere
from plans.queries.unfinished import KINDS, unfinished
from plans.states import AssignmentState, DrawState, EnterpriseStatus, PlanState
from tests.factories.accounts import user_with
from tests.factories.assignment import assignment_at, task_of
from tests.factories.draw import draw_at
from tests.factories.enterprise import enterprise
from tests.factories.inspection import inspection_at
from tests.factories.order import order_at
from tests.factories.penalty import case_at
from tests.factories.plan import Team, advance, graded, plan_at, team
from tests.factories.tree import tree

pytestmark = pytest.mark.django_db


DAY = dt.date(2026, 3, 10)
WAITING: dict[Any, dict[str, Any]] = {
    ListedHazard: {"title": "罐区未设紧急切断阀", "listed_by": "云岭市安委会", "number": "云安督〔2026〕3号",
                   "listed_on": DAY, "due_on": dt.date(2026, 6, 30)},
    Complaint: {"known_on": DAY, "happened_on": None, "outcome": "pending", "number": "受〔2026〕1号",
                "office": "云岭市应急管理局", "text": "反映安全出口上锁"},
}  # fmt: skip


def lines(one: Enterprise, by: User, **chosen: Any) -> list[tuple[str, str]]:
    return [(str(line.message), line.url) for line in unfinished(one, by, **chosen)]


def reader(one: Enterprise, role: Role = Role.SECTION_CHIEF) -> User:
    return user_with(role, bureau=one.bureau)


def test_nothing_open_says_nothing() -> None:
    who = team()
    assert lines(graded(who.bureau, 1)[0], who.chief) == []


def test_a_task_is_named_with_its_address_until_it_is_over() -> None:
    who = team()
    task = assignment_at(AssignmentState.OPEN, who)
    ((words, url),) = lines(task.enterprise, who.chief)
    assert task.subject in words
    assert words.startswith("检查任务：")
    assert url == task.get_absolute_url()
    done = assignment_at(AssignmentState.CANCELLED, who, n=2)
    assert lines(done.enterprise, who.chief) == []


def test_several_of_a_kind_are_counted_and_the_list_shows_as_many(client: Client) -> None:
    who = team()
    one = graded(who.bureau, 1)[0]
    for reason in ("", "专项要求"):
        assign_by_hand(task_of(one, [who.drafter, who.second], over_ceiling_reason=reason), by=who.chief)
    cancel(assign_by_hand(task_of(one, [who.drafter, who.second], over_ceiling_reason="复核"), by=who.chief),
           by=who.chief, reason="改期")  # fmt: skip
    ((words, url),) = lines(one, who.chief)
    assert words == "检查任务：2 项未办结"
    client.force_login(who.chief)
    assert len(client.get(url).context["table"].rows) == 2
    assert len(client.get(url.replace("&open=on", "")).context["table"].rows) == 3


def named_by(plan: Plan) -> Enterprise:
    one = plan.items.filter(enterprise__isnull=False).order_by("pk")[0].enterprise
    assert one is not None
    return one


def urls_of(one: Enterprise, by: User) -> list[str]:
    return [url for _words, url in lines(one, by)]


def test_an_item_is_named_by_the_edition_in_force_until_the_next_is_published() -> None:
    who = team()
    first = plan_at(PlanState.PUBLISHED, who)
    one = named_by(first)
    ((words, url),) = lines(one, who.chief)
    assert words.startswith("计划项目：")
    assert url == first.get_absolute_url()
    newer = adjust(first, by=who.drafter, reason="企业名单有变")
    assert urls_of(one, who.chief) == [first.get_absolute_url()]
    advance(newer, PlanState.PUBLISHED, who)
    assert urls_of(one, who.chief) == [newer.get_absolute_url()]


def test_what_a_draft_leaves_out_is_in_force_until_it_is_published() -> None:
    who = team()
    first = plan_at(PlanState.PUBLISHED, who, keys=22)
    one = named_by(first)
    newer = adjust(first, by=who.drafter, reason="企业名单有变")
    remove_item(newer.items.get(enterprise=one), by=who.drafter)
    assert urls_of(one, who.chief) == [first.get_absolute_url()]
    advance(newer, PlanState.PUBLISHED, who)
    assert urls_of(one, who.chief) == []
    assert planned_elsewhere(one, first.year) == []  # as the table of the year has it


def test_what_a_draft_adds_is_named_and_a_refused_edition_says_nothing() -> None:
    who = team()
    first = plan_at(PlanState.PUBLISHED, who)
    newer = adjust(first, by=who.drafter, reason="企业名单有变")
    one = graded(who.bureau, 1, start=700)[0]
    add_key_item(newer, by=who.drafter, enterprise=one)
    assert urls_of(one, who.chief) == [newer.get_absolute_url()]
    newer.refresh_from_db()
    advance(newer, PlanState.REFUSED, who)
    assert urls_of(one, who.chief) == []
    assert planned_elsewhere(one, first.year) == []
    assert urls_of(named_by(first), who.chief) == [first.get_absolute_url()]


def visited(item: PlanItem, who: Team, **changed: Any) -> Assignment:
    assert item.enterprise is not None
    task = task_of(item.enterprise, [who.drafter, who.second], origin="plan", plan_item=item, **changed)
    return finish(begin(assign_plan_item(task, by=who.chief), by=who.drafter), by=who.drafter)


def items_told(one: Enterprise, by: User) -> list[str]:
    return [words for words, _url in lines(one, by) if words.startswith("计划项目：")]


def test_an_item_says_how_many_visits_are_left_and_nothing_when_all_are_done() -> None:
    who = team()
    plan = plan_at(PlanState.PUBLISHED, who)
    one = named_by(plan)
    item = plan.items.get(enterprise=one)
    assert [words.rpartition("，")[2] for words in items_told(one, who.chief)] == ["还有 2 次"]
    second = assign_plan_item(
        task_of(one, [who.drafter, who.second], origin="plan", plan_item=item), by=who.chief
    )  # assigned is not done
    assert [words.rpartition("，")[2] for words in items_told(one, who.chief)] == ["还有 2 次"]
    visited(item, who, over_ceiling_reason="同日两次")
    assert [words.rpartition("，")[2] for words in items_told(one, who.chief)] == ["还有 1 次"]
    finish(begin(second, by=who.drafter, reason="同日两次"), by=who.drafter)
    assert items_told(one, who.chief) == []


def test_visits_of_the_edition_before_count_and_those_to_another_enterprise_do_not() -> None:
    who = team()
    first = plan_at(PlanState.PUBLISHED, who)
    one, other = (item.enterprise for item in first.items.filter(enterprise__isnull=False).order_by("pk")[:2])
    for reason in ("", "同日两次"):
        visited(first.items.get(enterprise=one), who, over_ceiling_reason=reason)
    newer = adjust(first, by=who.drafter, reason="企业名单有变")
    assert (items_told(one, who.chief), len(items_told(other, who.chief))) == ([], 1)
    change_item(newer.items.get(enterprise=one), by=who.drafter, visits=3, ceiling=3)
    ((words, url),) = lines(one, who.chief)
    assert (words.rpartition("，")[2], url) == ("还有 1 次", newer.get_absolute_url())


def test_last_years_plan_is_over() -> None:
    who = team()
    plan = plan_at(PlanState.DRAFT, who, year=timezone.localdate().year - 1)
    one = plan.items.filter(enterprise__isnull=False).order_by("pk")[0].enterprise
    assert one is not None
    assert lines(one, who.chief) == []


@pytest.mark.parametrize(
    ("state", "named"),
    [(DrawState.DRAFT, False), (DrawState.FROZEN, True), (DrawState.REVEALING, True), (DrawState.REVEALED, False)],
)
def test_a_draw_is_named_until_its_tasks_are_made(state: str, named: bool) -> None:
    who = team()
    draw: Draw = draw_at(state, who)
    one = Enterprise.objects.filter(bureau=who.bureau).in_pool().order_by("pk").first()
    assert one is not None
    assert (draw.get_absolute_url() in [url for _words, url in lines(one, who.chief)]) is named


@pytest.mark.parametrize(
    ("state", "named"),
    [(InspectionState.UNDER_WAY, True), (InspectionState.SEALED, True), (InspectionState.CLOSED, False)],
)
def test_an_inspection_is_named_until_it_is_closed(state: str, named: bool) -> None:
    inspection = inspection_at(state, failing=0)
    urls = [url for _words, url in lines(inspection.enterprise, reader(inspection.enterprise))]
    assert (inspection.get_absolute_url() in urls) is named


@pytest.mark.parametrize(
    ("state", "named"), [(OrderState.DRAFT, True), (OrderState.DELIVERED, True), (OrderState.LIFTED, False)]
)
def test_an_order_is_named_until_it_is_lifted(state: str, named: bool) -> None:
    order = order_at(state)
    urls = [url for _words, url in lines(order.enterprise, reader(order.enterprise))]
    assert (order.get_absolute_url() in urls) is named


@pytest.mark.parametrize(
    ("state", "named"), [(PenaltyState.PROPOSED, True), (PenaltyState.DELIVERED, True), (PenaltyState.CLOSED, False)]
)
def test_a_case_is_named_until_it_is_closed(state: str, named: bool) -> None:
    case = case_at(state)
    assert case.enterprise is not None
    urls = [url for _words, url in lines(case.enterprise, reader(case.enterprise))]
    assert (case.get_absolute_url() in urls) is named


def test_what_the_reader_may_not_see_is_counted_and_not_named() -> None:
    case = case_at(PenaltyState.PROPOSED)
    assert case.enterprise is not None
    stranger = user_with(Role.SECTION_CHIEF)
    found = lines(case.enterprise, stranger)
    assert ("行政处罚案件：其他机关另有 1 项未办结", "") in found
    assert not any(url for _words, url in found)


def test_what_is_open_about_those_merged_into_it_is_named() -> None:
    order = order_at(OrderState.DELIVERED)
    one = order.enterprise
    into = enterprise(reader(one, Role.INSPECTOR), 901)
    merge_enterprise(one, by=into.created_by, into=into, reason="吸收合并")
    assert order.get_absolute_url() in [url for _words, url in lines(into, reader(into))]


def test_the_lists_of_orders_and_inspections_narrow_to_the_enterprise(client: Client) -> None:
    order = order_at(OrderState.DELIVERED)
    client.force_login(reader(order.enterprise))
    for path in ("/orders/", "/inspections/"):
        here = client.get(path, {"enterprise": order.enterprise_id}).context["table"].rows
        elsewhere = client.get(path, {"enterprise": order.enterprise_id + 1}).context["table"].rows
        assert (len(here), len(elsewhere)) == (1, 0)
        assert client.get(path, {"enterprise": "9" * 30}).status_code == 200
        assert client.get(path, {"enterprise": "x"}).status_code == 200


@pytest.mark.parametrize("model", [ListedHazard, Complaint])
def test_what_waits_on_record_is_named_until_it_ends(model: type[ListedHazard | Complaint]) -> None:
    """A listed hazard until it is cleared, a complaint until it is answered."""
    by = user_with(Role.INSPECTOR)
    one = enterprise(by, 1)
    kept: Any = add_record(model, by=by, enterprise=one, facts=WAITING[model])
    label = str(model._meta.verbose_name)
    assert lines(one, by) == [(f"{label}：{kept}", kept.get_absolute_url())]
    end_record(kept, by=by, version=1, ended_on=timezone.localdate(), reason="验收合格")
    assert lines(one, by) == []


def test_an_answered_complaint_is_not_named() -> None:
    by = user_with(Role.INSPECTOR)
    one = enterprise(by, 1)
    kept = add_record(Complaint, by=by, enterprise=one, facts=WAITING[Complaint])
    amend_record(kept, by=by, version=1, facts={"outcome": "unfounded"})
    assert lines(one, by) == []


def test_every_page_of_the_end_names_a_listed_hazard(client: Client) -> None:
    where = tree()
    by, one = where.county.drafter, graded(where.county.bureau, 1)[0]
    into = graded(where.county.bureau, 1, start=2)[0]
    url = add_record(ListedHazard, by=by, enterprise=one, facts=WAITING[ListedHazard]).get_absolute_url()
    client.force_login(by)
    for name, asked in (("enterprise_status", {}), ("enterprise_merge", {"into": into.pk})):
        assert url in client.get(reverse(name, args=[one.pk]), asked).content.decode()
    client.force_login(where.city.chief)
    page = client.get(reverse("jurisdiction_transfer", args=[one.pk]), {"to": where.other.bureau.pk})
    assert url in page.content.decode()


# the pages: a warning, not a bar


def test_closing_names_it_and_goes_through(client: Client) -> None:
    order = order_at(OrderState.DELIVERED)
    one = order.enterprise
    who = reader(one, Role.INSPECTOR)
    client.force_login(who)
    url = reverse("enterprise_status", args=[one.pk])
    shown = client.get(url).content.decode()
    assert "办理前请注意" in shown
    assert order.get_absolute_url() in shown
    typed = {"status": "closed", "status_on": timezone.localdate().isoformat(), "reason": "已注销"}
    assert client.post(url, typed | {"version": one.version}).status_code == 302
    one.refresh_from_db()
    assert one.status == EnterpriseStatus.CLOSED


def test_the_page_of_a_merge_names_the_rest_beside_the_tasks_that_bar_it(client: Client) -> None:
    inspection = inspection_at(InspectionState.UNDER_WAY)
    one = inspection.enterprise
    who = reader(one, Role.INSPECTOR)
    into = enterprise(who, 902)
    client.force_login(who)
    page = client.get(reverse("enterprise_merge", args=[one.pk], query={"into": into.pk}))
    shown = page.content.decode()
    assert "暂不能办理" in shown
    assert inspection.get_absolute_url() in shown
    assert [str(line.message) for line in page.context["warnings"] if str(line.message).startswith("检查任务")] == []


def test_each_kind_says_its_name_once() -> None:
    names = [kind.name for kind in KINDS]
    assert sorted(names) == ["case", "complaint", "draw", "hazard", "inspection", "order", "plan", "task"]
