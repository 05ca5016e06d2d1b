"""The working calendar: a year, its notice, local closures. In place of Django's admin."""

import datetime as dt
import io
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission as P
from enforcement.outbox.models import Job
from enforcement.rulebook import clocks, trial, upkeep
from enforcement.rulebook.models import CalendarDay, HolidayNotice, HolidayYear
from enforcement.rulebook.notice import COLUMNS
from enforcement.rulebook.states import DayKind, NoticeState
from enforcement.rulebook.year import FIRST_YEAR, LAST_YEAR, diff, months, spans, workdays_of
from enforcement.sheets import Layout, write_xlsx
from enforcement.web.attempts import attempt, status_of
from enforcement.web.calendar_forms import ClosureForm, DiscardForm, NoticeForm, WorkdaysForm
from enforcement.web.paging import keyset_page
from enforcement.web.tables import Column, Table

HOME = (_("工作日历"), "/calendar/")
TONES = {NoticeState.ENTERED: "near", NoticeState.CONFIRMED: "ok", NoticeState.DISCARDED: "muted"}


@login_required
@require_GET
def calendar_year(request: HttpRequest, year: int | None = None) -> HttpResponse:
    require(request.user, P.VIEW_LAW)
    year = year or timezone.localdate().year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    own = clocks.calendar(request.user.bureau_id)
    row = HolidayYear.objects.filter(year=year).first()
    closed = CalendarDay.objects.filter(bureau=request.user.bureau, day__year=year).select_related("set_by")
    context = {
        "year": year,
        "months": list(enumerate(months(year, own), start=1)),
        "weekdays": [WEEKDAYS_ABBR[number] for number in range(7)],
        "spans": [(one, DayKind(one.kind).label) for one in spans(year, own)],
        "row": row,
        "provisional": dt.date(year, 12, 31) > own.announced_until,
        "announced_until": own.announced_until,
        "workdays": workdays_of(year, row),
        "closures": closed,
        "waiting": HolidayNotice.objects.filter(year=year, state=NoticeState.ENTERED).first(),
        "may_maintain": request.user.may(P.MAINTAIN_CALENDAR),
        "may_enter": may_enter(request.user),
        "previous": year - 1 if year > FIRST_YEAR else None,
        "next": year + 1 if year < LAST_YEAR else None,
    }
    return render(request, "web/calendar/year.html", context)


@login_required
@require_GET
def notice_list(request: HttpRequest) -> HttpResponse:
    require(request.user, P.VIEW_LAW)
    page = keyset_page(HolidayNotice.objects.select_related("entered_by", "settled_by"), request, order=["-id"])
    columns = (
        Column(_("放假通知"), str, href=lambda one: one.get_absolute_url()),
        Column(_("录入人"), lambda one: one.entered_by),
        Column(_("录入时间"), lambda one: one.entered_at),
        Column(_("确认人"), lambda one: one.settled_by),
        Column(_("状态"), lambda one: one.get_state_display(), tag=lambda one: TONES[NoticeState(one.state)]),
    )
    table = Table(_("放假通知"), columns, page.rows, page, _("还没有录入过放假通知"))
    add = {"add_url": reverse("notice_add"), "add_label": _("录入放假通知")}
    return render(request, "web/list.html", {"table": table, **(add if may_enter(request.user) else {})})


def may_enter(user: Any) -> bool:
    """The national holidays are kept by the topmost bureau."""
    return bool(user.may(P.MAINTAIN_CALENDAR) and user.bureau.parent_id is None)


@login_required
@require_http_methods(["GET", "POST"])
def notice_add(request: HttpRequest) -> HttpResponse:
    require(request.user, P.MAINTAIN_CALENDAR)
    upkeep.of_the_top(request.user)  # before anything is typed
    form = NoticeForm(request.POST or None, request.FILES or None, initial={"year": timezone.localdate().year + 1})
    made = attempt(form, lambda: upkeep.enter_notice(by=request.user, **form.cleaned_data))
    if made:
        messages.success(request, _("已录入，核对变动后由另一人确认"))
        return redirect(made)
    title, back = _("录入放假通知"), reverse("notice_list")
    context = {"title": title, "form": form, "back_url": back, "trail": [HOME, (title, None)],
               "template_url": reverse("notice_template")}  # fmt: skip
    return render(request, "web/calendar/notice_add.html", context, status=status_of(form))


@login_required
@require_GET
def notice_template(request: HttpRequest) -> HttpResponseBase:
    require(request.user, P.MAINTAIN_CALENDAR)
    book = io.BytesIO()
    layout = Layout(_t("放假通知"), widths=(16, 12, 14, 14), choices={1: ("放假", "上班")})
    write_xlsx(book, layout, COLUMNS, [])
    book.seek(0)
    return FileResponse(book, as_attachment=True, filename=f"{_t('放假通知模板')}.xlsx")


