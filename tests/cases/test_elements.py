"""The sheet elements × evidence of a case."""

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import elements as acts, review
from cases.flows.penalty import FLOW
from cases.models import Charge, Evidence, PenaltyCase, Proof
from cases.queries.elements import cells_of, empty_cells, papers_of, sheet, sheet_mark, suggested
from cases.queries.investigation import evidence_in_force
from cases.rules.elements import fingerprint, missing
from cases.states import EvidenceKind, PenaltyState as S
from enforcement.accounts.roles import Role
from enforcement.documents.models import Document
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.models import Element
from enforcement.rulebook.queries import violation
from enforcement.rulebook.states import ProofKind
from tests.factories.accounts import user_with
from tests.factories.penalty import case_at, fill_sheet, people_of, propose, submit_review

pytestmark = pytest.mark.django_db


def blank(state: str = S.INVESTIGATING) -> PenaltyCase:
    """A case in that state whose sheet nobody filled."""
    case = case_at(state)
    Proof.objects.filter(charge__penalty=case).delete()
    return case


def one_cell(case: PenaltyCase, code: str = "act"):
    return next(cell for _charge, group in sheet(case) for cell in group if cell.element.code == code)


def given(case: PenaltyCase, code: str = "act", **changed) -> dict:
    pieces = [one.pk for one in evidence_in_force(case)]
    return {"cell": one_cell(case, code).key, "fact": "动火区没有标志", "evidence": pieces, **changed}


def form_of(case: PenaltyCase, client: Client) -> tuple[str, dict]:
    """The address of the form and what it would send if nothing was changed."""
    url = f"{case.get_absolute_url()}do/prove/"
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}
    return url, {name: value for name, value in sent.items() if value not in (None, False)}


@pytest.mark.parametrize(
    ("cell", "lacks"),
    [
        ({"fact": "", "evidence": 0, "not_needed": False, "reason": ""}, ("fact", "evidence")),
        ({"fact": " ", "evidence": 2, "not_needed": False, "reason": ""}, ("fact",)),
        ({"fact": "有", "evidence": 0, "not_needed": False, "reason": "x"}, ("evidence",)),
        ({"fact": "有", "evidence": 1, "not_needed": False, "reason": ""}, ()),
        ({"fact": "", "evidence": 0, "not_needed": True, "reason": " "}, ("reason",)),
        ({"fact": "", "evidence": 0, "not_needed": True, "reason": "当事人承认"}, ()),
    ],
)
def test_when_a_cell_is_empty(cell: dict, lacks: tuple) -> None:
    assert missing(**cell) == lacks


def test_the_mark_of_a_sheet_follows_its_content() -> None:
    assert fingerprint([{"a": 1, "b": 2}]) == fingerprint([{"b": 2, "a": 1}])
    assert len({fingerprint([]), fingerprint([{"a": 1}]), fingerprint([{"a": 2}])}) == 3


def test_kinds_of_evidence_of_guides_are_those_of_cases() -> None:
    assert dict(ProofKind.choices) == dict(EvidenceKind.choices)


@pytest.mark.parametrize("step", ["submit_review", "resubmit_review"])
def test_every_empty_cell_blocks_legal_review_with_its_place(step: str) -> None:
    case = blank(S.STATED)
    who = people_of(case)
    if step == "resubmit_review":
        submit_review(case, who)
        from_review = [{"key": key, "ok": key != "facts", "note": ""} for key in point_keys()]
        review.return_review(case, by=who.reviewer, points=from_review, opinion="证据不足")
        Proof.objects.filter(charge__penalty=case).delete()
    found = [one for one in FLOW.check(case, step, who.handler) if one.url and "#cell-" in one.url]
    cells = [cell for _charge, group in sheet(case) for cell in group]
    assert [one.url.split("#cell-")[1] for one in found] == [cell.key for cell in cells]
    assert len(found) >= 3
    assert {one.gate for one in found} == {"GT-DEC-001"}
    assert all(cell.element.text in str(one.message) for one, cell in zip(found, cells, strict=True))


def point_keys() -> list[str]:
    from_form = review.POINTS
    return [key for key, _name in from_form]


def test_a_filled_sheet_lets_it_pass_and_one_cell_less_does_not() -> None:
    case = blank(S.STATED)
    handler = people_of(case).handler
    fill_sheet(case, handler)
    assert not empty_cells(case)
    assert not FLOW.check(case, "submit_review", handler)
    acts.prove(case, by=handler, cells=[given(case, evidence=[])])
    (unmet,) = FLOW.check(case, "submit_review", handler)
    assert "未列证据" in str(unmet.message)
    with pytest.raises(StepRefused):
        review.submit_review(case, by=handler)


def test_what_needs_no_proof_says_why() -> None:
    case = blank()
    handler = people_of(case).handler
    cells = [cell.key for _charge, group in sheet(case) for cell in group]
    with pytest.raises(RuleBroken) as refused:
        acts.prove(case, by=handler, cells=[{"cell": cells[0], "not_needed": True, "reason": " "}])
    assert refused.value.field == f"reason_{cells[0]}"
    acts.prove(case, by=handler, cells=[{"cell": key, "not_needed": True, "reason": "当事人书面承认"} for key in cells])
    assert not empty_cells(case)


