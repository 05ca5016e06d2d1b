from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from cases.actions import investigation as acts
from cases.flows.penalty import FLOW
from cases.models import Evidence, Investigation
from cases.queries.investigation import changes, evidence_of
from cases.rules.investigation import evidence_lines
from cases.states import EvidenceKind, PartyKind, PenaltyState as S
from enforcement.documents.models import Document, State
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from tests.factories.inspection import PNG
from tests.factories.penalty import MODEST, REPORT, case_at, people_of, propose

pytestmark = pytest.mark.django_db


def report(case, amount: Decimal | str = MODEST, **changed):
    return acts.report(case, by=people_of(case).handler, **{**REPORT, "amount": Decimal(amount), **changed})


def test_the_report_keeps_the_row_and_the_arithmetic() -> None:
    case = report(case_at(S.INVESTIGATING))
    made = Investigation.objects.get(penalty=case)
    assert made.violation.rule_key == case.violation.rule_key
    assert any(made.violation.row_id in line for line in made.arithmetic)
    entry = history(case).filter(act="penalty.report").get()
    assert (entry.rule, entry.article) == (made.violation.row_id, made.violation.citation)
    document = Document.objects.get(subject=case.ref, kind="DCBG")
    assert document.number == case.number.replace("应急立", "应急终报")
    assert document.context["violated"] == [{"citation": made.violation.violated_citation, "text": ""}]


@pytest.mark.parametrize(("amount", "fits"), [("0.01", True), ("50000.00", True), ("50000.01", False), ("0", False)])
def test_the_first_fine_of_an_entity_lies_in_the_band(amount: str, fits: bool) -> None:
    case = case_at(S.INVESTIGATING)
    if fits:
        assert report(case, amount).state == S.REPORTED
        return
    with pytest.raises(RuleBroken) as refused:
        report(case, amount)
    assert refused.value.field == "amount"
    if Decimal(amount):
        assert case.violation.row_id in refused.value.message
        assert case.violation.citation in refused.value.message


def test_a_person_without_a_band_is_not_fined_for_the_first_time() -> None:
    case = case_at(
        S.INVESTIGATING, case=propose(party_kind=PartyKind.PERSON, party="测甲", party_id="530102198001010011")
    )
    with pytest.raises(RuleBroken, match="没有规定罚款"):
        report(case)


@pytest.mark.parametrize("text", ["", "只有名称", "现场照片：\n", "照片：证明甲\n无证明"])
def test_each_piece_of_evidence_says_what_it_proves(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        report(case_at(S.INVESTIGATING), evidence_text=text)
    assert refused.value.field == "evidence_text"


def test_evidence_lines_take_either_colon() -> None:
    assert evidence_lines("照片: 证明甲\n\n记录：证明乙：丙") == [
        {"name": "照片", "proves": "证明甲"}, {"name": "记录", "proves": "证明乙：丙"},
    ]  # fmt: skip


def test_without_evidence_nothing_is_reported() -> None:
    case = case_at(S.INVESTIGATING)
    by = people_of(case).handler
    assert not FLOW.check(case, "report", by)
    Evidence.objects.filter(inspection=case.inspection).delete()
    (unmet,) = FLOW.check(case, "report", by)
    assert unmet.gate == "GT-DEC-001"
    assert unmet.url.endswith("/do/add_evidence/")


def test_a_further_edition_needs_evidence_too() -> None:
    case = case_at(S.REPORTED)
    Evidence.objects.filter(inspection=case.inspection).delete()
    assert "GT-DEC-001" in {one.gate for one in FLOW.check(case, "revise_report", people_of(case).handler)}


def test_evidence_is_added_to_the_case_with_its_hash(client: Client) -> None:
    case = case_at(S.INVESTIGATING)
    before = evidence_of(case).count()
    acts.add_evidence(case, by=people_of(case).handler, file=ContentFile(PNG, name="补充.png"), kind=EvidenceKind.PHOTO,
                      name="补充照片", proves="证明现状")  # fmt: skip
    added = Evidence.objects.get(penalty=case)
    assert evidence_of(case).count() == before + 1
    assert (added.code, added.sha256) == (f"A-{before + 1:02d}", added.file.sha256)
    assert added.second_collector in people_of(case).handlers
    assert history(case).first().rule == "GT-INV-005"
    client.force_login(people_of(case).handler)
    assert client.get(added.get_absolute_url()).status_code == 200


def test_what_is_no_evidence_is_refused() -> None:
    case = case_at(S.INVESTIGATING)
    with pytest.raises(RuleBroken) as refused:
        acts.add_evidence(case, by=people_of(case).handler, file=ContentFile(b"x", name="a.exe"), kind="photo",
                          name="x", proves="x")  # fmt: skip
    assert refused.value.field == "file"


def test_a_further_edition_keeps_the_first_and_shows_the_changes() -> None:
    case = case_at(S.REPORTED)
    first = Investigation.objects.get(penalty=case)
    acts.revise_report(
        case, by=people_of(case).handler, **{**REPORT, "amount": Decimal(30000), "reasons": "两处未设置"}
    )
    assert [one.edition for one in case.investigations.all()] == [1, 2]
    assert {one.label for one in changes(case)} == {"拟罚款金额（元）", "裁量理由"}
    first.document.refresh_from_db()
    assert first.document.state == State.SUPERSEDED


def test_supplementing_goes_back_to_the_investigation_with_a_reason() -> None:
    case = case_at(S.STATED)
    held = acts.supplement(case, by=people_of(case).handler, reason="当事人提出新的事实")
    assert held.state == S.INVESTIGATING
    assert history(held).first().note == "当事人提出新的事实"


def test_a_wrong_amount_keeps_what_was_typed(client: Client) -> None:
    case = case_at(S.INVESTIGATING)
    client.force_login(people_of(case).handler)
    url = f"{case.get_absolute_url()}do/report/"
    assert "法定幅度" in client.get(url).content.decode()
    page = client.post(url, {**REPORT, "grave": "", "crime_suspected": "", "amount": "60,000", "reasons": "我的理由"})
    assert page.status_code == 422
    assert "我的理由" in page.content.decode()
    assert "60,000 元超出法定幅度" in page.content.decode()
