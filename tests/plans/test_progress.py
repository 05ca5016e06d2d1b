"""How far a plan has come: against the whole and against what is due by today; every figure opens its tasks."""

import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from enforcement.accounts.models import Unit
from enforcement.errors import RuleBroken
from plans.actions import assignment as actions, plan as plans
from plans.models import Assignment, Plan, PlanItem
from plans.queries.plan import with_assigned
from plans.queries.progress import progress
from plans.rules.feasibility import MONTHS
from plans.rules.progress import Planned, apportioned, counted, due_by, planned_by_month
from plans.states import AssignmentState, Origin, PlanState
from tests.factories.assignment import assignment_at, task_of
from tests.factories.clock import clock_at
from tests.factories.plan import advance, graded, plan_at, team

MOST_STATEMENTS = 28
ANEW = 1  # the edition of the rulebook is looked up anew from time to time
WORKDAYS = dict.fromkeys(MONTHS, 20)
YEAR = {"year": 2026, "workdays": WORKDAYS}


def one(visits=12, months=(), unit="一科", *, kind="key"):
    return Planned(visits, months, unit, kind)


@pytest.mark.parametrize(
    ("months", "on", "due"),
    [
        ((), dt.date(2026, 1, 31), 1),
        ((), dt.date(2026, 6, 30), 6),
        ((), dt.date(2026, 12, 31), 12),
        ((), dt.date(2025, 12, 31), 0),
        ((), dt.date(2027, 1, 1), 12),
        ((3, 4), dt.date(2026, 2, 28), 0),
        ((3, 4), dt.date(2026, 3, 31), 6),
        ((3, 4), dt.date(2026, 4, 15), 9),
        ((3, 4), dt.date(2026, 5, 1), 12),
    ],
)
def test_what_is_due_by_a_day(months, on, due):
    assert due_by(one(months=months), on, **YEAR) == due


def test_behind_are_whole_visits_only():
    on = dt.date(2026, 6, 30)
    assert counted([one()], 6, on, **YEAR).behind == 0
    assert counted([one()], 4, on, **YEAR).behind == 2
    assert counted([one()], 9, on, **YEAR).percent == 75


def test_the_months_add_up_to_the_plan():
    assert sum(planned_by_month([one(7), one(5, (2,))], WORKDAYS).values()) == 12


def test_the_months_as_shown_add_up_to_the_plan():
    """Seven visits over twelve alike months are 0.5833 each: rounded apart they were 7.2."""
    months = planned_by_month([one(7)], WORKDAYS)
    assert sum(months.values()) == 7
    assert set(months.values()) == {Decimal("0.5"), Decimal("0.6")}


def test_what_is_missing_goes_to_the_largest_remainders():
    due = {"一科": Decimal("40.7"), "二科": Decimal("30.6"), "三科": Decimal("35.3"), "四科": Decimal("21.4")}
    assert sum(due.values()) == 128
    assert sum(map(int, due.values())) == 126  # as the units were shown
    assert apportioned(due) == {"一科": 41, "二科": 31, "三科": 35, "四科": 21}


@given(st.lists(st.decimals(0, 500, places=2), min_size=1, max_size=9), st.sampled_from(["1", "0.1"]))
def test_parts_stay_beside_their_value_and_add_up(values, step):
    step = Decimal(step)
    found = apportioned(dict(enumerate(values)), step)
    assert sum(found.values()) == sum(values) // step * step
    for name, value in enumerate(values):
        assert value // step * step <= found[name] < value + step
        assert found[name] % step == 0


def test_thirds_lose_no_visit():
    assert sum(apportioned(dict.fromkeys("abc", Decimal(1) / 3)).values()) == 1


@pytest.fixture
def who(db):
    return team()


def visited(item, who):
    """A task of the item, begun and finished today."""
    team_of_two = [who.drafter, who.second]
    task = task_of(item.enterprise, team_of_two, plan_item=item, origin=Origin.PLAN, over_ceiling_reason="当日补查")
    made = actions.begin(actions.assign_plan_item(task, by=who.chief), by=who.drafter)
    return actions.finish(made, by=who.drafter)


