import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.actions import order as acts
from cases.actions.order import ItemDraft
from cases.actions.reminder import remind_of_reinspections
from cases.flows.order import FLOW
from cases.models import Order, TermUnit
from cases.queries.order import open_findings, term_of
from cases.rules.order import term_ends
from cases.states import FindingState, InspectionState as V, OrderState as S
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from enforcement.rulebook import clocks
from enforcement.web.models import Reminder
from tests.factories.accounts import user_with
from tests.factories.inspection import inspection_at, team_of
from tests.factories.order import leader_of, order_at, reinspected

pytestmark = pytest.mark.django_db
FRIDAY = dt.date(2026, 11, 20)


def draft(finding, **changed) -> ItemDraft:
    return ItemDraft(
        **{"finding": finding, "requirement": "补齐", "term": 15, "term_unit": TermUnit.CALENDAR_DAY, **changed}
    )


@pytest.mark.parametrize(
    ("term", "unit", "due"),
    [(0, "at_once", FRIDAY), (15, "calendar_day", dt.date(2026, 12, 5)), (5, "working_day", dt.date(2026, 11, 27))],
)
def test_terms_end_as_ordered(term: int, unit: str, due: dt.date) -> None:
    assert term_ends(FRIDAY, term, unit, clocks.calendar()).due == due


def test_an_order_is_built_from_findings() -> None:
    visit = inspection_at(V.SEALED, failing=2)
    by = team_of(visit)[0]
    order = acts.draft_order(visit, by=by, kind="OT-02", items=[draft(one) for one in open_findings(visit)])
    assert (order.state, order.items.count(), open_findings(visit).count()) == (S.DRAFT, 2, 0)


def test_no_order_before_the_record_is_sealed() -> None:
    visit = inspection_at(V.FINISHED)
    with pytest.raises(StepRefused):
        acts.draft_order(visit, by=team_of(visit)[0], kind="OT-02", items=[draft(visit.findings.get())])


def test_no_order_by_others() -> None:
    visit = inspection_at(V.SEALED)
    with pytest.raises(NotPermitted):
        acts.draft_order(visit, by=user_with(Role.INSPECTOR, bureau=visit.bureau), kind="OT-02", items=[])


def test_a_finding_without_a_basis_leads_to_no_measure() -> None:
    visit = inspection_at(V.SEALED)
    visit.findings.update(basis="", state=FindingState.NOTED)
    with pytest.raises(StepRefused) as refused:
        acts.draft_order(visit, by=team_of(visit)[0], kind="OT-02", items=[draft(visit.findings.get())])
    assert [one.gate for one in refused.value.unmet] == ["GT-INS-007"]


def test_a_basis_lost_later_blocks_the_issue() -> None:
    order = order_at(S.APPROVED)
    order.inspection.findings.update(basis="")
    with pytest.raises(StepRefused) as refused:
        acts.issue_order(order, by=team_of(order.inspection)[0])
    assert [one.gate for one in refused.value.unmet] == ["GT-INS-007"]


@pytest.mark.parametrize("changed", [{"term": 0}, {"requirement": " "}])
def test_an_item_says_what_and_until_when(changed) -> None:
    visit = inspection_at(V.SEALED)
    with pytest.raises(RuleBroken):
        acts.draft_order(visit, by=team_of(visit)[0], kind="OT-02", items=[draft(visit.findings.get(), **changed)])


def test_at_once_means_at_once() -> None:
    visit = inspection_at(V.SEALED)
    with pytest.raises(RuleBroken):
        acts.draft_order(visit, by=team_of(visit)[0], kind="OT-01", items=[draft(visit.findings.get())])


def test_no_items_no_order() -> None:
    visit = inspection_at(V.SEALED)
    for kind, items in (("OT-02", []), ("OT-99", [draft(visit.findings.get())])):
        with pytest.raises(RuleBroken):
            acts.draft_order(visit, by=team_of(visit)[0], kind=kind, items=items)


def test_one_order_per_finding() -> None:
    order = order_at(S.DRAFT)
    with pytest.raises(RuleBroken):
        acts.draft_order(order.inspection, by=team_of(order.inspection)[0], kind="OT-02",
                         items=[draft(order.items.get().finding)])  # fmt: skip


