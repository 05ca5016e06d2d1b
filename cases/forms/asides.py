"""Forms of the steps beside the way of a case."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Evidence, PenaltyCase
from cases.queries.investigation import evidence_in_force
from cases.queries.penalty import possible_handlers
from cases.states import DeferralKind, ReferralKind
from enforcement.accounts.models import User
from enforcement.web.forms import BaseForm, DayField, LongTextField, MoneyField, TextField

ANSWERS = (("yes", _("批准")), ("no", _("不批准")))


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: User) -> str:
        return f"{obj.name}（{obj.unit or obj.bureau}）"


class AnswerForm(BaseForm):
    """Gives `granted` and `opinion`."""

    answer = forms.ChoiceField(label=_("决定"), choices=ANSWERS, widget=forms.RadioSelect)
    opinion = LongTextField(label=_("理由"), rows=3, max_length=2000)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        answer = cleaned.pop("answer", None)
        return cleaned | {"granted": answer == "yes"}


class RecusalForm(BaseForm):
    officer = PersonField(label=_("应当回避的人员"), queryset=User.objects.none(), empty_label=None)
    asked_by_party = forms.BooleanField(label=_("由当事人申请"), required=False)
    asked_on = DayField(label=_("提出日期"))
    reason = LongTextField(label=_("回避事由"), rows=3, max_length=2000,
                           help_text=_("与案件有直接利害关系，或者有其他关系可能影响公正执法"))  # fmt: skip

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(bureau=record.bureau_id, is_active=True).select_related("unit", "bureau")
        self.fields["officer"].queryset = people.order_by("name", "pk")
        self.suggest(asked_on=timezone.localdate())


class RecusalAnswerForm(AnswerForm):
    successor = PersonField(
        label=_("接替的承办人"), queryset=User.objects.none(), required=False, empty_label=_("不接替"),
        help_text=_("承办人回避后不足两人的，指定接替的承办人"),
    )  # fmt: skip

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = possible_handlers(record.bureau_id, timezone.localdate()).exclude(pk__in=record.handlers.all())
        self.fields["successor"].queryset = others


class PreservationForm(BaseForm):
    items = LongTextField(label=_("登记保存的物品"), rows=4, max_length=4000, help_text=_("每行一项：名称、规格、数量"))
    place = TextField(label=_("保存地点"), max_length=200)
    reason = LongTextField(label=_("证据可能灭失或者以后难以取得的理由"), rows=3, max_length=2000)


class DisposalForm(BaseForm):
    disposal = LongTextField(label=_("处理决定"), rows=4, max_length=2000,
                             help_text=_("逐项写明退还、送鉴定、作为证据留存等处理"))  # fmt: skip
    late_reason = LongTextField(label=_("逾期处理的说明"), rows=2, max_length=1000, required=False)


class MonitoringForm(BaseForm):
    evidence = forms.ModelChoiceField(label=_("电子技术监控记录"), queryset=Evidence.objects.none(), empty_label=None)
    place_published = forms.BooleanField(label=_("设置地点已向社会公布"), required=False)
    legal_opinion = LongTextField(label=_("法制审核意见"), rows=3, max_length=2000)
    technical_opinion = LongTextField(label=_("技术审核意见"), rows=3, max_length=2000)
    technician = TextField(label=_("技术审核人"), max_length=60)
    passed = forms.BooleanField(label=_("记录真实、清晰、完整、准确，可以作为证据"), required=False)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = evidence_in_force(record).filter(monitored=True).exclude(monitoring_review__passed=True)
        self.fields["evidence"].queryset = held


class ReferralForm(BaseForm):
    kind = forms.ChoiceField(label=_("提请事项"), choices=ReferralKind)
    authority = TextField(label=_("有权机关"), max_length=100, help_text=_("发证机关、有权的人民政府或者公安机关"))
    referred_on = DayField(label=_("提请日期"))
    reason = LongTextField(label=_("理由"), rows=3, max_length=2000)


class PartsField(forms.CharField):
    """One line for each part: the day and the amount."""

    default_error_messages = {"invalid": _("每行一期：缴款期限和金额，例如 2026-12-31 10000")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return [self.part(line) for line in text.splitlines() if line.strip()]

    def part(self, line: str) -> tuple[Any, Decimal]:
        day, _space, amount = line.strip().partition(" ")
        try:
            return DayField().clean(day), MoneyField().clean(amount)
        except forms.ValidationError as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from error


class DeferralForm(BaseForm):
    kind = forms.ChoiceField(label=_("方式"), choices=DeferralKind, widget=forms.RadioSelect)
    applied_on = DayField(label=_("当事人申请日期"))
    reason = LongTextField(label=_("经济困难的情况"), rows=3, max_length=2000)
    parts = PartsField(
        label=_("缴款安排"), help_text=_("每行一期：缴款期限和金额，例如 2026-12-31 10000；各期合计为罚款数额")
    )

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest(applied_on=timezone.localdate(), kind=DeferralKind.DEFER)


class CourtForm(BaseForm):
    court = TextField(label=_("人民法院"), max_length=100)

    def __init__(self, *args: Any, record: PenaltyCase, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest(court=record.bureau.court)


def instalment_words(parts: list[dict[str, str]]) -> str:
    return "；".join(_t("%(due)s 前 %(amount)s 元") % one for one in parts)
