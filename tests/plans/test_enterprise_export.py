import csv
import datetime as dt
import hashlib
import io
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from enforcement import sheets
from enforcement.accounts.models import RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.outbox.models import Job, State
from enforcement.outbox.work import run_due
from enforcement.web.models import Reminder
from plans.actions import enterprise_export as actions
from plans.models import Enterprise, RegisterExport
from plans.states import ImportState
from plans.views import enterprise_export as views
from tests.factories.accounts import user_with
from tests.factories.enterprise import code, enterprise, import_at, many_enterprises

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three rows are many."""
    monkeypatch.setattr(views, "AT_ONCE", 2)


def url(**query: str) -> str:
    return reverse("enterprise_export", query=query)


def ordered(page: Client, **query: str) -> RegisterExport:
    answer = page.post(url(**query))
    assert answer.status_code == 302
    return RegisterExport.objects.latest("pk")


def written(page: Client, **query: str) -> RegisterExport:
    one = ordered(page, **query)
    run_due()
    one.refresh_from_db()
    return one


def rows_of(page: Client, one: RegisterExport) -> list[list[str]]:
    answer = page.get(reverse("export_file", args=[one.pk]))
    content = b"".join(answer.streaming_content)
    assert hashlib.sha256(content).hexdigest() == one.sha256
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_long_list_is_written_in_the_background_and_told(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    assert "在后台导出" in page.get(url(format="csv")).content.decode()
    assert not RegisterExport.objects.exists()
    one = ordered(page, format="csv")
    assert "正在生成" in page.get(one.get_absolute_url()).content.decode()
    run_due()
    one.refresh_from_db()
    rows = rows_of(page, one)
    assert (one.rows, len(rows)) == (3, 5)
    assert rows[0][0].startswith(f"企业库导出；导出人：{chief.name}")
    assert [row[1] for row in rows[2:]] == sorted(code(n) for n in range(1000, 1003))
    told = Reminder.objects.get(user=chief)
    assert told.url == one.get_absolute_url()
    assert "3 条" in told.text
    entry = Entry.objects.get(act="enterprise.export")
    assert (entry.actor, entry.after["rows"], entry.after["sha256"]) == (f"user:{chief.pk}", 3, one.sha256)
    assert "下载" in page.get(one.get_absolute_url()).content.decode()


def test_a_filtered_long_list(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 4)
    Enterprise.objects.filter(credit_code=code(1000)).update(sector="coal")
    one = written(page, format="csv", sector="chemical", after="x", size="20")
    rows = rows_of(page, one)
    assert rows[0][0].endswith("筛选条件：监管行业：化工（含危险化学品）")
    assert {row[1] for row in rows[2:]} == {code(n) for n in range(1001, 1004)}
    assert one.query == "sector=chemical"


def test_a_workbook_says_on_a_sheet_of_its_own_who_made_it(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    one = written(page, format="xlsx")
    content = b"".join(page.get(reverse("export_file", args=[one.pk])).streaming_content)
    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["企业库", "导出说明"]
    assert book["企业库"].max_row == 4
    assert chief.name in book["导出说明"]["A1"].value


def test_an_exported_file_can_be_imported_again(page: Client, chief: User) -> None:
    enterprise(chief, 1, phone="0539-1", hazards=["dust", "confined_space"])
    content = b"".join(page.get(url(format="csv")).streaming_content)
    run = import_at(ImportState.CHECKED, by=chief, content=content)
    assert (run.rows, run.same, run.bad) == (1, 1, 0)


def test_a_short_list_is_sent_at_once(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 2)
    answer = page.get(url(format="csv"))
    assert b"".join(answer.streaming_content).count(b"\n") == 4
    assert not Job.objects.exists()


def test_only_its_owner_finds_it(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    one = written(page, format="csv")
    colleague = Client()
    colleague.force_login(user_with(Role.SECTION_CHIEF, bureau=chief.bureau))
    for name in ("export_detail", "export_progress", "export_file"):
        assert colleague.get(reverse(name, args=[one.pk])).status_code == 404
    assert one.title not in colleague.get(reverse("export_list")).content.decode()
    assert one.title in page.get(reverse("export_list")).content.decode()


def test_a_right_taken_away_before_the_job_ran_leaves_no_file(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    one = ordered(page, format="csv")
    RoleGrant.objects.filter(user=chief).delete()
    run_due()
    one.refresh_from_db()
    assert one.finished_at is None
    assert not one.path.exists()
    assert Job.objects.get(name="plans.write_export").state == State.WAITING
    assert not Entry.objects.filter(act="enterprise.export").exists()


def test_a_right_taken_away_afterwards_closes_the_file(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    one = written(page, format="csv")
    RoleGrant.objects.filter(user=chief).delete()
    assert page.get(reverse("export_file", args=[one.pk])).status_code == 404


def test_written_twice_is_written_once(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    one = written(page, format="csv")
    actions.write_export(one, Enterprise.objects.none(), lambda done, total: None)
    assert one.rows == 3
    assert Entry.objects.filter(act="enterprise.export").count() == 1


def test_a_double_click_orders_once(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    once = re.search(r'name="once" value="([^"]+)"', page.get(url()).content.decode())
    assert once
    first, second = (page.post(url(), {"once": once[1]}) for _time in range(2))
    assert first.url == second.url
    assert RegisterExport.objects.count() == 1


def test_after_seven_days_the_file_goes_and_the_record_stays(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 3)
    one = written(page, format="csv")
    RegisterExport.objects.update(finished_at=timezone.now() - dt.timedelta(days=6, hours=23))
    assert actions.drop_outdated() == 0
    RegisterExport.objects.update(finished_at=timezone.now() - dt.timedelta(days=7, seconds=1))
    assert page.get(reverse("export_file", args=[one.pk])).status_code == 404
    assert actions.drop_outdated() == 1
    assert not one.path.exists()
    assert "已到期清除" in page.get(one.get_absolute_url()).content.decode()
    assert actions.drop_outdated() == 0


def test_progress_is_told_in_real_numbers(page: Client, chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "TOLD_EVERY", 2)
    many_enterprises(chief.bureau, 5)
    one = ordered(page, format="csv")
    told: list[Any] = []
    actions.write_export(one, Enterprise.objects.all(), lambda *numbers: told.append(numbers))
    assert told == [(2, 5), (4, 5)]
    fragment = page.get(reverse("export_progress", args=[one.pk])).content.decode()
    assert "查看结果" in fragment
    assert "<html" not in fragment


def test_rows_beyond_a_sheet_go_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    content = io.BytesIO()
    sheets.write_xlsx(
        content, sheets.Layout("企业库", notes=("谁",), notes_title="说明"), ["甲"], [[n] for n in range(5)]
    )
    book = load_workbook(content)
    assert book.sheetnames == ["企业库", "企业库-2", "企业库-3", "说明"]
    values = [[cell.value for cell in book[name]["A"]] for name in book.sheetnames[:3]]
    assert values == [["甲", 0, 1], ["甲", 2, 3], ["甲", 4]]


def test_a_full_last_sheet_is_not_followed_by_an_empty_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_ROWS", 3)
    content = io.BytesIO()
    sheets.write_xlsx(content, sheets.Layout("表"), ["甲"], [[n] for n in range(2)])
    assert load_workbook(content).sheetnames == ["表"]
