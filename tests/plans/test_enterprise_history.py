"""The history of an enterprise tells what was decided about it: when, by whom and why. What belongs to a merged one is
corrected and ended where it stands."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.models import Entry
from plans.actions import jurisdiction
from plans.actions.enterprise import change_status
from plans.actions.enterprise_merge import merge_enterprise, unmerge_enterprise
from plans.actions.enterprise_record import add_record, amend_record, end_record
from plans.models import Accident, Enterprise, Licence, ListedHazard, SelfReport, Site
from plans.queries.facts import PROVIDERS
from plans.queries.life import Chosen, life_of
from plans.queries.occurrences import each_document_once
from tests.factories.plan import graded
from tests.factories.tree import tree
from tests.plans.test_enterprise_moves import FACTS
from tests.plans.test_occurrence import accident, credit, years_ago

pytestmark = pytest.mark.django_db
CORRECTED = {
    Site: ("address", "云岭市示例路 10 号"),
    Licence: ("number", "演许2号"),
    SelfReport: ("rectified", 5),
    ListedHazard: ("number", "2号"),
}


@pytest.fixture
def all_of_them():
    return tree()


@pytest.fixture
def who(all_of_them):
    return all_of_them.city


@pytest.fixture
def one(who):
    return graded(who.bureau, 1, start=501, created_by=who.drafter)[0]


@pytest.fixture
def other(who):
    return graded(who.bureau, 1, start=601, created_by=who.drafter)[0]


def told(enterprise, user, kind=""):
    return [(str(one.label), one.text, one.note) for one in life_of(enterprise, user, Chosen(kind))[0]]


def put(enterprise, who, status, day, reason):
    enterprise.refresh_from_db()
    change_status(enterprise, by=who.drafter, version=None, status=status, status_on=day, reason=reason)


def test_closing_reopening_and_moving_away_stand_there_with_who_and_why(client, who, one):
    days = [timezone.localdate() - dt.timedelta(days=left) for left in (9, 6, 3)]
    for status, day, reason in zip(
        ("closed", "operating", "moved"), days, ("吊销后注销", "注销有误", "迁往邻省"), strict=True
    ):
        put(one, who, status, day, reason)
    by = Entry.objects.filter(act="enterprise.change_status")[0].actor_text
    assert who.drafter.name in by
    assert told(one, who.chief, "entry") == [
        ("变更经营状态", f"在业 → 迁出，自 {days[2]}", f"{by}：迁往邻省"),
        ("变更经营状态", f"注销 → 在业，自 {days[1]}", f"{by}：注销有误"),
        ("变更经营状态", f"在业 → 注销，自 {days[0]}", f"{by}：吊销后注销"),
    ]
    client.force_login(who.chief)
    page = client.get(reverse("enterprise_life", args=[one.pk]), {"kind": "entry"}).content.decode()
    for words in ("变更经营状态", "办理人和理由", "迁往邻省", by):
        assert words in page
    with override("en"):
        assert told(one, who.chief, "entry")[0][1] == f"Operating → Moved away, from {days[2]}"


def test_of_two_merged_companies_both_stand_there(who, one, other):
    put(other, who, "stopped", timezone.localdate(), "停产检修")
    other.refresh_from_db()
    merge_enterprise(other, by=who.drafter, into=one, reason="吸收合并")
    by = who.drafter.name
    assert {row[0] for row in told(one, who.chief)} == {"变更经营状态", "企业合并"}
    other.refresh_from_db()
    unmerge_enterprise(other, by=who.chief, reason="误并")
    for side in (one, other):
        assert told(side, who.chief, "merge") == [
            ("撤销并入", f"{other}并入{one}", f"{who.chief.name}：误并"),
            ("企业合并", f"{other}并入{one}", f"{by}：吸收合并"),
        ]
    assert told(one, who.chief, "entry") == []


def test_what_became_of_a_merged_one_is_told_with_its_name(all_of_them, who, one, other):
    """Or the company that lives on would read as closed and given away."""
    today = timezone.localdate()
    jurisdiction.set_licensing(other, by=who.chief, to=all_of_them.province.bureau, reason="省厅发证", version=1)
    for side in (one, other):
        put(side, who, "stopped", today, "停产检修")
        side.refresh_from_db()
    closed = f"在业 → 停产停业，自 {today}"
    licensing = f"许可监管：无 → {all_of_them.province.bureau}"
    merge_enterprise(other, by=who.drafter, into=one, reason="吸收合并")
    assert [row[1] for row in told(one, who.chief, "entry")] == [f"{other.name}：{closed}", closed]
    assert [row[1] for row in told(one, who.chief, "jurisdictionchange")] == [f"{other.name}：{licensing}"]
    assert [row[1] for row in told(other, who.chief, "entry")] == [closed]
    assert [row[1] for row in told(other, who.chief, "jurisdictionchange")] == [licensing]
    with override("en"):
        assert told(one, who.chief, "entry")[0][1].startswith(f"{other.name}: Operating →")


def test_a_transfer_stands_there_for_both_bureaus_and_a_licensing_bureau_too(all_of_them, who, one):
    jurisdiction.set_licensing(one, by=who.chief, to=all_of_them.province.bureau, reason="省厅发证", version=1)
    one.refresh_from_db()
    jurisdiction.transfer(one, by=who.chief, to=all_of_them.county.bureau, reason="就近监管", version=one.version)
    one.refresh_from_db()
    by, old, new = who.chief.name, who.bureau, all_of_them.county.bureau
    transfer = ("监管分工变更", f"日常监管：{old} → {new}", f"{by}：就近监管")
    licensing = ("监管分工变更", f"许可监管：无 → {all_of_them.province.bureau}", f"{by}：省厅发证")
    assert told(one, who.chief, "jurisdictionchange") == [transfer, licensing]
    assert told(one, all_of_them.county.drafter, "jurisdictionchange") == [transfer]


def test_its_status_goes_with_it_to_another_bureau(client, all_of_them, who, one):
    put(one, who, "stopped", timezone.localdate(), "停产检修")
    one.refresh_from_db()
    jurisdiction.transfer(one, by=who.chief, to=all_of_them.county.bureau, reason="就近监管", version=one.version)
    client.force_login(all_of_them.county.drafter)
    page = client.get(reverse("enterprise_life", args=[one.pk])).content.decode()
    assert "停产检修" in page
    assert "条记录未显示" not in page


@pytest.mark.parametrize("model", list(FACTS), ids=lambda model: model.kind_of)
def test_what_a_merged_one_tells_is_corrected_and_ended_where_it_stands(client, who, one, other, model):
    """It counts for the survivor, so whoever supervises that one must be able to take it away."""
    made = add_record(model, by=who.drafter, enterprise=other, facts=FACTS[model])
    merge_enterprise(other, by=who.drafter, into=one, reason="吸收合并")
    client.force_login(who.drafter)
    name, new = CORRECTED[model]
    for act in ("record_amend", "record_end"):
        url = reverse(act, args=[other.pk, made.kind_of, made.pk])
        assert url in client.get(made.get_absolute_url()).content.decode()
        assert 'name="version" value="1"' in client.get(url).content.decode()
    amend_record(made, by=who.drafter, version=1, facts={name: new})
    more = {"state": "cancelled"} if model is Licence else {}
    ended = end_record(made, by=who.drafter, version=2, ended_on=timezone.localdate(), reason="登记有误", **more)
    assert (getattr(ended, name), ended.version) == (new, 3)
    page = client.get(made.get_absolute_url()).content.decode()
    assert reverse("record_end", args=[other.pk, made.kind_of, made.pk]) not in page
    with pytest.raises(RuleBroken, match="不能再改"):
        amend_record(made, by=who.drafter, version=3, facts={name: FACTS[model][name]})
    with pytest.raises(RuleBroken, match="在并入后的企业上办理"):
        add_record(model, by=who.drafter, enterprise=other, facts=FACTS[model])


def test_a_survivor_does_not_stay_dishonest_for_what_a_merged_one_did(all_of_them, who, one, other):
    """By whoever supervises the survivor, also after it was given to another bureau."""
    listed = credit(other, valid_until=None)
    merge_enterprise(other, by=who.drafter, into=one, reason="吸收合并")
    one.refresh_from_db()
    jurisdiction.transfer(one, by=who.chief, to=all_of_them.county.bureau, reason="就近监管", version=one.version)
    dishonest = PROVIDERS["dishonest"].find
    assert dishonest([one.pk], None)[one.pk].value == 1
    gone = {"version": 1, "ended_on": timezone.localdate(), "reason": "信用修复，移出名单"}
    with pytest.raises(NotPermitted):
        end_record(listed, by=who.drafter, **gone)
    end_record(listed, by=all_of_them.county.drafter, **gone)
    assert dishonest([one.pk], None)[one.pk].value == 0


def test_an_entry_makes_no_way_for_one_the_reader_does_not_see(all_of_them, who, one, other) -> None:
    """A bureau that licenses one of the two companies alone."""
    mine, later = (accident(row, years_ago(1), number="事〔2026〕1号") for row in (one, other))
    Enterprise.objects.filter(pk=one.pk).update(licensing_bureau=all_of_them.county.bureau)
    merge_enterprise(other, by=who.drafter, into=one, reason="重复登记")
    seen = [life_of(one, reader, Chosen("accident"))[0] for reader in (all_of_them.county.chief, who.chief)]
    assert [[event.url for event in events] for events in seen] == [[row.get_absolute_url()] for row in (mine, later)]


def test_a_history_looks_for_the_same_document_by_its_number_alone(who, one, other) -> None:
    """Not through all entries for each of them: every step of the plan reads about as many rows as there are."""
    count = 400
    first = {**vars(accident(one, years_ago(1))), "id": None}
    facts = {name: first[name] for name in (field.attname for field in Accident._meta.concrete_fields)}
    numbers = [(row.pk, f"事〔2026〕{n}号") for row in (one, other) for n in range(count)]
    Accident.objects.bulk_create(Accident(**facts | {"enterprise_id": pk, "number": number}) for pk, number in numbers)
    merge_enterprise(other, by=who.drafter, into=one, reason="重复登记")
    ids = [one.pk, other.pk]
    rows = Accident.objects.visible_to(who.chief).filter(enterprise__in=ids)
    assert each_document_once(rows).count() == 1 + count
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE plans_occurrence, plans_enterprise")
    plan = json.loads(each_document_once(rows).explain(format="json", analyze=True))[0]["Plan"]
    steps = list(steps_of(plan))
    assert "occurrence_number_once" in {step.get("Index Name") for step in steps}
    assert max(read_by(step) for step in steps) <= 3 * len(numbers)


def steps_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for step in plan.get("Plans", []):
        yield from steps_of(step)


def read_by(step: dict[str, Any]) -> float:
    thrown = sum(value for name, value in step.items() if name.startswith("Rows Removed by"))
    return float((step["Actual Rows"] + thrown) * step["Actual Loops"])
