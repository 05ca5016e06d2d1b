from django import forms
from django.utils.translation import gettext_lazy as _

from cases.states import DeliveryMethod
from enforcement.web.forms import BaseForm, DayField, LongTextField, TextField


class DeliveryForm(BaseForm):
    """Fields of `actions.delivery.record_delivery`; what each method needs is checked there."""

    method = forms.ChoiceField(label=_("送达方式"), choices=DeliveryMethod.choices)
    acted_on = DayField(label=_("送出或公告日期"))
    delivered_on = DayField(
        label=_("签收日期"), required=False, help_text=_("邮寄、委托、转交送达以回执上的签收日期为准")
    )
    recipient = TextField(label=_("收件人"), max_length=60)
    place = TextField(label=_("送达地点"), max_length=200, required=False)
    witness = TextField(label=_("见证人"), max_length=60, required=False, help_text=_("留置送达时填写"))
    tracking = TextField(label=_("邮寄单号或回执号"), max_length=60, required=False)
    proof = forms.FileField(
        label=_("送达凭证"), required=False, help_text=_("签收、回执或现场照片；照片或 PDF，20 MB 以内")
    )
    consent = forms.FileField(label=_("送达地址确认书"), required=False, help_text=_("电子送达时必须上传"))
    note = LongTextField(label=_("备注（拒收、见证情况）"), rows=2, required=False, max_length=1000)
