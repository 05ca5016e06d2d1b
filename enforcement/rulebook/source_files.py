"""The files of an edition: their bytes, their dates, and the list of what is wrong with them."""

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from django.utils.translation import gettext as _

from enforcement.workdays import ONE_DAY

FAST_AND_SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
FORMAT = b"rulebook/1"  # part of the hash: another reading of the same files is another edition
FILES = ("rulebook.yaml", "checklists.yaml", "selection.yaml")
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
        raise Unreadable(_("无法读取文件 %(path)s：%(reason)s") % {"path": path, "reason": error.strerror}) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise Unreadable(_("文件 %(path)s 不是有效的 YAML：%(reason)s") % {"path": path, "reason": error}) from error
    if not isinstance(content, dict):
        raise Unreadable(_("文件 %(path)s 的最外层应为键值表") % {"path": path})
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
