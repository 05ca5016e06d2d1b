from django.utils.translation import gettext_lazy as _

from cases.flows.asides import ASIDES
from cases.guards.archive import files_are_there
from cases.guards.clock import (
    limit_can_be_extended,
    not_the_requester,
    nothing_requested,
    something_paused,
    something_requested,
)
from cases.guards.decision import decision_can_be_complete, not_the_decider
from cases.guards.deliberation import deliberated_where_due, discussion_suggested
from cases.guards.discretion import facts_are_weighed, report_rests_on_facts
from cases.guards.elements import elements_are_proved
from cases.guards.execution import paid_in_full, something_fined
from cases.guards.hearing import by_host, day_has_come, has_hearing_right, is_scheduled, not_requested_yet
from cases.guards.investigation import evidence_on_file, no_crime_suspected, report_follows_return
from cases.guards.law import law_is_settled, law_is_unsettled
from cases.guards.notice import (
    discretion_stated,
    hearing_period_is_over,
    not_heavier_than_before,
    nothing_to_tell,
    notice_covers_report,
    notice_delivered,
    notice_not_delivered_yet,
    something_to_tell,
    window_has_ended,
)
from cases.guards.penalty import (
    by_handler,
    is_certified,
    limitation_to_verify,
    not_a_handler,
    not_the_proposer,
    not_the_reviewer,
    within_limitation,
)
from cases.guards.preservation import monitoring_reviewed, preservation_disposed
from cases.guards.recusal import not_recused, recusal_decided
from cases.guards.referral import measures_only_in_words, referred_where_due
from cases.guards.review import reviewer_is_not_a_handler
from cases.queries.clock import BEFORE_DECISION
from cases.queries.elements import OPEN_TO_CHANGE
from cases.states import PenaltyState as S
from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step

OWN = (by_handler, is_certified, not_recused)
UNHEARD = (S.INVESTIGATING, S.REPORTED, S.NOTIFIED, S.HEARING)
LEADERS = (Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD)

