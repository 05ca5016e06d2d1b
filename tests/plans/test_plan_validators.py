"""Each validator of the plan formula is enforced somewhere; the rulebook's list and the tests here are the same."""

import datetime as dt
from decimal import Decimal

import pytest
import yaml
from django.conf import settings
from django.utils import timezone

from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from plans.actions import assignment as assignments, draw as draws, plan as actions
from plans.flows.plan import PLAN
from plans.forms.plan import WorkdayForm
from plans.models import Plan, PlanItem
from plans.queries import plan as plans
from plans.queries.plan_items import in_other_plans
from plans.states import Origin, PlanState
from tests.factories.draw import conditions
from tests.factories.plan import ITEM, advance, graded, kuancheng, plan_at, team

pytestmark = pytest.mark.django_db
FORMULA = yaml.safe_load((settings.BASE_DIR / "fixtures/rulebook/plan-formula.yaml").read_text(encoding="utf-8"))
TESTED: dict[str, str] = {}


def validator(words):
    def mark(test):
        TESTED[words] = test.__name__
        return test

    return mark


@pytest.fixture
def who():
    return team()


def refusals(plan, step, by):
    return " ".join(str(one.message) for one in PLAN.check(Plan.objects.get(pk=plan.pk), step, by))


@validator("the three parts sum to the total")
def test_the_three_parts_sum_to_the_total(who):
    plan = plan_at(PlanState.DRAFT, who)
    year = plans.gauges(plan).workload
    assert year.other + year.non_enforcement + year.inspection == year.total == 248 * 8
    over = {name: Decimal(300) for name in plans.other_items()}
    actions.change_workdays(plan, by=who.drafter, officers=8, workdays=248, other_days=over, non_days={})
    assert "合计 3000 天，比总法定工作日 1984 天多 1016 天" in refusals(plan, "submit", who.drafter)


