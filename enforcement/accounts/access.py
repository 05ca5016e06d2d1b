"""What one may not see does not exist: every page, search, export, API and job comes through here."""

from typing import Any, Protocol, Self, TypeVar

from django.db import models
from django.http import Http404
from django.utils.translation import gettext as _

from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted

M = TypeVar("M", bound=models.Model)


class VisibleQuerySet(models.QuerySet[M]):
    """Records of a bureau. The model names the permission that opens its kind: `view_permission`. With `sharing` it
    names the array of further bureaus that see the record, if there is one."""

    def visible_to(self, user: User) -> Self:
        permission: Permission = self.model.view_permission  # type: ignore[attr-defined]
        if not user.is_authenticated or not user.may(permission):
            return self.none()
        bureaus = bureaus_of(user)
        sharing = getattr(self.model, "sharing", "")
        shared = models.Q(**{f"{sharing}__overlap": bureaus}) if sharing else models.Q()
        return self.filter(models.Q(bureau__in=bureaus) | shared)


class SeesBureaus(Protocol):
    bureau: Bureau


def bureaus_of(user: User) -> list[int]:
    return user.bureau_ids


def get_visible(what: Any, user: User, **lookup: Any) -> Any:
    """The one visible record, or 404. `what` is a model or a queryset with `visible_to`."""
    queryset = getattr(what, "objects", what)
    try:
        return queryset.visible_to(user).get(**lookup)
    except (queryset.model.DoesNotExist, ValueError) as missing:
        raise Http404 from missing


def require(user: User, permission: Permission, record: models.Model | None = None) -> None:
    """For acts outside a flow; inside one, the flow's step asks."""
    if not user.may(permission, record):
        raise NotPermitted(_("需要“%(right)s”权限") % {"right": permission.label})
