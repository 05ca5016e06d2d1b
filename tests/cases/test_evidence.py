import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cases.actions.evidence import add_evidence, void_evidence
from cases.rules.evidence import mime_of
from cases.rules.inspection import canonical, digest
from cases.states import EvidenceKind, InspectionState as S
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken, StepRefused
from tests.factories.accounts import user_with
from tests.factories.inspection import PNG, inspection_at, team_of

pytestmark = pytest.mark.django_db


def test_content_tells_the_kind() -> None:
    assert mime_of(PNG) == "image/png"
    assert mime_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert mime_of(b"%PDF-1.7") == "application/pdf"
    assert mime_of(b"<svg>") == mime_of(b"") == ""


def test_the_hashed_form_is_the_same_on_every_machine() -> None:
    assert canonical({"b": "二", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"二"}'.encode()
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})


def test_numbers_run_on() -> None:
    held = inspection_at(S.UNDER_WAY)
    by = team_of(held)[0]
    codes = [add_evidence(held, by=by, content=PNG, name=f"{n}.png").code for n in range(3)]
    assert codes == ["A-01", "A-02", "A-03"]


def test_a_pdf_is_a_document_not_a_photo() -> None:
    held = inspection_at(S.UNDER_WAY)
    by = team_of(held)[0]
    with pytest.raises(RuleBroken):
        add_evidence(held, by=by, content=b"%PDF-1.7", name="a.pdf")
    assert add_evidence(held, by=by, content=b"%PDF-1.7", name="a.pdf", kind=EvidenceKind.DOCUMENT).code == "A-01"


def test_void_stays_visible() -> None:
    held = inspection_at(S.UNDER_WAY)
    by = team_of(held)[0]
    made = add_evidence(held, by=by, content=PNG, name="a.png")
    void_evidence(made, by=by, reason="拍错")
    made.refresh_from_db()
    assert (made.void_reason, made.voided_by) == ("拍错", by)
    with pytest.raises(RuleBroken):
        void_evidence(made, by=by, reason="再次")
    assert add_evidence(held, by=by, content=PNG, name="b.png").code == "A-02"


def test_sealed_evidence_is_not_voided() -> None:
    held = inspection_at(S.SEALED)
    with pytest.raises(StepRefused):
        void_evidence(held.evidence.get(), by=team_of(held)[0], reason="拍错")


def test_the_pages(client) -> None:
    held = inspection_at(S.UNDER_WAY)
    client.force_login(team_of(held)[0])
    url = f"/inspections/{held.pk}/evidence/new/"
    assert client.get(url).status_code == 200
    good = SimpleUploadedFile("现场.png", PNG, "image/png")
    assert client.post(url, {"kind": "photo", "name": "现场", "file": good}).status_code == 302
    bad = SimpleUploadedFile("病毒.png", b"MZ", "image/png")
    answer = client.post(url, {"kind": "photo", "name": "现场", "file": bad})
    assert answer.status_code == 422
    assert "不是照片" in answer.content.decode()
    made = held.evidence.get()
    assert made.sha256 in client.get(made.get_absolute_url()).content.decode()
    assert client.get(f"/evidence/{made.pk}/file/").content == PNG
    assert client.get(f"/evidence/{made.pk}/void/").status_code == 200
    assert client.post(f"/evidence/{made.pk}/void/", {"reason": "拍错"}).status_code == 302


def test_strangers_get_nothing(client) -> None:
    held = inspection_at(S.SEALED)
    made = held.evidence.get()
    client.force_login(user_with(Role.INSPECTOR))
    for path in ("", "file/", "void/"):
        assert client.get(f"/evidence/{made.pk}/{path}").status_code == 404
    client.force_login(user_with(Role.INSPECTOR, bureau=held.bureau))
    assert client.get(f"/evidence/{made.pk}/").status_code == 200
    assert client.post(f"/evidence/{made.pk}/void/", {"reason": "x"}).status_code == 403
