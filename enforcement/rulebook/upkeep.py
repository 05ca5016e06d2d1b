"""Acts on the calendar and on the values of a bureau. Each writes the ledger and says that clocks have to follow."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import snapshot, trial
from enforcement.rulebook.changed import Change, announce
from enforcement.rulebook.models import CalendarDay, HolidayNotice, HolidayYear, Setting
from enforcement.rulebook.notice import Entry
from enforcement.rulebook.states import Confidence, DayKind, NoticeState
from enforcement.rulebook.values import open_value
from enforcement.wording import in_chinese

ENTER = name_act("calendar.enter_notice", _("录入放假通知"))
CONFIRM = name_act("calendar.confirm_notice", _("确认放假通知"))
DISCARD = name_act("calendar.discard_notice", _("作废放假通知"))
CLOSE = name_act("calendar.close_days", _("登记停止办公日"))
REOPEN = name_act("calendar.reopen_day", _("取消停止办公日"))
FIGURE = name_act("calendar.set_workdays", _("登记年度法定工作日数"))
SET_VALUE = name_act("setting.set", _("设定本局取值"))
DROP_VALUE = name_act("setting.drop", _("取消本局取值"))
LONGEST_CLOSURE = 62


@transaction.atomic
def enter_notice(*, by: User, year: int, number: str, text: str, entries: Iterable[Entry]) -> HolidayNotice:
    """Counts nothing before another person confirms it; what it would move is counted meanwhile."""
    require(by, Permission.MAINTAIN_CALENDAR)
    of_the_top(by)
    waiting = HolidayNotice.objects.filter(year=year, state=NoticeState.ENTERED).first()
    if waiting:
        raise RuleBroken(_t("%(year)s 年已有一份通知待确认，先确认或作废") % {"year": year}, "year")
    days = [{"day": str(one.day), "kind": one.kind, "name": one.name} for one in entries]
    notice = HolidayNotice.objects.create(
        year=year, number=number, text=text, days=days, bureau_id=by.bureau_id, entered_by=by
    )
    record(ENTER, by=by, subject=notice, after={"year": year, "number": number, "days": len(days)})
    trial.ask(notice)
    return notice


def of_the_top(by: User) -> None:
    """The State Council's days hold for the whole installation; a bureau below another has only its closures."""
    if by.bureau.parent_id:
        raise NotPermitted(_t("全国放假安排由最上级机关维护，本局可以登记停止办公日"))


@transaction.atomic
def confirm_notice(notice: HolidayNotice, *, by: User) -> HolidayNotice:
    """The days of the year are from now on those of the notice, whatever the installed package knows."""
    require(by, Permission.CONFIRM_CALENDAR)
    of_the_top(by)
    locked = take(notice)
    if locked.entered_by_id == by.pk:
        raise NotPermitted(_t("由录入人以外的另一人核对原文后确认"))
    settle(locked, by, NoticeState.CONFIRMED)
    own = [dt.date.fromisoformat(one["day"]) for one in locked.days]
    stale = Q(day__year=locked.year, kind__in=[DayKind.HOLIDAY, DayKind.WORKDAY]) | Q(day__in=own)
    CalendarDay.objects.filter(stale, bureau=None).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=one["day"], kind=one["kind"], name=one["name"], source=locked.number, set_by=by)
        for one in locked.days
    )
    year = {"announced": True, "notice": locked.number, "confidence": Confidence.VERIFIED}
    HolidayYear.objects.update_or_create(year=locked.year, defaults=year)
    record(CONFIRM, by=by, subject=locked, after={"year": locked.year, "number": locked.number, "days": len(own)})
    tell(f"notice:{locked.pk}", _("%(year)s 年放假通知") % {"year": locked.year}, by, first=min(own), last=max(own))
    return locked


@transaction.atomic
def discard_notice(notice: HolidayNotice, *, by: User, reason: str) -> HolidayNotice:
    require(by, Permission.CONFIRM_CALENDAR)
    of_the_top(by)
    locked = take(notice)
    settle(locked, by, NoticeState.DISCARDED)
    record(DISCARD, by=by, subject=locked, note=reason)
    return locked


def take(notice: HolidayNotice) -> HolidayNotice:
    locked = HolidayNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    if locked.state != NoticeState.ENTERED:
        raise RuleBroken(_t("这份通知%(state)s，不能再办理") % {"state": locked.get_state_display()})
    return locked


def settle(notice: HolidayNotice, by: User, state: NoticeState) -> None:
    notice.state, notice.settled_by, notice.settled_at = state, by, timezone.now()
    notice.save(update_fields=["state", "settled_by", "settled_at"])


def tell(reference: str, reason: Any, by: User, *, rule_keys: Any = None, **days: dt.date) -> None:
    """At the end of an act: this process counts anew at once, the stored due dates follow by a job."""
    snapshot.compare_anew()
    transaction.on_commit(snapshot.compare_anew)
    announce(Change(reference=reference, reason=in_chinese(reason), by=by, rule_keys=rule_keys, **days))


