"""Recusal, evidence in keeping, referral, deferral, demand and court: what is left behind and what is refused."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from cases.actions import coercion, preservation, recusal
from cases.actions.investigation import add_evidence, revise_report
from cases.flows.penalty import FLOW
from cases.forms.asides import DeferralForm
from cases.forms.investigation import ReportForm
from cases.models import CourtApplication, Deferral, Demand, Evidence, PenaltyCase, Preservation
from cases.queries.coercion import demand_clock, suit_clock
from cases.queries.execution import account
from cases.queries.investigation import latest_report
from cases.queries.preservation import preservation_clock
from cases.rules.execution import surcharge, surcharge_by_parts
from cases.states import PenaltyState as S
from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.documents.models import Document
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.queries import history
from enforcement.workdays import as_day
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.inspection import PNG
from tests.factories.penalty import MODEST, REPORT, case_at, delivery, pay, people_of

pytestmark = pytest.mark.django_db
RATE = Decimal("0.03")


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), timezone.get_current_timezone())


def gates(case: PenaltyCase, step: str, by: User) -> set[str]:
    return {one.gate for one in FLOW.check(case, step, by)}


def ask(case: PenaltyCase, officer: User, **changed: Any) -> None:
    values = {"asked_by_party": True, "reason": "与当事人有亲属关系", "asked_on": timezone.localdate()}
    recusal.ask_recusal(case, by=people_of(case).handler, officer=officer, **{**values, **changed})


class TestRecusal:
    def test_the_investigation_goes_on_until_it_is_decided_but_not_beyond(self) -> None:
        case = case_at(S.STATED)
        who = people_of(case)
        assert not FLOW.check(case, "submit_review", who.handler)
        ask(case, who.handlers[1])
        assert gates(case, "submit_review", who.handler) == {"GT-INV-001"}
        recusal.decide_recusal(case, by=who.leader, granted=False, opinion="没有利害关系")
        assert not FLOW.check(case, "submit_review", who.handler)

    def test_a_recused_handler_leaves_and_a_successor_takes_over(self) -> None:
        case = case_at(S.INVESTIGATING)
        who, third = people_of(case), user_with(Role.INSPECTOR, bureau=case.bureau)
        ask(case, who.handlers[1])
        with pytest.raises(RuleBroken, match="不得少于两人") as refused:
            recusal.decide_recusal(case, by=who.leader, granted=True, opinion="属实")
        assert refused.value.field == "successor"
        recusal.decide_recusal(case, by=who.leader, granted=True, opinion="属实", successor=third)
        assert set(case.handlers.all()) == {who.handler, third}
        entry = history(case).first()
        assert (entry.rule, entry.note) == ("GT-INV-001", "属实")

    def test_a_recused_leader_takes_no_further_step(self) -> None:
        case = case_at(S.REVIEWED)
        who = people_of(case)
        ask(case, who.leader)
        assert "GT-INV-001" in gates(case, "decide_recusal", who.leader)
        recusal.decide_recusal(case, by=who.head, granted=True, opinion="属实")
        assert gates(case, "decide", who.leader) == {"GT-INV-001"}
        assert not FLOW.check(case, "decide", who.head)

    def test_only_who_approves_filings_decides(self) -> None:
        case = case_at(S.INVESTIGATING)
        who = people_of(case)
        ask(case, who.handlers[1])
        with pytest.raises(NotPermitted):
            recusal.decide_recusal(case, by=who.handler, granted=False, opinion="x")

    def test_a_stale_page_asks_for_nothing(self) -> None:
        case = case_at(S.INVESTIGATING)
        with pytest.raises(StaleVersion):
            ask(case, people_of(case).handler, version=case.version + 5)
        assert not case.recusals.exists()


class TestKeeping:
    def kept(self) -> tuple[PenaltyCase, Preservation]:
        case = case_at(S.INVESTIGATING)
        who = people_of(case)
        preservation.ask_preservation(
            case, by=who.handler, items="档案1册\n名册1份", place="保管室", reason="可能被销毁"
        )
        preservation.approve_preservation(case, by=who.leader)
        preservation.preserve(case, by=who.handler)
        return case, Preservation.objects.get()

    def test_seven_working_days_run_from_the_registration(self) -> None:
        case, held = self.kept()
        clock = preservation_clock(held)
        assert (clock.length, clock.unit) == (7, "working_day")
        assert held.notice.kind == "XXDJTZS"
        assert held.notice.context["decide_by"] == clock.due.isoformat()
        assert "先行登记保存" in page(case, people_of(case).handler)

    def test_after_the_last_day_the_delay_is_explained(self) -> None:
        case, held = self.kept()
        by = people_of(case).handler
        with clock_at(noon(as_day(preservation_clock(held).due) + dt.timedelta(days=1))):
            with pytest.raises(RuleBroken, match="行政处罚法") as refused:
                preservation.dispose_preservation(case, by=by, disposal="退还")
            assert refused.value.field == "late_reason"
            preservation.dispose_preservation(case, by=by, disposal="退还", late_reason="当事人拒绝领回")
        held.refresh_from_db()
        assert held.document.kind == "XXDJCLJDS"

    def test_review_waits_for_the_disposal(self) -> None:
        case, _held = self.kept()
        PenaltyCase.objects.filter(pk=case.pk).update(state=S.STATED)
        case.refresh_from_db()
        messages = [str(one.message) for one in FLOW.check(case, "submit_review", people_of(case).handler)]
        assert any("作出处理决定" in one for one in messages)

    def test_a_monitored_record_counts_after_both_reviews(self) -> None:
        case = case_at(S.INVESTIGATING)
        who = people_of(case)
        add_evidence(case, by=who.handler, file=ContentFile(PNG, name="x.png"), kind="photo", name="截图", proves="x",
                     monitored=True)  # fmt: skip
        said = {"evidence": Evidence.objects.get(monitored=True), "legal_opinion": "合法", "technical_opinion": "清晰",
                "technician": "测技"}  # fmt: skip
        with pytest.raises(RuleBroken) as refused:
            preservation.review_monitoring(case, by=who.reviewer, place_published=False, passed=True, **said)
        assert refused.value.field == "place_published"
        preservation.review_monitoring(case, by=who.reviewer, place_published=False, passed=False, **said)
        assert "GT-INV-004" in gates(case, "report", who.handler)
        preservation.review_monitoring(case, by=who.reviewer, place_published=True, passed=True, **said)
        assert "GT-INV-004" not in gates(case, "report", who.handler)


def ask_deferral(case: PenaltyCase, parts: list[tuple[dt.date, Decimal]], kind: str = "parts") -> None:
    coercion.ask_deferral(
        case, by=people_of(case).handler, kind=kind, applied_on=timezone.localdate(), reason="停产", parts=parts
    )


class TestDeferral:
    def parts(self) -> list[tuple[dt.date, Decimal]]:
        today = timezone.localdate()
        return [(today + dt.timedelta(days=30), MODEST / 2), (today + dt.timedelta(days=60), MODEST / 2)]

    def test_granted_parts_are_late_each_by_itself(self) -> None:
        case = case_at(S.DELIVERED)
        who, parts = people_of(case), self.parts()
        ask_deferral(case, parts)
        coercion.decide_deferral(case, by=who.leader, granted=True, opinion="确有困难")
        assert Deferral.objects.get().document.kind == "YQJNPZ"
        first, second = (day for day, _amount in parts)
        assert account(case, first).late.amount == 0
        assert account(case, first + dt.timedelta(days=1)).late.amount == MODEST / 2 * RATE
        late = account(case, second + dt.timedelta(days=1)).late.amount
        assert late == MODEST / 2 * RATE * (31 + 1)

    def test_refused_nothing_changes(self) -> None:
        case = case_at(S.DELIVERED)
        due = account(case, timezone.localdate()).due
        ask_deferral(case, self.parts())
        coercion.decide_deferral(case, by=people_of(case).leader, granted=False, opinion="有能力缴纳")
        assert account(case, timezone.localdate()).due == due
        assert not Document.objects.filter(kind="YQJNPZ").exists()

    @pytest.mark.parametrize(
        ("kind", "shares"), [("parts", (1,)), ("defer", (2, 2)), ("parts", (2, 4)), ("parts", (2, 1))]
    )
    def test_parts_that_do_not_fit_are_refused(self, kind: str, shares: tuple[int, ...]) -> None:
        case = case_at(S.DELIVERED)
        later = timezone.localdate() + dt.timedelta(days=30)
        with pytest.raises(RuleBroken) as refused:
            ask_deferral(case, [(later, MODEST / share) for share in shares], kind)
        assert refused.value.field == "parts"

    def test_a_handler_does_not_grant_it(self) -> None:
        case = case_at(S.DELIVERED)
        who = people_of(case)
        ask_deferral(case, self.parts())
        case.handlers.add(who.leader)
        with pytest.raises(StepRefused, match="承办人"):
            coercion.decide_deferral(case, by=who.leader, granted=True, opinion="x")

    def test_the_form_reads_a_line_for_each_part(self) -> None:
        case = case_at(S.DELIVERED)
        given = {"kind": "parts", "applied_on": "2026-11-20", "reason": "x"}
        form = DeferralForm({**given, "parts": "2026-12-31 10,000\n2027-01-31 ¥10000.00"}, record=case)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["parts"][1] == (dt.date(2027, 1, 31), Decimal(10000))
        for wrong in ("2026-12-31", "下月 100", "2026-12-31 NaN", "2026-12-31 一万"):
            assert not DeferralForm({**given, "parts": wrong}, record=case).is_valid(), wrong


def test_one_part_is_late_as_the_whole() -> None:
    due, today = dt.date(2026, 10, 1), dt.date(2026, 10, 20)
    payments = [(dt.date(2026, 10, 5), Decimal(300)), (dt.date(2026, 10, 9), Decimal(100))]
    whole = surcharge(Decimal(1000), RATE, due, payments=payments, as_of=today)
    assert surcharge_by_parts(Decimal(1000), RATE, [(due, Decimal(1000))], payments=payments, as_of=today) == whole


def test_what_ran_up_before_parts_were_granted_stays() -> None:
    """1,000 due on the 1st, parts granted on the 11th: ten days at 3 % stay; the parts are late by themselves."""
    due, granted = dt.date(2026, 10, 1), dt.date(2026, 10, 11)
    parts = [(dt.date(2026, 11, 1), Decimal(400)), (dt.date(2026, 12, 1), Decimal(600))]
    late = {"payments": [], "before": (due, granted)}
    assert surcharge_by_parts(Decimal(1000), RATE, parts, as_of=dt.date(2026, 10, 31), **late).amount == 300
    assert surcharge_by_parts(Decimal(1000), RATE, parts, as_of=dt.date(2026, 11, 3), **late).amount == 324
    in_time = {"payments": [], "before": (due, dt.date(2026, 9, 20))}
    assert surcharge_by_parts(Decimal(1000), RATE, parts, as_of=dt.date(2026, 10, 31), **in_time).amount == 0


def test_payments_settle_the_parts_in_their_order() -> None:
    parts = [(dt.date(2026, 10, 1), Decimal(400)), (dt.date(2026, 11, 1), Decimal(600))]
    paid = [(dt.date(2026, 9, 30), Decimal(500))]
    found = surcharge_by_parts(Decimal(1000), RATE, parts, payments=paid, as_of=dt.date(2026, 11, 3))
    assert found.amount == Decimal(500) * RATE * 2


class TestDemand:
    def test_first_the_demand_then_the_wait_then_the_court(self) -> None:
        case = case_at(S.DELIVERED)
        who = people_of(case)
        assert gates(case, "demand", who.handler) == {""}
        over = as_day(suit_clock(case).due)
        with clock_at(noon(over)):
            coercion.demand(case, by=who.handler)
            assert "GT-EXE-002" in gates(case, "apply_court", who.leader)
            coercion.deliver_demand(case, by=who.handler, **delivery())
        waits = demand_clock(Demand.objects.get())
        assert (waits.length, waits.unit) == (10, "working_day")
        with clock_at(noon(as_day(waits.due))):
            assert gates(case, "apply_court", who.leader) == {"GT-EXE-002"}
        with clock_at(noon(as_day(waits.due) + dt.timedelta(days=1))):
            coercion.apply_court(case, by=who.leader, court="云岭市人民法院")
            assert FLOW.check(case, "apply_court", who.leader)
        made = CourtApplication.objects.get()
        assert made.amount == MODEST * 2  # the surcharge has reached the fine
        assert made.document.kind == "QZZXSQ"

    def test_the_court_waits_for_the_period_of_the_suit(self) -> None:
        case = case_at(S.DELIVERED)
        who = people_of(case)
        with clock_at(noon(account(case, timezone.localdate()).due + dt.timedelta(days=1))):
            coercion.demand(case, by=who.handler)
            messages = [str(one.message) for one in FLOW.check(case, "apply_court", who.leader)]
        assert any("起诉期限" in one for one in messages)
        assert len(messages) == 2

    def test_who_has_paid_is_not_demanded(self) -> None:
        case = case_at(S.DELIVERED)
        who = people_of(case)
        pay(case, who)
        assert any("已缴清" in str(one.message) for one in FLOW.check(case, "demand", who.handler))

    def test_an_application_for_more_time_is_answered_first(self) -> None:
        case = case_at(S.DELIVERED)
        who = people_of(case)
        ask_deferral(case, [(timezone.localdate() + dt.timedelta(days=90), MODEST)], "defer")
        with clock_at(noon(timezone.localdate() + dt.timedelta(days=40))):
            assert gates(case, "demand", who.handler) == {"GT-EXE-004"}


def refer(case: PenaltyCase, kind: str) -> None:
    coercion.refer(case, by=people_of(case).handler, kind=kind, authority="云岭省应急管理厅", reason="情节严重",
                   referred_on=timezone.localdate())  # fmt: skip


def test_each_measure_of_the_report_needs_its_referral() -> None:
    case = case_at(S.REPORTED)
    who = people_of(case)
    revise_report(case, by=who.handler, **REPORT, amount=MODEST, measures=["revoke", "close"])
    assert "建议提请有权机关决定：吊销许可证件、予以关闭" in latest_report(case).document.context["proposal"]
    assert gates(case, "notify", who.handler) == {"GT-DEC-013"}
    refer(case, "detain")
    refer(case, "revoke")
    (unmet,) = FLOW.check(case, "notify", who.handler)
    assert "建议予以关闭" in str(unmet.message)
    refer(case, "close")
    assert not FLOW.check(case, "notify", who.handler)


def test_words_of_the_report_warn_and_do_not_block() -> None:
    case = case_at(S.REPORTED)
    by = people_of(case).handler
    case.investigations.update(reasons="不予吊销许可证")
    assert not FLOW.check(case, "notify", by)
    assert ["吊销" in str(one.message) for one in FLOW.warnings(case, "notify", by)] == [True]
    case.investigations.update(reasons="情节一般")
    assert not FLOW.warnings(case, "notify", by)


def test_the_form_of_the_report_asks_for_measures_of_others(client: Client) -> None:
    case = case_at(S.REPORTED)
    by = people_of(case).handler
    revise_report(case, by=by, **REPORT, amount=MODEST, measures=["detain"])
    assert ReportForm(record=case).initial["measures"] == ["detain"]
    client.force_login(by)
    page = client.get(f"{case.get_absolute_url()}do/revise_report/").content.decode()
    assert page.count('name="measures"') == 3
    assert "行政拘留" in client.get(case.get_absolute_url()).content.decode()


def page(case: PenaltyCase, user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.get(case.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", [S.INVESTIGATING, S.DELIVERED])
def test_each_step_has_its_page_and_refuses_an_empty_form(state: str) -> None:
    case = case_at(state)
    who = people_of(case)
    steps = {"ask_recusal", "ask_preservation", "refer"} if state == S.INVESTIGATING else {"ask_deferral", "refer"}
    client = Client()
    client.force_login(who.handler)
    for step in steps:
        url = f"{case.get_absolute_url()}do/{step}/"
        assert client.get(url).status_code == 200
        assert client.post(url, {"once": "x" * 20, "version": case.version}).status_code == 422, step
