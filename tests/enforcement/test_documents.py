"""Issuing, keeping, showing and voiding documents; files under their hash; the public check."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.documents.actions import issue, void
from enforcement.documents.files import FileDamaged, open_file, plain_name, store
from enforcement.documents.fonts import prepare
from enforcement.documents.kinds import KINDS, DocumentKind, register
from enforcement.documents.models import Counter, Document, State, StoredFile
from enforcement.documents.queries import documents_of
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.outbox.models import Job
from enforcement.outbox.work import run_due
from tests.factories.accounts import bureau, user_with
from tests.factories.documents import SAMPLES

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    prepare()


@pytest.fixture
def officer() -> User:
    return user_with(Role.INSPECTOR)


def issued(by: User, code: str = "XCJC", **settings: Any) -> Document:
    return issue(code, subject=by, by=by, context=SAMPLES[code], **settings)


def rendered(by: User, code: str = "XCJC") -> Document:
    document = issued(by, code)
    run_due()
    document.refresh_from_db()
    return document


def page(person: User | None, name: str, *args: object, method: str = "get", **data: Any) -> Any:
    client = Client()
    if person:
        client.force_login(person, backend=django_settings.AUTHENTICATION_BACKENDS[1])
    return getattr(client, method)(reverse(name, args=args), data)


# issuing


def test_a_document_takes_the_next_number_and_keeps_what_it_says(officer: User) -> None:
    first, second = issued(officer), issued(officer)
    year = first.context["issued_on"][:4]
    assert (first.number, second.number) == (f"（云）应急检记〔{year}〕1号", f"（云）应急检记〔{year}〕2号")
    assert first.context["place"] == SAMPLES["XCJC"]["place"]
    assert first.context["bureau_name"] == officer.bureau.name


def test_amounts_and_dates_are_frozen_as_plain_text(officer: User) -> None:
    context = {**SAMPLES["XZCFJDDW"], "amount": Decimal("20000.00"), "issued_on": dt.date(2026, 11, 20)}
    document = issue("XZCFJDDW", subject=officer, by=officer, context=context)
    assert (document.context["amount"], document.context["issued_on"]) == ("20000.00", "2026-11-20")


def test_issuing_leaves_an_entry_and_one_request_for_the_file(officer: User) -> None:
    document = issued(officer)
    entry = history(officer).get()
    assert (entry.act, entry.document) == ("documents.issue", document.number)
    assert Job.objects.get().payload == {"document": document.pk}


def test_the_year_of_the_number_is_that_of_the_printed_date(officer: User) -> None:
    document = issue("XCJC", subject=officer, by=officer, context={**SAMPLES["XCJC"], "issued_on": "2025-12-31"})
    assert "〔2025〕" in document.number


def test_documents_of_a_case_share_its_number(officer: User) -> None:
    filing = issued(officer, "LASP")
    notice = issued(officer, "XZCFGZS", shares=filing.number)
    again = issued(officer, "XZCFGZS", shares=filing.number)
    assert notice.number == filing.number.replace("立", "罚告")
    assert again.number == notice.number.replace("1号", "1-2号")
    assert Counter.objects.count() == 1


def test_an_unnumbered_form_takes_no_number(officer: User) -> None:
    assert issued(officer, "DSRCSSB").number == ""
    assert issued(officer, "DSRCSSB").number == ""


def test_two_documents_of_a_bureau_never_have_one_number(officer: User) -> None:
    issued(officer, number="（云）应急检记〔2020〕7号")
    with pytest.raises(IntegrityError), transaction.atomic():
        issued(officer, number="（云）应急检记〔2020〕7号")


def test_a_context_without_a_field_of_the_form_is_an_error_in_the_program(officer: User) -> None:
    with pytest.raises(ValueError, match="XCJC lacks findings, place"):
        issue("XCJC", subject=officer, by=officer, context={**SAMPLES["XCJCFA"], "party_signature": {}})


def test_a_character_no_font_has_is_named_before_issue(officer: User) -> None:
    with pytest.raises(RuleBroken, match="\u0378"):
        issue("XCJC", subject=officer, by=officer, context={**SAMPLES["XCJC"], "place": "车间\u0378"})
    assert not Document.objects.exists()
    assert not Counter.objects.exists()


def test_a_newer_document_takes_the_place_of_the_old(officer: User) -> None:
    old = rendered(officer)
    new = issued(officer, supersedes=old)
    old.refresh_from_db()
    assert (old.state, new.supersedes) == (State.SUPERSEDED, old)
    with pytest.raises(RuleBroken):
        issued(officer, supersedes=old)


def test_documents_are_found_by_subject_and_by_case(officer: User) -> None:
    case = bureau()
    document = issued(officer, within=case)
    assert list(documents_of(officer)) == list(documents_of(case)) == [document]


@pytest.mark.parametrize(
    "change",
    [
        {"number": "（云）应急检记〔2026〕99号"},
        {"context": {}},
        {"subject": "case:1"},
        {"kind": "LASP"},
        {"title": "另"},
    ],
)
def test_the_database_keeps_an_issued_document_as_it_is(officer: User, change: dict[str, Any]) -> None:
    document = issued(officer)
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(**change)


def test_the_database_keeps_a_document_from_deletion(officer: User) -> None:
    document = issued(officer)
    with pytest.raises(DatabaseError, match="kept"), transaction.atomic():
        Document.objects.filter(pk=document.pk)._raw_delete("default")


def test_a_rendered_document_keeps_its_file(officer: User) -> None:
    document = rendered(officer)
    other = store(b"other", name="x.pdf", mime="application/pdf", by=None)
    with pytest.raises(DatabaseError, match="has its file"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(file=other)


def test_a_kind_is_registered_once() -> None:
    with pytest.raises(ValueError, match="two document kinds"):
        register(DocumentKind("XCJC", "另", "另", "documents/xcjc.html"))


# voiding


def test_a_void_document_keeps_number_and_file_and_says_why(officer: User) -> None:
    document = rendered(officer)
    void(document, by=officer, reason=" 单位名称有误 ")
    document.refresh_from_db()
    assert (document.state, document.void_reason, document.voided_by) == (State.VOID, "单位名称有误", officer)
    assert document.file is not None
    assert history(document).first().act == "documents.void"


def test_voiding_needs_a_reason_and_happens_once(officer: User) -> None:
    document = issued(officer)
    with pytest.raises(RuleBroken) as refused:
        void(document, by=officer, reason=" ")
    assert refused.value.field == "reason"
    void(document, by=officer, reason="有误")
    with pytest.raises(StepRefused):
        void(document, by=officer, reason="有误")


def test_who_may_not_issue_the_kind_may_not_void_it(officer: User) -> None:
    document = issued(officer, "XZCFJDDW")
    with pytest.raises(NotPermitted):
        void(document, by=officer, reason="有误")


def test_a_file_that_comes_after_voiding_leaves_the_document_void(officer: User) -> None:
    document = issued(officer)
    void(document, by=officer, reason="有误")
    run_due()
    document.refresh_from_db()
    assert (document.state, bool(document.file)) == (State.VOID, True)


# files


def test_the_same_bytes_are_kept_once() -> None:
    first = store(b"photo", name="a.jpg", mime="image/jpeg", by=None)
    second = store(b"photo", name="b.jpg", mime="image/jpeg", by=None)
    assert first == second
    assert open_file(first) == b"photo"


def test_a_changed_file_is_noticed() -> None:
    stored = store(b"photo", name="a.jpg", mime="image/jpeg", by=None)
    (Path(django_settings.FILES_ROOT) / stored.path).write_bytes(b"phot0")
    with pytest.raises(FileDamaged):
        open_file(stored)


def test_a_lost_file_is_noticed() -> None:
    stored = store(b"photo", name="a.jpg", mime="image/jpeg", by=None)
    (Path(django_settings.FILES_ROOT) / stored.path).unlink()
    with pytest.raises(FileDamaged):
        open_file(stored)


def test_a_path_out_of_the_folder_leads_nowhere(tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    outside = StoredFile(sha256="0" * 64, size=6, mime="text/plain", name="secret", path="../secret")
    with pytest.raises(FileDamaged):
        open_file(outside)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\tmp\\照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("", "file"),
        ("/", "file"),
    ],
)
def test_a_file_name_is_only_a_name(sent: str, kept: str) -> None:
    assert plain_name(sent) == kept


# pages


def test_the_page_shows_number_state_hash_and_content(officer: User) -> None:
    document = rendered(officer)
    shown = page(officer, "document", document.pk)
    assert shown.status_code == 200
    for text in (
        document.number,
        document.sha256,
        "合成车间、培训档案室",
        reverse("document_file", args=[document.pk]),
    ):
        assert text in shown.text


def test_the_file_comes_as_pdf_with_its_hash_as_etag(officer: User) -> None:
    document = rendered(officer)
    sent = page(officer, "document_file", document.pk)
    assert sent["Content-Type"] == "application/pdf"
    assert sent["ETag"] == f'"{document.sha256}"'
    assert sent.content.startswith(b"%PDF-")


def test_a_reader_who_has_the_file_gets_no_second_copy(officer: User) -> None:
    document = rendered(officer)
    client = Client()
    client.force_login(officer, backend=django_settings.AUTHENTICATION_BACKENDS[1])
    again = client.get(reverse("document_file", args=[document.pk]), headers={"If-None-Match": f'"{document.sha256}"'})
    assert (again.status_code, again.content) == (304, b"")


def test_no_file_yet_is_not_found(officer: User) -> None:
    assert page(officer, "document_file", issued(officer).pk).status_code == 404


@pytest.mark.parametrize("name", ["document", "document_file", "void_document"])
def test_a_stranger_finds_nothing(officer: User, name: str) -> None:
    document = rendered(officer)
    assert page(user_with(Role.INSPECTOR), name, document.pk).status_code == 404


@pytest.mark.parametrize(("role", "code", "status"), [
    (Role.COMPLAINT_CLERK, "XCJC", 404),
    (Role.DISCLOSURE_EDITOR, "XCJC", 404),
    (Role.DISCLOSURE_EDITOR, "XZCFJDDW", 200),
    (Role.SYSTEM_ADMIN, "XZCFJDDW", 404),
    (Role.SUPERVISOR, "XZCFJDDW", 200),
])  # fmt: skip
def test_the_kind_says_who_may_read_it(officer: User, role: Role, code: str, status: int) -> None:
    document = issued(officer, code)
    colleague = user_with(role, bureau=officer.bureau)
    assert page(colleague, "document", document.pk).status_code == status


def test_a_superior_bureau_reads_what_those_below_issue() -> None:
    above = bureau()
    below = user_with(Role.INSPECTOR, bureau=bureau(parent=above))
    document = issued(below)
    assert page(user_with(Role.SUPERVISOR, bureau=above), "document", document.pk).status_code == 200


def test_unsigned_visitors_are_sent_to_sign_in(officer: User) -> None:
    document = rendered(officer)
    assert page(None, "document_file", document.pk).status_code == 302


def test_voiding_by_the_page(officer: User) -> None:
    document = rendered(officer)
    assert page(officer, "void_document", document.pk).status_code == 200
    assert page(officer, "void_document", document.pk, method="post", reason="").status_code == 422
    assert page(officer, "void_document", document.pk, method="post", reason="有误").status_code == 302
    assert "本文书已作废" in page(officer, "document", document.pk).text
    assert page(officer, "void_document", document.pk).status_code == 409


def test_a_colleague_without_the_right_may_not_void(officer: User) -> None:
    document = rendered(officer)
    archivist = user_with(Role.ARCHIVIST, bureau=officer.bureau)
    assert page(archivist, "void_document", document.pk).status_code == 403
    assert page(archivist, "void_document", document.pk, method="post", reason="有误").status_code == 403


def test_asking_for_the_file_again_when_it_is_there_changes_nothing(officer: User) -> None:
    document = rendered(officer)
    assert page(officer, "render_document", document.pk, method="post").status_code == 302
    assert Job.objects.count() == 1


# the public check


@pytest.mark.parametrize("by_hash", [False, True])
def test_who_holds_the_paper_or_the_file_can_check_it(officer: User, by_hash: bool) -> None:
    document = rendered(officer)
    shown = page(None, "verify_document", document.sha256 if by_hash else document.token)
    assert shown.status_code == 200
    assert document.number in shown.text
    assert document.sha256 in shown.text


def test_the_check_says_nothing_of_the_content(officer: User) -> None:
    shown = page(None, "verify_document", rendered(officer).token).text
    for secret in ("青石湾", "司徒䶮", "合成车间", officer.name):
        assert secret not in shown


def test_the_check_says_that_a_document_is_void(officer: User) -> None:
    document = rendered(officer)
    void(document, by=officer, reason="内部原因")
    shown = page(None, "verify_document", document.token).text
    assert "已作废" in shown
    assert "内部原因" not in shown


@pytest.mark.parametrize("wrong", ["x", "0" * 64, "%2e%2e"])
def test_a_wrong_code_is_not_found(wrong: str) -> None:
    assert page(None, "verify_document", wrong).status_code == 404


def test_every_kind_has_a_sample() -> None:
    assert set(KINDS) == set(SAMPLES)
