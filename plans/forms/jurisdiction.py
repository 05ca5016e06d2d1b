from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import Bureau
from enforcement.web.forms import BaseForm, LongTextField, TextField


class BureauForm(BaseForm):
    """The first step, by GET: to whom."""

    to = forms.ModelChoiceField(label=_("划转至"), queryset=Bureau.objects.none(), empty_label=None)

    def __init__(self, *args: Any, offered: QuerySet[Bureau], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = offered


class TransferForm(BaseForm):
    """The second: why. What will happen stands above it."""

    reason = LongTextField(
        label=_("理由"), rows=3, required=False, max_length=2000, help_text=_("与监管分工规则不一致的，应写明理由")
    )
    document_number = TextField(label=_("文号"), required=False, max_length=60)


class LicensingForm(TransferForm):
    to = forms.ModelChoiceField(
        label=_("许可监管机关"), queryset=Bureau.objects.none(), required=False, empty_label=_("无"),
        help_text=_("只对许可事项监管；日常监管机关不变"),
    )  # fmt: skip
    field_order = ("to", "reason", "document_number")

    def __init__(self, *args: Any, offered: QuerySet[Bureau], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = offered
        self.fields["reason"].help_text = _("例如许可证名称和编号")
