"""The year-end summary of a plan: counted, explained, approved by a leader, published with the next plan."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.actions import issue
from enforcement.documents.models import Document, State
from enforcement.documents.queries import documents_of
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.wording import in_chinese
from plans.documents.summary import year_end_report
from plans.flows.summary import SUMMARY
from plans.models import Plan, PlanSummary
from plans.queries.plan import plan_in_force
from plans.queries.summary import figures_of_year, next_edition, summaries_of, summary_of
from plans.states import SummaryState

CREATE = name_act("plan_summary.create", _("编写年度执行总结"))


@transaction.atomic
def write_summary(plan: Plan, *, by: User) -> PlanSummary:
    """Of the edition in force; the one there is where it was begun before."""
    require(by, Permission.DRAFT_PLANS, plan)
    Plan.objects.select_for_update().get(pk=plan.pk)
    in_force = plan_in_force(plan.bureau_id, plan.year)
    if in_force is None:
        raise RuleBroken(_t("%(year)s 年度没有已公布的计划，没有可以总结的内容") % {"year": plan.year})
    if found := summary_of(plan):
        return found
    made = PlanSummary.objects.create(bureau_id=plan.bureau_id, plan=in_force, year=plan.year, created_by=by)
    record(CREATE, by=by, subject=made, after={"year": made.year, "edition": in_force.edition})
    return made


@transaction.atomic
def edit_summary(
    summary: PlanSummary, *, by: User, version: int | None = None, reasons: str, measures: str
) -> PlanSummary:
    locked = SUMMARY.take(summary, "edit", by=by, version=version)
    before = {"reasons": locked.reasons, "measures": locked.measures}
    locked.reasons, locked.measures = reasons.strip(), measures.strip()
    return moved(locked, "edit", by=by, before=before, after={"reasons": locked.reasons, "measures": locked.measures})


@transaction.atomic
def submit(summary: PlanSummary, *, by: User, version: int | None = None) -> PlanSummary:
    locked = SUMMARY.take(summary, "submit", by=by, version=version)
    locked.submitted_by, locked.submitted_at = by, timezone.now()
    return moved(locked, "submit", by=by)


@transaction.atomic
def send_back(summary: PlanSummary, *, by: User, version: int | None = None, reason: str) -> PlanSummary:
    return _to_draft(SUMMARY.take(summary, "return", by=by, version=version), "return", by, reason)


@transaction.atomic
def recall(summary: PlanSummary, *, by: User, version: int | None = None, reason: str) -> PlanSummary:
    return _to_draft(SUMMARY.take(summary, "recall", by=by, version=version), "recall", by, reason)


def _to_draft(summary: PlanSummary, step: str, by: User, reason: str) -> PlanSummary:
    before = {"submitted_by": str(summary.submitted_by)}
    summary.submitted_by = summary.submitted_at = None
    return moved(summary, step, by=by, before=before, note=reason)


@transaction.atomic
def correct(summary: PlanSummary, *, by: User, version: int | None = None, reason: str) -> PlanSummary:
    """A new edition to write and approve; the approved one stays as it is and counts until then."""
    old = SUMMARY.take(summary, "correct", by=by, version=version)
    if not reason.strip():
        raise RuleBroken(_t("写明更正原因"), "reason")
    made = PlanSummary.objects.create(
        bureau_id=old.bureau_id, plan_id=old.plan_id, year=old.year, edition=next_edition(old.bureau_id, old.year),
        correct_reason=reason.strip(), reasons=old.reasons, measures=old.measures, created_by=by,
    )  # fmt: skip
    record(SUMMARY.act("correct"), by=by, subject=old, note=made.correct_reason, after={"edition": made.edition})
    record(CREATE, by=by, subject=made, note=made.correct_reason, after={"year": made.year, "edition": made.edition})
    return made


@transaction.atomic
def discard(summary: PlanSummary, *, by: User, version: int | None = None, reason: str) -> PlanSummary:
    """A correction nobody goes on with. The approved edition holds as before, and can be corrected again."""
    locked = SUMMARY.take(summary, "discard", by=by, version=version)
    if not reason.strip():
        raise RuleBroken(_t("写明理由"), "reason")
    before = {"reasons": locked.reasons, "measures": locked.measures}
    return moved(locked, "discard", by=by, before=before, note=reason.strip())


def report_before(summary: PlanSummary) -> Document | None:
    """The report of the approved edition before, which the new one takes the place of; void ones stay void."""
    approved = summaries_of(summary.bureau_id, summary.year).filter(state=SummaryState.APPROVED)
    older = approved.filter(edition__lt=summary.edition).first()
    return documents_of(older).filter(kind="ZXZJ", state__in=[State.ISSUED, State.RENDERED]).first() if older else None


@transaction.atomic
def approve(summary: PlanSummary, *, by: User, version: int | None = None, opinion: str = "") -> PlanSummary:
    """Freezes the figures of the day, of the edition then in force, and issues the report."""
    locked = SUMMARY.take(summary, "approve", by=by, version=version)
    locked.plan = plan_in_force(locked.bureau_id, locked.year) or locked.plan
    locked.figures = figures_of_year(locked.plan, timezone.localdate())
    locked.approved_by, locked.approved_at, locked.opinion = by, timezone.now(), opinion
    older = report_before(locked)
    document = issue(
        "ZXZJ",
        subject=locked,
        by=by,
        context=year_end_report(locked, older.number if older else ""),
        supersedes=older,
        title=in_chinese(_("%(year)s 年度安全生产监督检查计划执行情况报告")) % {"year": locked.year},
    )
    return moved(locked, "approve", by=by, note=opinion, document=document.number, after=locked.figures)


def moved(summary: PlanSummary, step: str, *, by: User, **words: Any) -> PlanSummary:
    summary.save()
    record(SUMMARY.act(step), by=by, subject=summary, **words)
    return summary
