"""Two entries of the register that are one company, or became one. Records stay where they are; pages follow."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.guards.enterprise import why_not_merged
from plans.models import Enterprise, Merge

MERGED = name_act("enterprise.merge", gettext_lazy("并入其他企业"))
TOOK_OVER = name_act("enterprise.take_over", gettext_lazy("并入本企业"))
UNMERGED = name_act("enterprise.unmerge", gettext_lazy("撤销并入"))
GAVE_BACK = name_act("enterprise.give_back", gettext_lazy("撤销并入本企业"))


@transaction.atomic
def merge_enterprise(
    enterprise: Enterprise, *, by: User, into: Enterprise, version: int | None = None, reason: str
) -> Merge:
    """It leaves every pool at once. Both rows are held, in order, so that two merges at once make no circle."""
    merged, survivor = _both(enterprise.pk, into.pk)
    require(by, Permission.MAINTAIN_ENTERPRISES, merged)
    if version is not None and version != merged.version:
        raise StaleVersion(merged)
    if unmet := why_not_merged(merged, survivor):
        raise StepRefused(unmet)
    made = Merge.objects.create(
        enterprise=survivor,
        merged=merged,
        merged_at=timezone.now(),
        merged_by=by,
        reason=reason,
    )
    _point(merged, survivor)
    record(MERGED, by=by, subject=merged, after={"into": str(survivor), "code": survivor.credit_code}, note=reason)
    record(TOOK_OVER, by=by, subject=survivor, after={"merged": str(merged), "code": merged.credit_code}, note=reason)
    return made


@transaction.atomic
def unmerge_enterprise(enterprise: Enterprise, *, by: User, version: int | None = None, reason: str) -> Merge:
    """It stands by itself again, with the status it had."""
    into = Enterprise.objects.values_list("merged_into_id", flat=True).get(pk=enterprise.pk)
    if into is None:
        raise RuleBroken(_("该企业没有并入其他企业"))
    merged, survivor = _both(enterprise.pk, into)
    for one in (merged, survivor):
        require(by, Permission.MAINTAIN_ENTERPRISES, one)
    if version is not None and version != merged.version:
        raise StaleVersion(merged)
    made = Merge.objects.select_for_update().filter(merged=merged, undone_at=None).first()
    if made is None or merged.merged_into_id != survivor.pk:
        raise RuleBroken(_("该企业没有并入其他企业"))
    made.undone_at, made.undone_by, made.undo_reason = timezone.now(), by, reason
    made.save(update_fields=["undone_at", "undone_by", "undo_reason"])
    _point(merged, None)
    record(UNMERGED, by=by, subject=merged, before={"into": str(survivor)}, note=reason)
    record(GAVE_BACK, by=by, subject=survivor, before={"merged": str(merged)}, note=reason)
    return made


def _both(one: int, other: int) -> tuple[Enterprise, Enterprise]:
    rows = (
        Enterprise.objects.select_for_update(of=("self",))
        .select_related("bureau")
        .filter(pk__in=[one, other])
        .order_by("pk")
    )
    held = {row.pk: row for row in rows}
    return held[one], held[other]


def _point(merged: Enterprise, survivor: Enterprise | None) -> None:
    merged.merged_into = survivor
    merged.version += 1
    merged.save(update_fields=["merged_into", "version"])
