"""The parts of a case's overview and of its act pages, each a title with rows and, where there is any, arithmetic."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Decision, Deliberation, Investigation, LegalReview, Notice, PenaltyCase, Statement
from cases.queries.assessment import assessments_of
from cases.queries.decision import amount_words, set_words
from cases.queries.deliberation import reasons
from cases.queries.hearing import hearing_of
from cases.queries.investigation import latest_report
from cases.queries.notice import hearing_threshold, latest_notice
from cases.queries.penalty import source_of
from cases.queries.weighing import label
from cases.rules.review import POINTS
from cases.states import ReferralKind
from cases.views.penalty_weighing import kept_rows
from enforcement.money import capitals
from enforcement.rulebook.offers import foreign
from enforcement.wording import labelled, listed, remarked

Rows = list[Any]


def day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def sections(case: PenaltyCase) -> list[dict[str, Any]]:
    """Newest stage first."""
    return list(reversed(list(_sections(case))))


def _sections(case: PenaltyCase) -> Iterator[dict[str, Any]]:
    yield {"title": _("立案"), "rows": filing_rows(case)}
    if report := latest_report(case):
        yield {"title": _("调查报告"), "rows": report_rows(report), "lines": report.arithmetic}
    if notice := latest_notice(case):
        yield {"title": _("告知与听取意见"), "rows": notice_rows(case, notice)}
    for review in case.legal_reviews.select_related("reviewed_by", "document"):
        yield {"title": _("法制审核"), "rows": review_rows(review), "lines": failed_points(review)}
    if held := case.deliberations.select_related("host").last():
        yield {"title": _("集体讨论"), "rows": deliberation_rows(held)}
    if decision := Decision.objects.select_related("decided_by", "violation", "document").filter(penalty=case).first():
        yield {"title": _("处罚决定"), "rows": decision_rows(decision), "lines": decision.arithmetic}
    if case.end_reason:
        yield {"title": _("不予立案或撤销案件"), "rows": [(_("理由"), case.end_reason)]}


def money(amount: Any) -> str:
    if not amount:
        return _t("不处罚款")
    return _t("%(figures)s 元（人民币%(words)s）") % {"figures": amount_words(amount), "words": capitals(amount)}


def filing_rows(case: PenaltyCase) -> Rows:
    rows: Rows = [
        (_("当事人"), remarked(case.party, case.get_party_kind_display())),
        (_("案由"), case.violation.name_zh),
        (_("违反的规定"), case.violation.violated_citation),
        (_("处罚依据"), f"{case.violation.citation} {case.violation.mark}".strip()),
        (_("案件来源"), _t(source_of(case))),
        (_("违法行为发生日期"), day(case.act_on)),
        (_("发现日期"), day(case.found_on)),
        (_("立案事由"), case.facts),
        (_("申请人"), case.created_by),
        (_("批准人"), f"{case.filed_by} {case.filed_on}" if case.filed_by else ""),
    ]
    if other := foreign(case.violation):
        rows.insert(4, {"label": _("处罚机关"), "tag": other, "tone": "near"})
    if case.inspection:
        rows.insert(5, {"label": _("检查"), "value": case.inspection, "url": case.inspection.get_absolute_url()})
    if case.order:
        rows.insert(5, {"label": _("责令整改"), "value": case.order, "url": case.order.get_absolute_url()})
    return rows


def report_rows(report: Investigation) -> Rows:
    flags = [_t("情节复杂或者重大违法行为")] if report.grave else []
    flags += [_t("涉嫌犯罪，应当移送")] if report.crime_suspected else []
    return [
        (_("版次"), report.edition),
        (_("违法事实"), report.facts),
        (_("证据及证明内容"), report.evidence_text),
        (_("从轻、减轻或从重情节"), report.circumstances),
        (_("裁量理由"), report.reasons),
        *kept_rows(assessments_of(report)),
        (_("拟罚款"), money(report.amount)),
        *doubled_rows(report),
        (_("认定"), "；".join(flags)),
        (_("建议由其他机关决定的措施"), listed(str(ReferralKind(one).label) for one in report.measures)),
        (_("报告人"), report.reported_by),
    ]


def doubled_rows(report: Investigation) -> Rows:
    first = report.assessments.first()
    if first is None or not first.warnings:
        return []
    return [(_("重复处罚提示"), "；".join(first.warnings)), (_("对重复处罚提示的说明"), first.warnings_answer)]


def notice_rows(case: PenaltyCase, notice: Notice) -> Rows:
    rows: Rows = [
        {"label": _("告知书"), "value": notice.document, "url": notice.document.get_absolute_url()},
        (_("告知的罚款"), money(notice.amount)),
        (_("听证权利"), hearing_words(notice)),
        (_("送达日期"), day(notice.delivered_on)),
    ]
    if statement := Statement.objects.select_related("recorded_by").filter(notice=notice).first():
        answer = (_t("采纳") if statement.accepted else _t("不采纳")) if statement.kind == "stated" else ""
        rows += [
            (_("意见情况"), f"{statement.get_kind_display()} {statement.heard_on} {statement.speaker}".strip()),
            (_("陈述申辩内容"), statement.text),
            (_("复核"), f"{answer} {statement.reply}".strip()),
            *objection_rows(statement),
        ]
    if hearing := hearing_of(case):
        rows += [
            (_("听证申请"), f"{hearing.requested_by} {hearing.requested_on}"),
            (_("听证安排"), f"{hearing.held_on} {hearing.place} {hearing.host}" if hearing.held_on else ""),
            (_("听证意见"), hearing.conclusion),
        ]
    return rows


def objection_rows(statement: Statement) -> Rows:
    if not statement.objects_to_discretion:
        return []
    return [(_("对裁量的异议"), statement.objection), (_("对裁量的解释说明"), statement.explanation)]


def hearing_words(notice: Notice) -> str:
    row = hearing_threshold(notice.issued_on)
    words = _t("已告知") if notice.hearing_right else _t("未达到听证数额")
    return remarked(words, f"{row.citation} {row.mark}".rstrip())


def review_rows(review: LegalReview) -> Rows:
    result = _t("审核通过") if review.passed else _t("退回修改")
    return [
        (_("结果"), result),
        (_("审核意见"), review.opinion),
        (_("审核人"), f"{review.reviewed_by} {timezone.localtime(review.reviewed_at):%Y-%m-%d %H:%M}"),
    ]


def failed_points(review: LegalReview) -> list[str]:
    names = {key: _t(point) for key, point in POINTS}
    return [labelled(names[one["key"]], one["note"] or _t("不符合")) for one in review.points if not one["ok"]]


def deliberation_rows(held: Deliberation) -> Rows:
    return [
        (_("讨论日期"), day(held.held_on)),
        (_("主持人"), held.host),
        (_("出席人员"), held.attendees),
        (_("讨论记录"), held.record),
        (_("结论性意见"), held.conclusion),
        *((label(one.charge), set_words(one.outcome, one.amount)) for one in held.charges.select_related("charge")),
        (_("讨论确定的罚款"), money(held.amount)),
    ]


def decision_rows(decision: Decision) -> Rows:
    return [
        {"label": _("决定书"), "value": decision.document, "url": decision.document.get_absolute_url()},
        *kept_rows(decision.charges.select_related("charge__violation")),
        (_("罚款"), money(decision.amount)),
        (_("裁量依据和理由"), decision.reasons),
        (_("责令改正"), decision.correction),
        (_("决定人"), f"{decision.decided_by} {decision.decided_on}"),
        (_("送达日期"), day(decision.delivered_on)),
    ]


def discussion_rows(case: PenaltyCase) -> Rows:
    told = latest_notice(case) or latest_report(case)
    if told is None:
        return []
    found = reasons(case, told.amount, timezone.localdate())
    return [(_("集体讨论的理由"), remarked(one.text, f"{one.article} {one.mark}".rstrip())) for one in found]
