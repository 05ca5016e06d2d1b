from django.utils.translation import gettext_lazy as _

from enforcement.web.forms import BaseForm, LongTextField
from supervision.models import Publication


class ReasonForm(BaseForm):
    reason = LongTextField(label=_("理由"), rows=3)


class FieldsForm(BaseForm):
    """Only the texts that may hold private content can be changed here; everything else comes from the decision."""

    CF_SY = LongTextField(label=_("违法事实"), rows=6)
    CF_NR = LongTextField(label=_("处罚内容"), rows=3)
    BZ = LongTextField(label=_("备注"), rows=2, required=False)

    @classmethod
    def of(cls, publication: Publication) -> "FieldsForm":
        return cls(initial={name: publication.fields.get(name, "") for name in cls.base_fields})
