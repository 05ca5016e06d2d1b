"""What the paper looks like: every form, its fonts, its numbers, and what happens where something is missing."""

import io
import sys
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pypdf import PdfReader

from enforcement.accounts.roles import Role
from enforcement.documents import fonts, rendering
from enforcement.documents.actions import freeze, issue
from enforcement.documents.kinds import KINDS
from enforcement.documents.models import Document, StoredFile
from enforcement.documents.templatetags import documents as written
from enforcement.outbox.models import Job, State as JobState
from enforcement.outbox.work import run_due
from tests.factories.accounts import user_with
from tests.factories.documents import SAMPLES

NUMBER = "（云）应急检记〔2026〕12号"


@pytest.fixture(scope="module", autouse=True)
def _fonts() -> None:
    fonts.prepare()


def drawn(code: str, **changes: Any) -> Document:
    """A document that is only looked at."""
    kind = KINDS[code]
    number = NUMBER if kind.needs_number else ""
    context = freeze(kind, {**SAMPLES[code], "issued_on": "2026-11-20", **changes})
    context |= {"number": number, "title": kind.title, "bureau_name": "云岭市应急管理局"}
    return Document(kind=code, number=number, title=kind.title, context=context, issued_at=timezone.now())


def pages_of(document: Document) -> list[str]:
    content, count = rendering.pdf(document)
    pages = [page.extract_text().replace("\n", "").replace(" ", "") for page in PdfReader(io.BytesIO(content)).pages]
    assert len(pages) == count
    return pages


@pytest.mark.slow
@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_form_prints_its_name_number_and_pages(code: str) -> None:
    pages = pages_of(drawn(code))
    whole = "".join(pages)
    assert KINDS[code].title.removesuffix("（首页）") in whole
    assert KINDS[code].word == "" or NUMBER in pages[0]
    for nth, text in enumerate(pages, 1):
        assert f"第{nth}页共{len(pages)}页" in text.replace("\u3000", "")


@pytest.mark.parametrize("code", sorted(KINDS))
def test_every_key_of_a_form_is_printed(code: str) -> None:
    full = rendering.sheet(drawn(code))
    idle = [key for key in KINDS[code].keys if rendering.sheet(drawn(code, **{key: {}})) == full]
    assert idle == []


@pytest.mark.parametrize("code", sorted(KINDS))
def test_a_form_with_nothing_filled_in_strikes_its_fields_out(code: str) -> None:
    empty = dict.fromkeys(KINDS[code].keys, "")
    sheet = rendering.sheet(drawn(code, **empty))
    assert "／" in sheet
    assert "None" not in sheet


@pytest.mark.parametrize("code", sorted(KINDS))
def test_no_form_names_an_article_by_itself(code: str) -> None:
    empty = dict.fromkeys(KINDS[code].keys, "")
    assert "《" not in rendering.sheet(drawn(code, **empty))


@pytest.mark.slow
def test_the_file_is_pdf_a_with_tags_and_its_own_fonts() -> None:
    content, _pages = rendering.pdf(drawn("XZCFJDDW"))
    reader = PdfReader(io.BytesIO(content))
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"].value is True
    assert catalog["/Lang"].startswith("zh")
    xmp = catalog["/Metadata"].get_object().get_data()
    assert b'part="2"' in xmp or b"<pdfaid:part>2" in xmp
    assert b'conformance="A"' in xmp or b"<pdfaid:conformance>A" in xmp
    assert {name.partition("+")[2].removesuffix("-Bold") for name in names_of_fonts(reader)} == {
        f"document-{name}" for name in fonts.FACES
    }


