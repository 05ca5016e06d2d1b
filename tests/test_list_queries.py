"""No list asks more of the database because it holds more rows: ten or a thousand, the same statements."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.accounts.models import RoleGrant, User
from enforcement.accounts.roles import Role
from tests.factories import user_with
from tests.factories.bulk import copies
from tests.factories.world import World, build_world

LISTS = {
    "enterprise_list": "plans.Enterprise",
    "import_list": "plans.ImportRun",
    "export_list": "plans.RegisterExport",
    "scheme_list": "plans.SchemeEdition",
    "regrading_list": "plans.Regrading",
    "plan_list": "plans.Plan",
    "leave_list": "plans.Leave",
    "draw_list": "plans.Draw",
    "expert_list": "plans.Expert",
    "declared_recusal_list": "plans.DeclaredRecusal",
    "assignment_list": "plans.Assignment",
    "inspection_list": "cases.Inspection",
    "order_list": "cases.Order",
    "penalty_list": "cases.PenaltyCase",
    "publication_list": "supervision.Publication",
    "period_list": "supervision.Period",
    "document_list": "documents.Document",
    "staff_list": "accounts.User",
    "grant_list": "accounts.RoleGrant",
    "ledger_list": "ledger.Entry",
    "notice_list": "rulebook.HolidayNotice",
    "clock_change_list": "cases.Rederivation",
    "item_list": "cases.PublishedItem",
    "public_decisions": "supervision.PublicDecision",
    "public_plans": "supervision.PublicPlan",
    "public_draws": "supervision.PublicDraw",
    "desk": "web.Reminder",
}
MOST = 25  # statements of the longest list page


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def reader(world: World) -> User:
    """Every role, so that every button and filter is asked about."""
    user = user_with(bureau=world.bureau)
    RoleGrant.objects.bulk_create([RoleGrant(user=user, role=role, valid_from="2020-01-01") for role in Role])
    return user


def statements(client: Client, url: str, *, rows: int = 0) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
    assert answer.status_code == 200
    assert answer.content.decode().count("<tr>") >= rows
    return [one["sql"] for one in asked]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_asks_the_same_of_ten_rows_and_of_a_thousand(name: str, world: World, reader: User) -> None:
    client = Client()
    client.force_login(reader)
    url = reverse(name)
    row = newest(apps.get_model(LISTS[name]), world, reader)
    copies(row, 10)
    statements(client, url)  # what is asked once in a process
    few = statements(client, url)
    copies(row, 990)
    many = statements(client, url, rows=0 if name == "desk" else 20)
    assert len(many) == len(few), "\n".join(extra(few, many))
    assert len(many) <= MOST


def newest(model: Any, world: World, reader: User) -> Any:
    if model._meta.label == "web.Reminder":
        return model.objects.create(user=reader, ref="x:1", text="x", url="/")
    row = model.objects.latest("pk")
    if model._meta.label == "plans.RegisterExport":  # a list of one's own
        model.objects.filter(pk=row.pk).update(created_by=reader)
        row.created_by = reader
    return row


def extra(few: list[str], many: list[str]) -> list[str]:
    return [one[:300] for one in many if one not in few][:5]
