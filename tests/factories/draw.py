"""Draws reach a state only through the real actions; the clock is moved past the moment of the seed."""

import datetime as dt
from typing import Any

from django.utils import timezone

from plans.actions import draw as actions, draw_reveal
from plans.actions.draw_recusal import agree_recusal, recuse
from plans.models import Draw
from plans.states import DrawState
from tests.factories.clock import clock_at
from tests.factories.plan import Team, graded

SEED = "20250312\n3 8 17 22 29 31"


def conditions(**changed: Any) -> dict[str, Any]:
    now = timezone.now().replace(second=0, microsecond=0)
    day = timezone.localdate() + dt.timedelta(days=10)
    return {
        "title": "化工企业双随机抽查",
        "conditions": {"sectors": ["chemical"], "grades": [], "hazards": []},
        "units_wanted": 3,
        "officers_wanted": 2,
        "experts_wanted": 0,
        "specialty": "",
        "joint_partner": "",
        "seed_kinds": ["custom", "custom"],
        "entry_method": "日期连写，开奖号码照录",
        "window_from": day,
        "window_to": day + dt.timedelta(days=20),
        "seed_source": "双色球某期开奖号码与某日收盘指数",
        "seed_at": now + dt.timedelta(hours=2),
        "seed_bits": "48.2",
        "small_source_reason": "",
    } | changed


def after(task: Draw) -> dt.datetime:
    return task.seed_at + dt.timedelta(minutes=5)


def draw_at(state: str, who: Team, *, enterprises: int = 12, **changed: Any) -> Draw:
    """From a register of so many graded enterprises. `who.chief` prepares, `who.supervisor` confirms."""
    if enterprises:
        graded(who.bureau, enterprises, start=2000)
    task = actions.create_draw(by=who.chief, **conditions(**changed))
    return advance_draw(task, state, who)


def voided(task: Draw, who: Team, reason: str = "名单有误") -> Draw:
    return actions.void(actions.ask_void(task, by=who.supervisor, reason=reason), by=who.leader)


def stepped_back(task: Draw, who: Team, entry: int, *, name: str = "officer", ground: str = "近亲属") -> Draw:
    """Entered by the chief with a reason that stays inside, agreed to by the supervisor."""
    with clock_at(task.drawn_at + dt.timedelta(minutes=10)):
        task = recuse(task, by=who.chief, who=f"{name}:{entry}", ground=ground, reason="企业负责人之弟")
        return agree_recusal(task, by=who.supervisor)


def advance_draw(task: Draw, state: str, who: Team) -> Draw:
    steps = (
        (DrawState.FROZEN, lambda t: actions.publish_commitment(actions.freeze(t, by=who.chief))),
        (DrawState.SEEDED, lambda t: actions.enter_seed(t, by=who.chief, sources=SEED)),
        (DrawState.CONFIRMED, lambda t: actions.confirm_seed(t, by=who.supervisor, sources=SEED)),
        (DrawState.DRAWN, lambda t: actions.draw(t, by=who.chief)),
        (DrawState.REVEALING, lambda t: actions.reveal(t, by=who.chief, at_once=0)),
        (DrawState.REVEALED, lambda t: revealed(t, who)),
    )
    done = [reached for reached, _step in steps]
    start = done.index(task.state) + 1 if task.state in done else 0
    for reached, step in steps[start:]:
        if task.state == state:
            break
        if reached == DrawState.REVEALING and state != DrawState.REVEALING:
            continue  # so few units are handled at once
        if reached == DrawState.FROZEN:
            if task.repeat_reason:
                task = actions.approve_repeat(task, by=who.leader)
            task = step(task)
        else:
            with clock_at(after(task)):
                task = step(task)
        assert task.state == reached
    if state == DrawState.VOID:
        task = voided(task, who)
    return Draw.objects.get(pk=task.pk)


def revealed(task: Draw, who: Team) -> Draw:
    if task.state == DrawState.REVEALING:
        draw_reveal.make_tasks(task.pk, lambda _done, _total: None)
        return Draw.objects.get(pk=task.pk)
    return actions.reveal(task, by=who.chief)
