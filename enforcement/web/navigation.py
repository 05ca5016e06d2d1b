"""The left rail, the phone bar and the words of the header. Each entry names the permission that opens it."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from enforcement.accounts.permissions import Permission as P
from enforcement.web.models import Reminder

RAIL = (
    (_("工作台"), "desk", "desk", None),
    (pgettext_lazy("menu", "计划"), "plan_list", "plan", P.VIEW_PLANS),
    (_("双随机抽取"), "draw_list", "draw", P.VIEW_DRAWS),
    (pgettext_lazy("menu", "检查任务"), "assignment_list", "assignment", P.VIEW_INSPECTIONS),
    (pgettext_lazy("menu", "检查"), "inspection_list", "inspection", P.VIEW_INSPECTIONS),
    (_("整改复查"), "order_list", "order", P.VIEW_INSPECTIONS),
    (pgettext_lazy("menu", "案件"), "penalty_list", "penalty", P.VIEW_CASES),
    (pgettext_lazy("menu", "文书"), "document_list", "document", P.VIEW_INSPECTIONS),
    (_("公示"), "publication_list", "disclosure", P.VIEW_DISCLOSURE),
    (_("统计"), "period_list", "statistics", P.VIEW_STATISTICS),
    (_("企业库"), "enterprise_list", "enterprise", P.VIEW_ENTERPRISES),
    (_("法规库"), "law_list", "law", P.VIEW_LAW),
    (_("工作日历"), "calendar_year", "plan", P.VIEW_LAW),
    (_("本局取值"), "value_list", "gear", P.VIEW_LAW),
    (_("日志"), "ledger_list", "ledger", P.VIEW_LEDGER),
    (_("机构与人员"), "staff_list", "staff", P.MAINTAIN_ACCOUNTS),
    (_("角色授予"), "grant_list", "grant", P.GRANT_ROLES),
    (_("系统管理"), "admin:index", "gear", P.MAINTAIN_SYSTEM),
)
UNREAD = f"SELECT COUNT(*) FROM {Reminder._meta.db_table} WHERE user_id = %s AND read_at IS NULL"  # noqa: S608
PUBLIC = (
    (_("处罚公示"), "public_decisions"),
    (_("年度计划"), "public_plans"),
    (_("双随机抽取"), "public_draws"),
)
PHONE_BAR = ("desk", "inspection_list", "penalty_list", "sync", "settings")
PHONE_LABELS = {
    "desk": _("待办"),
    "inspection_list": pgettext_lazy("phone bar", "检查"),
    "penalty_list": pgettext_lazy("menu", "案件"),
    "sync": _("同步"),
    "settings": pgettext_lazy("phone bar", "我的"),
}
PHONE_ICONS = {"desk": "desk", "inspection_list": "check", "penalty_list": "case", "sync": "sync", "settings": "user"}


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every page. For visitors without a sign-in: the system's name only."""
    user = getattr(request, "user", None)
    public = request.path.startswith("/public/")
    common: dict[str, Any] = {"system_name": settings.SYSTEM_NAME, "public_page": public}
    if public or user is None or not user.is_authenticated:
        shown = [entry(request, label, name, name) for label, name in PUBLIC]
        here = max((one["url"] for one in shown if one["current"]), key=len, default="")  # the nearest one alone
        common["public_nav"] = [{**one, "current": one["url"] == here} for one in shown]
    if user is None or not user.is_authenticated:
        return common
    rail = [
        entry(request, label, url_name, icon)
        for label, url_name, icon, permission in RAIL
        if (permission is None or user.may(permission))
    ]
    open_to_user = {one["name"] for one in rail} | {"sync", "settings"}
    phone = [entry(request, PHONE_LABELS[name], name, PHONE_ICONS[name]) for name in PHONE_BAR if name in open_to_user]
    return common | {"nav": rail, "phone_nav": phone, "unit_name": str(user.bureau), "unread": unread_of(user.pk)}


def unread_of(user: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(UNREAD, [user])
        return int(cursor.fetchone()[0])


def entry(request: HttpRequest, label: Any, url_name: str, icon: str) -> dict[str, Any]:
    url = address_of(url_name)
    current = request.path == url or (url != "/" and request.path.startswith(url))
    return {"label": label, "url": url, "name": url_name, "icon_name": icon, "current": current}


@cache
def address_of(url_name: str) -> str:
    return reverse(url_name)
