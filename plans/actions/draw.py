import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, override

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.actions import issue
from enforcement.documents.numbering import take as take_number
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import queries as rulebook
from enforcement.wording import in_chinese
from plans.actions import assignment as assignments
from plans.actions.draw_freeze import freeze
from plans.actions.draw_void import ask_void, refuse_void, void
from plans.documents.draw import draw_result
from plans.flows.draw import DRAW
from plans.models import Draw, DrawnExpert, DrawnOfficer, DrawnUnit, Enterprise, Expert, PlanItem
from plans.queries import draw as draws
from plans.rules.draw import Drawn, key_string
from plans.rules.seed_sources import read_seed
from plans.states import CheckKind, DrawState, Origin, PlanState

__all__ = ["ask_void", "freeze", "refuse_void", "void"]
CREATE = name_act("draw.create", _("设定抽查任务"))
WORD = "抽"


@transaction.atomic
def create_draw(
    *, by: User, plan_item: PlanItem | None = None, replaces: Draw | None = None, **conditions: Any
) -> Draw:
    """`conditions`: the fields of the form. A task that repeats a void one names it and carries its reason."""
    require(by, Permission.PREPARE_DRAWS)
    if replaces is not None:
        replaces = Draw.objects.select_for_update(of=("self",)).get(pk=replaces.pk)
    _refuse_wrong_origin(by, plan_item, replaces)
    _refuse_impossible(plan_item, **conditions)
    number = take_number(by.bureau, WORD, timezone.localdate())
    task = Draw.objects.create(
        bureau=by.bureau, number=number, plan_item=plan_item, replaces=replaces, created_by=by, **conditions
    )
    note = (
        in_chinese(_("替代已作废的 %(number)s：%(reason)s"))
        % {"number": replaces.number, "reason": replaces.void_reason}
        if replaces
        else ""
    )
    record(CREATE, by=by, subject=task, after=_describe(task), note=note)
    return task


def _refuse_wrong_origin(by: User, plan_item: PlanItem | None, replaces: Draw | None) -> None:
    if plan_item is not None:
        published = plan_item.plan.state == PlanState.PUBLISHED and plan_item.plan.bureau_id == by.bureau_id
        if not published or not plan_item.is_random:
            raise RuleBroken(_t("只能从本机关已公布计划的随机抽取项目发起抽取"), "plan_item")
    if replaces is None:
        return
    if replaces.bureau_id != by.bureau_id or replaces.state != DrawState.VOID:
        raise RuleBroken(_t("只有已作废的抽取可以重新抽取"))
    if Draw.objects.filter(replaces=replaces).exists():
        raise RuleBroken(_t("%(number)s 已有重新抽取的任务") % {"number": replaces.number})


def _refuse_impossible(
    plan_item: PlanItem | None, *, window_from: dt.date, window_to: dt.date, seed_at: dt.datetime, **_rest: Any
) -> None:
    if window_to < window_from:
        raise RuleBroken(_t("检查期间截止日不能早于起始日 %(day)s") % {"day": window_from.isoformat()}, "window_to")
    if plan_item is not None and window_from.year != plan_item.plan.year:
        raise RuleBroken(_t("检查期间应在计划年度 %(year)s 内") % {"year": plan_item.plan.year}, "window_from")
    if timezone.localtime(seed_at).date() > window_from:
        raise RuleBroken(_t("种子产生时间不能晚于检查期间起始日 %(day)s") % {"day": window_from.isoformat()}, "seed_at")


@transaction.atomic
def change_draw(task: Draw, *, by: User, version: int | None = None, **conditions: Any) -> Draw:
    """Only before the lists are frozen."""
    locked = DRAW.take(task, "edit", by=by, version=version)
    _refuse_impossible(locked.plan_item, **conditions)
    before = _describe(locked)
    for name, value in conditions.items():
        setattr(locked, name, value)
    locked.save()
    record(DRAW.act("edit"), by=by, subject=locked, before=before, after=_describe(locked))
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
    locked = DRAW.take(task, "seed", by=by, version=version)
    locked.sources, locked.seeded_by, locked.confirmed_by = read_seed(sources, locked.seed_kinds), by, None
    locked.save()
    record(DRAW.act("seed"), by=by, subject=locked, after={"sources": locked.sources})
    return locked


@transaction.atomic
def confirm_seed(task: Draw, *, by: User, version: int | None = None, sources: str) -> Draw:
    """A second person types the seed from the public source without seeing the first entry."""
    locked = DRAW.take(task, "confirm_seed", by=by, version=version)
    if key_string(read_seed(sources, locked.seed_kinds)) != key_string(locked.sources):
        message = _t("与第一次录入的种子不一致，核对公开来源后重新录入；确属第一次录错的，退回种子")
        raise RuleBroken(message, "sources")
    locked.confirmed_by = by
    locked.save()
    record(DRAW.act("confirm_seed"), by=by, subject=locked, after={"key": key_string(locked.sources)})
    return locked


