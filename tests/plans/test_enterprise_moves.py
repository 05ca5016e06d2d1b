"""What is told of an enterprise goes where the enterprise goes: the new supervisor has it, the old one no longer."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from enforcement.errors import NotPermitted, RuleBroken
from plans.actions import jurisdiction
from plans.actions.assignment import assign_by_hand, cancel
from plans.actions.enterprise_merge import merge_enterprise, unmerge_enterprise
from plans.actions.enterprise_record import add_record, amend_record, end_record
from plans.actions.grading import answer, grade_enterprise, grade_task, object_to
from plans.models import (
    Enterprise,
    Grading,
    GradingObjection,
    JurisdictionChange,
    Licence,
    ListedHazard,
    Merge,
    SelfReport,
    Site,
    TaskGrading,
)
from plans.queries.assignment import Site as Place, find_to_inspect
from plans.queries.life import life_of
from plans.queries.pool import pool_by_grade
from plans.states import Origin, PlanState
from tests.factories.assignment import assignment_at, task_of
from tests.factories.draw import draw_at
from tests.factories.grading import TASKS
from tests.factories.plan import graded, plan_at
from tests.factories.tree import Tree, tree

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
FACTS = {
    Site: {"name": "东厂区", "address": "云岭市示例路 9 号"},
    Licence: {
        "kind": "chem_sale", "number": "演许1号", "issued_by": "云岭市应急管理局", "valid_from": dt.date(2024, 7, 1)
    },
    SelfReport: {
        "reported_on": dt.date(2026, 4, 7), "period_from": dt.date(2026, 1, 1), "period_to": dt.date(2026, 3, 31),
        "found": 5, "rectified": 4,
    },
    ListedHazard: {
        "title": "储罐报警失效", "listed_by": "云岭市安委会", "number": "1号", "listed_on": dt.date(2026, 3, 2),
        "due_on": dt.date(2026, 9, 30),
    },
}  # fmt: skip


@pytest.fixture
def all_of_them() -> Tree:
    return tree()


@pytest.fixture
def one(all_of_them: Tree) -> Enterprise:
    return graded(all_of_them.city.bureau, 1, start=501)[0]


def moved(all_of_them: Tree, one: Enterprise) -> None:
    one.refresh_from_db()
    to = all_of_them.county.bureau
    jurisdiction.transfer(one, by=all_of_them.city.chief, to=to, reason="商定", version=one.version)
    one.refresh_from_db()


@pytest.mark.parametrize("model", list(FACTS), ids=lambda model: model.kind_of)
def test_a_record_is_seen_and_amended_by_the_bureau_that_supervises_now(client, all_of_them, one, model) -> None:
    made = add_record(model, by=all_of_them.city.drafter, enterprise=one, facts=FACTS[model])
    made = model.objects.get(pk=made.pk)
    moved(all_of_them, one)
    client.force_login(all_of_them.county.drafter)
    assert client.get(made.get_absolute_url()).status_code == 200
    name = next(iter(FACTS[model]))
    with pytest.raises(NotPermitted):
        amend_record(made, by=all_of_them.other.drafter, version=1, facts={name: FACTS[model][name]})
    assert amend_record(made, by=all_of_them.county.drafter, version=1, facts={}).pk == made.pk
    client.force_login(all_of_them.other.drafter)
    assert client.get(made.get_absolute_url()).status_code == 404
    assert made in model.objects.visible_to(all_of_them.city.chief)  # it stands above the county
    jurisdiction.transfer(one, by=all_of_them.city.chief, to=all_of_them.other.bureau, reason="x", version=one.version)
    assert made not in model.objects.visible_to(all_of_them.county.drafter)
    assert made in model.objects.visible_to(all_of_them.other.drafter)


def barred(act) -> bool:
    """Whether on another connection it would wait for what this one holds."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(_would_wait, act).result()


