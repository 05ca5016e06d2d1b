import pytest
from django.test import Client

from cases.actions.order import issue_order
from cases.actions.sealing import record_sealing
from cases.flows.order import FLOW
from cases.models import Order
from cases.states import OrderState
from enforcement.accounts.roles import Role
from enforcement.errors import StepRefused
from enforcement.ledger.models import Entry
from tests.factories.accounts import user_with
from tests.factories.inspection import team_of
from tests.factories.order import order_at
from tests.factories.sealing import SEALED, sealed

pytestmark = pytest.mark.django_db


def test_the_decision_carries_the_list_and_is_handed_over() -> None:
    attempt = sealed()
    issue_order(attempt.record, by=attempt.by)
    order = Order.objects.get(pk=attempt.record.pk)
    assert order.document.kind == "CFKYJDS"
    assert "查封、扣押：一号车间除尘设备1台" in order.document.context["measures"]
    assert Entry.objects.get(act="order.record_sealing").rule == "GT-INS-010"
    client = Client()
    client.force_login(attempt.by)
    shown = client.get(order.get_absolute_url()).content.decode()
    assert "查封、扣押期限" in shown
    assert "行政强制法" in shown


def test_without_a_record_nothing_is_sealed() -> None:
    order = order_at(OrderState.APPROVED, kind="OT-08")
    found = {one.gate for one in FLOW.check(order, "issue", team_of(order.inspection)[0])}
    assert found == {"GT-INS-010"}


@pytest.mark.parametrize("changed", [{"party_present": False}, {"told": False}, {"heard": ""}])
def test_each_part_of_the_procedure_is_missed(changed: dict) -> None:
    assert set(sealed(**changed).unmet()) == {"GT-INS-010"}


def test_a_witness_stands_in_for_the_party() -> None:
    assert not sealed(party_present=False, witness="居委会 欧阳").unmet()


def test_what_is_not_involved_or_already_sealed_stays() -> None:
    assert set(sealed(involved=False).unmet()) == {"GT-INS-011"}
    first = sealed()
    issue_order(first.record, by=first.by)
    order = order_at(OrderState.APPROVED, kind="OT-08")
    Order.objects.filter(pk=order.pk).update(enterprise=first.record.enterprise)
    order.refresh_from_db()
    by = team_of(order.inspection)[0]
    record_sealing(order, by=by, **SEALED)
    with pytest.raises(StepRefused, match="重复查封"):
        issue_order(Order.objects.get(pk=order.pk), by=by)


def test_power_is_cut_only_after_a_stop_was_refused() -> None:
    order = order_at(OrderState.DRAFT, kind="OT-09")
    assert "GT-INS-009" in {one.gate for one in FLOW.check(order, "submit", team_of(order.inspection)[0])}


def test_the_page_of_the_record_keeps_what_was_typed() -> None:
    order = order_at(OrderState.APPROVED, kind="OT-08")
    client = Client()
    client.force_login(team_of(order.inspection)[0])
    url = f"{order.get_absolute_url()}do/record_sealing/"
    assert client.get(url).status_code == 200
    answer = client.post(url, {"once": "y" * 20, "version": order.version, "heard": "有异议"})
    assert answer.status_code == 422
    assert "有异议" in answer.content.decode()
    stranger = Client()
    stranger.force_login(user_with(Role.LEGAL_REVIEWER, bureau=order.bureau))
    assert stranger.post(url, {"once": "z" * 20, "version": order.version, **SEALED}).status_code == 403
