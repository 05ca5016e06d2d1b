"""A table of plan items as people paste or upload it: headings found, cells read, each problem beside its cell."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from enforcement.wording import in_chinese
from plans.rules.registration import company_name
from plans.states import LicenceKind

# Columns of the unit list as published plans have them; other words for the same stand behind the first.
HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("序号",),
    "name": ("单位名称", "企业名称", "被检查单位", "检查对象", "名称"),
    "code": ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码"),
    "sector": ("行业", "行业领域"),
    "grade": ("风险等级", "分级"),
    "kind": ("检查类别", "检查类别（重点/一般）", "类别"),
    "visits": ("计划次数", "计划家次", "检查次数", "次数"),
    "months": ("计划月份", "月份", "时间安排"),
    "unit": ("承办机构", "承办科室", "科室"),
    "officers": ("每次人数", "人数"),
    "days": ("每次天数", "天数"),
    "ceiling": ("每户年度上限", "年度上限", "上限"),
    "health": ("同时检查职业健康", "职业健康"),
    "subject": ("检查事项", "检查内容"),
    "licence": ("检查的许可", "许可种类"),
}
COLUMN_OF = {heading: column for column, headings in HEADINGS.items() for heading in headings}
UNREAD = ("number", "sector", "grade")  # the register says them; they are there for the reader
PASTED = ("name", "visits", "months", "unit", "days", "ceiling")  # without a row of headings
HEADER_WITHIN = 10
MOST_ROWS = 10_000  # of one table
CODE = re.compile(r"[0-9A-Z]{18}")
MONTH_PART = re.compile(r"(\d{1,2})(?:[-—–~至](\d{1,2}))?")
MENDED = re.compile(r"cell-(\d{1,5})-(\d{1,2})")
YES, NO = ("是", "√", "✓", "有", "1"), ("否", "×", "无", "0")
QUARTERS: dict[str, tuple[int, ...]] = {
    "一季度": (1, 2, 3),
    "二季度": (4, 5, 6),
    "三季度": (7, 8, 9),
    "四季度": (10, 11, 12),
}
QUARTERS |= {"上半年": (1, 2, 3, 4, 5, 6), "下半年": (7, 8, 9, 10, 11, 12)}


@dataclass
class Line:
    """One row. Values hold only what the row says: an absent cell changes nothing. `columns` and `cells` are the row as
    it stands in the table, each in its place."""

    number: int
    columns: Sequence[str] = ()
    cells: Sequence[str] = ()
    code: str = ""
    name: str = ""
    kind: str = ""
    unit: str = ""
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)  # place of the column, what is wrong

    def place(self, column: str) -> int:
        """Of that column, or of what names the enterprise where the table has no such column."""
        return self.columns.index(column) if column in self.columns else self.named_at

    @property
    def named_at(self) -> int:
        """Where the row says which enterprise it means: its code, else its name."""
        places = [self.columns.index(one) for one in ("code", "name") if one in self.columns]
        said = [place for place in places if place < len(self.cells) and self.cells[place]]
        return said[0] if said else places[-1] if places else 0


@dataclass
class Lines:
    rows: list[Line]
    unread: list[tuple[int, int, str]]  # place, row and text of headings nobody knows


def within_rows(rows: Iterable[Any]) -> list[Any]:
    """As many as one table may have; one row more is refused before the rest is read."""
    kept = list(islice(rows, MOST_ROWS + 1))
    if len(kept) > MOST_ROWS:
        raise ValueError(_("表格超过 %(most)s 行，分成几张表分别导入") % {"most": f"{MOST_ROWS:,}"})
    return kept


def first_rows(rows: Iterator[tuple[int, list[Any]]]) -> list[tuple[int, list[Any]]]:
    """As many as headings are looked for in; empty ones do not count."""
    taken, filled = [], 0
    for row in rows:
        taken.append(row)
        filled += any(text(cell) for cell in row[1])
        if filled == HEADER_WITHIN or len(taken) > MOST_ROWS:
            break
    return taken


def read_lines(rows: Iterable[tuple[int, Sequence[Any]]]) -> Lines:
    """Headings where one of the first rows has them, else the order in which people paste."""
    kept = [(number, cells) for number, cells in rows if any(text(cell) for cell in cells)]
    header = next((place for place, (_number, cells) in enumerate(kept[:HEADER_WITHIN]) if is_header(cells)), None)
    if header is None:
        return Lines([read_line(number, cells, PASTED) for number, cells in kept], [])
    number, cells = kept[header]
    columns = [COLUMN_OF.get(heading(cell), "") for cell in cells]
    unread = [(place, number, text(cell)) for place, cell in enumerate(cells) if text(cell) and not columns[place]]
    return Lines([read_line(number, cells, columns) for number, cells in kept[header + 1 :]], unread)


def mended(content: str, given: Mapping[str, str]) -> str:
    """The pasted table with the cells typed anew, `cell-ROW-PLACE`; whatever names no cell of it is left aside."""
    lines = content.splitlines()
    for name, words in given.items():
        found = MENDED.fullmatch(name)
        if found is None or not 1 <= int(found[1]) <= len(lines):
            continue
        cells, place = lines[int(found[1]) - 1].split("\t"), int(found[2])
        cells += [""] * (place + 1 - len(cells))
        cells[place] = " ".join(words.split())
        lines[int(found[1]) - 1] = "\t".join(cells)
    return "\n".join(lines)


def is_header(cells: Sequence[Any]) -> bool:
    found = {COLUMN_OF.get(heading(cell)) for cell in cells}
    return bool(found & {"name", "code"}) and len(found - {None}) >= 2


def heading(cell: Any) -> str:
    return "".join(text(cell).split()).replace("(", "（").replace(")", "）").rstrip("*：:")


def text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return unicodedata.normalize("NFKC", str(cell)).strip() if cell is not None else ""


def read_line(number: int, cells: Sequence[Any], columns: Sequence[str]) -> Line:
    line = Line(number, columns, [text(cell) for cell in cells])
    for place, column in enumerate(columns):
        words = line.cells[place] if place < len(cells) else ""
        if not words or not column or column in UNREAD:
            continue
        try:
            read_cell(line, column, words)
        except ValueError as error:
            line.problems.append((place, str(error)))
    if not line.code and not line.name:
        line.problems.append((line.named_at, _("没有写单位名称或统一社会信用代码")))
    return line


def read_cell(line: Line, column: str, words: str) -> None:
    if column in ("name", "code"):
        code = "".join(words.split()).upper()
        if CODE.fullmatch(code):
            line.code = code
        elif column == "name":
            line.name = company_name(words)
        else:
            raise ValueError(_("统一社会信用代码应为 18 位"))
    elif column == "unit":
        line.unit = words
    elif column == "kind":
        line.kind = read_kind(words)
    else:
        name, reader = READERS[column]
        line.values[name] = reader(words)


def read_kind(words: str) -> str:
    for start, kind in (("重点", "key"), ("应急", "emergency")):
        if words.startswith(start):
            return kind
    if words.startswith("一般"):
        raise ValueError(_("一般检查由双随机抽取产生，不能按名单列入，在检查项目页添加一般检查项目"))
    raise ValueError(_("检查类别只能填：重点、应急管理"))


def read_count(words: str) -> int:
    digits = words.removesuffix("次").removesuffix("次/年").removesuffix("人").strip()
    if not re.fullmatch(r"\d{1,3}", digits) or int(digits) < 1:
        raise ValueError(_("“%(text)s”不是 1 至 999 的整数") % {"text": words[:20]})
    return int(digits)


def read_officers(words: str) -> int:
    count = read_count(words)
    if count < 2:
        raise ValueError(_("每次人数不能少于 2"))
    return count


def read_days(words: str) -> Decimal:
    try:
        days = Decimal(words.removesuffix("天").strip())
    except InvalidOperation as error:
        raise ValueError(_("“%(text)s”不是天数，例如 1 或 0.5") % {"text": words[:20]}) from error
    if not days.is_finite() or not 0 < days < 1000 or days != days.quantize(Decimal("0.1")):
        raise ValueError(_("每次天数应大于 0、小于 1000，最多一位小数"))
    return days


def read_months(words: str) -> list[int]:
    """`3、9`, `3月 9月`, `3-5`, `一季度`, `上半年`; 全年 and nothing are no month in particular."""
    left, months = "".join(words.split()), set[int]()
    if left in ("", "全年", "不限"):
        return []
    for word, chosen in QUARTERS.items():
        if word in left:
            months.update(chosen)
            left = left.replace(f"第{word}", "").replace(word, "")
    for part in re.split(r"[、,，;；/]", left.replace("月份", "月").replace("月-", "-").replace("月", "、")):
        if not part:
            continue
        found = MONTH_PART.fullmatch(part)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if not 1 <= first <= last <= 12:
            raise ValueError(_("“%(text)s”不是月份，例如 3、9 或 3-5") % {"text": words[:20]})
        months.update(range(first, last + 1))
    return sorted(months)


def read_yes(words: str) -> bool:
    if words in YES or words in NO:
        return words in YES
    raise ValueError(_("只能填：是、否"))


def read_subject(words: str) -> str:
    if len(words) > 200:
        raise ValueError(_("检查事项不超过 200 个字"))
    return words


def read_licence(words: str) -> str:
    """A kind of licence as the list of them names it; 无 for none."""
    kinds = {in_chinese(kind.label): kind.value for kind in LicenceKind}
    if (kind := heading(words)) in kinds or words in NO:  # a cell has lost the wide brackets
        return kinds.get(kind, "")
    raise ValueError(_("没有“%(text)s”这种许可，填：无、%(kinds)s") % {"text": words[:20], "kinds": "、".join(kinds)})


READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "visits": ("visits", read_count),
    "months": ("months", read_months),
    "officers": ("officers_per_visit", read_officers),
    "days": ("days_per_visit", read_days),
    "ceiling": ("ceiling", read_count),
    "health": ("occupational_health", read_yes),
    "subject": ("subject", read_subject),
    "licence": ("licence", read_licence),
}


def written_months(months: Sequence[int]) -> str:
    """As `read_months` reads it back."""
    return "、".join(str(month) for month in sorted(months))


def months_between(first: dt.date, last: dt.date) -> list[int]:
    return list(range(first.month, last.month + 1)) if first.year == last.year else []
