"""Who may not be drawn or may not go where: each named, each recorded, all fixed before the seed exists."""

import datetime as dt

import pytest
from django.utils import timezone

from enforcement.accounts.models import Certificate, Delegation, User
from enforcement.accounts.roles import Role
from enforcement.errors import StepRefused
from enforcement.rulebook.upkeep import set_value
from plans.actions import assignment as assignments, draw as actions
from plans.actions.draw_bases import add_expert, declare_recusal
from plans.actions.enterprise import change_status
from plans.models import Enterprise
from plans.queries import draw as draws
from plans.rules.draw_proof import verify
from plans.states import AssignmentState, DrawState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import advance_draw, after, draw_at
from tests.factories.plan import graded, team
from tests.plans.test_draw import reasons, rows

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def who():
    found = team()
    for _n in range(4):
        user_with(Role.INSPECTOR, bureau=found.bureau)
    return found


def conflicts(task):
    names = {one.number: one.name for one in rows(task)}
    people = {name: {one.number: one.name for one in rows(task, name)} for name in ("officer", "expert")}
    return {(names[one.unit], people[one.list][one.entry], one.reason) for one in task.conflicts.all()}


def recused(who, officer, enterprise, **changed):
    return declare_recusal(
        by=who.chief, officer=officer, enterprise=enterprise, ground="近亲属", valid_from=TODAY(), **changed
    )


def visited(who, enterprise, *officers, on):
    """Done through the real acts on that day."""
    with clock_at(timezone.make_aware(dt.datetime.combine(on, dt.time(9)))):
        task = assignments.Task(enterprise, "检查", officers, on, on, over_ceiling_reason="测试")
        made = assignments.assign(task, by=who.chief)
        assignments.finish(assignments.begin(made, by=officers[0]), by=officers[0])


def test_an_officer_without_the_specialty_is_left_out(who):
    Certificate.objects.filter(user__in=[who.drafter, who.second]).update(specialties=["chemical"])
    task = draw_at(DrawState.FROZEN, who, specialty="chemical")
    assert {row.subject for row in rows(task, "officer")} == {who.drafter.pk, who.second.pk}
    assert set(reasons(task, "officer").values()) == {"不具备要求的专业"}
    assert any("不具备要求的专业 × 4" in line for line in task.params["exclusions"])
    assert task.params["specialty"] == "化工（含危险化学品）"


def test_an_officer_away_for_the_whole_window_is_left_out(who):
    day = TODAY()
    Delegation.objects.create(
        from_user=who.drafter, to_user=who.second, role=Role.INSPECTOR, reason="年休假", valid_from=day,
        valid_to=day + dt.timedelta(days=30),
    )  # fmt: skip
    task = draw_at(DrawState.FROZEN, who)
    assert reasons(task, "officer") == {who.drafter.name: "检查期间日程已满"}


def test_an_officer_booked_on_every_day_of_the_window_is_left_out(who):
    first = TODAY() + dt.timedelta(days=10)
    days = {"window_from": first, "window_to": first + dt.timedelta(days=1)}
    for enterprise in graded(who.bureau, 2, start=700, sector="trade"):
        task = assignments.Task(enterprise, "检查", [who.drafter, who.second], days["window_from"], days["window_to"])
        assignments.assign(task, by=who.chief)
    task = draw_at(DrawState.FROZEN, who, **days)
    assert set(reasons(task, "officer")) == {who.drafter.name, who.second.name}


def test_a_recusal_declared_in_advance_is_frozen_and_moves_the_officer_at_that_unit_only(who):
    graded(who.bureau, 3, start=2000)
    one = Enterprise.objects.filter(bureau=who.bureau).first()
    recused(who, who.drafter, one)
    task = draw_at(DrawState.DRAWN, who, enterprises=0, officers_wanted=6)
    assert conflicts(task) == {(one.name, who.drafter.name, "recusal")}
    number = next(row.number for row in rows(task, "officer") if row.subject == who.drafter.pk)
    teams = dict(zip(task.result["picks"]["unit"], task.result["teams"]["officer"], strict=True))
    there = next(row.number for row in rows(task) if row.subject == one.pk)
    assert number not in teams[there]
    assert len(teams[there]) == 2
    revealed = advance_draw(task, DrawState.REVEALED, who)
    made = revealed.assignments.get(enterprise=one)
    assert who.drafter not in made.officers.all()
    assert made.officers.count() == 2


def test_the_page_says_who_gave_way_and_why(client, who):
    enterprises = graded(who.bureau, 3, start=2000)
    for officer in (who.drafter, who.second):
        recused(who, officer, enterprises[0])
    task = draw_at(DrawState.DRAWN, who, enterprises=0, officers_wanted=6)
    gave = draws.gave_way(task)
    assert {(one.unit, one.reason) for one in gave} == {(enterprises[0].name, "事先登记的回避")}
    client.force_login(who.chief)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "分组时的回避" in page
    assert "事先登记的回避" in page


def test_a_recusal_that_is_over_or_declared_after_the_freezing_does_not_count(who):
    enterprises = graded(who.bureau, 3, start=2000)
    recused(who, who.drafter, enterprises[0], valid_to=TODAY())
    task = draw_at(DrawState.FROZEN, who, enterprises=0)
    recused(who, who.second, enterprises[1])
    assert conflicts(task) == set()
    assert advance_draw(task, DrawState.DRAWN, who).result["teams"]["officer"]
    assert task.conflicts.count() == 0


