"""The files of an edition: their bytes, their dates, and the list of what is wrong with them."""

import hashlib
import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _

from enforcement.workdays import ONE_DAY

FAST_AND_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MALFORMED = (ValueError, TypeError, AttributeError)  # what a value of the wrong kind runs into
FORMAT = b"rulebook/2"  # part of the hash: another reading of the same files is another edition
BOOK = "rulebook.yaml"  # the one file without which there is no edition
FILES = (BOOK, "additions.yaml", "checklists.yaml", "documents.yaml", "elements.yaml", "selection.yaml")
Row = dict[str, Any]
Problem = str


@dataclass
class Source:
    """`rows[model name]` are keyword arguments; a law stands as its key, a checklist as its code."""

    sha256: str
    as_of: date
    selection_rule: str
    open_questions: list[str]
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    problems: list[Problem] = field(default_factory=list)

    @property
    def code(self) -> str:
        return f"{self.as_of}-{self.sha256[:8]}"

    def report(self, row_id: str, reason: str) -> None:
        self.problems.append(f"{row_id}: {reason}")


class Unreadable(Exception):
    """A source file is missing or is not YAML; nothing in it can be checked."""


def digest(folder: Path) -> str:
    total = hashlib.sha256(FORMAT)
    for name in FILES:
        path = folder / name
        total.update(name.encode() + b"\0" + (path.read_bytes() if path.exists() else b"") + b"\0")
    return total.hexdigest()


def read_yaml(path: Path, *, needed: bool = True) -> dict[str, Any]:
    if not path.exists() and not needed:
        return {}
    try:
        text = path.read_text(encoding="utf-8")
        content = yaml.load(text, Loader=FAST_AND_SAFE)  # noqa: S506
    except OSError as error:
        words = {"path": path.name, "reason": error.strerror}
        raise Unreadable(_("无法读取文件 %(path)s：%(reason)s") % words) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        words = {"path": path.name, "reason": str(error).replace(str(path), path.name)}
        raise Unreadable(_("文件 %(path)s 不是有效的 YAML：%(reason)s") % words) from error
    if not isinstance(content, dict):
        raise Unreadable(_("文件 %(path)s 的最外层应为键值表") % {"path": path.name})
    return content


def a_day(text: Any) -> date | None:
    """A bare year, which one source has, is its first day."""
    if text is None:
        return None
    words = str(text)
    try:
        return date(int(words), 1, 1) if re.fullmatch(r"\d{4}", words) else date.fromisoformat(words)
    except ValueError as error:
        raise ValueError(_("日期无法识别：%(text)s") % {"text": words}) from error


def validity(first: Any, last: Any) -> tuple[date | None, date | None]:
    """From the first day in force to the day after the last."""
    start, end = a_day(first), a_day(last)
    if start and end and start > end:
        raise ValueError(_("有效期颠倒：%(first)s 晚于 %(last)s") % {"first": start, "last": end})
    return start, end and end + ONE_DAY


def rows_of(source: Source, book: dict[str, Any], section: str) -> list[Row]:
    rows = book.get(section) or []
    if isinstance(rows, list):
        return rows
    source.report(section, _("应为条目的列表"))
    return []


def check_fields(source: Source) -> None:
    """What the database would refuse without naming the row: texts too long, or values of another kind."""
    for name, rows in source.rows.items():
        for column in apps.get_model("rulebook", name)._meta.concrete_fields:
            for row in rows:
                if column.name in row and (reason := _misfit(column, row[column.name])):
                    row_id = str(row.get("row_id") or row.get("key") or row.get("code"))
                    source.report(row_id, f"{column.verbose_name}: {reason}")


def _misfit(column: "models.Field[Any, Any]", value: Any) -> str:
    if isinstance(column, models.CharField | models.TextField):
        if not isinstance(value, str) or "\0" in value:
            return _("应为文字：%(value)s") % {"value": value}
        if column.max_length and len(value) > column.max_length:
            return _("超过 %(length)s 个字") % {"length": column.max_length}
    if isinstance(column, models.BooleanField) and not isinstance(value, bool):
        return _("应为 true 或 false：%(value)s") % {"value": value}
    if isinstance(column, models.JSONField):
        return _json_misfit(value)
    number = isinstance(column, models.PositiveIntegerField | models.PositiveBigIntegerField) and value is not None
    if number and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31):
        return _("应为不小于 0 的整数：%(value)s") % {"value": value}
    return ""


def _json_misfit(value: Any) -> str:
    try:
        text = json.dumps(value)
    except TypeError as error:
        return _("含有不能存储的值：%(reason)s") % {"reason": error}
    return _("含有不能存储的字符") if "\\u0000" in text else ""