@validator("shares shown are computed, never typed")
def test_no_form_and_no_column_takes_a_share(who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    names = {field.name for model in (Plan, PlanItem) for field in model._meta.concrete_fields}
    names |= set(WorkdayForm(instance=plan).fields)
    names -= {"reserve_percent"}  # an input: what is kept back, no share of what was computed
    assert not {name for name in names if "share" in name or "total" in name or "percent" in name}


@validator("key share >= 0.60 (setting)")
def test_the_key_share(who):
    assert "重点检查占比" not in refusals(plan_at(PlanState.DRAFT, who), "submit", who.drafter)
    few = team()
    plan = kuancheng(actions.create_plan(by=few.drafter, year=2027), few.drafter)
    for one in graded(few.bureau, 20, start=200):  # 240 of 414 days
        actions.add_key_item(plan, by=few.drafter, enterprise=one, **ITEM)
    assert "重点检查占比 58.0%" in refusals(plan, "submit", few.drafter)


@validator("each unit is in one list of one level")
def test_each_unit_is_in_one_list_of_one_level(who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    one = graded(who.bureau, 1)[0]
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    with pytest.raises(RuleBroken, match="已在本计划的检查名单中"):
        actions.add_item(plan, by=who.drafter, kind="emergency", enterprise=one, **{**ITEM, "subject": "x"})


def listed_elsewhere(who, state):
    """Another bureau had the enterprise in its plan when it moved to ours."""
    other = team()
    plan = plan_at(state, other)
    one = plan.items.filter(kind="key").first().enterprise
    one.bureau = who.bureau
    one.save()
    return plan, one


def test_an_enterprise_in_the_plan_of_another_bureau_is_refused(who):
    theirs, one = listed_elsewhere(who, PlanState.PUBLISHED)
    plan = actions.create_plan(by=who.drafter, year=theirs.year)
    with pytest.raises(RuleBroken, match=f"已列入 {theirs.bureau} 的同年度计划"):
        actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    next_year = actions.create_plan(by=who.drafter, year=theirs.year + 1)
    actions.add_key_item(next_year, by=who.drafter, enterprise=one, **ITEM)


def test_the_draft_of_another_bureau_binds_nobody_but_its_submission_stops_ours(who):
    theirs, one = listed_elsewhere(who, PlanState.DRAFT)
    plan = actions.create_plan(by=who.drafter, year=theirs.year)
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    assert "其他机关" not in refusals(plan, "submit", who.drafter)
    Plan.objects.filter(pk=theirs.pk).update(state=PlanState.PUBLISHED)
    assert f"{one.name}（{theirs.bureau}）" in refusals(plan, "submit", who.drafter)


@validator("planned count per unit <= published ceiling")
def test_the_ceiling(who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    one = graded(who.bureau, 1)[0]
    with pytest.raises(RuleBroken, match="超过每户年度上限 2 次"):
        actions.add_key_item(plan, by=who.drafter, enterprise=one, **{**ITEM, "visits": 3})
    assert actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM).visits == 2


@validator("days needed <= inspection days")
def test_days_needed_fit_the_inspection_days(who):
    plan = plan_at(PlanState.DRAFT, who)  # 258 of 414 days
    actions.add_general_item(plan, by=who.drafter, sector="", subject="抽查", visits=26, **_days(3))
    assert plans.gauges(plan).days_needed == 414
    assert "超过监督检查工作日" not in refusals(plan, "submit", who.drafter)
    actions.add_general_item(plan, by=who.drafter, sector="", subject="再查", visits=1, **_days(1))
    assert "计划检查需要 416" in refusals(plan, "submit", who.drafter)


def _days(days):
    return {"officers_per_visit": 2, "days_per_visit": Decimal(days), "ceiling": 2, "months": [], "unit": None}


@validator("no officer booked beyond the statutory days")
def test_nobody_is_booked_beyond_the_statutory_days(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    PlanItem.objects.filter(plan=plan, kind="key").update(days_per_visit=Decimal(124))
    first, second, third = plan.items.filter(kind="key").select_related("plan", "enterprise__bureau")[:3]
    today = timezone.localdate()

    def assign(item):
        task = assignments.Task(
            item.enterprise, "检查", [who.drafter, who.second], today, today, origin=Origin.PLAN, plan_item=item
        )
        return assignments.assign_plan_item(task, by=who.chief)

    assign(first)
    assign(second)  # 248 of 248 days
    with pytest.raises(RuleBroken, match="已安排 372.0 个工作日，超过全年法定工作日 248 天"):
        assign(third)
    made = third.plan.items.filter(assignments__isnull=False).count()
    assert made == 2


@validator("approval date before first execution date")
def test_the_plan_is_carried_out_from_the_day_of_its_approval(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    today = timezone.localdate()
    item = plan.items.select_related("plan", "enterprise").filter(kind="key").first()

    def assign(on):
        task = assignments.Task(
            item.enterprise, "检查", [who.drafter, who.second], on, today, origin=Origin.PLAN, plan_item=item
        )
        return assignments.assign_plan_item(task, by=who.chief)

    def draw(on):
        moment = timezone.make_aware(dt.datetime.combine(on, dt.time(8)))
        general = plan.items.select_related("plan").get(kind="general")
        return draws.create_draw(by=who.chief, plan_item=general, **conditions(
            window_from=on, window_to=today, seed_at=moment))  # fmt: skip

    Plan.objects.filter(pk=plan.pk).update(approved_on=today - dt.timedelta(days=2))
    item.plan.refresh_from_db()
    for start in (assign, draw):
        with pytest.raises(RuleBroken, match="检查不能早于这一天开始") as refused:
            start(today - dt.timedelta(days=3))
        assert refused.value.field == "window_from"
    assert assign(today - dt.timedelta(days=2)).pk


@validator("every change keeps old value, reason, approver")
def test_every_change_keeps_the_old_value_the_reason_and_the_approver(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    new = actions.adjust(plan, by=who.drafter, reason="增加专项")
    item = new.items.select_related("plan").filter(kind="general").get()
    actions.change_item(item, by=who.second, visits=2)
    entry = history(new)[0]
    assert (entry.before["visits"], entry.after["visits"]) == (3, 2)
    assert who.second.name in entry.actor_text
    assert Plan.objects.get(pk=new.pk).adjust_reason == "增加专项"
    with pytest.raises(StepRefused):
        actions.change_item(plan.items.select_related("plan").first(), by=who.drafter, visits=1)
    done = advance(Plan.objects.get(pk=new.pk), PlanState.PUBLISHED, who)
    acts = {entry.act: entry.actor_text for entry in history(done)}
    assert who.chief.name in acts["plan.review"]
    assert who.leader.name in acts["plan.endorse"]


def test_the_list_is_that_of_the_rulebook():
    assert set(TESTED) == set(FORMULA["validators"])


@pytest.mark.parametrize(
    ("state", "binds"),
    [(PlanState.DRAFT, False), (PlanState.SUBMITTED, True), (PlanState.REVIEWED, True), (PlanState.REFUSED, False)],
)
def test_which_plans_of_another_bureau_bind(who, state, binds):
    theirs, one = listed_elsewhere(who, state)
    plan = actions.create_plan(by=who.drafter, year=theirs.year)
    assert in_other_plans([one.pk], plan) == ({one.pk: str(theirs.bureau)} if binds else {})
    assert in_other_plans([one.pk], theirs) == {}  # its own plan is no other
    if binds:
        with pytest.raises(RuleBroken, match="同年度计划") as refused:
            actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
        assert refused.value.field == "enterprise"
        assert not plan.items.exists()
