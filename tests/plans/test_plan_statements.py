"""What a page of a plan asks of the database, and how much of a long plan is in memory at once."""

import base64
import json
import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.ledger.queries import history
from enforcement.once import reading_once
from plans.actions import plan as actions
from plans.actions.plan_adjustment import PORTION
from plans.guards.plan import is_graded
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.adjustment import adjustment_of
from plans.states import Grade, PlanState
from plans.views import plan_output
from tests.factories.plan import graded, plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


def statements(client, url):
    client.get(url)  # what is asked once in a process
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    asked = [one["sql"] for one in asked]
    assert not [one for one in asked if asked.count(one) > 1]
    return asked


@pytest.mark.parametrize(
    ("name", "state", "most"),
    [
        ("plan_detail", PlanState.DRAFT, 15),
        ("plan_detail", PlanState.SUBMITTED, 16),
        ("plan_detail", PlanState.PUBLISHED, 15),
        ("plan_decide", PlanState.SUBMITTED, 12),
        ("plan_decide", PlanState.REVIEWED, 12),
        ("plan_items", PlanState.DRAFT, 10),
        ("plan_feasibility", PlanState.DRAFT, 10),
        ("plan_progress", PlanState.PUBLISHED, 12),
        ("plan_print", PlanState.DRAFT, 8),
        ("plan_charts", PlanState.DRAFT, 10),
    ],
)
def test_a_page_asks_for_each_thing_once(client, who, name, state, most):
    plan = plan_at(state, who)
    client.force_login({PlanState.SUBMITTED: who.chief, PlanState.REVIEWED: who.leader}.get(state, who.drafter))
    asked = statements(client, reverse(name, args=[plan.pk]))
    assert len(asked) <= most


def test_an_adjusted_edition_costs_the_old_one_s_sums_and_what_differs(client, who):
    new = actions.adjust(plan_at(PlanState.PUBLISHED, who), by=who.drafter, reason="调整")
    actions.change_item(new.items.select_related("plan").first(), by=who.drafter, visits=1)
    client.force_login(who.drafter)
    asked = statements(client, new.get_absolute_url())
    assert len(asked) <= 22


def test_sums_are_kept_while_reading_only_and_for_one_version(who):
    plan = plan_at(PlanState.DRAFT, who)
    with reading_once(), CaptureQueriesContext(connection) as asked:
        first = plans.item_groups(plan)
        with reading_once():
            assert plans.item_groups(Plan.objects.get(pk=plan.pk)) is first
    assert len([one for one in asked if "planitem" in one["sql"]]) == 1
    actions.change_item(plan.items.select_related("plan").first(), by=who.drafter, visits=1)
    with reading_once():
        assert plans.item_groups(plan) != first
        newer = Plan.objects.get(pk=plan.pk)
        newer.version += 1
        assert plans.item_groups(newer) is not plans.item_groups(plan)
    assert plans.item_groups(plan) is not plans.item_groups(plan)


# Memory


@contextmanager
def alive() -> Iterator[list[int]]:
    """The most items that were in memory at the same time."""
    refs, most = set(), [0]

    def born(instance, **_given):
        refs.add(weakref.ref(instance, refs.discard))
        most[0] = max(most[0], len(refs))

    post_init.connect(born, sender=PlanItem)
    try:
        yield most
    finally:
        post_init.disconnect(born, sender=PlanItem)


def lengthen(plan, who, count):
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, kind="general", subject=f"抽查{number}", added_by=who.drafter) for number in range(count)
    )