@login_required
@require_GET
def notice_detail(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, P.VIEW_LAW)
    notice = get_object_or_404(HolidayNotice.objects.select_related("entered_by", "settled_by"), pk=pk)
    waiting = notice.state == NoticeState.ENTERED
    context = {
        "notice": notice,
        "tone": TONES[NoticeState(notice.state)],
        "trail": [HOME, (_("放假通知"), reverse("notice_list")), (notice, None)],
        "rows": [
            (_("年份"), str(notice.year)), (_("放假通知文号"), notice.number),
            (_("录入人"), f"{notice.entered_by} {timezone.localtime(notice.entered_at):%Y-%m-%d %H:%M}"),
            (_("确认人"), f"{notice.settled_by} {timezone.localtime(notice.settled_at):%Y-%m-%d %H:%M}"
             if notice.settled_at else ""),
        ],
        "diff": diff(notice) if waiting else [],
        "progress": counting(notice) if waiting and notice.affected is None else None,
        "waiting": waiting,
        "may_confirm": waiting and request.user.may(P.CONFIRM_CALENDAR) and notice.entered_by_id != request.user.pk,
        "may_discard": waiting and request.user.may(P.CONFIRM_CALENDAR),
    }  # fmt: skip
    return render(request, "web/calendar/notice.html", context)


def counting(notice: HolidayNotice) -> dict[str, Any]:
    job = Job.objects.filter(key=trial.key_of(notice)).first()
    done, total = (job.progress, job.total) if job else (0, 0)
    finished = notice.affected is not None
    return {
        "state": _("正在计算将变动的时限") if not finished else _("已完成"),
        "done": done,
        "total": total,
        "percent": 100 if finished else min(100, done * 100 // total) if total else 0,
        "finished": finished,
        "url": reverse("notice_progress", args=[notice.pk]),
        "refresh_url": notice.get_absolute_url(),
        "result_url": notice.get_absolute_url(),
        "result_label": _("查看结果"),
    }


@login_required
@require_GET
def notice_progress(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, P.VIEW_LAW)
    notice = get_object_or_404(HolidayNotice, pk=pk)
    return render(request, "components/progress.html", {"progress": counting(notice)})


@login_required
@require_http_methods(["GET", "POST"])
def notice_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, P.CONFIRM_CALENDAR)
    notice = get_object_or_404(HolidayNotice, pk=pk)
    return ask(
        request, forms.Form, title=_("确认放假通知"), back=notice.get_absolute_url(),
        summary=[(_("放假通知"), str(notice)), (_("将变动的时限数"), notice.affected),
                 (_("说明"), _("与通知原文逐日核对后确认；确认后工作日历立即改变，有关时限重新计算"))],
        act=lambda _given: upkeep.confirm_notice(notice, by=request.user),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def notice_discard(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, P.CONFIRM_CALENDAR)
    notice = get_object_or_404(HolidayNotice, pk=pk)
    return ask(request, DiscardForm, title=_("作废放假通知"), back=notice.get_absolute_url(),
               summary=[(_("放假通知"), str(notice))],
               act=lambda given: upkeep.discard_notice(notice, by=request.user, **given))  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def closure_add(request: HttpRequest) -> HttpResponse:
    require(request.user, P.MAINTAIN_CALENDAR)
    return ask(request, ClosureForm, title=_("登记停止办公日"), back=HOME[1],
               summary=[(_("机关"), request.user.bureau),
                        (_("说明"), _("只对本局和下级机关有效；这些日子不计入以工作日计算的期限"))],
               act=lambda given: upkeep.close_days(by=request.user, **given))  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def closure_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    require(request.user, P.MAINTAIN_CALENDAR)
    day = get_object_or_404(CalendarDay, pk=pk, bureau=request.user.bureau)
    return ask(request, forms.Form, title=_("取消停止办公日"), back=f"{HOME[1]}{day.day.year}/",
               summary=[(_("日期"), day.day), (_("事由"), day.name), (_("依据"), day.source)],
               act=lambda _given: upkeep.reopen_day(day, by=request.user) or True)  # fmt: skip


@login_required
@require_http_methods(["GET", "POST"])
def calendar_workdays(request: HttpRequest, year: int) -> HttpResponse:
    require(request.user, P.MAINTAIN_CALENDAR)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404
    row = HolidayYear.objects.filter(year=year).first()
    found = workdays_of(year, row)
    first = {"days": found.official or found.statutory, "source": found.source}
    return ask(
        request, WorkdaysForm, initial=first, title=_("登记年度法定工作日数"),
        back=f"{HOME[1]}{year}/",
        summary=[(_("年份"), str(year)), (_("按公式"), f"{found.formula} = {found.statutory}"),
                 (_("按放假安排数出"), found.arranged)],
        act=lambda given: upkeep.set_workdays(by=request.user, year=year, **given),
    )  # fmt: skip


def ask(
    request: HttpRequest,
    form_class: type[forms.Form],
    *,
    title: Any,
    back: str,
    summary: list[Any],
    act: Callable[[Any], Any],
    initial: dict[str, Any] | None = None,
) -> HttpResponse:
    """What will happen, the form, one button; refused, it is shown again with what was typed."""
    form = form_class(request.POST if request.method == "POST" else None, initial=initial)
    if attempt(form, lambda: act(form.cleaned_data)):
        messages.success(request, _t("已办理：%(act)s") % {"act": title})
        return redirect(back)
    context = {"title": title, "form": form, "summary": summary, "back_url": back}
    return render(request, "web/form.html", context, status=status_of(form))