def _would_wait(act) -> bool:
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '100ms'")
            act()
    except OperationalError:
        return True
    finally:
        connection.close()
    return False


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_record_waits_while_its_enterprise_is_merged_or_given_away() -> None:
    """Or it would be amended by a bureau that no longer supervises it."""
    all_of_them = tree()
    who = all_of_them.city
    one, into = graded(who.bureau, 2, start=501)
    site = add_record(Site, by=who.drafter, enterprise=one, facts=FACTS[Site])
    amend = partial(amend_record, site, by=who.drafter, version=1, facts={"name": "西厂区"})
    end = partial(end_record, site, by=who.drafter, version=1, ended_on=TODAY(), reason="已搬离")
    with transaction.atomic():
        merge_enterprise(one, by=who.drafter, into=into, reason="吸收合并")
        assert [barred(amend), barred(end)] == [True, True]
        transaction.set_rollback(True)
    with transaction.atomic():
        moved(all_of_them, one)
        assert [barred(amend), barred(end)] == [True, True]
    with pytest.raises(NotPermitted):
        amend()
    site.refresh_from_db()
    assert (site.version, site.ended_on) == (1, None)


def test_the_enterprise_is_held_before_its_record_by_every_act(all_of_them, one) -> None:
    """In one order, so that two at once never wait for each other."""
    by = all_of_them.city.drafter
    site = add_record(Site, by=by, enterprise=one, facts=FACTS[Site])
    for act in (
        partial(amend_record, site, by=by, version=1, facts={"name": "西厂区"}),
        partial(end_record, site, by=by, version=2, ended_on=TODAY(), reason="已搬离"),
    ):
        with CaptureQueriesContext(connection) as asked:
            act()
        held = [query["sql"].split('FROM "')[1].split('"')[0] for query in asked if "FOR UPDATE" in query["sql"]]
        assert held[:2] == ["plans_enterprise", "plans_site"]


def test_gradings_and_objections_go_along(client, all_of_them, one) -> None:
    chief, theirs = all_of_them.city.chief, all_of_them.county.chief
    grading = grade_enterprise(one, by=chief, scheme="G-19", answers={"1.2b": 1})
    one.refresh_from_db()
    task = grade_task(one, by=chief, scheme=TASKS, task="灌装", answers={"L": "1", "E": "6", "C": "15"})
    objection = object_to(grading, by=chief, said_on=TODAY(), speaker="赵某", text="不符")
    moved(all_of_them, one)
    client.force_login(theirs)
    for page in (grading, task):
        assert client.get(page.get_absolute_url()).status_code == 200
    assert answer(objection, by=theirs, upheld=False, reply="一致").answered_by == theirs
    assert "分类分级" in [str(event.label) for event in life_of(one, theirs)[0]]
    for model in (Grading, TaskGrading, GradingObjection):
        assert not model.objects.visible_to(all_of_them.other.chief).exists()
        assert model.objects.visible_to(theirs).count() == 1


def test_what_was_merged_into_it_goes_along_and_only_the_new_bureau_takes_it_apart(all_of_them, one) -> None:
    old, new = all_of_them.city.drafter, all_of_them.county.drafter
    first, second = graded(all_of_them.city.bureau, 2, start=600)
    merge_enterprise(second, by=old, into=first, reason="吸收合并")
    first.refresh_from_db()
    merge_enterprise(first, by=old, into=one, reason="吸收合并")
    moved(all_of_them, one)
    assert set(Enterprise.objects.values_list("bureau", flat=True)) == {all_of_them.county.bureau.pk}
    assert Merge.objects.visible_to(new).count() == 2
    assert not Merge.objects.visible_to(all_of_them.other.drafter).exists()
    first.refresh_from_db()
    with pytest.raises(NotPermitted):
        unmerge_enterprise(first, by=all_of_them.other.drafter, reason="有误")
    unmerge_enterprise(first, by=new, reason="有误")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.merged_into, second.merged_into) == (None, first)


def test_a_merge_across_two_bureaus_is_taken_apart_by_neither_alone(all_of_them, one) -> None:
    """As older data may have it."""
    other = graded(all_of_them.city.bureau, 1, start=600)[0]
    drafter = all_of_them.city.drafter
    merge_enterprise(other, by=drafter, into=one, reason="吸收合并")
    Enterprise.objects.filter(pk=one.pk).update(bureau=all_of_them.county.bureau)
    for who in (drafter, all_of_them.county.drafter):
        with pytest.raises(NotPermitted):
            unmerge_enterprise(other, by=who, reason="有误")


