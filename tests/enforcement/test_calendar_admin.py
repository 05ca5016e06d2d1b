import datetime as dt

import pytest
from django.test import Client

from enforcement.accounts.roles import Role
from enforcement.rulebook.clocks import is_workday
from enforcement.rulebook.models import CalendarDay
from enforcement.rulebook.snapshot import forget
from tests.factories import user_with

pytestmark = pytest.mark.django_db
PLAIN_WEDNESDAY = dt.date(2026, 11, 18)


def admin(role: Role) -> Client:
    client = Client()
    client.force_login(user_with(role))
    return client


def closure() -> dict[str, str]:
    return {"day": PLAIN_WEDNESDAY.isoformat(), "kind": "closure", "name": "停电检修", "source": "本局通知"}


def test_the_system_administrator_closes_a_day() -> None:
    forget()
    assert is_workday(PLAIN_WEDNESDAY)
    answer = admin(Role.SYSTEM_ADMIN).post("/admin/rulebook/calendarday/add/", closure())
    assert answer.status_code == 302, answer.content.decode()[:2000]
    forget()
    assert CalendarDay.objects.filter(day=PLAIN_WEDNESDAY).exists()
    assert not is_workday(PLAIN_WEDNESDAY)


@pytest.mark.parametrize("page", ["", "rulebook/calendarday/", "rulebook/holidayyear/", "rulebook/setting/"])
def test_the_reference_tables_open(page: str) -> None:
    assert admin(Role.SYSTEM_ADMIN).get(f"/admin/{page}").status_code == 200


def test_who_acts_on_cases_keeps_no_reference_data() -> None:
    assert admin(Role.BUREAU_LEADER).post("/admin/rulebook/calendarday/add/", closure()).status_code == 302
    assert not CalendarDay.objects.filter(day=PLAIN_WEDNESDAY).exists()
