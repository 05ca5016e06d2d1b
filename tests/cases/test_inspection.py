import datetime as dt
from base64 import b64encode

import pytest
from django.urls import reverse
from django.utils import timezone

from cases.actions import inspection as acts
from cases.actions.signature import sign_as_officer, sign_as_party
from cases.flows.inspection import FLOW
from cases.models import Answer, Inspection
from cases.states import InspectionState as S, SignatureMode
from enforcement.accounts.models import Certificate
from enforcement.accounts.roles import Role
from enforcement.documents.models import Document
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.models import Checklist
from tests.factories.accounts import bureau, user_with
from tests.factories.inspection import PNG, assignment, checklist, chief_of, inspection_at, team_of

pytestmark = pytest.mark.django_db


def gates(refused: pytest.ExceptionInfo[StepRefused]) -> list[str]:
    return [one.gate for one in refused.value.unmet]


def acts_of(inspection: Inspection) -> list[str]:
    return [entry.act for entry in history(inspection)]


def test_the_plan_starts_from_a_task() -> None:
    task = assignment()
    by = task.officers.order_by("pk")[0]
    made = acts.start_inspection(task, by=by, planned_on=timezone.localdate(), checklist=checklist())
    task.refresh_from_db()
    assert (made.state, made.subject, made.officers.count(), task.state) == (S.PLANNING, task.subject, 2, "under_way")
    assert acts_of(made)[0] == "inspection.start"


def test_a_task_gives_one_plan() -> None:
    held = inspection_at(S.PLANNING)
    with pytest.raises(RuleBroken):
        acts.start_inspection(
            held.assignment, by=team_of(held)[0], planned_on=held.planned_on, checklist=held.checklist
        )


def test_only_the_tasks_officers_start_it() -> None:
    task = assignment()
    stranger = user_with(Role.INSPECTOR, bureau=task.bureau)
    with pytest.raises(NotPermitted):
        acts.start_inspection(task, by=stranger, planned_on=timezone.localdate(), checklist=checklist())


def test_the_visit_lies_in_the_tasks_window() -> None:
    task = assignment()
    with pytest.raises(RuleBroken) as broken:
        acts.start_inspection(
            task,
            by=task.officers.order_by("pk")[0],
            planned_on=task.window_to + dt.timedelta(days=1),
            checklist=checklist(),
        )
    assert broken.value.field == "planned_on"


def test_officers_are_of_the_own_bureau() -> None:
    task = assignment()
    by = task.officers.order_by("pk")[0]
    with pytest.raises(RuleBroken) as broken:
        acts.start_inspection(task, by=by, planned_on=timezone.localdate(), checklist=checklist(),
                              officers=[by, user_with(Role.INSPECTOR)])  # fmt: skip
    assert broken.value.field == "officers"


def test_two_officers_are_needed() -> None:
    held = inspection_at(S.PLANNING)
    held.officers.remove(team_of(held)[1])
    with pytest.raises(StepRefused) as refused:
        acts.submit_visit_plan(held, by=team_of(held)[0])
    assert gates(refused) == ["GT-INS-004"]
    assert refused.value.unmet[0].article


def test_each_officer_is_certified_on_the_day() -> None:
    held = inspection_at(S.PLANNING)
    Certificate.objects.filter(user=team_of(held)[1]).update(valid_to=held.planned_on - dt.timedelta(days=1))
    with pytest.raises(StepRefused) as refused:
        acts.submit_visit_plan(held, by=team_of(held)[0])
    assert gates(refused) == ["GT-INS-003"]


def test_the_checklist_is_the_one_of_the_day() -> None:
    lapsed = Checklist.objects.current().get(code="CL-MH-GM17")
    held = inspection_at(S.PLANNING, checklist=lapsed)
    with pytest.raises(StepRefused) as refused:
        acts.submit_visit_plan(held, by=team_of(held)[0])
    assert "CL-MH-GM17" in str(refused.value) or lapsed.name_zh in str(refused.value)


def test_only_own_officers_submit() -> None:
    held = inspection_at(S.PLANNING)
    with pytest.raises(StepRefused):
        acts.submit_visit_plan(held, by=user_with(Role.INSPECTOR, bureau=held.bureau))


def test_an_officer_does_not_approve_the_own_plan() -> None:
    task = assignment()
    both = user_with(Role.INSPECTOR, Role.SECTION_CHIEF, bureau=task.bureau)
    held = inspection_at(S.SUBMITTED, both, user_with(Role.INSPECTOR, bureau=task.bureau))
    with pytest.raises(StepRefused):
        acts.approve_visit_plan(held, by=both)
    with pytest.raises(StepRefused):
        acts.return_visit_plan(held, by=both, reason="不符")