def test_the_day_is_kept_when_a_task_is_done_and_only_then(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    item = plan.items.filter(enterprise__isnull=False).first()
    made = visited(item, who)
    assert Assignment.objects.get(pk=made.pk).done_on == timezone.localdate()
    with pytest.raises(IntegrityError, match="assignment_day_only_when_done"), transaction.atomic():
        Assignment.objects.filter(pk=made.pk).update(state=AssignmentState.OPEN)


def test_counts_of_a_plan_that_has_begun(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    first, second = plan.items.filter(enterprise__isnull=False)[:2]
    for item in (first, first, second):
        visited(item, who)
    found = progress(plan, timezone.localdate())
    assert (found.whole.planned, found.whole.done) == (45, 3)
    assert {kind: count.planned for kind, count in found.kinds.items()} == {
        "key": 42, "general": 3, "campaign": 0, "emergency": 0,
    }  # fmt: skip
    assert (found.key_seen, found.key_enterprises) == (2, 21)
    assert found.coverage == Decimal("9.5")
    assert found.done_months == {timezone.localdate().month: 3}
    assert found.whole.behind > 30


def test_every_figure_opens_exactly_its_tasks(client, who):
    plan = plan_at(PlanState.PUBLISHED, who)
    item = plan.items.filter(enterprise__isnull=False).first()
    visited(item, who)
    assignment_at(AssignmentState.DONE, who)  # of no plan
    client.force_login(who.chief)
    page = unescape(client.get(reverse("plan_progress", args=[plan.pk])).content.decode())
    links = set(re.findall(r'href="(/assignments/\?plan=[^"]+)"', page))
    assert len(links) == 3 + 1 + 1 + 12
    month = timezone.localdate().month
    for link in links:
        rows = client.get(link).context["table"].rows
        wrong_month = "done_month=" in link and f"done_month={month}" not in link.split("&")
        expected = 0 if "kind=general" in link or "origin=draw" in link or wrong_month else 1
        assert len(rows) == expected, link


def test_what_was_done_under_the_edition_before_still_counts(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    visited(plan.items.filter(enterprise__isnull=False).first(), who)
    newer = advance(plans.adjust(plan, by=who.drafter, reason="专项行动"), PlanState.PUBLISHED, who)
    assert progress(newer, timezone.localdate()).whole.done == 1


def test_a_plan_behind_its_months_says_where(client, who):
    plan = plan_at(PlanState.PUBLISHED, who, months=(1,))
    client.force_login(who.chief)
    text = client.get(reverse("plan_progress", args=[plan.pk])).content.decode()
    assert "落后" in text
    assert "应完成 44 家次" in text


def test_another_bureau_sees_none_of_it(client, who):
    plan = plan_at(PlanState.PUBLISHED, who)
    visited(plan.items.filter(enterprise__isnull=False).first(), who)
    client.force_login(team().chief)
    assert client.get(reverse("plan_progress", args=[plan.pk])).status_code == 404
    assert client.get(reverse("assignment_list"), {"plan": plan.pk}).context["table"].rows == []
    assert client.get(reverse("assignment_list"), {"plan": "9" * 30}).status_code == 200


def test_each_part_of_the_plan_has_its_own_row_and_opens_its_tasks(client, who):
    """A task of the emergency part is a key check; it counts where it was planned."""
    plan = plan_at(PlanState.DRAFT, who)
    extra = graded(who.bureau, 1, start=600)[0]
    plans.add_item(plan, by=who.drafter, kind="emergency", enterprise=extra, subject="应急演练", visits=2, ceiling=2)
    plan = advance(Plan.objects.get(pk=plan.pk), PlanState.PUBLISHED, who)
    item = plan.items.select_related("plan", "enterprise").get(enterprise=extra)
    made = visited(item, who)
    found = progress(plan, timezone.localdate())
    assert {kind: (count.planned, count.done) for kind, count in found.kinds.items()} == {
        "key": (42, 0), "general": (3, 0), "campaign": (0, 0), "emergency": (2, 1),
    }  # fmt: skip
    client.force_login(who.chief)
    page = client.get(reverse("plan_progress", args=[plan.pk])).content.decode()
    assert "应急管理" in page
    assert "专项检查" not in page.split("<main")[1].split("未列月份")[0]
    opened = client.get(f"{reverse('assignment_list')}?plan={plan.pk}&state=done&item_kind=emergency").content.decode()
    assert made.get_absolute_url() in opened
    opened = client.get(f"{reverse('assignment_list')}?plan={plan.pk}&state=done&item_kind=key").content.decode()
    assert made.get_absolute_url() not in opened


def test_the_figures_take_as_many_statements_for_a_thousand_items(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    few = statements(lambda: progress(plan, timezone.localdate()))
    item = plan.items.filter(kind="key").first()
    grow(plan, item, 1_000)
    assert statements(lambda: progress(plan, timezone.localdate())) <= few + ANEW
    assert progress(plan, timezone.localdate()).whole.planned == 45 + 1_000


def in_force(new, who):
    """A minor change, through its steps."""
    reviewed = advance(Plan.objects.get(pk=new.pk), PlanState.REVIEWED, who)
    return plans.publish(plans.agree(reviewed, by=who.leader), by=who.head)


def grow(plan, like, count):
    """More items of a published plan, past the forms."""
    fresh = graded(plan.bureau, count, start=2_000)
    PlanItem.objects.bulk_create([
        PlanItem(plan=plan, kind="key", enterprise=one, subject="检查", visits=1, ceiling=2, added_by=like.added_by)
        for one in fresh
    ])  # fmt: skip


def statements(act):
    with CaptureQueriesContext(connection) as held:
        act()
    return len(held)


def test_the_page_of_a_plan_takes_as_many_statements_for_a_thousand_items(client, who):
    plan = plan_at(PlanState.PUBLISHED, who)
    client.force_login(who.chief)
    client.get(plan.get_absolute_url())
    few = statements(lambda: client.get(plan.get_absolute_url()))
    grow(plan, plan.items.filter(kind="key").first(), 1_000)
    many = statements(lambda: client.get(plan.get_absolute_url()))
    assert many <= few + ANEW
    assert many <= MOST_STATEMENTS


def test_what_was_assigned_under_the_edition_before_goes_on_to_count(client, who):
    old = plan_at(PlanState.PUBLISHED, who)
    item = old.items.select_related("plan", "enterprise").filter(kind="key").first()
    visited(item, who)
    new = plans.adjust(old, by=who.drafter, reason="增加")
    plans.change_item(new.items.get(enterprise=None), by=who.drafter, visits=4)
    new = plans.publish(
        plans.agree(advance(Plan.objects.get(pk=new.pk), PlanState.REVIEWED, who), by=who.leader), by=who.head
    )
    counts = dict(with_assigned(new.items.all()).values_list("enterprise", "assigned"))
    assert counts[item.enterprise_id] == 1
    assert sum(counts.values()) == 1


def test_a_superseded_edition_says_so_and_offers_no_work(client, who):
    old = plan_at(PlanState.PUBLISHED, who)
    client.force_login(who.chief)
    assert "/assignments/new/?item=" in client.get(old.get_absolute_url()).content.decode()
    new = plans.adjust(old, by=who.drafter, reason="增加")
    plans.change_item(new.items.get(enterprise=None), by=who.drafter, visits=4)
    plans.publish(
        plans.agree(advance(Plan.objects.get(pk=new.pk), PlanState.REVIEWED, who), by=who.leader), by=who.head
    )
    for url in (old.get_absolute_url(), reverse("plan_items", args=[old.pk])):
        page = client.get(url).content.decode()
        assert "/assignments/new/?item=" not in page
        assert "/draws/new/?item=" not in page
    rows = client.get(reverse("plan_list")).content.decode()
    assert rows.count("已由新版代替") == 1
    item = old.items.select_related("plan", "enterprise").filter(kind="key").first()
    with pytest.raises(RuleBroken, match="已由新版代替"):
        visited(item, who)


def test_units_and_kinds_add_up_to_the_bureau_as_the_page_shows_them(client, who):
    """On 10 July 2026: 42, 14 and 5 visits of any month, in three units, are each a broken number of visits."""
    plan = plan_at(PlanState.DRAFT, who, year=2026)
    units = [Unit.objects.create(bureau=who.bureau, name=name) for name in ("东科", "西科", "南科")]
    for place, item in enumerate(plan.items.select_related("plan", "enterprise")):
        plans.change_item(item, by=who.drafter, unit=units[place % 3])
    Plan.objects.filter(pk=plan.pk).update(state=PlanState.PUBLISHED)
    for day in (dt.date(2026, month, 10) for month in MONTHS):
        found = progress(plan, day)
        for parts in (found.units, found.kinds):
            assert sum(one.due for one in parts.values()) == found.whole.due
            assert sum(one.behind for one in parts.values()) == found.whole.behind
        assert int(found.whole.due) == found.whole.due
        assert sum(found.planned_months.values()) == found.whole.planned == 45
    with clock_at(timezone.make_aware(dt.datetime(2026, 7, 10, 9))):
        client.force_login(who.chief)
        page = client.get(reverse("plan_progress", args=[plan.pk]))
    due = [int(re.search(r"应完成 (\d+) 家次", line)[1]) for line in page.context["warnings"]]
    assert due[0] == sum(due[1:])
    shown = [int(row.cells[2].text) for row in page.context["units"].rows]
    assert sum(shown) == due[0]