def test_a_term_needs_approval_and_at_once_does_not() -> None:
    in_term = order_at(S.DRAFT)
    with pytest.raises(StepRefused, match="批准"):
        acts.issue_order(in_term, by=team_of(in_term.inspection)[0])
    at_once = order_at(S.DRAFT, kind="OT-01")
    with pytest.raises(StepRefused):
        acts.submit_order(at_once, by=team_of(at_once.inspection)[0])
    assert acts.issue_order(at_once, by=team_of(at_once.inspection)[0]).state == S.ISSUED


def test_a_suspension_is_approved_by_a_leader() -> None:
    order = order_at(S.SUBMITTED, kind="OT-04")
    chief = user_with(Role.SECTION_CHIEF, bureau=order.bureau)
    with pytest.raises(StepRefused, match="分管负责人"):
        acts.approve_order(order, by=chief)
    assert acts.approve_order(order, by=leader_of(order)).state == S.APPROVED


def test_nobody_approves_the_own_order() -> None:
    both = user_with(Role.INSPECTOR, Role.SECTION_CHIEF)
    visit = inspection_at(V.SEALED, both, user_with(Role.INSPECTOR, bureau=both.bureau))
    order = order_at(S.SUBMITTED, inspection=visit)
    with pytest.raises(StepRefused, match="自己"):
        acts.approve_order(order, by=both)


def test_a_measure_says_what_it_is() -> None:
    order = order_at(S.DRAFT, kind="OT-05")
    Order.objects.filter(pk=order.pk).update(measure=" ")
    with pytest.raises(StepRefused, match="措施"):
        acts.submit_order(order, by=team_of(order.inspection)[0])


def test_an_order_emptied_is_not_submitted() -> None:
    order = order_at(S.DRAFT)
    order.items.all().delete()
    with pytest.raises(StepRefused, match="事项"):
        acts.submit_order(order, by=team_of(order.inspection)[0])


def test_others_do_not_issue() -> None:
    order = order_at(S.APPROVED)
    with pytest.raises(StepRefused, match="检查人员"):
        acts.issue_order(order, by=user_with(Role.INSPECTOR, bureau=order.bureau))


def test_returned_it_can_be_revised() -> None:
    order = order_at(S.SUBMITTED)
    acts.return_order(order, by=leader_of(order), reason="期限过长")
    order = Order.objects.get()
    item = order.items.get()
    acts.revise_order(order, by=team_of(order.inspection)[0], items=[draft(item.finding, term=5)])
    assert (order.items.get().term, order.return_reason) == (5, "期限过长")


@pytest.mark.parametrize(("kind", "document"), [("OT-01", "ZLXQZG"), ("OT-02", "ZLXQZG"), ("OT-04", "XCCLCS")])
def test_issuing_freezes_the_document(kind: str, document: str) -> None:
    order = order_at(S.ISSUED, kind=kind)
    assert (order.document.kind, order.number) == (document, order.document.number)
    assert order.items.get().finding.state == FindingState.ORDERED
    assert order.document.within == order.inspection.ref


def test_delivery_starts_the_terms() -> None:
    order = order_at(S.DELIVERED, term=15)
    item = order.items.get()
    assert item.due_on == order.next_due == order.delivered_on + dt.timedelta(days=15)
    assert term_of(item, order.delivered_on).steps


def test_it_is_escalated_only_after_a_failed_reinspection() -> None:
    order = order_at(S.DELIVERED)
    by = team_of(order.inspection)[0]
    with pytest.raises(StepRefused):
        acts.escalate(order, by=by)
    reinspected(order, passed=False)
    escalated = acts.escalate(order, by=by)
    assert (escalated.state, escalated.next_due) == (S.ESCALATED, None)
    assert order.items.get().finding.state == FindingState.FILED


def test_officers_are_reminded_once_before_and_once_after() -> None:
    order = order_at(S.DELIVERED, term=10)
    due = order.next_due
    assert remind_of_reinspections(order.delivered_on) == 0
    assert remind_of_reinspections(due) == 2
    assert remind_of_reinspections(due) == 0
    assert remind_of_reinspections(due + dt.timedelta(days=1)) == 2
    late = Reminder.objects.filter(ref__endswith="overdue").first()
    assert (late.url, late.due_on) == (order.get_absolute_url(), due)
    assert "复查" in late.text


