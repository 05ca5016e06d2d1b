from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from plans.guards import plan as guards
from plans.guards.plan_items import names_each_once
from plans.states import PlanState as S

ARITHMETIC = (
    guards.has_items,
    guards.workdays_add_up,
    guards.key_share_is_met,
    guards.fits_capacity,
    guards.stays_below_ceilings,
    guards.no_officer_is_overbooked,
    names_each_once,
)
APPROVED_AND_FILED = (guards.is_approved_by_government, guards.is_filed_with_superior)
ENDORSED = (guards.is_not_the_drafter, guards.is_not_the_reviewer, *ARITHMETIC, guards.is_graded)

PLAN = Workflow(
    name="plan",
    states=S,
    steps=(
        step("edit", _("修改计划"), S.DRAFT, None, permission=P.DRAFT_PLANS),
        step("submit", _("提交审核"), S.DRAFT, S.SUBMITTED, permission=P.DRAFT_PLANS,
             guards=[guards.year_still_runs, *ARITHMETIC, guards.is_graded]),
        step("review", _("审核同意"), S.SUBMITTED, S.REVIEWED, permission=P.REVIEW_PLANS,
             guards=[guards.is_not_the_drafter, *ARITHMETIC]),
        step("return", _("退回修改"), S.SUBMITTED, S.DRAFT, permission=P.REVIEW_PLANS,
             guards=[guards.is_not_the_drafter]),
        step("refuse", _("不同意"), S.SUBMITTED, S.REFUSED, permission=P.REVIEW_PLANS,
             guards=[guards.is_not_the_drafter], danger=True),
        step("endorse", _("批准报政府"), S.REVIEWED, S.ENDORSED, permission=P.APPROVE_PLANS, guards=ENDORSED),
        step("endorse_minor", _("批准一般调整"), S.REVIEWED, S.FILED, permission=P.APPROVE_PLANS,
             guards=[guards.change_is_minor, *ENDORSED]),
        step("return_reviewed", _("退回修改"), S.REVIEWED, S.DRAFT, permission=P.APPROVE_PLANS,
             guards=[guards.is_not_the_drafter]),
        step("refuse_reviewed", _("不同意"), S.REVIEWED, S.REFUSED, permission=P.APPROVE_PLANS,
             guards=[guards.is_not_the_drafter, guards.is_not_the_reviewer], danger=True),
        step("record_approval", _("登记政府批准"), S.ENDORSED, S.APPROVED, permission=P.DRAFT_PLANS),
        step("file", _("登记备案"), S.APPROVED, S.FILED, permission=P.DRAFT_PLANS,
             guards=[guards.is_approved_by_government]),
        step("publish", _("公布计划"), S.FILED, S.PUBLISHED, permission=P.PUBLISH_PLANS,
             guards=[guards.year_still_runs, *APPROVED_AND_FILED, guards.last_year_is_summed_up]),
        step("adjust", _("调整计划"), S.PUBLISHED, None, permission=P.DRAFT_PLANS,
             guards=[guards.is_newest_edition, guards.year_still_runs]),
        step("recall", _("撤回"), S.SUBMITTED, S.DRAFT, permission=P.DRAFT_PLANS, guards=[guards.is_the_submitter]),
        step("recall_review", _("撤回审核意见"), S.REVIEWED, S.SUBMITTED, permission=P.REVIEW_PLANS,
             guards=[guards.is_the_reviewer]),
        step("recall_endorsement", _("撤回批准意见"), S.ENDORSED, S.REVIEWED, permission=P.APPROVE_PLANS,
             guards=[guards.is_the_endorser]),
        step("recall_minor", _("撤回一般调整的批准"), S.FILED, S.REVIEWED, permission=P.APPROVE_PLANS,
             guards=[guards.is_a_minor_change, guards.is_the_endorser]),
        step("recall_approval", _("撤回政府批准的登记"), S.APPROVED, S.ENDORSED, permission=P.DRAFT_PLANS,
             guards=[guards.is_who_recorded_the_approval]),
        step("recall_filing", _("撤回备案登记"), S.FILED, S.APPROVED, permission=P.DRAFT_PLANS,
             guards=[guards.is_no_minor_change, guards.is_who_recorded_the_filing]),
    ),
    owners={
        S.DRAFT: (Role.INSPECTOR, Role.SECTION_CHIEF),
        S.SUBMITTED: (Role.SECTION_CHIEF,),
        S.REVIEWED: (Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD),
        S.ENDORSED: (Role.INSPECTOR, Role.SECTION_CHIEF),
        S.APPROVED: (Role.INSPECTOR, Role.SECTION_CHIEF),
        S.FILED: (Role.PRINCIPAL_HEAD, Role.DISCLOSURE_EDITOR),
        S.PUBLISHED: (),
        S.REFUSED: (),
    },
    title=_("年度计划"),
)  # fmt: skip
