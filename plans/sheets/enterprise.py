"""The columns of the enterprise register: as they come in, as they go out, and the template."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils.translation import gettext as _t, override

from enforcement.codes import read_division, read_industry
from enforcement.sheets import Layout, Problem, Sheet, UnreadableSheet, Value, address
from plans.models import Enterprise
from plans.models.enterprise_import import COLUMNS
from plans.queries.enterprise import known_divisions
from plans.rules import credit_code
from plans.rules.initials import initials
from plans.rules.registration import company_name, facts_that_differ, plain, read_capital, read_count, read_day
from plans.sheets.enterprise_words import CHOICES, chooser, hazards_reader, labels
from plans.states import Grade

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
    "region_code": ("行政区划代码", "区划代码"),
    "address": ("注册地址", "地址", "住所", "企业地址"),
    "industry_code": ("行业代码",),
    "sector": ("监管行业",),
    "scale": ("企业规模",),
    "affiliation": ("隶属关系",),
    "employees": ("从业人员数量", "从业人数", "职工人数"),
    "safety_head": ("安全负责人",),
    "safety_staff": ("安全管理人员数量", "专职安全生产管理人员数量", "安全员人数"),
    "phone": ("联系电话", "电话"),
    "hazards": ("危险因素",),
    "source_level": ("重大危险源等级", "重大危险源级别"),
    "standardisation": ("标准化等级",),
    "status": ("经营状态",),
    "status_on": ("状态起始日", "经营状态起始日"),
    "insurer": ("安全生产责任保险承保机构", "安责险承保机构"),
    "insured_until": ("安全生产责任保险有效期至", "安责险有效期至"),
    "emergency_plan_number": ("应急预案备案编号",),
    "emergency_plan_on": ("应急预案备案日期",),
}
FIELD_OF = {heading: field for field, headings in HEADINGS.items() for heading in headings}
REQUIRED = ("name", "credit_code")
# Columns whose cells say the same again and again: each is read and checked once. Only values that cannot change.
REPEATING = frozenset(
    ("registered_on", "kind", "capital", "scope", "province", "region", "region_code", "industry_code", "sector")
    + ("scale", "affiliation", "employees", "safety_staff", "source_level", "standardisation", "status", "status_on")
    + ("insurer", "insured_until", "emergency_plan_on")
)
PAIRED = (
    *("hazards", "source_level", "insurer", "insured_until", "emergency_plan_number", "emergency_plan_on"),
    "status_on",
)
REMEMBERED = 5_000  # cells of one column
CODE, NAME, INITIALS = (COLUMNS.index(column) for column in ("credit_code", "name", "initials"))
REGISTERED_ON, STATUS_ON = COLUMNS.index("registered_on"), COLUMNS.index("status_on")
REASON = "错误原因"
HEADER_WITHIN = 10  # rows above the headings: a title, a note
WIDTHS = {"name": 32, "credit_code": 24, "kind": 22, "scope": 40, "address": 40, "hazards": 24, "sector": 20}
TEMPLATE_WIDTHS = tuple(WIDTHS.get(field, 16) for field in HEADINGS)
EXPORTED = (*HEADINGS, "grade")


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
        self.special = self._special()
        readers = {name: self._reader(name) for name in COLUMNS if name != "initials"}
        self.paired = [(name, COLUMNS.index(name)) for name in PAIRED if name in self.position]
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

    def heading_of(self, cell: str) -> str:
        """Of the column that a cell like B6 stands in, as the table has it."""
        place = 0
        for letter in cell.rstrip("0123456789"):
            place = place * 26 + ord(letter) - ord("A") + 1
        return str(self.header[place - 1]).strip() if 0 < place <= len(self.header) else ""

    def _read(self, number: int, cells: list[Value]) -> Row:
        values = self.absent.copy()
        problems: list[Problem] = []
        for column, place, reader in self.readers:
            try:
                values[column] = reader(cells[place] if place < len(cells) else "")
            except ValueError as error:
                problems.append(Problem(self.sheet.name, address(place, number), str(error)))
        values[INITIALS] = initials(values[NAME])
        if self.paired and not problems:
            problems = self._differing(number, values)
        return Row(number, values[CODE], tuple(values), cells, tuple(problems))

    def _differing(self, number: int, values: Sequence[Any]) -> list[Problem]:
        """Facts of one row that do not go together; said at the column that has to be mended, or at the other one."""
        if not any(values[place] for _name, place in self.paired):  # nearly every row of an import
            return []
        said = {name: values[place] for name, place in self.paired} | {"registered_on": values[REGISTERED_ON]}
        places = {name: self.position[name] for name, _place in self.paired}
        return [
            Problem(self.sheet.name, address(places.get(name, min(places.values())), number), message)
            for name, message in facts_that_differ(said)
        ]

    def _reader(self, name: str) -> Callable[[Value], Any]:
        if name in CHOICES:
            reader = _of_text(chooser(name))
        else:
            reader = self.special.get(name) or _limited(column(name).max_length or 0)
        return lru_cache(REMEMBERED, typed=True)(reader) if name in REPEATING else reader

    def _special(self) -> dict[str, Callable[[Value], Any]]:
        known = known_divisions() if "region_code" in self.position else {}
        past, any_day = _day_reader(self.today), _day_reader(None)
        return {
            "credit_code": _read_code,
            "name": _read_name,
            "registered_on": past,
            "emergency_plan_on": past,
            "status_on": any_day,
            "insured_until": any_day,
            "capital": _of_text(read_capital),
            "employees": _of_text(read_count),
            "safety_staff": _of_text(read_count),
            "hazards": _of_text(hazards_reader()),
            "scope": _of_text(plain),
            "industry_code": _of_text(read_industry),
            "region_code": _of_text(lambda text: read_division(text, also=known)),
        }


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


def _of_text(read: Callable[[str], Any]) -> Callable[[Value], Any]:
    return lambda cell: read(_text(cell))


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


def _day_reader(latest: dt.date | None) -> Callable[[Value], dt.date | None]:
    def read(cell: Value) -> dt.date | None:
        if isinstance(cell, dt.datetime):
            cell = cell.date()
        return read_day(cell.isoformat() if isinstance(cell, dt.date) else _text(cell), latest)

    return read


def _limited(most: int) -> Callable[[Value], str]:
    def read(cell: Value) -> str:
        text = _text(cell)
        if len(text) > most:
            raise ValueError(_t("内容超过 %(most)s 个字，请缩短或核对是否串列") % {"most": most})
        return text

    return read


def template_layout() -> Layout:
    places = {field: place for place, field in enumerate(HEADINGS)}
    choices = {places[name]: list(labels(name).values()) for name in CHOICES}
    hazards = "、".join(labels("hazards").values())
    notes = (
        _t("第一行是表头，不要改动；从第二行起每行填一家企业。"),
        _t("“企业名称”和“统一社会信用代码”必填，其余可空；空白单元格不会改动系统中已有的内容。"),
        _t("代码列已设为文本。字母 I、O、S、V、Z 不会出现在代码中，第 18 位是校验码，系统会核对。"),
        _t("日期可写成 2015-03-02、2015/3/2、2015年3月2日 或 20150302。"),
        _t("注册资金以万元计，也可写成 1000万元、500万人民币；外币请先换算。"),
        _t("同一代码出现多次的，以最后一行为准，其余各行列入重复清单。"),
        _t("危险因素有多项的，用顿号分开，例如：粉尘涉爆、有限空间。可填：%(words)s。") % {"words": hazards},
        _t("危险因素中有重大危险源的，同时填重大危险源等级（一级至四级）。"),
        _t("行政区划代码为 6 位（GB/T 2260），“地区”列仍填地名；行业代码为 2 至 4 位（GB/T 4754），可带门类字母。"),
        _t("隶属关系、监管行业、企业规模、标准化等级、经营状态从下拉列表中选。"),
        _t("经营状态有变化的，在“状态起始日”填自何日起；不填的，自导入之日起。"),
        _t("安全生产责任保险的承保机构与有效期、应急预案的备案编号与日期，成对填写。"),
        _t("安全管理人员数量指专职安全生产管理人员。"),
    )
    return Layout(_t("企业"), TEMPLATE_WIDTHS, choices, notes, _t("填写说明"))


def template_header() -> list[str]:
    return ["注册资金（万元）" if field == "capital" else names[0] for field, names in HEADINGS.items()]


def export_header() -> list[str]:
    return [*template_header(), "风险等级"]


def export_rows(enterprises: Iterable[Sequence[Any]]) -> Iterator[list[Any]]:
    """From `values_list(*EXPORTED)`; words instead of codes, in Chinese like the headings."""
    with override("zh-hans"):
        grades = {value: str(label) for value, label in Grade.choices}
    words = {EXPORTED.index(name): labels(name) for name in CHOICES} | {EXPORTED.index("grade"): grades}
    hazards, names = EXPORTED.index("hazards"), labels("hazards")
    for values in enterprises:
        row = list(values)
        for place, known in words.items():
            row[place] = known.get(row[place], row[place])
        row[hazards] = "、".join(names.get(one, one) for one in row[hazards])
        yield row


def error_header(header: Sequence[Value]) -> list[str]:
    return [*(str(cell) for cell in header if str(cell) != REASON), REASON]


def error_row(row: Row, header: Sequence[Value]) -> list[Any]:
    """The cells as they came, and the reasons: the mended file can be uploaded as it is."""
    cells = [*row.cells, *[""] * (len(header) - len(row.cells))]
    kept = [cell for cell, name in zip(cells, header, strict=False) if str(name) != REASON]
    return [*kept, "；".join(f"{problem.cell} {problem.message}" for problem in row.problems)]
