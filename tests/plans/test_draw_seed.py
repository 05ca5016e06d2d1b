"""The seed comes from a public source, typed by two people; what a form takes of numbers."""

import hashlib
import json

import pytest
from django.urls import reverse

from enforcement.accounts.roles import Role
from enforcement.ledger.actions import record
from enforcement.ledger.queries import history
from plans.actions import draw as actions
from plans.models import Draw
from plans.rules.draw import key_string
from plans.states import DrawState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import SEED, after, draw_at
from tests.factories.plan import team
from tests.plans.test_draw import act_url, messages_of, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


def test_the_seed_is_not_entered_before_it_is_out(client, who):
    task = draw_at(DrawState.FROZEN, who)
    client.force_login(who.chief)
    answer = client.post(act_url(task, "seed"), {"sources": SEED, "version": task.version})
    assert answer.status_code == 409
    assert "届时再录入" in answer.content.decode()


@pytest.mark.parametrize("seed", ["abc", "3 8 -1", "", "1.5"])
def test_a_seed_of_wrong_form_is_refused_and_kept(client, who, seed):
    task = draw_at(DrawState.FROZEN, who)
    client.force_login(who.chief)
    with clock_at(after(task)):
        answer = client.post(act_url(task, "seed"), {"sources": seed, "version": task.version})
    assert answer.status_code == 422
    assert seed in answer.content.decode()
    assert Draw.objects.get().sources == []


def test_the_second_person_types_the_seed_again_without_seeing_it(client, who):
    task = draw_at(DrawState.SEEDED, who)
    client.force_login(who.supervisor)
    with clock_at(after(task)):
        for url in (task.get_absolute_url(), act_url(task, "confirm_seed")):
            assert "20250312" not in client.get(url).content.decode()
        answer = client.post(act_url(task, "confirm_seed"), {"sources": "20250312\n1 2 3", "version": task.version})
        assert answer.status_code == 422
        assert "与第一次录入的种子不一致" in answer.content.decode()
        swapped = "20250312\n31 29 22 17 8 3"
        assert (
            client.post(act_url(task, "confirm_seed"), {"sources": swapped, "version": task.version}).status_code == 302
        )


def test_nobody_reads_the_first_entry_in_the_ledger_before_the_second_is_typed(client, who):
    """Not even what was sent back, as the next entry may be the same: everything stands there once one is confirmed."""
    task = draw_at(DrawState.SEEDED, who)
    with clock_at(after(task)):
        task = actions.reject_seed(task, by=who.supervisor, reason="期号看错")
        task = actions.enter_seed(task, by=who.chief, sources=SEED)
    told = json.dumps([[one.before, one.after, one.note] for one in history(task)])
    assert "29, 31" not in told
    client.force_login(who.supervisor)
    assert "3.8.17.22" not in client.get(task.get_absolute_url()).content.decode()
    first, second = history(task).filter(act="draw.seed")
    key = key_string(task.sources)
    assert second.after == first.after == {"digest": hashlib.sha256(f"{task.salt}\n{key}".encode()).hexdigest()}
    with clock_at(after(task)):
        actions.confirm_seed(task, by=who.supervisor, sources=SEED)
    entry = history(task).get(act="draw.confirm_seed")
    assert (entry.after["sources"], entry.after["key"]) == ([[20250312], [3, 8, 17, 22, 29, 31]], key)
    assert [(one["by"], one["sources"]) for one in entry.after["rejected"]] == [
        (str(who.chief), [[20250312], [3, 8, 17, 22, 29, 31]])
    ]


def test_an_entry_of_before_with_the_seed_itself_is_still_read(client, who):
    task = draw_at(DrawState.CONFIRMED, who)
    record("draw.seed", by=who.chief, subject=task, after={"sources": [[1], [2, 3]]})
    client.force_login(who.supervisor)
    assert client.get(task.get_absolute_url()).status_code == 200
    assert history(task)[0].after == {"sources": [[1], [2, 3]]}


def test_who_entered_the_seed_does_not_confirm_it(who):
    both = user_with(Role.SECTION_CHIEF, Role.SUPERVISOR, bureau=who.bureau)
    task = draw_at(DrawState.FROZEN, who)
    with clock_at(after(task)):
        task = actions.enter_seed(task, by=both, sources=SEED)
        assert "不能自己确认" in messages_of(task, "confirm_seed", both)


def test_a_wrong_first_entry_goes_back_with_a_reason(who):
    task = draw_at(DrawState.SEEDED, who)
    back = actions.reject_seed(task, by=who.supervisor, reason="期号录错")
    assert (back.state, back.sources, back.seeded_by) == (DrawState.FROZEN, [], None)
    entry = history(back)[0]
    assert (list(entry.before), entry.note) == (["digest"], "期号录错")


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("units_wanted", 1_000_001, "不能超过 1000000"),
        ("units_wanted", 0, "不能少于 1"),
        ("officers_wanted", 1_000, "不能超过 999"),
        ("officers_wanted", 1, "不能少于 2"),
        ("experts_wanted", 1_000, "不能超过 999"),
        ("seed_bits", "10000", "随机量合计不能超过 9999 比特"),
    ],
)
def test_a_number_out_of_bounds_is_refused_and_kept(client, who, field, value, message):
    client.force_login(who.chief)
    answer = client.post(reverse("draw_add"), typed(**{field: value}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert message in page
    assert f'value="{value}"' in page
    assert not Draw.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [("units_wanted", 1_000_000), ("officers_wanted", 999), ("experts_wanted", 999), ("seed_bits", "9999")],
)
def test_the_bound_itself_is_taken(client, who, field, value):
    client.force_login(who.chief)
    assert client.post(reverse("draw_add"), typed(**{field: value})).status_code == 302


def test_a_seed_moment_in_the_past_is_refused(client, who):
    client.force_login(who.chief)
    answer = client.post(reverse("draw_add"), typed() | {"seed_at": "2020-01-01T10:00"})
    assert answer.status_code == 422
    assert "先冻结名单" in answer.content.decode()
