"""Tables in and out. XLSX is read by calamine and written row by row; CSV is read in the encoding it turns out to have.

Nothing read here is trusted: the unzipped size is measured before a workbook is opened, and what is written never
starts a formula on the reader's machine.
"""

import codecs
import csv
import datetime as dt
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

Value = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta
T = TypeVar("T")

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
MAX_UNZIPPED = 128 * 1024 * 1024  # calamine keeps a sheet in memory; some 140,000 rows of ten columns
MOST_ROWS, MOST_TEXT = 1_048_576, 32_767  # of a sheet and of a cell
PIECE = 1024 * 1024
BOM = "\ufeff"
ENCODINGS = ("utf-8-sig", "gb18030")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LOOKS_LIKE_NUMBER = re.compile(r"\d{12,}|\d+[Ee]\d+")  # a spreadsheet would round it
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


class UnreadableSheet(Exception):
    """The file as a whole cannot be read; the text says how to mend it."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one cell."""

    sheet: str
    cell: str
    message: str


@dataclass
class Sheet:
    """A sheet of a file. `rows` can be walked once; row numbers are those the reader sees, from 1. `others` are the
    names of the sheets beside it."""

    name: str
    total: int
    rows: Iterator[tuple[int, list[Value]]]
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """How a written workbook helps the person who fills it in."""

    title: str
    widths: Sequence[int] = ()
    choices: Mapping[int, Sequence[str]] = field(default_factory=dict)  # column (from 0) → what it may hold
    notes: Sequence[str] = ()
    notes_title: str = ""


def address(column: int, row: int) -> str:
    """`address(1, 7)` is B7: columns from 0, rows from 1."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while piece := list(islice(iterator, size)):
        yield piece


def open_sheet(source: bytes | Path, name: str) -> Sheet:
    """The first sheet of an XLSX or CSV file."""
    return next(open_sheets(source, name))


def open_sheets(source: bytes | Path, name: str) -> Iterator[Sheet]:
    """Every sheet of an XLSX file, each read when it is reached, or the one of a CSV file; which of them it is, its
    content says. A path is read piece by piece: a CSV file of any length takes no memory."""
    with opened(source) as file:
        head = file.read(PIECE)
    if not head.strip():
        raise UnreadableSheet(_("文件是空的，请选择填好的表格"))
    if head.startswith(b"PK\x03\x04"):
        yield from _open_workbook(source)
        return
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableSheet(_("这是旧版 Excel 文件（xls）或加密的文件，请去掉密码并另存为 xlsx 后再上传"))
    yield _open_csv(source, name)


def opened(source: bytes | Path) -> BinaryIO:
    return source.open("rb") if isinstance(source, Path) else io.BytesIO(source)


def _open_workbook(source: bytes | Path) -> Iterator[Sheet]:
    refuse_oversize(source)
    try:
        book = _workbook(source)
        for place, name in enumerate(book.sheet_names or [""]):
            sheet = book.get_sheet_by_index(place)
            left, others = (sheet.start or (0, 0))[1], tuple(one for one in book.sheet_names if one != name)
            yield Sheet(sheet.name, sheet.total_height, _workbook_rows(sheet.iter_rows(), left), others)
    except (CalamineError, IndexError) as error:
        raise UnreadableSheet(_("不能作为 Excel 表格打开，请用 Excel 或 WPS 另存为 xlsx 后再上传")) from error


def _workbook(source: bytes | Path) -> CalamineWorkbook:
    if isinstance(source, Path):
        return CalamineWorkbook.from_path(str(source))
    return CalamineWorkbook.from_filelike(io.BytesIO(source))


def _workbook_rows(rows: Iterable[list[Any]], left: int) -> Iterator[tuple[int, list[Value]]]:
    """calamine gives the empty rows above, but not the empty columns before, the first used cell."""
    blank: list[Value] = [""] * left
    for number, row in enumerate(rows, start=1):
        yield number, blank + row if left else row


def refuse_oversize(source: bytes | Path) -> None:
    """Unpack every member and count, because the size a zip file declares may be a lie."""
    most = {"most": MAX_UNZIPPED // PIECE}
    too_big = UnreadableSheet(
        _("表格解压后超过 %(most)s MB，请在 Excel 中另存为“CSV UTF-8”后上传，或拆成几个文件分别上传") % most
    )
    with opened(source) as file:
        try:
            members = zipfile.ZipFile(file).infolist()
        except zipfile.BadZipFile as error:
            raise UnreadableSheet(_("文件不完整，请重新导出或下载后再上传")) from error
        if sum(member.file_size for member in members) > MAX_UNZIPPED:
            raise too_big
        left = MAX_UNZIPPED
        for member in members:
            left -= _unpacked_size(file, member, left)
            if left < 0:
                raise too_big


def _unpacked_size(file: BinaryIO, member: zipfile.ZipInfo, limit: int) -> int:
    """Size of one member when unpacked; stops counting soon after the limit."""
    if member.compress_type != zipfile.ZIP_DEFLATED:
        return member.file_size
    file.seek(member.header_offset + 26)
    name, extra = struct.unpack("<HH", file.read(4).ljust(4, b"\0"))
    file.seek(name + extra, io.SEEK_CUR)
    unpacker, size, left = zlib.decompressobj(-15), 0, member.compress_size
    try:
        while left > 0 and size <= limit and not unpacker.eof and (packed := file.read(min(PIECE, left))):
            left -= len(packed)
            while packed and size <= limit:
                size += len(unpacker.decompress(packed, PIECE))
                packed = unpacker.unconsumed_tail
    except zlib.error as error:
        raise UnreadableSheet(_("文件不完整，请重新导出或下载后再上传")) from error
    return size


def _open_csv(source: bytes | Path, name: str) -> Sheet:
    with opened(source) as file:
        encoding = detect_encoding(file)
        file.seek(0)
        lines = sum(piece.count(b"\n") for piece in pieces(file))
    with as_text(source, encoding) as text:
        delimiter = max(",\t;，", key=text.readline().count)
    return Sheet(name, lines + 1, _csv_rows(source, encoding, delimiter))


def as_text(source: bytes | Path, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(opened(source), encoding=encoding, newline="")


def _csv_rows(source: bytes | Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[Value]]]:
    """Numbered as a spreadsheet shows them: a cell with a line break inside still is one row."""
    number = 0
    with as_text(source, encoding) as text:
        try:
            for number, row in enumerate(csv.reader(text, delimiter=delimiter), start=1):
                yield number, [_unquoted(cell) for cell in row] if "'" in "".join(row) else row  # type: ignore[misc]
        except csv.Error as error:
            message = _("第 %(row)s 行附近引号不成对或单元格过长，请用 Excel 打开检查后另存为 CSV UTF-8")
            raise UnreadableSheet(message % {"row": number + 1}) from error


def _unquoted(cell: str) -> str:
    """Takes back the mark that `csv_lines` puts before what would be a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in STARTS_FORMULA else cell


