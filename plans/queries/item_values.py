"""What an item of the plan says: as codes and values that can be kept, and as words of the reader's language."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from enforcement.wording import listed
from plans.models import PlanItem
from plans.states import Grade, ItemKind, LicenceKind, Sector

Values = dict[str, Any]
UNGRADED = "ungraded"
COMPARED = (
    *("enterprise", "kind", "sector", "grades", "region", "ratio", "campaign", "starts_on", "ends_on"),
    *("subject", "licence", "visits", "officers_per_visit", "days_per_visit", "months", "frequency", "ceiling"),
    *("occupational_health", "unit"),
)
NOT_COMPARED = {
    "id": "another row in each edition",
    "plan": "the edition itself",
    "added_by": "who wrote it down, not what is planned",
    "version": "counts the saves of a row",
    "changed_at": "when a row was saved",
    "changed_by": "who saved a row",
}


def values_of(item: PlanItem) -> Values:
    """Plain JSON. The enterprise is not in it: what names one is shown beside its name or not at all."""
    return {
        "kind": item.kind,
        "subject": item.subject,
        "licence": item.licence,
        "campaign": item.campaign,
        "period": [item.starts_on.isoformat(), item.ends_on.isoformat()] if item.starts_on and item.ends_on else [],
        "drawn": item.is_random,
        "sector": item.sector,
        "grades": sorted(item.grades),
        "region": item.region,
        "ratio": None if item.ratio is None else plain(item.ratio),
        "visits": item.visits,
        "officers": item.officers_per_visit,
        "days": plain(item.days_per_visit),
        "months": sorted(item.months),
        "frequency": item.times if item.is_random else 0,
        "ceiling": item.ceiling,
        "health": item.occupational_health,
        "unit": str(item.unit) if item.unit else "",
    }


def parts_of(values: Values, *, months: bool = True) -> dict[str, str]:
    """By what each part is about, in the order of reading; a part that says nothing is left out."""
    often = _("每户 %(frequency)s 次，上限 %(ceiling)s 次") if values["drawn"] else _("每户上限 %(ceiling)s 次")
    parts = {
        "kind": str(ItemKind(values["kind"]).label),
        "subject": values["subject"],
        "licence": licence_words(values),
        "campaign": campaign_words(values),
        "scope": scope_words(values) if values["drawn"] else "",
        "effort": _("%(visits)s 家次，每次 %(officers)s 人 %(days)s 天") % values,
        "months": _("%(months)s 月") % {"months": listed(values["months"])} if values["months"] and months else "",
        "often": often % values,
        "health": _("同时检查职业健康") if values["health"] else "",
        "unit": values["unit"],
    }
    return {name: words for name, words in parts.items() if words}


def nothing(part: str) -> str:
    """What stands for a part that says nothing, beside one that says something."""
    words = {
        "licence": _("不专门检查许可"),
        "months": _("全年"),
        "health": _("不同时检查职业健康"),
        "unit": _("未指定承办机构"),
    }
    return words.get(part, "--")


def licence_words(values: Values) -> str:
    """Plans published before items named a licence say nothing of it."""
    kind = values.get("licence")
    return _("检查许可：%(licence)s") % {"licence": LicenceKind(kind).label} if kind else ""


def campaign_words(values: Values) -> str:
    if not values["period"]:
        return str(values["campaign"])
    starts, ends = values["period"]
    return _("%(campaign)s（%(starts)s 至 %(ends)s）") % {
        "campaign": values["campaign"],
        "starts": starts,
        "ends": ends,
    }


def scope_words(values: Values) -> str:
    """What a pool is drawn from."""
    grades = {**dict(Grade.choices), UNGRADED: _("未分级")}
    parts = [
        str(Sector(values["sector"]).label) if values["sector"] else _("全部行业领域"),
        listed(grades.get(one, one) for one in values["grades"]),
        values["region"],
        _("比例 %(ratio)s%%") % values if values["ratio"] is not None else "",
    ]
    return listed(part for part in parts if part)


def plain(value: Decimal) -> str:
    return f"{Decimal(value).normalize():f}"
