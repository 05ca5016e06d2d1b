"""Which bureau supervises an enterprise: given to another one by a bureau that stands at or above both."""

from django.db import transaction
from django.utils.translation import gettext as _t, gettext_lazy as _, override

from enforcement.accounts.access import require
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.wording import listed
from plans.guards.enterprise import refuse_merged
from plans.guards.stacking import above
from plans.models import Assignment, Enterprise, JurisdictionChange
from plans.queries import jurisdiction
from plans.queries.life import with_merged
from plans.states import AssignmentState, Duty

TRANSFER = name_act("enterprise.transfer", _("划转日常监管"))
LICENSE = name_act("enterprise.set_licensing", _("确定许可监管机关"))


@transaction.atomic
def transfer(
    enterprise: Enterprise, *, by: User, to: Bureau, reason: str = "", document_number: str = "", version: int | None
) -> JurisdictionChange:
    """From that moment it is in the pools of the new bureau and of no other, and so are those merged into it. What the
    old one has assigned stays its own to finish or to cancel; the new one sees it."""
    locked = _locked(enterprise, by, version)
    if not above(by.bureau, to):
        raise NotPermitted(_t("日常监管由双方共同的上级机关划转，%(bureau)s 不在本机关之下") % {"bureau": to})
    if to.pk == locked.bureau_id:
        raise RuleBroken(_t("该企业已由%(bureau)s负责日常监管，选择其他机关") % {"bureau": to}, "to")
    _refuse_frozen(locked)
    proposal = jurisdiction.proposal_of(locked)
    differs = proposal.differs_from(to)
    if differs and not reason.strip():
        raise RuleBroken(_t("与监管分工规则不一致，写明理由"), "reason")
    old = locked.bureau
    with override("zh-hans"):  # it is kept
        work = jurisdiction.open_work(locked)
    change = JurisdictionChange.objects.create(
        enterprise=locked, duty=Duty.DAILY, from_bureau=old, to_bureau=to, bureau=by.bureau, decided_by=by,
        proposed_level=proposal.level, differs=differs, reason=reason, document_number=document_number,
        open_work=[{"text": one.text, "url": one.url} for one in work],
    )  # fmt: skip
    after = {"bureau": to.name, "rule": proposal.level, "document": document_number}
    for one in (locked, *_merged_into(locked)):
        one.bureau = to
        _save(one, "bureau")
        _share_open_tasks(one, to)
        record(TRANSFER, by=by, subject=one, before={"bureau": old.name}, after=after, note=reason,
               rule=jurisdiction.LEVELS)  # fmt: skip
    return change


@transaction.atomic
def set_licensing(
    enterprise: Enterprise,
    *,
    by: User,
    to: Bureau | None,
    reason: str = "",
    document_number: str = "",
    version: int | None,
) -> JurisdictionChange:
    """None: nobody supervises a licence there any more."""
    locked = _locked(enterprise, by, version)
    if to is not None and to not in jurisdiction.of_the_tree(locked):
        raise RuleBroken(_t("许可监管机关应在同一机关体系内，选择其他机关"), "to")
    old = locked.licensing_bureau
    if (to and to.pk) == (old and old.pk):
        raise RuleBroken(_t("许可监管机关没有变化，选择其他机关"), "to")
    change = JurisdictionChange.objects.create(
        enterprise=locked, duty=Duty.LICENSING, from_bureau=old, to_bureau=to, bureau=by.bureau, decided_by=by,
        reason=reason, document_number=document_number,
    )  # fmt: skip
    locked.licensing_bureau = to
    _save(locked, "licensing_bureau")
    names = [one.name if one else "" for one in (old, to)]
    record(LICENSE, by=by, subject=locked, before={"licensing_bureau": names[0]}, note=reason,
           after={"licensing_bureau": names[1], "document": document_number})  # fmt: skip
    return change


def _locked(enterprise: Enterprise, by: User, version: int | None) -> Enterprise:
    related = Enterprise.objects.select_related("bureau", "licensing_bureau")
    locked = related.select_for_update(of=("self",)).get(pk=enterprise.pk)
    require(by, Permission.ASSIGN_SUPERVISION, locked)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    refuse_merged(locked)
    return locked


def _merged_into(survivor: Enterprise) -> list[Enterprise]:
    """One company, one supervisor: its records stay together, and a merge can still be undone."""
    ids = with_merged(survivor)[1:]
    return list(Enterprise.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk"))


def _refuse_frozen(enterprise: Enterprise) -> None:
    if draws := jurisdiction.frozen_in(enterprise):
        numbers = listed(one.number for one in draws)
        message = _t("该企业在已冻结的抽取名单中（%(numbers)s），抽取公布结果或者作废后再划转")
        raise RuleBroken(message % {"numbers": numbers}, "to")


def _save(enterprise: Enterprise, field: str) -> None:
    enterprise.version += 1
    enterprise.save(update_fields=[field, "version"])


def _share_open_tasks(enterprise: Enterprise, to: Bureau) -> None:
    """Nothing has been begun for them yet: whoever supervises now sees what others are about to do there."""
    waiting = Assignment.objects.filter(enterprise=enterprise, state=AssignmentState.OPEN).exclude(bureau=to)
    for task in waiting.select_for_update(of=("self",)):
        task.shared_with = sorted({*task.shared_with, to.pk})
        task.save(update_fields=["shared_with"])