def test_a_save_is_told_in_the_ledger_with_what_it_says() -> None:
    case = blank()
    handler = people_of(case).handler
    acts.prove(case, by=handler, cells=[given(case)])
    entry = history(case).filter(act="penalty.prove").order_by("id").last()
    assert entry.rule == "GT-DEC-001"
    assert entry.after["cells"][0]["fact"] == "动火区没有标志"
    with pytest.raises(RuleBroken, match="没有任何修改"):
        acts.prove(case, by=handler, cells=[given(case)])


def test_it_begins_with_what_is_known_so_that_nothing_is_typed_twice(client: Client) -> None:
    case = blank()
    client.force_login(people_of(case).handler)
    url, sent = form_of(case, client)
    finding = case.findings.get()
    act, subject = one_cell(case).key, one_cell(case, "subject").key
    assert sent[f"fact_{act}"] == finding.description
    assert {f"e{one.pk}" for one in evidence_in_force(case)} <= set(sent[f"proof_{act}"])
    assert case.party in sent[f"fact_{subject}"]
    (record,) = papers_of(case).filter(kind="XCJC")
    assert f"d{record.pk}" in sent[f"proof_{subject}"]
    assert client.post(url, sent).status_code == 302
    proof = Proof.objects.get(charge__penalty=case, element__code="act")
    assert proof.fact == finding.description
    assert record in proof.documents.all()
    assert proof.saved_by == people_of(case).handler


def test_what_was_saved_is_not_overlaid_by_suggestions(client: Client) -> None:
    case = blank()
    handler = people_of(case).handler
    acts.prove(case, by=handler, cells=[given(case, fact="自己写的")])
    client.force_login(handler)
    _url, sent = form_of(case, client)
    assert sent[f"fact_{one_cell(case).key}"] == "自己写的"


