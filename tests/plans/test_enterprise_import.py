import datetime as dt
import io
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.documents.files import open_file
from enforcement.errors import StepRefused
from enforcement.ledger.models import Entry
from enforcement.outbox.models import Job
from enforcement.outbox.work import run_due
from plans.actions import enterprise_import as actions
from plans.models import Enterprise, FormerName, ImportRow, ImportRun
from plans.states import ImportState
from tests.factories.accounts import user_with
from tests.factories.enterprise import (
    NATIONAL,
    code,
    csv_table,
    enterprise,
    import_at,
    many_enterprises,
    national_row,
    xlsx_table,
)

pytestmark = pytest.mark.django_db
TOLD = {"capital": Decimal(1000), "scope": "化工产品生产", "province": "示例省", "region": "云岭市"}


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def upload(page: Client, content: bytes, name: str = "企业.csv", **more: str) -> object:
    return page.post(reverse("import_add"), {"table": SimpleUploadedFile(name, content), **more})


def act_url(run: ImportRun, step: str) -> str:
    return reverse("importrun_act", args=[run.pk, step])


def counted(run: ImportRun) -> dict[str, int]:
    return {name: getattr(run, name) for name in ("rows", "new", "changed", "same", "repeated", "bad")}


# the whole way


@pytest.mark.parametrize("make", [csv_table, xlsx_table])
def test_a_table_is_uploaded_checked_confirmed_and_imported(page: Client, chief: User, make: object) -> None:
    answer = upload(page, make([national_row(n) for n in range(3)]))
    run = ImportRun.objects.get()
    assert answer.url == run.get_absolute_url()
    assert "正在校验" in page.get(answer.url).content.decode()
    run_due()
    run.refresh_from_db()
    assert (run.state, counted(run)["new"]) == (ImportState.CHECKED, 3)
    assert not Enterprise.objects.exists()
    text = page.get(act_url(run, "confirm")).content.decode()
    assert "确认导入" in text
    page.post(act_url(run, "confirm"), {"version": run.version})
    assert "正在导入" in page.get(answer.url).content.decode()
    run_due()
    run.refresh_from_db()
    assert run.state == ImportState.DONE
    assert not ImportRow.objects.exists()
    one = Enterprise.objects.get(credit_code=code(1))
    assert (one.bureau, one.created_by, one.import_run) == (chief.bureau, chief, run)
    assert (one.capital, one.registered_on.isoformat(), one.sector) == (Decimal(1000), "2015-03-02", "other")
    assert one.initials == "ylsd1slhgyxgs"
    acts = list(Entry.objects.filter(subject=run.ref).order_by("id").values_list("act", flat=True))
    assert acts == ["import.upload", "import.check", "import.confirm", "import.finish"]
    assert Entry.objects.get(act="import.finish").after["new"] == 3


def test_the_same_table_again_changes_nothing(chief: User) -> None:
    rows = [national_row(n) for n in range(3)]
    import_at(ImportState.DONE, by=chief, content=csv_table(rows))
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table(rows), name="again.csv")
    assert counted(run) == {"rows": 3, "new": 0, "changed": 0, "same": 3, "repeated": 0, "bad": 0}


def test_known_enterprises_are_amended_where_the_table_says_something(chief: User) -> None:
    one = enterprise(chief, 1, phone="000", safety_head="测丙")
    row = national_row(1, 企业名称="云岭新名化工厂", 法人代表="")
    run = import_at(ImportState.DONE, by=chief, content=csv_table([row]))
    one.refresh_from_db()
    assert counted(run)["changed"] == 1
    assert (one.name, one.legal_person, one.phone, one.sector) == ("云岭新名化工厂", "测甲", "000", "chemical")
    assert (one.version, one.initials) == (2, "ylxmhgc")
    assert FormerName.objects.get().name == "云岭市第1示例化工有限公司"
    entry = Entry.objects.get(act="enterprise.amend_by_import")
    assert (entry.subject, entry.within) == (f"enterprise:{one.pk}", run.ref)
    assert entry.before["name"] == "云岭市第1示例化工有限公司"
    assert entry.after["name"] == "云岭新名化工厂"
    assert "phone" not in entry.after


