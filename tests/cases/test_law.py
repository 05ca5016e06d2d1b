"""Which law governs a charge, who settles it where it cannot be ordered, and how long a charge can be pursued."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions.charge import amend_charge
from cases.actions.law import settle_law
from cases.flows.penalty import FLOW
from cases.models import Charge, LawChoice, PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.decision import discretion
from cases.queries.deliberation import reasons as discussed
from cases.queries.law import governing_of
from cases.queries.limitation import limitation, limitations
from cases.states import PenaltyState as S
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.models import Violation
from enforcement.rulebook.queries import violation
from tests.factories.penalty import case_at, people_of, propose

pytestmark = pytest.mark.django_db
OLD, NEW = dt.date(2021, 8, 31), dt.date(2021, 9, 1)
FOUND = dt.date(2022, 1, 10)
HAZARD = "VI-WS-102"  # 2014 fined who did not obey, 2021 fines at once: for the overdue slot neither is simply lighter


@pytest.fixture
def unclear() -> PenaltyCase:
    case = case_at(S.INVESTIGATING, case=propose(violation=HAZARD, act_on=OLD, found_on=FOUND))
    Charge.objects.filter(penalty=case).update(overdue=True)
    return case


def choose(case: PenaltyCase, governs: str = "act", reason: str = "旧规定只罚拒不执行") -> PenaltyCase:
    return settle_law(case, by=people_of(case).handler, charge=charges_of(case)[0], governs=governs, reason=reason)


def reasons(case: PenaltyCase, step: str) -> str:
    return " ".join(str(one.message) for one in FLOW.check(case, step, people_of(case).handler))


def test_a_case_whose_law_is_unclear_is_not_reported(unclear: PenaltyCase) -> None:
    (unmet,) = [
        one for one in FLOW.check(unclear, "report", people_of(unclear).handler) if "选定适用的规定" in str(one.message)
    ]
    assert "未采取措施消除事故隐患" in str(unmet.message)
    assert unmet.url.endswith("do/settle_law/")
    assert "行政处罚法" in str(unmet.article)
    choose(unclear)
    assert "选定适用的规定" not in reasons(unclear, "report")


@pytest.mark.parametrize("governs", ["act", "decision"])
def test_the_choice_governs_and_stays_with_its_reason(unclear: PenaltyCase, governs: str) -> None:
    before = unclear.version
    choose(unclear, governs)
    unclear.refresh_from_db()
    made = LawChoice.objects.get()
    held = governing_of(charges_of(unclear)[0], timezone.localdate())
    assert held.row.row_id == {"act": f"{HAZARD}@WSL2014", "decision": HAZARD}[governs]
    assert (held.settled, held.unsettled) == (True, False)
    assert "旧规定只罚拒不执行" in held.why
    assert made.chosen_by == people_of(unclear).handler
    assert any(line["verdict"] == "不能直接比较" for line in made.shown)
    entry = history(unclear).filter(act="penalty.settle_law").get()
    assert (entry.rule, entry.after["governs"]) == (held.row.row_id, governs)
    assert unclear.version > before
    assert held.why in discretion(unclear, timezone.localdate()).lines


def test_a_choice_needs_a_reason_and_something_to_choose(unclear: PenaltyCase) -> None:
    with pytest.raises(RuleBroken) as refused:
        choose(unclear, reason="  ")
    assert refused.value.field == "reason"
    choose(unclear)
    with pytest.raises(StepRefused):
        choose(unclear)
    clear = case_at(S.INVESTIGATING)
    with pytest.raises(StepRefused, match="不需要选择"):
        choose(clear)


@pytest.mark.parametrize("state", [S.REVIEWED, S.DELIBERATED])
def test_nothing_is_decided_while_the_law_is_open_but_it_can_be_settled(state: str) -> None:
    case = case_at(state)
    who = people_of(case)
    Charge.objects.filter(penalty=case).update(violation=violation(HAZARD, OLD), act_on=OLD, overdue=True)
    assert "选定适用的规定" in " ".join(str(one.message) for one in FLOW.check(case, "decide", who.leader))
    choose(case)
    case.refresh_from_db()
    assert not FLOW.check(case, "decide", who.leader)


def test_every_charge_whose_law_is_open_is_a_reason_to_discuss() -> None:
    case = case_at(S.INVESTIGATING)
    today = timezone.localdate()
    Charge.objects.create(penalty=case, number=2, violation=violation(HAZARD, OLD), act_on=OLD, overdue=True,
                          added_by=people_of(case).handler)  # fmt: skip
    assert any("第 2 项" in one.text for one in discussed(case, Decimal(0), today))


def test_a_choice_is_not_for_another_day(unclear: PenaltyCase) -> None:
    """Once the day of the act has other rows, what was chosen between the old ones no longer counts."""
    choose(unclear, "decision")
    charge = charges_of(unclear)[0]
    charge.act_on = NEW
    assert not governing_of(charge, timezone.localdate()).settled


def test_a_stranger_does_not_settle_the_law(unclear: PenaltyCase) -> None:
    with pytest.raises(NotPermitted):
        settle_law(unclear, by=people_of(unclear).leader, charge=charges_of(unclear)[0], governs="act", reason="x")


def test_the_page_of_the_choice_shows_both_rows_and_keeps_what_was_typed(client: Client, unclear: PenaltyCase) -> None:
    client.force_login(people_of(unclear).handler)
    url = f"{unclear.get_absolute_url()}do/settle_law/"
    page = client.get(url).content.decode()
    assert f"{HAZARD}@WSL2014" in page
    assert "不能直接比较" in page
    charge = charges_of(unclear)[0]
    refused = client.post(url, {"charge": charge.pk, "governs": "", "reason": "我的理由", "version": unclear.version})
    assert refused.status_code == 422
    assert "我的理由" in refused.content.decode()
    given = {"charge": charge.pk, "governs": "act", "reason": "我的理由", "version": unclear.version}
    assert client.post(url, given).status_code == 302
    shown = client.get(f"{unclear.get_absolute_url()}law/").content.decode()
    assert "我的理由" in shown
    assert "适用违法行为发生时的规定" in shown


def test_the_law_page_shows_rows_reason_and_limitation(client: Client) -> None:
    case = case_at(S.INVESTIGATING, case=propose(act_on=OLD, found_on=FOUND))
    client.force_login(people_of(case).handler)
    page = client.get(f"{case.get_absolute_url()}law/").content.decode()
    for words in ("第九十六条", "第九十九条第一项", "新规定较重", "追责时效", "2023-08-31", "在时效之内"):
        assert words in page, words
    assert "在时效之内" in client.get(f"{case.get_absolute_url()}clocks/").content.decode()


def test_an_act_that_lasted_into_the_new_law_is_one_of_the_new_law() -> None:
    case = case_at(S.INVESTIGATING, case=propose(act_on=NEW, found_on=FOUND))
    who = people_of(case)
    row = Violation.objects.current().get(row_id="VI-WS-099-1")
    amend_charge(
        case, by=who.handler, charge=charges_of(case)[0], violation=row, act_on=NEW, began_on=OLD,
        findings=list(case.findings.all()),
    )  # fmt: skip
    held = discretion(case, timezone.localdate())
    assert held.row.row_id == "VI-WS-099-1"
    assert any("2021-08-31" in line and "第九十六条" in line for line in held.lines)
    assert limitations(case)[0].due == dt.date(2023, 9, 1)


# The end of the act, the day of discovery, harm → (last day, row, in time); counted by hand.
CASES = [
    ("2021-07-15", "2023-07-15", False, "2023-07-15", "TL-LIM-001", True),
    ("2021-07-15", "2023-07-16", False, "2023-07-15", "TL-LIM-001", False),
    ("2021-07-15", "2026-07-15", True, "2026-07-15", "TL-LIM-002", True),
    ("2021-07-15", "2026-07-16", True, "2026-07-15", "TL-LIM-002", False),
    ("2021-07-14", "2023-07-14", True, "2023-07-14", "TL-LIM-003", True),  # the five years did not exist yet
    ("2021-07-14", "2023-07-15", True, "2023-07-14", "TL-LIM-003", False),
    ("2018-01-01", "2020-01-01", False, None, "TL-LIM-003", True),
    ("2017-12-31", "2019-12-31", False, "2019-12-31", "TL-LIM-004", True),
    ("2017-12-31", "2020-01-01", False, "2019-12-31", "TL-LIM-004", False),
    ("2024-02-29", "2026-02-28", False, "2026-02-28", "TL-LIM-001", True),
    ("2024-02-29", "2026-03-01", False, "2026-02-28", "TL-LIM-001", False),
]


@pytest.mark.parametrize(("ended", "found", "harm", "due", "row", "in_time"), CASES)
def test_the_limitation_by_the_law_of_the_end_of_the_act(
    ended: str, found: str, harm: bool, due: str | None, row: str, in_time: bool
) -> None:
    held = limitation(dt.date.fromisoformat(ended), dt.date.fromisoformat(found), harm=harm)
    assert held.clock.rule.row_id == row
    assert held.is_over is not in_time
    if due:
        assert str(held.due) == due
    assert ended in held.lines[0]
    assert found in held.lines[-1]


def test_an_earlier_act_is_told_why_five_years_do_not_count() -> None:
    old = limitation(dt.date(2021, 7, 14), dt.date(2022, 1, 1), harm=True)
    assert any("2021-07-15" in line and "五年" in line for line in old.lines)
    assert not any("五年" in line for line in limitation(dt.date(2021, 7, 15), dt.date(2022, 1, 1), harm=True).lines)


def test_a_day_without_a_row_has_no_clock_and_blocks() -> None:
    held = limitation(dt.date(2009, 8, 26), dt.date(2010, 1, 1), harm=False)
    assert held.clock is None
    assert "2009-08-26" in held.lines[-1]


def test_harm_opens_five_years_for_a_charge_and_its_absence_closes_them() -> None:
    today = timezone.localdate()
    case = propose(act_on=today.replace(year=today.year - 4))
    (unmet,) = FLOW.check(case, "approve_filing", people_of(case).leader)
    for words in ("已超过追责时效", str(case.act_on), str(case.found_on), "2 年"):
        assert words in str(unmet.message), words
    assert unmet.gate == "TL-LIM-001"
    Charge.objects.filter(penalty=case).update(harm=True)
    assert not FLOW.check(case, "approve_filing", people_of(case).leader)
    assert limitations(case)[0].clock.rule.row_id == "TL-LIM-002"


def test_a_charge_added_too_late_is_not_reported() -> None:
    case = case_at(S.INVESTIGATING)
    Charge.objects.filter(penalty=case).update(act_on=case.found_on.replace(year=case.found_on.year - 3))
    assert "追责时效" in reasons(case, "report")


def test_a_limitation_by_a_row_not_verified_warns_and_does_not_block(client: Client) -> None:
    case = propose(violation=HAZARD, act_on=dt.date(2018, 3, 1), found_on=dt.date(2021, 7, 20))
    leader = people_of(case).leader
    assert "追责时效" not in " ".join(str(one.message) for one in FLOW.check(case, "approve_filing", leader))
    (told,) = FLOW.warnings(case, "approve_filing", leader)
    assert (told.gate, "已超过追责时效" in str(told.message)) == ("TL-LIM-003", True)
    assert "待核定" in str(told.article)
    client.force_login(leader)
    assert "已超过追责时效" in client.get(f"{case.get_absolute_url()}do/approve_filing/").content.decode()
    open_case = case_at(S.INVESTIGATING)
    Charge.objects.filter(penalty=open_case).update(act_on=dt.date(2018, 3, 1))
    for step, state in (("report", S.INVESTIGATING), ("revise_report", S.REPORTED)):
        PenaltyCase.objects.filter(pk=open_case.pk).update(state=state)
        open_case.refresh_from_db()
        assert "追责时效" not in reasons(open_case, step)
        assert FLOW.warnings(open_case, step, people_of(open_case).handler)


def test_the_day_of_a_choice_is_that_of_the_bureau(unclear: PenaltyCase) -> None:
    choose(unclear)
    LawChoice.objects.update(chosen_at=dt.datetime(2026, 3, 1, 20, 0, tzinfo=dt.UTC))
    assert "2026-03-02" in governing_of(charges_of(unclear)[0], timezone.localdate()).why
