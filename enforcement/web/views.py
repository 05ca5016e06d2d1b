import datetime as dt
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from enforcement.accounts.models import DisplayMode
from enforcement.accounts.permissions import Permission
from enforcement.errors import NotPermitted
from enforcement.ledger.models import Entry
from enforcement.ledger.presenters import label_of
from enforcement.web import queue
from enforcement.web.forms import SignInForm
from enforcement.web.models import Reminder
from enforcement.web.paging import keyset_page
from enforcement.web.search import search_everything
from enforcement.web.tables import Column, Table

TABS = (("todo", _("待办")), ("in_hand", _("在办")), ("done", _("已办")), ("unread", _("待阅")))


class SignIn(LoginView):
    template_name = "web/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    tab = request.GET.get("tab", "todo")
    links = [{"label": label, "url": f"?tab={name}", "current": name == tab} for name, label in TABS]
    context: dict[str, Any] = {"tab_links": links, "tab": tab, "today": timezone.localdate()}
    if tab == "in_hand":
        context["groups"] = [("", queue.in_hand(request.user))]
    elif tab == "done":
        context["entries"] = queue.done(request.user)
    elif tab == "unread":
        context["reminders"] = Reminder.objects.filter(user=request.user).order_by("read_at", "-id")[:50]
    else:
        context["groups"] = by_urgency(queue.to_do(request.user), timezone.localdate())
    return render(request, "web/desk.html", context)


def by_urgency(tasks: list[queue.Task], today: dt.date) -> list[tuple[Any, list[queue.Task]]]:
    """Overdue, due today, within three days, the rest; empty groups are left out."""
    soon = today + dt.timedelta(days=3)
    groups = (
        (_("已超期"), [t for t in tasks if t.due and t.due < today]),
        (_("今日到期"), [t for t in tasks if t.due == today]),
        (_("3 日内到期"), [t for t in tasks if t.due and today < t.due <= soon]),
        (_("其他"), [t for t in tasks if t.due is None or t.due > soon]),
    )
    return [(label, members) for label, members in groups if members]


@login_required
@require_POST
def read_reminder(request: HttpRequest, pk: int) -> HttpResponse:
    reminder = get_object_or_404(Reminder, pk=pk, user=request.user)
    if reminder.read_at is None:
        reminder.read_at = timezone.now()
        reminder.save(update_fields=["read_at"])
    return redirect(reminder.url)


@login_required
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()
    groups = search_everything(request.user, words) if len(words) >= 2 else []
    return render(request, "web/search.html", {"words": words, "groups": groups})


@login_required
def settings_page(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and (mode := request.POST.get("display_mode")) in DisplayMode.values:
        request.user.choose_display(mode)
        return redirect("settings")
    return render(request, "web/settings.html", {"modes": DisplayMode.choices, "roles": sorted(request.user.roles)})


@login_required
@require_GET
def sync(request: HttpRequest) -> HttpResponse:
    """What this device still has to send; filled in by the field script."""
    return render(request, "web/sync.html")


@login_required
@require_GET
def ledger_list(request: HttpRequest) -> HttpResponse:
    if not request.user.may(Permission.VIEW_LEDGER):
        raise NotPermitted(_("查看日志需要执法监督或审计管理员角色"))
    entries = Entry.objects.filter(bureau__in=[request.user.bureau_id])
    if words := request.GET.get("subject", "").strip():
        entries = entries.filter(subject_text__contains=words)
    page = keyset_page(entries, request, order=["-id"])
    columns = (
        Column(_("时间"), lambda e: e.at),
        Column(_("人员"), lambda e: _("系统") if e.actor == "system" else e.actor_text),
        Column(_("行为"), lambda e: label_of(e.act, e.act_text)),
        Column(_("对象"), lambda e: e.subject_text),
        Column(_("依据"), lambda e: e.article),
        Column(_("哈希"), lambda e: e.leaf[:12]),
    )
    table = Table(_("日志"), columns, page.rows, page, _("没有符合条件的日志"))
    return render(request, "web/ledger.html", {"table": table, "words": words})
