"""How each kind of record of an enterprise is shown. No HTTP."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext

from enforcement.rulebook import snapshot
from enforcement.web.tables import Column, Table
from enforcement.wording import listed, remarked
from plans.forms.enterprise_record import (
    EndForm,
    EndLicenceForm,
    LicenceForm,
    ListedHazardForm,
    RecordForm,
    SelfReportForm,
    SiteForm,
)
from plans.forms.occurrence import AccidentForm, ComplaintForm, CreditForm
from plans.models import (
    Accident,
    Complaint,
    CreditEntry,
    Enterprise,
    EnterpriseRecord,
    Licence,
    ListedHazard,
    SelfReport,
    Site,
)
from plans.states import AccidentGrade, ComplaintOutcome, CreditMark, Hazard, LicenceState

SHOWN = 20
NEAR_SETTING = "LICENCE-NEAR-DAYS"
NEAR_DAYS = 60  # composed, no source of law
ACCIDENT_TONES: dict[str, str] = {AccidentGrade.GENERAL: "near", AccidentGrade.LARGER: "due"}
COMPLAINT_TONES: dict[str, str] = {ComplaintOutcome.PENDING: "info", ComplaintOutcome.UNFOUNDED: "muted"}
CREDIT_TONES: dict[str, str] = {CreditMark.GOOD: "ok", CreditMark.BAD: "near"}
Tagged = tuple[str, str]


@dataclass(frozen=True)
class Kind:
    """One kind of record: its words, forms and columns. The last column is the state: text and tone of `state`."""

    model: type[EnterpriseRecord]
    title: str | Promise
    add: str | Promise
    amend: str | Promise
    end: str | Promise
    form: Callable[..., RecordForm]
    end_form: type[EndForm]
    empty: str | Promise
    order: str
    columns: tuple[Column, ...]
    state: Callable[[Any], Tagged]


def near_days() -> int:
    return int(snapshot.current().settings.get(NEAR_SETTING, {}).get("days", NEAR_DAYS))


def expiry(day: dt.date | None, ended: str = "") -> Tagged:
    """正常, 临近 or 已超期, by the day of today."""
    if ended:
        return ended, "muted"
    left = (day - timezone.localdate()).days if day else None
    if left is not None and left < 0:
        return _t("已超期 %(days)s 日") % {"days": -left}, "over"
    if left is not None and left <= near_days():
        return _t("临近，还有 %(days)s 日") % {"days": left}, "near"
    return pgettext("licence", "正常"), "ok"


def licence_state(one: Licence) -> Tagged:
    if one.state == LicenceState.SUSPENDED:
        return str(one.get_state_display()), "over"
    return expiry(one.valid_to, "" if one.ended_on is None else str(one.get_state_display()))


def ended_or(one: EnterpriseRecord, ended: str, running: Tagged) -> Tagged:
    return (f"{one.ended_on.isoformat()} {ended}", "muted") if one.ended_on else running


def linked(label: str | Promise, value: Callable[[Any], Any]) -> Column:
    return Column(label, value, href=lambda one: one.get_absolute_url())


KINDS: dict[str, Kind] = {
    one.model.kind_of: one
    for one in (
        Kind(
            Site, _("生产经营场所"), _("登记场所"), _("更正场所"), _("关闭场所"), SiteForm, EndForm,
            _("没有登记其他场所"), "-id",
            (
                linked(_("场所名称"), lambda one: one.name),
                Column(_("场所地址"), lambda one: one.address),
                Column(_("危险因素"), lambda one: listed(Hazard(word).label for word in one.hazards)),
            ),
            lambda one: ended_or(one, _t("关闭"), (_t("使用中"), "ok")),
        ),
        Kind(
            Licence, _("行政许可"), _("登记许可"), _("更正许可"), _("终止许可"), LicenceForm, EndLicenceForm,
            _("没有登记许可"), "-valid_to",
            (
                linked(_("许可种类"), lambda one: one.get_kind_display()),
                Column(_("许可证编号"), lambda one: one.number),
                Column(_("发证机关"), lambda one: one.issued_by),
                Column(_("有效期至"), lambda one: one.valid_to or _t("长期")),
            ),
            licence_state,
        ),
        Kind(
            ListedHazard, _("挂牌督办"), _("登记挂牌督办"), _("更正挂牌督办"), _("摘牌"), ListedHazardForm, EndForm,
            _("没有挂牌督办的重大隐患"), "-listed_on",
            (
                linked(_("重大隐患"), lambda one: one.title),
                Column(_("挂牌机关"), lambda one: remarked(one.listed_by, one.number)),
                Column(_("治理期限"), lambda one: one.due_on),
            ),
            lambda one: ended_or(one, _t("摘牌"), expiry(one.due_on)),
        ),
        Kind(
            SelfReport, _("自查自报自改"), _("登记自查报告"), _("更正自查报告"), _("作废自查报告"), SelfReportForm,
            EndForm, _("没有自查报告"), "-reported_on",
            (
                linked(_("自查期间"), lambda one: f"{one.period_from.isoformat()} – {one.period_to.isoformat()}"),
                Column(_("报告日期"), lambda one: one.reported_on),
                Column(_("查出隐患数"), lambda one: one.found, numeric=True),
                Column(_("已整改数"), lambda one: one.rectified, numeric=True),
            ),
            lambda one: ended_or(one, _t("作废"), self_report_state(one)),
        ),
        Kind(
            Accident, _("事故"), _("登记事故"), _("更正事故"), _("作废事故记载"), AccidentForm, EndForm,
            _("没有登记事故"), "-happened_on",
            (
                linked(_("发生日期"), lambda one: one.happened_on),
                Column(_("死亡人数"), lambda one: one.deaths, numeric=True),
                Column(_("重伤人数"), lambda one: one.injuries, numeric=True),
                Column(_("来源"), lambda one: remarked(one.office, one.number)),
            ),
            lambda one: ended_or(
                one, _t("作废"), (str(one.get_grade_display()), ACCIDENT_TONES.get(one.grade, "over"))
            ),
        ),
        Kind(
            Complaint, _("投诉举报"), _("登记投诉举报"), _("更正投诉举报"), _("作废投诉举报记载"), ComplaintForm,
            EndForm, _("没有登记投诉举报"), "-known_on",
            (
                linked(_("内容"), str),
                Column(_("登记日期"), lambda one: one.known_on),
                Column(_("来源"), lambda one: remarked(one.office, one.number)),
            ),
            lambda one: ended_or(
                one, _t("作废"), (str(one.get_outcome_display()), COMPLAINT_TONES.get(one.outcome, "near"))
            ),
        ),
        Kind(
            CreditEntry, _("信用记录"), _("登记信用记录"), _("更正信用记录"), _("终止信用记录"), CreditForm, EndForm,
            _("没有登记信用记录"), "-happened_on",
            (
                linked(_("信用记录种类"), lambda one: one.get_mark_display()),
                Column(_("列入或认定日期"), lambda one: one.happened_on),
                Column(_("有效期至"), lambda one: one.valid_until or _t("未定期限")),
                Column(_("来源"), lambda one: remarked(one.office, one.number)),
            ),
            lambda one: ended_or(one, _t("终止"), credit_state(one)),
        ),
    )
}  # fmt: skip


def credit_state(one: CreditEntry) -> Tagged:
    return (_t("已过有效期"), "muted") if one.has_lapsed else (_t("有效"), CREDIT_TONES.get(one.mark, "over"))


def self_report_state(one: SelfReport) -> Tagged:
    left = one.found - one.rectified
    return (_t("%(count)s 项未整改") % {"count": left}, "near") if left else (_t("已整改"), "ok")


def sections_of(enterprise: Enterprise, *, may_add: bool) -> list[dict[str, Any]]:
    """For the page of the enterprise: the newest of each kind. One query a kind."""
    return [section(kind, enterprise, may_add=may_add) for kind in KINDS.values()]


def section(kind: Kind, enterprise: Enterprise, *, may_add: bool) -> dict[str, Any]:
    found = kind.model.objects.filter(enterprise=enterprise).order_by("-ended_on", kind.order, "-id")
    rows = list(found[: SHOWN + 1])
    state = Column(_("状态"), lambda one: kind.state(one)[0], tag=lambda one: kind.state(one)[1])
    note = ""
    if kind.model is Licence and rows:
        note = _t("有效期届满前 %(days)s 日起提示临近（待核定）") % {"days": near_days()}
    return {
        "id": kind.model.kind_of,
        "title": kind.title,
        "table": Table(kind.title, (*kind.columns, state), rows[:SHOWN], None, kind.empty),
        "more": len(rows) > SHOWN,
        "life_url": f"{reverse('enterprise_life', args=[enterprise.pk])}?kind={kind.model._meta.model_name}",
        "note": note,
        "add_label": kind.add,
        "add_url": reverse("record_add", args=[enterprise.pk, kind.model.kind_of]) if may_add else "",
    }


def facts_of(one: EnterpriseRecord) -> list[tuple[Any, Any]]:
    kind = KINDS[one.kind_of]
    rows = [(field.label, shown(one, name)) for name, field in kind.form.base_fields.items()]
    if one.ended_on:
        rows += [(_("终止日期"), one.ended_on), (_("终止原因"), one.end_reason)]
    return rows


def shown(one: EnterpriseRecord, name: str) -> Any:
    value = getattr(one, name)
    if isinstance(value, list):
        return listed(Hazard(word).label for word in value)
    display = getattr(one, f"get_{name}_display", None)
    return display() if display else value