def test_approval_numbers_the_plan() -> None:
    held = inspection_at(S.APPROVED)
    assert held.number == held.plan_document.number
    assert "检查〔2026〕" in held.number or "检查〔" in held.number
    assert "inspection.approve" in acts_of(held)


def test_a_returned_plan_keeps_the_reason() -> None:
    held = inspection_at(S.SUBMITTED)
    acts.return_visit_plan(held, by=chief_of(held), reason="补充检查方式")
    held.refresh_from_db()
    assert (held.state, held.return_reason) == (S.PLANNING, "补充检查方式")


def test_a_plan_can_be_revised_before_submission() -> None:
    held = inspection_at(S.PLANNING)
    team = team_of(held)
    acts.revise_visit_plan(held, by=team[0], officers=team, planned_on=held.planned_on, subject="教育培训")
    held.refresh_from_db()
    assert held.subject == "教育培训"
    with pytest.raises(RuleBroken):
        acts.revise_visit_plan(held, by=team[0], officers=team[1:], planned_on=held.planned_on)


def test_certificates_are_shown_before_the_visit_begins() -> None:
    held = inspection_at(S.APPROVED)
    with pytest.raises(RuleBroken) as broken:
        acts.begin(held, by=team_of(held)[0], certificates_shown=False)
    assert broken.value.field == "certificates_shown"


def test_the_visit_does_not_begin_before_its_day() -> None:
    held = inspection_at(S.APPROVED, planned_on=timezone.localdate() + dt.timedelta(days=2))
    with pytest.raises(StepRefused):
        acts.begin(held, by=team_of(held)[0], certificates_shown=True)


def test_a_certificate_that_ran_out_since_approval_blocks() -> None:
    held = inspection_at(S.APPROVED)
    Certificate.objects.filter(user=team_of(held)[1]).update(valid_to=timezone.localdate() - dt.timedelta(days=1))
    with pytest.raises(StepRefused) as refused:
        acts.begin(held, by=team_of(held)[0], certificates_shown=True)
    assert gates(refused) == ["GT-INS-003"]


def test_nothing_checked_does_not_finish() -> None:
    held = inspection_at(S.UNDER_WAY)
    with pytest.raises(StepRefused, match="未检查"):
        acts.finish(held, by=team_of(held)[0])


def test_a_failed_item_needs_its_finding() -> None:
    held = inspection_at(S.UNDER_WAY)
    acts_of_answer(held, "bad")
    with pytest.raises(StepRefused, match="GEN-01"):
        acts.finish(held, by=team_of(held)[0])


def acts_of_answer(held: Inspection, result: str) -> None:
    Answer.objects.create(
        inspection=held, item=held.checklist.items.get(row_id="GEN-01"), result=result,
        answered_by=team_of(held)[0], answered_at=timezone.now(),
    )  # fmt: skip


def test_findings_need_a_photo_or_the_reason() -> None:
    from_finding = inspection_at(S.UNDER_WAY)
    acts_of_answer(from_finding, "ok")
    by = team_of(from_finding)[0]
    from_finding.findings.create(bureau=from_finding.bureau, description="通道堵塞", found_by=by)
    with pytest.raises(StepRefused, match="证据"):
        acts.finish(from_finding, by=by)
    acts.note_no_photo(from_finding, by=by, reason="防爆区域")
    assert acts.finish(from_finding, by=by).state == S.FINISHED


def test_finishing_binds_the_record_and_reopening_frees_it() -> None:
    held = inspection_at(S.FINISHED)
    assert len(held.record_hash) == 64
    acts.reopen(held, by=team_of(held)[0], reason="补充说明")
    held.refresh_from_db()
    assert (held.state, held.record_hash, held.ended_at) == (S.UNDER_WAY, "", None)


@pytest.mark.parametrize("missing", ["officer", "party"])
def test_sealing_needs_every_signature(missing: str) -> None:
    held = inspection_at(S.FINISHED)
    first, second = team_of(held)
    sign_as_officer(held, by=first, record_hash=held.record_hash, image=PNG)
    if missing == "party":
        sign_as_officer(held, by=second, record_hash=held.record_hash, image=PNG)
    else:
        sign_as_party(held, by=first, record_hash=held.record_hash, name="赟喆堃", image=PNG)
    with pytest.raises(StepRefused) as refused:
        acts.seal(held, by=first)
    assert gates(refused) == ["GT-INS-006"]


