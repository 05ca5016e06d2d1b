"""Excluded periods and extensions of the periods of a case."""

import datetime as dt
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.delivery import keep
from cases.actions.penalty import settle, update
from cases.flows.penalty import FLOW
from cases.guards.clock import pending_of
from cases.models import Extension, Pause, PenaltyCase
from cases.queries.clock import DECISION_LIMIT, as_extended, decision_clock
from cases.rules.clock import overlapping
from cases.states import ExtensionState
from enforcement.accounts.models import User
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken
from enforcement.rulebook import clocks
from enforcement.rulebook.states import ExcludedPeriod
from enforcement.wording import in_chinese
from enforcement.workdays import as_day


@transaction.atomic
def add_pause(
    case: PenaltyCase,
    *,
    by: User,
    kind: str,
    began_on: dt.date,
    reason: str,
    ended_on: dt.date | None = None,
    document: Document | None = None,
    file: File | None = None,
    version: int | None = None,
) -> PenaltyCase:
    """Without `ended_on` it goes on until it is ended."""
    locked = FLOW.take(case, "add_pause", by=by, version=version)
    if kind == ExcludedPeriod.HEARING:
        raise RuleBroken(_t("听证期间按听证的申请和举行日期扣除，不另登记"), field="kind")
    check_span(locked, began_on, ended_on)
    if not document and not file:
        raise RuleBroken(_t("上传证明扣除期间的文书，或选择本案已制发的文书"), field="file")
    pause = Pause.objects.create(
        penalty=locked, kind=kind, began_on=began_on, ended_on=ended_on, reason=reason, document=document,
        file=keep(file, "file", by), recorded_by=by,
    )  # fmt: skip
    clock = decision_clock(locked)
    return settle(locked, "add_pause", by=by, row=clock.rule if clock else None, note=reason,
                  document=document.number if document else None, after=span_entry(pause))  # fmt: skip


def check_span(case: PenaltyCase, began_on: dt.date, ended_on: dt.date | None) -> None:
    """Inside the life of the case, not in the future, and no day twice."""
    today = timezone.localdate()
    if case.filed_on is None or not case.filed_on <= began_on <= today:
        limits = {"from": case.filed_on, "to": today}
        raise RuleBroken(_t("开始日期应在立案日 %(from)s 至 %(to)s 之间") % limits, field="began_on")
    if ended_on is not None and not began_on <= ended_on <= today:
        limits = {"from": began_on, "to": today}
        raise RuleBroken(_t("结束日期应在 %(from)s 至 %(to)s 之间，尚未结束的留空") % limits, field="ended_on")
    if clash := overlapping(began_on, ended_on, case.pauses.values_list("began_on", "ended_on")):
        words = {"from": clash[0], "to": clash[1] or _t("尚未结束")}
        raise RuleBroken(_t("与已登记的扣除期间 %(from)s 至 %(to)s 重叠") % words, field="began_on")


@transaction.atomic
def end_pause(
    case: PenaltyCase, *, by: User, ended_on: dt.date, file: File | None = None, version: int | None = None
) -> PenaltyCase:
    locked = FLOW.take(case, "end_pause", by=by, version=version)
    pause = locked.pauses.select_for_update(of=("self",)).get(ended_on__isnull=True)
    today = timezone.localdate()
    if not pause.began_on <= ended_on <= today:
        limits = {"from": pause.began_on, "to": today}
        raise RuleBroken(_t("结束日期应在 %(from)s 至 %(to)s 之间") % limits, field="ended_on")
    update(pause, ended_on=ended_on, end_file=keep(file, "file", by))
    clock = decision_clock(locked)
    return settle(
        locked, "end_pause", by=by, row=clock.rule if clock else None, note=pause.reason, after=span_entry(pause)
    )


def span_entry(pause: Pause) -> dict[str, str]:
    kind = in_chinese(ExcludedPeriod(pause.kind).label)
    return {"kind": kind, "from": str(pause.began_on), "to": str(pause.ended_on or "")}


@transaction.atomic
def request_extension(
    case: PenaltyCase,
    *,
    by: User,
    reason: str,
    length: int | None = None,
    unit: str = "",
    until: dt.date | None = None,
    file: File | None = None,
    version: int | None = None,
) -> PenaltyCase:
    """Of the period for the decision. What is asked for after it lapsed is recorded as late."""
    locked = FLOW.take(case, "request_extension", by=by, version=version)
    if (length is None) == (until is None):
        raise RuleBroken(_t("填写延长后的期限或者延长至的日期，只填一项"), field="length")
    clock = decision_clock(locked)
    if clock is None or clock.due is None:
        raise RuleBroken(_t("该期限没有届满日，不能延长"))
    today = timezone.localdate()
    made = Extension(
        penalty=locked, rule_key=DECISION_LIMIT, rule=clock.rule.row_id, length=length, unit=unit if length else "",
        until=until, reason=reason, file=keep(file, "file", by), applied_on=today, late=as_day(clock.due) < today,
        requested_by=by,
    )  # fmt: skip
    longer = clocks.from_rule(clock.rule, start=clock.start, bureau=locked.bureau_id, exclusions=clock.excluded,
                              extended=as_extended(made))  # fmt: skip
    if longer.day <= as_day(clock.due):
        words = {"new": longer.day, "old": as_day(clock.due)}
        message = _t("延长后的届满日 %(new)s 应晚于现在的届满日 %(old)s")
        raise RuleBroken(message % words, field="length" if length else "until")
    made.save()
    after = {"old": str(as_day(clock.due)), "new": str(longer.day), "late": made.late}
    return settle(locked, "request_extension", by=by, row=clock.rule, note=reason, after=after)


@transaction.atomic
def grant_extension(case: PenaltyCase, *, by: User, opinion: str = "", version: int | None = None) -> PenaltyCase:
    return decide_extension(case, "grant_extension", by=by, opinion=opinion, version=version)


@transaction.atomic
def refuse_extension(case: PenaltyCase, *, by: User, reason: str, version: int | None = None) -> PenaltyCase:
    return decide_extension(case, "refuse_extension", by=by, opinion=reason, version=version)


def decide_extension(case: PenaltyCase, step: str, *, by: User, opinion: str, version: int | None) -> PenaltyCase:
    locked = FLOW.take(case, step, by=by, version=version)
    pending = pending_of(locked)
    if pending is None:
        raise RuleBroken(_t("没有等待批准的延长申请"))
    before = decision_clock(locked)
    settle_extension(pending, by=by, granted=step == "grant_extension", opinion=opinion)
    after = decision_clock(locked)
    return settle(locked, step, by=by, row=after.rule if after else None, note=opinion,
                  before={"due": due_text(before)}, after={"due": due_text(after)})  # fmt: skip


def settle_extension(pending: Extension, *, by: User, granted: bool, opinion: str) -> None:
    state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    update(pending, state=state, decided_by=by, decided_at=timezone.now(), opinion=opinion)


def due_text(clock: Any) -> str:
    return str(as_day(clock.due)) if clock and clock.due else ""
