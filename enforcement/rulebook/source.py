"""Reads the source files of an edition into plain rows and finds every problem in them. Writes nothing."""

import re
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from enforcement.rulebook.models import SLOTS
from enforcement.rulebook.source_checklists import read_checklists
from enforcement.rulebook.source_elements import read_elements
from enforcement.rulebook.source_files import (
    BOOK,
    FILES,
    MALFORMED,
    Row,
    Source,
    Unreadable,
    a_day,
    check_fields,
    digest,
    read_yaml,
    rows_of,
    validity,
)
from enforcement.rulebook.source_texts import read_articles, read_forms
from enforcement.rulebook.states import Confidence, Evidence, Level, Unit


def read(folder: Path) -> Source:
    books = {name: read_yaml(folder / name, needed=name == BOOK) for name in FILES}
    book, additions, selection = books[BOOK], books["additions.yaml"], books["selection.yaml"]
    try:
        meta = book.get("meta") or {}
        source = Source(
            sha256=digest(folder),
            as_of=a_day(meta.get("as_of")) or date(1970, 1, 1),
            selection_rule=str(meta.get("selection_rule", "")),
            open_questions=[str(question) for question in book.get("open_questions") or []],
        )
        reader = _Reader(source, selection)
        reader.priors = dict(additions.get("prior_versions") or {})
        reader.corrections = dict(additions.get("corrections") or {})
    except (KeyError, *MALFORMED) as error:
        raise Unreadable(_("rulebook.yaml 的 meta 或 selection.yaml 有误：%(reason)s") % {"reason": error}) from error
    for section in ("laws", "day_rules", "time_limits", "thresholds", "gates", "violations"):
        for row in [*rows_of(source, book, section), *rows_of(source, additions, section)]:
            reader.take(section, row)
    for section in UNDATED:
        for row in rows_of(source, book, section):
            reader.take_undated(section, row)
    reader.miss_nothing()
    read_checklists(source, books["checklists.yaml"])
    read_elements(source, books["elements.yaml"])
    read_forms(source, books["documents.yaml"], selection)
    read_articles(source, book, additions)
    find_overlaps(source)
    check_fields(source)
    return source


