from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.forms.charges import ChargeFields
from cases.models import Assessment, PenaltyCase
from cases.queries.assessment import assessments_of
from cases.queries.investigation import evidence_in_force, latest_report
from cases.queries.weighing import Weighing, warnings, weighings
from cases.states import EvidenceKind, Outcome, ReferralKind
from enforcement.discretion import EXEMPT, NO_FINE
from enforcement.errors import RuleBroken
from enforcement.web.forms import BaseForm, LongTextField, TextField, dress

COPIED = ("facts", "evidence_text", "circumstances", "reasons", "measures", "grave", "crime_suspected")


class EvidenceForm(BaseForm):
    file = forms.FileField(label=_("证据文件"), help_text=_("照片或 PDF，不超过 20 MB"))
    kind = forms.ChoiceField(label=_("证据种类"), choices=EvidenceKind)
    name = TextField(label=_("证据名称"), max_length=200)
    proves = TextField(label=_("证明内容"), max_length=300)
    monitored = forms.BooleanField(
        label=_("由电子技术监控设备收集、固定"), required=False, help_text=_("经法制和技术审核后才能作为证据")
    )


class ReportForm(ChargeFields, BaseForm):
    """The facts, then what is proposed for each charge, then the reasons."""

    may_leave_tier = True
    facts = LongTextField(label=_("违法事实"), rows=6, max_length=8000)
    evidence_text = LongTextField(label=_("证据及证明内容"), rows=5, max_length=8000,
                                  help_text=_("每行一项：证据名称：证明内容"))  # fmt: skip
    circumstances = LongTextField(label=_("从轻、减轻或从重情节"), rows=3, required=False, max_length=4000)
    reasons = LongTextField(
        label=_("裁量理由"), rows=4, max_length=4000, help_text=_("写明裁量依据，告知书和决定书中列明")
    )
    measures = forms.MultipleChoiceField(
        label=_("建议由其他机关决定的措施"), choices=ReferralKind, required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("没有的不选；选中的，制发告知书前先提请有权机关处理"),
    )  # fmt: skip
    grave = forms.BooleanField(label=_("情节复杂或者重大违法行为（须集体讨论）"), required=False)
    crime_suspected = forms.BooleanField(label=_("涉嫌犯罪，应当移送司法机关"), required=False)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report, today = latest_report(record), timezone.localdate()
        begun = {one.charge.number: kept(one) for one in assessments_of(report)} if report else proposals(record)
        self.add_charges(record, begun)
        if doubled := warnings(record, today):
            self.fields["warnings_answer"] = LongTextField(
                label=_("对重复处罚提示的说明"), rows=3, max_length=2000, help_text="；".join(doubled), required=False,
                initial=report.assessments.first().warnings_answer if report and report.assessments.exists() else "",
            )  # fmt: skip
            dress(self.fields["warnings_answer"])
        self.order_fields(["facts", "evidence_text", "circumstances", *self.charge_names(), "warnings_answer"])
        if report:
            self.suggest(**{name: getattr(report, name) for name in COPIED})
            return
        lines = [f"{one}：{one.proves or _('证明现场检查发现的违法事实')}" for one in evidence_in_force(record)]
        self.suggest(facts=record.facts, evidence_text="\n".join(lines))

    def clean(self) -> dict[str, Any]:
        return self.take_charges(super().clean() or self.cleaned_data)


def kept(one: Assessment) -> dict[str, Any]:
    fine = one.outcome == Outcome.FINE
    return {"outcome": one.outcome, "amount": one.amount if fine else None, "outside_reason": one.outside_reason,
            "like_reason": one.like_reason}  # fmt: skip


def proposals(case: PenaltyCase) -> dict[int, dict[str, Any]]:
    """What the benchmark suggests; nothing where it cannot yet say."""
    try:
        found = weighings(case, timezone.localdate())
    except RuleBroken:
        return {}
    return {one.charge.number: suggested(one) for one in found if one.assessed}


def suggested(one: Weighing) -> dict[str, Any]:
    held = one.assessed
    if held is None or held.unanswered:
        return {}
    if held.outcome_allowed in {EXEMPT, NO_FINE}:
        return {"outcome": Outcome.EXEMPT}
    return {"amount": held.suggested}
