"""What a worker remembers of a page is the same for everyone, in the language of the page."""

import pytest
from django.test import Client
from django.urls import reverse

from enforcement.accounts.models import RoleGrant
from enforcement.accounts.roles import Role
from enforcement.web import fragments
from enforcement.web.fragments import REMEMBERED, kept
from tests.factories import user_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def page() -> Client:
    client = Client()
    client.force_login(user_with(Role.SECTION_CHIEF))
    return client


def shown(client: Client, language: str = "zh-hans", **query: str) -> str:
    headers = {"Accept-Language": language}
    return client.get(reverse("enterprise_list", query=query), headers=headers).content.decode()


def test_the_filter_bar_shows_what_this_reader_chose(page: Client) -> None:
    assert "selected" not in shown(page).split("<table")[0].replace('value="" selected', "")
    for sector in ("chemical", "mine", "chemical"):
        assert f'<option value="{sector}" selected>' in shown(page, sector=sector)


def test_what_was_typed_is_not_remembered(page: Client) -> None:
    assert 'value="云岭化工"' in shown(page, q="云岭化工")
    assert "云岭化工" not in shown(page)
    assert not any("云岭化工" in piece for piece in fragments._kept.values())


def test_each_language_has_its_own_pieces(page: Client) -> None:
    chinese, english = shown(page), shown(page, "en")
    assert "主导航" in chinese
    assert "主导航" not in english
    assert shown(page).count("企业库") == chinese.count("企业库")


def test_a_right_that_ends_leaves_the_rail_at_the_next_page(page: Client) -> None:
    inspector = user_with(Role.INSPECTOR)
    client = Client()
    client.force_login(inspector)
    assert "/penalties/" in shown(client)
    RoleGrant.objects.filter(user=inspector).delete()
    assert client.get(reverse("enterprise_list")).status_code == 403
    assert 'href="/penalties/"' not in client.get("/").content.decode()


def test_the_memory_has_an_end() -> None:
    for number in range(REMEMBERED + 5):
        kept(("test", number), lambda: "x")
    assert len(fragments._kept) <= REMEMBERED
    fragments._kept.clear()
