from decimal import Decimal

import pytest
from django.test import Client

from cases.actions import investigation, review as acts
from cases.flows.penalty import FLOW
from cases.models import LegalReview
from cases.rules.review import POINTS
from cases.states import PenaltyState as S
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from tests.factories.penalty import MODEST, REPORT, case_at, people_of, points

pytestmark = pytest.mark.django_db


def returned(**changed):
    """A case whose review came back, and its people."""
    case = case_at(S.REVIEWING)
    who = people_of(case)
    acts.return_review(case, by=who.reviewer, points=points("discretion"), opinion="裁量理由不足")
    if changed:
        investigation.revise_report(case, by=who.handler, **{**REPORT, "amount": MODEST, **changed})
    return case, who


def test_a_passed_review_keeps_every_point() -> None:
    case = case_at(S.REVIEWED)
    review = LegalReview.objects.get(penalty=case)
    assert review.passed
    assert [one["key"] for one in review.points] == [key for key, _name in POINTS]
    document = Document.objects.get(subject=case.ref, kind="FZSH")
    assert document.context["opinion"] == "同意"
    assert len(document.context["checks"]) == len(POINTS)
    assert document.context["submitter"] == people_of(case).handler.name
    assert history(case).filter(act="penalty.pass_review").get().rule == "GT-DEC-005"


def test_a_handler_does_not_review_the_own_case() -> None:
    case = case_at(S.REVIEWING)
    reviewer = people_of(case).reviewer
    case.handlers.add(reviewer)
    for step in ("pass_review", "return_review"):
        assert "GT-DEC-006" in {one.gate for one in FLOW.check(case, step, reviewer)}
    with pytest.raises(StepRefused):
        acts.pass_review(case, by=reviewer, points=points(), opinion="同意")


def test_it_passes_only_when_every_point_holds() -> None:
    case = case_at(S.REVIEWING)
    with pytest.raises(RuleBroken) as refused:
        acts.pass_review(case, by=people_of(case).reviewer, points=points("procedure"), opinion="同意")
    assert refused.value.field == "ok_procedure"


def test_a_return_names_a_point() -> None:
    case = case_at(S.REVIEWING)
    with pytest.raises(RuleBroken) as refused:
        acts.return_review(case, by=people_of(case).reviewer, points=points(), opinion="退回")
    assert refused.value.field == "ok_authority"


def test_points_cannot_be_left_out() -> None:
    case = case_at(S.REVIEWING)
    with pytest.raises(RuleBroken, match="逐项"):
        acts.pass_review(case, by=people_of(case).reviewer, points=points()[1:], opinion="同意")


def test_a_returned_report_is_mended_before_it_goes_on() -> None:
    case, who = returned()
    assert case.state == S.REPORTED
    for step in ("notify", "resubmit_review"):
        assert "GT-DEC-005" in {one.gate for one in FLOW.check(case, step, who.handler)}, step


def test_what_the_party_already_knows_goes_back_without_a_notice() -> None:
    case, who = returned(reasons="一处未设置，当日改正，比照裁量档次")
    acts.resubmit_review(case, by=who.handler)
    assert case.state == S.REVIEWING


@pytest.mark.parametrize("changed", [{"amount": Decimal("20000.01")}, {"facts": "另有新的事实"}])
def test_what_the_party_does_not_know_is_told_again(changed: dict) -> None:
    case, who = returned(**changed)
    (unmet,) = FLOW.check(case, "resubmit_review", who.handler)
    assert (unmet.gate, unmet.url) == ("GT-DEC-002", f"{case.get_absolute_url()}do/notify/")


def test_without_any_notice_nothing_goes_to_review() -> None:
    case = case_at(S.REPORTED)
    assert "GT-DEC-002" in {one.gate for one in FLOW.check(case, "resubmit_review", people_of(case).handler)}


def test_the_reviewer_sees_what_changed(client: Client) -> None:
    case, who = returned(reasons="比照裁量档次")
    acts.resubmit_review(case, by=who.handler)
    client.force_login(who.reviewer)
    for path in ("", "do/pass_review/"):
        page = client.get(f"{case.get_absolute_url()}{path}").content.decode()
        assert REPORT["reasons"] in page
        assert "比照裁量档次" in page


def test_the_review_page_keeps_what_was_typed(client: Client) -> None:
    case = case_at(S.REVIEWING)
    client.force_login(people_of(case).reviewer)
    url = f"{case.get_absolute_url()}do/pass_review/"
    fields = {f"ok_{key}": "yes" for key, _name in POINTS} | {"opinion": "写了一半的意见"}
    page = client.post(url, fields | {"ok_law": ""})
    assert page.status_code == 422
    assert "写了一半的意见" in page.content.decode()
    page = client.post(url, fields | {"ok_law": "no", "note_law": "条款引用有误"})
    assert page.status_code == 422
    assert "条款引用有误" in page.content.decode()
    assert client.post(url, fields).status_code == 302