@transaction.atomic
def reject_seed(task: Draw, *, by: User, version: int | None = None, reason: str) -> Draw:
    locked = DRAW.take(task, "reject_seed", by=by, version=version)
    before = {"sources": locked.sources}
    locked.sources, locked.seeded_by = [], None
    locked.save()
    record(DRAW.act("reject_seed"), by=by, subject=locked, before=before, note=reason)
    return locked


@transaction.atomic
def draw(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """Who closed or lost the certificate since the freezing is passed over; nobody chooses whom."""
    locked = DRAW.take(task, "draw", by=by, version=version)
    locked.drawn_at = timezone.now()
    return keep_result(locked, draws.not_any_more(locked), "draw", by=by)


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
    record(DRAW.act(step), by=by, subject=task, before=before, after=after, rule=gate.row_id, article=gate.citation)
    return task


def _transcript(drawn: Drawn) -> list[dict[str, Any]]:
    names = ("number", "hash", "tickets_left", "position", "entry", "skipped")
    return [{name: getattr(line, name) for name in names} for line in drawn.rounds]


@transaction.atomic
def reveal(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """The proof is built (and checks itself), the tasks are made, the notice is issued. An enterprise that cannot be
    visited any more stays drawn: why it has no task is kept with the result."""
    locked = DRAW.take(task, "reveal", by=by, version=version)
    proof = draws.proof_of(locked)
    _keep_drawn(locked)
    unassigned = _assign_all(locked, by)
    locked.result = {**locked.result, "unassigned": unassigned}
    locked.save(update_fields=["result"])
    document = issue(
        "CQJG", subject=locked, by=by, context=draw_result(locked, operator=by),
    )  # fmt: skip
    after = {"commitment": proof["commitment"]["sha256"], "key": proof["key"], "seal": proof["seal"]}
    if unassigned:
        after["unassigned"] = unassigned
    record(DRAW.act("reveal"), by=by, subject=locked, after=after, document=document.number)
    return locked


def _keep_drawn(task: Draw) -> None:
    kinds: tuple[tuple[str, Any, str], ...] = (
        (draws.UNIT, DrawnUnit, "enterprise_id"),
        (draws.OFFICER, DrawnOfficer, "officer_id"),
        (draws.EXPERT, DrawnExpert, "expert_id"),
    )
    for name, model, field in kinds:
        rows = draws.drawn_rows(task, name)
        model.objects.bulk_create(
            [model(draw=task, place=row["place"], entry=row["number"], **{field: row["id"]}) for row in rows],
            batch_size=1_000,
        )


def _assign_all(task: Draw, by: User) -> list[dict[str, Any]]:
    """Number on the list and reason of those that no task could be made for."""
    left: list[dict[str, Any]] = []
    units = draws.drawn_rows(task, draws.UNIT)
    enterprises = Enterprise.objects.in_bulk([row["id"] for row in units])
    officers, experts = _people(task, draws.OFFICER, User), _people(task, draws.EXPERT, Expert)
    for turn, row in enumerate(units):
        one = assignments.Task(
            enterprise=enterprises[row["id"]],
            subject=subject_of(task),
            officers=officers[turn],
            window_from=task.window_from,
            window_to=task.window_to,
            origin=Origin.DRAW,
            kind=CheckKind.GENERAL,
            unit=task.plan_item.unit if task.plan_item else None,
            plan_item=task.plan_item,
            draw=task,
            over_ceiling_reason=in_chinese(_("名单冻结后另有检查安排，抽取结果不作更改")),
        )
        try:
            with transaction.atomic(), override("zh-hans"):
                made = assignments.assign(one, by=by)
        except RuleBroken as refused:
            left.append({"entry": row["number"], "name": row["name"], "reason": str(refused)})
            continue
        if experts:
            made.experts.set(experts[turn])
    return left


def _people(task: Draw, name: str, model: type[Any]) -> list[list[Any]]:
    """For each drawn unit, in drawing order, who goes there."""
    teams = task.result["teams"].get(name, [])
    rows = draws.rows_of(task, name, {entry for team in teams for entry in team})
    people = model.objects.in_bulk([row.subject for row in rows.values()])
    return [[people[rows[entry].subject] for entry in team] for team in teams]


def subject_of(task: Draw) -> str:
    if not task.joint_partner:
        return task.title
    words = {"title": task.title, "partner": task.joint_partner}
    return in_chinese(_("%(title)s（与%(partner)s联合检查）")) % words


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
    }
