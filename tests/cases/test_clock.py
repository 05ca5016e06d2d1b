"""Excluded periods and extensions of a case: what each leaves behind, and what refuses them."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from cases.actions import clock as acts, hearing, term_extension
from cases.flows.order import FLOW as ORDER_FLOW
from cases.flows.penalty import FLOW
from cases.models import Extension, Order
from cases.queries.clock import decision_clock
from cases.queries.notice import latest_notice
from cases.queries.order import last_day_to_apply
from cases.queries.penalty import clocks_of
from cases.states import ExtensionState, InspectionState, OrderState, PenaltyState as S
from enforcement.accounts.roles import Role
from enforcement.documents.queries import documents_of
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook import upkeep
from enforcement.rulebook.clocks import excluded_kinds
from enforcement.workdays import as_day
from tests.factories import user_with
from tests.factories.clock import clock_at
from tests.factories.inspection import PNG, inspection_at
from tests.factories.order import order_at
from tests.factories.penalty import case_at, people_of, propose, someone

pytestmark = pytest.mark.django_db
BYTES = PNG + b"a file that nobody else uploads"
PLAIN = "作出处罚决定（不扣除任何期间）"


def paper():
    return ContentFile(BYTES, name="鉴定委托书.png")


def later(days):
    """Noon so many days from today: facts have to lie in the past."""
    on = timezone.localdate() + dt.timedelta(days=days)
    return clock_at(dt.datetime.combine(on, dt.time(12), timezone.get_current_timezone()))


@pytest.fixture
def case():
    return case_at(S.INVESTIGATING)


def pause(case, first, last=None, **changed):
    given = {"kind": "appraisal", "reason": "委托鉴定", "file": paper(), **changed}
    began = case.filed_on + dt.timedelta(days=first)
    ended = case.filed_on + dt.timedelta(days=last) if last is not None else None
    return acts.add_pause(case, by=people_of(case).handler, began_on=began, ended_on=ended, **given)


def test_a_pause_moves_the_period_for_the_decision(case):
    before = as_day(decision_clock(case).due)
    with later(40):
        pause(case, 10, 19)
        case.refresh_from_db()
        after = {str(one.label): one for one in clocks_of(case)}
        assert as_day(after["作出处罚决定"].clock.due) == before + dt.timedelta(days=10) == case.next_due
        assert as_day(after[PLAIN].clock.due) == before
        assert (after["作出处罚决定"].running, after[PLAIN].running) == (True, False)
        (line,) = [one for one in after["作出处罚决定"].clock.steps if "鉴定委托书" in one["what"]]
        assert (line["days"], line["counted"]) == (10, False)
        assert "待核定" in line["what"]
    entry = history(case).first()
    assert (entry.act, entry.rule, entry.note) == ("penalty.add_pause", "TL-CAS-004", "委托鉴定")
    assert case.pauses.get().file.sha256


def test_an_open_pause_counts_from_day_to_day_until_it_is_ended(case):
    who = people_of(case).handler
    before = as_day(decision_clock(case).due)
    with later(5):
        pause(case, 5)
        assert as_day(decision_clock(case).due) == before + dt.timedelta(days=1)
    with later(9):
        assert as_day(decision_clock(case).due) == before + dt.timedelta(days=5)
        assert any("尚未结束" in one["what"] for one in decision_clock(case).steps)
        acts.end_pause(case, by=who, ended_on=case.filed_on + dt.timedelta(days=7))
    with later(30):
        assert as_day(decision_clock(case).due) == before + dt.timedelta(days=3)
        assert FLOW.check(case, "end_pause", who)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [(-1, 3, "began_on"), (50, 51, "began_on"), (10, 9, "ended_on"), (10, 60, "ended_on"), (25, None, "began_on"),
     (15, 20, "began_on"), (30, 30, "began_on"), (1, None, "began_on")],
)  # fmt: skip
def test_a_pause_lies_in_the_life_of_the_case_and_counts_no_day_twice(case, first, last, field):
    with later(40):
        pause(case, 20, 30)
        with pytest.raises(RuleBroken) as refused:
            pause(case, first, last)
        assert refused.value.field == field
        assert case.pauses.count() == 1


def test_a_pause_needs_its_document(case):
    with pytest.raises(RuleBroken) as refused:
        pause(case, 0, 0, file=None)
    assert refused.value.field == "file"
    pause(case, 0, 0, file=None, document=documents_of(case).first())
    assert case.pauses.get().document.number


def test_only_a_handler_registers_a_pause(case):
    with pytest.raises(NotPermitted):
        acts.add_pause(case, by=people_of(case).leader, kind="appraisal", began_on=case.filed_on, reason="x")
    other = user_with(Role.INSPECTOR, bureau=case.bureau)
    with pytest.raises(StepRefused):
        acts.add_pause(case, by=other, kind="appraisal", began_on=case.filed_on, reason="x", file=paper())


def test_a_hearing_gives_its_days_by_itself():
    case = case_at(S.HEARING)
    asked = timezone.localdate()
    plain = as_day({str(one.label): one for one in clocks_of(case)}[PLAIN].clock.due)
    with later(10):
        assert as_day(decision_clock(case).due) == plain + dt.timedelta(days=10)  # the day of filing counts anyway
        with pytest.raises(RuleBroken) as refused:
            pause(case, 0, 0, kind="hearing")
        assert refused.value.field == "kind"
    who = people_of(case)
    held = asked + dt.timedelta(days=20)
    host = someone(case.bureau, Role.LEGAL_REVIEWER)
    hearing.schedule_hearing(case, by=who.reviewer, held_on=held, host=host, place="会议室")
    with later(20):
        hearing.hold_hearing(case, by=host, record="笔录", conclusion="维持")
    with later(60):
        assert as_day(decision_clock(case).due) == plain + dt.timedelta(days=20)


def test_a_bureau_may_exclude_nothing(case):
    head = people_of(case).head
    before = as_day(decision_clock(case).due)
    upkeep.set_value("decision_limit.excluded", by=head, value={"kinds": []}, note="从严")
    assert excluded_kinds("decision_limit", case.bureau_id) == frozenset()
    pause(case, 0, 0)
    assert as_day(decision_clock(case).due) == before
    assert PLAIN not in {str(one.label) for one in clocks_of(case)}


def extend(case, **changed):
    given = {"reason": "案情复杂", "length": 120, "unit": "calendar_day", **changed}
    return acts.request_extension(case, by=people_of(case).handler, **given)


def test_an_extension_counts_once_another_granted_it(case):
    who, before = people_of(case), as_day(decision_clock(case).due)
    extend(case)
    assert as_day(decision_clock(case).due) == before
    assert FLOW.check(case, "request_extension", who.handler)
    acts.grant_extension(case, by=who.leader, opinion="同意")
    clock = decision_clock(case)
    assert as_day(clock.due) == case.filed_on + dt.timedelta(days=120)
    assert clock.length == 90
    assert "案情复杂" in clock.steps[-1]["what"]
    case.refresh_from_db()
    assert case.next_due == as_day(clock.due)
    entry = history(case).first()
    assert (entry.before, entry.after) == ({"due": str(before)}, {"due": str(as_day(clock.due))})


def test_a_refused_extension_changes_nothing(case):
    before = as_day(decision_clock(case).due)
    extend(case, length=None, unit="", until=before + dt.timedelta(days=30))
    acts.refuse_extension(case, by=people_of(case).leader, reason="理由不足")
    assert as_day(decision_clock(case).due) == before
    assert Extension.objects.get().state == ExtensionState.REFUSED
    extend(case, length=None, unit="", until=before + dt.timedelta(days=30))
    acts.grant_extension(case, by=people_of(case).leader)
    assert as_day(decision_clock(case).due) == before + dt.timedelta(days=30)


def test_an_extension_after_the_period_lapsed_is_recorded_as_late(case):
    with later(100):
        extend(case)
        assert Extension.objects.get().late
        assert history(case).first().after["late"] is True


@pytest.mark.parametrize(
    "given",
    [{"length": 90}, {"length": 10}, {"until": dt.date(2020, 1, 1), "length": None}, {"until": None, "length": None}],
)
def test_an_extension_makes_the_period_longer(case, given):
    with pytest.raises(RuleBroken):
        extend(case, **given)
    assert not Extension.objects.exists()


def test_a_handler_grants_no_extension(case):
    extend(case)
    reasons = FLOW.check(case, "grant_extension", people_of(case).handler)
    assert reasons
    with pytest.raises(NotPermitted):
        acts.grant_extension(case, by=people_of(case).handler)


def test_nothing_is_granted_that_nobody_asked_for(case):
    with pytest.raises(StepRefused):
        acts.grant_extension(case, by=people_of(case).leader)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def test_the_page_of_the_clocks_explains_itself(case):
    with later(40):
        pause(case, 10, 19)
    extend(case)
    page = signed_in(people_of(case).handler).get(f"/penalties/{case.pk}/clocks/").content.decode()
    for words in ("计算过程", "起算", "（立案）", "届满", "24:00", "剩余", "版次", "扣除期间",
                  "鉴定委托书.png", "延长期限", "待批准", "120 日"):  # fmt: skip
        assert words in page, words
    held = case.pauses.get()
    file = f"/penalties/{case.pk}/clocks/pause/{held.pk}/"
    assert file in page
    assert signed_in(people_of(case).handler).get(file).content == BYTES
    assert signed_in(user_with(Role.INSPECTOR)).get(file).status_code == 404


def test_the_acts_have_their_pages(case):
    client = signed_in(people_of(case).handler)
    url = f"/penalties/{case.pk}/do/add_pause/"
    assert client.get(url).status_code == 200
    form = {"kind": "appraisal", "began_on": str(case.filed_on), "reason": "委托鉴定", "version": case.version}
    refused = client.post(url, form)
    assert refused.status_code == 422
    assert "上传证明扣除期间的文书" in refused.content.decode()
    assert "委托鉴定" in refused.content.decode()
    done = client.post(url, {**form, "file": paper()})
    assert done.status_code == 302
    assert done.headers["Location"].endswith("/clocks/")
    assert client.post(url, {**form, "file": paper()}).status_code == 409  # the page was made before


@pytest.fixture
def order():
    return order_at(OrderState.DELIVERED)


def apply(order, **changed):
    officer = order.inspection.officers.order_by("pk").first()
    given = {
        "applied_on": timezone.localdate(),
        "until": order.next_due + dt.timedelta(days=10),
        "reason": "设备到货晚",
    }
    return term_extension.apply_extension(order, by=officer, **{**given, "file": paper(), **changed})


def leader_of(order):
    return someone(order.bureau, Role.PRINCIPAL_HEAD)


def test_the_party_gets_more_time(order):
    before, last = order.next_due, as_day(last_day_to_apply(order).due)
    apply(order)
    assert Extension.objects.get().late is (timezone.localdate() > last)
    term_extension.grant_extension(order, by=leader_of(order), opinion="同意")
    order = Order.objects.get(pk=order.pk)
    assert order.next_due == before + dt.timedelta(days=10)
    for item in order.items.all():
        assert item.due_on == item.term_from + dt.timedelta(days=item.term)
    page = signed_in(leader_of(order)).get(order.get_absolute_url()).content.decode()
    assert "已延长" in page
    assert "设备到货晚" in page


def test_an_application_is_checked(order):
    for changed, field in (
        ({"until": order.next_due}, "until"),
        ({"applied_on": timezone.localdate() + dt.timedelta(days=1)}, "applied_on"),
        ({"applied_on": order.delivered_on - dt.timedelta(days=1)}, "applied_on"),
        ({"file": None}, "file"),
    ):
        with pytest.raises(RuleBroken) as refused:
            apply(order, **changed)
        assert refused.value.field == field
    assert not Extension.objects.exists()


def test_who_registered_an_application_does_not_grant_it(order):
    apply(order)
    officer = order.inspection.officers.order_by("pk").first()
    assert ORDER_FLOW.check(order, "grant_extension", officer)
    term_extension.refuse_extension(order, by=leader_of(order), reason="理由不足")
    assert Order.objects.get(pk=order.pk).next_due == order.next_due
    with pytest.raises(StepRefused):
        term_extension.grant_extension(order, by=leader_of(order))


def test_the_notice_prints_the_period_that_is_counted(case):
    who = people_of(case)
    upkeep.set_value("TL-CAS-007", by=who.head, value={"length": 6, "unit": "working_day"}, note="本局规定")
    notified = case_at(S.NOTIFIED, case=propose(inspection_at(InspectionState.SEALED, *who.handlers)))
    (clock,) = [one.clock for one in clocks_of(notified) if one.clock.rule.rule_key == "statement_defence"]
    assert (clock.length, clock.unit) == (6, "working_day")
    assert latest_notice(notified).document.context["reply_term"] == "六个工作日"
