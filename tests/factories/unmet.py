"""Each gate of the rulebook unmet, reached through the real acts where they allow it."""

import datetime as dt
from collections.abc import Callable

from django.core.files.base import ContentFile
from django.utils import timezone

from cases.actions import investigation
from cases.actions.investigation import add_evidence
from cases.actions.preservation import ask_preservation
from cases.actions.recusal import ask_recusal, decide_recusal
from cases.actions.signature import sign_as_officer
from cases.flows.inspection import FLOW as INSPECTION
from cases.flows.order import FLOW as ORDER
from cases.flows.penalty import FLOW as PENALTY
from cases.flows.reinspection import FLOW as REINSPECTION
from cases.models import Decision, Evidence, Investigation, PublishedItem
from cases.states import InspectionState as V, OrderState, PenaltyState as S
from enforcement.accounts.models import Certificate
from enforcement.accounts.roles import Role
from plans.actions import plan as plan_acts
from plans.flows.plan import PLAN
from plans.models import Plan
from plans.states import PlanState
from supervision.actions.disclosure import draft_publication, edit
from supervision.flows.disclosure import PUBLICATION
from tests.factories.accounts import user_with
from tests.factories.gates import Attempt
from tests.factories.inspection import PNG, inspection_at, team_of
from tests.factories.order import order_at, reinspection_at
from tests.factories.penalty import (
    ABOVE_HEARING,
    MODEST,
    REPORT,
    case_at,
    people_of,
    state_reason,
)
from tests.factories.plan import ITEM, graded, plan_at, team
from tests.factories.sealing import sealed, submitted

YESTERDAY = dt.timedelta(days=-1)


def ungraded_plan() -> Attempt:
    who = team()
    plan = plan_at(PlanState.DRAFT, who)
    plan_acts.add_key_item(plan, by=who.drafter, enterprise=graded(who.bureau, 1, start=400, grade="")[0], **ITEM)
    return Attempt(PLAN, plan, "submit", who.drafter)


def unapproved_plan() -> Attempt:
    who = team()
    plan = plan_at(PlanState.FILED, who)
    unrecorded = {"approval_number": "", "approval_recorded_at": None, "approval_recorded_by": None}
    Plan.objects.filter(pk=plan.pk).update(**unrecorded)
    return Attempt(PLAN, Plan.objects.get(pk=plan.pk), "publish", who.head)


def plan_of_general_checks() -> Attempt:
    who = team()
    plan = plan_at(PlanState.DRAFT, who, keys=1)
    return Attempt(PLAN, plan, "submit", who.drafter)


def visit_without_approval() -> Attempt:
    held = inspection_at(V.SUBMITTED)
    return Attempt(INSPECTION, held, "begin", team_of(held)[0])


def unpublished_item() -> Attempt:
    held = inspection_at(V.APPROVED)
    PublishedItem.objects.filter(bureau=held.bureau, checklist=held.checklist.code).delete()
    return Attempt(INSPECTION, held, "begin", team_of(held)[0])


def expired_certificate() -> Attempt:
    held = inspection_at(V.APPROVED)
    Certificate.objects.filter(user=team_of(held)[1]).update(valid_to=timezone.localdate() + YESTERDAY)
    return Attempt(INSPECTION, held, "begin", team_of(held)[0])


def lone_officer() -> Attempt:
    held = reinspection_at(order_at())
    by, other = team_of(held.order.inspection)
    held.officers.remove(other)
    return Attempt(REINSPECTION, held, "seal", by)


def unsigned_record() -> Attempt:
    held = inspection_at(V.FINISHED)
    for officer in team_of(held):
        sign_as_officer(held, by=officer, record_hash=held.record_hash, image=PNG)
    return Attempt(INSPECTION, held, "seal", team_of(held)[0])


def order_without_basis() -> Attempt:
    order = order_at(OrderState.APPROVED)
    order.inspection.findings.update(basis="")
    return Attempt(ORDER, order, "issue", team_of(order.inspection)[0])


def stopped_production() -> Attempt:
    order = order_at(OrderState.DELIVERED, kind="OT-04")
    return Attempt(ORDER, order, "lift", team_of(order.inspection)[0])


def visit_without_photos() -> Attempt:
    held = inspection_at(V.SEALED)
    held.evidence.update(voided_at=timezone.now(), voided_by=team_of(held)[0])
    type(held).objects.filter(pk=held.pk).update(state=V.UNDER_WAY, no_photo_reason="")
    held.refresh_from_db()
    return Attempt(INSPECTION, held, "finish", team_of(held)[0])


def no_evidence() -> Attempt:
    case = case_at(S.INVESTIGATING)
    Evidence.objects.update(voided_at=timezone.now(), voided_by=people_of(case).handler)
    return Attempt(PENALTY, case, "report", people_of(case).handler)


def not_told() -> Attempt:
    case = case_at(S.REPORTED)
    return Attempt(PENALTY, case, "resubmit_review", people_of(case).handler)


def heavier_after_statement() -> Attempt:
    case = case_at(S.NOTIFIED)
    who = people_of(case)
    state_reason(case, who)
    investigation.supplement(case, by=who.handler, reason="复核当事人意见")
    investigation.report(case, by=who.handler, **{**REPORT, "amount": MODEST + 1})
    return Attempt(PENALTY, case, "notify", who.handler)


def hearing_period_running() -> Attempt:
    case = case_at(S.NOTIFIED, amount=ABOVE_HEARING)
    state_reason(case, people_of(case))
    return Attempt(PENALTY, case, "submit_review", people_of(case).handler)


def unreviewed() -> Attempt:
    case = case_at(S.REVIEWING)
    return Attempt(PENALTY, case, "decide", people_of(case).leader)


