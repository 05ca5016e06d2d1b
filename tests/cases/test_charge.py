"""The charges of a case: from the proposal, and as the investigation adds, changes and drops them."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import charge as acts
from cases.flows.penalty import FLOW
from cases.models import Charge, PenaltyCase
from cases.queries.charge import charges_of, findings_for
from cases.states import FindingState, PenaltyState as S
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from tests.factories.penalty import SIGNS, case_at, people_of, propose

pytestmark = pytest.mark.django_db
TRAINING = "VI-WS-097-3"


def add(case: PenaltyCase, **changed) -> PenaltyCase:
    given = {"violation": TRAINING, "act_on": timezone.localdate(), **changed}
    return acts.add_charge(case, by=people_of(case).handler, **given)


def test_a_proposal_is_one_charge_with_all_its_findings() -> None:
    case = propose(began_on=timezone.localdate() - dt.timedelta(days=30), harm=True)
    (charge,) = charges_of(case)
    assert (charge.violation, charge.act_on, charge.number, charge.harm) == (case.violation, case.act_on, 1, True)
    assert set(charge.findings.all()) == set(case.findings.all())
    assert (charge.act_on - charge.began_on).days == 30


def test_a_violation_that_ends_before_it_began_is_refused() -> None:
    today = timezone.localdate()
    with pytest.raises(RuleBroken) as refused:
        propose(began_on=today + dt.timedelta(days=1))
    assert refused.value.field == "began_on"
    case = case_at(S.INVESTIGATING)
    with pytest.raises(RuleBroken) as refused:
        add(case, began_on=today + dt.timedelta(days=1))
    assert refused.value.field == "began_on"


def test_an_act_is_not_later_than_its_discovery() -> None:
    case = case_at(S.INVESTIGATING)
    PenaltyCase.objects.filter(pk=case.pk).update(found_on=timezone.localdate() - dt.timedelta(days=1),
                                                  act_on=timezone.localdate() - dt.timedelta(days=1))  # fmt: skip
    with pytest.raises(RuleBroken, match="发现日期") as refused:
        add(case)
    assert refused.value.field == "act_on"


def test_a_further_violation_is_a_charge_of_its_own() -> None:
    case = add(case_at(S.INVESTIGATING))
    first, second = charges_of(case)
    assert (first.number, second.number, second.violation.rule_key) == (1, 2, TRAINING)
    assert not second.findings.exists()
    assert case.violation.rule_key == SIGNS
    entry = history(case).first()
    assert (entry.act, entry.rule, entry.article) == (
        "penalty.add_charge", second.violation.row_id, second.violation.citation,
    )  # fmt: skip


def test_a_finding_is_in_one_charge() -> None:
    case = case_at(S.INVESTIGATING)
    finding = case.findings.get()
    with pytest.raises(RuleBroken) as refused:
        add(case, findings=[finding])
    assert refused.value.field == "findings"
    (first,) = charges_of(case)
    acts.amend_charge(case, by=people_of(case).handler, charge=first, violation=SIGNS, act_on=first.act_on)
    add(case, findings=[finding])
    assert [list(one.findings.all()) for one in charges_of(case)] == [[], [finding]]
    finding.refresh_from_db()
    assert finding.state == FindingState.FILED


def test_the_finding_of_another_visit_is_refused() -> None:
    case, other = case_at(S.INVESTIGATING), case_at(S.INVESTIGATING)
    assert not findings_for(case, charges_of(case)[0]).filter(pk=other.findings.get().pk).exists()
    with pytest.raises(RuleBroken) as refused:
        add(case, findings=[other.findings.get()])
    assert refused.value.field == "findings"


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"act_on": timezone.localdate() + dt.timedelta(days=1)}, "act_on"),
        ({"violation": "没有这样的违法行为"}, "violation"),
        ({"overdue": True}, "overdue"),
        ({"violation": SIGNS}, "violation"),
        ({"act_on": dt.date(2001, 1, 1)}, "violation"),
    ],
)
def test_what_no_charge_can_be(changed: dict, field: str) -> None:
    case = case_at(S.INVESTIGATING)
    with pytest.raises(RuleBroken) as refused:
        add(case, **changed)
    assert refused.value.field == field
    assert len(charges_of(case)) == 1


def test_amending_keeps_what_was_there_in_the_ledger() -> None:
    case = case_at(S.INVESTIGATING)
    (first,) = charges_of(case)
    day = first.act_on - dt.timedelta(days=3)
    acts.amend_charge(case, by=people_of(case).handler, charge=first, violation=TRAINING, act_on=day)
    (held,) = charges_of(case)
    assert (held.violation.rule_key, held.act_on) == (TRAINING, day)
    entry = history(case).first()
    assert (entry.before["violation"], entry.after["violation"]) == (first.violation.row_id, held.violation.row_id)


def test_a_charge_is_dropped_with_its_reason_and_frees_its_findings() -> None:
    case = add(case_at(S.INVESTIGATING))
    first, second = charges_of(case)
    by = people_of(case).handler
    with pytest.raises(RuleBroken) as refused:
        acts.drop_charge(case, by=by, charge=first, reason=" ")
    assert refused.value.field == "reason"
    acts.drop_charge(case, by=by, charge=first, reason="证据不足")
    assert charges_of(case) == [second]
    assert Charge.objects.get(pk=first.pk).dropped_reason == "证据不足"
    assert findings_for(case, second).get() == case.findings.get()
    with pytest.raises(RuleBroken) as refused:
        acts.drop_charge(case, by=by, charge=second, reason="证据不足")
    assert refused.value.field == "charge"
    with pytest.raises(RuleBroken) as refused:
        acts.amend_charge(case, by=by, charge=first, violation=SIGNS, act_on=first.act_on)
    assert refused.value.field == "charge"


def test_only_while_investigating() -> None:
    case = case_at(S.REPORTED)
    for step in ("add_charge", "amend_charge", "drop_charge"):
        assert FLOW.check(case, step, people_of(case).handler)
    with pytest.raises(StepRefused):
        add(case)


def test_the_page_offers_the_changes_and_keeps_what_was_typed(client: Client) -> None:
    case = add(case_at(S.INVESTIGATING))
    _first, second = charges_of(case)
    client.force_login(people_of(case).handler)
    page = client.get(case.get_absolute_url()).content.decode()
    link = f"{case.get_absolute_url()}do/amend_charge/?charge={second.pk}"
    assert link in page
    assert "do/add_charge/" in page
    form = client.get(link).content.decode()
    assert second.violation.name_zh in form
    typed = {"charge": second.pk, "violation": "无此行为", "act_on": "2026-11-01", "version": case.version}
    refused = client.post(link, typed)
    assert refused.status_code == 422
    assert "无此行为" in refused.content.decode()
    done = client.post(link, {**typed, "violation": TRAINING})
    assert done.status_code == 302
    assert charges_of(case)[1].act_on == dt.date(2026, 11, 1)
    dropped = client.post(f"{case.get_absolute_url()}do/drop_charge/", {"charge": second.pk, "reason": "证据不足"})
    assert dropped.status_code == 302
    assert "证据不足" in client.get(case.get_absolute_url()).content.decode()
