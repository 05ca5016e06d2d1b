from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.web.forms import BaseForm, CodeField, DayField, LongTextField, TextField
from plans.models import Enterprise
from plans.queries.assignment import inspectors
from plans.queries.draw_recusal import GROUNDS
from plans.queries.plan import find_enterprises
from plans.rules.credit_code import check
from plans.states import Sector
from plans.words import kept_word


class ExpertForm(BaseForm):
    name = TextField(label=_("姓名"), max_length=40)
    specialty = forms.ChoiceField(label=_("专业"), choices=Sector)
    employer = TextField(label=_("工作单位"), max_length=200, help_text=_("专家不随同检查自己的工作单位"))
    employer_code = CodeField(label=_("工作单位统一社会信用代码"), max_length=18, required=False)
    valid_from = DayField(label=_("自"))
    valid_to = DayField(label=_("至"), required=False, help_text=_("不填为长期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest(valid_from=timezone.localdate())

    def clean_employer_code(self) -> str:
        code: str = self.cleaned_data["employer_code"]
        if code and (problems := check(code)):
            raise forms.ValidationError([str(one.message) for one in problems])
        return code


class EndExpertForm(BaseForm):
    last_day = DayField(label=_("最后一日"))
    reason = TextField(label=_("出库原因"), max_length=200)


class RecusalForm(BaseForm):
    officer = forms.ModelChoiceField(label=_("检查人员"), queryset=User.objects.none(), empty_label=None)
    enterprise = TextField(label=_("企业"), max_length=200, help_text=_("统一社会信用代码，或者名称中的几个字"))
    ground = forms.ChoiceField(label=_("回避情形"), choices=[(one, one) for one in GROUNDS], widget=forms.RadioSelect)
    note = LongTextField(label=_("具体理由"), rows=3, max_length=300, required=False, help_text=_("不对外公布"))
    valid_from = DayField(label=_("自"))
    valid_to = DayField(label=_("至"), required=False, help_text=_("不填为长期"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["ground"].choices = [(one, kept_word(one)) for one in GROUNDS]
        own = inspectors(user.bureau, timezone.localdate())
        field: Any = self.fields["officer"]
        field.queryset = own if user.may(Permission.PREPARE_DRAWS) else own.filter(pk=user.pk)
        self.suggest(valid_from=timezone.localdate(), officer=user.pk)

    def clean_enterprise(self) -> Enterprise:
        words = self.cleaned_data["enterprise"]
        found = find_enterprises(self.user, words)
        same = [one for one in found if one.name == words]
        if len(found) == 1 or len(same) == 1:
            return (same or found)[0]
        if not found:
            raise forms.ValidationError(_t("本机关监管的企业中没有“%(words)s”") % {"words": words})
        some = "、".join(one.name for one in found[:5])
        raise forms.ValidationError(
            _t("有 %(count)s 家企业符合，写明全称或代码：%(some)s") % {"count": len(found), "some": some}
        )


class EndRecusalForm(BaseForm):
    reason = TextField(label=_("解除理由"), max_length=300)
