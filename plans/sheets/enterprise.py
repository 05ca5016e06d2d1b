"""The columns of the enterprise register: as they come in, as they go out, and the template."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _t, override

from enforcement.sheets import Layout, Problem, Sheet, UnreadableSheet, Value, address
from plans.models import Enterprise
from plans.models.enterprise_import import COLUMNS
from plans.rules import credit_code
from plans.rules.initials import initials
from plans.rules.registration import company_name, plain, read_capital, read_count, read_day
from plans.states import EnterpriseStatus, Scale, Sector

# Headings are those of the national registration data, first; other tables call the same thing otherwise.
HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("企业名称", "单位名称", "名称", "企业（机构）名称"),
    "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码"),
    "registered_on": ("注册日期", "成立日期", "登记日期"),
    "kind": ("企业类型", "类型"),
    "legal_person": ("法人代表", "法定代表人", "法人", "负责人"),
    "capital": ("注册资金", "注册资本", "注册资金（万元）", "注册资本（万元）"),
    "scope": ("经营范围",),
    "province": ("所在省份", "省份"),
    "region": ("地区", "所在地区", "城市", "行政区划"),
    "address": ("注册地址", "地址", "住所", "企业地址"),
    "industry_code": ("行业代码",),
    "sector": ("监管行业",),
    "scale": ("企业规模",),
    "employees": ("从业人员数量", "从业人数", "职工人数"),
    "safety_head": ("安全负责人",),
    "phone": ("联系电话", "电话"),
    "hazards": ("危险因素",),
    "standardisation": ("标准化等级",),
    "status": ("经营状态",),
}
FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}
REQUIRED = ("name", "credit_code")
# Columns whose cells say the same again and again: each is read and checked once. Only values that cannot change.
REPEATING = frozenset(
    ("registered_on", "kind", "capital", "scope", "province", "region", "industry_code", "sector", "scale")
    + ("employees", "standardisation", "status")
)
REMEMBERED = 5_000  # cells of one column
CODE, NAME, INITIALS = (COLUMNS.index(column) for column in ("credit_code", "name", "initials"))
REASON = "错误原因"
HEADER_WITHIN = 10  # rows above the headings: a title, a note
STANDARDISATION = ("一级", "二级", "三级", "未定级")
WORDS_FOR = {
    Sector.CHEMICAL: ("化工", "危险化学品", "危化品"),
    Sector.MINE: ("矿山",),
    Sector.TRADE: ("工贸", "冶金工贸"),
    EnterpriseStatus.OPERATING: ("存续", "在营", "开业"),
    EnterpriseStatus.STOPPED: ("停产", "停业"),
    EnterpriseStatus.CLOSED: ("吊销",),
}
TEMPLATE_WIDTHS = (32, 24, 13, 22, 12, 16, 40, 12, 16, 40, 10, 20, 10, 12, 12, 16, 20, 12, 12)
EXPORTED = (
    *("name", "credit_code", "registered_on", "kind", "legal_person", "capital", "scope", "province", "region"),
    *("address", "industry_code", "sector", "scale", "employees", "safety_head", "phone", "hazards"),
    *("standardisation", "status", "grade"),
)


class Row(NamedTuple):
    """One row of the file: values in the order of COLUMNS, or what is wrong with it."""

    number: int
    code: str
    values: tuple[Any, ...]
    cells: Sequence[Value]
    problems: tuple[Problem, ...]


class Table:
    """A sheet whose headings were found. `rows` reads and checks one row at a time."""

    def __init__(self, sheet: Sheet, today: dt.date) -> None:
        self.sheet, self.today = sheet, today
        self.header = self._find_header()
        self.fields = [FIELD_OF.get(_heading(cell), "") for cell in self.header]
        self.position = {field: place for place, field in reversed(list(enumerate(self.fields))) if field}
        readers = {name: self._reader(name) for name in COLUMNS if name != "initials"}
        self.readers = [(COLUMNS.index(name), self.position[name], readers[name]) for name in self.position]
        self.absent = [readers[name]("") if name in readers and name not in REQUIRED else "" for name in COLUMNS]
        self.unread = [str(cell) for cell, field in zip(self.header, self.fields, strict=True) if not field and cell]

    def _find_header(self) -> list[Value]:
        for _number, cells in self.sheet.rows:
            found = {FIELD_OF.get(_heading(cell)) for cell in cells}
            if found.issuperset(REQUIRED):
                return cells
            if _number >= HEADER_WITHIN:
                break
        raise UnreadableSheet(_t("前 10 行内没有找到表头，表头应有“企业名称”和“统一社会信用代码”两列，可下载模板对照"))

    def rows(self) -> Iterator[Row]:
        for number, cells in self.sheet.rows:
            if any(cells) or any(cell != "" for cell in cells):
                yield self._read(number, cells)

    def _read(self, number: int, cells: list[Value]) -> Row:
        values = self.absent.copy()
        problems: list[Problem] = []
        for column, place, reader in self.readers:
            try:
                values[column] = reader(cells[place] if place < len(cells) else "")
            except ValueError as error:
                problems.append(Problem(self.sheet.name, address(place, number), str(error)))
        values[INITIALS] = initials(values[NAME])
        return Row(number, values[CODE], tuple(values), cells, tuple(problems))

    def _reader(self, name: str) -> Callable[[Value], Any]:
        readers: dict[str, Callable[[Value], Any]] = {
            "credit_code": _read_code,
            "name": _read_name,
            "registered_on": self._read_day,
            "capital": lambda cell: read_capital(_text(cell)),
            "employees": lambda cell: read_count(_text(cell)),
            "hazards": _read_hazards,
            "scope": lambda cell: plain(_text(cell)),
            "sector": _chooser(Sector.choices),
            "scale": _chooser(Scale.choices),
            "status": _chooser(EnterpriseStatus.choices),
            "standardisation": _chooser([(word, word) for word in STANDARDISATION]),
        }
        reader = readers.get(name) or _limited(column(name).max_length or 0)
        return lru_cache(REMEMBERED, typed=True)(reader) if name in REPEATING else reader

    def _read_day(self, cell: Value) -> dt.date | None:
        if isinstance(cell, dt.datetime):
            cell = cell.date()
        return read_day(cell.isoformat() if isinstance(cell, dt.date) else _text(cell), self.today)


def column(name: str) -> Any:
    return Enterprise._meta.get_field(name)


def _heading(cell: Value) -> str:
    return "".join(plain(str(cell)).split()).replace("(", "（").replace(")", "）").rstrip("*：:")


def _text(cell: Value) -> str:
    if isinstance(cell, str):
        return plain(cell)
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _read_code(cell: Value) -> str:
    text = _text(cell)
    if isinstance(cell, int | float) and len(text) >= credit_code.LENGTH or "E+" in text.upper():
        raise ValueError(_t("代码被表格软件存成了数字，末几位已丢失，请将本列设为“文本”格式后重新填写"))
    code = credit_code.normalise(text)
    if problems := credit_code.check(code):
        raise ValueError("；".join(problem.message for problem in problems))
    return code


def _read_name(cell: Value) -> str:
    name = company_name(_text(cell))
    if len(name) < 2:
        raise ValueError(_t("请填写企业名称全称"))
    if len(name) > 200:
        raise ValueError(_t("企业名称超过 200 个字，请核对是否串列"))
    return name


def _read_hazards(cell: Value) -> list[str]:
    words = _text(cell).replace("，", "、").replace(",", "、").replace("；", "、").replace(";", "、").split("、")
    found = [word.strip() for word in words if word.strip()]
    if any(len(word) > 30 for word in found):
        raise ValueError(_t("危险因素每项不超过 30 个字，各项之间用顿号分开"))
    return found


def _limited(most: int) -> Callable[[Value], str]:
    def read(cell: Value) -> str:
        text = _text(cell)
        if len(text) > most:
            raise ValueError(_t("内容超过 %(most)s 个字，请缩短或核对是否串列") % {"most": most})
        return text

    return read


def _chooser(choices: Iterable[tuple[str, Any]]) -> Callable[[Value], str]:
    """By its Chinese word whatever the language of the page, or by its code."""
    with override("zh-hans"):
        labels = {value: str(label) for value, label in choices}
    known = {label: value for value, label in labels.items()} | {value: value for value in labels} | {"": ""}
    known |= {word: value for value in labels for word in WORDS_FOR.get(value, ())}  # type: ignore[call-overload]
    offered = "、".join(labels.values())

    def read(cell: Value) -> str:
        found = known.get(_text(cell))
        if found is None:
            raise ValueError(_t("只能填：%(words)s") % {"words": offered})
        return found

    return read


def template_layout() -> Layout:
    places = {field: place for place, field in enumerate(HEADINGS)}
    with override("zh-hans"):
        choices = {
            places["sector"]: [str(label) for label in Sector.labels],
            places["scale"]: [str(label) for label in Scale.labels],
            places["status"]: [str(label) for label in EnterpriseStatus.labels],
            places["standardisation"]: list(STANDARDISATION),
        }
    notes = (
        _t("第一行是表头，不要改动；从第二行起每行填一家企业。"),
        _t("“企业名称”和“统一社会信用代码”必填，其余可空；空白单元格不会改动系统中已有的内容。"),
        _t("代码列已设为文本。字母 I、O、S、V、Z 不会出现在代码中，第 18 位是校验码，系统会核对。"),
        _t("日期可写成 2015-03-02、2015/3/2、2015年3月2日 或 20150302。"),
        _t("注册资金以万元计，也可写成 1000万元、500万人民币；外币请先换算。"),
        _t("同一代码出现多次的，以最后一行为准，其余各行列入重复清单。"),
        _t("危险因素有多项的，用顿号分开，例如：粉尘涉爆、有限空间。"),
    )
    return Layout(_t("企业"), TEMPLATE_WIDTHS, choices, notes, _t("填写说明"))


def template_header() -> list[str]:
    return ["注册资金（万元）" if field == "capital" else names[0] for field, names in HEADINGS.items()]


def export_header() -> list[str]:
    return [*template_header(), "风险等级"]


def export_rows(enterprises: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """From `values_list(*EXPORTED)`; words instead of codes, in Chinese like the headings."""
    with override("zh-hans"):
        words = {
            EXPORTED.index(name): {value: str(label) for value, label in column(name).flatchoices}
            for name in ("sector", "scale", "status", "grade")
        }
    hazards = EXPORTED.index("hazards")
    for values in enterprises:
        row = list(values)
        for place, labels in words.items():
            row[place] = labels.get(row[place], row[place])
        row[hazards] = "、".join(row[hazards])
        yield row


def error_header(header: Sequence[Value]) -> list[str]:
    return [*(str(cell) for cell in header if str(cell) != REASON), REASON]


def error_row(row: Row, header: Sequence[Value]) -> list[Any]:
    """The cells as they came, and the reasons: the mended file can be uploaded as it is."""
    cells = [*row.cells, *[""] * (len(header) - len(row.cells))]
    kept = [cell for cell, name in zip(cells, header, strict=False) if str(name) != REASON]
    return [*kept, "；".join(f"{problem.cell} {problem.message}" for problem in row.problems)]
