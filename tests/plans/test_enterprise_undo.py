import csv
import datetime as dt
import hashlib
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, StepRefused
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import differences
from enforcement.outbox.models import Job
from enforcement.outbox.work import run_due
from plans.actions import enterprise_import, enterprise_undo as actions
from plans.actions.enterprise import amend_enterprise, change_status
from plans.actions.enterprise_merge import merge_enterprise
from plans.actions.grading import grade_enterprise
from plans.models import Enterprise, FormerName, ImportRun, UndoneRow
from plans.queries.enterprise_undo import pointing, undo_until
from plans.states import DrawState, Hazard, ImportState, UndoOutcome
from tests.factories.accounts import user_with
from tests.factories.draw import draw_at
from tests.factories.enterprise import NATIONAL, code, csv_table, enterprise, import_at, national_row
from tests.factories.plan import team

pytestmark = pytest.mark.django_db
PAIRED = sorted({name for pair in actions.PAIRS for name in pair})
QUIET = lambda done, total: None  # noqa: E731


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def done(chief: User, *rows: list[Any]) -> ImportRun:
    return import_at(ImportState.DONE, by=chief, content=csv_table(rows or [national_row(n) for n in range(3)]))


def undone(run: ImportRun, by: User) -> ImportRun:
    actions.undo_import(run, by=by)
    run_due()
    run.refresh_from_db()
    return run


def outcomes(run: ImportRun) -> dict[str, str]:
    return dict(run.undone_rows.values_list("credit_code", "outcome"))


def act_url(run: ImportRun) -> str:
    return reverse("importrun_act", args=[run.pk, "undo"])


# new enterprises


def test_what_the_import_brought_and_nobody_used_is_gone(page: Client, chief: User) -> None:
    run = done(chief)
    text = page.get(act_url(run)).content.decode()
    assert "可撤销至（加 24 小时）" in text
    page.post(act_url(run), {"version": run.version})
    assert "正在撤销" in page.get(run.get_absolute_url()).content.decode()
    run_due()
    run.refresh_from_db()
    assert (run.state, run.removed, run.restored, run.kept) == (ImportState.UNDONE, 3, 0, 0)
    assert not Enterprise.objects.exists()
    assert set(outcomes(run).values()) == {UndoOutcome.REMOVED}
    acts = list(Entry.objects.filter(subject=run.ref).order_by("-id").values_list("act", flat=True)[:3])
    assert acts == ["import.finish_undo", "import.remove", "import.undo"]
    assert not list(differences())


def test_the_ledger_holds_a_digest_of_the_removed_codes(chief: User) -> None:
    run = undone(done(chief), chief)
    listed = "\n".join(sorted(run.undone_rows.values_list("credit_code", flat=True)))
    entry = Entry.objects.get(act="import.remove")
    assert entry.after["sha256"] == hashlib.sha256(listed.encode()).hexdigest()
    assert (entry.after["removed"], entry.after["first"]) == (3, min(code(n) for n in range(3)))


def test_a_graded_enterprise_stays_and_the_reason_is_told(page: Client, chief: User) -> None:
    run = done(chief)
    graded = Enterprise.objects.get(credit_code=code(1))
    grade(graded, chief)
    undone(run, chief)
    assert list(Enterprise.objects.all()) == [graded]
    assert (run.removed, run.kept) == (2, 1)
    text = page.get(reverse("undone_list", args=[run.pk]), {"outcome": "kept"}).content.decode()
    assert "已用于“分级记录”" in text
    assert graded.name in text
    assert code(2) not in text


def test_those_on_a_frozen_list_stay_drawn_or_not() -> None:
    who = team()
    run = done(who.chief, *(national_row(n) for n in range(4)))
    draw_at(DrawState.FROZEN, who, enterprises=0, conditions={"sectors": ["other"], "grades": [], "hazards": []})
    undone(run, who.chief)
    assert (run.removed, run.kept) == (0, 4)
    assert {tuple(row.reasons) for row in run.undone_rows.all()} == {("draw",)}


def test_every_table_that_points_at_the_register_is_asked() -> None:
    asked = {model._meta.label for model, _column in pointing()}
    assert asked >= {"plans.Grading", "plans.Assignment", "plans.PlanItem", "cases.Inspection", "cases.PenaltyCase"}
    assert "plans.Enterprise" in asked


def grade(one: Enterprise, by: User) -> None:
    grade_enterprise(one, by=by, scheme="G-19", answers={})


