"""Who stands on the lists and who was drawn would announce the visits: until the result is revealed few may read it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES, Role
from enforcement.errors import StepRefused
from plans.actions import draw as actions
from plans.actions.draw_bases import declare_recusal
from plans.queries import draw as draws
from plans.states import DrawState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import after, draw_at
from tests.factories.plan import graded, team
from tests.plans.test_draw import act_url

pytestmark = pytest.mark.django_db
PARTS = ("list-unit", "list-officer", "exclusions", "conflicts", "picks-unit", "picks-officer", "transcript-unit")
MAY = {Role.SECTION_CHIEF, Role.SUPERVISOR, Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD}
VIEWERS = [role for role, rights in ROLES.items() if Permission.VIEW_DRAWS in rights]
BEFORE = [DrawState.FROZEN, DrawState.SEEDED, DrawState.CONFIRMED, DrawState.DRAWN, DrawState.REVEALING]


@pytest.fixture
def who():
    return team()


def scene(who, state):
    """With an exclusion and a recusal, so that every part of a draw names somebody."""
    graded(who.bureau, 1, start=100, status="closed")
    for _n in range(2):
        user_with(Role.INSPECTOR, bureau=who.bureau)
    first = graded(who.bureau, 12, start=2000)[0]
    declare_recusal(
        by=who.chief, officer=who.drafter, enterprise=first, ground="近亲属", valid_from=timezone.localdate()
    )
    return draw_at(state, who, enterprises=0)


def pages_of(client, task):
    """Everything of the draw that answers a GET, as one text."""
    steps = ("freeze", "seed", "confirm_seed", "reject_seed", "draw", "recuse", "reveal", "ask_void", "void")
    addresses = [
        reverse("draw_list"), task.get_absolute_url(), reverse("draw_progress", args=[task.pk]),
        reverse("draw_edit", args=[task.pk]), reverse("draw_proof", args=[task.pk]),
        *(reverse("draw_part", args=[task.pk, part]) for part in PARTS), *(act_url(task, step) for step in steps),
    ]  # fmt: skip
    return "\n".join(client.get(address).content.decode() for address in addresses)


def names_in(task, text):
    """Of the enterprises and people on its lists; the people who sign in and act are named for what they did."""
    people = set(task.entries.filter(list="unit").values_list("name", flat=True))
    people |= set(task.exclusions.values_list("name", flat=True))
    people |= set(task.entries.filter(list="officer").values_list("name", flat=True))
    return {name for name in people if name in text}


def entries_in(task, text):
    return {one.entry for one in task.entries.all() if one.entry in text}


@pytest.mark.parametrize("state", BEFORE)
def test_before_the_result_is_revealed_others_read_the_commitment_and_counts_only(client, who, state):
    task = scene(who, state)
    reader = user_with(Role.STATISTICIAN, bureau=who.bureau, certificate=False)
    client.force_login(reader)
    with clock_at(after(task)):
        text = pages_of(client, task)
        assert task.commitment in text
        assert f"{task.params['sizes']['unit']} 个" in text
        assert names_in(task, text) == set()
        assert entries_in(task, text) == set()
        for part in PARTS:
            assert client.get(reverse("draw_part", args=[task.pk, part])).status_code == 403


@pytest.mark.parametrize("role", VIEWERS)
def test_each_role_reads_names_before_only_if_it_prepares_supervises_or_approves(client, who, role):
    task = scene(who, DrawState.DRAWN)
    client.force_login(user_with(role, bureau=who.bureau, certificate=False))
    drawn = {row["name"] for row in draws.drawn_rows(task, "unit")}
    with clock_at(after(task)):
        page = client.get(task.get_absolute_url()).content.decode()
        part = client.get(reverse("draw_part", args=[task.pk, "picks-unit"]))
        recuse = client.get(act_url(task, "recuse"))
    shown = {name for name in drawn if name in page}
    assert shown == (drawn if role in MAY else set())
    assert part.status_code == (200 if role in MAY else 403)
    assert recuse.status_code == (200 if role in MAY else 403)


def test_once_revealed_whoever_sees_draws_reads_who_was_drawn(client, who):
    task = scene(who, DrawState.REVEALED)
    client.force_login(who.drafter)
    page = client.get(task.get_absolute_url()).content.decode()
    assert {row["name"] for row in draws.drawn_rows(task, "unit")} <= names_in(task, page)
    assert client.get(reverse("draw_part", args=[task.pk, "list-unit"])).status_code == 200
    assert "名单和抽中对象只有" not in page


def test_a_draw_void_before_its_result_keeps_its_names(client, who):
    """The list of the draw that replaces it will be nearly the same."""
    task = scene(who, DrawState.DRAWN)
    actions.void(actions.ask_void(task, by=who.supervisor, reason="有误"), by=who.leader)
    client.force_login(user_with(Role.STATISTICIAN, bureau=who.bureau, certificate=False))
    assert names_in(task, client.get(task.get_absolute_url()).content.decode()) == set()
    assert client.get(reverse("draw_part", args=[task.pk, "list-unit"])).status_code == 403


def test_one_void_after_its_result_stays_readable(client, who):
    task = scene(who, DrawState.VOID)
    client.force_login(who.drafter)
    assert client.get(reverse("draw_part", args=[task.pk, "list-unit"])).status_code == 200


# who is on the list has no hand in it


@pytest.mark.parametrize(
    ("role", "state", "step", "given"),
    [
        (Role.SUPERVISOR, DrawState.SEEDED, "reject_seed", {"reason": "x"}),
        (Role.SUPERVISOR, DrawState.SEEDED, "confirm_seed", {"sources": "1\n2"}),
        (Role.SUPERVISOR, DrawState.DRAWN, "ask_void", {"reason": "x"}),
    ],
)
def test_who_is_on_the_list_neither_rejects_nor_asks(who, role, state, step, given):
    both = user_with(role, Role.INSPECTOR, bureau=who.bureau)
    task = draw_at(state, who)
    assert task.entries.filter(list="officer", subject=both.pk).exists()
    with clock_at(after(task)), pytest.raises(StepRefused, match="列入检查人员名单的人员不能操作"):
        getattr(actions, step)(task, by=both, **given)


@pytest.mark.parametrize(("step", "given"), [("void", {}), ("refuse_void", {"reason": "x"})])
def test_who_is_on_the_list_does_not_decide_on_the_void(who, step, given):
    both = user_with(Role.BUREAU_LEADER, Role.INSPECTOR, bureau=who.bureau)
    task = actions.ask_void(draw_at(DrawState.DRAWN, who), by=who.supervisor, reason="有误")
    with pytest.raises(StepRefused, match="列入检查人员名单的人员不能操作"):
        getattr(actions, step)(task, by=both, **given)
    assert getattr(actions, step)(task, by=who.leader, **given).state in (DrawState.VOID, DrawState.DRAWN)


# whose turn it is


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DrawState.DRAFT, "科室负责人冻结名单"),
        (DrawState.FROZEN, "科室负责人录入种子"),
        (DrawState.SEEDED, "执法监督人员确认种子"),
        (DrawState.CONFIRMED, "科室负责人抽取"),
        (DrawState.DRAWN, "科室负责人公布结果"),
        (DrawState.REVEALING, "系统生成检查任务"),
    ],
)
def test_the_page_says_whose_turn_it_is(client, who, state, words):
    task = draw_at(state, who)
    client.force_login(who.drafter)
    with clock_at(after(task)):
        assert f"轮到 {words}" in client.get(task.get_absolute_url()).content.decode()


def test_what_the_flow_waits_for_is_the_first_button(client, who):
    """A recusal is the exception: what publishes the result stands before it."""
    task = draw_at(DrawState.DRAWN, who)
    client.force_login(who.chief)
    page = client.get(task.get_absolute_url()).content.decode()
    assert f'<a class="button" href="{act_url(task, "reveal")}"' in page
    assert f'<a class="button button--secondary" href="{act_url(task, "recuse")}"' in page


def test_until_the_commitment_is_public_the_page_says_by_when_it_has_to_be(client, who):
    task = actions.freeze(draw_at(DrawState.DRAFT, who), by=who.chief)
    client.force_login(who.chief)
    by_when = timezone.localtime(task.seed_at).strftime("%Y-%m-%d %H:%M")
    assert f"不晚于种子产生时间（{by_when}）" in client.get(task.get_absolute_url()).content.decode()


def test_before_the_seed_is_out_the_page_says_what_is_waited_for(client, who):
    task = draw_at(DrawState.FROZEN, who)
    client.force_login(who.chief)
    assert "等待种子产生" in client.get(task.get_absolute_url()).content.decode()
    asked = actions.ask_void(task, by=who.supervisor, reason="有误")
    page = client.get(asked.get_absolute_url()).content.decode()
    assert "轮到 分管负责人、主要负责人决定作废申请" in page
    void = actions.void(asked, by=who.leader)
    assert "轮到" not in client.get(void.get_absolute_url()).content.decode()


def test_the_weights_stand_in_the_order_of_the_grades_before_and_after_the_freezing(client, who):
    task = draw_at(DrawState.DRAFT, who)
    client.force_login(who.chief)
    words = "红（重大风险） 4、橙（较大风险） 3、黄（一般风险） 2、蓝（低风险） 1、未分级 1"
    assert words in client.get(task.get_absolute_url()).content.decode()
    actions.freeze(task, by=who.chief)
    assert words in client.get(task.get_absolute_url()).content.decode()


def test_an_empty_choice_is_said_in_words(client, who):
    client.force_login(who.chief)
    page = client.get(reverse("draw_add")).content.decode()
    assert "---------" not in page
    assert "不限专业" in page


@pytest.mark.parametrize(
    ("state", "moved", "words"),
    [
        (DrawState.DRAFT, True, "Waiting for Head of unit: Freeze list"),
        (DrawState.FROZEN, False, "Waiting for the seed (AT)"),
        (DrawState.FROZEN, True, "Waiting for Head of unit: Enter seed"),
        (DrawState.SEEDED, True, "Waiting for Enforcement supervisor: Confirm seed"),
        (DrawState.CONFIRMED, True, "Waiting for Head of unit: Draw"),
        (DrawState.DRAWN, True, "Waiting for Head of unit: Publish result"),
        (DrawState.REVEALING, True, "Waiting for the system to make the inspection tasks"),
        (DrawState.REVEALED, True, ""),
    ],
)
def test_in_english_the_page_waits_for_one_thing_once(client, who, state, moved, words):
    task = draw_at(state, who)
    client.force_login(who.drafter)
    client.cookies["django_language"] = "en"
    at = timezone.localtime(task.seed_at).strftime("%Y-%m-%d %H:%M")
    with clock_at(after(task) if moved else timezone.now()):
        page = client.get(task.get_absolute_url()).content.decode()
    assert page.count("Waiting for") == bool(words)
    assert words.replace("AT", at) in page
