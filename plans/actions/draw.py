import datetime as dt
import secrets
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.actions import issue, void as void_document
from enforcement.documents.numbering import take as take_number
from enforcement.documents.queries import documents_of
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import queries as rulebook
from enforcement.wording import in_chinese
from plans.actions import assignment as assignments
from plans.documents.draw import draw_result
from plans.flows.draw import DRAW
from plans.models import Draw, DrawnOfficer, DrawnUnit, Enterprise, PlanItem
from plans.queries import draw as draws
from plans.rules.draw import Drawn, key_string, parse_sources
from plans.rules.draw_commitment import commitment_sha256, parameters
from plans.rules.teams import teams
from plans.states import AssignmentState, CheckKind, DrawState, Origin, PlanState

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
def freeze(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """From here on the lists, the counts and the source are fixed by one hash that is in the ledger."""
    locked = DRAW.take(task, "freeze", by=by, version=version)
    locked.salt = secrets.token_hex(16)
    candidates = {draws.UNIT: draws.unit_candidates(locked), draws.OFFICER: draws.officer_candidates(locked)}
    locked.lists = {
        name: sorted(
            ({**row, "entry": draws.salted(locked.salt, row["code"])} for row in found.rows),
            key=lambda row: row["entry"],
        )
        for name, found in candidates.items()
    }
    locked.exclusions = [one for found in candidates.values() for one in found.excluded]
    size = len(locked.lists[draws.UNIT])
    locked.params = parameters(
        counts={draws.UNIT: locked.units_wanted, draws.OFFICER: locked.officers_wanted},
        ratio=f"{Decimal(locked.units_wanted * 100) / size:.1f}%",
        exclusions=draws.exclusion_counts(locked.exclusions),
        source=locked.seed_source,
        source_time=timezone.localtime(locked.seed_at).isoformat(),
    )
    hashes = {name: frozen.sha256 for name, frozen in draws.frozen_lists(locked).items()}
    locked.commitment = commitment_sha256(locked.salt, hashes, locked.params)
    locked.frozen_at = timezone.now()
    locked.save()
    after = {"commitment": locked.commitment, **hashes, "params": locked.params}
    record(DRAW.act("freeze"), by=by, subject=locked, after=after, note=locked.small_source_reason)
    return locked


@transaction.atomic
def enter_seed(task: Draw, *, by: User, version: int | None = None, sources: str) -> Draw:
    locked = DRAW.take(task, "seed", by=by, version=version)
    locked.sources, locked.seeded_by, locked.confirmed_by = parse_sources(sources), by, None
    locked.save()
    record(DRAW.act("seed"), by=by, subject=locked, after={"sources": locked.sources})
    return locked


@transaction.atomic
def confirm_seed(task: Draw, *, by: User, version: int | None = None, sources: str) -> Draw:
    """A second person types the seed from the public source without seeing the first entry."""
    locked = DRAW.take(task, "confirm_seed", by=by, version=version)
    if key_string(parse_sources(sources)) != key_string(locked.sources):
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
    """Officers whose certificate ran out since the freezing are passed over; nobody chooses whom."""
    locked = DRAW.take(task, "draw", by=by, version=version)
    locked.drawn_at = timezone.now()
    return _keep_result(locked, draws.expired_officers(locked), "draw", by=by)


@transaction.atomic
def recuse(task: Draw, *, by: User, version: int | None = None, officer: int, ground: str, reason: str) -> Draw:
    """A drawn officer steps back; the next index takes the place, all others stay as drawn."""
    locked = DRAW.take(task, "recuse", by=by, version=version)
    if officer not in locked.result["picks"][draws.OFFICER]:
        raise RuleBroken(_t("该人员没有被抽中，不需要回避"), "officer")
    skips = {
        **draws.recusals(locked),
        officer: in_chinese(_("回避：%(ground)s，%(reason)s")) % {"ground": ground, "reason": reason},
    }
    return _keep_result(locked, skips, "recuse", by=by)


def _keep_result(task: Draw, skips: dict[int, str], step: str, *, by: User) -> Draw:
    drawn = draws.compute(task, skips)
    before = {"picks": task.result.get("picks")}
    task.result = {
        "picks": {name: list(one.picks) for name, one in drawn.items()},
        "skips": [
            {"list": name, "entry": skip.entry, "reason": skip.reason}
            for name, one in drawn.items()
            for skip in one.skips
        ],
        "named": {str(entry): reason for entry, reason in skips.items()},
        "transcript": {name: _transcript(one) for name, one in drawn.items()},
    }
    task.save()
    after = {"picks": task.result["picks"], "skips": task.result["skips"]}
    gate = rulebook.gate("GT-PLN-003")
    record(DRAW.act(step), by=by, subject=task, before=before, after=after, rule=gate.row_id, article=gate.citation)
    return task


def _transcript(drawn: Drawn) -> list[dict[str, Any]]:
    names = ("number", "hash", "tickets_left", "position", "entry", "skipped")
    return [{name: getattr(line, name) for name in names} for line in drawn.rounds]


@transaction.atomic
def reveal(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """The proof is built (and checks itself), the tasks are made, the notice is issued."""
    locked = DRAW.take(task, "reveal", by=by, version=version)
    proof = draws.proof_of(locked)
    units, officers = draws.drawn_rows(locked, draws.UNIT), draws.drawn_rows(locked, draws.OFFICER)
    DrawnUnit.objects.bulk_create(
        DrawnUnit(draw=locked, place=row["place"], entry=row["number"], enterprise_id=row["id"]) for row in units
    )
    DrawnOfficer.objects.bulk_create(
        DrawnOfficer(draw=locked, place=row["place"], entry=row["number"], officer_id=row["id"]) for row in officers
    )
    _assign_all(locked, [row["id"] for row in units], [row["id"] for row in officers], by)
    document = issue(
        "CQJG", subject=locked, by=by, context=draw_result(locked, operator=by),
    )  # fmt: skip
    after = {"commitment": proof["commitment"]["sha256"], "key": proof["key"]}
    record(DRAW.act("reveal"), by=by, subject=locked, after=after, document=document.number)
    return locked


def _assign_all(task: Draw, units: list[int], officers: list[int], by: User) -> None:
    enterprises = Enterprise.objects.in_bulk(units)
    people = User.objects.in_bulk(officers)
    in_order = [people[pk] for pk in officers]
    for pk, team in zip(units, teams(in_order, len(units)), strict=True):
        one = assignments.Task(
            enterprise=enterprises[pk],
            subject=task.title,
            officers=team,
            window_from=task.window_from,
            window_to=task.window_to,
            origin=Origin.DRAW,
            kind=CheckKind.GENERAL,
            unit=task.plan_item.unit if task.plan_item else None,
            plan_item=task.plan_item,
            draw=task,
            over_ceiling_reason=_t("名单冻结后另有检查安排，抽取结果不作更改"),
        )
        assignments.assign(one, by=by)


@transaction.atomic
def void(task: Draw, *, by: User, version: int | None = None, reason: str) -> Draw:
    """Stays visible for good; its open tasks are withdrawn. Drawing again is a new task that names this one."""
    locked = DRAW.take(task, "void", by=by, version=version)
    locked.void_reason = reason
    locked.save()
    for one in locked.assignments.filter(state=AssignmentState.OPEN):
        assignments.withdraw(one, by=by, reason=reason)
    for document in documents_of(locked).filter(kind="CQJG"):
        if document.is_in_force:
            void_document(document, by=by, reason=reason)
    record(DRAW.act("void"), by=by, subject=locked, note=reason)
    return locked


def _describe(task: Draw) -> dict[str, Any]:
    return {
        "title": task.title,
        "conditions": task.conditions,
        "units": task.units_wanted,
        "officers": task.officers_wanted,
        "window": [task.window_from.isoformat(), task.window_to.isoformat()],
        "source": task.seed_source,
        "seed_at": timezone.localtime(task.seed_at).isoformat(),
        "bits": str(task.seed_bits),
    }