def test_the_check_shows_which_enterprises_change_old_beside_new(page: Client, chief: User) -> None:
    one = enterprise(chief, 1, phone="000", registered_on=dt.date(2014, 1, 1))
    untold = enterprise(chief, 2, **TOLD)
    rows = [national_row(1, 企业名称="云岭新名化工厂", 法人代表=""), national_row(2), national_row(3)]
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table(rows))
    assert counted(run) == {"rows": 3, "new": 1, "changed": 1, "same": 1, "repeated": 0, "bad": 0}
    answer = page.get(run.get_absolute_url())
    rows = [[cell.text for cell in row.cells] for row in answer.context["changes"]["table"].rows]
    assert rows[:2] == [
        [one.name, "企业名称", "云岭市第1示例化工有限公司", "云岭新名化工厂"],
        [one.name, "注册日期", "2014-01-01", "2015-03-02"],
    ]
    assert {row[0] for row in rows} == {one.name}
    assert "法人代表" not in [row[1] for row in rows]
    assert one.get_absolute_url() in answer.content.decode()
    text = answer.content.decode()
    assert "云岭新名化工厂" in text
    assert untold.name not in text
    page.post(act_url(run, "confirm"), {"version": run.version})
    assert not page.get(run.get_absolute_url()).context["changes"]


def test_a_long_list_of_changes_says_how_many_it_leaves_out(page: Client, chief: User) -> None:
    many_enterprises(chief.bureau, 52, start=1)
    rows = [national_row(n, 法人代表="测乙") for n in range(1, 53)]
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table(rows))
    answer = page.get(run.get_absolute_url())
    assert len({row.cells[0].href for row in answer.context["changes"]["table"].rows}) == 50
    assert "其余 2 家" in answer.content.decode()


def test_repeated_codes_are_merged_and_listed(page: Client, chief: User) -> None:
    rows = [national_row(1, 法人代表="先"), national_row(2), national_row(1, 法人代表="后")]
    run = import_at(ImportState.DONE, by=chief, content=csv_table(rows))
    assert counted(run) == {"rows": 3, "new": 2, "changed": 0, "same": 0, "repeated": 1, "bad": 0}
    assert run.duplicates == [[code(1), [2, 4]]]
    assert Enterprise.objects.get(credit_code=code(1)).legal_person == "后"
    assert "2、4" in page.get(run.get_absolute_url()).content.decode()


def test_an_enterprise_of_another_bureau_is_reported_not_taken(chief: User) -> None:
    theirs = enterprise(user_with(Role.INSPECTOR), 1)
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table([national_row(1), national_row(2)]))
    assert counted(run)["bad"] == 1
    assert run.problems[0]["cell"] == "B2"
    assert str(theirs.bureau) in run.problems[0]["message"]


# bad rows


@pytest.mark.parametrize(
    ("heading", "cell", "address", "words"),
    [
        ("企业名称", "", "A2", "全称"),
        ("统一社会信用代码", "", "B2", "请输入 18 位"),
        ("统一社会信用代码", code(1)[:17] + "?", "B2", "不是数字"),
        ("统一社会信用代码", "9.13E+17", "B2", "末几位已丢失"),
        ("注册日期", "2015-02-30", "C2", "格式不正确"),
        ("注册资金", "100万美元", "F2", "外币"),
        ("企业类型", "长" * 101, "D2", "100"),
    ],
)
def test_a_bad_cell_is_named_with_its_address(chief: User, heading: str, cell: str, address: str, words: str) -> None:
    rows = [national_row(1, **{heading: cell}), national_row(2)]
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table(rows))
    assert (run.bad, run.new) == (1, 1)
    assert (run.problems[0]["cell"], run.problems[0]["heading"]) == (address, heading)
    assert words in run.problems[0]["message"]


