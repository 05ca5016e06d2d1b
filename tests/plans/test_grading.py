import pytest
from django.test import Client
from django.urls import reverse

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion
from enforcement.ledger.models import Entry
from plans.actions.grading import grade_enterprise
from plans.models import Enterprise, Grading
from plans.queries.scheme import schemes
from tests.factories.accounts import bureau, user_with
from tests.factories.enterprise import enterprise

pytestmark = pytest.mark.django_db

POINTS = "G-19"
MATRIX = "G-LS"


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


@pytest.fixture
def one(chief: User) -> Enterprise:
    return enterprise(chief, 1)


def url(one: Enterprise, scheme: str = POINTS) -> str:
    return reverse("grading_add", args=[one.pk], query={"scheme": scheme})


def matrix_answers(value: int = 2) -> dict[str, int]:
    return {f"L{n}": value for n in range(1, 11)} | {f"S{n}": value for n in range(1, 6)}


EXAMPLES = list(schemes()[POINTS]["worked_examples"])


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["expect"]["score"]))
def test_worked_examples_through_the_form(page: Client, one: Enterprise, example: dict) -> None:
    form = {**example["answers"], "direct_red": example["direct_red"], "version": one.version}
    answer = page.post(url(one), form)
    grading = Grading.objects.get()
    assert answer.url == grading.get_absolute_url()
    assert grading.score == example["expect"]["score"]
    assert grading.get_grade_display().startswith(example["expect"]["level"])
    one.refresh_from_db()
    assert one.grade == grading.grade


def test_matrix_examples_through_the_form(page: Client, chief: User) -> None:
    for n, example in enumerate(schemes()[MATRIX]["worked_examples"], start=10):
        unit = enterprise(chief, n)
        form = {f"L{i}": v for i, v in enumerate(example["L"], 1)} | {f"S{i}": v for i, v in enumerate(example["S"], 1)}
        page.post(url(unit, MATRIX), form)
        grading = unit.gradings.get()
        assert grading.score == example["expect"]["R"]
        assert grading.get_grade_display().startswith(example["expect"]["level"])


def test_every_line_of_the_arithmetic_is_shown(page: Client, one: Enterprise) -> None:
    answer = page.post(url(one), {"1.2b": 3, "1.3a": 6, "9b": "on", "version": 1}, follow=True)
    text = answer.content.decode()
    assert "100 − 15 + 5 = 90" in text
    assert "按上限 10 分计" in text
    assert "危险化工工艺种类" in text
    assert "1.3a 涉及 18 种危险化工工艺 × 6 = -12" in text.replace("−", "-")


def test_matrix_shows_its_formula(page: Client, one: Enterprise) -> None:
    text = page.post(url(one, MATRIX), matrix_answers(), follow=True).content.decode()
    assert "R = 2 × 2 = 4" in text


def test_what_is_left_in_the_tables_and_the_ledger(one: Enterprise, chief: User) -> None:
    grading = grade_enterprise(one, by=chief, scheme=POINTS, answers={"1.1a": 1}, direct_red=["R2"], version=1)
    one.refresh_from_db()
    assert (one.grade, one.version) == ("red", 2)
    assert grading.answers == {"items": {"1.1a": 1}, "direct_red": ["R2"]}
    assert len(grading.scheme_sha256) == 64
    assert grading.bureau == one.bureau
    entry = Entry.objects.get(act="enterprise.grade")
    assert (entry.subject, entry.rule) == (f"enterprise:{one.pk}", POINTS)
    assert (entry.before["grade"], entry.after["grade"], entry.after["score"]) == ("", "red", "90")


def test_a_new_grading_replaces_but_keeps_the_old(page: Client, one: Enterprise, chief: User) -> None:
    old = grade_enterprise(one, by=chief, scheme=POINTS, answers={"1.3a": 9})
    new = grade_enterprise(one, by=chief, scheme=MATRIX, answers=matrix_answers(4))
    assert list(Grading.objects.filter(current=True)) == [new]
    text = page.get(one.get_absolute_url()).content.decode()
    assert old.get_absolute_url() in text
    assert new.get_absolute_url() in text
    assert "已被新的分级替代" in page.get(old.get_absolute_url()).content.decode()