class _Reader:
    def __init__(self, source: Source, selection: dict[str, Any]) -> None:
        self.source = source
        levels = selection.get("levels") or {}
        self.levels = {key: Level[name.upper()] for name, keys in levels.items() for key in keys}
        self.day_rules = {
            key: (rule_id, rule["rolls_forward"])
            for rule_id, rule in (selection.get("day_rules") or {}).items()
            for key in rule["laws"]
        }
        self.default_day_rule = selection.get("default_day_rule", "")
        self.yields = set(selection.get("yields_to_rules") or [])
        self.variants = selection.get("variants") or {}
        self.itemised = selection.get("itemised") or {}
        self.prior_laws = selection.get("prior_laws") or {}
        self.corrections: dict[str, Row] = {}  # of additions.yaml: what a row of rulebook.yaml is now known to be
        self.priors: dict[str, Row] = {}  # of additions.yaml, laid over those of rulebook.yaml
        self.laws: dict[str, Row] = {}
        self.seen: set[str] = set()

    def miss_nothing(self) -> None:
        """The other files may only speak of rows and laws that are there."""
        spoken_of = {
            "additions.yaml prior_versions": self.priors.keys(),
            "additions.yaml corrections": self.corrections.keys(),
            "selection.yaml yields_to_rules": self.yields,
            "selection.yaml variants": self.variants.keys(),
            "selection.yaml itemised": self.itemised.keys(),
            "selection.yaml prior_laws": self.prior_laws.values(),
            "selection.yaml day_rules": self.day_rules.keys(),
            "selection.yaml levels": self.levels.keys(),
        }
        for place, ids in spoken_of.items() if self.seen else ():
            for row_id in sorted(str(one) for one in ids if str(one) not in self.seen):
                self.source.report(place, _("引用了不存在的行 %(row)s") % {"row": row_id})

    def take(self, section: str, row: Row) -> None:
        """One row; what is missing or unknown in it is reported, and the next row is looked at all the same."""
        if not isinstance(row, dict):
            self.source.report(section, _("条目应为键值表：%(row)s") % {"row": row})
            return
        row_id = str(row.get("key") if section == "laws" else row.get("id") or "?")
        if row_id in self.seen:
            self.source.report(row_id, _("行号重复"))
            return
        self.seen.add(row_id)
        try:
            getattr(self, f"_{section}")({**row, **self.corrections.get(row_id, {})})
        except KeyError as error:
            self.source.report(row_id, _("缺少或未知的内容 %(name)s") % {"name": error})
        except MALFORMED as error:
            self.source.report(row_id, str(error))

    def _laws(self, row: Row) -> None:
        key = row["key"]
        rule, rolls = self.day_rules.get(key, (self.default_day_rule, False))
        self.laws[key] = self._common(row, row) | {
            "key": key,
            "document": row.get("document") or "",
            "status": row["status"],
            "level": self.levels[key] if self.levels else Level.MINISTRY_RULE,
            "articles_read": row.get("articles_read") or "",
            "day_rule": rule,
            "rolls_forward": rolls,
            "itemised": self.itemised.get(key, []),
        }
        self.source.rows["Law"].append(self.laws[key])

    def _day_rules(self, row: Row) -> None:
        common = self._common(row, row, name=row["rule"], name_en=row["rule"])
        self.source.rows["DayRule"].append(common | {"row_id": row["id"], "law_text": row["law"]})

    def _time_limits(self, row: Row) -> None:
        if row["unit"] not in Unit.values:
            raise ValueError(_("未知的期限单位：%(unit)s") % {"unit": row["unit"]})
        for name in ("length", "default_when_unset"):
            if row.get(name) is not None and (not isinstance(row[name], int) or row[name] < 0):
                raise ValueError(_("%(name)s 应为不小于 0 的整数") % {"name": name})
        self.source.rows["TimeLimit"].append(
            self._provision(row)
            | {name: row.get(name) or "" for name in ("stage", "trigger", "counts_from", "extension", "consequence")}
            | {name: row.get(name) for name in ("length", "unit", "default_when_unset")}
            | {
                "hard": row.get("hard", True),
                "backward": "counted BACK" in (row.get("counts_from") or ""),
                "yields_to_rules": row["id"] in self.yields,
            }
        )

    def _thresholds(self, row: Row) -> None:
        variant = self.variants.get(row["id"], "")
        self.source.rows["Threshold"].append(self._provision(row) | {"value": row["value"], "variant": variant})

    def _gates(self, row: Row) -> None:
        common = self._provision(row | {"rule_key": row["id"], "name_zh": row["rule_zh"], "name_en": row["rule_en"]})
        self.source.rows["Gate"].append(common | {"stage": row["stage"], "blocks": row["mode"] == "block"})

    def _violations(self, row: Row) -> None:
        penalty, violated = row["penalty"], row["violated"]
        dates = {name: row.get(name) for name in ("effective_from", "effective_to")}
        named = {"rule_key": row["id"], "name_zh": row["case_name_zh"], "name_en": row["case_name_en"]}
        found = (
            self._provision(row | named | {"source": penalty | dates})
            | self._slots(row)
            | {
                "violated_law": self._law(violated["law_key"]),
                "violated_article": violated["article"],
                "other_measures": row.get("other_measures") or "",
                "authority": row.get("authority") or "",
                "discretion_tiers": row.get("discretion_tiers") or [],
            }
        )
        self.source.rows["Violation"].append(found)
        if prior := {**(row.get("prior_version") or {}), **self.priors.get(row["id"], {})}:
            self.source.rows["Violation"].append(self._prior(found, prior))

    def _prior(self, later: Row, prior: Row) -> Row:
        """The same violation under the law before: from that law's first day to the day before the later row."""
        key = self._law(self.prior_laws[prior["law"]])
        ends = later["validity"][0] or date.max
        law_from, law_end = self.laws[key]["validity"]
        text = prior.get("text") or ""
        seen = Evidence.SECONDARY_REPORT if prior["confidence"] == Confidence.VERIFIED else Evidence.NONE
        slots = bands_of(text) if text else prior
        return (
            later
            | {
                "row_id": f"{later['rule_key']}@{key}",
                "law": key,
                "article": str(prior["article"]),
                "violated_law": key,
                "violated_article": str(prior.get("violated_article") or "not read"),
                "validity": (law_from, min(law_end or ends, ends)),
                "confidence": Confidence(prior["confidence"]),
                "evidence": Evidence(prior.get("evidence") or seen),
                "verified_in": prior.get("verified_in") or "",
                "other_measures": prior.get("other") or "",
                "text": text,
                "discretion_tiers": [],
                "note": "",
            }
            | self._slots(slots)
        )

    def _slots(self, row: Row) -> Row:
        columns: Row = {}
        for slot in SLOTS:
            band = row.get(slot)
            yuan = band if band and band.get("unit", "CNY") == "CNY" else {}
            low, high = yuan.get("min"), yuan.get("max")
            if low is not None and high is not None and low > high:
                raise ValueError(
                    _("%(slot)s 的下限 %(low)s 大于上限 %(high)s") % {"slot": slot, "low": low, "high": high}
                )
            columns |= {slot: band, f"{slot}_min": low, f"{slot}_max": high}
        return columns

    def _provision(self, row: Row) -> Row:
        cited = row["source"]
        return self._common(row, cited) | {
            "row_id": row["id"],
            "rule_key": row["rule_key"],
            "law": self._law(cited["law_key"]),
            "article": str(cited.get("article") or ""),
        }

    def _law(self, key: str) -> str:
        if key not in self.laws:
            raise ValueError(_("引用了不存在的法律 %(key)s") % {"key": key})
        return key

    def _common(self, row: Row, dated: Row, *, name: str = "", name_en: str = "") -> Row:
        return {
            "validity": validity(dated.get("effective_from"), dated.get("effective_to")),
            "confidence": Confidence(row["confidence"]),
            "evidence": Evidence(row.get("evidence") or ""),
            "verified_in": row.get("verified_in") or "",
            "name_zh": name or row["name_zh"],
            "name_en": name_en or row.get("name_en") or "",
            "note": row.get("note") or "",
        }

    def take_undated(self, section: str, row: Row) -> None:
        model, renamed = UNDATED[section]
        if not isinstance(row, dict):
            self.source.report(section, _("条目应为键值表：%(row)s") % {"row": row})
            return
        if str(row.get("id")) in self.seen:
            self.source.report(str(row.get("id")), _("行号重复"))
            return
        self.seen.add(str(row.get("id")))
        try:
            texts = {name: str(row[was]) for name, was in renamed.items()}
            name = row.get("name_zh") or row.get("item_zh") or row["method_zh"]
            name_en = row.get("name_en") or row.get("item_en") or row.get("method_en") or ""
            common = self._common(row, {}, name=name, name_en=name_en)
            self.source.rows[model].append(common | {"row_id": row["id"]} | texts)
        except (KeyError, *MALFORMED) as error:
            self.source.report(str(row.get("id")), _("缺少或未知的内容 %(name)s") % {"name": error})