def test_an_enterprise_amended_since_stays(chief: User) -> None:
    run = done(chief)
    one = Enterprise.objects.get(credit_code=code(1))
    amend_enterprise(one, by=chief, version=one.version, facts={"phone": "0539-000"})
    undone(run, chief)
    assert list(Enterprise.objects.values_list("credit_code", flat=True)) == [code(1)]
    assert UndoneRow.objects.get(outcome="kept").reasons[0] == "amended"


def test_one_that_another_table_changed_stays(chief: User) -> None:
    run = done(chief)
    done(chief, national_row(2, 法人代表="测乙"))
    undone(run, chief)
    assert Enterprise.objects.get().credit_code == code(2)


def test_the_second_table_alone_can_be_undone(chief: User) -> None:
    done(chief)
    second = done(chief, national_row(2, 法人代表="测乙"), national_row(7))
    undone(second, chief)
    assert outcomes(second) == {code(2): UndoOutcome.RESTORED, code(7): UndoOutcome.REMOVED}
    assert Enterprise.objects.get(credit_code=code(2)).legal_person == "测甲"
    assert Enterprise.objects.count() == 3


# changed enterprises


def test_old_values_and_the_old_name_come_back(chief: User) -> None:
    one = enterprise(chief, 1, phone="000", capital=None)
    before = Enterprise.objects.filter(pk=one.pk).values().get()
    run = done(chief, national_row(1, 企业名称="云岭新名化工厂", 法人代表="测丁"))
    assert FormerName.objects.count() == 1
    undone(run, chief)
    after = Enterprise.objects.filter(pk=one.pk).values().get()
    assert after.pop("version") == before.pop("version") + 2
    assert after == before
    assert not FormerName.objects.exists()
    assert (run.restored, run.kept) == (1, 0)
    entry = Entry.objects.get(act="enterprise.restore_by_undo")
    assert (entry.subject, entry.within) == (f"enterprise:{one.pk}", run.ref)
    assert entry.before["name"] == "云岭新名化工厂"
    assert entry.after["legal_person"] == "测甲"


def test_an_older_former_name_is_left_alone(chief: User) -> None:
    one = enterprise(chief, 1)
    amend_enterprise(one, by=chief, version=None, facts={"name": "云岭第二个名字厂"})
    run = done(chief, national_row(1, 企业名称="云岭第三个名字厂"))
    undone(run, chief)
    assert list(FormerName.objects.values_list("name", flat=True)) == ["云岭市第1示例化工有限公司"]


def test_a_field_amended_since_keeps_its_newest_words(page: Client, chief: User) -> None:
    one = enterprise(chief, 1)
    run = done(chief, national_row(1, 企业名称="云岭新名化工厂", 法人代表="测丁"))
    amend_enterprise(one, by=chief, version=None, facts={"legal_person": "测戊"})
    undone(run, chief)
    one.refresh_from_db()
    assert (one.legal_person, one.name) == ("测戊", "云岭市第1示例化工有限公司")
    assert outcomes(run) == {one.credit_code: UndoOutcome.PARTLY}
    text = page.get(reverse("undone_list", args=[run.pk])).content.decode()
    assert "“法人代表”在导入之后又有更正" in text


def test_initials_go_with_their_name(chief: User) -> None:
    one = enterprise(chief, 1)
    run = done(chief, national_row(1, 企业名称="云岭新名化工厂"))
    amend_enterprise(one, by=chief, version=None, facts={"name": "云岭新铭化工厂"})  # the same initials
    undone(run, chief)
    one.refresh_from_db()
    assert (one.name, one.initials) == ("云岭新铭化工厂", "ylxmhgc")


TOLD = {
    "危险因素": "重大危险源", "重大危险源等级": "一级",
    "安全生产责任保险承保机构": "甲保险", "安全生产责任保险有效期至": "2027-12-31",
    "应急预案备案编号": "云预备001", "应急预案备案日期": "2026-01-05",
    "经营状态": "停产", "状态起始日": "2026-02-01",
}  # fmt: skip
OF_A_PAIR = [
    ({"source_level": "2"}, {"hazards": [Hazard.MAJOR_SOURCE], "source_level": "2"}),
    ({"insurer": "乙保险"}, {"insurer": "乙保险", "insured_until": dt.date(2027, 12, 31)}),
    ({"insured_until": dt.date(2028, 6, 30)}, {"insurer": "甲保险", "insured_until": dt.date(2028, 6, 30)}),
    ({"emergency_plan_number": "云预备002"}, {"emergency_plan_on": dt.date(2026, 1, 5)}),
    ({"status_on": dt.date(2026, 3, 1)}, {"status": "stopped", "status_on": dt.date(2026, 3, 1)}),
]


