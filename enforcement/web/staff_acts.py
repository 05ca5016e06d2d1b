"""Acts on accounts. They stand here because the ledger lies above `accounts`."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.models import Certificate, RoleGrant, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.wording import listed

ADD_USER = name_act("user.add", gettext_lazy("新增人员"))
ADD_CERTIFICATE = name_act("user.add_certificate", gettext_lazy("登记执法证件"))
GRANT_ROLE = name_act("user.grant_role", gettext_lazy("授予角色"))
END_ROLE = name_act("user.end_role", gettext_lazy("终止角色"))


def require(by: User, permission: Permission, subject: User | None = None) -> None:
    if not by.may(permission, subject):
        raise NotPermitted(_("需要“%(right)s”权限") % {"right": permission.label})


@transaction.atomic
def add_user(*, by: User, username: str, password: str, name: str, **fields: Any) -> User:
    require(by, Permission.MAINTAIN_ACCOUNTS)
    if User.objects.filter(username=username).exists():
        raise RuleBroken(_("登录名已被使用，换一个登录名"), "username")
    user = User.objects.create_user(username, password, name=name, bureau=by.bureau, **fields)
    record(ADD_USER, by=by, subject=user, after={"username": username, "name": name})
    return user


@transaction.atomic
def add_certificate(
    user: User, *, by: User, kind: str, number: str, valid_from: dt.date, valid_to: dt.date
) -> Certificate:
    require(by, Permission.MAINTAIN_ACCOUNTS, user)
    if Certificate.objects.filter(number=number).exists():
        raise RuleBroken(_("证号已登记，核对后重新输入"), "number")
    if valid_to < valid_from:
        raise RuleBroken(_("有效期止不能早于有效期起"), "valid_to")
    added = Certificate.objects.create(user=user, kind=kind, number=number, valid_from=valid_from, valid_to=valid_to)
    record(ADD_CERTIFICATE, by=by, subject=user, after={"number": number, "until": valid_to})
    return added


@transaction.atomic
def grant_role(*, by: User, user: User, role: str, valid_from: dt.date, valid_to: dt.date | None) -> RoleGrant:
    """Nobody grants to himself, and the three administrators never act on cases."""
    require(by, Permission.GRANT_ROLES, user)
    if user == by:
        raise RuleBroken(_("不能给自己授予角色，由另一名安全管理员办理"), "user")
    if valid_to and valid_to < valid_from:
        raise RuleBroken(_("终止日期不能早于起始日期"), "valid_to")
    grant = RoleGrant(user=user, role=role, valid_from=valid_from, valid_to=valid_to, granted_by=by)
    if clash := grant.conflicts():
        names = listed(Role(one).label for one in clash)
        raise RuleBroken(_("该人员已有“%(roles)s”角色，管理员角色与办案角色不能兼任") % {"roles": names}, "role")
    grant.save()
    record(GRANT_ROLE, by=by, subject=user, after={"role": role, "from": valid_from, "to": valid_to})
    return grant


@transaction.atomic
def end_role(grant: RoleGrant, *, by: User) -> RoleGrant:
    require(by, Permission.GRANT_ROLES, grant.user)
    before = {"role": grant.role, "to": grant.valid_to}
    grant.valid_to = max(grant.valid_from, timezone.localdate() - dt.timedelta(days=1))
    grant.save(update_fields=["valid_to"])
    record(END_ROLE, by=by, subject=grant.user, before=before, after={"role": grant.role, "to": grant.valid_to})
    return grant
