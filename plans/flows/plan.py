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
    names_each_once,
)
APPROVED_AND_FILED = (guards.is_approved_by_government, guards.is_filed_with_superior, guards.approval_precedes_work)

PLAN = Workflow(
    name="plan",
    states=S,
    steps=(
        step("edit", _("修改计划"), S.DRAFT, None, permission=P.DRAFT_PLANS),
        step("submit", _("提交审核"), S.DRAFT, S.SUBMITTED, permission=P.DRAFT_PLANS,
             guards=[*ARITHMETIC, guards.is_graded]),
        step("recall", _("撤回"), S.SUBMITTED, S.DRAFT, permission=P.DRAFT_PLANS, guards=[guards.is_the_submitter]),
        step("review", _("审核同意"), S.SUBMITTED, S.REVIEWED, permission=P.REVIEW_PLANS,
             guards=[guards.is_not_the_drafter, *ARITHMETIC]),
        step("return", _("退回修改"), S.SUBMITTED, S.DRAFT, permission=P.REVIEW_PLANS,
             guards=[guards.is_not_the_drafter]),
        step("endorse", _("批准报政府"), S.REVIEWED, S.ENDORSED, permission=P.APPROVE_PLANS,
             guards=[guards.is_not_the_drafter, guards.is_not_the_reviewer, *ARITHMETIC, guards.is_graded]),
        step("return_reviewed", _("退回修改"), S.REVIEWED, S.DRAFT, permission=P.APPROVE_PLANS,
             guards=[guards.is_not_the_drafter]),
        step("record_approval", _("登记政府批准"), S.ENDORSED, S.APPROVED, permission=P.DRAFT_PLANS),
        step("file", _("登记备案"), S.APPROVED, S.FILED, permission=P.DRAFT_PLANS,
             guards=[guards.is_approved_by_government]),
        step("publish", _("公布计划"), S.FILED, S.PUBLISHED, permission=P.PUBLISH_PLANS, guards=APPROVED_AND_FILED),
        step("adjust", _("调整计划"), S.PUBLISHED, None, permission=P.DRAFT_PLANS, guards=[guards.is_newest_edition]),
    ),
    owners={
        S.DRAFT: (Role.INSPECTOR, Role.SECTION_CHIEF),
        S.SUBMITTED: (Role.SECTION_CHIEF,),
        S.REVIEWED: (Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD),
        S.ENDORSED: (Role.INSPECTOR, Role.SECTION_CHIEF),
        S.APPROVED: (Role.INSPECTOR, Role.SECTION_CHIEF),
        S.FILED: (Role.PRINCIPAL_HEAD, Role.DISCLOSURE_EDITOR),
        S.PUBLISHED: (),
    },
    title=_("年度计划"),
)  # fmt: skip