def test_a_frozen_list_holds_the_merged_one_and_so_the_survivor(all_of_them, one) -> None:
    draw = draw_at("frozen", all_of_them.city)
    others = draw.entries.filter(list="unit").exclude(subject=one.pk)
    listed = Enterprise.objects.get(pk=others.earliest("number").subject)
    Enterprise.objects.filter(pk=listed.pk).update(merged_into=one)
    with pytest.raises(RuleBroken, match=draw.number):
        moved(all_of_them, one)


# the bureau that licenses


@pytest.fixture
def licensed(all_of_them: Tree, one: Enterprise) -> Enterprise:
    jurisdiction.set_licensing(one, by=all_of_them.city.chief, to=all_of_them.other.bureau, reason="许可", version=1)
    one.refresh_from_db()
    return one


def test_the_licensing_bureau_sees_the_enterprise_and_changes_nothing(client, all_of_them, licensed) -> None:
    licence = add_record(Licence, by=all_of_them.city.drafter, enterprise=licensed, facts=FACTS[Licence])
    licence = Licence.objects.get(pk=licence.pk)
    client.force_login(all_of_them.other.drafter)
    page = client.get(licensed.get_absolute_url()).content.decode()
    assert "演许1号" in page
    assert "更正企业信息" not in page
    assert client.get(licence.get_absolute_url()).status_code == 200
    assert licensed.name in client.get("/enterprises/").content.decode()
    assert client.get(f"{licensed.get_absolute_url()}edit/").status_code == 403
    with pytest.raises(NotPermitted):
        amend_record(licence, by=all_of_them.other.drafter, version=1, facts={"number": "2"})
    client.force_login(all_of_them.county.drafter)
    assert client.get(licensed.get_absolute_url()).status_code == 404


def test_it_counts_in_the_pool_of_the_daily_supervisor_only(all_of_them, licensed) -> None:
    counts = [pool_by_grade(who.chief)["chemical"].values() for who in (all_of_them.city, all_of_them.other)]
    assert [sum(one) for one in counts] == [1, 0]


def test_it_inspects_as_licensing_supervision_only(all_of_them, licensed) -> None:
    who = all_of_them.other
    assert licensed in find_to_inspect(who.chief, licensed.name)
    assert Origin.CAMPAIGN not in Place(licensed, who.bureau).origins
    task = task_of(licensed, [who.drafter, who.second], origin_reason="许可事项检查")
    with pytest.raises(RuleBroken, match="不得叠加执法"):
        assign_by_hand(task, by=who.chief)
    made = assign_by_hand(replace(task, origin=Origin.LICENSING, licence="chem_sale"), by=who.chief)
    assert (made.bureau, made.daily_bureau) == (who.bureau, all_of_them.city.bureau)


def test_the_history_says_how_many_records_of_others_it_does_not_show(client, all_of_them, one) -> None:
    """The tasks of the old bureau stay its own when the enterprise moves to a county."""
    who = all_of_them.city
    tasks = [assignment_at("open", who, enterprise=one), None]
    cancel(tasks[0], by=who.chief, reason="改期")
    tasks[1] = assignment_at("open", who, enterprise=one)
    moved(all_of_them, one)
    url = f"{one.get_absolute_url()}life/"
    client.force_login(all_of_them.county.drafter)
    assert "另有其他机关的 1 条记录未显示" in client.get(url).content.decode()  # the open one is shared with it
    client.force_login(who.drafter)
    assert "条记录未显示" not in client.get(url).content.decode()


def test_what_is_kept_of_a_transfer_is_chinese_whatever_the_page(all_of_them: Tree) -> None:
    plan = plan_at(PlanState.PUBLISHED, all_of_them.city)
    item = plan.items.filter(kind="key")[0]
    task = assignment_at("open", all_of_them.city, enterprise=item.enterprise)
    with override("en"):
        moved(all_of_them, item.enterprise)
    assert [row["text"] for row in JurisdictionChange.objects.get().open_work] == [
        f"计划项目：{plan.year} 年度监督检查计划 重点检查，还有 2 次",
        f"检查任务：专项检查（{task.window_from} 至 {task.window_to}，待检查）",
    ]
