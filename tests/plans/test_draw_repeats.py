"""No redraw but a new task that names what it repeats, says why and is approved by another; never beyond the plan."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.upkeep import set_value
from enforcement.web.models import Reminder
from enforcement.workdays import shift_months
from plans.actions import draw as actions, plan as plan_actions
from plans.models import Draw, Enterprise, Plan, PlanItem
from plans.queries.draw_repeats import repetition
from plans.states import DrawState, PlanState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import advance_draw, after, conditions, draw_at, voided
from tests.factories.plan import advance, graded, plan_at, team
from tests.plans.test_draw import act_url, messages_of, typed

pytestmark = pytest.mark.django_db
MINE = {"sectors": ["mine"], "grades": [], "hazards": []}


@pytest.fixture
def who():
    return team()


@pytest.fixture
def item(who):
    """A general item of the published plan: 3 visits."""
    plan = plan_at(PlanState.PUBLISHED, who)
    return PlanItem.objects.get(plan=plan, kind="general")


def of_item(who, item, units, **changed):
    last = timezone.localdate().replace(month=12, day=31)
    wanted = conditions(units_wanted=units, window_from=last, window_to=last, **changed)
    return actions.create_draw(by=who.chief, plan_item=item, **wanted)


# the arithmetic of the plan


def test_the_draws_of_a_plan_item_do_not_exceed_its_visits(who, item):
    first = of_item(who, item, 2)
    with pytest.raises(RuleBroken) as refused:
        of_item(who, item, 2, repeat_reason="第二批")
    assert refused.value.field == "units_wanted"
    assert f"计划项目 3 家次，未作废的抽取已列 2 家（{first.number} 2），本次 2 家，最多还可抽取 1 家" in str(
        refused.value
    )
    assert of_item(who, item, 1, repeat_reason="第二批").units_wanted == 1
    with pytest.raises(RuleBroken, match="最多还可抽取 0 家"):
        of_item(who, item, 1, repeat_reason="第三批")


def test_raising_a_draft_later_does_not_get_round_it(who, item):
    task = of_item(who, item, 2)
    last = task.window_to
    with pytest.raises(RuleBroken, match="本次 4 家，最多还可抽取 3 家"):
        actions.change_draw(task, by=who.chief, **conditions(units_wanted=4, window_from=last, window_to=last))
    assert Draw.objects.get().units_wanted == 2


def test_a_void_draw_gives_its_units_back(who, item):
    task = of_item(who, item, 3)
    graded(who.bureau, 5, start=2000)
    voided(advance_draw(task, DrawState.FROZEN, who), who)
    assert of_item(who, item, 3, repeat_reason="名单已更正").replaces == task


def test_the_edition_in_force_counts_at_the_freezing(who, item):
    """Fewer visits in the new edition: what was set from the old one has to follow."""
    task = of_item(who, item, 3)
    graded(who.bureau, 5, start=2000)
    plan_actions.adjust(item.plan, by=who.drafter, reason="减少家次")
    newer = Plan.objects.get(edition=2)
    pool = newer.items.get(kind="general")
    values = {name: getattr(pool, name) for name in
              ("officers_per_visit", "days_per_visit", "ceiling", "months", "unit", "subject")}  # fmt: skip
    plan_actions.change_item(pool, by=who.drafter, visits=2, **values)
    PlanItem.objects.filter(plan=newer, kind="general").update(subject=item.subject)
    Plan.objects.filter(pk=newer.pk).update(minor=False)
    advance(Plan.objects.get(pk=newer.pk), PlanState.PUBLISHED, who)
    assert "计划项目 2 家次" in messages_of(Draw.objects.get(), "freeze", who.chief)
    with pytest.raises(StepRefused, match="最多还可抽取 2 家"):
        actions.freeze(task, by=who.chief)
    with pytest.raises(RuleBroken, match="已由新版代替"):
        of_item(who, item, 1, repeat_reason="x")


# what repeats another says so


def test_the_same_conditions_again_need_a_reason_and_a_second_person(client, who):
    draw_at(DrawState.FROZEN, who)
    client.force_login(who.chief)
    refused = client.post(reverse("draw_add"), typed())
    assert refused.status_code == 422
    assert "同一抽取已有" in refused.content.decode()
    assert client.post(reverse("draw_add"), typed(repeat_reason="下半年再抽一批")).status_code == 302
    task = Draw.objects.latest("pk")
    assert (task.replaces, task.repeat_asked_by, task.repeat_approved_by) == (None, who.chief, None)
    assert history(task)[0].note == "下半年再抽一批"
    assert {one.user for one in Reminder.objects.filter(ref__startswith="draw-repeat:")} == {who.leader, who.head}
    page = client.get(task.get_absolute_url()).content.decode()
    assert "待批准" in page
    assert "批准再次抽取" in page  # whose turn it is
    assert client.post(act_url(task, "freeze"), {"version": task.version}).status_code == 409
    assert client.post(act_url(task, "approve_repeat"), {"version": task.version}).status_code == 403
    client.force_login(who.leader)
    assert client.post(act_url(task, "approve_repeat"), {"version": task.version}).status_code == 302
    task.refresh_from_db()
    assert task.repeat_approved_by == who.leader
    assert "已由" in messages_of(task, "approve_repeat", who.head)
    assert actions.freeze(task, by=who.chief).state == DrawState.FROZEN


def test_the_same_conditions_are_the_same_however_they_are_written_down(who):
    one = {"sectors": ["chemical", "mine"], "grades": [], "hazards": []}
    actions.create_draw(by=who.chief, **conditions(conditions=one))
    other = {"sectors": ["mine", "chemical"]}
    with pytest.raises(RuleBroken, match="同一抽取已有.*同样条件"):
        actions.create_draw(by=who.chief, **conditions(conditions=other))


def test_other_conditions_another_year_and_another_bureau_are_no_repetition(who):
    actions.create_draw(by=who.chief, **conditions())
    assert actions.create_draw(by=who.chief, **conditions(conditions=MINE)).repeat_reason == ""
    day = conditions()["window_from"]
    assert repetition(Draw(bureau=who.bureau, **conditions())).is_one
    later = day.replace(year=day.year + 1)
    assert not repetition(Draw(bureau=who.bureau, **conditions(window_from=later, window_to=later))).is_one
    assert not repetition(Draw(bureau=team().bureau, **conditions())).is_one


@pytest.mark.parametrize(("months", "days", "same"), [
    (9, 0, False), (-9, 0, False), (9, -1, True), (-9, 1, True), (2, 0, True), (-2, 0, True), (13, 0, False),
])  # fmt: skip
def test_windows_that_begin_within_nine_months_are_compared_whatever_the_calendar_year(who, months, days, same):
    day = dt.date(timezone.localdate().year + 1, 11, 20)
    other = shift_months(day, months) + dt.timedelta(days=days)
    actions.create_draw(by=who.chief, **conditions(window_from=day, window_to=day))
    assert likeness(who, window_from=other, window_to=other).is_one is same


def test_a_void_draw_is_not_got_round_by_adding_others(who):
    """12 were frozen and voided; the next list of 36 has all of them, which is a third of it and the whole of that."""
    old = draw_at(DrawState.VOID, who)
    graded(who.bureau, 24, start=3000, sector="mine")
    padded = {"sectors": ["chemical", "mine"], "grades": [], "hazards": []}
    found = likeness(who, conditions=padded)
    assert (found.void.draw, found.void.why) == (
        old, "其冻结的名单 12 家中有 12 家在本次名单上，占 100.0%，达到 50%，待核定"
    )  # fmt: skip
    with override("en"):
        assert likeness(who, conditions=padded).void.why == (
            "12 of the 12 enterprises of its frozen list stand on this list: 100.0%, which reaches 50% (to be verified)"
        )
    with pytest.raises(RuleBroken, match=rf"{old.number}.*已作废"):
        actions.create_draw(by=who.chief, **conditions(conditions=padded))


def test_a_void_draw_with_little_in_common_shows_the_larger_share(who):
    old = draw_at(DrawState.VOID, who)
    Enterprise.objects.filter(pk__in=old.entries.filter(list="unit", number__gt=5).values("subject")).update(
        sector="trade"
    )
    graded(who.bureau, 24, start=3000, sector="mine")
    found = likeness(who, conditions={"sectors": ["chemical", "mine"], "grades": [], "hazards": []})
    assert not found.is_one
    assert [one.in_words for one in found.apart] == [
        "其冻结的名单 12 家中有 5 家在本次名单上，占 41.7%，未达到 50%，待核定"
    ]


def test_a_draw_of_everybody_after_a_small_special_one_repeats_nothing(who):
    small = draw_at(DrawState.FROZEN, who)
    graded(who.bureau, 24, start=3000, sector="mine")
    found = likeness(who, conditions={"sectors": ["chemical", "mine"], "grades": [], "hazards": []})
    assert not found.is_one
    assert [(one.draw, one.in_words) for one in found.apart] == [
        (small, "本次名单 36 家中有 12 家在其冻结的名单上，占 33.3%，未达到 50%，待核定")
    ]


def likeness(who, **changed):
    return repetition(Draw(bureau=who.bureau, **conditions(**changed)))


def test_other_conditions_with_much_the_same_list_are_the_same_draw(client, who):
    """12 were frozen, 8 of them with combustible dust; the next draw takes everyone with dust."""
    graded(who.bureau, 8, start=3000)
    Enterprise.objects.filter(bureau=who.bureau).update(hazards=["dust"])
    graded(who.bureau, 4, start=3100)
    first = draw_at(DrawState.FROZEN, who, enterprises=0)
    graded(who.bureau, 8, start=3200, sector="mine")
    Enterprise.objects.filter(bureau=who.bureau, sector="mine").update(hazards=["dust"])
    dust = {"sectors": [], "grades": [], "hazards": ["dust"]}  # 8 of these 16 stand on the frozen list: just half
    found = likeness(who, conditions=dust)
    assert [(one.draw, one.why) for one in found.live] == [
        (first, "本次名单 16 家中有 8 家在其冻结的名单上，占 50.0%，达到 50%，待核定")
    ]
    with pytest.raises(RuleBroken, match=rf"{first.number}（本次名单 16 家中有 8 家.*写明再次抽取的理由") as refused:
        actions.create_draw(by=who.chief, **conditions(conditions=dust))
    assert refused.value.field == "repeat_reason"
    task = actions.create_draw(by=who.chief, **conditions(conditions=dust, repeat_reason="粉尘专项"))
    client.force_login(who.leader)
    page = client.get(act_url(task, "approve_repeat")).content.decode()
    assert "占 50.0%" in page
    assert f"与 {first.number} 比较" in page
    task = actions.approve_repeat(task, by=who.leader)
    assert "16 家中有 8 家" in history(task)[0].after["repeats"]


def test_one_enterprise_fewer_in_common_and_it_is_another_draw_with_its_arithmetic_shown(client, who):
    graded(who.bureau, 7, start=3000)
    first = draw_at(DrawState.FROZEN, who, enterprises=0)
    graded(who.bureau, 8, start=3200, sector="mine")
    both = {"sectors": ["chemical", "mine"], "grades": [], "hazards": []}
    assert not likeness(who, conditions=both).is_one
    task = actions.create_draw(by=who.chief, **conditions(conditions=both))
    assert task.repeat_reason == ""
    client.force_login(who.chief)
    page = client.get(task.get_absolute_url()).content.decode()
    assert f"与 {first.number} 比较" in page
    assert "本次名单 15 家中有 7 家在其冻结的名单上，占 46.7%，未达到 50%，待核定" in page
    assert actions.freeze(task, by=who.chief).state == DrawState.FROZEN


def test_a_void_draw_is_not_got_round_by_a_slightly_changed_condition(who):
    old = draw_at(DrawState.VOID, who)
    wider = {"sectors": ["chemical", "mine"], "grades": [], "hazards": []}
    with pytest.raises(RuleBroken, match=rf"{old.number}.*已作废"):
        actions.create_draw(by=who.chief, **conditions(conditions=wider))
    assert actions.create_draw(by=who.chief, **conditions(conditions=wider, repeat_reason="扩大范围")).replaces == old


def test_the_same_plan_item_with_other_conditions_is_the_same_draw(who, item):
    first = of_item(who, item, 1)
    with pytest.raises(RuleBroken, match=rf"{first.number}（同一计划项目）"):
        of_item(who, item, 1, conditions=MINE)


def test_the_bureau_sets_the_share_and_nothing_is_counted_before_a_list_is_frozen(who, django_assert_max_num_queries):
    task = draw_at(DrawState.DRAFT, who)
    wider = {"sectors": ["chemical", "mine"], "grades": [], "hazards": []}
    with django_assert_max_num_queries(2):
        assert not likeness(who, conditions=wider).is_one
    advance_draw(task, DrawState.FROZEN, who)
    assert likeness(who, conditions=wider).is_one
    graded(who.bureau, 1, start=3300, sector="mine")
    setter = user_with(Role.PRINCIPAL_HEAD, bureau=who.bureau)
    set_value("TH-DRW-001", by=setter, value={"draft_days": 30, "same_share": 100}, note="本局规定")
    assert not likeness(who, conditions=wider).is_one


def test_after_a_void_one_the_next_names_it_though_nobody_chose_to(who):
    old = draw_at(DrawState.VOID, who)
    with pytest.raises(RuleBroken, match=r"已作废，写明再次抽取的理由") as refused:
        actions.create_draw(by=who.chief, **conditions())
    assert refused.value.field == "repeat_reason"
    assert old.number in str(refused.value)
    task = actions.create_draw(by=who.chief, **conditions(repeat_reason="名单已更正"))
    assert task.replaces == old
    assert "待分管负责人" in messages_of(task, "freeze", who.chief)
    assert advance_draw(task, DrawState.FROZEN, who).repeat_approved_by == who.leader


def test_a_void_one_of_the_same_plan_item_is_named_even_with_other_conditions(who, item):
    task = of_item(who, item, 1)
    graded(who.bureau, 5, start=2000)
    voided(advance_draw(task, DrawState.FROZEN, who), who)
    with pytest.raises(RuleBroken, match="写明再次抽取的理由"):
        of_item(who, item, 1, conditions=MINE)
    assert of_item(who, item, 1, conditions=MINE, repeat_reason="改换范围").replaces == task


def test_a_draft_set_aside_before_the_void_does_not_slip_past(who):
    """Set first, frozen after another draw of the same conditions was made and voided."""
    spare = draw_at(DrawState.DRAFT, who)
    other = draw_at(DrawState.VOID, who, enterprises=0, repeat_reason="另一批")
    assert other.number in messages_of(spare, "freeze", who.chief)
    with pytest.raises(StepRefused, match="先在条件中写明"):
        actions.freeze(spare, by=who.chief)
    changed = actions.change_draw(spare, by=who.chief, **conditions(repeat_reason="名单已更正"))
    assert changed.replaces == other
    assert advance_draw(changed, DrawState.FROZEN, who).state == DrawState.FROZEN


def test_a_change_after_the_approval_asks_for_it_again(who):
    draw_at(DrawState.FROZEN, who)
    task = actions.create_draw(by=who.chief, **conditions(repeat_reason="第二批"))
    approved = actions.approve_repeat(task, by=who.leader)
    changed = actions.change_draw(approved, by=who.chief, **conditions(repeat_reason="第二批", units_wanted=5))
    assert changed.repeat_approved_by is None
    assert "待分管负责人" in messages_of(Draw.objects.get(pk=task.pk), "freeze", who.chief)


def test_who_asks_does_not_approve(who):
    both = user_with(Role.SECTION_CHIEF, Role.BUREAU_LEADER, bureau=who.bureau)
    draw_at(DrawState.FROZEN, who)
    task = actions.create_draw(by=both, **conditions(repeat_reason="第二批"))
    with pytest.raises(StepRefused, match="不能自己批准"):
        actions.approve_repeat(task, by=both)
    with pytest.raises(NotPermitted):
        actions.approve_repeat(task, by=who.supervisor)
    with pytest.raises(IntegrityError, match="draw_repeat_second_person"), transaction.atomic():
        Draw.objects.filter(pk=task.pk).update(repeat_approved_by=both)


def test_a_first_draw_is_not_approved(who):
    task = draw_at(DrawState.DRAFT, who)
    with pytest.raises(StepRefused, match="不是再次抽取"):
        actions.approve_repeat(task, by=who.leader)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"repeat_reason": ""}, "draw_repeated_with_reason"),
        ({"repeat_asked_by": None}, "draw_repeat_asked"),
        (
            {"state": "frozen", "frozen_at": timezone.now(), "commitment": "0" * 64},
            "draw_repeat_approved_before_freezing",
        ),
    ],
)
def test_the_database_keeps_it_too(who, changed, name):
    draw_at(DrawState.VOID, who)
    task = actions.create_draw(by=who.chief, **conditions(repeat_reason="名单已更正"))
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Draw.objects.filter(pk=task.pk).update(**changed)


def test_what_can_no_longer_be_frozen_is_not_approved_either(client, who):
    """Its seed is out: approved, it could only be changed, which asks for approval anew."""
    draw_at(DrawState.FROZEN, who)
    task = actions.create_draw(by=who.chief, **conditions(repeat_reason="下半年再抽一批"))
    client.force_login(who.leader)
    with clock_at(after(task)):
        page = client.get(task.get_absolute_url()).content.decode()
        assert "来不及冻结；先由科室负责人修改条件，另选以后的来源，再批准" in page
        assert "轮到 科室负责人修改条件" in page
        assert client.post(act_url(task, "approve_repeat"), {"version": task.version}).status_code == 409
        with pytest.raises(StepRefused, match="来不及冻结"):
            actions.approve_repeat(Draw.objects.get(pk=task.pk), by=who.leader)
        again = conditions(repeat_reason="下半年再抽一批", seed_at=after(task) + dt.timedelta(hours=2))
        task = actions.change_draw(Draw.objects.get(pk=task.pk), by=who.chief, **again)
        assert "轮到 分管负责人、主要负责人批准再次抽取" in client.get(task.get_absolute_url()).content.decode()
        approved = actions.approve_repeat(task, by=who.leader)
        assert actions.freeze(approved, by=who.chief).state == DrawState.FROZEN
