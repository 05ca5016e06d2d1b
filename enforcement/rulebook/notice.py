"""Reading a yearly holiday notice, as pasted text or as a table. Pure; every refusal names its row.

The words of the notice check themselves: a weekday that does not fit, a count of days that does not add up or a year
in the heading show that it is the notice of another year.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

HOLIDAY, WORKDAY = "holiday", "workday"
WEEKDAYS = "一二三四五六日"
NEIGHBOURS = timedelta(days=10)  # of the year's two ends: New Year is arranged across them
DATE = re.compile(r"(?:(\d{4})年)?(?:(\d{1,2})月)?(\d{1,2})日(?:（([^）]*)）)?")
RANGE = re.compile(rf"{DATE.pattern}(?:\s*(?:至|到|-|—|－|～|~)\s*{DATE.pattern})?")
TITLE = re.compile(r"^\s*(?:[一二三四五六七八九十]+、|\d+[.、])?\s*([^：:。\d]{1,30})[：:]")
COUNT = re.compile(r"(?:共|放假)(\d+)天")
YEAR = re.compile(r"(?:关于|现将)(\d{4})年|(\d{4})年(?:部分)?节假日")
WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
KINDS = {"放假": HOLIDAY, "休息": HOLIDAY, "上班": WORKDAY, "调休上班": WORKDAY, "补班": WORKDAY}
COLUMNS = ("名称", "类别", "起日", "止日")


@dataclass(frozen=True)
class Entry:
    day: date
    kind: str
    name: str
    row: int


class NoticeRefused(ValueError):
    """Nothing of it counts; `problems` are rows and reasons."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("；".join(self.problems))


@dataclass
class Reading:
    """What has been found so far. A notice with one problem is refused whole, with all its problems."""

    year: int
    entries: list[Entry]
    problems: list[str]

    def refuse(self, row: int, reason: str) -> None:
        self.problems.append(_("第 %(row)s 行：%(reason)s") % {"row": row, "reason": reason})

    def add(self, first: date, last: date, found: tuple[str, str, int]) -> None:
        kind, name, row = found
        if first > last or (last - first).days > 31:
            words = {"first": first, "last": last}
            self.refuse(row, _("起日 %(first)s 和止日 %(last)s 不成一段放假日期") % words)
            return
        for count in range((last - first).days + 1):
            self.entries.append(Entry(first + timedelta(days=count), kind, name, row))


def read_text(text: str, year: int) -> list[Entry]:
    reading = Reading(year, [], [])
    for row, line in enumerate(text.splitlines(), start=1):
        line = line.translate(str.maketrans("()，", "（）,")).strip()
        for told in ("".join(found) for found in YEAR.findall(line)):
            if int(told) != year:
                reading.refuse(row, _("这是 %(told)s 年的通知，不是 %(year)s 年") % {"told": told, "year": year})
        title = TITLE.match(line)
        if title and DATE.search(line):
            read_line(reading, line[title.end() :], title.group(1).strip(), row)
        elif DATE.search(line) and ("放假" in line or "上班" in line):
            reading.refuse(row, _("没有节日名称，应写作“元旦：1月1日至3日放假，共3天”"))
    return checked(reading)


def read_line(reading: Reading, text: str, name: str, row: int) -> None:
    for sentence in re.split(r"[。；;]", text):
        kind = WORKDAY if "上班" in sentence else HOLIDAY if "放假" in sentence else ""
        if not kind:
            if DATE.search(sentence):
                reading.refuse(row, _("“%(words)s”没有说明放假还是上班") % {"words": sentence.strip()})
            continue
        before = len(reading.entries)
        for first, last in dates_in(reading, sentence, row):
            reading.add(first, last, (kind, name, row))
        told, found = COUNT.search(sentence), len(reading.entries) - before
        if kind == HOLIDAY and told and int(told.group(1)) != found:
            words = {"told": told.group(1), "found": found}
            reading.refuse(row, _("写明共 %(told)s 天，日期却是 %(found)s 天") % words)