@pytest.mark.parametrize(("amended", "stays"), OF_A_PAIR, ids=lambda facts: "-".join(facts))
def test_of_a_pair_both_come_back_or_none(chief: User, amended: dict[str, Any], stays: dict[str, Any]) -> None:
    one = enterprise(chief, 1)
    before = Enterprise.objects.filter(pk=one.pk).values(*PAIRED).get()
    table = csv_table([[*national_row(1), *TOLD.values()]], [*NATIONAL, *TOLD])
    run = import_at(ImportState.DONE, by=chief, content=table)
    amend_enterprise(one, by=chief, version=None, facts=amended)
    undone(run, chief)
    assert (run.state, outcomes(run)) == (ImportState.UNDONE, {one.credit_code: UndoOutcome.PARTLY})
    kept = next(pair for pair in actions.PAIRS if pair & amended.keys())
    after = Enterprise.objects.filter(pk=one.pk).values(*PAIRED).get()
    assert {name for name in PAIRED if after[name] != before[name]} == kept
    assert {name: after[name] for name in stays} == stays


def test_what_was_changed_back_by_hand_is_kept(chief: User) -> None:
    one = enterprise(chief, 1, kind="国有企业", registered_on=dt.date(2015, 3, 2), legal_person="测甲")
    row = national_row(1, 注册资金="", 经营范围="", 所在省份="", 地区="", 注册地址="")
    run = done(chief, row)
    amend_enterprise(one, by=chief, version=None, facts={"kind": "国有企业"})
    undone(run, chief)
    assert outcomes(run) == {one.credit_code: UndoOutcome.KEPT}
    assert run.kept == 1


# how long, who, once


def test_after_24_hours_it_is_refused_with_the_arithmetic(page: Client, chief: User) -> None:
    run = done(chief)
    finished = timezone.now() - dt.timedelta(hours=24, seconds=1)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=finished)
    answer = page.post(act_url(run), {"version": run.version})
    assert answer.status_code == 409
    assert "加 24 小时" in answer.content.decode()
    assert Enterprise.objects.count() == 3


def test_one_second_before_it_is_taken(chief: User) -> None:
    run = done(chief)
    ImportRun.objects.filter(pk=run.pk).update(finished_at=timezone.now() - dt.timedelta(hours=23, minutes=59))
    run.refresh_from_db()
    assert undo_until(run) == run.finished_at + dt.timedelta(days=1)
    assert undone(run, chief).removed == 3


def test_a_colleague_with_the_right_may_undo(chief: User) -> None:
    colleague = user_with(Role.SECTION_CHIEF, bureau=chief.bureau)
    run = undone(done(chief), colleague)
    assert (run.undo_by, run.undone_at is not None) == (colleague, True)
    assert Entry.objects.get(act="import.remove").actor == f"user:{colleague.pk}"


def test_without_the_right_it_is_refused(chief: User) -> None:
    run = done(chief)
    with pytest.raises(NotPermitted, match="导入企业"):
        actions.undo_import(run, by=user_with(Role.INSPECTOR, bureau=chief.bureau))


def test_an_import_that_changed_nothing_has_nothing_to_undo(chief: User) -> None:
    done(chief)
    run = import_at(ImportState.CHECKED, by=chief)
    with pytest.raises(StepRefused):
        actions.undo_import(run, by=chief)


def test_undoing_twice_undoes_once(page: Client, chief: User) -> None:
    run = done(chief)
    for _time in range(2):
        page.post(act_url(run), {"version": run.version, "once": "one-key"})
    run_due()
    run.refresh_from_db()
    actions.carry_out_undo(run, QUIET)
    run.state = ImportState.UNDOING  # a second worker that read the run before the first had ended
    while actions.remove_next(run) or actions.restore_next(run):
        raise AssertionError("something was undone twice")
    assert Job.objects.filter(name="plans.undo_import").count() == 1
    assert Entry.objects.filter(act="import.remove").count() == 1
    assert run.undone_rows.count() == 3


def test_an_interrupted_undo_goes_on_where_it_stopped(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "CHUNK", 2)
    changed = [enterprise(chief, n) for n in range(10, 13)]
    run = done(chief, *(national_row(n, 法人代表="测丁") for n in (1, 2, 3, 10, 11, 12)))
    actions.undo_import(run, by=chief)
    run.refresh_from_db()

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        actions.carry_out_undo(run, stop)
    assert Enterprise.objects.count() == 4
    told: list[tuple[int, int]] = []
    actions.carry_out_undo(ImportRun.objects.get(pk=run.pk), lambda *numbers: told.append(numbers))
    assert told == [(3, 6), (5, 6), (6, 6)]
    assert set(Enterprise.objects.values_list("legal_person", flat=True)) == {"测甲"}
    assert Enterprise.objects.count() == len(changed)