def test_a_stale_page_shows_both_and_overwrites_nothing(client: Client) -> None:
    case = blank()
    first, second = people_of(case).handlers
    client.force_login(first)
    url, sent = form_of(case, client)
    key = one_cell(case).key
    acts.prove(case, by=second, cells=[given(case, fact="另一人先写的")])
    answer = client.post(url, sent | {f"fact_{key}": "我写的"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "我写的" in page
    assert "另一人先写的" in page
    assert second.name in page
    assert Proof.objects.get(charge__penalty=case, element__code="act").fact == "另一人先写的"
    again = {"seen": answer.context["form"]["seen"].value()}
    assert client.post(url, sent | again | {f"fact_{key}": "我写的"}).status_code == 302
    assert Proof.objects.get(charge__penalty=case, element__code="act").fact == "我写的"


def test_the_action_refuses_a_stale_mark_by_itself() -> None:
    case = blank()
    first, second = people_of(case).handlers
    seen = sheet_mark(sheet(case))
    acts.prove(case, by=second, cells=[given(case)])
    with pytest.raises(RuleBroken, match="他人"):
        acts.prove(case, by=first, cells=[given(case, fact="我写的")], seen=seen)


def test_evidence_that_came_in_meanwhile_makes_no_page_stale(client: Client) -> None:
    case = blank()
    first, second = people_of(case).handlers
    client.force_login(first)
    url, sent = form_of(case, client)
    case.refresh_from_db()
    PenaltyCase.objects.filter(pk=case.pk).update(version=case.version + 1)
    assert client.post(url, sent).status_code == 302


def test_evidence_of_another_case_is_refused(client: Client) -> None:
    case, other = blank(), case_at(S.INVESTIGATING)
    handler = people_of(case).handler
    foreign = evidence_in_force(other).first()
    assert foreign is not None
    with pytest.raises(RuleBroken, match="不属于本案"):
        acts.prove(case, by=handler, cells=[given(case, evidence=[foreign.pk])])
    with pytest.raises(RuleBroken, match="不属于本案"):
        acts.prove(case, by=handler, cells=[given(case, documents=[papers_of(other).first().pk])])
    client.force_login(handler)
    url, sent = form_of(case, client)
    key = one_cell(case).key
    answer = client.post(url, sent | {f"proof_{key}": [f"e{foreign.pk}"], f"fact_{key}": "打好的字"})
    assert answer.status_code == 422
    assert "打好的字" in answer.content.decode()
    assert not Proof.objects.filter(charge__penalty=case).exists()


def test_an_element_of_another_violation_or_case_is_refused() -> None:
    case, other = blank(), case_at(S.INVESTIGATING)
    handler = people_of(case).handler
    charge = case.charges.get()
    strange = Element.objects.filter(rule_key="VI-WS-110", part="mind").get()
    for key in (f"{charge.pk}-{strange.code}", one_cell(other).key, "x", "0-act"):
        with pytest.raises(RuleBroken, match="不是本案"):
            acts.prove(case, by=handler, cells=[{"cell": key, "fact": "x", "evidence": []}])


def test_void_evidence_proves_nothing() -> None:
    case = blank(S.STATED)
    handler = people_of(case).handler
    fill_sheet(case, handler)
    Evidence.objects.filter(pk__in=evidence_in_force(case).values("pk")).update(
        voided_at=timezone.now(), voided_by=handler, void_reason="误传"
    )
    assert {cell.lacks for cell in empty_cells(case)} == {("evidence",)}


def test_only_handlers_fill_it_and_only_before_review() -> None:
    case = blank()
    who = people_of(case)
    for stranger in (who.leader, who.reviewer, who.archivist):
        with pytest.raises(NotPermitted):
            acts.prove(case, by=stranger, cells=[given(case)])
    with pytest.raises(StepRefused):
        acts.prove(case, by=user_with(Role.INSPECTOR, bureau=case.bureau), cells=[given(case)])
    later = None
    for state in (S.PROPOSED, S.REVIEWING, S.REVIEWED, S.DECIDED, S.ARCHIVED):
        later = case_at(state, case=later)
        with pytest.raises(StepRefused):
            acts.prove(later, by=people_of(later).handler, cells=[given(later, fact="事后改写")])


def test_other_bureaus_do_not_see_it(client: Client) -> None:
    case = case_at(S.REVIEWING)
    client.force_login(user_with(Role.INSPECTOR))
    for path in ("elements/", "do/prove/"):
        assert client.get(f"{case.get_absolute_url()}{path}").status_code == 404


def test_the_reviewer_reads_it_and_cannot_write(client: Client) -> None:
    case = case_at(S.REVIEWING)
    client.force_login(people_of(case).reviewer)
    page = client.get(f"{case.get_absolute_url()}elements/").content.decode()
    cell = one_cell(case)
    assert cell.element.text in page
    assert cell.fact in page
    assert "待核定" in page
    assert "do/prove/" not in page
    sent = {"seen": sheet_mark(sheet(case)), f"fact_{cell.key}": "改写"}
    assert client.post(f"{case.get_absolute_url()}do/prove/", sent).status_code == 403
    assert one_cell(case).fact == cell.fact


def test_it_stays_after_the_decision_as_it_was_saved() -> None:
    case = case_at(S.DECIDED)
    before = [cell.saved() for _charge, group in sheet(case) for cell in group]
    assert before
    assert not empty_cells(case)
    assert [cell.element.pk for cell in cells_of(case, case.charges.get())] == [
        proof.element_id for proof in Proof.objects.filter(charge__penalty=case).order_by("element__position")
    ]


def test_each_charge_has_its_own_and_a_dropped_one_needs_none() -> None:
    case = blank(S.STATED)
    handler = people_of(case).handler
    fill_sheet(case, handler)
    more = Charge.objects.create(
        penalty=case, number=2, violation=violation("VI-WS-097-3", case.act_on), act_on=case.act_on, added_by=handler
    )
    assert {cell.charge.pk for cell in empty_cells(case)} == {more.pk}
    more.dropped_reason = "证据不足"
    more.save()
    assert not empty_cells(case)


def test_only_an_overdue_charge_asks_for_the_order() -> None:
    case = blank()
    charge = case.charges.get()
    assert "overdue" not in {cell.element.code for cell in cells_of(case, charge)}
    charge.overdue = True
    assert "overdue" in {cell.element.code for cell in cells_of(case, charge)}


def test_suggestions_are_chinese_whatever_the_reader_reads(client: Client) -> None:
    case = blank()
    client.force_login(people_of(case).handler)
    client.cookies["django_language"] = "en"
    _url, sent = form_of(case, client)
    assert sent[f"fact_{one_cell(case, 'subject').key}"].startswith("当事人")


def test_the_report_prints_what_is_filled() -> None:
    case = case_at(S.REPORTED)
    (printed,) = Document.objects.get(subject=case.ref, kind="DCBG").context["elements"]
    cells = [cell for _charge, group in sheet(case) for cell in group]
    assert [row["element"] for row in printed["rows"]] == [cell.element.text for cell in cells]
    assert all(row["fact"] and row["evidence"] for row in printed["rows"])


def test_a_mark_of_nothing_is_stale_and_no_error(client: Client) -> None:
    case = blank()
    client.force_login(people_of(case).handler)
    url, sent = form_of(case, client)
    for seen in ("", "x" * 300):
        answer = client.post(url, sent | {"seen": seen})
        assert answer.status_code == 422
        assert "核对后再次保存" in answer.content.decode()
    assert client.post(url, sent).status_code == 302


def test_no_reason_is_lost_when_it_is_missing_elsewhere(client: Client) -> None:
    case = blank()
    client.force_login(people_of(case).handler)
    url, sent = form_of(case, client)
    key, other = one_cell(case).key, one_cell(case, "subject").key
    answer = client.post(url, sent | {f"none_{key}": "on", f"fact_{other}": "打了一半的字"})
    assert answer.status_code == 422
    assert "写明无需证明的理由" in answer.content.decode()
    assert "打了一半的字" in answer.content.decode()


def test_a_proposed_case_has_its_sheet_already() -> None:
    case = propose()
    assert [cell.element.code for cell in cells_of(case, case.charges.get())]
    assert suggested(case, one_cell(case))["fact"]
