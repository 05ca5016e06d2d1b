"""Steps beside the way of a case: recusal, evidence in keeping, referral, and what follows when a fine is not paid."""

from django.utils.translation import gettext_lazy as _

from cases.guards import coercion, preservation, recusal
from cases.guards.penalty import by_handler, is_certified, not_a_handler
from cases.guards.review import reviewer_is_not_a_handler
from cases.queries.clock import BEFORE_DECISION
from cases.states import PenaltyState as S
from enforcement.accounts.permissions import Permission as P
from enforcement.workflow import step

OWN = (by_handler, is_certified, recusal.not_recused)

RECUSAL = (
    step("ask_recusal", _("提出回避"), BEFORE_DECISION, None, permission=P.HANDLE_CASES,
         guards=[by_handler, is_certified, recusal.no_recusal_asked]),
    step("decide_recusal", _("决定回避"), BEFORE_DECISION, None, permission=P.APPROVE_FILING,
         guards=[recusal.recusal_is_asked, recusal.not_the_subject, recusal.not_recused]),
)  # fmt: skip

KEEPING = (
    step("ask_preservation", _("申请先行登记保存"), S.INVESTIGATING, None, permission=P.HANDLE_CASES,
         guards=[*OWN, preservation.no_open_preservation]),
    step("approve_preservation", _("批准先行登记保存"), S.INVESTIGATING, None, permission=P.APPROVE_FILING,
         guards=[not_a_handler, recusal.not_recused, preservation.preservation_waits]),
    step("preserve", _("登记保存证据"), S.INVESTIGATING, None, permission=P.HANDLE_CASES,
         guards=[*OWN, preservation.preservation_approved, preservation.not_kept_yet]),
    step("dispose_preservation", _("处理登记保存的证据"), BEFORE_DECISION, None, permission=P.HANDLE_CASES,
         guards=[*OWN, preservation.something_kept]),
    step("review_monitoring", _("审核电子监控记录"), S.INVESTIGATING, None, permission=P.REVIEW_LEGALITY,
         guards=[reviewer_is_not_a_handler, preservation.some_monitoring]),
    step("refer", _("提请有权机关处理"), (*BEFORE_DECISION, S.DECIDED, S.DELIVERED), None, permission=P.HANDLE_CASES,
         guards=OWN),
)  # fmt: skip

COERCION = (
    step("ask_deferral", _("登记延期或分期申请"), S.DELIVERED, None, permission=P.HANDLE_CASES,
         guards=[*OWN, coercion.no_deferral_asked, coercion.something_owed, coercion.not_applied_yet]),
    step("decide_deferral", _("审批延期或分期缴纳"), S.DELIVERED, None, permission=P.DECIDE_CASES,
         guards=[not_a_handler, recusal.not_recused, coercion.deferral_applied_for]),
    step("demand", _("制发催告书"), S.DELIVERED, None, permission=P.HANDLE_CASES,
         guards=[*OWN, coercion.not_demanded_yet, coercion.something_owed, coercion.payment_overdue,
                 coercion.deferral_settled], warnings=[coercion.remedies_stop_nothing]),
    step("deliver_demand", _("登记催告书送达"), S.DELIVERED, None, permission=P.HANDLE_CASES,
         guards=[*OWN, coercion.demand_waits_for_delivery]),
    step("apply_court", _("申请法院强制执行"), S.DELIVERED, None, permission=P.DECIDE_CASES,
         guards=[not_a_handler, recusal.not_recused, coercion.not_applied_yet, coercion.something_owed,
                 coercion.demanded_and_waited, coercion.suit_period_over, coercion.deferral_settled]),
)  # fmt: skip
ASIDES = (*RECUSAL, *KEEPING, *COERCION)