def test_refusal_with_reason_seals_as_well() -> None:
    held = inspection_at(S.FINISHED)
    for officer in team_of(held):
        sign_as_officer(held, by=officer, record_hash=held.record_hash, image=PNG)
    by = team_of(held)[0]
    with pytest.raises(RuleBroken) as broken:
        sign_as_party(held, by=by, record_hash=held.record_hash, name="赟喆堃", mode=SignatureMode.REFUSED)
    assert broken.value.field == "reason"
    sign_as_party(held, by=by, record_hash=held.record_hash, name="赟喆堃", mode=SignatureMode.REFUSED,
                  reason="不认可结论", witness="村委会 欧阳")  # fmt: skip
    sealed = acts.seal(held, by=by)
    assert sealed.record_document.context["party_signature"]["refused"] is True


def test_a_signature_is_bound_to_what_was_shown() -> None:
    held = inspection_at(S.FINISHED)
    with pytest.raises(RuleBroken):
        sign_as_officer(held, by=team_of(held)[0], record_hash="0" * 64, image=PNG)


def test_a_blank_signature_is_refused() -> None:
    held = inspection_at(S.FINISHED)
    with pytest.raises(RuleBroken):
        sign_as_officer(held, by=team_of(held)[0], record_hash=held.record_hash, image=b"")
    with pytest.raises(RuleBroken):
        sign_as_officer(held, by=team_of(held)[0], record_hash=held.record_hash, image=b"not a picture")


def test_nobody_signs_twice() -> None:
    held = inspection_at(S.FINISHED)
    by = team_of(held)[0]
    sign_as_officer(held, by=by, record_hash=held.record_hash, image=PNG)
    with pytest.raises(StepRefused):
        sign_as_officer(held, by=by, record_hash=held.record_hash, image=PNG)
    sign_as_party(held, by=by, record_hash=held.record_hash, name="赟", image=PNG)
    with pytest.raises(StepRefused):
        sign_as_party(held, by=by, record_hash=held.record_hash, name="赟", image=PNG)


def test_signing_comes_before_sending_the_record_back(client) -> None:
    held = inspection_at(S.FINISHED)
    by = team_of(held)[0]
    client.force_login(by)
    page = client.get(held.get_absolute_url()).content.decode()
    assert page.count(f'<a class="button" href="/inspections/{held.pk}/sign/officer/">') == 1
    assert f'<a class="button button--secondary" href="/inspections/{held.pk}/do/reopen/">' in page
    sign_as_officer(held, by=by, record_hash=held.record_hash, image=PNG)
    page = client.get(held.get_absolute_url()).content.decode()
    assert "本人已在这份检查记录上签名" not in page
    assert "/sign/party/" in page


def test_a_record_changed_behind_the_signatures_is_not_sealed() -> None:
    held = inspection_at(S.FINISHED)
    for officer in team_of(held):
        sign_as_officer(held, by=officer, record_hash=held.record_hash, image=PNG)
    sign_as_party(held, by=officer, record_hash=held.record_hash, name="赟", image=PNG)
    held.answers.filter(result="bad").update(result="ok")
    with pytest.raises(StepRefused, match="摘要"):
        acts.seal(held, by=officer)


def test_sealing_issues_the_record_and_ends_the_task() -> None:
    held = inspection_at(S.SEALED)
    held.assignment.refresh_from_db()
    assert Document.objects.filter(kind="XCJC", subject=held.ref).count() == 1
    assert (held.assignment.state, held.sealed_by) == ("done", team_of(held)[0])


def test_it_closes_when_nothing_waits() -> None:
    held = inspection_at(S.SEALED, failing=0)
    assert acts.close(held, by=team_of(held)[0]).state == S.CLOSED
    waiting = inspection_at(S.SEALED)
    with pytest.raises(StepRefused, match="未处理"):
        acts.close(waiting, by=team_of(waiting)[0])


def test_a_stale_page_does_not_act() -> None:
    held = inspection_at(S.PLANNING)
    with pytest.raises(StaleVersion):
        acts.submit_visit_plan(held, by=team_of(held)[0], version=held.version - 1)


# pages


def test_every_page_of_every_state_opens(client) -> None:
    for state in (S.PLANNING, S.SUBMITTED, S.APPROVED, S.UNDER_WAY, S.FINISHED, S.SEALED):
        held = inspection_at(state)
        client.force_login(team_of(held)[0])
        assert client.get(held.get_absolute_url()).status_code == 200, state
        for step in FLOW.by_name:
            answer = client.get(f"/inspections/{held.pk}/do/{step}/")
            assert answer.status_code == (404 if step in ("sign", "sign_party") else 200), (state, step)
        for role in ("officer", "party"):
            assert client.get(f"/inspections/{held.pk}/sign/{role}/").status_code == 200
        assert client.get("/inspections/").status_code == 200


