from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import Order, Sealing
from enforcement.web.forms import BaseForm, LongTextField, TextField

FIELDS = ("items", "involved", "necessities", "party_present", "witness", "told", "heard")


class SealingForm(BaseForm):
    items = LongTextField(label=_("查封、扣押的场所、设施或者财物"), rows=4, max_length=4000,
                          help_text=_("每行一项：名称、规格、数量、处所"))  # fmt: skip
    involved = forms.BooleanField(label=_("均与违法行为有关"), required=False)
    necessities = forms.BooleanField(label=_("含有个人及其所扶养家属的生活必需品"), required=False)
    party_present = forms.BooleanField(label=_("当事人到场"), required=False)
    witness = TextField(label=_("见证人"), max_length=60, required=False, help_text=_("当事人不到场的，邀请见证人到场"))
    told = forms.BooleanField(label=_("已当场告知理由、依据和救济途径"), required=False)
    heard = LongTextField(label=_("当事人的陈述和申辩"), rows=3, max_length=2000, required=False,
                          help_text=_("没有陈述申辩的，写明已听取而没有意见"))  # fmt: skip

    def __init__(self, *args: Any, record: Order, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = Sealing.objects.filter(order=record).first()
        if held:
            self.suggest(**{name: getattr(held, name) for name in FIELDS})
