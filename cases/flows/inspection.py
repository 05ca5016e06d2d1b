from django.utils.translation import gettext_lazy as _

from cases.guards import inspection as guards
from cases.states import InspectionState as S
from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step

PLANNED_WELL = (guards.two_officers, guards.officers_certified, guards.checklist_in_force, guards.item_published)

FLOW = Workflow(
    "inspection",
    S,
    (
        step("revise", _("修改检查方案"), S.PLANNING, None, permission=P.INSPECT, guards=[guards.by_own_officer]),
        step("submit", _("提交检查方案"), S.PLANNING, S.SUBMITTED, permission=P.INSPECT,
             guards=[guards.by_own_officer, *PLANNED_WELL], warnings=[guards.not_overlapping]),
        step("approve", _("批准检查方案"), S.SUBMITTED, S.APPROVED, permission=P.APPROVE_VISIT_PLANS,
             guards=[guards.not_by_own_officer, *PLANNED_WELL], warnings=[guards.not_overlapping]),
        step("return", _("退回检查方案"), S.SUBMITTED, S.PLANNING, permission=P.APPROVE_VISIT_PLANS,
             guards=[guards.not_by_own_officer]),
        step("begin", _("开始检查"), S.APPROVED, S.UNDER_WAY, permission=P.INSPECT,
             guards=[guards.by_own_officer, guards.not_before_planned_day, *PLANNED_WELL],
             awaits={"GT-INS-001": (S.PLANNING, S.SUBMITTED)}),
        step("finish", _("结束检查"), S.UNDER_WAY, S.FINISHED, permission=P.INSPECT,
             guards=[guards.by_own_officer, guards.something_checked, guards.failures_described,
                     guards.photos_or_reason]),
        step("no_photo", _("记录不具备拍照条件"), S.UNDER_WAY, None, permission=P.INSPECT,
             guards=[guards.by_own_officer]),
        step("sign", _("检查人员签名"), S.FINISHED, None, permission=P.INSPECT,
             guards=[guards.by_own_officer, guards.not_signed_by]),
        step("sign_party", _("被检查单位签名"), S.FINISHED, None, permission=P.INSPECT,
             guards=[guards.by_own_officer, guards.party_not_signed]),
        step("seal", _("封存检查记录"), S.FINISHED, S.SEALED, permission=P.INSPECT,
             guards=[guards.by_own_officer, guards.officers_signed, guards.party_signed, guards.record_unchanged]),
        step("reopen", _("退回补充记录"), S.FINISHED, S.UNDER_WAY, permission=P.INSPECT,
             guards=[guards.by_own_officer]),
        step("close", _("办结检查"), S.SEALED, S.CLOSED, permission=P.INSPECT,
             guards=[guards.by_own_officer, guards.findings_dealt_with],
             awaits={"GT-INS-006": (S.UNDER_WAY, S.FINISHED)}),
    ),
    owners={
        S.PLANNING: (Role.INSPECTOR,),
        S.SUBMITTED: (Role.SECTION_CHIEF, Role.BUREAU_LEADER),
        S.APPROVED: (Role.INSPECTOR,),
        S.UNDER_WAY: (Role.INSPECTOR,),
        S.FINISHED: (Role.INSPECTOR,),
        S.SEALED: (Role.INSPECTOR,),
        S.CLOSED: (),
    },
    title=_("现场检查"),
)  # fmt: skip