def test_an_import_under_way_stops_and_goes_back(chief: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enterprise_import, "CHUNK", 2)
    content = csv_table([national_row(n) for n in range(5)])
    run = import_at(ImportState.CONFIRMED, by=chief, content=content)
    worker = ImportRun.objects.get(pk=run.pk)

    def undo_meanwhile(done: int, total: int) -> None:
        actions.undo_import(ImportRun.objects.get(pk=run.pk), by=chief)

    enterprise_import.merge_import(worker, undo_meanwhile)
    assert Enterprise.objects.count() == 2
    run_due()
    run.refresh_from_db()
    assert (run.state, run.removed, Enterprise.objects.count()) == (ImportState.UNDONE, 2, 0)
    assert not Entry.objects.filter(act="import.finish").exists()


# the result


def test_the_result_is_exported_with_reasons(page: Client, chief: User) -> None:
    run = done(chief)
    one = Enterprise.objects.get(credit_code=code(1))
    amend_enterprise(one, by=chief, version=None, facts={"phone": "0539-000"})
    undone(run, chief)
    answer = page.get(reverse("undone_export", args=[run.pk]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["企业名称", "统一社会信用代码", "结果", "未撤销的原因"]
    assert [row[2] for row in rows[1:]] == ["已移除", "保留", "已移除"]
    assert rows[2][3].startswith("导入之后已有变动")


def test_the_page_of_the_run_shows_what_was_undone(page: Client, chief: User) -> None:
    run = undone(done(chief), chief)
    text = page.get(run.get_absolute_url()).content.decode()
    assert "已撤销" in text
    assert chief.name in text
    assert f'href="{reverse("undone_list", args=[run.pk])}?outcome=removed"' in text
    rows = page.get(reverse("undone_list", args=[run.pk]), {"outcome": "removed"}).context["table"].rows
    assert len(rows) == run.removed == 3
    assert act_url(run) not in text


@pytest.mark.parametrize("name", ["undone_list", "undone_export"])
def test_a_stranger_finds_nothing(client: Client, chief: User, name: str) -> None:
    run = done(chief)
    client.force_login(user_with(Role.SECTION_CHIEF))
    assert client.get(reverse(name, args=[run.pk])).status_code == 404


STATUS = (*NATIONAL, "经营状态", "状态起始日")


def test_what_held_before_a_status_is_given_back_too(chief: User) -> None:
    """Suspended since 2024 after operating, closed by the table: after the undo a day of 2023 is one of operation."""
    one = enterprise(chief, 1)
    change_status(one, by=chief, version=None, status="stopped", status_on=dt.date(2024, 1, 1), reason="停产")
    rows = [[*national_row(1), "注销", "2026-05-01"]]
    run = import_at(ImportState.DONE, by=chief, content=csv_table(rows, STATUS))
    one.refresh_from_db()
    assert (one.status, one.status_before) == ("closed", "stopped")
    undone(run, chief)
    one.refresh_from_db()
    assert (one.status, one.status_on, one.status_before) == ("stopped", dt.date(2024, 1, 1), "operating")
    assert one.status_at(dt.date(2023, 6, 1)) == "operating"


def test_the_first_of_two_tables_takes_nothing_back_that_the_second_wrote(chief: User) -> None:
    one = enterprise(chief, 1)
    first = import_at(ImportState.DONE, by=chief, content=csv_table([national_row(1, 法人代表="测乙")]))
    import_at(ImportState.DONE, by=chief, content=csv_table([national_row(1, 法人代表="测丙")]))
    first = undone(first, chief)
    one.refresh_from_db()
    assert one.legal_person == "测丙"
    row = UndoneRow.objects.get(run=first)
    assert "field:legal_person" in row.reasons
    assert row.outcome != UndoOutcome.RESTORED


def test_a_table_does_not_amend_what_was_merged_into_another(chief: User) -> None:
    one, survivor = enterprise(chief, 1), enterprise(chief, 2)
    merge_enterprise(one, by=chief, into=survivor, reason="吸收合并")
    run = import_at(ImportState.CHECKED, by=chief, content=csv_table([national_row(1, 法人代表="测乙")]))
    assert (run.bad, run.changed) == (1, 0)
    assert f"已并入{survivor.name}" in run.problems[0]["message"]
