from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from plans.guards import summary as guards
from plans.states import SummaryState as S

SUMMARY = Workflow(
    name="plan_summary",
    states=S,
    steps=(
        step("edit", _("修改总结"), S.DRAFT, None, permission=P.DRAFT_PLANS),
        step("submit", _("报领导批准"), S.DRAFT, S.SUBMITTED, permission=P.DRAFT_PLANS,
             guards=[guards.year_is_over, guards.says_why]),
        step("approve", _("批准总结"), S.SUBMITTED, S.APPROVED, permission=P.APPROVE_PLANS,
             guards=[guards.is_not_the_writer]),
        step("return", _("退回修改"), S.SUBMITTED, S.DRAFT, permission=P.APPROVE_PLANS,
             guards=[guards.is_not_the_writer]),
        step("correct", _("更正总结"), S.APPROVED, None, permission=P.DRAFT_PLANS,
             guards=[guards.is_the_newest_edition]),
        step("discard", _("放弃更正"), S.DRAFT, S.DISCARDED, permission=P.DRAFT_PLANS,
             guards=[guards.is_a_correction], danger=True),
        step("recall", _("撤回"), S.SUBMITTED, S.DRAFT, permission=P.DRAFT_PLANS, guards=[guards.is_the_submitter]),
    ),
    owners={
        S.DRAFT: (Role.INSPECTOR, Role.SECTION_CHIEF),
        S.SUBMITTED: (Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD),
        S.APPROVED: (),
        S.DISCARDED: (),
    },
    title=_("年度计划执行总结"),
)  # fmt: skip
