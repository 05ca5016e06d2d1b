import json
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.actions.inspection import reopen
from cases.models import Answer, Evidence, Inspection, Operation
from cases.rules.inspection import digest, digest_of_bytes
from cases.states import InspectionState as S
from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.documents.files import open_file
from tests.factories.accounts import user_with
from tests.factories.inspection import PNG, inspection_at, team_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def held() -> Inspection:
    return inspection_at(S.UNDER_WAY)


@pytest.fixture
def device(held: Inspection, client: Client) -> "Device":
    return Device(client, held, team_of(held)[0])


class Device:
    def __init__(self, client: Client, inspection: Inspection, user: User) -> None:
        self.client, self.url, self.user = client, f"/inspections/{inspection.pk}/operations/", user
        client.force_login(user)

    def send(self, kind: str, payload: dict[str, Any], /, **changed: Any) -> Any:
        body = {"client_id": str(uuid.uuid4()), "kind": kind, "item": payload.get("item", ""), "seq": 1,
                "payload": payload, "sha256": digest(payload), "device_time": "2026-11-20T09:30:00+08:00"}  # fmt: skip
        return self.client.post(self.url, json.dumps(body | changed), content_type="application/json")

    def answer(self, result: str, item: str = "GEN-01", version: int = 0, **changed: Any) -> Any:
        return self.send("answer", {"item": item, "answer": result, "version": version}, **changed)

    def photo(self, content: bytes = PNG, **changed: Any) -> Any:
        payload = {"item": "GEN-01", "name": "现场.png", "mime": "image/png", "size": len(content)}
        body = {"client_id": str(uuid.uuid4()), "kind": "photo", "item": "GEN-01", "seq": 1,
                "payload": json.dumps(payload), "sha256": digest_of_bytes(content),
                "device_time": "2026-11-20T09:31:00+08:00"}  # fmt: skip
        file = SimpleUploadedFile("现场.png", content, "image/png")
        return self.client.post(self.url, body | changed | {"photo": file})


def test_an_answer_arrives_with_a_receipt(device: Device, held: Inspection) -> None:
    answer = device.answer("bad")
    body = answer.json()
    assert answer.status_code == 200
    assert body["sha256"] == Operation.objects.get().sha256
    assert len(body["receipt"]) == 16
    assert body["server_time"]
    assert held.answers.get().result == "bad"


def test_sent_twice_it_counts_once(device: Device) -> None:
    same = str(uuid.uuid4())
    first, second = device.answer("bad", client_id=same), device.answer("bad", client_id=same)
    assert first.json() == second.json()
    assert (Operation.objects.count(), Answer.objects.get().version) == (1, 1)


def test_same_id_with_other_content_is_refused_and_both_stay(device: Device) -> None:
    same = str(uuid.uuid4())
    device.answer("bad", client_id=same)
    answer = device.answer("ok", client_id=same)
    assert answer.status_code == 409
    assert (answer.json()["server"]["answer"], answer.json()["yours"]["answer"]) == ("bad", "ok")
    assert Answer.objects.get().result == "bad"
    assert {one.refused for one in Operation.objects.all()} == {"", "conflict"}


def test_a_damaged_answer_can_come_again(device: Device) -> None:
    same = str(uuid.uuid4())
    payload = {"item": "GEN-01", "answer": "ok", "version": 0}
    assert device.answer("bad", client_id=same, sha256=digest(payload)).status_code == 422
    assert device.answer("ok", client_id=same).status_code == 200
    assert Operation.objects.filter(refused="damaged").count() == 1


def test_a_colleagues_later_answer_is_shown_beside_mine(device: Device, held: Inspection) -> None:
    device.answer("bad")
    other = Device(Client(), held, team_of(held)[1])
    answer = other.answer("ok")
    assert answer.status_code == 409
    assert answer.json()["server"]["by"] == device.user.name
    assert (Answer.objects.get().result, Operation.objects.get(refused="conflict").payload["answer"]) == ("bad", "ok")
    assert other.answer("ok", version=answer.json()["server"]["version"]).status_code == 200
    assert Answer.objects.get().result == "ok"


def test_my_own_changes_follow_each_other(device: Device) -> None:
    device.answer("bad")
    assert device.answer("ok").status_code == 200
    assert (Answer.objects.get().result, Answer.objects.get().version) == ("ok", 2)


def test_a_colleagues_note_stays_in_front(device: Device, held: Inspection) -> None:
    device.answer("bad")
    device.send("note", {"item": "GEN-01", "text": "未见签收表"})
    Device(Client(), held, team_of(held)[1]).send("note", {"item": "GEN-01", "text": "只有电子版"})
    assert Answer.objects.get().note.startswith("未见签收表\n")
    assert "只有电子版" in Answer.objects.get().note


def test_findings_add(device: Device, held: Inspection) -> None:
    payload = {
        "description": "责任制无签收",
        "item": "GEN-01",
        "severity": "general",
        "violation": "",
        "place": "办公室",
    }
    assert device.send("finding", payload).status_code == 200
    finding = held.findings.get()
    assert (finding.state, finding.basis) == ("open", finding.item.basis_text)


