"""Which law governs an act: the rows of two days side by side, for any violation and any dates."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.governing import Governing, governing
from enforcement.rulebook.models import SLOTS, Violation
from enforcement.rulebook.queries import RowMissing, find_violations
from enforcement.rulebook.side_by_side import choice, side_by_side
from enforcement.web.forms import BaseForm, DayField, TextField
from enforcement.web.tables import Column, Table


class CompareForm(BaseForm):
    violation = TextField(label=_("违法行为"), max_length=200, help_text=_("名称中的几个字或代号"))
    slot = forms.ChoiceField(label=_("适用情形"), required=False)
    began = DayField(label=_("违法行为开始之日"), required=False, help_text=_("持续的违法行为填写"))
    act = DayField(label=_("违法行为发生或终了之日"))
    decided = DayField(label=_("作出决定之日"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {field.name: field.verbose_name for field in Violation._meta.fields}
        self.fields["slot"].choices = [("", _("全部")), *((slot, names[slot]) for slot in SLOTS)]

    def clean_violation(self) -> str:
        name = self.cleaned_data["violation"]
        keys = find_violations(name)
        if not keys:
            raise forms.ValidationError(_t("规则库中没有“%(name)s”，可减少几个字再试") % {"name": name})
        if len(keys) > 1:
            words = {"name": name, "keys": "、".join(keys[:20])}
            raise forms.ValidationError(_t("“%(name)s”不止一个，填写其中一个代号：%(keys)s") % words)
        return keys[0]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        act, decided, began = (cleaned.get(name) for name in ("act", "decided", "began"))
        if act and decided and decided < act:
            self.add_error("decided", _t("作出决定的日期早于违法行为发生的日期"))
        if act and began and began > act:
            self.add_error("began", _t("违法行为终了的日期早于开始的日期"))
        return cleaned


@login_required
@require_GET
def law_compare(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    form = CompareForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "trail": [(_("法规库"), reverse("law_list")), (_("新旧规定对照"), None)]}
    if form.is_bound and form.is_valid():
        context |= compared(**form.cleaned_data)
    return render(request, "web/law_compare.html", context)


def compared(
    *, violation: str, act: dt.date, decided: dt.date, began: dt.date | None = None, slot: str = ""
) -> dict[str, Any]:
    try:
        held = governing(violation, act=act, decided=decided, began=began, slot=slot or None)
    except RowMissing as missing:
        return {"missing": str(missing)}
    row = held.at_act or held.at_decision
    return {"held": held, "title": row.name_zh if row else violation, "choice": choice(held), "table": table_of(held),
            "tone": "near" if held.unsettled or held.row is None else "ok"}  # fmt: skip


def table_of(held: Governing) -> Table:
    columns = (
        Column(_("比较的项目"), lambda one: one.label),
        Column(_("违法行为发生之日"), lambda one: one.at_act),
        Column(_("作出决定之日"), lambda one: one.at_decision),
        Column(_("新规定与旧规定相比"), lambda one: one.verdict, tag=lambda one: one.tone if one.verdict else ""),
    )
    return Table(_("两个日期的规定对照"), columns, side_by_side(held))
