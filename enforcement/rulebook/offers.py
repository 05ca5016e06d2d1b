"""A violation as it is offered for choice: article, range and who may impose it, before it is chosen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from enforcement.rulebook.guides import is_ours, words_of
from enforcement.rulebook.models import Violation
from enforcement.rulebook.queries import search_violations, violations_in_force
from enforcement.wording import remarked

SLOT_NAMES: dict[str, Promise] = {
    "entity_first": pgettext_lazy("fine of", "单位"),
    "entity_overdue": _("单位逾期未改正"),
    "persons_first": pgettext_lazy("fine of", "个人"),
    "persons_overdue": _("个人逾期未改正"),
}
ACCIDENTS: dict[str, Promise] = {
    "general": _("一般事故"),
    "larger": _("较大事故"),
    "major": _("重大事故"),
    "exceptional": _("特别重大事故"),
}
OFFERED = 8


@dataclass(frozen=True)
class Offer:
    row: Violation
    words: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    ours: bool

    @property
    def about(self) -> str:
        """One line: the article broken, the first range, the authority."""
        parts = [f"{self.row.violated_citation} {self.row.mark}".strip()]
        parts += [f"{name} {words}" for name, words in self.ranges[:2]]
        return "；".join([*parts, self.row.authority.split("(")[0]])

    @property
    def warning(self) -> str:
        return foreign(self.row)


def offer(row: Violation) -> Offer:
    return Offer(row, tuple(words_of(row.rule_key)), tuple(ranges_of(row)), is_ours(row))


def offers(on: date) -> list[Offer]:
    return [offer(row) for row in violations_in_force(on).order_by("row_id")]


def offered_for(words: str, on: date) -> list[Offer]:
    return [offer(row) for row in search_violations(words, on)[:OFFERED]]


def foreign(row: Violation) -> str:
    """What to know before a case is filed for a violation that another authority punishes; nothing for our own."""
    if is_ours(row):
        return ""
    return _t("由%(authority)s处罚，本机关无权处罚的应当移送") % {"authority": row.authority}


def ranges_of(row: Violation) -> list[tuple[str, str]]:
    return [(str(SLOT_NAMES[slot]), band_words(band)) for slot, band in row.slots.items() if band]


def band_words(band: dict[str, Any]) -> str:
    words = f"{_span(band)}{_t('，可以处') if band.get('mode') == 'may' else ''}"
    remarks = [band[name] for name in ("who", "note") if band.get(name)]
    return remarked(words, "；".join(remarks)) if remarks else words


def _span(band: dict[str, Any]) -> str:
    if band.get("unit") == "original_fine_per_day":
        return _t("按原处罚数额按日连续处罚")
    if band.get("unit") == "percent_of_last_year_income":
        return _t("上一年年收入的 %(share)s") % {"share": _levels(band) or f"{band['min']}%—{band['max']}%"}
    if levels := _levels(band):
        return levels
    low, high = band.get("min"), band.get("max")
    if high is None:
        return "--"
    return _t("%(low)s—%(high)s 元") % {"low": f"{low or 0:,}", "high": f"{high:,}"}


def _levels(band: dict[str, Any]) -> str:
    """By the grade of the accident."""
    return "；".join(f"{name} {_level(band[key])}" for key, name in ACCIDENTS.items() if key in band)


def _level(value: Any) -> str:
    if isinstance(value, Iterable):
        low, high = value
        return _t("%(low)s—%(high)s 元") % {"low": f"{low:,}", "high": f"{high:,}"}
    return f"{value}%"
