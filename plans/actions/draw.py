import datetime as dt
import hashlib
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.numbering import take as take_number
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import recorded
from enforcement.wording import in_chinese
from plans.actions.draw_freeze import freeze
from plans.actions.draw_repeat import (
    approve_repeat,
    asked_again,
    lock_draws,
    refuse_beyond_the_plan,
    tell_of_repeat,
)
from plans.actions.draw_reveal import resume_reveal, reveal
from plans.actions.draw_void import ask_void, refuse_void, void
from plans.flows.draw import DRAW
from plans.guards.plan_items import refuse_before_approval
from plans.models import Draw, PlanItem
from plans.queries import draw as draws
from plans.queries.draw_gone import not_any_more
from plans.queries.draw_repeats import replacing
from plans.queries.plan import plan_in_force
from plans.rules.draw import Drawn, key_string
from plans.rules.seed_sources import read_seed
from plans.states import DrawState, PlanState

__all__ = ["approve_repeat", "ask_void", "freeze", "refuse_void", "resume_reveal", "reveal", "void"]
CREATE = name_act("draw.create", _("设定抽查任务"))
WORD = "抽"


@transaction.atomic
def create_draw(
    *, by: User, plan_item: PlanItem | None = None, replaces: Draw | None = None, **conditions: Any
) -> Draw:
    """`conditions`: the fields of the form. A task that repeats a void one names it and carries its reason."""
    require(by, Permission.PREPARE_DRAWS)
    lock_draws(by.bureau_id)
    if replaces is not None:
        replaces = Draw.objects.select_for_update(of=("self",)).get(pk=replaces.pk)
    _refuse_wrong_origin(by, plan_item, replaces)
    _refuse_impossible(plan_item, **conditions)
    task = Draw(bureau=by.bureau, plan_item=plan_item, replaces=replaces, created_by=by, **conditions)
    refuse_beyond_the_plan(plan_item, task.units_wanted)
    _set(task, asked_again(task, by=by, reason=task.repeat_reason))
    task.number = take_number(by.bureau, WORD, timezone.localdate())
    task.save()
    record(CREATE, by=by, subject=task, after=_describe(task), note=_why_again(task))
    tell_of_repeat(task)
    return task


