import re

import pytest
from django.test import Client
from rest_framework.test import APIRequestFactory, force_authenticate

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from plans.api.enterprise import EnterpriseViewSet
from tests.factories.accounts import user_with
from tests.factories.enterprise import code, enterprise, many_enterprises

pytestmark = pytest.mark.django_db


def ask(user: User, method: str = "get", **query: str) -> object:
    request = getattr(APIRequestFactory(), method)("/api/enterprises/", query)
    force_authenticate(request, user)
    return EnterpriseViewSet.as_view({"get": "list"})(request)


def test_list_has_what_the_reader_may_see() -> None:
    reader = user_with(Role.INSPECTOR)
    enterprise(reader, 1)
    enterprise(user_with(Role.INSPECTOR), 2)
    assert [one["credit_code"] for one in ask(reader).data["results"]] == [code(1)]


def test_list_takes_the_filters_of_the_page() -> None:
    reader = user_with(Role.INSPECTOR)
    enterprise(reader, 1, sector="coal")
    enterprise(reader, 2, sector="mine")
    assert [one["sector"] for one in ask(reader, sector="mine").data["results"]] == ["mine"]
    assert [one["credit_code"] for one in ask(reader, q="第1示例").data["results"]] == [code(1)]


def test_pages_follow_each_other() -> None:
    reader = user_with(Role.INSPECTOR)
    many_enterprises(reader.bureau, 3)
    first = ask(reader, size="2").data
    assert len(first["results"]) == 2
    assert "cursor=" in first["next"]


def test_a_role_without_the_right_gets_nothing() -> None:
    enterprise(user_with(Role.INSPECTOR), 1)
    assert ask(user_with(Role.SYSTEM_ADMIN)).data["results"] == []


def test_one_of_another_bureau_is_not_found() -> None:
    one = enterprise(user_with(Role.INSPECTOR), 1)
    request = APIRequestFactory().get("/")
    force_authenticate(request, user_with(Role.INSPECTOR))
    assert EnterpriseViewSet.as_view({"get": "retrieve"})(request, pk=one.pk).status_code == 404


def test_nothing_can_be_written() -> None:
    assert ask(user_with(Role.INSPECTOR), "post").status_code == 405


def test_the_description_page_runs_under_the_security_policy() -> None:
    """Nothing inline: the policy would leave the page blank."""
    client = Client()
    client.force_login(user_with(Role.INSPECTOR))
    page = client.get("/api/").content.decode()
    assert "<style" not in page
    sources = re.findall(r"<script([^>]*)>", page)
    assert len(sources) == 3
    assert all("src=" in one for one in sources)
    script = client.get("/api/", {"script": ""})
    assert script.headers["Content-Type"].startswith("application/javascript")
    assert "/api/schema/" in script.content.decode()
