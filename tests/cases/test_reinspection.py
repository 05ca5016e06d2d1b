import datetime as dt

import pytest
from django.utils import timezone

from cases.actions import reinspection as acts
from cases.models import Order, Reinspection, TermUnit
from cases.queries.order import reinspection_clock
from cases.states import FindingState, OrderState as S
from enforcement.accounts.models import Certificate
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken, StepRefused
from tests.factories.accounts import user_with
from tests.factories.inspection import team_of
from tests.factories.order import leader_of, order_at, reinspected, reinspection_at

pytestmark = pytest.mark.django_db


def test_it_starts_once_at_a_time() -> None:
    order = order_at()
    reinspection_at(order)
    with pytest.raises(StepRefused, match="复查"):
        reinspection_at(order)


def test_it_is_held_after_delivery_and_not_in_the_future() -> None:
    order = order_at()
    team = team_of(order.inspection)
    for days in (-1, 1):
        with pytest.raises(RuleBroken) as broken:
            acts.start_reinspection(
                order, by=team[0], officers=team, done_on=order.delivered_on + dt.timedelta(days=days)
            )
        assert broken.value.field == "done_on"


def test_the_own_officers_only() -> None:
    order = order_at()
    team = team_of(order.inspection)
    for officers in (team[1:], [team[0], user_with(Role.INSPECTOR)]):
        with pytest.raises(RuleBroken) as broken:
            acts.start_reinspection(order, by=team[0], officers=officers)
        assert broken.value.field == "officers"


@pytest.mark.parametrize("lacking", ["GT-INS-004", "GT-INS-003", ""])
def test_two_certified_officers_seal_it(lacking: str) -> None:
    order = order_at()
    held = reinspection_at(order)
    by, other = team_of(order.inspection)
    if lacking == "GT-INS-004":
        held.officers.remove(other)
    elif lacking:
        Certificate.objects.filter(user=other).update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    else:
        by = user_with(Role.INSPECTOR, bureau=order.bureau)
    with pytest.raises(StepRefused) as refused:
        acts.seal_reinspection(held, by=by, results={}, opinion="合格")
    assert [one.gate for one in refused.value.unmet] == [lacking]


def test_each_open_item_gets_a_result() -> None:
    order = order_at(failing=2)
    held = reinspection_at(order)
    first, second = order.items.all()
    by = team_of(order.inspection)[0]
    with pytest.raises(RuleBroken) as broken:
        acts.seal_reinspection(held, by=by, results={first.pk: (True, "")}, opinion="合格")
    assert broken.value.field == f"passed_{second.pk}"
    with pytest.raises(RuleBroken) as broken:
        acts.seal_reinspection(held, by=by, results={first.pk: (True, ""), second.pk: (False, " ")}, opinion="合格")
    assert broken.value.field == f"note_{second.pk}"


def test_all_passed_lifts_the_order() -> None:
    order = order_at(S.LIFTED)
    assert (order.lifted_on, order.next_due) == (timezone.localdate(), None)
    assert order.items.get().finding.state == FindingState.RECTIFIED
    document = order.reinspections.get().document
    assert (document.kind, document.context["results"][0]["result"]) == ("ZGFC", "已整改")


def test_one_not_passed_keeps_it_open() -> None:
    order = order_at(failing=2)
    held = reinspection_at(order)
    first, second = order.items.all()
    results = {first.pk: (True, "已公示"), second.pk: (False, "仍未建立")}
    acts.seal_reinspection(held, by=team_of(order.inspection)[0], results=results, opinion="一项未整改")
    order.refresh_from_db()
    assert (order.state, order.next_due) == (S.DELIVERED, second.due_on)
    reinspected(order, passed=True)
    order.refresh_from_db()
    assert order.state == S.LIFTED


def test_an_extended_term_counts_from_the_reinspection() -> None:
    order = order_at()
    by = team_of(order.inspection)[0]
    with pytest.raises(StepRefused):
        acts.extend_terms(order, by=by, term=5, term_unit=TermUnit.CALENDAR_DAY, reason="设备到货晚")
    reinspected(order, passed=False)
    with pytest.raises(RuleBroken):
        acts.extend_terms(order, by=by, term=0, term_unit=TermUnit.CALENDAR_DAY, reason="设备到货晚")
    acts.extend_terms(order, by=by, term=5, term_unit=TermUnit.CALENDAR_DAY, reason="设备到货晚")
    order.refresh_from_db()
    assert order.next_due == timezone.localdate() + dt.timedelta(days=5)


def test_what_was_stopped_resumes_only_with_consent() -> None:
    order = order_at(S.PASSED, kind="OT-04")
    chief = user_with(Role.SECTION_CHIEF, bureau=order.bureau)
    with pytest.raises(StepRefused):
        acts.consent_to_resume(order, by=chief)
    acts.consent_to_resume(order, by=leader_of(order))
    order.refresh_from_db()
    assert (order.state, order.lifted_on) == (S.LIFTED, timezone.localdate())


def test_refused_consent_opens_the_items_again() -> None:
    order = order_at(S.PASSED, kind="OT-04")
    acts.refuse_to_resume(order, by=leader_of(order), reason="现场不符")
    order.refresh_from_db()
    assert (order.state, order.items.get().passed_on, order.next_due) == (S.DELIVERED, None, order.items.get().due_on)
    assert order.items.get().finding.state == FindingState.ORDERED


def test_the_period_for_it_comes_from_the_rulebook() -> None:
    clock = reinspection_clock(order_at())
    assert clock.rule.rule_key == "reinspection"
    assert clock.due
    assert clock.unverified
    assert reinspection_clock(order_at(S.ISSUED)) is None


def test_the_pages(client) -> None:
    order = order_at(failing=2)
    team = team_of(order.inspection)
    client.force_login(team[0])
    url = f"/orders/{order.pk}/reinspect/"
    fields = {"done_on": timezone.localdate(), "officers": [one.pk for one in team]}
    assert client.post(url, {"done_on": "x"}).status_code == 422
    assert client.post(url, fields).status_code == 302
    held = Reinspection.objects.get()
    assert client.get(held.get_absolute_url()).status_code == 200
    seal = f"/reinspections/{held.pk}/do/seal/"
    page = client.get(seal).content.decode()
    first, second = order.items.select_related("finding")
    assert first.finding.description in page
    results = {f"passed_{first.pk}": "yes", f"passed_{second.pk}": "no", "opinion": "一项未整改"}
    assert client.post(seal, results).status_code == 422
    assert client.post(seal, results | {f"note_{second.pk}": "仍未建立"}).status_code == 302
    assert client.post(seal, results).status_code in (409, 422)
    page = client.get(order.get_absolute_url()).content.decode()
    assert f"/penalties/new/?order={order.pk}" in page
    assert client.get(held.get_absolute_url()).status_code == 200


def test_strangers_get_nothing(client) -> None:
    held = reinspection_at(order_at())
    client.force_login(user_with(Role.INSPECTOR))
    for path in ("", "do/seal/"):
        assert client.get(f"/reinspections/{held.pk}/{path}").status_code == 404
    client.force_login(user_with(Role.LEGAL_REVIEWER, bureau=held.bureau))
    item = held.order.items.get()
    answer = client.post(f"/reinspections/{held.pk}/do/seal/", {f"passed_{item.pk}": "yes", "opinion": "合格"})
    assert answer.status_code == 403
    assert Order.objects.get().state == S.DELIVERED