def reviewer_handles() -> Attempt:
    case = case_at(S.REVIEWING)
    reviewer = people_of(case).reviewer
    case.handlers.add(reviewer)
    return Attempt(PENALTY, case, "pass_review", reviewer)


def grave_case() -> Attempt:
    case = case_at(S.REVIEWED)
    Investigation.objects.filter(penalty=case).update(grave=True)
    return Attempt(PENALTY, case, "decide", people_of(case).leader)


def no_bank() -> Attempt:
    case = case_at(S.REVIEWED)
    type(case.bureau).objects.filter(pk=case.bureau_id).update(bank_account="")
    case.refresh_from_db()
    return Attempt(PENALTY, case, "decide", people_of(case).leader)


def no_discretion() -> Attempt:
    case = case_at(S.REPORTED)
    Investigation.objects.filter(penalty=case).update(reasons=" ")
    return Attempt(PENALTY, case, "notify", people_of(case).handler)


def crime_suspected() -> Attempt:
    case = case_at(S.INVESTIGATING)
    by = people_of(case).handler
    investigation.report(case, by=by, **{**REPORT, "amount": MODEST, "crime_suspected": True})
    return Attempt(PENALTY, case, "notify", by)


def decider_collects() -> Attempt:
    case = case_at(S.DELIVERED)
    by = people_of(case).handler
    Decision.objects.filter(penalty=case).update(decided_by=by)
    return Attempt(PENALTY, case, "record_payment", by)


def unpaid() -> Attempt:
    case = case_at(S.DELIVERED)
    return Attempt(PENALTY, case, "complete", people_of(case).handler)


def telephone_number_left() -> Attempt:
    publication = draft_publication(case_at(S.DELIVERED), by=None)
    by = user_with(Role.DISCLOSURE_EDITOR, bureau=publication.bureau)
    edit(publication, by=by, fields={"CF_SY": "电话13800000000"})
    publication.refresh_from_db()
    return Attempt(PUBLICATION, publication, "check", by)


def deputy_cuts_power() -> Attempt:
    order, deputy = submitted("OT-09", Role.BUREAU_LEADER)
    return Attempt(ORDER, order, "approve", deputy)


def sealed_unheard() -> Attempt:
    return sealed(heard=" ")


def necessities_sealed() -> Attempt:
    return sealed(necessities=True)


def recused_officer() -> Attempt:
    case = case_at(S.INVESTIGATING)
    who = people_of(case)
    third = user_with(Role.INSPECTOR, bureau=case.bureau)
    asked = {"asked_by_party": True, "reason": "与当事人有亲属关系", "asked_on": timezone.localdate()}
    ask_recusal(case, by=who.handler, officer=who.handler, **asked)
    decide_recusal(case, by=who.leader, granted=True, opinion="情况属实", successor=third)
    case.handlers.add(who.handler)
    return Attempt(PENALTY, case, "add_evidence", who.handler)


def unapproved_preservation() -> Attempt:
    case = case_at(S.INVESTIGATING)
    by = people_of(case).handler
    ask_preservation(case, by=by, items="培训档案1册", place="证据保管室", reason="可能被销毁")
    return Attempt(PENALTY, case, "preserve", by)


def unreviewed_monitoring() -> Attempt:
    case = case_at(S.INVESTIGATING)
    by = people_of(case).handler
    add_evidence(case, by=by, file=ContentFile(PNG, name="x.png"), kind="photo", name="监控截图", proves="无人值守",
                 monitored=True)  # fmt: skip
    return Attempt(PENALTY, case, "report", by)


def revocation_proposed() -> Attempt:
    case = case_at(S.REPORTED)
    Investigation.objects.filter(penalty=case).update(measures=["revoke"])
    return Attempt(PENALTY, case, "notify", people_of(case).handler)


def court_without_demand() -> Attempt:
    case = case_at(S.DELIVERED)
    return Attempt(PENALTY, case, "apply_court", people_of(case).leader)


def deferral_without_application() -> Attempt:
    case = case_at(S.DELIVERED)
    return Attempt(PENALTY, case, "decide_deferral", people_of(case).leader)


REFUSED: dict[str, Callable[[], Attempt]] = {
    "GT-PLN-001": ungraded_plan,
    "GT-PLN-002": unapproved_plan,
    "GT-PLN-003": plan_of_general_checks,
    "GT-INS-001": visit_without_approval,
    "GT-INS-002": unpublished_item,
    "GT-INS-003": expired_certificate,
    "GT-INS-004": lone_officer,
    "GT-INS-006": unsigned_record,
    "GT-INS-007": order_without_basis,
    "GT-INS-008": stopped_production,
    "GT-INS-009": deputy_cuts_power,
    "GT-INS-010": sealed_unheard,
    "GT-INS-011": necessities_sealed,
    "GT-INV-001": recused_officer,
    "GT-INV-003": unapproved_preservation,
    "GT-INV-004": unreviewed_monitoring,
    "GT-INV-005": visit_without_photos,
    "GT-DEC-001": no_evidence,
    "GT-DEC-002": not_told,
    "GT-DEC-003": heavier_after_statement,
    "GT-DEC-004": hearing_period_running,
    "GT-DEC-005": unreviewed,
    "GT-DEC-006": reviewer_handles,
    "GT-DEC-007": grave_case,
    "GT-DEC-008": no_bank,
    "GT-DEC-010": no_discretion,
    "GT-DEC-012": crime_suspected,
    "GT-DEC-013": revocation_proposed,
    "GT-EXE-001": decider_collects,
    "GT-EXE-002": court_without_demand,
    "GT-EXE-004": deferral_without_application,
    "GT-CLS-001": unpaid,
    "GT-PUB-001": telephone_number_left,
}
