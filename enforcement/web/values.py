"""What a bureau set where the law gives no number or its rule lapsed: the list, and setting one of them."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import require
from enforcement.accounts.models import Level
from enforcement.accounts.permissions import Permission as P
from enforcement.rulebook import upkeep
from enforcement.rulebook.gates import cited
from enforcement.rulebook.states import ExcludedPeriod, Unit
from enforcement.rulebook.values import OpenValue, is_level, label_of, open_value, open_values, settable
from enforcement.web.attempts import attempt, status_of
from enforcement.web.calendar import ask
from enforcement.web.forms import BaseForm, TextField, dress
from enforcement.web.tables import Column, Table


@login_required
@require_GET
def value_list(request: HttpRequest) -> HttpResponse:
    require(request.user, P.VIEW_LAW)
    rows = open_values(request.user.bureau, timezone.localdate())
    columns = (
        Column(_("名称"), lambda one: one.name, href=lambda one: reverse("value_detail", args=[one.row_id])),
        Column(_("依据"), lambda one: cited(one.row)),
        Column(_("暂用值"), lambda one: one.placeholder),
        Column(_("取值"), lambda one: one.value),
        Column(_("设定机关"), lambda one: (one.setting.bureau or _t("全系统")) if one.setting else ""),
        Column(_("设定人"), lambda one: one.setting.set_by if one.setting else ""),
        Column(_("设定时间"), lambda one: one.setting.set_at if one.setting else None),
        Column(_("核定情况"), lambda one: _t("待核定"), tag=lambda one: "near"),
    )
    table = Table(_("本局取值"), columns, rows, None, _("规则库中没有待核定的取值"))
    return render(request, "web/values.html", {"table": table})


class LimitForm(BaseForm):
    length = forms.IntegerField(label=_("期限"), min_value=1, max_value=3650)
    unit = forms.ChoiceField(label=_("单位"), choices=Unit.choices)

    def __init__(self, *args: Any, one: OpenValue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = one.setting.value if one.setting else {}
        row: Any = one.row
        length = row.length if row.length is not None else row.default_when_unset
        self.suggest(length=held.get("length", length), unit=held.get("unit", row.unit))

    def value(self) -> dict[str, Any]:
        return {"length": self.cleaned_data["length"], "unit": self.cleaned_data["unit"]}


class ThresholdForm(BaseForm):
    """A field for each figure and each level of the row; its words stay as they are."""

    def __init__(self, *args: Any, one: OpenValue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        row: Any = one.row
        self.kept = row.value
        held = one.setting.value if one.setting else row.value
        for key, part in settable(row.value).items():
            field = field_for(part)
            field.label, field.initial = label_of(key), held.get(key, part)
            self.fields[key] = field
            dress(field)
        self.order_fields([*settable(row.value), "note"])

    def value(self) -> dict[str, Any]:
        return {**self.kept, **{key: self.cleaned_data[key] for key in settable(self.kept)}}


def field_for(part: Any) -> forms.Field:
    if is_level(part):
        return forms.ChoiceField(choices=Level.choices)
    return forms.IntegerField(min_value=0) if isinstance(part, int) else forms.FloatField(min_value=0)


class ExclusionsForm(BaseForm):
    kinds = forms.MultipleChoiceField(
        label=_("不计入期限的期间"), choices=ExcludedPeriod.choices, required=False,
        widget=forms.CheckboxSelectMultiple, help_text=_("都不选：不扣除任何期间"),
    )  # fmt: skip

    def __init__(self, *args: Any, one: OpenValue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggest(kinds=one.setting.value["kinds"] if one.setting else ExcludedPeriod.values)

    def value(self) -> dict[str, Any]:
        return {"kinds": self.cleaned_data["kinds"]}


FORMS: dict[str, type[Any]] = {"limit": LimitForm, "threshold": ThresholdForm, "exclusions": ExclusionsForm}


@login_required
@require_http_methods(["GET", "POST"])
def value_detail(request: HttpRequest, row_id: str) -> HttpResponse:
    """Whoever may look up the law sees it; setting needs its own right."""
    require(request.user, P.VIEW_LAW)
    one = found(request, row_id)
    may_set = request.user.may(P.SET_VALUES)
    if request.method == "POST":
        require(request.user, P.SET_VALUES)
    form = FORMS[one.kind](request.POST if request.method == "POST" else None, one=one)
    form.fields["note"] = TextField(label=_("说明"), max_length=300, help_text=_("取值的理由或依据"))
    dress(form.fields["note"])
    form.fields["seen"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=upkeep.stamp(one.setting))
    if not request.user.bureau.parent_id:
        label = _("对全系统有效（不只本局）")
        form.fields["everywhere"] = forms.BooleanField(label=label, required=False)
        dress(form.fields["everywhere"])
    made = attempt(
        form,
        lambda: upkeep.set_value(row_id, by=request.user, value=form.value(), note=form.cleaned_data["note"],
                                 everywhere=form.cleaned_data.get("everywhere", False),
                                 seen=form.cleaned_data["seen"]),
    )  # fmt: skip
    if made:
        messages.success(request, _("已设定，有关时限重新计算"))
        return redirect("value_list")
    if form.is_bound:  # what is set now stands on this page: the next attempt has seen it
        form.data = request.POST.copy()
        form.data["seen"] = upkeep.stamp(one.setting)
    context = {"one": one, "rows": rows_of(one), "form": form if may_set else None, "back_url": reverse("value_list"),
               "own": own_of(request, one) if may_set else ""}  # fmt: skip
    return render(request, "web/value.html", context, status=status_of(form))


def found(request: HttpRequest, row_id: str) -> OpenValue:
    one = open_value(row_id, request.user.bureau, timezone.localdate())
    if one is None:
        raise Http404
    return one


def own_of(request: HttpRequest, one: OpenValue) -> str:
    """Where the value that counts can be taken back; empty where it belongs to a bureau above."""
    if one.setting is None:
        return ""
    mine = one.setting.bureau_id == request.user.bureau_id or (
        one.setting.bureau_id is None and not request.user.bureau.parent_id
    )
    return reverse("value_drop", args=[one.row_id]) if mine else ""


def rows_of(one: OpenValue) -> list[Any]:
    setting = one.setting
    rows: list[Any] = [
        {"label": _("规则行"), "value": one.row.row_id, "url": reverse("law_row", args=[one.row.row_id])},
        (_("依据"), cited(one.row)),
        (_("暂用值"), one.placeholder),
    ]
    if setting:
        rows += [
            (_("取值"), one.value),
            (_("设定机关"), setting.bureau or _t("全系统")),
            (_("设定人"), setting.set_by),
            (_("设定时间"), setting.set_at),
            (_("说明"), setting.note),
        ]
    return [*rows, (_("核定情况"), _t("待核定"))]


@login_required
@require_http_methods(["GET", "POST"])
def value_drop(request: HttpRequest, row_id: str) -> HttpResponse:
    require(request.user, P.SET_VALUES)
    one = found(request, row_id)
    everywhere = bool(one.setting and one.setting.bureau_id is None)

    def act(_given: Any) -> bool:
        upkeep.drop_value(row_id, by=request.user, everywhere=everywhere)
        return True

    return ask(request, forms.Form, title=_("取消本局取值"), back=reverse("value_list"), summary=rows_of(one), act=act)
