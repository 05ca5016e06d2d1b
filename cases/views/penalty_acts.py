"""Every act on a case: its form, what its page says before it is done, its action."""

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions import (
    archive,
    charge,
    decision,
    deliberation,
    elements,
    execution,
    hearing,
    investigation,
    law,
    notice,
    penalty,
    review,
)
from cases.flows.penalty import FLOW
from cases.forms.archive import ArchiveForm
from cases.forms.charge import AmendChargeForm, ChargeForm, DropChargeForm
from cases.forms.decision import DecisionForm
from cases.forms.deliberation import DeliberationForm
from cases.forms.delivery import DeliveryForm
from cases.forms.elements import ElementsForm
from cases.forms.execution import PaymentForm
from cases.forms.hearing import HearingForm, RequestForm, ScheduleForm
from cases.forms.investigation import EvidenceForm, ReportForm
from cases.forms.law import SettleLawForm
from cases.forms.notice import StatementForm, WaiverForm
from cases.forms.penalty import FilingForm, OpinionTextForm, ReasonForm
from cases.forms.review import ReviewForm
from cases.models import Decision, PenaltyCase
from cases.queries.archive import catalogue, retention
from cases.queries.charge import charges_of
from cases.queries.execution import account
from cases.queries.investigation import changes, latest_report
from cases.queries.notice import has_hearing_right, hearing_threshold, latest_notice, window_ends
from cases.views.aside_acts import ASIDE_ACTS
from cases.views.clock_acts import CLOCK_ACTS
from cases.views.penalty_charges import charge_label, charge_words
from cases.views.penalty_law import to_settle
from cases.views.penalty_sections import (
    day,
    decision_rows,
    discussion_rows,
    filing_rows,
    money,
    notice_rows,
    report_rows,
)
from cases.views.penalty_weighing import weighing_rows
from enforcement.web.acts import Act, act_view
from enforcement.workdays import as_day

Rows = list[Any]


def brief(case: PenaltyCase) -> Rows:
    return [(_("案件"), str(case)), (_("当事人"), case.party), (_("案由"), case.violation.name_zh)]


def with_charges(case: PenaltyCase) -> Rows:
    return [*brief(case), *((charge_label(one), charge_words(one)) for one in charges_of(case))]


def with_range(case: PenaltyCase) -> Rows:
    return [*brief(case), *weighing_rows(case)]


def with_report(case: PenaltyCase) -> Rows:
    report = latest_report(case)
    return [*brief(case), *(report_rows(report) if report else [])]


def with_notice(case: PenaltyCase) -> Rows:
    held = latest_notice(case)
    rows = [*brief(case), *(notice_rows(case, held) if held else [])]
    ends = window_ends(held) if held else None
    return [*rows, (_("陈述申辩和听证期限至"), day(ends))] if ends else rows


def to_notify(case: PenaltyCase) -> Rows:
    report, today = latest_report(case), timezone.localdate()
    if report is None:
        return brief(case)
    right, row = has_hearing_right(case, report.amount, today), hearing_threshold(today, case.bureau_id)
    kind = _t("行政处罚听证告知书") if right else _t("行政处罚告知书")
    return [
        *brief(case),
        (_("文书"), kind),
        (_("听证数额依据"), f"{row.citation} {row.mark}".strip()),
        *report_rows(report),
    ]


def to_review(case: PenaltyCase) -> Rows:
    rows = [*with_report(case), *with_notice(case)[3:], *weighing_rows(case)]
    changed = [(_("本版修改：%(what)s") % {"what": one.label}, f"{one.before} → {one.after}") for one in changes(case)]
    return [*changed, *rows]


def to_decide(case: PenaltyCase) -> Rows:
    opinions = [
        (_("法制审核"), f"{one.opinion}（{one.reviewed_by}）")
        for one in case.legal_reviews.select_related("reviewed_by")
    ]
    held = [(_("集体讨论"), f"{one.conclusion} {money(one.amount)}") for one in case.deliberations.all()]
    return [*with_notice(case), *weighing_rows(case), *discussion_rows(case), *opinions, *held]


def with_decision(case: PenaltyCase) -> Rows:
    made = Decision.objects.select_related("document", "decided_by").filter(penalty=case).first()
    return [*brief(case), *(decision_rows(made) if made else [])]


