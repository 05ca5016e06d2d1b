"""The result becomes known: tasks in chunks by a job, cut off and gone on with, each unit once and by one rule."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enforcement.accounts.models import Certificate, RoleGrant
from enforcement.accounts.roles import Role
from enforcement.documents.models import Document
from enforcement.errors import NotPermitted, StepRefused
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import history
from enforcement.outbox.models import Job
from enforcement.outbox.work import ATTEMPTS, run_due
from enforcement.web.queue import to_do
from plans.actions import assignment as assignments, draw as actions, draw_reveal, draw_tasks
from plans.actions.draw_bases import add_expert, end_expert
from plans.models import Assignment, Draw, Enterprise
from plans.queries import draw as draws
from plans.queries.assignment import ceiling_of
from plans.queries.draw_reveal import job_key, why_stopped
from plans.queries.frequency import standings
from plans.queries.many_frequencies import ceilings_of, full_ones, full_periods
from plans.rules.draw_proof import verify
from plans.states import DrawState, Origin, PlanState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import advance_draw, after, draw_at
from tests.factories.plan import graded, plan_at, team
from tests.plans.test_draw import reasons, rows

pytestmark = pytest.mark.django_db
SILENT = lambda _done, _total: None  # noqa: E731


@pytest.fixture
def who():
    return team()


def large(who, units=60):
    return draw_at(DrawState.DRAWN, who, enterprises=units + 5, units_wanted=units, small_source_reason="测试")


def test_a_large_draw_is_revealed_by_a_job_and_the_page_shows_how_far_it_is(client, who):
    task = large(who)
    client.force_login(who.chief)
    with clock_at(after(task)):
        answer = client.post(reverse("draw_act", args=[task.pk, "reveal"]), {"version": task.version})
    assert answer.status_code == 302
    task.refresh_from_db()
    assert (task.state, task.assignments.count(), task.units.count()) == (DrawState.REVEALING, 0, 60)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "轮到 系统生成检查任务" in page
    assert "0 / 60" in page
    assert "0 / 60" in client.get(reverse("draw_progress", args=[task.pk])).content.decode()
    with clock_at(after(task)):
        run_due()
    task.refresh_from_db()
    assert (task.state, task.assignments.count(), task.handled) == (DrawState.REVEALED, 60, 60)
    assert Job.objects.get(name="plans.reveal_draw").progress == 60
    assert "查看结果" in client.get(reverse("draw_progress", args=[task.pk])).content.decode()
    finished = history(task).get(act="draw.finish_reveal")
    assert finished.after["seal"] == draws.proof_of(task)["seal"]
    assert finished.after["tasks"] == 60
    assert Document.objects.get(kind="CQJG").context["operator"] == who.chief.name
    assert verify(draws.proof_of(task)) == []


def test_cut_off_it_goes_on_and_no_unit_gets_two_tasks(who, monkeypatch):
    monkeypatch.setattr(draw_reveal, "CHUNK", 25)
    task = large(who)
    with clock_at(after(task)):
        task = actions.reveal(task, by=who.chief)

        def dies(done, _total):
            if done == 50:
                raise SystemExit

        with pytest.raises(SystemExit):
            draw_reveal.make_tasks(task.pk, dies)
        half = Draw.objects.get(pk=task.pk)
        assert (half.state, half.handled, half.assignments.count()) == (DrawState.REVEALING, 50, 50)
        seen = []
        draw_reveal.make_tasks(task.pk, lambda *told: seen.append(told))
        assert seen == [(60, 60)]
        draw_reveal.make_tasks(task.pk, SILENT)  # once more is harmless
    done = Draw.objects.get(pk=task.pk)
    assert done.state == DrawState.REVEALED
    assert done.assignments.count() == len(set(done.assignments.values_list("enterprise", flat=True))) == 60
    assert history(done).filter(act="draw.finish_reveal").count() == 1
    assert Document.objects.filter(kind="CQJG").count() == 1


def fail_for_good():
    for _n in range(ATTEMPTS):
        Job.objects.filter(name="plans.reveal_draw").update(due=timezone.now())
        run_due()
    job = Job.objects.get(name="plans.reveal_draw")
    assert (job.state, job.attempts) == ("failed", ATTEMPTS)
    return job


def test_a_reveal_that_failed_for_good_is_gone_on_with_from_the_page(client, who, settings, tmp_path):
    task = large(who)
    (tmp_path / "full").write_text("a file where the folder should be")
    sound, settings.FILES_ROOT = settings.FILES_ROOT, tmp_path / "full"
    with clock_at(after(task)):
        task = actions.reveal(task, by=who.chief)
        job = fail_for_good()
        client.force_login(who.chief)
        page = client.get(task.get_absolute_url()).content.decode()
        url = reverse("draw_act", args=[task.pk, "resume_reveal"])
        assert f"程序运行出错，已试 {ATTEMPTS} 次（后台任务第 {job.pk} 号）" in page
        assert "轮到 科室负责人继续公布结果" in page
        assert task.get_absolute_url() in [one.url for one in to_do(who.chief)]
        assert url in page
        assert "Traceback" not in page
        assert "查看原因" in client.get(reverse("draw_progress", args=[task.pk])).content.decode()
        settings.FILES_ROOT = sound
        assert client.get(url).status_code == 200
        version = Draw.objects.get().version
        assert client.post(url, {"version": version}).status_code == 302
        assert client.post(url, {"version": version}).status_code != 500  # a second click finds it at work
        assert url not in client.get(task.get_absolute_url()).content.decode()
        run_due()
    task = Draw.objects.get()
    assert (task.state, task.assignments.count()) == (DrawState.REVEALED, 60)
    assert history(task).filter(act="assignment.assign").count() == 60
    entry = history(task).get(act="draw.resume_reveal")
    assert entry.after == {"handled": 60, "units": 60}
    assert "程序运行出错" in entry.note


def test_what_a_rule_said_is_told_in_its_own_words(client, who):
    task = large(who)
    with clock_at(after(task)):
        task = actions.reveal(task, by=who.chief)
    Job.objects.filter(key=job_key(task)).update(state="failed", last_error="文书编号规则已停用，请启用后继续")
    assert why_stopped(task) == "文书编号规则已停用，请启用后继续"
    Job.objects.all().delete()
    assert why_stopped(task) == "后台任务已不存在"
    with clock_at(after(task)):
        actions.resume_reveal(task, by=who.chief)
        run_due()
    assert Draw.objects.get().state == DrawState.REVEALED


def test_the_ledger_keeps_in_chinese_why_it_stood_still_whatever_the_page_of_who_went_on(who):
    task = large(who)
    with clock_at(after(task)):
        task = actions.reveal(task, by=who.chief)
    Job.objects.filter(key=job_key(task)).update(state="failed", last_error="Traceback x", attempts=5)
    with clock_at(after(task)), override("en"):
        actions.resume_reveal(task, by=who.chief)
    number = Job.objects.get(key=job_key(task)).pk
    note = history(task).get(act="draw.resume_reveal").note
    assert note == f"程序运行出错，已试 5 次（后台任务第 {number} 号）"


def test_nobody_goes_on_with_a_reveal_at_work_nor_without_the_right(who):
    task = large(who)
    with clock_at(after(task)):
        task = actions.reveal(task, by=who.chief)
        with pytest.raises(StepRefused, match="不需要继续"):
            actions.resume_reveal(task, by=who.chief)
        Job.objects.filter(key=job_key(task)).update(state="failed")
        with pytest.raises(NotPermitted):
            actions.resume_reveal(task, by=who.supervisor)


def test_each_chunk_costs_the_same_however_many_there_are(who, monkeypatch):
    """So many statements for a chunk and as many again for the frame: of 2,000 units a bench row tells."""
    monkeypatch.setattr(draw_reveal, "CHUNK", 10)
    task = large(who, 60)
    spent, before = [], 0
    with clock_at(after(task)), CaptureQueriesContext(connection) as asked:
        task = actions.reveal(task, by=who.chief)

        def note(_done, _total):
            nonlocal before
            spent.append(len(asked) - before)
            before = len(asked)

        before = len(asked)
        draw_reveal.make_tasks(task.pk, note)
    assert len(spent) == 6
    assert max(spent[1:]) - min(spent[1:]) <= 3
    assert max(spent) < 60
    assert len(asked) - before < 120


def statements(who, sector, units):
    graded(who.bureau, units, start=len(sector) * 1000, sector=sector)
    only = {"sectors": [sector], "grades": [], "hazards": []}
    first = timezone.localdate() + dt.timedelta(days=units)  # a window of its own: calendars are free again
    window = {"window_from": first, "window_to": first + dt.timedelta(days=9)}
    task = draw_at(
        DrawState.DRAWN, who, enterprises=0, conditions=only, units_wanted=units, small_source_reason="测试", **window
    )  # fmt: skip
    with clock_at(after(task)), CaptureQueriesContext(connection) as asked:
        actions.reveal(task, by=who.chief)
    assert task.assignments.count() == units
    return len(asked)


def test_twice_the_units_need_no_more_statements(who):
    few, many = statements(who, "mine", 20), statements(who, "trade", 40)
    assert many - few <= 4  # of one chunk it is the same, however many


def test_each_task_is_as_one_assigned_by_itself_would_be(who):
    task = draw_at(DrawState.REVEALED, who, joint_partner="消防救援大队")
    made = task.assignments.first()
    twin = assignments.Task(
        graded(who.bureau, 1, start=9000)[0], draw_tasks.subject_of(task), [who.drafter, who.second], task.window_from,
        task.window_to, origin=Origin.DRAW, kind="general", draw=task, other_departments=task.joint_partner,
    )  # fmt: skip
    alone = assignments.assign(twin, by=who.chief)
    own = {"id", "enterprise_id", "created_at", "_state", "_prefetched_objects_cache"}
    plain = lambda one: {k: v for k, v in Assignment.objects.get(pk=one.pk).__dict__.items() if k not in own}  # noqa: E731
    assert plain(made) == plain(alone)
    assert set(made.officers.all()) == set(alone.officers.all())
    entry, other = (Entry.objects.get(subject=one.ref, act="assignment.assign") for one in (made, alone))
    for name in ("act_text", "actor", "actor_text", "bureau", "within", "note", "article", "before"):
        assert getattr(entry, name) == getattr(other, name), name
    assert sorted(entry.after.pop("officers")) == sorted(other.after.pop("officers"))
    assert entry.after == other.after
    assert made.other_departments == "消防救援大队"


# who is not sent, and why


def other_task(who, enterprise, day, **changed):
    values = {"over_ceiling_reason": "另有安排", **changed}
    return assignments.assign(
        assignments.Task(enterprise, "专项检查", [who.drafter, who.second], day, day, **values), by=who.chief
    )


def test_an_enterprise_that_became_full_since_the_freezing_gets_no_task_and_nobody_writes_a_reason_for_it(client, who):
    task = draw_at(DrawState.DRAWN, who)
    first = Enterprise.objects.get(pk=draws.drawn_rows(task, "unit")[0]["id"])
    other_task(who, first, task.window_from)
    revealed = advance_draw(task, DrawState.REVEALED, who)
    left = revealed.units.exclude(unassigned="").get()
    assert left.enterprise == first
    assert "检查频次已达上限" in left.unassigned
    assert "当日" in left.unassigned
    assert "上限 1 次" in left.unassigned
    assert not revealed.assignments.filter(enterprise=first).exists()
    assert not revealed.assignments.exclude(over_ceiling_reason="").exists()
    told = history(revealed).get(act="draw.finish_reveal").after["unassigned"]
    assert [one["entry"] for one in told] == [left.entry]
    client.force_login(who.drafter)
    assert "抽中但未能安排检查（1）" in client.get(revealed.get_absolute_url()).content.decode()


def test_one_whose_week_is_full_at_the_freezing_is_left_out_with_that_reason(who):
    one = graded(who.bureau, 1, start=7000)[0]
    first = timezone.localdate() + dt.timedelta(days=10)
    other_task(who, one, first)
    task = draw_at(DrawState.FROZEN, who, window_from=first, window_to=first + dt.timedelta(days=20))
    assert reasons(task)[one.name] == "检查期间起始日的当日、当周或者当月检查安排达到上限"


def test_the_officers_role_and_certificate_last_to_the_end_of_the_window(who):
    third = user_with(Role.INSPECTOR, bureau=who.bureau)
    soon = timezone.localdate() + dt.timedelta(days=12)
    RoleGrant.objects.filter(user=third).update(valid_to=soon)
    task = draw_at(DrawState.FROZEN, who)
    assert reasons(task, "officer") == {third.name: "检查岗位任期早于检查期间截止日届满"}
    assert {row.subject for row in rows(task, "officer")} == {who.drafter.pk, who.second.pk}


def test_a_certificate_lost_after_the_draw_leaves_the_units_of_that_officer_without_a_task(who):
    task = draw_at(DrawState.DRAWN, who)
    Certificate.objects.filter(user=who.drafter).update(valid_to=timezone.localdate())
    revealed = advance_draw(task, DrawState.REVEALED, who)
    assert revealed.assignments.count() == 0
    assert all(who.drafter.name in one.unassigned for one in revealed.units.all())


def experts(who, count):
    return [
        add_expert(by=who.chief, name=f"专家{n}", specialty="chemical", employer="某院",
                   valid_from=timezone.localdate())
        for n in range(count)
    ]  # fmt: skip


def ended(who, expert):
    end_expert(expert, by=who.chief, last_day=timezone.localdate(), reason="本人申请退出")


def test_an_expert_who_left_before_the_seed_is_passed_over_at_the_draw(who):
    made = experts(who, 3)
    task = draw_at(DrawState.CONFIRMED, who, experts_wanted=1)
    with clock_at(after(task)):
        first = draws.compute(task, []).draws["expert"].picks[0]
    gone = next(one for one in made if one.pk == rows(task, "expert")[first - 1].subject)
    ended(who, gone)
    drawn = advance_draw(task, DrawState.DRAWN, who)
    assert drawn.result["picks"]["expert"] != [first]
    assert [(one.list, one.entry) for one in draws.named(drawn)] == [("expert", first)]
    assert "入库期限" in draws.named(drawn)[0].reason
    assert verify(draws.proof_of(drawn)) == []


def test_an_expert_who_left_after_the_seed_stays_drawn_and_is_not_sent(client, who):
    made = experts(who, 2)
    task = draw_at(DrawState.DRAWN, who, experts_wanted=2)
    with clock_at(after(task)):
        ended(who, made[0])
    revealed = advance_draw(task, DrawState.REVEALED, who)
    assert not Assignment.objects.filter(draw=task, experts=made[0]).exists()
    assert Assignment.objects.filter(draw=task, experts=made[1]).exists()
    row = revealed.experts.get(expert=made[0])
    assert "冻结后移出专家库" in row.not_sent
    assert len(revealed.result["picks"]["expert"]) == 2
    told = history(revealed).get(act="draw.finish_reveal").after["not_sent"]
    assert [one["entry"] for one in told] == [row.entry]
    client.force_login(who.drafter)
    assert "抽中但未派出的专家" in client.get(revealed.get_absolute_url()).content.decode()


def test_experts_follow_the_sectors_drawn_from(who):
    fitting = experts(who, 1)[0]
    other = add_expert(
        by=who.chief, name="矿山专家", specialty="mine", employer="某院", valid_from=timezone.localdate()
    )
    task = draw_at(DrawState.FROZEN, who, experts_wanted=1)
    assert [row.subject for row in rows(task, "expert")] == [fitting.pk]
    assert reasons(task, "expert") == {other.name: "不具备要求的专业"}


# one rule for one enterprise and for many


def test_many_are_judged_as_each_by_itself(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    named = [item.enterprise for item in plan.items.filter(kind="key")]
    sector = graded(who.bureau, 3, start=800)
    graded(who.bureau, 2, start=900, sector="trade")
    bare = graded(who.bureau, 3, start=950, sector="trade", grade="red")
    day = timezone.localdate() + dt.timedelta(days=1)
    while day.weekday() == 0 or day.day == 1:
        day += dt.timedelta(days=1)
    before = day - dt.timedelta(days=1)
    visits = ((named[0], day), (sector[0], before), (sector[1], day), (bare[0], before), (bare[1], day), (bare[1], day))
    for one, on in visits:
        other_task(who, one, on)
        who.drafter, who.second = (user_with(Role.INSPECTOR, bureau=who.bureau) for _n in range(2))
    Enterprise.objects.filter(pk=bare[1].pk).update(merged_into=bare[2])
    everyone = list(Enterprise.objects.filter(bureau=who.bureau, merged_into=None))
    assert ceilings_of(everyone, who.bureau.pk, day.year) == {one.pk: ceiling_of(one, day.year) for one in everyone}
    expected = {one.pk: [s for s in standings(one, day) if s.is_full] for one in everyone}
    expected = {pk: found for pk, found in expected.items() if found}
    assert expected
    assert bare[2].pk in expected  # what was visited before it was merged counts
    assert full_periods(everyone, who.bureau.pk, day) == expected
    assert full_ones(who.bureau.pk, day) == expected
