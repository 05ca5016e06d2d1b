from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from cases.queries.investigation import evidence_in_force, latest_report
from cases.states import EvidenceKind
from enforcement.web.forms import BaseForm, LongTextField, MoneyField, TextField

COPIED = ("facts", "evidence_text", "circumstances", "amount", "reasons", "grave", "crime_suspected")


class EvidenceForm(BaseForm):
    file = forms.FileField(label=_("证据文件"), help_text=_("照片或 PDF，不超过 20 MB"))
    kind = forms.ChoiceField(label=_("证据种类"), choices=EvidenceKind)
    name = TextField(label=_("证据名称"), max_length=200)
    proves = TextField(label=_("证明内容"), max_length=300)


class ReportForm(BaseForm):
    facts = LongTextField(label=_("违法事实"), rows=6, max_length=8000)
    evidence_text = LongTextField(label=_("证据及证明内容"), rows=5, max_length=8000,
                                  help_text=_("每行一项：证据名称：证明内容"))  # fmt: skip
    circumstances = LongTextField(label=_("从轻、减轻或从重情节"), rows=3, required=False, max_length=4000)
    amount = MoneyField(label=_("拟罚款金额（元）"))
    reasons = LongTextField(
        label=_("裁量理由"), rows=4, max_length=4000, help_text=_("写明裁量依据，告知书和决定书中列明")
    )
    grave = forms.BooleanField(label=_("情节复杂或者重大违法行为（须集体讨论）"), required=False)
    crime_suspected = forms.BooleanField(label=_("涉嫌犯罪，应当移送司法机关"), required=False)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        report = latest_report(record)
        if report:
            self.suggest(**{name: getattr(report, name) for name in COPIED})
            return
        lines = [f"{one}：{one.proves or _('证明现场检查发现的违法事实')}" for one in evidence_in_force(record)]
        self.suggest(facts=record.facts, evidence_text="\n".join(lines))