def test_the_page_names_the_column_of_a_bad_cell_beyond_z(page: Client, chief: User) -> None:
    header = [*NATIONAL, *(f"备注{n}" for n in range(16)), "联系电话"]
    row = [*national_row(1), *[""] * 16, "9" * 31]
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table([row], header))
    bad = next(one for one in run.problems if one["cell"] == "AA2")
    assert bad["heading"] == "联系电话"
    shown = page.get(run.get_absolute_url()).content.decode()
    assert re.search("AA2 <span [^>]*>联系电话<", shown)


def test_bad_rows_come_back_and_can_be_mended_and_uploaded(page: Client, chief: User) -> None:
    rows = [national_row(1, 注册日期="不详", 注册资金="多"), national_row(2)]
    run = import_at(ImportState.DONE, by=chief, content=csv_table(rows))
    assert Enterprise.objects.count() == 1
    answer = page.get(reverse("import_errors", args=[run.pk]))
    book = load_workbook(io.BytesIO(answer.content))
    assert [cell.value for cell in book.active[1]] == [*NATIONAL, "错误原因"]
    reason = book.active["K2"].value
    assert "C2" in reason
    assert "F2" in reason
    book.active["C2"], book.active["F2"] = "2015-03-02", "10万元"
    mended = io.BytesIO()
    book.save(mended)
    again = import_at(ImportState.CHECKED, by=chief, content=mended.getvalue(), name="mended.xlsx")
    assert (again.new, again.bad) == (1, 0)


def test_problems_are_told_in_the_language_of_whoever_uploaded(page: Client, chief: User) -> None:
    upload(page, csv_table([national_row(1, 注册日期="x")]))
    assert Job.objects.get().payload["language"] == "zh-hans"


def test_columns_nobody_reads_are_named(chief: User) -> None:
    content = csv_table([[*national_row(1), "x"]], header=[*NATIONAL, "备注"])
    run = import_at(ImportState.CHECKED, by=chief, content=content)
    assert run.problems[0]["cell"] == "K1"
    assert "备注" in run.problems[0]["message"]
    assert run.bad == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        ("甲,乙\n1,2\n".encode(), "没有找到表头"),
        (b"PK\x03\x04rubbish", "不完整"),
        (b"\xff\x00\xff\x81", "编码"),
    ],
)
def test_a_file_that_is_no_table_is_refused_at_once(page: Client, content: bytes, words: str) -> None:
    answer = upload(page, content)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["table"])
    assert not ImportRun.objects.exists()


def test_choosing_no_file_is_said(page: Client) -> None:
    answer = page.post(reverse("import_add"), {})
    assert answer.status_code == 422
    assert "请选择企业表" in answer.content.decode()


def test_a_table_broken_further_down_ends_the_run_with_the_reason(chief: User) -> None:
    content = csv_table([national_row(1)]) + b'"' + b"x" * 200_000 + b'"\n'
    run = import_at(ImportState.CHECKED, by=chief, content=content)
    assert run.state == ImportState.CANCELLED
    assert "单元格过长" in run.problems[0]["message"]
    assert Entry.objects.get(act="import.cancel").note


def test_a_national_table_in_gb18030_is_read(chief: User) -> None:
    run = import_at(ImportState.DONE, by=chief, content=csv_table([national_row(1)], encoding="gb18030"))
    assert run.new == 1


# confirm and cancel


def test_confirming_nothing_is_refused_with_the_reason(page: Client, chief: User) -> None:
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table([national_row(1, 企业名称="")]))
    assert "没有可新增或更新的企业" in page.get(run.get_absolute_url()).content.decode()
    assert page.post(act_url(run, "confirm"), {"version": run.version}).status_code == 409


def test_only_the_uploader_confirms(chief: User) -> None:
    run = import_at(ImportState.CHECKED, by=chief)
    colleague = user_with(Role.SECTION_CHIEF, bureau=chief.bureau)
    with pytest.raises(StepRefused, match="上传人"):
        actions.confirm_import(run, by=colleague)


def test_cancelling_leaves_the_register_alone(page: Client, chief: User) -> None:
    run = import_at(ImportState.CHECKED, by=chief)
    page.post(act_url(run, "cancel"), {"version": run.version})
    run.refresh_from_db()
    assert run.state == ImportState.CANCELLED
    assert not Enterprise.objects.exists()
    assert not ImportRow.objects.exists()


