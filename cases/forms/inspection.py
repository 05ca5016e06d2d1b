import base64
import binascii
import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from cases.models import Inspection
from cases.states import SignatureMode
from enforcement.accounts.models import RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.rulebook.models import Checklist
from enforcement.rulebook.queries import checklists_in_force
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField
from plans.models import Assignment


def inspectors_of(bureaus: Iterable[int], on: dt.date) -> Any:
    grants = RoleGrant.objects.in_force(on).filter(role=Role.INSPECTOR).values("user")
    return User.objects.filter(bureau__in=bureaus, is_active=True, pk__in=grants).order_by("name", "pk")


def taking_part(task: Assignment) -> list[int]:
    return [task.bureau_id, *sorted(task.partner_ids)]


class ChecklistField(forms.ModelChoiceField):
    def label_from_instance(self, row: Checklist) -> str:
        return f"{row.name_zh}（{row.version}）"


class OverCeilingField(LongTextField):
    """Asked again where the day of the visit is another one than the task was assigned for."""

    def __init__(self) -> None:
        help_text = _("该企业在检查当日、当周、当月或当年的检查次数达到上限时填写")
        super().__init__(label=_("超出频次上限的理由"), rows=3, required=False, max_length=2000, help_text=help_text)


class VisitPlanForm(BaseForm):
    planned_on = DayField(label=_("计划检查日期"))
    officers = forms.ModelMultipleChoiceField(
        label=_("检查人员"), queryset=User.objects.none(), widget=forms.CheckboxSelectMultiple,
        help_text=_("不少于两人，检查当日均持有效的行政执法证"),
    )  # fmt: skip
    checklist = ChecklistField(label=_("检查表"), queryset=Checklist.objects.none(), empty_label=None)
    subject = TextField(label=_("检查内容"), max_length=300)
    method = TextField(label=_("检查方式"), max_length=200, required=False, initial=_("查阅资料、现场查看、询问人员"))
    place = TextField(label=_("检查场所"), max_length=200)
    contact = TextField(label=_("联系人及电话"), max_length=100, required=False)
    over_ceiling_reason = OverCeilingField()

    def __init__(self, *args: Any, bureaus: list[int], on: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officers"].queryset = inspectors_of(bureaus, on)
        offered = checklists_in_force(on).order_by("code")
        self.fields["checklist"].queryset = offered
        broadest = offered.annotate(length=Count("items")).order_by("-length").first()
        self.fields["checklist"].initial = broadest and broadest.pk


class ReviseForm(VisitPlanForm):
    def __init__(self, *args: Any, record: Inspection, **kwargs: Any) -> None:
        names = ("planned_on", "checklist", "subject", "method", "place", "contact")
        initial = {name: getattr(record, name) for name in names}
        kwargs["initial"] = initial | {"officers": record.officers.all()}
        super().__init__(*args, bureaus=taking_part(record.assignment), on=record.planned_on, **kwargs)


class ApproveForm(BaseForm):
    opinion = LongTextField(label=_("审批意见"), rows=2, required=False, max_length=500)


class ReasonForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=3, max_length=500)


class NoPhotoForm(BaseForm):
    reason = TextField(label=_("不具备拍照条件的原因"), max_length=200, help_text=_("例如防爆区域禁止使用电子设备"))


class BeginForm(BaseForm):
    certificates_shown = forms.BooleanField(
        label=_("已向被检查单位出示执法证件"),
        error_messages={"required": _("检查前先出示执法证件并在此确认")},
    )
    host_name = TextField(label=_("陪同人员"), max_length=60)
    host_post = TextField(label=_("职务"), max_length=60, required=False)
    over_ceiling_reason = OverCeilingField()


class FinishForm(BaseForm):
    summary = LongTextField(label=_("检查情况"), rows=4, required=False, max_length=4000)


DRAWN = "data:image/png;base64,"


class SignForm(BaseForm):
    """Drawn on the device, or a photo of the paper. Gives `image` as bytes."""

    mode = forms.ChoiceField(
        label=_("签名方式"), widget=forms.RadioSelect, initial=SignatureMode.DRAWN,
        choices=[(one.value, one.label) for one in (SignatureMode.DRAWN, SignatureMode.PAPER)],
    )  # fmt: skip
    drawn = forms.CharField(label=_("手写签名"), required=False, widget=forms.HiddenInput)
    paper = forms.FileField(label=_("纸质签名照片"), required=False)
    record_hash = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        mode = given.get("mode")
        image = b""
        if mode == SignatureMode.DRAWN:
            image = decoded(given.get("drawn", ""))
            if not image:
                self.add_error("mode", _("尚未签名，签名后再提交；也可改用纸质签名拍照或记录拒签"))
        elif mode == SignatureMode.PAPER:
            if given.get("paper"):
                image = given["paper"].read()
            else:
                self.add_error("paper", _("上传纸质签名的照片"))
        named = {key: value for key, value in given.items() if key not in ("drawn", "paper")}
        return named | {"image": image}


class PartySignForm(SignForm):
    name = TextField(label=_("签名人姓名"), max_length=60)
    reason = LongTextField(label=_("拒签原因"), rows=2, required=False, max_length=500, help_text=_("拒签时填写"))
    witness = TextField(label=_("见证人"), max_length=60, required=False)
    field_order = ("name", "mode", "drawn", "paper", "reason", "witness")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mode"].choices = SignatureMode.choices

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("mode") == SignatureMode.REFUSED and not given.get("reason"):
            self.add_error("reason", _("请输入拒签原因"))
        return given


def decoded(url: str) -> bytes:
    """The bytes of a PNG data URL; empty for anything else."""
    if not url.startswith(DRAWN):
        return b""
    try:
        return base64.b64decode(url.removeprefix(DRAWN), validate=True)
    except binascii.Error:
        return b""