def detect_encoding(file: BinaryIO) -> str:
    """UTF-8 when all of it is, else GB 18030, as Chinese spreadsheets write CSV."""
    if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    for encoding in ENCODINGS:
        decoder = codecs.getincrementaldecoder(encoding)()
        file.seek(0)
        try:
            for piece in pieces(file):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return encoding
    raise UnreadableSheet(_("文件的编码既不是 UTF-8 也不是 GB18030，请用 Excel 打开后另存为 CSV UTF-8"))


def pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(PIECE):
        yield piece


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "") -> Iterator[str]:
    """Lines to stream, after a byte order mark so that Excel reads Chinese. A `title` stands above the header."""
    line = _Line()
    writer = csv.writer(line)
    if title:
        writer.writerow([_csv_cell(title)])
    writer.writerow([_csv_cell(cell) for cell in header])
    yield BOM + line.taken()
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        yield line.taken()


class _Line:
    """A file for csv.writer that gives back what was written."""

    text = ""

    def write(self, text: str) -> None:
        self.text += text

    def taken(self) -> str:
        text, self.text = self.text, ""
        return text


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    text = str(value)
    if isinstance(value, int | float | Decimal):
        return text
    if text.startswith(STARTS_FORMULA):
        return f"'{text}"
    return f"{text}\t" if LOOKS_LIKE_NUMBER.fullmatch(text) else text


def write_xlsx(target: Any, layout: Layout, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Row by row into `target` (a path or binary file); what is in memory is one row and openpyxl's frame. More rows
    than a sheet can hold go on in a further one, under the same header."""
    write_book(target, [(layout, header, rows)])


def write_book(target: Any, sheets: Iterable[tuple[Layout, Sequence[str], Iterable[Sequence[Any]]]]) -> None:
    """Several tables, one after the other; the notes of each follow it on a sheet of their own."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for layout, header, rows in sheets:
        _write_table(book, layout, header, rows)
    book.save(target)


def _write_table(book: Any, layout: Layout, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    left = iter(rows)
    first: list[Sequence[Any]] = list(islice(left, 1))
    number = 1
    while first or number == 1:
        sheet = _new_sheet(book, layout, header, number)
        for row in chain(first, islice(left, MOST_ROWS - 1 - len(first))):
            sheet.append([_xlsx_cell(sheet, cell) for cell in row])
        sheet.data_validations = _validations(layout)
        first, number = list(islice(left, 1)), number + 1
    if layout.notes:
        notes = book.create_sheet(layout.notes_title[:31])
        notes.column_dimensions["A"].width = 100
        for note in layout.notes:
            notes.append([_xlsx_cell(notes, str(note))])


def _new_sheet(book: Any, layout: Layout, header: Sequence[str], number: int) -> Any:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    ending = f"-{number}" if number > 1 else ""
    sheet = book.create_sheet(layout.title[: 31 - len(ending)] + ending)
    sheet.freeze_panes = "B2"
    for position, width in enumerate(layout.widths, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.append([_xlsx_cell(sheet, str(cell), Font(bold=True)) for cell in header])
    return sheet


def _validations(layout: Layout) -> Any:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation, DataValidationList

    validations = DataValidationList()
    for column, allowed in layout.choices.items():
        letter = get_column_letter(column + 1)
        formula = '"' + ",".join(allowed) + '"'
        validations.append(
            DataValidation(type="list", formula1=formula, allow_blank=True, sqref=f"{letter}2:{letter}5000")
        )
    return validations


def _xlsx_cell(sheet: Any, value: Any, font: Any = None) -> Any:
    """Text stays text: a cell that begins like a formula is stored as a string."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, str):
        if UNWRITABLE.search(value) or len(value) > MOST_TEXT:
            value = UNWRITABLE.sub("", value)[:MOST_TEXT]
        if font is None and not value.startswith("="):
            return value
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        cell.data_type = "s"
    if font is not None:
        cell.font = font
    return cell
