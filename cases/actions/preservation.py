"""Evidence taken into keeping, and records of monitoring equipment."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.penalty import settle, update
from cases.documents import coercion as documents
from cases.flows.penalty import FLOW
from cases.models import Evidence, MonitoringReview, PenaltyCase, Preservation
from cases.queries.preservation import open_preservation, preservation_clock
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.rulebook.gates import cited
from enforcement.rulebook.queries import gate
from enforcement.workdays import as_day


@transaction.atomic
def ask_preservation(
    case: PenaltyCase, *, by: User, items: str, place: str, reason: str, version: int | None = None
) -> PenaltyCase:
    locked = FLOW.take(case, "ask_preservation", by=by, version=version)
    Preservation.objects.create(penalty=locked, items=items, place=place, reason=reason, asked_by=by)
    return settle(locked, "ask_preservation", by=by, row=gate("GT-INV-003"), note=reason, after={"items": items})


@transaction.atomic
def approve_preservation(case: PenaltyCase, *, by: User, opinion: str = "", version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "approve_preservation", by=by, version=version)
    update(current(locked), approved_by=by, approved_on=timezone.localdate())
    return settle(locked, "approve_preservation", by=by, row=gate("GT-INV-003"), note=opinion)


@transaction.atomic
def preserve(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    """From this day the period for the decision on each item runs."""
    locked = FLOW.take(case, "preserve", by=by, version=version)
    held = current(locked)
    update(held, kept_on=timezone.localdate())
    clock = preservation_clock(held)
    due = as_day(clock.due) if clock and clock.due else None
    document = issue("XXDJTZS", subject=locked, by=by, shares=locked.number,
                     context=documents.preservation_notice(held, due))  # fmt: skip
    update(held, notice=document)
    return settle(locked, "preserve", by=by, row=gate("GT-INV-003"), document=document.number, after={"due": str(due)})


@transaction.atomic
def dispose_preservation(
    case: PenaltyCase, *, by: User, disposal: str, late_reason: str = "", version: int | None = None
) -> PenaltyCase:
    locked = FLOW.take(case, "dispose_preservation", by=by, version=version)
    held, today = current(locked), timezone.localdate()
    clock = preservation_clock(held)
    if clock and clock.due and as_day(clock.due) < today and not late_reason.strip():
        words = {"due": as_day(clock.due), "source": cited(clock.rule)}
        message = _t("处理期限已于 %(due)s 届满，写明逾期处理的情况（%(source)s）") % words
        raise RuleBroken(message, field="late_reason")
    update(held, disposal=disposal, late_reason=late_reason, disposed_on=today)
    document = issue("XXDJCLJDS", subject=locked, by=by, shares=locked.number,
                     context=documents.preservation_disposal(held, today))  # fmt: skip
    update(held, document=document)
    return settle(locked, "dispose_preservation", by=by, row=gate("GT-INV-003"), document=document.number,
                  note=late_reason, after={"disposal": disposal})  # fmt: skip


def current(case: PenaltyCase) -> Preservation:
    held = open_preservation(case)
    if held is None:
        raise RuleBroken(_t("没有尚未处理的先行登记保存"))
    return held


@transaction.atomic
def review_monitoring(
    case: PenaltyCase,
    *,
    by: User,
    evidence: Evidence,
    place_published: bool,
    legal_opinion: str,
    technical_opinion: str,
    technician: str,
    passed: bool,
    version: int | None = None,
) -> PenaltyCase:
    """Both reviews of one record; where it did not pass, a further review takes the place of the first."""
    locked = FLOW.take(case, "review_monitoring", by=by, version=version)
    if passed and not place_published:
        source = cited(gate("GT-INV-004"))
        message = _t("设置地点未向社会公布的，记录不得作为证据（%(source)s）") % {"source": source}
        raise RuleBroken(message, field="place_published")
    content = {
        "place_published": place_published, "legal_opinion": legal_opinion, "technical_opinion": technical_opinion,
        "technician": technician, "passed": passed, "reviewed_by": by,
    }  # fmt: skip
    MonitoringReview.objects.update_or_create(evidence=evidence, defaults=content)
    return settle(locked, "review_monitoring", by=by, row=gate("GT-INV-004"), note=legal_opinion,
                  after={"evidence": evidence.code, "passed": passed, "technician": technician})  # fmt: skip