def with_account(case: PenaltyCase) -> Rows:
    held = account(case, timezone.localdate())
    if held is None:
        return brief(case)
    return [
        *brief(case),
        (_("罚款"), money(held.fine)),
        (_("缴款期限"), day(as_day(held.clock.due)) if held.clock.due else ""),
        (_("加处罚款"), money(held.late.amount)),
        *((_("加处罚款的计算"), line) for line in held.lines),
        (_("加处罚款依据"), f"{held.rule.citation} {held.rule.mark}".strip()),
        (_("已缴"), money(held.paid)),
        (_("尚欠"), money(held.outstanding)),
    ]


def to_archive(case: PenaltyCase) -> Rows:
    rows, kept = catalogue(case), retention()
    papers = [(_("第 %(n)s 件") % {"n": row["no"]}, f"{row['title']} {row['number']}".strip()) for row in rows]
    return [*brief(case), (_("保管期限规定"), f"{kept.name_zh}：{kept.period}"), *papers]


ACTS = (
    Act("approve_filing", penalty.approve_filing, FilingForm, filing_rows, _("批准时指定两名以上承办人，并取得案号")),
    Act("reject_filing", penalty.reject_filing, ReasonForm, filing_rows),
    Act("add_evidence", investigation.add_evidence, EvidenceForm, brief, _("原件不可替换，上传时计算并保存 SHA-256")),
    Act("add_charge", charge.add_charge, ChargeForm, with_charges, _("每个违法行为分别裁量、分别决定，合并执行")),
    Act("amend_charge", charge.amend_charge, AmendChargeForm, with_charges),
    Act(
        "drop_charge",
        charge.drop_charge,
        DropChargeForm,
        with_charges,
        _("该项保留在案件中并注明理由，其线索可列入其他违法行为"),
    ),
    Act("settle_law", law.settle_law, SettleLawForm, to_settle, _("比较结果和理由保存在案件中，另行选定时并列保留")),
    Act(
        "prove",
        elements.prove,
        ElementsForm,
        brief,
        _("要件和证据形式由本局编写（待核定）；可以分次填写，送法制审核前须全部填齐或者说明无需证明的理由"),
        then=lambda case: reverse("penalty_part", args=[case.pk, "elements"]),
    ),
    Act("report", investigation.report, ReportForm, with_range),
    Act("revise_report", investigation.revise_report, ReportForm, with_range, _("形成新的一版，原报告保留")),
    Act("supplement", investigation.supplement, ReasonForm, brief, _("回到调查取证，此后须重新报告并重新告知")),
    Act("notify", notice.notify, None, to_notify, _("制发后告知书编号并冻结内容，随后登记送达")),
    Act(
        "deliver_notice", notice.deliver_notice, DeliveryForm, with_notice, _("送达之日起计算陈述申辩和要求听证的期限")
    ),
    Act("record_statement", notice.record_statement, StatementForm, with_notice),
    Act("record_waiver", notice.record_waiver, WaiverForm, with_notice),
    Act("record_silence", notice.record_silence, None, with_notice),
    Act("request_hearing", hearing.request_hearing, RequestForm, with_notice),
    Act("schedule_hearing", hearing.schedule_hearing, ScheduleForm, with_notice),
    Act("hold_hearing", hearing.hold_hearing, HearingForm, with_notice),
    Act("submit_review", review.submit_review, None, with_report),
    Act(
        "submit_exempt",
        review.submit_exempt,
        None,
        with_report,
        _("不予处罚的不须事先告知，审核通过后作出不予处罚决定"),
    ),
    Act("resubmit_review", review.resubmit_review, None, with_report),
    Act("pass_review", review.pass_review, ReviewForm, to_review),
    Act("return_review", review.return_review, ReviewForm, to_review),
    Act("deliberate", deliberation.deliberate, DeliberationForm, to_decide),
    Act("decide", decision.decide, DecisionForm, to_decide, _("作出后制发处罚决定书，金额同时以大写载明")),
    Act("deliver_decision", decision.deliver_decision, DeliveryForm, with_decision, _("送达之日起计算缴款和救济期限")),
    Act(
        "record_payment",
        execution.record_payment,
        PaymentForm,
        with_account,
        _("只登记银行已收款项，执法人员不得自行收缴"),
    ),
    Act("complete", execution.complete, None, with_account),
    Act("close", archive.close, OpinionTextForm, with_account),
    Act("archive", archive.archive, ArchiveForm, to_archive, _("归档后案件不再接受任何修改")),
    Act("withdraw", penalty.withdraw, ReasonForm, brief, _("撤销后案件终止，违法行为线索可以重新处理")),
    *CLOCK_ACTS,
    *ASIDE_ACTS,
)
act = act_view(PenaltyCase, FLOW, ACTS)