def test_the_scheduled_job_reminds() -> None:
    order = order_at(S.DELIVERED, kind="OT-01")
    post("cases.remind_of_reinspections", key="today")
    run_due()
    assert Reminder.objects.filter(user__in=order.inspection.officers.all()).count() == 2


def test_lifted_orders_are_not_reminded_of() -> None:
    order = order_at(S.LIFTED, kind="OT-01")
    assert remind_of_reinspections(order.delivered_on + dt.timedelta(days=9)) == 0


# pages


@pytest.mark.parametrize("kind", ["OT-02", "OT-04"])
def test_every_page_of_every_state_opens(client, kind: str) -> None:
    states = [S.DRAFT, S.SUBMITTED, S.APPROVED, S.ISSUED, S.DELIVERED, S.ESCALATED]
    for state in [*states, S.LIFTED if kind == "OT-02" else S.PASSED]:
        order = order_at(state, kind=kind)
        client.force_login(team_of(order.inspection)[0])
        assert client.get(order.get_absolute_url()).status_code == 200, state
        for path in ("revise/", "reinspect/"):
            assert client.get(f"{order.get_absolute_url()}{path}").status_code == 200, (state, path)
        for step in set(FLOW.by_name) - {"revise", "reinspect", "lift", "ask_resume", "escalate"}:
            assert client.get(f"/orders/{order.pk}/do/{step}/").status_code == 200, (state, step)
    assert order.number in client.get("/orders/").content.decode()
    assert client.get("/orders/?words=云岭&overdue=on&mine=on&state=delivered").status_code == 200


def test_drafting_through_the_page(client) -> None:
    visit = inspection_at(V.SEALED, failing=2)
    client.force_login(team_of(visit)[0])
    url = f"/inspections/{visit.pk}/orders/new/"
    one, two = open_findings(visit)
    assert one.description in client.get(url).content.decode()
    fields = {
        "kind": "OT-02",
        f"take_{one.pk}": "on",
        f"requirement_{one.pk}": "补齐",
        f"term_unit_{one.pk}": "working_day",
    }
    answer = client.post(url, fields)
    assert answer.status_code == 422
    assert "整改期限" in answer.content.decode()
    assert client.post(url, {"kind": "OT-02"}).status_code == 422
    assert client.post(url, fields | {f"term_{one.pk}": "5"}).status_code == 302
    order = Order.objects.get()
    assert (order.items.get().term, order.items.get().term_unit) == (5, "working_day")
    revise = {f"take_{one.pk}": "on", f"requirement_{one.pk}": "补齐", f"term_unit_{one.pk}": "at_once",
              f"take_{two.pk}": "on", f"requirement_{two.pk}": "公示", f"term_unit_{two.pk}": "calendar_day",
              f"term_{two.pk}": "7"}  # fmt: skip
    assert client.post(f"/orders/{order.pk}/revise/", revise).status_code == 302
    assert order.items.count() == 2


def test_wrong_roles_and_other_bureaus(client) -> None:
    order = order_at(S.SUBMITTED)
    client.force_login(team_of(order.inspection)[0])
    assert client.post(f"/orders/{order.pk}/do/approve/", {}).status_code == 403
    client.force_login(user_with(Role.INSPECTOR))
    for path in ("", "do/approve/", "revise/", "reinspect/"):
        assert client.get(f"/orders/{order.pk}/{path}").status_code == 404
    client.force_login(user_with(Role.LEGAL_REVIEWER, bureau=order.bureau))
    assert client.get(f"/inspections/{order.inspection_id}/orders/new/").status_code == 403


def test_the_wrong_state_is_a_409(client) -> None:
    order = order_at(S.DELIVERED)
    client.force_login(team_of(order.inspection)[0])
    assert client.post(f"/orders/{order.pk}/do/issue/", {}).status_code == 409


def test_the_list_costs_the_same_with_more_rows(client) -> None:
    visit = inspection_at(V.SEALED, failing=3)
    by = team_of(visit)[0]
    client.force_login(by)
    counts = []
    for finding in open_findings(visit):
        acts.draft_order(visit, by=by, kind="OT-02", items=[draft(finding)])
        with CaptureQueriesContext(connection) as queries:
            client.get("/orders/")
        counts.append(len(queries))
    assert counts[0] == counts[-1]