UNDATED = {
    "order_types": (
        "OrderType",
        {name: name for name in ("nature", "legal_basis", "approval", "max_period", "follow_up")},
    ),
    "service_methods": ("ServiceMethod", {"rule": "rule", "served_on": "effective", "source": "source"}),
    "recurring_dates": ("RecurringDate", {name: name for name in ("due", "frequency", "source", "force")}),
    "retention": ("Retention", {"period": "period", "source": "source"}),
}


BAND = re.compile(r"(?:(\d+)-)?(\d+)万(以下)?")


def bands_of(text: str) -> Row:
    """The fines in a summary, such as 可以处5万以下;拒不改正5-10万; after 逾期 or 拒不改正 stands the overdue band."""
    found: Row = {}
    for part in text.split(";"):
        band = BAND.search(part)
        if not band:
            continue
        slot = "entity_overdue" if part.startswith(("逾期", "拒不改正")) else "entity_first"
        low = int(band[1]) * 10_000 if band[1] else 0
        found[slot] = {"min": low, "max": int(band[2]) * 10_000, "mode": "may" if "可以" in part else "must"}
    return found


KEYS = {
    "Law": ("key",),
    "DayRule": ("row_id",),
    "TimeLimit": ("rule_key", "law"),
    "Threshold": ("rule_key", "law", "variant"),
    "Gate": ("rule_key",),
    "Violation": ("rule_key",),
    "Checklist": ("code",),
    "Article": ("law", "number"),
    "DocumentText": ("code",),
}


def find_overlaps(source: Source) -> None:
    """The same refusal as the database's, but for all rows at once and with their ids."""
    for model, names in KEYS.items():
        groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for row in source.rows[model]:
            groups[tuple(row[name] for name in names)].append(row)
        for rows in groups.values():
            ordered = sorted(rows, key=lambda row: row["validity"][0] or date.min)
            for one, other in zip(ordered, ordered[1:], strict=False):
                if (one["validity"][1] or date.max) > (other["validity"][0] or date.min):
                    named = {"other": _id(one), "last": (one["validity"][1] or date.max) - timedelta(days=1)}
                    source.report(_id(other), _("有效期与 %(other)s 重叠（后者至 %(last)s 有效）") % named)


def _id(row: Row) -> str:
    return str(row.get("row_id") or row.get("key") or row.get("code"))
