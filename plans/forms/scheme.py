from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, DayField, LongTextField

LIMIT = 1024 * 1024


class SchemeFileForm(BaseForm):
    file = forms.FileField(
        label=_("分级方案文件"),
        help_text=_("YAML 文件，不超过 1 MB；可先下载现行版次的文件，修改后上传"),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".yaml,.yml"}),
    )
    effective_from = DayField(label=_("施行日期"), help_text=_("发布后自这一日起用于分级，不早于今天"))

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > LIMIT:
            raise forms.ValidationError(_("文件超过 1 MB，核对是否选错了文件"))
        return file


class SchemeDiscardForm(BaseForm):
    reason = LongTextField(label=_("作废理由"), rows=3, max_length=1000)
