"""What the pages of the register show: columns, facts, links. No HTTP."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.codes import industry_name
from enforcement.web.tables import Column
from enforcement.wording import labelled, listed, remarked
from plans.models import Enterprise, ImportRun
from plans.models.enterprise import MERGED
from plans.queries.enterprise import known_divisions
from plans.states import EnterpriseStatus, Grade, Hazard, ImportState, Sector
from plans.words import kept_word

GRADE_TONES: dict[str, str] = {Grade.RED: "over", Grade.ORANGE: "due", Grade.YELLOW: "near", Grade.BLUE: "info"}
TASK_TONES = ("over", "due", "near", "info")  # by the place of the level in its scheme, the gravest first
STATUS_TONES: dict[str, str] = {EnterpriseStatus.OPERATING: "ok"}
RUN_TONES: dict[str, str] = {
    ImportState.DONE: "ok",
    ImportState.CANCELLED: "muted",
    ImportState.CHECKED: "near",
    ImportState.UNDONE: "muted",
}
HOME = (_("企业库"), "/enterprises/")

COLUMNS = (
    Column(
        _("企业名称"),
        lambda one: one.name,
        href=lambda one: f"/enterprises/{one.id}/",
        sub=lambda one: formerly(getattr(one, "found_as", None)),
    ),
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
        lambda one: _("已并入") if one.standing == MERGED else EnterpriseStatus(one.standing).label,
        tag=lambda one: STATUS_TONES.get(one.standing, "muted"),
        by="standing",
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
    Column(_("分级方案"), lambda one: f"{one.scheme} {one.edition.edition}"),
    Column(_("得分"), lambda one: plain_score(one.score), numeric=True),
    Column(_("分级人员"), lambda one: one.graded_by),
    Column(_("等级"), lambda one: one.get_grade_display(), tag=lambda one: GRADE_TONES.get(one.grade, "muted")),
)
TASK_COLUMNS = (
    Column(_("作业或部位"), lambda one: one.task, href=lambda one: one.get_absolute_url()),
    Column(_("分级方案"), lambda one: one.scheme),
    Column(_("得分"), lambda one: plain_score(one.score), numeric=True),
    Column(_("分级时间"), lambda one: one.graded_at),
    Column(_("等级"), lambda one: kept_word(one.level), tag=lambda one: TASK_TONES[min(one.rank, len(TASK_TONES) - 1)]),
)
FACTS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    (
        "registered",
        _("登记"),
        ("name", "credit_code", "registered_on", "kind", "legal_person", "capital", "scope", "sector", "industry_code")
        + ("scale", "affiliation", "employees", "status"),
    ),
    (
        "safety",
        _("安全"),
        ("safety_head", "safety_staff", "hazards", "source_level", "standardisation", "insurer", "insured_until")
        + ("emergency_plan_number", "emergency_plan_on"),
    ),
    ("contact", _("地址与联系"), ("province", "region", "region_code", "address", "phone")),
)


def formerly(name: str | None) -> str:
    return labelled(_t("曾用名"), name) if name else ""


def status_words(one: Enterprise) -> str:
    """The status of today, since when, and the one that is to come; of a merged one, what took it over."""
    if one.merged_into is not None:
        return _t("已并入 %(name)s") % {"name": one.merged_into.name}
    today = timezone.localdate()
    words = str(one.status_at(today).label)
    if one.status_on is None:
        return words
    day = one.status_on.isoformat()
    if one.status_on > today:
        coming = _t("%(day)s 起%(status)s") % {"day": day, "status": one.get_status_display()}
        return remarked(words, coming)
    return remarked(words, _t("%(day)s 起") % {"day": day})


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
            (_("经营状态"), status_words(one)),
            (_("监管机关"), one.bureau),
        ],
        "act": act if user.may(Permission.MAINTAIN_ENTERPRISES, one) and not one.merged_into_id else None,
    }


def facts_of(one: Enterprise) -> list[tuple[str, Any, list[tuple[Any, Any]]]]:
    """In groups: id, heading, rows."""
    return [
        (key, heading, [(Enterprise._meta.get_field(name).verbose_name, shown(one, name)) for name in names])
        for key, heading, names in FACTS
    ]


def shown(one: Enterprise, name: str) -> Any:
    value = getattr(one, name)
    if isinstance(value, list) and not value:
        return ""
    if name in SHOWN and value:
        return SHOWN[name](one)
    if isinstance(value, dt.date):
        return value.isoformat()
    display = getattr(one, f"get_{name}_display", None)
    return display() if display else value


SHOWN: dict[str, Any] = {
    "hazards": lambda one: listed(Hazard(word).label for word in one.hazards),
    "capital": lambda one: f"{one.capital:,.2f}",
    "standardisation": lambda one: kept_word(one.standardisation),
    "status": status_words,
    "industry_code": lambda one: f"{one.industry_code} {industry_name(one.industry_code)}".strip(),
    "region_code": lambda one: f"{one.region_code} {known_divisions().get(one.region_code, '')}".strip(),
}


def acts_of(one: Enterprise, user: User) -> list[dict[str, Any]]:
    """Acts beside the main one, for whoever maintains the register."""
    if not user.may(Permission.MAINTAIN_ENTERPRISES, one):
        return []
    if one.merged_into_id:
        return [{"label": _("撤销并入"), "url": reverse("enterprise_unmerge", args=[one.pk])}]
    return [
        {"label": _("变更经营状态"), "url": reverse("enterprise_status", args=[one.pk])},
        {"label": _("并入其他企业"), "url": reverse("enterprise_merge", args=[one.pk])},
    ]


def links_of(one: Enterprise, user: User) -> list[dict[str, Any]]:
    """Lists filtered by this enterprise. By address: this app does not know the apps above it."""
    first = {"label": _("全部办理记录，按时间"), "url": reverse("enterprise_life", args=[one.pk])}
    lists = (
        (pgettext_lazy("menu", "检查任务"), "/assignments/", Permission.VIEW_INSPECTIONS),
        (pgettext_lazy("menu", "检查"), "/inspections/", Permission.VIEW_INSPECTIONS),
        (_("整改复查"), "/orders/", Permission.VIEW_INSPECTIONS),
        (pgettext_lazy("menu", "案件"), "/penalties/", Permission.VIEW_CASES),
    )
    duty = {"label": _("监管分工"), "url": reverse("jurisdiction_detail", args=[one.pk])}
    return [first, duty] + [
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