def test_the_same_officers_do_not_go_there_a_third_time_running(who):
    often, once = graded(who.bureau, 2, start=2000)
    others = [user_with(Role.INSPECTOR, bureau=who.bureau) for _n in range(2)]
    year_ago = TODAY() - dt.timedelta(days=400)
    visited(who, often, who.drafter, who.second, on=year_ago)
    visited(who, often, who.drafter, who.second, on=year_ago + dt.timedelta(days=5))
    visited(who, once, who.drafter, who.second, on=year_ago)
    visited(who, once, *others, on=year_ago + dt.timedelta(days=5))
    task = draw_at(DrawState.FROZEN, who, enterprises=0, units_wanted=2)
    assert conflicts(task) == {(often.name, officer.name, "streak") for officer in (who.drafter, who.second)}


def test_an_enterprise_where_too_few_could_go_is_left_out_before_the_freezing(who):
    enterprises = graded(who.bureau, 3, start=2000)
    officers = User.objects.filter(bureau=who.bureau, grants__role=Role.INSPECTOR).order_by("pk")
    for officer in officers[1:]:
        recused(who, officer, enterprises[0])
    task = draw_at(DrawState.FROZEN, who, enterprises=0, units_wanted=2)
    assert reasons(task) == {enterprises[0].name: "可派人员不足（回避或连续检查）"}


def closed(pk, by):
    one = Enterprise.objects.get(pk=pk)
    change_status(one, by=by, version=None, status="closed", status_on=timezone.localdate(), reason="已注销")


def test_an_enterprise_closed_after_the_seed_stays_drawn_and_the_reveal_says_why_it_is_not_visited(who):
    task = draw_at(DrawState.CONFIRMED, who)
    with clock_at(after(task)):
        expected = draws.compute(task, []).draws["unit"].picks
        gone = rows(task)[expected[0] - 1]
        closed(gone.subject, who.chief)
    revealed = advance_draw(task, DrawState.REVEALED, who)
    assert revealed.result["picks"]["unit"] == list(expected)
    assert revealed.result["skips"] == []
    left = revealed.units.exclude(unassigned="").get()
    assert (left.entry, left.unassigned) == (gone.number, "经营状态为注销")
    assert revealed.assignments.count() == len(expected) - 1
    assert verify(draws.proof_of(revealed)) == []


def test_an_enterprise_closed_between_the_freezing_and_the_seed_is_passed_over_for_the_next_index(who):
    task = draw_at(DrawState.CONFIRMED, who)
    with clock_at(after(task)):
        expected = draws.compute(task, []).draws["unit"].picks
    gone = rows(task)[expected[0] - 1]
    closed(gone.subject, who.chief)
    drawn = advance_draw(task, DrawState.DRAWN, who)
    assert drawn.result["picks"]["unit"][:2] == list(expected[1:])
    assert drawn.result["skips"] == [{"list": "unit", "entry": gone.number, "reason": "冻结后：经营状态为注销"}]
    proof = draws.proof_of(drawn)
    assert verify(proof) == []
    assert (proof["skips"][0]["by"], proof["skips"][0]["entry"]) == ("系统", gone.number)


def test_experts_are_the_third_list(who):
    enterprises = graded(who.bureau, 3, start=2000)
    made = [
        add_expert(by=who.chief, name=f"专家{n}", specialty="chemical", employer="某院", valid_from=TODAY())
        for n in range(3)
    ]
    insider = add_expert(
        by=who.chief, name="本厂专家", specialty="chemical", employer=enterprises[0].name, valid_from=TODAY()
    )
    soon = add_expert(
        by=who.chief, name="期满", specialty="chemical", employer="某院", valid_from=TODAY(), valid_to=TODAY()
    )
    task = draw_at(DrawState.REVEALED, who, enterprises=0, experts_wanted=4)
    assert reasons(task, "expert") == {soon.name: "入库期限早于检查期间截止日届满"}
    assert conflicts(task) == {(enterprises[0].name, insider.name, "employer")}
    assert set(task.experts.values_list("expert", flat=True)) == {one.pk for one in (*made, insider)}
    for one in task.assignments.all():
        assert one.experts.count() == 1
        assert one.enterprise != enterprises[0] or insider not in one.experts.all()
    proof = draws.proof_of(task)
    assert verify(proof) == []
    assert len(proof["picks"]["expert"]) == 4
    assert not any(one.name in str(proof) or one.code in str(proof) for one in made)


def test_fewer_experts_than_asked_is_refused(who):
    task = draw_at(DrawState.DRAFT, who, experts_wanted=1)
    with pytest.raises(StepRefused, match="可列入名单的专家只有 0 名"):
        actions.freeze(task, by=who.chief)


def test_a_joint_partner_stands_on_the_tasks(who):
    task = draw_at(DrawState.REVEALED, who, joint_partner="消防救援大队")
    assert {one.subject for one in task.assignments.all()} == {"化工企业双随机抽查（与消防救援大队联合检查）"}
    assert {one.state for one in task.assignments.all()} == {AssignmentState.OPEN}


def test_the_bureaus_own_figures_count(who):
    setter = user_with(Role.PRINCIPAL_HEAD, bureau=who.bureau)
    figures = {
        "publish_minutes": 600, "streak": 0, "free_days": 1, "weight_red": 9, "weight_orange": 3, "weight_yellow": 5,
        "weight_blue": 1, "weight_ungraded": 1,
    }  # fmt: skip
    set_value("TH-PLN-003", by=setter, value=figures, note="本局规定")
    task = draw_at(DrawState.DRAFT, who)
    with pytest.raises(StepRefused, match="至少 600 分钟前"):
        actions.freeze(task, by=who.chief)
    later = timezone.now() + dt.timedelta(hours=11)
    task = draw_at(DrawState.FROZEN, who, enterprises=0, seed_at=later, repeat_reason="推迟抽取")
    assert {row.weight for row in rows(task)} == {5}
    assert task.params["weights"]["red"] == 9
