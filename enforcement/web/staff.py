from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from enforcement.accounts.models import CertificateKind, RoleGrant, Unit, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import Role
from enforcement.web import staff_acts
from enforcement.web.attempts import attempt
from enforcement.web.forms import BaseForm, DayField, TextField
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table


class UserForm(BaseForm):
    username = TextField(label=_("登录名"), max_length=60)
    password = forms.CharField(label=_("初始密码"), widget=forms.PasswordInput, validators=[validate_password])
    name = TextField(label=_("姓名"), max_length=40)
    unit = forms.ModelChoiceField(label=_("科室"), queryset=Unit.objects.none(), required=False)
    phone = TextField(label=_("电话"), max_length=20, required=False)


class CertificateForm(BaseForm):
    kind = forms.ChoiceField(label=_("证件种类"), choices=CertificateKind)
    number = TextField(label=_("证号"), max_length=30)
    valid_from = DayField(label=_("有效期起"))
    valid_to = DayField(label=_("有效期止"))


class GrantForm(BaseForm):
    user = forms.ModelChoiceField(label=_("人员"), queryset=User.objects.none())
    role = forms.ChoiceField(label=_("角色"), choices=Role)
    valid_from = DayField(label=_("自"))
    valid_to = DayField(label=_("至"), required=False)


@login_required
@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    staff_acts.require(request.user, Permission.MAINTAIN_ACCOUNTS)
    people = User.objects.filter(bureau=request.user.bureau).select_related("unit")
    page = keyset_page(people, request, order=["username"])
    columns = (
        Column(_("姓名"), lambda u: u.name, href=lambda u: reverse("staff_detail", args=[u.pk])),
        Column(_("登录名"), lambda u: u.username),
        Column(_("科室"), lambda u: u.unit),
        Column(
            _("状态"), lambda u: _("在用") if u.is_active else _("停用"), tag=lambda u: "ok" if u.is_active else "muted"
        ),
    )
    table = Table(_("机构与人员"), columns, page.rows, page, _("还没有人员"))
    return render(
        request, "web/list.html", {"table": table, "add_url": reverse("staff_add"), "add_label": _("新增人员")}
    )


@login_required
@require_GET
def staff_detail(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User.objects.select_related("unit", "bureau"), pk=pk, bureau=request.user.bureau)
    staff_acts.require(request.user, Permission.MAINTAIN_ACCOUNTS, person)
    today = timezone.localdate()
    facts = [
        (_("登录名"), person.username),
        (_("机关"), person.bureau),
        (_("科室"), person.unit),
        (_("电话"), person.phone),
        (_("角色"), "、".join(str(Role(g.role).label) for g in person.grants.in_force(today))),
    ]
    return render(
        request, "web/staff_detail.html", {"person": person, "facts": facts, "certificates": person.certificates.all()}
    )


@login_required
def add(request: HttpRequest) -> HttpResponse:
    staff_acts.require(request.user, Permission.MAINTAIN_ACCOUNTS)
    form = UserForm(request.POST or None)
    form.fields["unit"].queryset = request.user.bureau.units.all()
    return fill_in(
        request,
        form,
        title=_("新增人员"),
        then="staff_list",
        act=lambda data: staff_acts.add_user(by=request.user, **data),
    )


@login_required
def add_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    person = get_object_or_404(User, pk=pk, bureau=request.user.bureau)
    staff_acts.require(request.user, Permission.MAINTAIN_ACCOUNTS, person)
    form = CertificateForm(request.POST or None)
    return fill_in(
        request,
        form,
        title=_("登记执法证件"),
        then="staff_list",
        act=lambda data: staff_acts.add_certificate(person, by=request.user, **data),
    )


@login_required
@require_GET
def grant_list(request: HttpRequest) -> HttpResponse:
    staff_acts.require(request.user, Permission.GRANT_ROLES)
    grants = RoleGrant.objects.filter(user__bureau=request.user.bureau).select_related("user", "granted_by")
    page = keyset_page(grants, request, order=["-id"])
    columns = (
        Column(_("人员"), lambda g: g.user.name, href=lambda g: reverse("grant_end", args=[g.pk])),
        Column(_("角色"), lambda g: Role(g.role).label),
        Column(_("自"), lambda g: g.valid_from),
        Column(_("至"), lambda g: g.valid_to),
        Column(_("授予人"), lambda g: g.granted_by),
    )
    table = Table(_("角色授予"), columns, page.rows, page, _("还没有授予角色"))
    return render(
        request, "web/list.html", {"table": table, "add_url": reverse("grant_add"), "add_label": _("授予角色")}
    )


@login_required
def grant(request: HttpRequest) -> HttpResponse:
    staff_acts.require(request.user, Permission.GRANT_ROLES)
    form = GrantForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    form.fields["user"].queryset = User.objects.filter(bureau=request.user.bureau)
    return fill_in(
        request,
        form,
        title=_("授予角色"),
        then="grant_list",
        act=lambda data: staff_acts.grant_role(by=request.user, **data),
    )


@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(RoleGrant.objects.select_related("user"), pk=pk, user__bureau=request.user.bureau)
    staff_acts.require(request.user, Permission.GRANT_ROLES, one.user)
    summary = [(_("人员"), one.user.name), (_("角色"), Role(one.role).label), (_("自"), one.valid_from)]
    form = BaseForm(request.POST if request.method == "POST" else None)
    return fill_in(
        request,
        form,
        title=_("终止角色"),
        then="grant_list",
        act=lambda _data: staff_acts.end_role(one, by=request.user),
        summary=summary,
    )


def fill_in(
    request: HttpRequest, form: Any, *, title: Any, then: str, act: Any, summary: list[tuple[Any, Any]] | None = None
) -> HttpResponse:
    """Show the form; on a valid POST act and go on. A broken rule appears beside its field."""

    def done() -> bool:
        act(form.cleaned_data)
        return True

    if request.method == "POST" and attempt(form, done):
        messages.success(request, _("已完成：%(what)s") % {"what": title})
        return redirect(then)
    context = {"form": form, "title": title, "back_url": reverse(then), "summary": summary or []}
    return render(request, "web/form.html", context, status=422 if form.is_bound else 200)
