from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Finding
from cases.states import EvidenceKind
from enforcement.web.forms import BaseForm, TextField

ON_SITE = (EvidenceKind.PHOTO, EvidenceKind.DOCUMENT, EvidenceKind.OBJECT, EvidenceKind.ELECTRONIC)


class EvidenceForm(BaseForm):
    kind = forms.ChoiceField(label=_("证据种类"), choices=[(one.value, one.label) for one in ON_SITE])
    name = TextField(label=_("证据名称"), max_length=200)
    proves = TextField(label=_("证明内容"), max_length=300, required=False)
    finding = forms.ModelChoiceField(label=_("对应问题"), queryset=Finding.objects.none(), required=False)
    file = forms.FileField(label=_("文件"), help_text=_("照片 JPG、PNG、WEBP、HEIC；书证可用 PDF；20 MB 以内"))

    def __init__(self, *args: Any, findings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].queryset = findings