FLOW = Workflow(
    "penalty",
    S,
    (
        # filing
        step("approve_filing", _("批准立案"), S.PROPOSED, S.INVESTIGATING, permission=P.APPROVE_FILING,
             guards=[not_the_proposer, not_recused, within_limitation], warnings=[limitation_to_verify]),
        step("reject_filing", _("不予立案"), S.PROPOSED, S.REJECTED, permission=P.APPROVE_FILING,
             guards=[not_the_proposer, not_recused], danger=True),
        # investigation
        step("add_evidence", _("补充证据"), S.INVESTIGATING, None, permission=P.HANDLE_CASES, guards=OWN),
        step("add_charge", _("增加违法行为"), S.INVESTIGATING, None, permission=P.HANDLE_CASES, guards=OWN),
        step("amend_charge", _("修改违法行为"), S.INVESTIGATING, None, permission=P.HANDLE_CASES, guards=OWN),
        step("drop_charge", _("不再追究违法行为"), S.INVESTIGATING, None, permission=P.HANDLE_CASES, guards=OWN,
             danger=True),
        step("settle_law", _("选定适用的规定"), (S.INVESTIGATING, S.REPORTED, S.REVIEWED, S.DELIBERATED), None,
             permission=P.HANDLE_CASES, guards=[*OWN, law_is_unsettled]),
        step("prove", _("填写要件证据对照表"), OPEN_TO_CHANGE, None, permission=P.HANDLE_CASES, guards=OWN),
        step("weigh", _("认定裁量事实"), (S.INVESTIGATING, S.REPORTED), None, permission=P.HANDLE_CASES, guards=OWN),
        step("report", _("提交调查报告"), S.INVESTIGATING, S.REPORTED, permission=P.HANDLE_CASES,
             guards=[*OWN, evidence_on_file, monitoring_reviewed, law_is_settled, within_limitation,
                     facts_are_weighed], warnings=[limitation_to_verify]),
        step("revise_report", _("修改调查报告"), S.REPORTED, None, permission=P.HANDLE_CASES,
             guards=[*OWN, evidence_on_file, monitoring_reviewed, law_is_settled, within_limitation,
                     facts_are_weighed], warnings=[limitation_to_verify]),
        step("supplement", _("补充调查"), (S.REPORTED, S.NOTIFIED, S.STATED), S.INVESTIGATING,
             permission=P.HANDLE_CASES, guards=OWN),
        # notice, statement, hearing
        step("notify", _("制发告知书"), S.REPORTED, S.NOTIFIED, permission=P.HANDLE_CASES,
             guards=[*OWN, no_crime_suspected, report_follows_return, report_rests_on_facts,
                     not_heavier_than_before, discretion_stated, something_to_tell, referred_where_due],
             warnings=[measures_only_in_words]),
        step("deliver_notice", _("登记告知书送达"), S.NOTIFIED, None, permission=P.HANDLE_CASES,
             guards=[*OWN, notice_not_delivered_yet]),
        step("record_statement", _("记录陈述申辩"), S.NOTIFIED, S.STATED, permission=P.HANDLE_CASES,
             guards=[*OWN, notice_delivered]),
        step("record_waiver", _("记录书面放弃"), S.NOTIFIED, S.STATED, permission=P.HANDLE_CASES,
             guards=[*OWN, notice_delivered]),
        step("record_silence", _("记录逾期未提出"), S.NOTIFIED, S.STATED, permission=P.HANDLE_CASES,
             guards=[*OWN, notice_delivered, window_has_ended]),
        step("request_hearing", _("登记听证申请"), (S.NOTIFIED, S.STATED), S.HEARING, permission=P.HANDLE_CASES,
             guards=[*OWN, notice_delivered, has_hearing_right, not_requested_yet]),
        step("schedule_hearing", _("通知听证"), S.HEARING, None, permission=P.REVIEW_LEGALITY,
             guards=[reviewer_is_not_a_handler, not_recused]),
        step("hold_hearing", _("记录听证"), S.HEARING, S.STATED, permission=P.REVIEW_LEGALITY,
             guards=[is_scheduled, by_host, not_recused, day_has_come]),
        # legal review and deliberation
        step("submit_review", _("提交法制审核"), S.STATED, S.REVIEWING, permission=P.HANDLE_CASES,
             guards=[*OWN, hearing_period_is_over, elements_are_proved,
                     recusal_decided, preservation_disposed]),
        step("resubmit_review", _("重新提交法制审核"), S.REPORTED, S.REVIEWING, permission=P.HANDLE_CASES,
             guards=[*OWN, no_crime_suspected, report_follows_return, report_rests_on_facts, recusal_decided,
                     preservation_disposed, notice_covers_report, elements_are_proved]),
        step("submit_exempt", _("不予处罚提交法制审核"), S.REPORTED, S.REVIEWING, permission=P.HANDLE_CASES,
             guards=[*OWN, no_crime_suspected, report_follows_return, report_rests_on_facts,
                     discretion_stated, nothing_to_tell, elements_are_proved, recusal_decided,
                     preservation_disposed]),
        step("pass_review", _("审核通过"), S.REVIEWING, S.REVIEWED, permission=P.REVIEW_LEGALITY,
             guards=[reviewer_is_not_a_handler, not_recused, recusal_decided]),
        step("return_review", _("退回修改"), S.REVIEWING, S.REPORTED, permission=P.REVIEW_LEGALITY,
             guards=[reviewer_is_not_a_handler, not_recused]),
        step("deliberate", _("记录集体讨论"), (S.REVIEWED, S.DELIBERATED), S.DELIBERATED, permission=P.DELIBERATE,
             guards=[not_a_handler, not_recused, recusal_decided]),
        # decision and execution
        step("decide", _("作出处罚决定"), (S.REVIEWED, S.DELIBERATED), S.DECIDED, permission=P.DECIDE_CASES,
             guards=[not_a_handler, not_recused, not_the_reviewer, law_is_settled, deliberated_where_due,
                     decision_can_be_complete, recusal_decided, referred_where_due],
             warnings=[discussion_suggested],
             awaits={"GT-DEC-002": (S.INVESTIGATING, S.REPORTED), "GT-DEC-003": UNHEARD,
                     "GT-DEC-005": (*UNHEARD, S.STATED, S.REVIEWING)}),
        step("deliver_decision", _("登记决定书送达"), S.DECIDED, S.DELIVERED, permission=P.HANDLE_CASES, guards=OWN),
        step("record_payment", _("登记缴款"), S.DELIVERED, None, permission=P.HANDLE_CASES,
             guards=[*OWN, not_the_decider, something_fined]),
        step("complete", _("确认执行完毕"), S.DELIVERED, S.EXECUTED, permission=P.HANDLE_CASES,
             guards=[*OWN, paid_in_full]),
        # the period for the decision
        step("add_pause", _("登记扣除期间"), BEFORE_DECISION, None, permission=P.HANDLE_CASES, guards=OWN),
        step("end_pause", _("登记扣除期间结束"), BEFORE_DECISION, None, permission=P.HANDLE_CASES,
             guards=[*OWN, something_paused]),
        step("request_extension", _("申请延长办案期限"), BEFORE_DECISION, None, permission=P.HANDLE_CASES,
             guards=[*OWN, limit_can_be_extended, nothing_requested]),
        step("grant_extension", _("批准延长办案期限"), BEFORE_DECISION, None, permission=P.DECIDE_CASES,
             guards=[something_requested, not_the_requester, not_a_handler, not_recused]),
        step("refuse_extension", _("不批准延长办案期限"), BEFORE_DECISION, None, permission=P.DECIDE_CASES,
             guards=[something_requested, not_the_requester, not_a_handler, not_recused], danger=True),
        *ASIDES,
        # the end
        step("close", _("批准结案"), S.EXECUTED, S.CLOSED, permission=P.CLOSE_CASES,
             guards=[not_a_handler, not_recused]),
        step("archive", _("归档"), S.CLOSED, S.ARCHIVED, permission=P.ARCHIVE_CASES, guards=[files_are_there],
             awaits={"GT-CLS-001": (S.DECIDED, S.DELIVERED, S.EXECUTED)}),
        step("withdraw", _("撤销案件"), BEFORE_DECISION, S.WITHDRAWN, permission=P.DECIDE_CASES,
             guards=[not_a_handler, not_recused], danger=True),
    ),
    owners={
        S.PROPOSED: LEADERS,
        S.REJECTED: (),
        S.INVESTIGATING: (Role.INSPECTOR,),
        S.REPORTED: (Role.INSPECTOR,),
        S.NOTIFIED: (Role.INSPECTOR,),
        S.HEARING: (Role.LEGAL_REVIEWER,),
        S.STATED: (Role.INSPECTOR,),
        S.REVIEWING: (Role.LEGAL_REVIEWER,),
        S.REVIEWED: LEADERS,
        S.DELIBERATED: LEADERS,
        S.DECIDED: (Role.INSPECTOR,),
        S.DELIVERED: (Role.INSPECTOR,),
        S.EXECUTED: LEADERS,
        S.CLOSED: (Role.ARCHIVIST,),
        S.ARCHIVED: (),
        S.WITHDRAWN: (),
    },
    title=_("行政处罚案件"),
)  # fmt: skip
