"""A published workday table, read as it is printed, and every figure in it that its own numbers contradict."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.plan_table import heading, text
from plans.rules.workload import Workload, compare_printed

COLUMNS = {
    "section": ("项目",),
    "item": ("工作内容", "内容"),
    "basis": ("测算依据", "计算", "依据"),
    "officers": ("人数",),
    "days": ("天数",),
    "sum": ("小计（工作日）", "小计", "工作日"),
    "share": ("占比", "占比（%）", "比例", "比例（%）"),
}
COLUMN_OF = {word: column for column, words in COLUMNS.items() for word in words}
SECTIONS = (
    ("total", ("总法定工作日", "法定工作日")),
    ("non_enforcement", ("非执法工作日",)),
    ("other", ("其他执法工作日",)),
    ("key", ("重点检查",)),
    ("general", ("一般检查",)),
    ("inspection", ("监督检查工作日", "监督检查")),
)
SUMS = ("合计", "小计", "总计", "共计")
FACTOR = r"(\d+(?:\.\d+)?)\s*(?:天|人|日|个工作日)?"
PRODUCT = re.compile(rf"{FACTOR}\s*[×xX*＊]\s*{FACTOR}")
EQUATION = re.compile(r"\d+(?:\.\d+)?(?:\s*[-—－−+＋]\s*\d+(?:\.\d+)?)+")
HEADER_WITHIN = 10
SHARES = {"other": "other_percent", "non_enforcement": "non_enforcement_percent", "inspection": "inspection_percent",
          "key": "key_share_percent"}  # fmt: skip


@dataclass
class Cellful:
    """One row: the figures and where each stands."""

    number: int
    section: str
    item: str
    basis: str
    figures: dict[str, Decimal]
    is_sum: bool = False


@dataclass(frozen=True)
class Slip:
    """One printed figure that cannot be right. `place` is the column from 0."""

    place: int
    row: int
    message: str


@dataclass
class PrintedTable:
    rows: list[Cellful]
    places: dict[str, int]
    totals: dict[str, tuple[Decimal, int]] = field(default_factory=dict)  # section → printed total, its row
    items: dict[str, dict[str, Decimal]] = field(default_factory=dict)

    @property
    def officers(self) -> int:
        found = self.of("total")
        return int(found.figures.get("officers", 0)) if found else 0

    @property
    def workdays(self) -> Decimal:
        """Of one officer. Where the product beside it says otherwise, what the three parts add up to decides."""
        found = self.of("total")
        if found is None or not self.officers:
            return Decimal(0)
        days, total = found.figures.get("days"), found.figures.get("sum")
        parts = sum((self.section_sum(name) for name in ("other", "non_enforcement", "inspection")), Decimal(0))
        if total and (days is None or total == parts):
            return total / self.officers
        return days or Decimal(0)

    def of(self, section: str) -> Cellful | None:
        return next((row for row in self.rows if row.section == section), None)

    def section_sum(self, section: str) -> Decimal:
        """Of its items where they are printed, else what is printed for the whole."""
        if self.items.get(section):
            return sum(self.items[section].values(), Decimal(0))
        return self.totals[section][0] if section in self.totals else Decimal(0)

    def workload(self) -> Workload:
        return Workload(
            max(self.officers, 1),
            self.workdays,
            self.items.get("other") or {"": self.section_sum("other")},
            self.items.get("non_enforcement") or {"": self.section_sum("non_enforcement")},
            key_days=self.section_sum("key"),
            general_days=self.section_sum("general"),
        )


def read_printed(rows: Iterable[tuple[int, Sequence[Any]]]) -> PrintedTable:
    """Raises ValueError when there is no row of headings to go by."""
    places: dict[str, int] = {}
    table = PrintedTable([], places)
    section = ""
    for number, cells in rows:
        if not places:
            found = {COLUMN_OF[heading(cell)]: place for place, cell in enumerate(cells) if heading(cell) in COLUMN_OF}
            if "sum" in found and ({"section", "item"} & set(found)):
                places.update(found)
            elif number >= HEADER_WITHIN:
                break
            continue
        row = read_row(number, cells, places, section)
        section = row.section or section
        if row.figures or row.basis:
            table.rows.append(row)
    if not places:
        raise ValueError(_("前 10 行内没有找到表头，表头应有“项目”或“工作内容”和“小计”"))
    for row in table.rows:
        sort_in(table, row)
    return table


def read_row(number: int, cells: Sequence[Any], places: dict[str, int], section: str) -> Cellful:
    words = {name: text(cells[place]) if place < len(cells) else "" for name, place in places.items()}
    label, item = "".join(words.get("section", "").split()), "".join(words.get("item", "").split())
    named = section_of(label) or (section_of(item, whole=True) if not label else "")
    figures = {name: figure for name in ("officers", "days", "sum", "share")
               if (figure := number_in(words.get(name, ""))) is not None}  # fmt: skip
    is_sum = any(word in (label + item) for word in SUMS) or not item or bool(section_of(item, whole=True))
    return Cellful(number, named or section, item, words.get("basis", ""), figures, is_sum)


def section_of(words: str, *, whole: bool = False) -> str:
    """`whole`: an item only names a section when it says nothing else; “中介机构监督检查” is other work."""
    words = words.rstrip("合计小总共") if whole else words
    return next((name for name, known in SECTIONS if any(one == words if whole else one in words for one in known)), "")


def number_in(words: str) -> Decimal | None:
    try:
        found = Decimal(words.replace(",", "").replace("%", "").rstrip("天人日"))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def sort_in(table: PrintedTable, row: Cellful) -> None:
    if "sum" not in row.figures:
        return
    if row.is_sum or row.section in ("total", ""):
        table.totals.setdefault(row.section, (row.figures["sum"], row.number))
    else:
        items = table.items.setdefault(row.section, {})
        items[row.item if row.item not in items else f"{row.item} {row.number}"] = row.figures["sum"]


def slips(table: PrintedTable) -> list[Slip]:
    found = [slip for row in table.rows for slip in (*wrong_product(table, row), *wrong_basis(table, row))]
    return sorted(found + wrong_totals(table) + wrong_shares(table), key=lambda slip: (slip.row, slip.place))


def wrong_product(table: PrintedTable, row: Cellful) -> list[Slip]:
    if not {"officers", "days", "sum"} <= set(row.figures):
        return []
    product = row.figures["officers"] * row.figures["days"]
    if product == row.figures["sum"]:
        return []
    words = {"officers": row.figures["officers"], "days": row.figures["days"], "product": plain(product)}
    message = _("%(officers)s 人 × %(days)s 天 = %(product)s，小计写的是 %(printed)s")
    return [Slip(table.places["sum"], row.number, message % {**words, "printed": row.figures["sum"]})]


def wrong_basis(table: PrintedTable, row: Cellful) -> list[Slip]:
    """Products and differences written out in words: they should come to the sum beside them."""
    if "sum" not in row.figures or "basis" not in table.places:
        return []
    place, printed = table.places["basis"], row.figures["sum"]
    if (found := PRODUCT.search(row.basis)) and (value := Decimal(found[1]) * Decimal(found[2])) != printed:
        words = {"text": found[0], "value": plain(value), "printed": printed}
        return [Slip(place, row.number, _("%(text)s = %(value)s，小计写的是 %(printed)s") % words)]
    if (line := EQUATION.search(row.basis)) and not PRODUCT.search(row.basis):
        value = evaluated(line[0])
        if value != printed:
            words = {"text": line[0], "value": plain(value), "printed": printed}
            return [Slip(place, row.number, _("%(text)s = %(value)s，小计写的是 %(printed)s") % words)]
    return []


def evaluated(equation: str) -> Decimal:
    """Sums and differences only."""
    signed = re.sub(r"[—－−]", "-", equation).replace("＋", "+").replace(" ", "")
    return sum((Decimal(part) for part in re.findall(r"[+-]?\d+(?:\.\d+)?", signed)), Decimal(0))


def wrong_totals(table: PrintedTable) -> list[Slip]:
    """Printed totals against the sum of their rows, and the inspection days against total less the two others."""
    found, workload = [], table.workload()
    printed = {name: total for name, (total, _row) in table.totals.items() if name in workload.figures}
    for problem in compare_printed(workload, {name: str(value) for name, value in printed.items()}):
        total, row = table.totals[problem.field]
        words = {"name": label_of(problem.field), "printed": total, "computed": plain(workload.figures[problem.field])}
        message = _("%(name)s写的是 %(printed)s，按各项计算应为 %(computed)s") % words
        found.append(Slip(table.places["sum"], row, message))
    return found


def wrong_shares(table: PrintedTable) -> list[Slip]:
    """Percentages are compared as they are printed: a whole percent with the whole percent."""
    workload = table.workload()
    rows = {SHARES[row.section]: row for row in table.rows
            if row.is_sum and row.section in SHARES and "share" in row.figures}  # fmt: skip
    found = []
    for problem in compare_printed(workload, {name: str(row.figures["share"]) for name, row in rows.items()}):
        row = rows[problem.field]
        words = {"name": label_of(row.section), "printed": row.figures["share"],
                 "computed": workload.figures[problem.field]}  # fmt: skip
        message = _("%(name)s占比写的是 %(printed)s%%，按各项计算应为 %(computed)s%%") % words
        found.append(Slip(table.places["share"], row.number, message))
    return found


def label_of(section: str) -> str:
    labels = {"total": _("总法定工作日"), "other": _("其他执法工作日"), "non_enforcement": _("非执法工作日"),
              "inspection": _("监督检查工作日"), "key": _("重点检查"), "general": _("一般检查")}  # fmt: skip
    return labels.get(section, section)


def plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def matched(items: dict[str, Decimal], known: Sequence[str]) -> tuple[dict[str, Decimal], list[str]]:
    """Printed items under the names of the formula, by the same words or a part of them; and those nobody knows."""
    taken: dict[str, Decimal] = {}
    unknown = []
    words = {text(one): one for one in known}  # brackets of either width
    for item, days in items.items():
        name = words.get(item)
        name = name or next(
            (one for key, one in words.items() if len(item) >= 4 and (item in key or key in item)), None
        )
        if name is None:
            unknown.append(item)
        else:
            taken[name] = taken.get(name, Decimal(0)) + days
    return taken, unknown