def test_the_scheme_is_chosen_first(page: Client, one: Enterprise) -> None:
    text = page.get(reverse("grading_add", args=[one.pk])).content.decode()
    assert POINTS in text
    assert MATRIX in text
    assert "G-LEC" in text
    assert "G-SX-XY" in text
    assert page.get(url(one, "G-0")).status_code == 422


@pytest.mark.parametrize(
    ("scheme", "form", "field"),
    [
        (POINTS, {"1.2a": "-1"}, "1.2a"),
        (POINTS, {"1.2a": "many"}, "1.2a"),
        (POINTS, {"direct_red": "R99"}, "direct_red"),
        (MATRIX, {"L1": 5}, "L1"),
        (MATRIX, {}, "S5"),
    ],
)
def test_bad_answers_are_said_at_their_item(page: Client, one: Enterprise, scheme: str, form: dict, field: str) -> None:
    answer = page.post(url(one, scheme), form)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Grading.objects.exists()


def test_two_of_one_kind_are_refused_and_what_was_ticked_stays(page: Client, one: Enterprise) -> None:
    answer = page.post(url(one), {"1.1a": "on", "1.1b": "on", "1.3a": 7})
    assert answer.status_code == 422
    assert "只能选一项" in str(answer.context["form"].errors)
    assert 'value="7"' in answer.content.decode()


def test_unknown_items_are_refused(one: Enterprise, chief: User) -> None:
    with pytest.raises(RuleBroken, match="没有编号"):
        grade_enterprise(one, by=chief, scheme=POINTS, answers={"x": 1})
    with pytest.raises(RuleBroken, match="没有编号"):
        grade_enterprise(one, by=chief, scheme="G-0", answers={})


def test_a_stale_page_grades_nothing(page: Client, one: Enterprise, chief: User) -> None:
    grade_enterprise(one, by=chief, scheme=POINTS, answers={})
    assert page.post(url(one), {"1.3a": 1, "version": 1}).status_code == 409
    with pytest.raises(StaleVersion):
        grade_enterprise(one, by=chief, scheme=POINTS, answers={}, version=1)
    assert Grading.objects.count() == 1


def test_double_submit_grades_once(page: Client, one: Enterprise) -> None:
    form = {"1.3a": 1, "once": "one-key"}
    first, second = (page.post(url(one), form) for _time in range(2))
    assert first.url == second.url
    assert Grading.objects.count() == 1


def test_wrong_role_is_told_which_right_is_missing(client: Client, one: Enterprise) -> None:
    inspector = user_with(Role.INSPECTOR, bureau=one.bureau)
    client.force_login(inspector)
    for answer in (client.get(url(one)), client.post(url(one), {})):
        assert answer.status_code == 403
        assert "分类分级" in answer.content.decode()
    with pytest.raises(NotPermitted):
        grade_enterprise(one, by=inspector, scheme=POINTS, answers={})


def test_a_superior_bureau_reads_but_does_not_grade(page: Client, chief: User) -> None:
    below = user_with(Role.SECTION_CHIEF, bureau=bureau(parent=chief.bureau))
    unit = enterprise(below, 5)
    grading = grade_enterprise(unit, by=below, scheme=POINTS, answers={})
    assert page.get(grading.get_absolute_url()).status_code == 200
    assert page.get(url(unit)).status_code == 403


def test_a_stranger_finds_nothing(client: Client, one: Enterprise, chief: User) -> None:
    grading = grade_enterprise(one, by=chief, scheme=POINTS, answers={})
    client.force_login(user_with(Role.SECTION_CHIEF))
    assert client.get(url(one)).status_code == 404
    assert client.get(grading.get_absolute_url()).status_code == 404


def test_the_record_takes_no_post(page: Client, one: Enterprise, chief: User) -> None:
    grading = grade_enterprise(one, by=chief, scheme=POINTS, answers={})
    assert page.post(grading.get_absolute_url()).status_code == 405
