import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.notice import current
from cases.actions.penalty import settle, update
from cases.flows.penalty import FLOW
from cases.guards.gates import cited
from cases.models import Hearing, PenaltyCase
from cases.queries.hearing import hearing_of, notice_clock, possible_hosts
from cases.queries.notice import hearing_clock
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate
from enforcement.workdays import as_day


@transaction.atomic
def request_hearing(
    case: PenaltyCase, *, by: User, requested_on: dt.date, requested_by: str, version: int | None = None
) -> PenaltyCase:
    """In time, counted from the delivery of the notice."""
    locked = FLOW.take(case, "request_hearing", by=by, version=version)
    notice = current(locked)
    clock = hearing_clock(notice)
    last = min(as_day(clock.due), timezone.localdate()) if clock and clock.due else timezone.localdate()
    if notice.delivered_on and not notice.delivered_on <= requested_on <= last:
        words = {"from": notice.delivered_on, "to": last, "source": clock.basis if clock else ""}
        message = _t("申请日期应在 %(from)s 至 %(to)s 之间，逾期视为放弃（%(source)s）")
        raise RuleBroken(message % words, field="requested_on")
    Hearing.objects.create(notice=notice, requested_on=requested_on, requested_by=requested_by)
    return settle(locked, "request_hearing", by=by, row=clock.rule if clock else None,
                  after={"requested_on": str(requested_on), "requested_by": requested_by})  # fmt: skip


@transaction.atomic
def schedule_hearing(
    case: PenaltyCase, *, by: User, held_on: dt.date, host: User, place: str, version: int | None = None
) -> PenaltyCase:
    """Told in time before the day; the host did not investigate the case."""
    locked = FLOW.take(case, "schedule_hearing", by=by, version=version)
    hearing, today, clock = of(locked), timezone.localdate(), notice_clock(held_on, locked.bureau_id)
    if clock.due and as_day(clock.due) < today:
        words = {"held": held_on, "last": as_day(clock.due), "source": clock.basis}
        message = _t("%(held)s 举行听证的，最迟 %(last)s 通知当事人（%(source)s），改选更晚的日期")
        raise RuleBroken(message % words, field="held_on")
    if host not in possible_hosts(locked, today):
        source = cited(gate("GT-DEC-004"))
        raise RuleBroken(_t("主持人应由非本案调查人员担任（%(source)s）") % {"source": source}, field="host")
    update(hearing, notified_on=today, held_on=held_on, host=host, place=place)
    return settle(locked, "schedule_hearing", by=by, row=clock.rule,
                  after={"held_on": str(held_on), "host": host.name, "place": place})  # fmt: skip


@transaction.atomic
def hold_hearing(
    case: PenaltyCase, *, by: User, record: str, conclusion: str, version: int | None = None
) -> PenaltyCase:
    locked = FLOW.take(case, "hold_hearing", by=by, version=version)
    update(of(locked), record=record, conclusion=conclusion)
    return settle(locked, "hold_hearing", by=by, row=gate("GT-DEC-004"), note=conclusion)


def of(case: PenaltyCase) -> Hearing:
    hearing = hearing_of(case)
    if hearing is None:
        raise RuleBroken(_t("当事人没有要求听证"))
    return hearing
