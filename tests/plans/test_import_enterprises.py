import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from enforcement.accounts.models import Bureau
from enforcement.ledger.models import Entry
from plans.actions import enterprise_import
from plans.models import Enterprise, ImportRow, ImportRun
from tests.factories.accounts import bureau
from tests.factories.enterprise import code, csv_table, national_row, xlsx_table

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Bureau:
    return bureau()


def table(tmp_path: Path, rows: list, name: str = "e.csv") -> str:
    path = tmp_path / name
    path.write_bytes(xlsx_table(rows) if name.endswith("xlsx") else csv_table(rows))
    return str(path)


def run(*args: str, code: int = 0) -> str:
    out = StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("import_enterprises", *args, stdout=out, stderr=StringIO())
        assert ended.value.code == code
    else:
        call_command("import_enterprises", *args, stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.mark.parametrize("name", ["e.csv", "e.xlsx"])
def test_all_good_rows_are_imported(home: Bureau, tmp_path: Path, name: str) -> None:
    found = json.loads(run(table(tmp_path, [national_row(n) for n in range(3)], name), "--json"))
    assert (found["new"], found["bad"], found["error_file"]) == (3, 0, "")
    assert Enterprise.objects.filter(bureau=home).count() == 3
    assert not ImportRow.objects.exists()
    assert Entry.objects.get(act="import.run").actor == "system"


def test_a_dry_run_counts_and_changes_nothing(home: Bureau, tmp_path: Path) -> None:
    found = json.loads(run(table(tmp_path, [national_row(1)]), "--dry-run", "--json"))
    assert (found["new"], found["dry_run"]) == (1, True)
    assert not Enterprise.objects.exists()
    assert not ImportRun.objects.exists()
    assert not ImportRow.objects.exists()
    assert not Entry.objects.exists()


def test_bad_rows_are_written_beside_the_file(home: Bureau, tmp_path: Path) -> None:
    file = table(tmp_path, [national_row(1), national_row(2, 注册日期="不详")])
    found = json.loads(run(file, "--json", code=1))
    assert (found["new"], found["bad"]) == (1, 1)
    assert found["problems"][0]["cell"] == "C3"
    sheet = load_workbook(tmp_path / "e-errors.xlsx").active
    assert sheet.max_row == 2
    assert "C3" in sheet["K2"].value


def test_people_read_counts_and_a_bar(home: Bureau, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = run(table(tmp_path, [national_row(1)]))
    assert "imported" in text
    assert "[####" in capsys.readouterr().err


def test_nothing_is_half_done(home: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enterprise_import, "CHUNK", 1)
    file = Path(table(tmp_path, [national_row(1), national_row(2)]))
    seen = []

    def stop(done: int, total: int) -> None:
        seen.append(Enterprise.objects.count())
        if seen[-1]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        enterprise_import.import_rows(file, bureau=home, tell=stop)
    assert seen[-1] == 1
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04x"])
def test_an_unreadable_file_is_wrong_use(home: Bureau, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "e.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("import_enterprises", str(path))
    assert refused.value.returncode == 2


def test_a_missing_file_is_wrong_use(home: Bureau) -> None:
    with pytest.raises(CommandError, match="cannot read") as refused:
        call_command("import_enterprises", "/nowhere/e.csv")
    assert refused.value.returncode == 2


def test_the_bureau_must_be_clear(home: Bureau, tmp_path: Path) -> None:
    other = bureau()
    file = table(tmp_path, [national_row(1)])
    for args in ([], ["--bureau", "不存在"]):
        with pytest.raises(CommandError, match=home.name) as refused:
            call_command("import_enterprises", file, *args)
        assert refused.value.returncode == 2
    run(file, "--bureau", other.name)
    assert Enterprise.objects.get(credit_code=code(1)).bureau == other