def _set(task: Draw, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(task, name, value)


def _why_again(task: Draw) -> str:
    if task.replaces is None:
        return task.repeat_reason
    words = {"number": task.replaces.number, "reason": task.repeat_reason}
    return in_chinese(_("替代已作废的 %(number)s：%(reason)s")) % words


def _refuse_wrong_origin(by: User, plan_item: PlanItem | None, replaces: Draw | None) -> None:
    if plan_item is not None:
        published = plan_item.plan.state == PlanState.PUBLISHED and plan_item.plan.bureau_id == by.bureau_id
        if not published or not plan_item.is_random:
            raise RuleBroken(_t("只能从本机关已公布计划的随机抽取项目发起抽取"), "plan_item")
        if plan_in_force(by.bureau_id, plan_item.plan.year) != plan_item.plan:
            raise RuleBroken(_t("本版计划已由新版代替，从现行版发起抽取"), "plan_item")
    if replaces is None:
        return
    if replaces.bureau_id != by.bureau_id or replaces.state != DrawState.VOID:
        raise RuleBroken(_t("只有已作废的抽取可以重新抽取"))
    if replacing(replaces).exists():
        raise RuleBroken(_t("%(number)s 已有重新抽取的任务") % {"number": replaces.number})


def _refuse_impossible(
    plan_item: PlanItem | None, *, window_from: dt.date, window_to: dt.date, seed_at: dt.datetime, **_rest: Any
) -> None:
    if window_to < window_from:
        raise RuleBroken(_t("检查期间截止日不能早于起始日 %(day)s") % {"day": window_from.isoformat()}, "window_to")
    if plan_item is not None and window_from.year != plan_item.plan.year:
        raise RuleBroken(_t("检查期间应在计划年度 %(year)s 内") % {"year": plan_item.plan.year}, "window_from")
    if plan_item is not None:
        refuse_before_approval(plan_item.plan, window_from)
    if timezone.localtime(seed_at).date() > window_from:
        raise RuleBroken(_t("种子产生时间不能晚于检查期间起始日 %(day)s") % {"day": window_from.isoformat()}, "seed_at")


@transaction.atomic
def change_draw(task: Draw, *, by: User, version: int | None = None, **conditions: Any) -> Draw:
    """Only before the lists are frozen. What was approved before is asked for again."""
    lock_draws(task.bureau_id)
    locked = DRAW.take(task, "edit", by=by, version=version)
    _refuse_impossible(locked.plan_item, **conditions)
    refuse_beyond_the_plan(locked.plan_item, conditions["units_wanted"], besides=locked.pk)
    before = _describe(locked)
    _set(locked, {**conditions, "set_on": timezone.localdate()})
    _set(locked, asked_again(locked, by=by, reason=locked.repeat_reason))
    locked.save()
    record(DRAW.act("edit"), by=by, subject=locked, before=before, after=_describe(locked), note=_why_again(locked))
    tell_of_repeat(locked)
    return locked


@transaction.atomic
def discard_draw(task: Draw, *, by: User, version: int | None = None, reason: str) -> Draw:
    """A draft nobody goes on with gives back its visits and the place of a void one. It stays to be read."""
    locked = DRAW.take(task, "discard", by=by, version=version)
    if not reason.strip():
        raise RuleBroken(_t("写明理由"), "reason")
    record(DRAW.act("discard"), by=by, subject=locked, before=_describe(locked), note=reason)
    return locked


@transaction.atomic
def publish_commitment(task: Draw) -> Draw:
    """The moment the commitment became public, once. Whoever publishes calls it; too late, and there is no draw."""
    locked = DRAW.take(task, "publish", by=None)
    locked.published_at = timezone.now()
    locked.save(update_fields=["published_at"])
    record(DRAW.act("publish"), by=None, subject=locked, after={"commitment": locked.commitment})
    return locked


@transaction.atomic
def enter_seed(task: Draw, *, by: User, version: int | None = None, sources: str) -> Draw:
    locked = DRAW.take(task, "seed", by=by, version=version, seeded_by_id=by.pk)
    locked.sources = read_seed(sources, locked.seed_kinds)
    locked.save()
    record(DRAW.act("seed"), by=by, subject=locked, after={"digest": seed_digest(locked)})
    return locked


def seed_digest(task: Draw) -> str:
    """What the ledger holds until a second person has typed the seed too. The salt, secret until the proof is public,
    keeps anyone from trying out all seeds; with it, everyone finds that the first entry was this one."""
    return hashlib.sha256(f"{task.salt}\n{key_string(task.sources)}".encode()).hexdigest()


@transaction.atomic
def confirm_seed(task: Draw, *, by: User, version: int | None = None, sources: str) -> Draw:
    """A second person types the seed from the public source without seeing the first entry."""
    locked = DRAW.take(task, "confirm_seed", by=by, version=version, confirmed_by_id=by.pk)
    if key_string(read_seed(sources, locked.seed_kinds)) != key_string(locked.sources):
        message = _t("与第一次录入的种子不一致，核对公开来源后重新录入；确属第一次录错的，退回种子")
        raise RuleBroken(message, "sources")
    after = {"sources": locked.sources, "key": key_string(locked.sources), "rejected": locked.rejected_seeds}
    record(DRAW.act("confirm_seed"), by=by, subject=locked, after=after)
    return locked


@transaction.atomic
def reject_seed(task: Draw, *, by: User, version: int | None = None, reason: str) -> Draw:
    locked = DRAW.take(task, "reject_seed", by=by, version=version)
    before = {"digest": seed_digest(locked)}  # the next entry may be the same again: read once one is confirmed
    locked.rejected_seeds = [*locked.rejected_seeds, {"by": str(locked.seeded_by), "sources": locked.sources}]
    locked.sources, locked.seeded_by = [], None
    locked.save()
    record(DRAW.act("reject_seed"), by=by, subject=locked, before=before, note=reason)
    return locked


@transaction.atomic
def draw(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """Who closed, left the post or lost the certificate between the freezing and the seed is passed over; nobody
    chooses whom."""
    locked = DRAW.take(task, "draw", by=by, version=version, drawn_at=timezone.now())
    return keep_result(locked, not_any_more(locked), "draw", by=by)


def keep_result(task: Draw, skipped: list[draws.Named], step: str, *, by: User) -> Draw:
    outcome = draws.compute(task, skipped)
    before = {"picks": task.result.get("picks")}
    task.result = {
        "picks": {name: list(one.picks) for name, one in outcome.draws.items()},
        "skips": [
            {"list": name, "entry": skip.entry, "reason": skip.reason}
            for name, one in outcome.draws.items()
            for skip in one.skips
        ],
        "named": [asdict(one) for one in skipped],
        "teams": outcome.teams,
        "transcript": {name: _transcript(one) for name, one in outcome.draws.items()},
    }
    task.save()
    after = {name: task.result[name] for name in ("picks", "skips", "teams")}
    gate = rulebook.gate("GT-PLN-003")
    record(DRAW.act(step), by=by, subject=task, before=before, after=after, rule=gate.row_id, article=recorded(gate))
    return task


def _transcript(drawn: Drawn) -> list[dict[str, Any]]:
    names = ("number", "hash", "tickets_left", "position", "entry", "skipped")
    return [{name: getattr(line, name) for name in names} for line in drawn.rounds]


def _describe(task: Draw) -> dict[str, Any]:
    return {
        "title": task.title,
        "conditions": task.conditions,
        "units": task.units_wanted,
        "officers": task.officers_wanted,
        "experts": task.experts_wanted,
        "specialty": task.specialty,
        "joint_partner": task.joint_partner,
        "window": [task.window_from.isoformat(), task.window_to.isoformat()],
        "source": task.seed_source,
        "source_kinds": task.seed_kinds,
        "seed_at": timezone.localtime(task.seed_at).isoformat(),
        "bits": str(task.seed_bits),
        "entry_method": task.entry_method,
    }
