"""Editions of the grading schemes: which is in force, and what the installed files hold."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from enforcement.accounts.models import Bureau
from enforcement.errors import RuleBroken
from enforcement.rulebook.states import EditionState
from plans.models import SchemeEdition
from plans.models.scheme import chain_of
from plans.rules.scheme import OF_TASKS

FOLDER = settings.BASE_DIR / "fixtures" / "rulebook"
SOURCE, ADDITIONS = "grading.yaml", "grading-additions.yaml"


@cache
def schemes(folder: Path = FOLDER) -> dict[str, dict[str, Any]]:
    """As the files of the folder have them, with what the additions say of their answers and colours."""
    added = additions(folder).get("schemes", {})
    return {one["code"]: one | added.get(one["code"], {}) for one in source(folder)["schemes"]}


@cache
def source(folder: Path = FOLDER) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((folder / SOURCE).read_text(encoding="utf-8"))
    return content


@cache
def additions(folder: Path = FOLDER) -> dict[str, Any]:
    path = folder / ADDITIONS
    content: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return content


def sha256_of(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def editions_in_force(bureau: Bureau, on: dt.date) -> dict[str, SchemeEdition]:
    """By code: of the nearest bureau upward that has one, else everybody's; of these the latest. One query."""
    depth = {pk: number for number, pk in enumerate(chain_of(bureau), start=1)}
    published = SchemeEdition.objects.filter(state=EditionState.PUBLISHED)
    rows = published.filter(bureau=None) | published.filter(bureau__in=depth)
    begun = [one for one in rows if one.effective_from is None or one.effective_from <= on]
    begun.sort(key=lambda one: (depth.get(one.bureau_id or 0, 0), one.effective_from or dt.date.min, one.pk))
    return dict(sorted({one.code: one for one in begun}.items()))


def edition_in_force(code: str, bureau: Bureau, on: dt.date) -> SchemeEdition:
    found = editions_in_force(bureau, on).get(code)
    if found is None:
        raise RuleBroken(_("没有编号为 %(code)s 的分级方案，请从列表中选择") % {"code": code}, field="scheme")
    return found


def of_units(editions: Mapping[str, SchemeEdition]) -> dict[str, SchemeEdition]:
    return {code: one for code, one in editions.items() if one.kind != OF_TASKS}


def of_tasks(editions: Mapping[str, SchemeEdition]) -> dict[str, SchemeEdition]:
    return {code: one for code, one in editions.items() if one.kind == OF_TASKS}


def earlier_edition(edition: SchemeEdition) -> SchemeEdition | None:
    """What the edition follows: of its own bureau, else everybody's."""
    others = SchemeEdition.objects.filter(code=edition.code, state=EditionState.PUBLISHED).exclude(pk=edition.pk)
    for home in dict.fromkeys((edition.bureau_id, None)):
        rows = [one for one in others.filter(bureau=home) if begins(one) <= begins(edition)]
        if rows:
            return max(rows, key=lambda one: (begins(one), one.pk))
    return None


def begins(edition: SchemeEdition) -> dt.date:
    return edition.effective_from or dt.date.min
