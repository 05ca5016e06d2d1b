from django.utils.translation import gettext_lazy as _

from cases.guards import clock, order as guards, sealing
from cases.states import OrderState as S
from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step

WRITTEN_WELL = (guards.by_own_officer, guards.has_items, guards.items_have_basis, guards.measure_described,
                sealing.stop_is_refused)  # fmt: skip
DECIDING = (guards.approver_of_rank, guards.not_by_own_officer, sealing.head_cuts_power, sealing.head_seals)

FLOW = Workflow(
    "order",
    S,
    (
        step("revise", _("修改整改事项"), S.DRAFT, None, permission=P.ISSUE_ORDERS, guards=[guards.by_own_officer]),
        step("submit", _("提交审批"), S.DRAFT, S.SUBMITTED, permission=P.ISSUE_ORDERS,
             guards=[*WRITTEN_WELL, guards.approval_needed]),
        step("approve", _("批准"), S.SUBMITTED, S.APPROVED, permission=P.APPROVE_MEASURES, guards=DECIDING),
        step("return", _("退回修改"), S.SUBMITTED, S.DRAFT, permission=P.APPROVE_MEASURES, guards=DECIDING),
        step("issue", _("下达"), (S.DRAFT, S.APPROVED), S.ISSUED, permission=P.ISSUE_ORDERS,
             guards=[*WRITTEN_WELL, guards.approved_if_needed, sealing.sealed_in_due_form,
                     sealing.sealed_within_limits]),
        step("record_sealing", _("记录查封扣押现场"), S.APPROVED, None, permission=P.ISSUE_ORDERS,
             guards=[guards.by_own_officer, sealing.is_sealing]),
        step("deliver", _("登记送达"), S.ISSUED, S.DELIVERED, permission=P.ISSUE_ORDERS,
             guards=[guards.by_own_officer]),
        step("reinspect", _("开始复查"), S.DELIVERED, None, permission=P.INSPECT,
             guards=[guards.no_open_reinspection]),
        step("extend", _("延长整改期限"), S.DELIVERED, None, permission=P.ISSUE_ORDERS,
             guards=[guards.by_own_officer, guards.no_open_reinspection, guards.something_not_passed]),
        step("apply_extension", _("登记当事人延期申请"), S.DELIVERED, None, permission=P.ISSUE_ORDERS,
             guards=[guards.by_own_officer, guards.term_can_be_extended, clock.nothing_requested]),
        step("grant_extension", _("批准延期"), S.DELIVERED, None, permission=P.APPROVE_MEASURES,
             guards=[clock.something_requested, clock.not_the_requester, *DECIDING]),
        step("refuse_extension", _("不批准延期"), S.DELIVERED, None, permission=P.APPROVE_MEASURES,
             guards=[clock.something_requested, clock.not_the_requester, *DECIDING], danger=True),
        step("lift", _("解除"), S.DELIVERED, S.LIFTED, permission=P.INSPECT,
             guards=[guards.nothing_stopped, guards.all_passed]),
        step("ask_resume", _("提请同意恢复"), S.DELIVERED, S.PASSED, permission=P.INSPECT,
             guards=[guards.something_stopped, guards.all_passed]),
        step("resume", _("同意恢复"), S.PASSED, S.LIFTED, permission=P.APPROVE_MEASURES, guards=DECIDING),
        step("refuse_resume", _("不同意恢复"), S.PASSED, S.DELIVERED, permission=P.APPROVE_MEASURES, guards=DECIDING),
        step("escalate", _("转立案"), S.DELIVERED, S.ESCALATED, permission=P.HANDLE_CASES,
             guards=[guards.no_open_reinspection, guards.something_not_passed]),
    ),
    owners={
        S.DRAFT: (Role.INSPECTOR,),
        S.SUBMITTED: (Role.SECTION_CHIEF, Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD),
        S.APPROVED: (Role.INSPECTOR,),
        S.ISSUED: (Role.INSPECTOR,),
        S.DELIVERED: (Role.INSPECTOR,),
        S.PASSED: (Role.SECTION_CHIEF, Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD),
        S.LIFTED: (),
        S.ESCALATED: (),
    },
    title=_("责令整改"),
)  # fmt: skip
