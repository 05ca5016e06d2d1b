import base64
import datetime as dt
import json
from decimal import Decimal
from urllib.parse import quote

import pytest
from django.test import Client
from django.utils import timezone

from enforcement.accounts.models import RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.web.models import Reminder, Submission
from enforcement.web.paging import _decode
from enforcement.web.tables import show
from tests.factories import PASSWORD, bureau, user_with

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_stranger_is_asked_to_sign_in(client: Client) -> None:
    assert client.get("/").headers["Location"] == "/sign-in/?next=/"


def test_signing_in_leads_to_the_desk(client: Client) -> None:
    user = user_with(Role.INSPECTOR)
    answer = client.post("/sign-in/", {"username": user.username, "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_wrong_password_keeps_the_name_typed(client: Client) -> None:
    user = user_with(Role.INSPECTOR)
    page = client.post("/sign-in/", {"username": user.username, "password": "no"})
    assert user.username in page.content.decode()


def test_signed_in_pages_are_not_stored() -> None:
    assert signed_in(user_with()).get("/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("tab", ["todo", "in_hand", "done", "unread", "nonsense"])
def test_each_tab_of_the_desk_opens(tab: str) -> None:
    assert signed_in(user_with(*Role)).get(f"/?tab={tab}").status_code == 200


def new_person(**changes: str) -> dict[str, str]:
    return {"username": "zhou", "password": "a long phrase 7", "name": "周测", "once": "k" * 20} | changes


def test_a_double_click_adds_one_person() -> None:
    client = signed_in(user_with(Role.SYSTEM_ADMIN))
    answers = [client.post("/staff/add/", new_person()) for _ in range(2)]
    assert [a.status_code for a in answers] == [302, 302]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert User.objects.filter(username="zhou").count() == 1
    assert Entry.objects.filter(act="user.add").count() == 1


def test_a_form_with_errors_may_be_sent_again() -> None:
    client = signed_in(user_with(Role.SYSTEM_ADMIN))
    refused = client.post("/staff/add/", new_person(name=""))
    assert refused.status_code == 422
    assert "zhou" in refused.content.decode()
    assert client.post("/staff/add/", new_person()).status_code == 302


def test_the_key_of_another_person_gives_nothing_away() -> None:
    home = bureau()
    signed_in(user_with(Role.SYSTEM_ADMIN, bureau=home)).post("/staff/add/", new_person())
    answer = signed_in(user_with(Role.SYSTEM_ADMIN, bureau=home)).post("/staff/add/", new_person(username="li"))
    assert answer.status_code == 409
    assert Submission.objects.count() == 1


def test_a_wrong_role_reads_why() -> None:
    page = signed_in(user_with(Role.INSPECTOR)).get("/staff/")
    assert page.status_code == 403
    assert "维护机构与人员" in page.content.decode()


def test_a_name_in_use_is_said_at_its_field() -> None:
    admin = user_with(Role.SYSTEM_ADMIN)
    page = signed_in(admin).post("/staff/add/", new_person(username=admin.username))
    assert page.status_code == 422
    assert "登录名已被使用" in page.content.decode()


def grant_to(user: User, **changes: str) -> dict[str, str]:
    return {"user": str(user.pk), "role": "inspector", "valid_from": "2026-01-01", "valid_to": ""} | changes


def test_the_security_administrator_grants_and_ends_roles() -> None:
    home = bureau()
    admin, person = user_with(Role.SECURITY_ADMIN, bureau=home), user_with(bureau=home)
    client = signed_in(admin)
    assert client.post("/grants/add/", grant_to(person)).status_code == 302
    grant = RoleGrant.objects.get(user=person)
    assert client.post(f"/grants/{grant.pk}/end/").status_code == 302
    grant.refresh_from_db()
    assert grant.valid_to == timezone.localdate() - dt.timedelta(days=1)
    assert set(Entry.objects.values_list("act", flat=True)) == {"user.grant_role", "user.end_role"}


def test_nobody_grants_a_role_to_himself() -> None:
    admin = user_with(Role.SECURITY_ADMIN)
    page = signed_in(admin).post("/grants/add/", grant_to(admin))
    assert page.status_code == 422
    assert "不能给自己授予角色" in page.content.decode()


def test_an_administrator_role_is_not_joined_to_case_work() -> None:
    home = bureau()
    person = user_with(Role.INSPECTOR, bureau=home)
    page = signed_in(user_with(Role.SECURITY_ADMIN, bureau=home)).post(
        "/grants/add/", grant_to(person, role="audit_admin")
    )
    assert page.status_code == 422
    assert "不能兼任" in page.content.decode()


def test_a_certificate_is_added_with_its_period() -> None:
    home = bureau()
    person = user_with(bureau=home, certificate=False)
    form = {"kind": "enforcement", "number": "ZF1", "valid_from": "2026-01-01", "valid_to": "2025-01-01"}
    client = signed_in(user_with(Role.SYSTEM_ADMIN, bureau=home))
    assert client.post(f"/staff/{person.pk}/certificates/add/", form).status_code == 422
    assert client.post(f"/staff/{person.pk}/certificates/add/", form | {"valid_to": "2030-01-01"}).status_code == 302
    assert person.certificates.get().number == "ZF1"


def test_a_person_of_another_bureau_does_not_exist() -> None:
    other = user_with()
    assert signed_in(user_with(Role.SYSTEM_ADMIN)).get(f"/staff/{other.pk}/").status_code == 404


def test_the_ledger_is_read_by_who_may() -> None:
    assert signed_in(user_with(Role.AUDIT_ADMIN)).get("/ledger/?subject=x").status_code == 200
    assert signed_in(user_with(Role.INSPECTOR)).get("/ledger/").status_code == 403


def test_a_reminder_opens_its_record_and_is_read() -> None:
    user = user_with()
    reminder = Reminder.objects.create(user=user, ref="order:1", text="x", url="/?tab=done")
    assert signed_in(user).post(f"/reminders/{reminder.pk}/").headers["Location"] == "/?tab=done"
    reminder.refresh_from_db()
    assert reminder.read_at
    assert signed_in(user_with()).post(f"/reminders/{reminder.pk}/").status_code == 404


def test_the_law_is_listed_searched_and_shown_with_its_mark() -> None:
    client = signed_in(user_with(Role.INSPECTOR))
    for kind in ("violation", "limit", "threshold", "gate"):
        assert client.get(f"/law/?kind={kind}&q=检查").status_code == 200
    page = client.get("/law/TL-INS-001/").content.decode()
    assert "第十四条" in page
    assert client.get("/law/NO-SUCH-ROW/").status_code == 404


@pytest.mark.parametrize("token", ["", "x", "WzFd", "bm90IGpzb24", "eyJhIjoxfQ"])
def test_a_damaged_page_token_gives_the_first_page(token: str) -> None:
    assert _decode(token, 2) is None


@pytest.mark.parametrize("key", [["abc"], [[]], [2**70], ["1\x00"], [1, 2]])
def test_a_token_of_another_list_gives_no_error(key: list[object]) -> None:
    token = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    assert signed_in(user_with(Role.INSPECTOR)).get("/penalties/", {"after": token}).status_code == 200


@pytest.mark.parametrize("key", [["abc", 1], [5, 1], ["2026-11-20", "x"]])
def test_a_token_without_a_day_opens_the_public_list(key: list[object], client: Client) -> None:
    token = base64.urlsafe_b64encode(json.dumps(key).encode()).decode()
    assert client.get("/public/", {"after": token}).status_code == 200


@pytest.mark.parametrize("asked", ["²", "７", "-1", "9" * 40, "", "abc"])
def test_numbers_that_are_none_find_nothing(asked: str) -> None:
    client = signed_in(user_with(Role.INSPECTOR, Role.SECTION_CHIEF))
    assert client.get("/penalties/", {"size": asked}).status_code == 200
    for address in ("/inspections/new/?assignment=", "/penalties/new/?order=", "/penalties/new/?inspection="):
        assert client.get(address + quote(asked)).status_code == 404


def test_nul_characters_reach_no_query(client: Client) -> None:
    assert client.get("/d/a%00b/").status_code == 404
    assert client.get("/public/?q=a%00b").status_code == 200
    assert client.post("/sign-in/", {"username": "a\x00", "password": "\x00", "once": "\x00"}).status_code == 200
    user = user_with(Role.SYSTEM_ADMIN)
    assert signed_in(user).post("/staff/add/", new_person(name="周\x00测", once="\x00k")).status_code == 302
    assert User.objects.get(username="zhou").name == "周测"


def test_a_form_sent_after_the_session_ended_can_be_sent_again() -> None:
    client = Client()
    assert client.post("/staff/add/", new_person()).headers["Location"].startswith("/sign-in/")
    client.force_login(user_with(Role.SYSTEM_ADMIN))
    assert client.post("/staff/add/", new_person()).status_code == 302
    assert User.objects.filter(username="zhou").exists()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "--"),
        ("", "--"),
        (1234567, "1,234,567"),
        (Decimal("1234.5"), "1,234.50"),
        (dt.date(2026, 11, 20), "2026-11-20"),
        (dt.datetime(2026, 11, 20, 16, 30, tzinfo=dt.UTC), "2026-11-21 00:30"),
    ],
)
def test_cells_read_as_people_write(value: object, shown: str) -> None:
    assert show(value) == shown


def test_what_two_people_did_at_once_is_said_not_shown_as_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """The check before saw nothing, the constraint did: as when two save in the same moment."""
    admin = user_with(Role.SYSTEM_ADMIN)
    monkeypatch.setattr("django.db.models.query.QuerySet.exists", lambda _self: False)
    page = signed_in(admin).post("/staff/add/", new_person(username=admin.username))
    assert page.status_code == 409
    assert "他人刚刚办理了相同事项" in page.content.decode()
