import pytest
from django.test import Client
from django.urls import reverse

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion
from enforcement.ledger.models import Entry
from plans.actions.grading import grade_enterprise, grade_task
from plans.models import Enterprise, Grading, TaskGrading
from plans.queries.scheme import schemes
from tests.factories.accounts import bureau, user_with
from tests.factories.enterprise import enterprise
from tests.factories.grading import MATRIX, POINTS, RULES, TASKS, known

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(
    ("values", "score", "level"),
    [
        ((10, 10, 7), 700, "A 不可容许"),
        ((10, 2, 16), None, ""),  # the page that was read had 16 for one death; the table has 15
        ((6, 3, 40), 720, "A 不可容许"),
        ((3, 6, 15), 270, "B 高度"),
        ((1, 10, 7), 70, "D 轻度"),  # edge values fall into the lower class
        ((1, 2, 40), 80, "C 中度"),
        ((0.1, 0.5, 1), 0.05, "D 轻度"),
    ],
)
def test_a_task_is_graded_and_the_enterprise_is_not(page: Client, one: Enterprise, values, score, level) -> None:
    form = {"task": "二号罐区动火", "version": one.version} | dict(zip("LEC", map(str, values), strict=True))
    answer = page.post(url(one, TASKS), form)
    one.refresh_from_db()
    assert (one.grade, Grading.objects.count()) == ("", 0)
    if score is None:
        assert answer.status_code == 422
        assert "C" in answer.context["form"].errors
        return
    made = TaskGrading.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (float(made.score), made.level, made.task) == (score, level, "二号罐区动火")
    text = page.get(made.get_absolute_url()).content.decode()
    assert f"D = {values[0]} × {values[1]} × {values[2]}" in text
    assert "记录企业的异议" not in text


def test_the_gravest_task_is_shown_on_the_enterprise(page: Client, one: Enterprise, chief: User) -> None:
    for task, likelihood in (("巡检", "0.5"), ("动火", "10"), ("巡检", "1")):
        grade_task(one, by=chief, scheme=TASKS, task=task, answers={"L": likelihood, "E": "6", "C": "15"})
    text = page.get(one.get_absolute_url()).content.decode()
    assert "最高等级：动火 A 不可容许" in text
    assert [(made.task, made.current) for made in TaskGrading.objects.order_by("id")] == [
        ("巡检", False), ("动火", True), ("巡检", True),
    ]  # fmt: skip
    entry = Entry.objects.filter(act="enterprise.grade_task").latest("id")
    assert (entry.before, entry.after["level"]) == ({"level": "D 轻度"}, "C 中度")


def test_a_task_has_a_name_and_its_own_schemes(one: Enterprise, chief: User) -> None:
    answers = {"L": "1", "E": "1", "C": "1"}
    with pytest.raises(RuleBroken, match="名称"):
        grade_task(one, by=chief, scheme=TASKS, task=" ", answers=answers)
    with pytest.raises(RuleBroken, match="不评定作业"):
        grade_task(one, by=chief, scheme=POINTS, task="动火", answers={})
    with pytest.raises(RuleBroken, match="不评定整个企业"):
        grade_enterprise(one, by=chief, scheme=TASKS, answers=answers)
    with pytest.raises(StaleVersion):
        grade_task(one, by=chief, scheme=TASKS, task="动火", answers=answers, version=9)
    with pytest.raises(NotPermitted):
        grade_task(one, by=user_with(Role.INSPECTOR, bureau=one.bureau), scheme=TASKS, task="动火", answers=answers)


@pytest.mark.parametrize(
    ("form", "grade", "checks", "reasons"),
    [
        ({"standardisation": "一级"}, "blue", None, []),
        ({"standardisation": "三级"}, "orange", None, []),
        ({"standardisation": "二级", "dishonest": "on"}, "yellow", 4, []),
        ({"standardisation": "二级", "dishonest": "on", "blacklisted": "on"}, "yellow", 12, []),
        ({"standardisation": "一级", "fatal_accident": "on"}, "red", None, ["fatal_accident"]),
        ({"standardisation": "一级", "veto_item": "on", "red_card": "on"}, "red", None, ["veto_item", "red_card"]),
    ],
)
def test_standardisation_and_integrity(page: Client, one: Enterprise, form, grade, checks, reasons) -> None:
    page.post(url(one, RULES), form)
    made = Grading.objects.get()
    assert (made.grade, made.arithmetic["checks_min"], made.arithmetic["direct_red"]) == (grade, checks, reasons)
    text = page.get(made.get_absolute_url()).content.decode()
    assert ("每年检查不少于" in text) == bool(checks)
    assert ("有直接判定情形" in text) == bool(reasons)


def test_what_the_register_knows_is_filled_in_with_its_source(page: Client, one: Enterprise) -> None:
    known(one, standardisation="二级")
    answer = page.get(url(one))
    form = answer.context["form"]
    assert [form[code].value() for code in ("9a", "9b", "9c")] == [0, 1, 0]
    assert "已按企业库填写：标准化等级 二级" in answer.content.decode()
    answer = page.post(url(one), {"9b": "on"})
    made = Grading.objects.get()
    assert made.score == 105
    assert made.inputs["9b"] == {"fact": "standardisation", "known": "二级", "source": "企业库", "proposed": 1}
    assert "标准化二级" in page.get(made.get_absolute_url()).content.decode()


def test_only_the_recorded_level_is_ticked_and_the_page_holds_as_it_came(page: Client, one: Enterprise) -> None:
    known(one, standardisation="三级")
    form = page.get(url(one)).context["form"]
    ticked = [code for code in ("9a", "9b", "9c") if "checked" in str(form[code])]
    assert ticked == ["9c"]
    answer = page.post(url(one), {"9c": "on"})
    assert answer.status_code == 302
    assert Grading.objects.get().score == 102


def test_another_answer_than_the_recorded_one_needs_a_reason(page: Client, one: Enterprise) -> None:
    known(one, standardisation="二级")
    answer = page.post(url(one), {"9c": "on", "2a": "on"})
    assert answer.status_code == 422
    assert "9b、9c 与企业库的记载（标准化等级：二级）不同，写明理由" in str(answer.context["form"].errors)
    assert "reason_standardisation" in answer.context["form"].errors
    page.post(url(one), {"9c": "on", "2a": "on", "reason_standardisation": "证书已降级，待更正"})
    made = Grading.objects.get()
    assert (made.score, made.inputs["9c"]["reason"]) == (99, "证书已降级，待更正")
    assert "reason" not in made.inputs["9a"]
    assert "证书已降级，待更正" in page.get(made.get_absolute_url()).content.decode()


def test_what_nobody_knows_is_asked_and_not_taken_for_no(page: Client, one: Enterprise, chief: User) -> None:
    form = page.get(url(one)).context["form"]
    assert form.prefill.answers == {}
    assert not [name for name in form.fields if name.startswith("reason_")]
    assert grade_enterprise(one, by=chief, scheme=POINTS, answers={"9a": 1}).inputs == {}


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
