"""The expert base, and the recusals officers declare in advance. Both only grow: a row is ended, not deleted."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.models import DeclaredRecusal, Enterprise, Expert

ADD_EXPERT = name_act("expert.add", _("列入专家库"))
END_EXPERT = name_act("expert.end", _("移出专家库"))
DECLARE = name_act("declaredrecusal.declare", _("登记回避"))
END_RECUSAL = name_act("declaredrecusal.end", _("解除回避"))


@transaction.atomic
def add_expert(
    *, by: User, name: str, specialty: str, employer: str, valid_from: dt.date, employer_code: str = "",
    valid_to: dt.date | None = None,
) -> Expert:  # fmt: skip
    """The employer is asked for because an expert does not go to the own company."""
    require(by, Permission.PREPARE_DRAWS)
    _refuse_backwards(valid_from, valid_to)
    expert: Expert = Expert.objects.create(
        bureau=by.bureau, name=name, specialty=specialty, employer=employer, employer_code=employer_code,
        valid_from=valid_from, valid_to=valid_to, created_by=by,
    )  # fmt: skip
    after = {"specialty": specialty, "employer": employer, "from": valid_from.isoformat(), "to": _iso(valid_to)}
    record(ADD_EXPERT, by=by, subject=expert, after=after)
    return expert


@transaction.atomic
def end_expert(expert: Expert, *, by: User, last_day: dt.date, reason: str) -> Expert:
    """Draws already frozen are not touched; from the next freezing on the expert is not on the list."""
    require(by, Permission.PREPARE_DRAWS, expert)
    locked: Expert = Expert.objects.select_for_update(of=("self",)).get(pk=expert.pk)
    if locked.end_reason:
        raise RuleBroken(_t("%(name)s 已移出专家库") % {"name": locked})
    _refuse_backwards(locked.valid_from, last_day)
    before = {"to": _iso(locked.valid_to)}
    locked.valid_to, locked.end_reason = last_day, reason
    locked.save(update_fields=["valid_to", "end_reason"])
    record(END_EXPERT, by=by, subject=locked, before=before, after={"to": last_day.isoformat()}, note=reason)
    return locked


@transaction.atomic
def declare_recusal(
    *, by: User, officer: User, enterprise: Enterprise, ground: str, note: str = "", valid_from: dt.date,
    valid_to: dt.date | None = None,
) -> DeclaredRecusal:  # fmt: skip
    """By the officer for oneself, by whoever prepares draws for anyone of the bureau. Not backdated: what holds for a
    draw has to be on record when its lists are frozen."""
    _require_own_or_chief(by, officer)
    if officer.bureau_id != by.bureau_id or enterprise.bureau_id != by.bureau_id:
        raise RuleBroken(_t("只能登记本机关的检查人员和监管企业"), "officer")
    _refuse_backwards(valid_from, valid_to)
    today = timezone.localdate()
    if valid_from < today:
        raise RuleBroken(_t("起始日不能早于今天 %(day)s") % {"day": today.isoformat()}, "valid_from")
    User.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    held = DeclaredRecusal.objects.filter(officer=officer, enterprise=enterprise).in_force(valid_from)
    if held.exists():
        raise RuleBroken(_t("%(officer)s 对该企业已登记回避") % {"officer": officer}, "officer")
    made: DeclaredRecusal = DeclaredRecusal.objects.create(
        bureau=by.bureau, officer=officer, enterprise=enterprise, ground=ground, note=note, valid_from=valid_from,
        valid_to=valid_to, declared_by=by,
    )  # fmt: skip
    after = {"ground": ground, "from": valid_from.isoformat(), "to": _iso(valid_to)}
    record(DECLARE, by=by, subject=made, after=after, note=note)
    return made


@transaction.atomic
def end_recusal(recusal: DeclaredRecusal, *, by: User, reason: str) -> DeclaredRecusal:
    """Ends today; yesterday's draws keep it."""
    _require_own_or_chief(by, recusal.officer)
    locked: DeclaredRecusal = DeclaredRecusal.objects.select_for_update(of=("self",)).get(pk=recusal.pk)
    today = timezone.localdate()
    if locked.ended_by_id or (locked.valid_to and locked.valid_to < today):
        raise RuleBroken(_t("该回避已经解除或期满"))
    before = {"to": _iso(locked.valid_to)}
    locked.valid_to, locked.ended_by = max(today, locked.valid_from), by
    locked.save(update_fields=["valid_to", "ended_by"])
    record(END_RECUSAL, by=by, subject=locked, before=before, after={"to": _iso(locked.valid_to)}, note=reason)
    return locked


def may_end(by: User, recusal: DeclaredRecusal) -> bool:
    return _is_own_or_chief(by, recusal.officer)


def _is_own_or_chief(by: User, officer: User) -> bool:
    own = by.pk == officer.pk and by.may(Permission.DECLARE_RECUSALS)
    return own or (by.may(Permission.PREPARE_DRAWS) and by.bureau_id == officer.bureau_id)


def _require_own_or_chief(by: User, officer: User) -> None:
    if not _is_own_or_chief(by, officer):
        raise NotPermitted(_t("只能登记本人的回避，其他人员的由科室负责人登记"))


def _refuse_backwards(first: dt.date, last: dt.date | None) -> None:
    if last is not None and last < first:
        raise RuleBroken(_t("截止日不能早于起始日 %(day)s") % {"day": first.isoformat()}, "valid_to")


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