def test_the_visit_plan_through_its_pages(client) -> None:
    task = assignment()
    by = task.officers.order_by("pk")[0]
    client.force_login(by)
    url = f"{reverse('inspection_start')}?assignment={task.pk}"
    assert client.get(url).status_code == 200
    fields = {"planned_on": timezone.localdate(), "officers": [one.pk for one in task.officers.all()],
              "checklist": checklist().pk, "subject": "培训", "place": "一号车间"}  # fmt: skip
    answer = client.post(url, fields | {"planned_on": "2030-01-01"})
    assert answer.status_code == 422
    assert "任务期间" in answer.content.decode()
    answer = client.post(url, fields | {"once": "a"})
    held = Inspection.objects.get()
    assert answer.url == held.get_absolute_url()
    assert client.post(url, fields | {"once": "a"}).url == answer.url
    assert client.post(f"/inspections/{held.pk}/do/submit/", {"version": held.version}).status_code == 302
    assert client.post(f"/inspections/{held.pk}/do/approve/", {}).status_code == 403
    client.force_login(chief_of(held))
    assert client.post(f"/inspections/{held.pk}/do/approve/", {}).status_code == 302
    held.refresh_from_db()
    assert held.state == S.APPROVED


def test_other_bureaus_see_nothing(client) -> None:
    held = inspection_at(S.FINISHED)
    client.force_login(user_with(Role.INSPECTOR, bureau=bureau()))
    for path in ("", "do/seal/", "record/", "sign/officer/", "findings/new/", "evidence/new/", "orders/new/"):
        assert client.get(f"/inspections/{held.pk}/{path}").status_code == 404, path


def test_colleagues_see_but_do_not_record(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(user_with(Role.INSPECTOR, bureau=held.bureau))
    assert client.get(held.get_absolute_url()).status_code == 200
    for path in ("record/", "findings/new/", "evidence/new/"):
        assert client.get(f"/inspections/{held.pk}/{path}").status_code == 403, path
    assert client.post(f"/inspections/{held.pk}/record/", {"answer-GEN-01": "ok"}).status_code == 403


def test_the_plain_form_records_without_scripts(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    url = f"/inspections/{held.pk}/record/"
    page = client.get(url).content.decode()
    assert 'data-item="GEN-01"' in page
    assert (
        client.post(url, {"answer-GEN-01": "bad", "note-GEN-01": "未见签收表", "answer-GEN-02": "open"}).status_code
        == 302
    )
    answer = Answer.objects.get()
    assert (answer.result, answer.note, held.operations.count()) == ("bad", "未见签收表", 2)
    assert client.post(url, {"answer-GEN-01": "nonsense"}).status_code == 422
    assert client.post(url, {"answer-XX-01": "ok"}).status_code == 422


def test_a_sealed_record_takes_no_edits(client) -> None:
    held = inspection_at(S.SEALED)
    client.force_login(team_of(held)[0])
    assert client.post(f"/inspections/{held.pk}/record/", {"answer-GEN-01": "na"}).status_code == 409
    fields = {"description": "补记", "severity": "general"}
    assert client.post(f"/inspections/{held.pk}/findings/new/", fields).status_code == 409


def test_the_record_page_costs_the_same_for_each_length(client, django_assert_max_num_queries) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    with django_assert_max_num_queries(22):
        client.get(f"/inspections/{held.pk}/record/")


def test_signing_through_the_page(client) -> None:
    held = inspection_at(S.FINISHED)
    client.force_login(team_of(held)[0])
    url = f"/inspections/{held.pk}/sign/officer/"
    blank = client.post(url, {"mode": "drawn", "record_hash": held.record_hash, "drawn": ""})
    assert blank.status_code == 422
    picture = "data:image/png;base64," + b64encode(PNG).decode()
    fields = {"mode": "drawn", "record_hash": held.record_hash, "drawn": picture}
    assert client.post(url, fields).status_code == 302
    signature = held.signatures.get()
    assert client.get(f"/inspections/{held.pk}/signatures/{signature.pk}/").status_code == 200
    party = f"/inspections/{held.pk}/sign/party/"
    assert client.post(party, {"mode": "refused", "name": "赟", "record_hash": held.record_hash}).status_code == 422
    assert client.post(party, {"mode": "paper", "name": "赟", "record_hash": held.record_hash}).status_code == 422
