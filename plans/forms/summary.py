from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, LongTextField


class DiscardForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=4, max_length=2000)


class SummaryForm(BaseForm):
    reasons = LongTextField(label=_("未完成的原因"), rows=5, required=False, max_length=4000,
                            help_text=_("一行一条；有计划内检查没有完成时必须写明"))  # fmt: skip
    measures = LongTextField(label=_("下一步措施"), rows=4, required=False, max_length=4000, help_text=_("一行一条"))
