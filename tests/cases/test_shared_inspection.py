"""A visit of a bureau that does not supervise the enterprise: spot checked from above, or made together."""

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import inspection as acts
from cases.actions.evidence import add_evidence
from cases.actions.finding import add_finding
from cases.flows.inspection import FLOW
from cases.models import Evidence, Inspection, Order
from cases.states import InspectionState as S, OrderState
from enforcement.errors import NotPermitted, RuleBroken
from plans.actions.assignment import assign_by_hand
from plans.queries.life import life_of
from plans.states import AssignmentState, Origin
from tests.factories.assignment import task_of
from tests.factories.inspection import PNG, begin, checklist, finish, seal
from tests.factories.order import order_at
from tests.factories.plan import graded
from tests.factories.tree import tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_of_them():
    return tree()


@pytest.fixture
def one(all_of_them):
    return graded(all_of_them.county.bureau, 1)[0]


def spot_check(all_of_them, one):
    who = all_of_them.city
    task = task_of(one, [who.drafter, who.second], origin=Origin.SPOT_CHECK, origin_reason="核查县局执法质量")
    return assign_by_hand(task, by=who.chief)


def joint(all_of_them, one):
    """Led by the city, with an officer of each."""
    officers = [all_of_them.city.drafter, all_of_them.county.drafter]
    words = {"origin": Origin.JOINT, "origin_reason": "涉氨企业联合检查", "partners": [all_of_them.county.bureau]}
    return assign_by_hand(task_of(one, officers, **words), by=all_of_them.city.chief)


def started(task, by):
    return acts.start_inspection(
        task, by=by, planned_on=timezone.localdate(), checklist=checklist(), place="云岭市青石湾工业园区1号"
    )


def visit_at(state, task, who, first, second):
    """Through the acts, approved by the acting bureau's chief."""
    visit = started(task, first)
    steps = {
        S.SUBMITTED: lambda: acts.submit_visit_plan(visit, by=first),
        S.APPROVED: lambda: acts.approve_visit_plan(visit, by=who.chief),
        S.UNDER_WAY: lambda: begin(visit, first),
        S.FINISHED: lambda: finish(visit, first, 1),
        S.SEALED: lambda: seal(visit, first, second),
    }
    for reached, step in steps.items():
        step()
        visit = Inspection.objects.get(pk=visit.pk)
        if reached == state:
            break
    return visit


def test_a_whole_spot_check_belongs_to_the_bureau_that_makes_it(all_of_them, one):
    who = all_of_them.city
    visit = visit_at(S.SEALED, spot_check(all_of_them, one), who, who.drafter, who.second)
    assert (visit.state, visit.bureau, visit.enterprise.bureau) == (S.SEALED, who.bureau, all_of_them.county.bureau)
    assert {visit.plan_document.bureau, visit.record_document.bureau} == {who.bureau}
    assert visit.assignment.state == AssignmentState.DONE
    order = order_at(OrderState.DRAFT, inspection=visit)
    assert Order.objects.get(pk=order.pk).bureau == who.bureau


def test_the_daily_supervisor_reads_the_record_and_changes_nothing(client, all_of_them, one):
    who = all_of_them.city
    visit = visit_at(S.SEALED, spot_check(all_of_them, one), who, who.drafter, who.second)
    order = order_at(OrderState.DRAFT, inspection=visit)
    client.force_login(all_of_them.county.drafter)
    page = client.get(visit.get_absolute_url())
    assert page.status_code == 200
    assert order.get_absolute_url() not in page.content.decode()
    assert visit.record_document.get_absolute_url() not in page.content.decode()
    assert client.get(Evidence.objects.get(inspection=visit).get_absolute_url()).status_code == 200
    assert visit.get_absolute_url() in client.get(reverse("inspection_list")).content.decode()
    for step in FLOW.steps:
        assert any("权限" in str(one.message) for one in FLOW.check(visit, step.name, all_of_them.county.drafter))
    events, _more = life_of(one, all_of_them.county.chief)
    assert visit.get_absolute_url() in {event.url for event in events}


