from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from plans.filters.enterprise import EnterpriseFilter
from plans.models import Enterprise, name_frequency
from plans.models.name_frequency import Frequencies, forget, frequencies
from tests.factories.accounts import user_with
from tests.factories.enterprise import enterprise, many_enterprises

pytestmark = pytest.mark.django_db
MANY = 1_200
SOME = 400  # of them also say 烟花


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def register(chief: User) -> Iterator[None]:
    """Statistics as the database makes them."""
    rows = many_enterprises(chief.bureau, MANY)
    for one in rows[:SOME]:
        one.name = one.name.replace("化工", "烟花")
    Enterprise.objects.bulk_update(rows[:SOME], ["name"])
    enterprise(chief, 1, name="北山纸业")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE plans_enterprise")
    forget()
    yield
    forget()


def reads_index(words: str) -> bool:
    return "name_grams" in str(Enterprise.objects.named_like(words).query)


def test_the_shares_are_those_of_the_names(register: None) -> None:
    known = frequencies()
    assert known.rows == pytest.approx(MANY + 1, rel=0.05)
    assert known.share("烟花") == pytest.approx(SOME / MANY, abs=0.02)
    assert known.share("示例烟花") == pytest.approx(SOME / MANY, abs=0.02)
    assert known.share("纸业") < 0.01
    assert known.share("无此字") == 0
    assert known.share("") == 0


@pytest.mark.parametrize(("words", "index"), [("烟花", False), ("示例", False), ("纸业", True), ("没有的", True)])
def test_a_frequent_word_is_read_in_list_order_a_rare_one_from_the_index(
    register: None, words: str, index: bool
) -> None:
    assert reads_index(words) == index
    found = set(Enterprise.objects.named_like(words))
    assert found == {one for one in Enterprise.objects.all() if words in one.name}


@pytest.mark.parametrize(
    ("rows", "share", "in_order"),
    [(1_000_000, 0.08, True), (1_000_000, 0.001, False), (100, 0.08, False), (1_000_000, 0.0, False)],
)
def test_the_plan_follows_what_has_to_be_read(rows: int, share: float, in_order: bool) -> None:
    known = Frequencies(rows, {"烟花": share})
    assert known.fills_a_page("烟花") == in_order
    if in_order:
        assert 51 / share < rows * share


@pytest.mark.parametrize(("words", "cap"), [("烟花", 800), ("纸业", 10_000), ("公司", 1_000), ("", 10_000)])
def test_a_frequent_word_is_not_counted_to_its_end(register: None, words: str, cap: int) -> None:
    assert EnterpriseFilter({"q": words}, Enterprise.objects.all()).count_cap == cap


def test_a_word_of_some_in_a_hundred_is_counted_less_far() -> None:
    name_frequency._known = Frequencies(1_000_000, {"烟花": 0.08}, name_frequency.time.monotonic())
    assert EnterpriseFilter({"q": "烟花"}, Enterprise.objects.all()).count_cap == 200
    name_frequency._known = Frequencies(1_000_000, {"烟花": 0.01}, name_frequency.time.monotonic())
    assert EnterpriseFilter({"q": "烟花"}, Enterprise.objects.all()).count_cap == 100
    forget()


def test_they_are_asked_for_once(register: None) -> None:
    frequencies()
    with CaptureQueriesContext(connection) as asked:
        frequencies()
    assert not len(asked)


def test_before_the_first_statistics_the_index_answers(chief: User) -> None:
    forget()
    one = enterprise(chief, 1)
    assert list(Enterprise.objects.named_like("示例")) == [one]


def test_the_page_says_more_than_it_counted(client: Client, chief: User, register: None) -> None:
    client.force_login(chief)
    text = client.get(reverse("enterprise_list", query={"q": "示例"})).content.decode()
    assert "超过 1,000 条" in text