def test_words_that_name_no_violation_are_kept(device: Device, held: Inspection) -> None:
    device.send("finding", {"description": "通道堵塞", "severity": "general", "violation": "不存在的名称啊"})
    assert "不存在的名称啊" in held.findings.get().description


@pytest.mark.parametrize(
    "payload", [{"description": " ", "severity": "general"}, {"description": "x", "severity": "huge"}, {"item": "ZZ"}]
)
def test_what_breaks_a_rule_is_said_and_kept(device: Device, payload: dict[str, Any]) -> None:
    answer = device.send("finding", payload)
    assert answer.status_code == 422
    assert answer.json()["error"]
    assert Operation.objects.get().refused == "invalid"


def test_a_photo_is_hashed_again(device: Device, held: Inspection) -> None:
    device.send("finding", {"description": "无签收", "item": "GEN-01", "severity": "general"})
    answer = device.photo()
    evidence = held.evidence.get()
    assert (answer.status_code, answer.json()["sha256"]) == (200, evidence.sha256)
    assert (evidence.code, evidence.finding, open_file(evidence.file)) == ("A-01", held.findings.get(), PNG)
    assert evidence.second_collector == team_of(held)[1]


def test_a_photo_may_have_any_name(device: Device) -> None:
    payload = json.dumps({"item": "GEN-01", "name": "C:\\照片\\" + "长" * 400 + ".png"})
    assert device.photo(payload=payload).status_code == 200
    assert len(Evidence.objects.get().name) == 200


def test_a_photo_with_another_hash_is_refused_and_kept(device: Device) -> None:
    answer = device.photo(sha256="0" * 64)
    assert answer.status_code == 422
    assert not Evidence.objects.exists()
    assert open_file(Operation.objects.get(refused="damaged").file) == PNG


def test_what_is_no_photo_is_refused(device: Device) -> None:
    answer = device.photo(b"MZ this is a program")
    assert answer.status_code == 422
    assert "照片" in answer.json()["error"]


def test_too_large_a_photo_is_refused(device: Device, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.actions.evidence.MAX_PHOTO", 10)
    assert "MB" in device.photo().json()["error"]


def test_a_sealed_record_refuses_and_keeps(client: Client) -> None:
    sealed = inspection_at(S.SEALED)
    device = Device(client, sealed, team_of(sealed)[0])
    assert device.answer("na").json()["error"] == "sealed"
    assert device.photo().status_code == 409
    assert {one.refused for one in sealed.operations.exclude(refused="")} == {"sealed"}
    assert sealed.operations.filter(kind="photo", file__isnull=False).count() == 1


def test_refused_while_finished_it_is_taken_once_reopened(client: Client) -> None:
    finished = inspection_at(S.FINISHED)
    device = Device(client, finished, team_of(finished)[0])
    same = str(uuid.uuid4())
    assert device.answer("na", item="GEN-05", client_id=same).status_code == 409
    reopen(finished, by=team_of(finished)[0], reason="补传")
    assert device.answer("na", item="GEN-05", client_id=same).status_code == 200
    assert finished.operations.get(client_id=same).refused == ""


def test_a_photo_kept_while_finished_is_shown_once_taken(client: Client) -> None:
    finished = inspection_at(S.FINISHED)
    device = Device(client, finished, team_of(finished)[0])
    content = PNG + b"late"
    same = str(uuid.uuid4())
    assert device.photo(content, client_id=same).status_code == 409
    reopen(finished, by=team_of(finished)[0], reason="补传")
    assert device.photo(content, client_id=same).status_code == 200
    assert Evidence.objects.get(sha256=digest_of_bytes(content)).file.mime == "image/png"


def test_who_may_not_send(held: Inspection, client: Client) -> None:
    assert client.post(f"/inspections/{held.pk}/operations/").status_code == 401
    assert Device(client, held, user_with(Role.INSPECTOR, bureau=held.bureau)).answer("ok").status_code == 403
    assert Device(client, held, user_with(Role.INSPECTOR)).answer("ok").status_code == 404
    assert client.get(f"/inspections/{held.pk}/operations/").status_code == 405
    assert not Operation.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [{"client_id": "x"}, {"kind": "erase"}, {"payload": []}, {"sha256": 3}, {"item": 4}, {"kind": "photo"},
     {"payload": {"item": "a\x00b"}}],
)  # fmt: skip
def test_what_is_no_operation_is_a_400(device: Device, changed: dict[str, Any]) -> None:
    assert device.answer("ok", **changed).status_code == 400


def test_odd_bodies_are_a_400(device: Device) -> None:
    for body in (b"", b"\xff", b"[]", b"{"):
        assert device.client.post(device.url, body, content_type="application/json").status_code == 400
    assert device.answer("ok", seq="x", device_time="yesterday").status_code == 200