def test_a_bureau_that_has_nothing_to_do_with_it_sees_nothing(client, all_of_them, one):
    who = all_of_them.city
    visit = visit_at(S.SEALED, spot_check(all_of_them, one), who, who.drafter, who.second)
    client.force_login(all_of_them.other.drafter)
    assert client.get(visit.get_absolute_url()).status_code == 404
    assert client.get(Evidence.objects.get(inspection=visit).get_absolute_url()).status_code == 404
    assert visit.get_absolute_url() not in client.get(reverse("inspection_list")).content.decode()


def test_officers_of_two_bureaus_make_one_visit(all_of_them, one):
    task = joint(all_of_them, one)
    visit = visit_at(S.SEALED, task, all_of_them.city, all_of_them.county.drafter, all_of_them.city.drafter)
    assert visit.bureau == all_of_them.city.bureau
    assert visit.created_by == all_of_them.county.drafter
    signed = set(visit.signatures.exclude(officer=None).values_list("officer__bureau", flat=True))
    assert signed == {all_of_them.city.bureau.pk, all_of_them.county.bureau.pk}
    assert {person["name"] for person in visit.record_document.context["officers"]} == {
        all_of_them.city.drafter.name, all_of_them.county.drafter.name
    }  # fmt: skip


def test_an_officer_of_the_other_bureau_records_on_site(client, all_of_them, one):
    visit = visit_at(S.UNDER_WAY, joint(all_of_them, one), all_of_them.city, all_of_them.city.drafter, None)
    by = all_of_them.county.drafter
    add_finding(visit, by=by, description="一号车间未设置安全警示标志")
    evidence = add_evidence(visit, by=by, content=PNG, name="现场.png")
    client.force_login(by)
    assert client.get(reverse("inspection_record", args=[visit.pk])).status_code == 200
    assert client.get(evidence.get_absolute_url()).status_code == 200
    stranger = all_of_them.county.second  # of a bureau that takes part, but not on the team
    with pytest.raises(NotPermitted):
        add_finding(visit, by=stranger, description="x")


def test_the_visit_plan_offers_officers_of_those_who_take_part(client, all_of_them, one):
    url = f"{reverse('inspection_start')}?assignment={joint(all_of_them, one).pk}"
    client.force_login(all_of_them.county.drafter)
    page = client.get(url).content.decode()
    names = [who.second.name for who in (all_of_them.city, all_of_them.county, all_of_them.other)]
    assert [f"{name}" in page for name in names] == [True, True, False]


def test_officers_of_no_bureau_that_takes_part_are_refused(all_of_them, one):
    task = spot_check(all_of_them, one)
    team = [all_of_them.city.drafter, all_of_them.county.drafter]
    with pytest.raises(RuleBroken, match=all_of_them.county.drafter.name):
        acts.start_inspection(
            task, by=team[0], planned_on=timezone.localdate(), checklist=checklist(), officers=team, place="x"
        )


def test_only_the_leading_bureau_approves_the_visit_plan_and_issues_orders(all_of_them, one):
    task = joint(all_of_them, one)
    visit = visit_at(S.SUBMITTED, task, all_of_them.city, all_of_them.county.drafter, all_of_them.city.drafter)
    with pytest.raises(NotPermitted):
        acts.approve_visit_plan(visit, by=all_of_them.county.chief)
    assert acts.approve_visit_plan(visit, by=all_of_them.city.chief).state == S.APPROVED


def test_a_second_task_of_which_the_reader_knows_nothing_is_warned_of_without_a_link(all_of_them, one):
    own = task_of(one, [all_of_them.county.drafter, all_of_them.county.second], over_ceiling_reason="线索")
    hidden = spot_check(all_of_them, one)
    visit = started(assign_by_hand(own, by=all_of_them.county.chief), all_of_them.county.drafter)
    told = FLOW.warnings(visit, "submit", all_of_them.county.drafter)
    assert [warning.url for warning in told] == [hidden.get_absolute_url()]
    hidden.shared_with = []
    hidden.save()
    told = FLOW.warnings(visit, "submit", all_of_them.county.drafter)
    assert [(warning.gate, warning.url) for warning in told] == [("GT-PLN-004", "")]