def test_an_adjustment_copies_a_long_plan_in_portions(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    held = plan.items.count()
    lengthen(plan, who, 2 * PORTION)
    with alive() as most, CaptureQueriesContext(connection) as asked:
        new = actions.adjust(plan, by=who.drafter, reason="调整")
    assert new.items.count() == held + 2 * PORTION
    assert most[0] <= 2 * PORTION
    assert set(new.items.values_list("added_by", flat=True)) == {who.drafter.pk}
    assert history(plan)[0].after["edition"] == 2
    assert len(asked) <= 30


def test_the_print_view_never_holds_the_whole_plan(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    lengthen(plan, who, 1_500)
    client.force_login(who.drafter)
    with alive() as most:
        page = client.get(reverse("plan_print", args=[plan.pk])).content.decode()
    assert "抽查1499" in page
    assert most[0] <= 600


def test_a_long_plan_is_printed_in_parts_that_hold_every_item_once(client, who, monkeypatch):
    monkeypatch.setattr(plan_output, "PRINTED", 40)
    plan = plan_at(PlanState.DRAFT, who, keys=0)
    lengthen(plan, who, 109)  # and the pool of the draft
    client.force_login(who.drafter)
    url = reverse("plan_print", args=[plan.pk])
    seen = []
    for part in (1, 2, 3):
        page = client.get(url, {"part": part, "kind": "general"}).content.decode()
        seen += re.findall("化工企业抽查|抽查[0-9]+", page)
        assert f"第 {part} 部分，共 3 部分" in page
        links = [f'href="?part={other}&amp;kind=general"' in page for other in (1, 2, 3)]
        assert links == [other != part for other in (1, 2, 3)]
        assert ("总法定工作日" in page) is (part == 1)
    assert sorted(set(seen), key=seen.index) == ["化工企业抽查", *(f"抽查{n}" for n in range(109))]


@pytest.mark.parametrize("part", ["0", "-1", "x", "²", "9" * 30, "4"])
def test_a_part_that_is_none_is_the_nearest(client, who, part):
    client.force_login(who.drafter)
    plan = plan_at(PlanState.DRAFT, who)
    page = client.get(reverse("plan_print", args=[plan.pk]), {"part": part})
    assert (page.status_code, "部分" in page.content.decode()) == (200, False)


def all_different(who, count):
    """An edition in which every enterprise is visited once less, one is new and one taken out: `count` of them."""
    plan = plan_at(PlanState.PUBLISHED, who)
    named = graded(who.bureau, count - plan.items.filter(kind="key").count(), start=300)
    day = {"visits": 2, "days_per_visit": 3, "subject": "检查", "added_by": who.drafter}
    PlanItem.objects.bulk_create(PlanItem(plan=plan, kind="key", enterprise=one, **day) for one in named[1:])
    new = actions.adjust(plan, by=who.drafter, reason="调整")
    new.items.filter(kind="key").update(visits=1)
    actions.remove_item(new.items.select_related("plan").get(enterprise=named[-1]), by=who.drafter)
    actions.add_key_item(new, by=who.drafter, enterprise=named[0])
    return Plan.objects.get(pk=new.pk), named


def test_the_differences_of_long_plans_are_read_a_page_at_a_time(client, who):
    new, named = all_different(who, 120)
    client.force_login(who.drafter)
    url, query, shown = reverse("plan_changes", args=[new.pk]), "?size=50", []
    pages = 0
    while query:
        with alive() as most:
            answer = client.get(url + query)
        assert most[0] <= 3 * 51
        page = answer.context["table"]
        shown += [row.cells[0].text for row in page.rows]
        assert [str(one.caption) for one in answer.context["changes"]] == ([] if pages else ["合计"])
        query, pages = page.page.next_url, pages + 1
    assert pages == 3
    damaged = client.get(f"{url}?after=%25%25x").context
    assert [str(one.caption) for one in damaged["changes"]] == ["合计"]
    beyond = base64.urlsafe_b64encode(json.dumps([2**40]).encode()).decode()
    assert "后面没有更多差别" in client.get(f"{url}?after={beyond}").content.decode()
    assert "列名企业 新列入 1 家、移除 1 家、改变安排 118 家" in " ".join(client.get(url).content.decode().split())
    assert len(shown) == len(set(shown)) == 120
    assert {one.name for one in named} <= set(shown)
    words = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in named_rows(client, url)}
    assert words[named[-1].name][1] == "--"  # taken out
    assert words[named[0].name][0] == "--"  # put in
    assert [text[:4] for text in words[named[5].name]] == ["2 家次", "1 家次"]


def named_rows(client, url):
    found = []
    query = "?size=100"
    while query:
        page = client.get(url + query).context["table"]
        found, query = [*found, *page.rows], page.page.next_url
    return found


@pytest.mark.parametrize("name", ["plan_detail", "plan_changes"])
def test_a_page_of_differences_costs_the_same_however_many_there_are(client, who, name):
    client.force_login(who.drafter)
    new, _named = all_different(who, 60)
    few = len(statements(client, reverse(name, args=[new.pk])))
    extra = graded(who.bureau, 60, start=600)
    PlanItem.objects.bulk_create(
        PlanItem(plan=new, kind="key", enterprise=one, subject="检查", added_by=who.drafter) for one in extra
    )
    with alive() as most:
        assert len(statements(client, reverse(name, args=[new.pk]))) == few
    assert most[0] <= 170


def test_the_pages_of_the_plan_show_the_first_and_lead_to_all(client, who):
    new, _named = all_different(who, 50)
    new = actions.submit(new, by=who.drafter)
    url = reverse("plan_changes", args=[new.pk])
    for reader, address in ((who.drafter, new.get_absolute_url()), (who.chief, reverse("plan_decide", args=[new.pk]))):
        client.force_login(reader)
        assert f'href="{url}"' in client.get(address).content.decode()
    others = team()
    few = actions.adjust(plan_at(PlanState.PUBLISHED, others, start=700), by=others.drafter, reason="调整")
    client.force_login(others.drafter)
    assert reverse("plan_changes", args=[few.pk]) not in client.get(few.get_absolute_url()).content.decode()
    first = Plan.objects.get(bureau=others.bureau, edition=1)
    assert client.get(reverse("plan_changes", args=[first.pk]))["Location"] == first.get_absolute_url()


def test_ungraded_key_enterprises_are_counted_and_the_first_five_named(who):
    plan = plan_at(PlanState.DRAFT, who)
    assert is_graded(plan, who.drafter) is None
    named = graded(who.bureau, 12, start=60, grade="")
    keys = [PlanItem(plan=plan, kind="key", enterprise=one, subject="x", added_by=who.drafter) for one in named]
    PlanItem.objects.bulk_create(keys)
    with alive() as most, CaptureQueriesContext(connection) as asked:
        found = is_graded(plan, who.drafter)
    assert most[0] == 0
    assert len([one for one in asked if "planitem" in one["sql"]]) == 2
    assert "12 家" in str(found.message)
    assert [one.name in str(found.message) for one in named] == [True] * 5 + [False] * 7
    type(named[0]).objects.filter(grade="").update(grade=Grade.RED)
    assert is_graded(plan, who.drafter) is None


def test_a_long_plan_is_weighed_without_loading_what_is_equal(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    keys = [PlanItem(plan=plan, kind="key", enterprise=one, subject="检查", added_by=who.drafter)
            for one in graded(who.bureau, 300, start=100)]  # fmt: skip
    PlanItem.objects.bulk_create(keys)
    new = actions.adjust(plan, by=who.drafter, reason="调整")
    actions.change_item(new.items.select_related("plan").first(), by=who.drafter, visits=1)
    with alive() as most:
        found = adjustment_of(new)
    assert most[0] <= 10
    assert not found.is_major
    assert [str(one.moved) for one in found.weighing.measures][1:3] == ["6.0", "1"]
