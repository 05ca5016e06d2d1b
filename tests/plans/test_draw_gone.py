"""Of officers, too, only what was recorded before the seed passes anyone over: who knows the seed chooses nobody."""

import datetime as dt

import pytest
from django.utils import timezone

from enforcement.accounts.models import Certificate, RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.web import staff_acts
from plans.actions import draw as actions
from plans.models import Draw
from plans.queries import draw as draws
from plans.states import DrawState
from tests.factories.accounts import user_with, users_with
from tests.factories.clock import clock_at
from tests.factories.draw import SEED, after, draw_at
from tests.factories.plan import team

DAY = dt.timedelta(days=1)


@pytest.fixture
def who(db):
    found = team()
    users_with(found.bureau, [((Role.INSPECTOR,), True)] * 4)
    return found


@pytest.fixture
def security(who):
    return user_with(Role.SECURITY_ADMIN, bureau=who.bureau)


@pytest.fixture
def administrator(who):
    return user_with(Role.SYSTEM_ADMIN, bureau=who.bureau)


def confirmed(who):
    """A draw whose seed everybody knows, what it gives, and the officer it draws first."""
    task = draw_at(DrawState.CONFIRMED, who)
    picks = list(draws.compute(task, []).draws["officer"].picks)
    return task, picks, User.objects.get(pk=task.entries.get(list="officer", number=picks[0]).subject)


def drawn(task, who, *, at=None):
    with clock_at(at or after(task)):
        return actions.draw(Draw.objects.get(pk=task.pk), by=who.chief)


def said(task):
    return [(one.list, one.entry, one.reason) for one in draws.named(task)]


def test_an_account_switched_off_once_the_seed_is_known_changes_no_pick(who):
    task, picks, officer = confirmed(who)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    task = drawn(task, who)
    assert (task.result["picks"]["officer"], said(task)) == (picks, [])


def test_a_role_ended_once_the_seed_is_known_changes_no_pick(who, security):
    task, picks, officer = confirmed(who)
    with clock_at(task.seed_at):
        staff_acts.end_role(RoleGrant.objects.get(user=officer), by=security)
    task = drawn(task, who, at=after(task) + 3 * DAY)
    assert (task.result["picks"]["officer"], said(task)) == (picks, [])


def test_a_role_ended_before_the_seed_passes_the_officer_over(who, security):
    task = draw_at(DrawState.FROZEN, who)
    row = task.entries.filter(list="officer").first()
    staff_acts.end_role(RoleGrant.objects.get(user=row.subject), by=security)
    with clock_at(after(task)):
        task = actions.enter_seed(task, by=who.chief, sources=SEED)
        task = actions.confirm_seed(task, by=who.supervisor, sources=SEED)
    task = drawn(task, who)
    assert row.number not in task.result["picks"]["officer"]
    assert said(task) == [("officer", row.number, "冻结后：已不在岗")]


def test_a_role_given_anew_once_the_seed_is_known_brings_nobody_back(who, security):
    task = draw_at(DrawState.FROZEN, who)
    row = task.entries.filter(list="officer").first()
    officer = User.objects.get(pk=row.subject)
    staff_acts.end_role(RoleGrant.objects.get(user=officer), by=security)
    with clock_at(after(task)):
        task = actions.enter_seed(task, by=who.chief, sources=SEED)
        task = actions.confirm_seed(task, by=who.supervisor, sources=SEED)
        long_ago = timezone.localdate() - 30 * DAY
        staff_acts.grant_role(by=security, user=officer, role=Role.INSPECTOR, valid_from=long_ago, valid_to=None)
    assert said(drawn(task, who)) == [("officer", row.number, "冻结后：已不在岗")]


def test_a_role_given_anew_before_the_seed_keeps_the_officer_on_the_list(who, security):
    task = draw_at(DrawState.FROZEN, who)
    row = task.entries.filter(list="officer").first()
    officer = User.objects.get(pk=row.subject)
    staff_acts.end_role(RoleGrant.objects.get(user=officer), by=security)
    staff_acts.grant_role(
        by=security, user=officer, role=Role.INSPECTOR, valid_from=timezone.localdate(), valid_to=None
    )
    with clock_at(after(task)):
        task = actions.enter_seed(task, by=who.chief, sources=SEED)
        task = actions.confirm_seed(task, by=who.supervisor, sources=SEED)
    assert said(drawn(task, who)) == []


def test_a_certificate_entered_once_the_seed_is_known_brings_nobody_back(who, administrator):
    task, _picks, officer = confirmed(who)
    today = timezone.localdate()
    Certificate.objects.filter(user=officer).update(valid_to=today - DAY)
    with clock_at(after(task)):
        staff_acts.add_certificate(
            officer, by=administrator, kind="enforcement", number="A0001", valid_from=today - 9 * DAY,
            valid_to=today + 300 * DAY,
        )  # fmt: skip
    assert [reason for _list, _entry, reason in said(drawn(task, who))] == ["冻结后：没有有效的执法证"]


def test_to_wait_with_the_drawing_until_a_certificate_ends_chooses_nobody(who):
    task, picks, officer = confirmed(who)
    Certificate.objects.filter(user=officer).update(valid_to=task.window_to)
    task = drawn(task, who, at=after(task) + 60 * DAY)
    assert (task.result["picks"]["officer"], said(task)) == (picks, [])


def test_who_left_since_then_steps_back_or_leaves_units_without_a_task(who):
    task, picks, officer = confirmed(who)
    User.objects.filter(pk=officer.pk).update(is_active=False)
    with clock_at(after(task)):
        task = actions.reveal(drawn(task, who), by=who.chief)
    told = [one.unassigned for one in task.units.all() if picks[0] in task.result["teams"]["officer"][one.place - 1]]
    assert told
    assert all(officer.name in words for words in told)
