"""The acts beside the way of a case, and how the overview shows what came of them."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions import coercion, preservation, recusal
from cases.forms.asides import (
    AnswerForm,
    CourtForm,
    DeferralForm,
    DisposalForm,
    MonitoringForm,
    PreservationForm,
    RecusalAnswerForm,
    RecusalForm,
    ReferralForm,
    instalment_words,
)
from cases.forms.delivery import DeliveryForm
from cases.forms.penalty import OpinionTextForm
from cases.guards.coercion import deferral_asked_for
from cases.guards.recusal import recusal_asked_for
from cases.models import CourtApplication, Deferral, Demand, PenaltyCase, Preservation, Recusal
from cases.queries.coercion import court_clock, demand_clock
from cases.queries.execution import account
from cases.queries.preservation import open_preservation, preservation_clock
from cases.views.penalty_sections import day, money
from enforcement.rulebook.clocks import Clock
from enforcement.web.acts import Act

Rows = list[Any]


def brief(case: PenaltyCase) -> Rows:
    return [(_("案件"), str(case)), (_("当事人"), case.party), (_("案由"), case.violation.name_zh)]


def clock_rows(label: Any, clock: Clock | None) -> Rows:
    if clock is None:
        return []
    return [(label, f"{clock.due} {clock.state_word(timezone.localdate())}"), (_("依据"), clock.basis)]


def recusal_rows(one: Recusal) -> Rows:
    decided = f"{one.get_state_display()} {one.decided_by} {day(one.decided_on)}" if one.decided_by else ""
    return [
        (_("应当回避的人员"), one.officer),
        (_("提出"), _t("当事人申请") if one.asked_by_party else _t("本人或者本机关提出")),
        (_("提出日期"), day(one.asked_on)),
        (_("回避事由"), one.reason),
        (_("决定"), decided or one.get_state_display()),
        (_("理由"), one.opinion),
    ]


def preservation_rows(one: Preservation) -> Rows:
    approved = f"{one.approved_by} {day(one.approved_on)}" if one.approved_by else ""
    rows: Rows = [
        (_("登记保存的物品"), one.items),
        (_("保存地点"), one.place),
        (_("理由"), one.reason),
        (_("批准"), approved),
        (_("登记保存日期"), day(one.kept_on)),
        *clock_rows(_("处理期限"), preservation_clock(one) if one.disposed_on is None else None),
        (_("处理决定"), f"{one.disposal} {day(one.disposed_on)}".strip()),
        (_("逾期处理的说明"), one.late_reason),
    ]
    return [row for row in rows if not isinstance(row, tuple) or row[1]]


def deferral_rows(one: Deferral) -> Rows:
    decided = f"{one.get_state_display()} {one.decided_by} {day(one.decided_on)}" if one.decided_by else ""
    return [
        (_("方式"), one.get_kind_display()),
        (_("当事人申请日期"), day(one.applied_on)),
        (_("经济困难的情况"), one.reason),
        (_("缴款安排"), instalment_words(one.parts)),
        (_("审批"), decided or one.get_state_display()),
        (_("审批意见"), one.opinion),
    ]


def owed_rows(case: PenaltyCase) -> Rows:
    held = account(case, timezone.localdate())
    if held is None:
        return []
    return [
        (_("罚款"), money(held.fine)),
        (_("加处罚款"), money(held.late.amount)),
        (_("尚欠"), money(held.outstanding)),
        (_("缴款期限"), day(held.due)),
    ]


def demand_rows(case: PenaltyCase) -> Rows:
    made = Demand.objects.select_related("document").filter(penalty=case).first()
    if made is None:
        return []
    return [
        {"label": _("催告书"), "value": made.document, "url": made.document.get_absolute_url()},
        (_("催告金额（元）"), money(made.amount)),
        (_("送达日期"), day(made.delivered_on)),
        *clock_rows(_("催告期届满"), demand_clock(made)),
    ]


def with_recusal(case: PenaltyCase) -> Rows:
    asked = recusal_asked_for(case)
    return [*brief(case), *(recusal_rows(asked) if asked else [])]


def with_preservation(case: PenaltyCase) -> Rows:
    held = open_preservation(case)
    return [*brief(case), *(preservation_rows(held) if held else [])]


def with_deferral(case: PenaltyCase) -> Rows:
    asked = deferral_asked_for(case)
    return [*brief(case), *owed_rows(case), *(deferral_rows(asked) if asked else [])]


def with_demand(case: PenaltyCase) -> Rows:
    rows = [*brief(case), *owed_rows(case), *demand_rows(case)]
    return [*rows, *clock_rows(_("申请法院的期限"), court_clock(case))]


def aside_sections(case: PenaltyCase) -> Iterator[dict[str, Any]]:
    for one in case.recusals.select_related("officer", "decided_by"):
        yield {"title": _("回避"), "rows": recusal_rows(one)}
    for kept in case.preservations.select_related("approved_by"):
        yield {"title": _("先行登记保存"), "rows": preservation_rows(kept)}
    for sent in case.referrals.all():
        rows = [
            (sent.get_kind_display(), sent.authority),
            (_("提请日期"), day(sent.referred_on)),
            (_("理由"), sent.reason),
        ]
        yield {"title": _("提请有权机关处理"), "rows": rows}
    for asked in case.deferrals.select_related("decided_by"):
        yield {"title": _("延期或者分期缴纳罚款"), "rows": deferral_rows(asked)}
    if rows := demand_rows(case):
        yield {"title": _("催告"), "rows": rows}
    if made := CourtApplication.objects.select_related("document").filter(penalty=case).first():
        yield {"title": _("申请人民法院强制执行"), "rows": court_rows(made)}


def court_rows(made: CourtApplication) -> Rows:
    return [
        (_("人民法院"), made.court),
        (_("申请执行的金额（元）"), money(made.amount)),
        (_("申请日期"), day(made.applied_on)),
        {"label": _("申请书"), "value": made.document, "url": made.document.get_absolute_url()},
    ]


def to_execution(case: PenaltyCase) -> str:
    return f"{case.get_absolute_url()}execution/"


ASIDE_ACTS = (
    Act("ask_recusal", recusal.ask_recusal, RecusalForm, brief, _("决定前不停止调查；决定回避前不能送审和作出决定")),
    Act("decide_recusal", recusal.decide_recusal, RecusalAnswerForm, with_recusal,
        _("主要负责人的回避由负责人集体讨论决定，写明讨论情况")),
    Act("ask_preservation", preservation.ask_preservation, PreservationForm, brief),
    Act("approve_preservation", preservation.approve_preservation, OpinionTextForm, with_preservation),
    Act("preserve", preservation.preserve, None, with_preservation, _("制发通知书，自登记之日起计算处理期限")),
    Act("dispose_preservation", preservation.dispose_preservation, DisposalForm, with_preservation),
    Act("review_monitoring", preservation.review_monitoring, MonitoringForm, brief),
    Act("refer", coercion.refer, ReferralForm, brief, _("吊销由发证机关、关闭由人民政府、拘留由公安机关决定")),
    Act("ask_deferral", coercion.ask_deferral, DeferralForm, with_deferral, "", to_execution),
    Act("decide_deferral", coercion.decide_deferral, AnswerForm, with_deferral, "", to_execution),
    Act("demand", coercion.demand, None, with_demand,
        _("催告书送达后，催告期满仍未履行的，可以申请法院强制执行"), to_execution),
    Act("deliver_demand", coercion.deliver_demand, DeliveryForm, with_demand, "", to_execution),
    Act("apply_court", coercion.apply_court, CourtForm, with_demand, "", to_execution),
)  # fmt: skip