def names_of_fonts(reader: PdfReader) -> set[str]:
    return {font.get_object()["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}


@pytest.mark.slow
def test_rare_characters_of_names_come_from_the_same_faces() -> None:
    common, _pages = rendering.pdf(drawn("XCJC", place="车间"))
    rare, _pages = rendering.pdf(drawn("XCJC", place="车间䶮堃喆赟㛃𬭩"))
    reader = PdfReader(io.BytesIO(rare))
    assert "䶮堃喆赟㛃𬭩" in reader.pages[0].extract_text()
    assert len(names_of_fonts(reader)) == len(names_of_fonts(PdfReader(io.BytesIO(common))))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("code", "key", "around_the_page_end"),
    [
        ("XCJC", "findings", range(4, 9)),
        ("XZCFGZS", "evidence", range(10, 16)),
        ("XZCFJDDW", "evidence", range(16, 20)),
    ],
)
def test_the_signatures_never_stand_alone_on_the_last_page(code: str, key: str, around_the_page_end: range) -> None:
    for lines in around_the_page_end:
        more = [{"name": f"第{n}份材料", "proves": ""} if key == "evidence" else f"第{n}处隐患。" for n in range(lines)]
        last = pages_of(drawn(code, **{key: more}))[-1]
        text = last.partition("检查人员（签名）" if code == "XCJC" else "云岭市应急管理局2026年11月20日")[0]
        assert len(text) > 5, f"{code} with {lines} lines: {last}"


@pytest.mark.slow
@pytest.mark.parametrize("paragraphs", [1, 2, 3, 5])
def test_opinions_of_an_approval_form_stay_together(paragraphs: int) -> None:
    facts = "查阅安全生产教育培训档案，发现合成车间新进员工未经三级安全教育培训即上岗作业，培训档案中没有记录。\n"
    last = pages_of(drawn("LASP", facts=facts * paragraphs))[-1]
    assert [heading in last for heading in ("承办人意见", "审核意见", "审批意见")] == [True] * 3


@pytest.mark.slow
def test_the_fine_is_written_in_figures_and_words() -> None:
    assert "罚款20000元（人民币贰万元整）" in "".join(pages_of(drawn("XZCFJDDW")))


def test_a_refusal_to_sign_is_written_down() -> None:
    refused = {
        "name": "司徒䶮",
        "post": "",
        "on": "",
        "refused": True,
        "reason": "不认可检查结果",
        "witness": "园区管委会 时雨",
    }
    sheet = rendering.sheet(drawn("XCJC", party_signature=refused))
    assert "拒绝签字，原因：不认可检查结果" in sheet


def test_what_was_typed_is_text_and_not_markup() -> None:
    assert "<script>" not in rendering.sheet(drawn("XCJC", place="<script>alert(1)</script>"))


def test_the_preview_is_chinese_whoever_looks(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    assert "检查情况" in rendering.sheet(drawn("XCJC"))


@pytest.mark.parametrize(
    ("filter_name", "value", "text"),
    [
        ("cn_day", "2026-01-05", "2026年1月5日"),
        ("cn_day", "", "／"),
        ("cn_day", "soon", "／"),
        ("cn_moment", "2026-11-20T09:05", "2026年11月20日9时05分"),
        ("cn_moment", "2026-11-20T01:05:00Z", "2026年11月20日9时05分"),
        ("cn_moment", "2026-11-20", "2026年11月20日"),
        ("cn_period", {"start": "2026-11-20T09:05", "end": "2026-11-20T11:30"}, "2026年11月20日9时05分至11时30分"),
        ("cn_period", {"start": "2026-11-20", "end": "2026-11-22"}, "2026年11月20日至2026年11月22日"),
        ("cn_period", None, "／"),
        ("cn_amount", "20000.00", "20000元（人民币贰万元整）"),
        ("cn_amount", "100.50", "100.5元（人民币壹佰元伍角整）"),
        ("cn_amount", "", "／"),
        ("cn_list", ["甲", "乙"], "甲、乙"),
        ("cn_list", [], "／"),
        (
            "cn_citations",
            [{"citation": "《法》第一条", "text": "应当"}, {"citation": "第二条"}],
            "《法》第一条“应当”、第二条",
        ),
        ("struck", 0, 0),
        ("struck", "", "／"),
    ],
)
def test_values_are_written_as_in_legal_documents(filter_name: str, value: Any, text: Any) -> None:
    assert getattr(written, filter_name)(value) == text


# the job


@pytest.mark.slow
@pytest.mark.django_db
def test_making_the_file_twice_changes_nothing() -> None:
    officer = user_with(Role.INSPECTOR)
    document = issue("XCJC", subject=officer, by=officer, context=SAMPLES["XCJC"])
    run_due()
    document.refresh_from_db()
    first = (document.file_id, document.pages, document.template_sha256)
    Job.objects.update(state=JobState.WAITING, due=timezone.now())
    run_due()
    document.refresh_from_db()
    assert (document.file_id, document.pages, document.template_sha256) == first
    assert first[1] == 1
    assert StoredFile.objects.count() == 1


@pytest.mark.django_db
def test_without_fonts_the_job_says_what_to_install(settings: Any, tmp_path: Path) -> None:
    settings.RUN_DIR = tmp_path
    officer = user_with(Role.INSPECTOR)
    issue("XCJC", subject=officer, by=officer, context=SAMPLES["XCJC"])
    run_due()
    error = Job.objects.get().last_error
    assert "fonts-noto-cjk" in error
    assert "Traceback" not in error


class NoPango(MetaPathFinder):
    """As on a machine without the libraries: importing WeasyPrint ends in an OSError."""

    def find_spec(self, fullname: str, *_rest: Any) -> None:
        if fullname == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")


@pytest.mark.django_db
def test_without_pango_the_job_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    rendering.press.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    officer = user_with(Role.INSPECTOR)
    issue("XCJC", subject=officer, by=officer, context=SAMPLES["XCJC"])
    run_due()
    error = Job.objects.get().last_error
    assert "libpango-1.0-0" in error
    assert "Traceback" not in error


# fonts


def test_faces_are_cut_once(settings: Any, tmp_path: Path) -> None:
    settings.RUN_DIR = tmp_path
    fonts.prepare()
    times = {path: path.stat().st_mtime_ns for path in fonts.prepared().values()}
    fonts.prepare()
    assert {path: path.stat().st_mtime_ns for path in fonts.prepared().values()} == times
    assert set(fonts.prepared()) == set(fonts.FACES)


def test_the_characters_no_face_has_are_named_in_order() -> None:
    assert fonts.missing_characters("堃\u0378〔〕①䶮\u0379\u0378") == ["\u0378", "\u0379"]


def test_without_fontconfig_the_message_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(fonts.FontsMissing, match="fontconfig"):
        fonts.prepare()


def test_without_a_chinese_font_the_message_names_the_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """fontconfig is there and finds nothing: its own settings file names an empty folder."""
    empty = tmp_path / "fonts.conf"
    empty.write_text(f"<fontconfig><dir>{tmp_path}</dir><cachedir>{tmp_path}/cache</cachedir></fontconfig>")
    monkeypatch.setenv("FONTCONFIG_FILE", str(empty))
    with pytest.raises(fonts.FontsMissing, match="fonts-noto-cjk"):
        fonts.prepare()


def test_the_command_names_the_source_of_each_face(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("prepare_fonts")
    assert [line.partition(":")[0] for line in capsys.readouterr().out.splitlines()] == list(fonts.FACES)


def test_the_command_ends_in_words_where_no_font_can_be_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CommandError, match="fonts-noto-cjk"):
        call_command("prepare_fonts")
