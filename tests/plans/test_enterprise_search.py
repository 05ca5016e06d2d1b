"""An enterprise is found by what people remember of it: two characters, initials, code, or the name it once had."""

import datetime as dt

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIRequestFactory, force_authenticate

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from plans.actions.enterprise import amend_enterprise
from plans.api.enterprise import EnterpriseViewSet
from plans.models import Enterprise, FormerName
from plans.queries.plan import find_enterprises
from tests.factories.accounts import user_with
from tests.factories.enterprise import code, enterprise, facts, many_enterprises

pytestmark = pytest.mark.django_db
OLD = "北山旧名纸业有限公司"


@pytest.fixture
def inspector() -> User:
    return user_with(Role.INSPECTOR)


@pytest.fixture
def page(client: Client, inspector: User) -> Client:
    client.force_login(inspector)
    return client


def renamed(by: User, n: int = 1, old: str = OLD) -> Enterprise:
    one = enterprise(by, n, name=old)
    return amend_enterprise(one, by=by, version=1, facts=facts(n))


WORDS = ["旧名", "北山 旧名", "旧名纸业有限公司", OLD]


@pytest.mark.parametrize("words", WORDS)
def test_the_list_finds_it_by_a_former_name_and_says_so(page: Client, inspector: User, words: str) -> None:
    renamed(inspector)
    enterprise(inspector, 2)
    rows = page.get(reverse("enterprise_list", query={"q": words})).context["table"].rows
    assert [(row.cells[0].text, row.cells[0].sub) for row in rows] == [("云岭市第1示例化工有限公司", f"曾用名：{OLD}")]
    assert f"曾用名：{OLD}" in page.get(reverse("enterprise_list", query={"q": words})).content.decode()


@pytest.mark.parametrize("words", ["示例", "第1示", code(1)[:15], "ylsd1"])
def test_found_by_what_it_is_called_now_says_nothing_of_the_past(page: Client, inspector: User, words: str) -> None:
    renamed(inspector)
    rows = page.get(reverse("enterprise_list", query={"q": words})).context["table"].rows
    assert [row.cells[0].sub for row in rows] == [""]


def test_the_last_of_several_former_names_is_named(page: Client, inspector: User) -> None:
    one = renamed(inspector)
    FormerName.objects.create(enterprise=one, name="云岭旧名新厂", until=dt.date(2099, 1, 1))
    rows = page.get(reverse("enterprise_list", query={"q": "旧名"})).context["table"].rows
    assert [row.cells[0].sub for row in rows] == ["曾用名：云岭旧名新厂"]


@pytest.mark.parametrize("words", ["旧名", "示例", code(1), code(1)[:15].lower(), "ylsd1slh"])
def test_the_search_over_everything_finds_it(page: Client, inspector: User, words: str) -> None:
    one = renamed(inspector)
    text = page.get(reverse("search"), {"q": words}).content.decode()
    assert one.name in text
    assert (OLD in text) == (words == "旧名")


def test_the_interface_finds_it_and_says_so(inspector: User) -> None:
    renamed(inspector)
    request = APIRequestFactory().get("/api/enterprises/", {"q": "旧名"})
    force_authenticate(request, inspector)
    (found,) = EnterpriseViewSet.as_view({"get": "list"})(request).data["results"]
    assert (found["credit_code"], found["found_as"]) == (code(1), OLD)


def test_whoever_plans_a_check_finds_it(inspector: User) -> None:
    one = renamed(inspector)
    assert find_enterprises(inspector, "旧名") == [one]


def test_nobody_finds_the_former_names_of_another_bureau(page: Client) -> None:
    renamed(user_with(Role.INSPECTOR))
    assert page.get(reverse("enterprise_list", query={"q": "旧名"})).context["table"].rows == []
    assert OLD not in page.get(reverse("search"), {"q": "旧名"}).content.decode()


def test_filters_still_hold_for_what_a_former_name_finds(page: Client, inspector: User) -> None:
    renamed(inspector)
    assert page.get(reverse("enterprise_list", query={"q": "旧名", "sector": "coal"})).context["table"].rows == []


def test_more_former_names_than_are_looked_up_beforehand(inspector: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plans.models.enterprise.MOST_FORMER", 20)
    rows = many_enterprises(inspector.bureau, 30)
    FormerName.objects.bulk_create(
        FormerName(enterprise=one, name=f"云岭旧名{one.pk}厂", until=dt.date(2020, 1, 1)) for one in rows
    )
    assert Enterprise.objects.named_like("旧名").count() == 30
    assert Enterprise.objects.named_like(f"旧名{rows[7].pk}厂").get() == rows[7]


@pytest.mark.slow
def test_both_kinds_of_names_are_answered_from_their_indexes(inspector: User) -> None:
    rows = many_enterprises(inspector.bureau, 2_000)
    FormerName.objects.bulk_create(
        FormerName(enterprise=one, name=f"前身{one.pk}号厂", until=dt.date(2020, 1, 1)) for one in rows
    )
    FormerName.objects.create(enterprise=rows[0], name=OLD, until=dt.date(2020, 1, 1))
    enterprise(inspector, 9_999, name="云岭旧名木器厂")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE plans_enterprise")
        cursor.execute("ANALYZE plans_formername")
        cursor.execute("SET LOCAL enable_seqscan = off")  # two thousand rows are read faster than any index
    plan = Enterprise.objects.named_like("旧名").order_by().explain()
    assert "BitmapOr" in plan
    assert "enterprise_name_grams" in plan
    assert "Seq Scan" not in plan
    assert Enterprise.objects.named_like("旧名").count() == 2


def test_an_empty_answer_says_how_words_are_looked_for(client: Client) -> None:
    client.force_login(user_with(Role.INSPECTOR))
    hint = "拼音首字母从名称的第一个字起"
    assert hint in client.get(reverse("enterprise_list"), {"q": "slhg"}).content.decode()
    assert hint not in client.get(reverse("enterprise_list"), {"sector": "coal"}).content.decode()