@transaction.atomic
def close_days(*, by: User, first: dt.date, last: dt.date, name: str, source: str) -> int:
    """Days on which this bureau and those below it do not work; every one is named with its source."""
    require(by, Permission.MAINTAIN_CALENDAR)
    if last < first or (last - first).days >= LONGEST_CLOSURE:
        words = {"first": first, "days": LONGEST_CLOSURE}
        raise RuleBroken(_t("止日应不早于 %(first)s，一次不超过 %(days)s 日") % words, "last")
    days = [first + dt.timedelta(days=n) for n in range((last - first).days + 1)]
    held = CalendarDay.objects.filter(bureau=by.bureau, day__in=days).values_list("day", flat=True)
    if taken := sorted(held):
        raise RuleBroken(_t("%(day)s 已登记停止办公") % {"day": taken[0]}, "first")
    rows = CalendarDay.objects.bulk_create(
        CalendarDay(day=day, kind=DayKind.CLOSURE, name=name, source=source, bureau=by.bureau, set_by=by)
        for day in days
    )
    record(CLOSE, by=by, subject=by.bureau, after={"from": str(first), "to": str(last), "name": name, "source": source})
    reason = _("%(bureau)s %(first)s 至 %(last)s 停止办公（%(name)s）")
    words = {"bureau": by.bureau, "first": first, "last": last, "name": name}
    tell(f"closure:{rows[0].pk}", in_chinese(reason) % words, by, first=first, last=last)
    return len(rows)


@transaction.atomic
def reopen_day(day: CalendarDay, *, by: User) -> None:
    require(by, Permission.MAINTAIN_CALENDAR)
    if day.bureau_id != by.bureau_id or day.kind != DayKind.CLOSURE:
        raise NotPermitted(_t("只能取消本局登记的停止办公日"))
    locked = CalendarDay.objects.select_for_update(of=("self",)).filter(pk=day.pk).first()
    if locked is None:
        raise RuleBroken(_t("该日已取消"))
    pk = locked.pk
    locked.delete()
    record(REOPEN, by=by, subject=by.bureau, before={"day": str(day.day), "name": day.name})
    reason = in_chinese(_("%(bureau)s 取消 %(day)s 停止办公")) % {"bureau": by.bureau, "day": day.day}
    tell(f"reopen:{pk}", reason, by, first=day.day, last=day.day)


@transaction.atomic
def set_workdays(*, by: User, year: int, days: int, source: str) -> HolidayYear:
    """The official number of statutory workdays, with its source. Plans start from it; clocks do not depend on it."""
    require(by, Permission.MAINTAIN_CALENDAR)
    of_the_top(by)
    row, _fresh = HolidayYear.objects.select_for_update(of=("self",)).get_or_create(
        year=year, defaults={"announced": False}
    )
    before = {"days": row.official_workdays, "source": row.source}
    row.official_workdays, row.source = days, source
    row.save(update_fields=["official_workdays", "source"])
    snapshot.compare_anew()
    record(FIGURE, by=by, subject=row, before=before, after={"days": days, "source": source})
    return row


@transaction.atomic
def set_value(
    row_id: str, *, by: User, value: dict[str, Any], note: str, everywhere: bool = False, seen: str | None = None
) -> Setting:
    """For the own bureau and those below that set none. `everywhere`: the installation's, by its topmost bureau.
    `seen`: the stamp of the value that the form was made from; another one set meanwhile is not overwritten unseen."""
    require(by, Permission.SET_VALUES)
    bureau = scope(by, everywhere=everywhere)
    one = open_value(row_id, by.bureau, timezone.localdate())
    if one is None:
        raise RuleBroken(_t("该规则行的值已知，不能设定"))
    if seen is not None and seen != stamp(one.setting):
        raise RuleBroken(_t("打开页面后该值已由他人变动，核对现在的取值后再设定"))
    held = Setting.objects.select_for_update(of=("self",)).filter(row_id=row_id, bureau=bureau).first()
    before = held.value if held else None
    setting, _fresh = Setting.objects.update_or_create(
        row_id=row_id, bureau=bureau, defaults={"value": value, "note": note, "set_by": by}
    )
    record(SET_VALUE, by=by, subject=setting, rule=row_id, before=before, after=value, note=note)
    told(setting, by)
    return setting


@transaction.atomic
def drop_value(row_id: str, *, by: User, everywhere: bool = False) -> None:
    """Back to what is inherited, or to the placeholder."""
    require(by, Permission.SET_VALUES)
    bureau = scope(by, everywhere=everywhere)
    held = Setting.objects.select_for_update(of=("self",)).filter(row_id=row_id, bureau=bureau).first()
    if held is None:
        raise RuleBroken(_t("本局没有设定该值"))
    record(DROP_VALUE, by=by, subject=held, rule=row_id, before=held.value)
    told(held, by)
    held.delete()
    snapshot.compare_anew()


def stamp(setting: Setting | None) -> str:
    """Another one whenever the value in force is another one."""
    return f"{setting.pk}:{setting.set_at.isoformat()}" if setting else ""


def scope(by: User, *, everywhere: bool) -> Bureau | None:
    if everywhere:
        of_the_top(by)
        return None
    return by.bureau


def told(setting: Setting, by: User) -> None:
    words = {"bureau": setting.bureau or in_chinese(_("全系统")), "row": setting.row_id}
    reason = in_chinese(_("%(bureau)s 变更取值 %(row)s")) % words
    tell(f"setting:{setting.pk}:{timezone.now():%Y%m%d%H%M%S%f}", reason, by, rule_keys=None)
