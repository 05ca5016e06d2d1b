"""Prior notice, its delivery, and what the party says to it."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.delivery import record_delivery
from cases.actions.penalty import settle, update
from cases.documents import notice as documents
from cases.flows.penalty import FLOW
from cases.guards.gates import cited
from cases.models import Notice, PenaltyCase, Statement
from cases.queries.investigation import latest_report
from cases.queries.notice import has_hearing_right, hearing_threshold, latest_notice
from cases.states import StatementKind
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate


@transaction.atomic
def notify(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    """What the report proposes, told to the party; with the right to a hearing where the amount gives it."""
    locked = FLOW.take(case, "notify", by=by, version=version)
    report, today = latest_report(locked), timezone.localdate()
    if report is None:
        raise RuleBroken(_t("没有调查报告，不能告知"))
    right = has_hearing_right(locked, report.amount, today)
    code, context = documents.notice(report, hearing_right=right, on=today)
    earlier = latest_notice(locked)
    old = earlier.document if earlier and earlier.document.is_in_force else None
    document = issue(code, subject=locked, by=by, shares=locked.number, context=context, supersedes=old)
    Notice.objects.create(
        penalty=locked,
        investigation=report,
        amount=report.amount,
        hearing_right=right,
        document=document,
        issued_on=today,
    )
    row = gate("GT-DEC-004" if right else "GT-DEC-002")
    counted = hearing_threshold(today, locked.bureau_id).row_id
    after = {"amount": str(report.amount), "hearing_right": right, "threshold": counted}
    return settle(locked, "notify", by=by, row=row, document=document.number, after=after)


@transaction.atomic
def deliver_notice(case: PenaltyCase, *, by: User, version: int | None = None, **delivery: Any) -> PenaltyCase:
    """Starts the periods of the party. `delivery`: see `record_delivery`."""
    locked = FLOW.take(case, "deliver_notice", by=by, version=version)
    notice = current(locked)
    made = record_delivery(notice.document, by=by, penalty=locked, **delivery)
    update(notice, delivered_on=made.delivered_on)
    return settle(locked, "deliver_notice", by=by, row=gate("GT-DEC-002"), document=notice.document.number,
                  after={"delivered_on": str(made.delivered_on), "method": made.method})  # fmt: skip


@transaction.atomic
def record_statement(
    case: PenaltyCase,
    *,
    by: User,
    heard_on: dt.date,
    speaker: str,
    text: str,
    accepted: bool,
    reply: str = "",
    place: str = "",
    phone: str = "",
    objects_to_discretion: bool = False,
    objection: str = "",
    explanation: str = "",
    version: int | None = None,
) -> PenaltyCase:
    """Facts, reasons and evidence of the party are looked into; what is not accepted is answered.

    An objection to the discretion is a part of its own, with the explanation the party was given.
    """
    locked = FLOW.take(case, "record_statement", by=by, version=version)
    notice = current(locked)
    check_day(notice, heard_on)
    if not accepted and not reply.strip():
        source = cited(gate("GT-DEC-003"))
        raise RuleBroken(_t("不采纳陈述申辩的，写明复核意见（%(source)s）") % {"source": source}, field="reply")
    refuse_unexplained(objects_to_discretion, objection, explanation)
    told = {"objection": objection.strip(), "explanation": explanation.strip()} if objects_to_discretion else {}
    statement = Statement.objects.create(
        notice=notice, kind=StatementKind.STATED, heard_on=heard_on, speaker=speaker, text=text, accepted=accepted,
        reply=reply, recorded_by=by, objects_to_discretion=objects_to_discretion, **told,
    )  # fmt: skip
    document = issue("DSRCSSB", subject=locked, by=by, context=documents.statement_record(statement, place, phone))
    update(statement, document=document)
    return settle(locked, "record_statement", by=by, row=gate("GT-DEC-003"), document=document.title, note=reply,
                  after={"speaker": speaker, "accepted": accepted, "heard_on": str(heard_on), **told})  # fmt: skip


def refuse_unexplained(objects: bool, objection: str, explanation: str) -> None:
    if not objects:
        if objection.strip():
            message = _t("写了对裁量的异议，“是否对裁量提出异议”应选“是”")
            raise RuleBroken(message, field="objects_to_discretion")
        return
    if not objection.strip():
        raise RuleBroken(_t("当事人对裁量提出异议的，写明异议的内容"), field="objection")
    if not explanation.strip():
        raise RuleBroken(_t("当事人对裁量提出异议的，应当解释说明，写明说明的内容"), field="explanation")


@transaction.atomic
def record_waiver(
    case: PenaltyCase, *, by: User, heard_on: dt.date, speaker: str, text: str = "", version: int | None = None
) -> PenaltyCase:
    """In writing only."""
    locked = FLOW.take(case, "record_waiver", by=by, version=version)
    notice = current(locked)
    check_day(notice, heard_on)
    Statement.objects.create(
        notice=notice, kind=StatementKind.WAIVED, heard_on=heard_on, speaker=speaker, text=text, recorded_by=by
    )
    return settle(locked, "record_waiver", by=by, row=gate("GT-DEC-003"), note=text, after={"speaker": speaker})


@transaction.atomic
def record_silence(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "record_silence", by=by, version=version)
    today = timezone.localdate()
    Statement.objects.create(notice=current(locked), kind=StatementKind.SILENT, heard_on=today, recorded_by=by)
    return settle(locked, "record_silence", by=by, row=gate("GT-DEC-003"), after={"on": str(today)})


def current(case: PenaltyCase) -> Notice:
    notice = latest_notice(case)
    if notice is None:
        raise RuleBroken(_t("尚未制发告知书"))
    return notice


def check_day(notice: Notice, heard_on: dt.date) -> None:
    today = timezone.localdate()
    if notice.delivered_on and not notice.delivered_on <= heard_on <= today:
        limits = {"from": notice.delivered_on, "to": today}
        raise RuleBroken(_t("记录日期应在 %(from)s 至 %(to)s 之间") % limits, field="heard_on")
