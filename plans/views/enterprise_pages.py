"""What the pages of the register show: columns, facts, links. No HTTP."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _, pgettext_lazy

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.web.tables import Column
from enforcement.wording import labelled
from plans.models import Enterprise, ImportRun
from plans.states import EnterpriseStatus, Grade, ImportState, Sector

GRADE_TONES: dict[str, str] = {Grade.RED: "over", Grade.ORANGE: "due", Grade.YELLOW: "near", Grade.BLUE: "info"}
STATUS_TONES: dict[str, str] = {EnterpriseStatus.OPERATING: "ok"}
RUN_TONES: dict[str, str] = {
    ImportState.DONE: "ok",
    ImportState.CANCELLED: "muted",
    ImportState.CHECKED: "near",
    ImportState.UNDONE: "muted",
}
HOME = (_("企业库"), "/enterprises/")

COLUMNS = (
    Column(_("企业名称"), lambda one: one.name, href=lambda one: f"/enterprises/{one.id}/"),
    Column(_("统一社会信用代码"), lambda one: one.credit_code),
    Column(_("地区"), lambda one: one.region),
    Column(_("监管行业"), lambda one: Sector(one.sector).label if one.sector else "", by="sector"),
    Column(
        _("风险等级"),
        lambda one: Grade(one.grade).label if one.grade else _("未分级"),
        tag=lambda one: GRADE_TONES.get(one.grade, "muted"),
        by="grade",
    ),
    Column(
        _("经营状态"),
        lambda one: EnterpriseStatus(one.status).label,
        tag=lambda one: STATUS_TONES.get(one.status, "muted"),
        by="status",
    ),
)
RUN_COLUMNS = (
    Column(_("文件"), lambda run: run.file_name, href=lambda run: run.get_absolute_url()),
    Column(_("上传时间"), lambda run: run.created_at),
    Column(_("上传人"), lambda run: run.created_by),
    Column(_("行数"), lambda run: run.rows, numeric=True),
    Column(_("新增"), lambda run: run.new, numeric=True),
    Column(_("更新"), lambda run: run.changed, numeric=True),
    Column(_("有误"), lambda run: run.bad, numeric=True),
    Column(_("状态"), lambda run: run.get_state_display(), tag=lambda run: RUN_TONES.get(run.state, "info")),
)
GRADING_COLUMNS = (
    Column(_("分级时间"), lambda one: one.graded_at, href=lambda one: one.get_absolute_url()),
    Column(_("分级方案"), lambda one: one.scheme),
    Column(_("得分"), lambda one: plain_score(one.score), numeric=True),
    Column(_("分级人员"), lambda one: one.graded_by),
    Column(_("等级"), lambda one: one.get_grade_display(), tag=lambda one: GRADE_TONES.get(one.grade, "muted")),
)
FACTS = (
    *("name", "credit_code", "registered_on", "kind", "legal_person", "capital", "scope", "province", "region"),
    *("address", "industry_code", "sector", "scale", "employees", "safety_head", "phone", "hazards"),
    *("standardisation", "status"),
)


def plain_score(score: Decimal | None) -> str:
    """95, not 95.0; 99.9 stays."""
    return f"{score.normalize():f}" if score is not None else ""


def identity(one: Enterprise, user: User) -> dict[str, Any]:
    act = {"url": reverse("enterprise_edit", args=[one.pk]), "label": _("更正企业信息")}
    return {
        "title": one.name,
        "stage": one.get_grade_display() if one.grade else _("未分级"),
        "tone": GRADE_TONES.get(one.grade, "muted"),
        "facts": [
            (_("统一社会信用代码"), one.credit_code),
            (_("监管行业"), one.get_sector_display()),
            (_("经营状态"), one.get_status_display()),
            (_("监管机关"), one.bureau),
        ],
        "act": act if user.may(Permission.MAINTAIN_ENTERPRISES, one) else None,
    }


def facts_of(one: Enterprise) -> list[tuple[Any, Any]]:
    return [(Enterprise._meta.get_field(name).verbose_name, shown(one, name)) for name in FACTS]


def shown(one: Enterprise, name: str) -> Any:
    value = getattr(one, name)
    if isinstance(value, list):
        return "、".join(value)
    if name == "capital" and value is not None:
        return f"{value:,.2f}"
    if isinstance(value, dt.date):
        return value.isoformat()
    display = getattr(one, f"get_{name}_display", None)
    return display() if display else value


def links_of(one: Enterprise, user: User) -> list[dict[str, Any]]:
    """Lists filtered by this enterprise. By address: this app does not know the apps above it."""
    first = {"label": _("全部办理记录，按时间"), "url": reverse("enterprise_life", args=[one.pk])}
    lists = (
        (pgettext_lazy("menu", "检查任务"), "/assignments/", Permission.VIEW_INSPECTIONS),
        (pgettext_lazy("menu", "检查"), "/inspections/", Permission.VIEW_INSPECTIONS),
        (_("整改复查"), "/orders/", Permission.VIEW_INSPECTIONS),
        (pgettext_lazy("menu", "案件"), "/penalties/", Permission.VIEW_CASES),
    )
    return [first] + [
        {"label": label, "url": f"{path}?enterprise={one.pk}"}
        for label, path, permission in lists
        if user.may(permission)
    ]


def figures_of(run: ImportRun) -> list[dict[str, Any]]:
    return [
        {"label": _("行数"), "value": run.rows},
        {"label": _("新增"), "value": run.new},
        {"label": _("更新"), "value": run.changed},
        {"label": _("无变化"), "value": run.same},
        {"label": _("表内重复"), "value": run.repeated},
        {"label": _("有误"), "value": run.bad, "tone": "over" if run.bad else ""},
    ]


def chips(chosen: Mapping[str, tuple[Any, str]], query: Any) -> list[dict[str, Any]]:
    """One for each condition, with the address without it."""
    made = []
    for name, (label, value) in chosen.items():
        rest = query.copy()
        rest.pop("after", None)
        rest.pop(name, None)
        made.append({"label": labelled(label, value), "remove_url": f"?{rest.urlencode()}"})
    return made