def dates_in(reading: Reading, sentence: str, row: int) -> Iterator[tuple[date, date]]:
    """A date without year or month has those of the date before it."""
    year, month = reading.year, 0
    for match in RANGE.finditer(sentence):
        parts = match.groups()
        ends = []
        for told_year, told_month, told_day, note in (parts[:4], parts[4:]):
            if told_day is None:
                continue
            year, month = int(told_year or year), int(told_month or month)
            day = as_date(year, month, int(told_day))
            if day is None:
                reading.refuse(row, _("没有“%(words)s”这一天") % {"words": match.group(0)})
                return
            check_weekday(reading, day, note or "", row)
            ends.append(day)
        yield ends[0], ends[-1]


def as_date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def check_weekday(reading: Reading, day: date, note: str, row: int) -> None:
    told = WEEKDAY.search(note)
    real = WEEKDAYS[day.weekday()]
    if told and told.group(1).replace("天", "日") != real:
        words = {"day": day, "told": told.group(1), "real": real}
        reading.refuse(row, _("%(day)s 是周%(real)s，通知写的是周%(told)s，核对是否为该年的通知") % words)


def read_table(rows: Iterable[tuple[int, Sequence[Any]]], year: int) -> list[Entry]:
    """Columns 名称, 类别, 起日, 止日 in any order, perhaps 年份 beside them; the first row names them."""
    reading, places = Reading(year, [], []), None
    for row, cells in rows:
        texts = [cell if isinstance(cell, date) else str(cell).strip() for cell in cells]
        if not any(texts):
            continue
        if places is None:
            places = {name: texts.index(name) for name in (*COLUMNS, "年份") if name in texts}
            if missing := [name for name in COLUMNS[:3] if name not in places]:
                reading.refuse(row, _("表头缺少“%(names)s”列") % {"names": "、".join(missing)})
                break
            continue
        held = {name: texts[at] if at < len(texts) else "" for name, at in places.items()}
        read_row(reading, held, row)
    return checked(reading)


def read_row(reading: Reading, held: dict[str, Any], row: int) -> None:
    told = str(held.get("年份") or reading.year).removesuffix(".0")
    if told != str(reading.year):
        reading.refuse(row, _("这是 %(told)s 年的通知，不是 %(year)s 年") % {"told": told, "year": reading.year})
    kind = KINDS.get(str(held["类别"]))
    first = cell_date(held["起日"])
    last = cell_date(held.get("止日") or held["起日"])
    if kind is None:
        reading.refuse(row, _("类别“%(kind)s”应为放假或上班") % {"kind": held["类别"]})
    elif not held["名称"]:
        reading.refuse(row, _("没有节日名称"))
    elif first is None or last is None:
        reading.refuse(row, _("日期无法识别，应写作 2026-01-01"))
    else:
        reading.add(first, last, (kind, str(held["名称"]), row))


def cell_date(value: Any) -> date | None:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?: 00:00:00)?", str(value).strip())
    return as_date(*(int(part) for part in found.groups())) if found else None


def checked(reading: Reading) -> list[Entry]:
    year, seen = reading.year, dict[date, Entry]()
    first, last = date(year, 1, 1) - NEIGHBOURS, date(year, 12, 31) + NEIGHBOURS
    for entry in reading.entries:
        if not first <= entry.day <= last:
            reading.refuse(entry.row, _("%(day)s 不在 %(year)s 年") % {"day": entry.day, "year": year})
        if entry.kind == WORKDAY and entry.day.weekday() < 5:
            reading.refuse(entry.row, _("调休上班日 %(day)s 不是周六或周日") % {"day": entry.day})
        if before := seen.get(entry.day):
            words = {"day": entry.day, "row": before.row, "name": before.name}
            reading.refuse(entry.row, _("%(day)s 与第 %(row)s 行“%(name)s”重复") % words)
        seen[entry.day] = entry
    if not any(entry.kind == HOLIDAY and entry.day.year == year for entry in reading.entries) and not reading.problems:
        reading.problems.append(_("没有读到 %(year)s 年的放假日期，核对通知内容") % {"year": year})
    if reading.problems:
        raise NoticeRefused(reading.problems)
    return sorted(reading.entries, key=lambda entry: entry.day)
