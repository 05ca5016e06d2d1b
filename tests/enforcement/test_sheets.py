import io
import zipfile
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from enforcement import sheets
from enforcement.sheets import BOM, Layout, UnreadableSheet, address, chunks, csv_lines, open_sheet, write_xlsx

PLAIN = Layout("表")
DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"]


def rows_of(content: bytes, name: str = "t.csv") -> list:
    return list(open_sheet(content, name).rows)


def book(rows: list, header: list | None = None, layout: Layout = PLAIN) -> bytes:
    content = io.BytesIO()
    write_xlsx(content, layout, header or ["甲"], rows)
    return content.getvalue()


@pytest.mark.parametrize(("column", "row", "cell"), [(0, 1, "A1"), (25, 2, "Z2"), (26, 3, "AA3"), (701, 9, "ZZ9")])
def test_address_is_the_one_on_the_screen(column: int, row: int, cell: str) -> None:
    assert address(column, row) == cell


def test_chunks_leave_nothing_out() -> None:
    assert list(chunks(range(5), 2)) == [[0, 1], [2, 3], [4]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_its_encoding(encoding: str) -> None:
    assert rows_of("名称,代码\n云岭厂,1\n".encode(encoding)) == [(1, ["名称", "代码"]), (2, ["云岭厂", "1"])]


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_csv_is_read_with_its_delimiter(delimiter: str) -> None:
    assert rows_of(f"名称{delimiter}代码\n甲{delimiter}乙\n".encode())[1] == (2, ["甲", "乙"])


def test_a_line_break_inside_quotes_does_not_shift_the_row_numbers() -> None:
    assert rows_of(b'a,b\n"1\n2",3\n4,5\n') == [(1, ["a", "b"]), (2, ["1\n2", "3"]), (3, ["4", "5"])]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b" \n ", "空的"),
        (b"\xd0\xcf\x11\xe0rest", "另存为 xlsx"),
        (b"PK\x03\x04broken", "不完整"),
        (b"\xff\x00\xff\x81", "编码"),
        (b'a\n"' + b"x" * 200_000 + b'"\n', "单元格过长"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(content: bytes, words: str) -> None:
    with pytest.raises(UnreadableSheet, match=words):
        rows_of(content)


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(UnreadableSheet, match="另存为 xlsx"):
        rows_of(content.getvalue())


def bomb(declared: int | None = None) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 300_000)
    packed = content.getvalue()
    return (
        packed if declared is None else packed.replace((300_000).to_bytes(4, "little"), declared.to_bytes(4, "little"))
    )


def test_an_oversize_workbook_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNZIPPED", 200_000)
    with pytest.raises(UnreadableSheet, match="CSV UTF-8"):
        rows_of(bomb())


def test_a_workbook_that_lies_about_its_size_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_UNZIPPED", 200_000)
    with pytest.raises(UnreadableSheet, match="CSV UTF-8"):
        rows_of(bomb(declared=10))


def test_workbook_addresses_count_from_the_corner_of_the_sheet() -> None:
    made = Workbook()
    made.active["B3"] = "甲"
    made.active["C4"] = 5
    content = io.BytesIO()
    made.save(content)
    assert [(n, row) for n, row in rows_of(content.getvalue()) if any(c != "" for c in row)] == [
        (3, ["", "甲", ""]),
        (4, ["", "", 5.0]),
    ]


def test_what_was_written_is_read_back() -> None:
    assert rows_of(book([["云岭", 3, None], ["x", Decimal("1.50"), ""]], ["甲", "乙", "丙"])) == [
        (1, ["甲", "乙", "丙"]),
        (2, ["云岭", 3.0, ""]),
        (3, ["x", 1.5, ""]),
    ]


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_workbook_cell_is_a_formula(text: str) -> None:
    sheet = load_workbook(io.BytesIO(book([[text]]))).active
    assert sheet["A2"].data_type in {"s", "inlineStr"}
    assert sheet["A2"].value.strip() == text.strip()


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_csv_cell_starts_a_formula(text: str) -> None:
    written = "".join(csv_lines(["甲"], [[text]]))
    assert written.startswith(BOM)
    assert written.splitlines()[1].strip('"')[0] == "'"
    assert rows_of(written.encode())[1] == (2, [text])


def test_long_digits_stay_text_for_a_spreadsheet() -> None:
    line = list(csv_lines(["代码", "数"], [["913300001234567890", 12345678901234]]))[1]
    assert line == "913300001234567890\t,12345678901234\r\n"


def test_characters_that_xml_does_not_know_are_left_out() -> None:
    assert rows_of(book([["a\x00\x0bb"]]))[1] == (2, ["ab"])


def test_a_template_offers_its_choices_and_its_notes() -> None:
    layout = Layout("企业", (10,), {0: ("大型", "小型")}, ("说明一",), "填写说明")
    made = load_workbook(io.BytesIO(book([], layout=layout)))
    assert made.sheetnames == ["企业", "填写说明"]
    validation = made["企业"].data_validations.dataValidation[0]
    assert (validation.formula1, str(validation.sqref)) == ('"大型,小型"', "A2:A5000")
    assert made["填写说明"]["A1"].value == "说明一"