def test_confirming_twice_imports_once(page: Client, chief: User) -> None:
    run = import_at(ImportState.CHECKED, by=chief)
    form = {"version": run.version, "once": "one-key"}
    first, second = (page.post(act_url(run, "confirm"), form) for _time in range(2))
    assert first.url == second.url
    assert Job.objects.filter(name="plans.merge_import").count() == 1


def test_a_stale_confirmation_is_refused(page: Client, chief: User) -> None:
    run = import_at(ImportState.CHECKED, by=chief)
    assert page.post(act_url(run, "confirm"), {"version": run.version - 1}).status_code == 409


# jobs


def test_jobs_may_run_twice(chief: User) -> None:
    run = import_at(ImportState.DONE, by=chief)
    quiet = lambda done, total: None  # noqa: E731
    actions.check_import(run, quiet)
    actions.merge_import(run, quiet)
    assert Enterprise.objects.count() == 1
    assert Entry.objects.filter(act="import.finish").count() == 1


def test_an_interrupted_merge_goes_on_where_it_stopped(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    content = csv_table([national_row(n) for n in range(5)])
    run = import_at(ImportState.CONFIRMED, by=chief, content=content)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.merge_import(run, stop)
    assert Enterprise.objects.count() == 2
    run = ImportRun.objects.get()
    told: list[int] = []
    actions.merge_import(run, lambda done, total: told.append(done))
    assert told == [4, 5]
    assert Enterprise.objects.count() == 5
    assert ImportRun.objects.get().new == 5


def test_a_code_registered_since_the_check_is_left_alone(chief: User) -> None:
    run = import_at(ImportState.CONFIRMED, by=chief, content=csv_table([national_row(1), national_row(2)]))
    theirs = enterprise(user_with(Role.INSPECTOR), 1)
    run_due()
    run.refresh_from_db()
    theirs.refresh_from_db()
    assert (run.new, run.bad, theirs.version) == (1, 1, 1)
    assert "校验之后" in run.problems[-1]["message"]


def test_progress_is_shown_in_real_numbers(page: Client, chief: User) -> None:
    run = import_at(ImportState.UPLOADED, by=chief)
    Job.objects.update(progress=50, total=200)
    fragment = page.get(reverse("import_progress", args=[run.pk])).content.decode()
    assert 'value="25"' in fragment
    assert "<html" not in fragment
    run_due()
    assert "查看结果" in page.get(reverse("import_progress", args=[run.pk])).content.decode()


# who


@pytest.mark.parametrize("name", ["import_list", "import_add", "import_template"])
def test_wrong_role_is_told_which_right_is_missing(client: Client, name: str) -> None:
    client.force_login(user_with(Role.INSPECTOR))
    answer = client.get(reverse(name))
    assert answer.status_code == 403
    assert "导入企业" in answer.content.decode()


@pytest.mark.parametrize("name", ["import_detail", "import_progress", "import_errors"])
def test_a_stranger_finds_nothing(page: Client, name: str) -> None:
    run = import_at(ImportState.CHECKED, by=user_with(Role.SECTION_CHIEF))
    assert page.get(reverse(name, args=[run.pk])).status_code == 404
    assert page.post(act_url(run, "confirm")).status_code == 404


def test_a_run_without_errors_has_no_error_file(page: Client, chief: User) -> None:
    run = import_at(ImportState.CHECKED, by=chief)
    assert page.get(reverse("import_errors", args=[run.pk])).status_code == 404


def test_the_uploaded_file_is_kept_as_it_came(chief: User) -> None:
    content = csv_table([national_row(1)])
    run = import_at(ImportState.DONE, by=chief, content=content)
    assert open_file(run.file) == content


def test_runs_are_listed(page: Client, chief: User) -> None:
    import_at(ImportState.DONE, by=chief, name="一月.csv")
    assert "一月.csv" in page.get(reverse("import_list")).content.decode()
