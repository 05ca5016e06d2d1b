"""How often one enterprise may be inspected: counted over all bureaus, refused without a reason, never passed by two at
once."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from cases.actions import inspection as inspections
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.queries import history
from enforcement.rulebook.gates import cited
from enforcement.rulebook.queries import threshold
from plans.actions import assignment as actions
from plans.actions.enterprise_merge import merge_enterprise
from plans.models import Assignment, Enterprise, PlanItem
from plans.queries import frequency
from plans.queries.assignment import ceiling_of
from plans.rules.frequency import Counted, span, standing
from plans.states import Origin, Period, PlanState
from tests.factories.accounts import user_with
from tests.factories.assignment import assignment_at, task_of
from tests.factories.bulk import copies
from tests.factories.clock import clock_at
from tests.factories.inspection import checklist
from tests.factories.plan import graded, plan_at, team
from tests.factories.tree import tree

CEILINGS = {"day": 1, "week": 1, "month": 2, "year": 3}
SOME_DAY = st.dates(dt.date(2024, 1, 1), dt.date(2027, 12, 31))


@pytest.fixture
def who():
    return team()


@pytest.fixture
def one(who):
    return graded(who.bureau, 1)[0]


def assigned(who, enterprise, first, **changed):
    task = task_of(enterprise, [who.drafter, who.second], window_from=first, window_to=first + dt.timedelta(days=9))
    return actions.assign_by_hand(task_with(task, **changed), by=who.chief)


def task_with(task, **changed):
    return actions.Task(**{name: getattr(task, name) for name in task.__dataclass_fields__} | changed)


def noon(day):
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


# the rule alone


@given(SOME_DAY)
def test_the_spans_are_those_of_the_calendar(day):
    """The oracle counts days one by one and knows nothing of `span`."""
    around = [day + dt.timedelta(days=n) for n in range(-400, 401)]
    same = {
        Period.DAY: lambda one: one == day,
        Period.WEEK: lambda one: one.isocalendar()[:2] == day.isocalendar()[:2],
        Period.MONTH: lambda one: (one.year, one.month) == (day.year, day.month),
        Period.YEAR: lambda one: one.year == day.year,
    }
    for period, within in same.items():
        held = [one for one in around if within(one)]
        assert span(period, day) == (held[0], held[-1])


@given(SOME_DAY, st.lists(SOME_DAY, max_size=12))
def test_each_period_counts_the_tasks_that_fall_in_it(day, days):
    tasks = [Counted(n, one) for n, one in enumerate(days)]
    for one in standing(day, tasks, CEILINGS):
        first, last = span(one.period, day)
        expected = [task for task in tasks if first <= task.day <= last]
        assert one.count == len(expected)
        assert {task.task for task in one.tasks} == {task.task for task in expected}
        assert one.is_full is (len(expected) >= CEILINGS[one.period])


def test_what_is_recorded_is_read_back_as_it_was():
    full = standing(dt.date(2026, 11, 18), [Counted(7, dt.date(2026, 11, 16))], CEILINGS)
    assert frequency.read_back([one.as_json() for one in full]) == full


# the act


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("earlier", "day", "full"),
    [
        (["2026-11-18"], "2026-11-18", ["day", "week"]),
        (["2026-11-16"], "2026-11-22", ["week"]),
        (["2026-11-16"], "2026-11-23", []),
        (["2026-11-02", "2026-11-10"], "2026-11-30", ["month", "year"]),
        (["2026-10-30"], "2026-11-01", ["week"]),
        (["2026-03-02", "2026-05-04"], "2026-11-18", ["year"]),
        (["2025-12-30"], "2026-01-02", ["week"]),
        (["2025-12-30", "2025-12-20"], "2026-01-05", []),
    ],
)
def test_a_full_day_week_month_or_year_asks_for_a_reason(who, one, earlier, day, full):
    with clock_at(noon(dt.date.fromisoformat(min(earlier)))):
        for first in earlier:
            assigned(who, one, dt.date.fromisoformat(first))
        if full:
            with pytest.raises(RuleBroken, match="超出该企业的检查频次上限") as refused:
                assigned(who, one, dt.date.fromisoformat(day))
            assert refused.value.field == "over_ceiling_reason"
        made = assigned(who, one, dt.date.fromisoformat(day), over_ceiling_reason="事故隐患线索")
    assert [over["period"] for over in made.over_limits] == full
    assert made.over_ceiling_reason == ("事故隐患线索" if full else "")


@pytest.mark.django_db
def test_the_record_says_which_limit_by_which_tasks(client, who, one):
    first = assigned(who, one, dt.date(2026, 11, 30))
    made = assigned(who, one, dt.date(2026, 12, 2), over_ceiling_reason="事故隐患线索")
    assert made.over_limits == [
        {"period": "week", "first": "2026-11-30", "last": "2026-12-06", "ceiling": 1, "count": 1,
         "tasks": [{"id": first.pk, "day": "2026-11-30"}]}
    ]  # fmt: skip
    entry = history(made)[0]
    assert entry.note == (
        "超出频次上限（当周（2026-11-30 至 2026-12-06）已安排 1 次（2026-11-30），上限 1 次）：事故隐患线索"
    )
    assert "涉企行政检查" in entry.article
    client.force_login(who.chief)
    page = client.get(made.get_absolute_url()).content.decode()
    assert f'<a href="{first.get_absolute_url()}">2026-11-30</a>' in page
    assert "事故隐患线索" in page


@pytest.mark.django_db
def test_a_task_counts_on_the_day_it_was_done(who, one):
    task = assigned(who, one, timezone.localdate())
    with clock_at(timezone.now() + dt.timedelta(days=8)):
        task = actions.finish(actions.begin(task, by=who.drafter), by=who.drafter)
    counted = {period.period: period.count for period in frequency.standings(one, task.done_on)}
    assert counted["day"] == 1
    assert {period.period: period.count for period in frequency.standings(one, task.window_from)}["day"] == 0
    assert list(frequency.this_year(one, task.done_on.year)) == [task]


@pytest.mark.django_db
def test_what_was_done_at_a_merged_one_counts_for_the_one_that_took_it_over(who):
    first, into = graded(who.bureau, 2)
    task = assignment_at("done", who, enterprise=first)
    merge_enterprise(first, by=who.chief, into=into, reason="吸收合并")
    assert {one.period: one.count for one in frequency.standings(into, task.done_on)} == dict.fromkeys(CEILINGS, 1)
    assert list(frequency.this_year(into, task.done_on.year)) == [task]


@pytest.mark.django_db
def test_a_cancelled_task_counts_no_more(who, one):
    task = assigned(who, one, timezone.localdate())
    actions.cancel(task, by=who.chief, reason="停产")
    assert assigned(who, one, timezone.localdate()).over_limits == []


@pytest.mark.django_db
def test_complaints_count_and_are_not_held_back(who, one):
    assigned(who, one, timezone.localdate())
    made = assigned(who, one, timezone.localdate(), origin=Origin.COMPLAINT, document_number="云举登2026-8")
    assert (made.limit_exempt, made.over_ceiling_reason) == (True, "")
    assert [over["period"] for over in made.over_limits] == ["day", "week"]
    held = {period.period: period.count for period in frequency.standings(one, timezone.localdate())}
    assert held["day"] == 2
    with pytest.raises(RuleBroken, match="已安排 2 次"):
        assigned(who, one, timezone.localdate(), origin=Origin.SUPERIOR, document_number="云安委〔2026〕3号")


@pytest.mark.django_db
def test_the_tasks_of_every_bureau_count():
    all_of_them = tree()
    one = graded(all_of_them.county.bureau, 1)[0]
    assigned(all_of_them.city, one, timezone.localdate(), origin=Origin.SPOT_CHECK, origin_reason="抽查县局执法质量")
    with pytest.raises(RuleBroken, match="当日"):
        assigned(all_of_them.county, one, timezone.localdate())


@pytest.mark.django_db
def test_the_yearly_ceiling_is_that_of_the_plan(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    item = plan.items.filter(kind="key").first()
    PlanItem.objects.filter(pk=item.pk).update(visits=1, ceiling=1)
    year = {period.period: period for period in frequency.standings(item.enterprise, dt.date(plan.year, 6, 1))}["year"]
    assert year.ceiling == 1


@pytest.mark.django_db
def test_a_bureau_sets_its_own_figures_and_they_stay_marked(client, who, one):
    head = user_with(Role.PRINCIPAL_HEAD, bureau=who.bureau)
    client.force_login(head)
    page = client.get(reverse("value_detail", args=["TH-ASG-001"])).content.decode()
    assert "待核定" in page
    answer = client.post(
        reverse("value_detail", args=["TH-ASG-001"]),
        {"per_day": 2, "per_week": 3, "per_month": 3, "note": "本局规定", "seen": ""},
    )
    assert answer.status_code == 302
    assert frequency.limits_of(who.bureau.pk).value == {
        "per_day": 2, "per_week": 3, "per_month": 3, "exempt": ["complaint"]
    }  # fmt: skip
    assigned(who, one, timezone.localdate())
    assert assigned(who, one, timezone.localdate()).over_limits == []
    elsewhere = graded(team().bureau, 1, start=40)[0]
    assert frequency.limits_of(elsewhere.bureau_id).value["per_day"] == 1


@pytest.mark.django_db
def test_the_page_warns_before_anything_is_sent(client, who, one):
    first = assigned(who, one, timezone.localdate())
    client.force_login(who.chief)
    page = client.get(f"{reverse('assignment_add')}?enterprise={one.pk}").content.decode()
    assert "已达上限" in page
    assert first.get_absolute_url() in page
    assert cited(threshold(frequency.FREQUENCY, timezone.localdate(), bureau=who.bureau.pk)) in page
    assert "待核定" in page


@pytest.mark.django_db
def test_refused_for_its_frequency_the_form_keeps_what_was_typed(client, who, one):
    assigned(who, one, timezone.localdate())
    client.force_login(who.chief)
    today = timezone.localdate().isoformat()
    typed = {"origin": "campaign", "subject": "留住这几个字", "officers": [who.drafter.pk, who.second.pk],
             "window_from": today, "window_to": today}  # fmt: skip
    url = f"{reverse('assignment_add')}?enterprise={one.pk}"
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "留住这几个字" in refused.content.decode()
    assert "已安排 1 次" in refused.content.decode()
    assert Assignment.objects.count() == 1
    assert client.post(url, {**typed, "over_ceiling_reason": "线索紧急"}).status_code == 302


@pytest.mark.django_db
def test_the_exceptions_of_a_year_stand_on_one_page(client, who, one):
    plain = assigned(who, one, dt.date(2026, 11, 30))
    over = assigned(who, one, dt.date(2026, 12, 1), over_ceiling_reason="事故隐患线索")
    later = assigned(who, one, dt.date(2027, 1, 11))
    later_over = assigned(who, one, dt.date(2027, 1, 12), over_ceiling_reason="次年的理由")
    client.force_login(who.chief)

    def shown(**chosen):
        page = client.get(reverse("assignment_exceptions"), chosen).content.decode()
        return [task.get_absolute_url() in page for task in (plain, over, later, later_over)]

    assert shown(year=2026) == [False, True, False, False]
    assert shown(year=2027) == [False, False, False, True]
    page = client.get(reverse("assignment_exceptions"), {"year": 2026}).content.decode()
    assert "当周（2026-11-30 至 2026-12-06）已安排 1 次（2026-11-30），上限 1 次" in page
    assert "事故隐患线索" in page
    client.force_login(team().chief)
    assert over.get_absolute_url() not in client.get(reverse("assignment_exceptions")).content.decode()


@pytest.mark.django_db
def test_more_exceptions_cost_no_more_queries(client, who, one):
    assigned(who, one, timezone.localdate())
    over = assigned(who, one, timezone.localdate(), over_ceiling_reason="事故隐患线索")
    client.force_login(who.chief)
    url = reverse("assignment_exceptions")

    def asked():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url).content.decode()
        return page.count("事故隐患线索"), len(captured)

    asked()
    few = asked()
    copies(over, 200)
    many = asked()
    assert (few[0], many[0] >= 20) == (1, True)
    assert many[1] == few[1]


# two at once


@pytest.mark.django_db(transaction=True)
def test_two_at_once_cannot_both_be_the_last_under_the_ceiling():
    """Two connections, started together: one task is made, the other is told the count with the first in it."""
    who = team()
    for one in graded(who.bureau, 4):
        told = both_at_once(task_of(one, [who.drafter, who.second]), by=who.chief)
        assert Assignment.objects.filter(enterprise=one).count() == 1
        assert sorted(isinstance(answer, Assignment) for answer in told) == [False, True]
        assert "已安排 1 次" in next(answer for answer in told if isinstance(answer, str))


def both_at_once(task, *, by):
    ready, told = threading.Barrier(2), []

    def assign():
        try:
            ready.wait(timeout=30)
            told.append(actions.assign_by_hand(task, by=by))
        except RuleBroken as broken:
            told.append(str(broken.message))
        finally:
            connection.close()

    threads = [threading.Thread(target=assign) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return told


# the day of the visit


TWO_WEEKS = dt.date(2026, 11, 15), dt.date(2026, 11, 22)  # two Sundays: both windows hold the Tuesday after


def planned(task, day, **given):
    officer = task.officers.order_by("pk").first()
    values = {"checklist": checklist(), "place": "云岭市示例路1号", "planned_on": dt.date.fromisoformat(day)}
    return inspections.start_inspection(task, by=officer, **values | given)


@pytest.mark.django_db
def test_a_visit_planned_for_a_day_that_is_full_asks_for_a_reason(who, one):
    with clock_at(noon(TWO_WEEKS[0])):
        first, second = (assigned(who, one, day) for day in TWO_WEEKS)
        planned(first, "2026-11-24")
        with pytest.raises(RuleBroken, match=r"当日（2026-11-24 至 2026-11-24）已安排 1 次") as refused:
            planned(second, "2026-11-24")
        assert refused.value.field == "over_ceiling_reason"
        second.refresh_from_db()
        assert (second.visit_on, second.state, second.over_limits) == (None, "open", [])
        planned(second, "2026-12-01")  # a week later there is room
        third = assigned(who, one, dt.date(2026, 11, 25), over_ceiling_reason="隐患线索")
        planned(third, "2026-11-26")  # the task says already why it goes beyond
    third.refresh_from_db()
    assert [over["period"] for over in third.over_limits] == ["week", "year"]
    entry = next(entry for entry in history(third) if entry.act == "assignment.visit_on")
    assert "隐患线索" in entry.note


@pytest.mark.django_db
def test_with_a_reason_it_is_planned_and_the_record_has_the_sums(client, who, one):
    with clock_at(noon(TWO_WEEKS[0])):
        first, second = (assigned(who, one, day) for day in TWO_WEEKS)
        planned(first, "2026-11-24")
        client.force_login(second.officers.order_by("pk").first())
        form = {
            "planned_on": "2026-11-24", "officers": [one.pk for one in second.officers.all()],
            "checklist": checklist().pk, "subject": "检查", "place": "示例路",
        }  # fmt: skip
        url = reverse("inspection_start", query={"assignment": second.pk})
        refused = client.post(url, form)
        assert refused.status_code == 422
        assert "已安排 1 次" in refused.context["form"].errors["over_ceiling_reason"][0]
        assert client.post(url, form | {"over_ceiling_reason": "隐患线索"}).status_code == 302
    second.refresh_from_db()
    assert second.visit_on == dt.date(2026, 11, 24)
    assert second.over_ceiling_reason == "隐患线索"
    assert [over["period"] for over in second.over_limits] == ["day", "week"]
    entry = next(entry for entry in history(second) if entry.act == "assignment.visit_on")
    assert "上限 1 次" in entry.note


@pytest.mark.django_db
def test_put_off_or_begun_on_another_day_it_is_asked_again(who, one):
    team_of = [who.drafter, who.second]
    with clock_at(noon(TWO_WEEKS[0])):
        first, second = (assigned(who, one, day) for day in TWO_WEEKS)
        planned(first, "2026-11-24")
        visit = planned(second, "2026-11-30")
        with pytest.raises(RuleBroken, match="当日") as refused:
            inspections.revise_visit_plan(visit, by=who.drafter, officers=team_of, planned_on=dt.date(2026, 11, 24))
        assert refused.value.field == "over_ceiling_reason"
        visit.refresh_from_db()
        inspections.submit_visit_plan(visit, by=who.drafter)
        inspections.approve_visit_plan(visit, by=who.chief)
        assigned(who, one, dt.date(2026, 12, 1), over_ceiling_reason="隐患线索")
    with clock_at(noon(dt.date(2026, 12, 1))):
        with pytest.raises(RuleBroken, match="当日") as refused:
            inspections.begin(visit, by=who.drafter, certificates_shown=True)
        assert refused.value.field == "over_ceiling_reason"
        begun = inspections.begin(visit, by=who.drafter, certificates_shown=True, over_ceiling_reason="隐患线索")
    assert begun.assignment.visit_on == dt.date(2026, 12, 1)


@pytest.mark.django_db
def test_the_ceiling_is_that_of_a_pool_the_enterprise_is_in(who):
    """An item for other grades or another region says nothing of it."""
    plan = plan_at(PlanState.PUBLISHED, who)
    one = graded(who.bureau, 1, start=700, sector="trade", grade="yellow", region="云岭区")[0]
    plan.items.filter(enterprise=None).delete()
    item = {"plan": plan, "kind": "general", "subject": "抽查", "sector": "trade", "added_by": who.drafter}
    usual = ceiling_of(one, plan.year)
    PlanItem.objects.create(**item, grades=["red"], ceiling=9)
    PlanItem.objects.create(**item, region="别区", ceiling=8)
    assert ceiling_of(one, plan.year) == usual
    PlanItem.objects.create(**item | {"sector": ""}, ceiling=7)
    assert ceiling_of(one, plan.year) == 7
    PlanItem.objects.create(**item, ceiling=6)
    assert ceiling_of(one, plan.year) == 6
    PlanItem.objects.create(**item, grades=["yellow", "blue"], region="云岭区", ceiling=5)
    assert ceiling_of(one, plan.year) == 5
    Enterprise.objects.filter(pk=one.pk).update(grade="")
    one.refresh_from_db()
    assert ceiling_of(one, plan.year) == 6
    PlanItem.objects.create(**item, grades=["ungraded"], ceiling=4)
    assert ceiling_of(one, plan.year) == 4
