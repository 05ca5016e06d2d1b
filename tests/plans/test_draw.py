"""A draw in its locked steps: conditions, frozen lists, seed by two people, one result, proof."""

import datetime as dt
import hashlib
import json

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import Certificate
from enforcement.accounts.roles import Role
from enforcement.documents.files import open_file
from enforcement.documents.models import Document
from enforcement.errors import NotPermitted, StaleVersion, StepRefused
from enforcement.ledger.queries import history
from plans.actions import assignment as assignment_actions, draw as actions
from plans.flows.draw import DRAW
from plans.models import Assignment, Draw, Enterprise, PlanItem
from plans.queries import draw as draws
from plans.rules.draw import draw as rules_draw
from plans.rules.draw_commitment import canonical_json
from plans.states import AssignmentState, DrawState, PlanState
from plans.words import exclusion_word
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import SEED, advance_draw, after, conditions, draw_at
from tests.factories.plan import graded, plan_at, team

pytestmark = pytest.mark.django_db
BEGUN = [DrawState.FROZEN, DrawState.SEEDED, DrawState.CONFIRMED, DrawState.DRAWN, DrawState.REVEALED]


@pytest.fixture
def who():
    return team()


def act_url(task, step):
    return reverse("draw_act", args=[task.pk, step])


def messages_of(task, step, by):
    return " ".join(str(one.message) for one in DRAW.check(task, step, by))


def typed(**changed):
    values = conditions(**changed)
    moment = timezone.localtime(values["seed_at"]).strftime("%Y-%m-%dT%H:%M")
    sources = {"first_source": "custom", "second_source": "custom", "third_source": ""}
    return {**values, **sources, "sectors": ["chemical"], "seed_at": moment, "conditions": "", **changed_text(changed)}


def changed_text(changed):
    return {name: value for name, value in changed.items() if name != "seed_at"}


def rows(task, name="unit"):
    return list(task.entries.filter(list=name).order_by("number"))


def proof_of(client, task):
    answer = client.get(reverse("draw_proof", args=[task.pk]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content).decode()


def test_the_whole_way_by_the_pages(client, who):
    graded(who.bureau, 12)
    client.force_login(who.chief)
    assert client.post(reverse("draw_add"), typed()).status_code == 302
    task = Draw.objects.get()
    assert client.post(act_url(task, "freeze"), {"version": 1}).status_code == 302
    actions.publish_commitment(task)
    with clock_at(after(task)):
        for user, step, form in (
            (who.chief, "seed", {"sources": SEED}),
            (who.supervisor, "confirm_seed", {"sources": SEED}),
            (who.chief, "draw", {}),
            (who.chief, "reveal", {}),
        ):
            client.force_login(user)
            assert client.get(act_url(task, step)).status_code == 200
            answer = client.post(act_url(task, step), {**form, "version": Draw.objects.get().version})
            assert answer.status_code == 302, step
            assert client.get(task.get_absolute_url()).status_code == 200
    task.refresh_from_db()
    assert (task.state, task.assignments.count(), task.units.count(), task.officers.count()) == ("revealed", 3, 3, 2)
    acts = [entry.act for entry in history(task) if entry.act.startswith("draw.")]
    assert acts == [
        f"draw.{step}"
        for step in ("finish_reveal", "reveal", "draw", "confirm_seed", "seed", "publish", "freeze", "create")
    ]


def test_the_proof_file_is_accepted_by_the_command(client, who, tmp_path, capsys):
    task = draw_at(DrawState.REVEALED, who)
    client.force_login(who.chief)
    file = tmp_path / "proof.json"
    file.write_text(proof_of(client, task), encoding="utf-8")
    call_command("verify_draw", str(file))
    assert task.number in capsys.readouterr().out


def test_a_changed_proof_is_not_accepted(client, who, tmp_path):
    task = draw_at(DrawState.REVEALED, who)
    client.force_login(who.chief)
    proof = json.loads(proof_of(client, task))
    proof["picks"]["unit"].reverse()
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        call_command("verify_draw", str(file))
    assert stopped.value.code == 1


def test_the_proof_has_the_agreed_form(client, who):
    task = draw_at(DrawState.REVEALED, who)
    client.force_login(who.chief)
    proof = json.loads(proof_of(client, task))
    assert proof["format"] == "enforcement-draw/1"
    assert proof["sources"] == [[20250312], [3, 8, 17, 22, 29, 31]]
    assert proof["key"] == "20250312./3.8.17.22.29.31./"
    for name, content in proof["lists"].items():
        lines = "".join(
            f"{n}\t{e}\t{w}\n" for n, (e, w) in enumerate(zip(content["entries"], content["weights"], strict=True), 1)
        )
        assert content["sha256"] == hashlib.sha256(lines.encode()).hexdigest(), name
    head = "".join(
        f"{line}\n"
        for line in (proof["commitment"]["salt"], *(proof["lists"][n]["sha256"] for n in ("unit", "officer")))
    )
    assert (
        proof["commitment"]["sha256"] == hashlib.sha256((head + canonical_json(proof["params"])).encode()).hexdigest()
    )
    assert proof["commitment"]["published_at"] < proof["params"]["source_time"]
    assert proof["params"]["counts"] == {"unit": 3, "officer": 2}


def test_entries_can_be_checked_with_the_published_salt_and_not_without(who):
    task = draw_at(DrawState.REVEALED, who)
    row = draws.drawn_rows(task, "unit")[0]
    assert row["entry"] == hashlib.sha256(f"{task.salt}\n{row['code']}".encode()).hexdigest()[:32]
    published = json.dumps(draws.proof_of(task), ensure_ascii=False)
    assert row["name"] not in published
    assert row["code"] not in published


def test_the_result_is_the_one_of_the_rules(who):
    task = draw_at(DrawState.DRAWN, who)
    weights = [row.weight for row in rows(task)]
    expected = rules_draw("20250312./3.8.17.22.29.31./", "unit", weights=weights, count=3)
    assert task.result["picks"]["unit"] == list(expected.picks)
    assert [line["hash"] for line in task.result["transcript"]["unit"]] == [line.hash for line in expected.rounds]


def test_grades_weigh_and_a_setting_replaces_them(who):
    graded(who.bureau, 1, start=1, grade="red")
    graded(who.bureau, 1, start=2, grade="")
    task = draw_at(DrawState.FROZEN, who, enterprises=1, units_wanted=1)
    assert sorted(row.weight for row in rows(task)) == [1, 2, 4]


def test_drawing_twice_gives_one_result(client, who):
    task = draw_at(DrawState.CONFIRMED, who)
    client.force_login(who.chief)
    form = {"version": task.version, "once": "k1"}
    with clock_at(after(task)):
        first, second = (client.post(act_url(task, "draw"), form) for _click in range(2))
        third = client.post(act_url(task, "draw"), {"version": task.version + 1})
    assert (first.status_code, second.status_code, third.status_code) == (302, 302, 409)
    assert history(task).filter(act="draw.draw").count() == 1


def test_two_at_once_the_second_is_stale(who):
    task = draw_at(DrawState.CONFIRMED, who)
    opened = task.version
    with clock_at(after(task)):
        actions.draw(Draw.objects.get(pk=task.pk), by=who.chief, version=opened)
        with pytest.raises(StaleVersion):
            actions.draw(task, by=who.chief, version=opened)


@pytest.mark.parametrize("state", BEGUN)
def test_a_frozen_list_is_not_edited(client, who, state):
    task = draw_at(state, who)
    client.force_login(who.chief)
    assert client.get(reverse("draw_edit", args=[task.pk])).status_code == 409
    assert client.post(reverse("draw_edit", args=[task.pk]), typed(units_wanted=1)).status_code == 409
    with pytest.raises(StepRefused):
        actions.change_draw(task, by=who.chief, **conditions(units_wanted=1))
    with pytest.raises(StepRefused):
        actions.freeze(task, by=who.chief)
    assert Draw.objects.get(pk=task.pk).commitment == task.commitment


def test_fewer_candidates_than_asked_is_refused_clearly(client, who):
    task = draw_at(DrawState.DRAFT, who, enterprises=2)
    client.force_login(who.chief)
    page = client.post(act_url(task, "freeze"), {"version": task.version}).content.decode()
    assert "符合条件的企业只有 2 家，少于要抽取的 3 家" in page
    assert reverse("draw_edit", args=[task.pk]) in page


def test_too_few_officers_is_refused(who):
    task = draw_at(DrawState.DRAFT, who, officers_wanted=9)
    assert "可列入名单的检查人员只有 2 名" in messages_of(task, "freeze", who.chief)


def test_a_small_source_is_refused_unless_there_is_a_reason(client, who):
    task = draw_at(DrawState.DRAFT, who, seed_bits="5")
    assert "所选来源只有 5.0 比特" in messages_of(task, "freeze", who.chief)
    client.force_login(who.chief)
    page = client.get(task.get_absolute_url()).content.decode()
    assert "来源不足" in page
    assert f"{draws.bits_needed(task, {'unit': 12, 'officer': 2}):.1f}" in page
    actions.change_draw(task, by=who.chief, **conditions(seed_bits="5", small_source_reason="当期只有一个来源"))
    frozen = actions.freeze(Draw.objects.get(), by=who.chief)
    assert history(frozen)[0].note == "当期只有一个来源"


def test_lists_are_frozen_before_the_seed_exists(who):
    task = draw_at(DrawState.DRAFT, who)
    with clock_at(after(task)):
        assert "至少 30 分钟前冻结并公布承诺" in messages_of(task, "freeze", who.chief)


def test_who_may_be_drawn_does_not_run_the_drawing(who):
    who.chief = user_with(Role.SECTION_CHIEF, Role.INSPECTOR, bureau=who.bureau)
    task = draw_at(DrawState.FROZEN, who)
    with clock_at(after(task)):
        assert "不能操作本次抽取" in messages_of(task, "seed", who.chief)


def reasons(task, name="unit"):
    return {one.name: exclusion_word(one.reason) for one in task.exclusions.filter(list=name)}


def test_every_exclusion_carries_its_reason(who):
    closed, merged, into, moved = graded(who.bureau, 4)
    Enterprise.objects.filter(pk=closed.pk).update(status="closed")
    Enterprise.objects.filter(pk=merged.pk).update(merged_into=into)
    Enterprise.objects.filter(pk=moved.pk).update(status="moved")
    graded(who.bureau, 1, start=90, sector="trade")
    task = draw_at(DrawState.FROZEN, who)
    assert reasons(task) == {
        closed.name: "经营状态为注销",
        merged.name: "已并入其他企业",
        moved.name: "经营状态为迁出",
    }
    assert len(rows(task)) == 13
    assert any("注销 × 1" in line for line in task.params["exclusions"])


def test_key_enterprises_of_the_plan_and_those_at_the_ceiling_are_left_out(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    first, second = graded(who.bureau, 2, start=800)
    year = timezone.localdate().replace(month=12, day=31)
    for _time in range(2):
        assignment_actions.assign(task_for(first, who, year), by=who.chief)
        user_with(Role.INSPECTOR, bureau=who.bureau)  # the two others have that day full
    task = draw_at(DrawState.FROZEN, who, window_from=year, window_to=year)
    assert reasons(task)[first.name] == "本年检查安排达到年度上限"
    assert list(reasons(task).values()).count("已列入年度重点检查名单") == plan.items.filter(kind="key").count()
    assert second.credit_code in {row.code for row in rows(task)}


def test_a_visit_counts_in_the_year_it_is_made_not_in_the_one_its_window_began(who):
    """By the rule of the frequencies: the list knows no year of its own."""
    visited, earlier = graded(who.bureau, 2, start=800)
    day = timezone.localdate().replace(month=12, day=31)
    before = day.replace(year=day.year - 1)
    for one in (visited, visited, earlier, earlier):
        assignment_actions.assign(task_for(one, who, day), by=who.chief)
        who.drafter, who.second = (
            user_with(Role.INSPECTOR, bureau=who.bureau),
            user_with(Role.INSPECTOR, bureau=who.bureau),
        )
    Assignment.objects.filter(enterprise=visited).update(window_from=before, visit_on=day)
    Assignment.objects.filter(enterprise=earlier).update(visit_on=before)
    task = draw_at(DrawState.FROZEN, who, window_from=day, window_to=day)
    assert reasons(task).get(visited.name) == "本年检查安排达到年度上限"
    assert earlier.name not in reasons(task)


def task_for(enterprise, who, day):
    return assignment_actions.Task(
        enterprise, "专项检查", [who.drafter, who.second], day, day, over_ceiling_reason="当日两次检查"
    )


def test_enterprises_of_another_bureau_are_never_candidates(who):
    graded(team().bureau, 3, start=300)
    task = draw_at(DrawState.FROZEN, who)
    own = set(Enterprise.objects.filter(bureau=who.bureau).values_list("pk", flat=True))
    assert {row.subject for row in rows(task)} <= own


def test_an_officer_whose_certificate_ends_in_the_window_is_left_out(who):
    third = user_with(Role.INSPECTOR, bureau=who.bureau)
    third.certificates.update(valid_to=timezone.localdate() + dt.timedelta(days=12))
    none = user_with(Role.INSPECTOR, bureau=who.bureau, certificate=False)
    task = draw_at(DrawState.FROZEN, who)
    why = reasons(task, "officer")
    assert why[third.name] == "执法证早于检查期间截止日到期"
    assert why[none.name] == "没有有效的执法证"
    assert {row.subject for row in rows(task, "officer")} == {who.drafter.pk, who.second.pk}


def test_a_certificate_that_ran_out_after_the_freezing_is_skipped_with_its_reason(who):
    extra = [user_with(Role.INSPECTOR, bureau=who.bureau) for _n in range(2)]
    task = draw_at(DrawState.CONFIRMED, who)
    Certificate.objects.filter(user=who.drafter).update(valid_to="2020-01-01")
    with clock_at(after(task)):
        task = actions.draw(task, by=who.chief)
    drawn = {row["id"] for row in draws.drawn_rows(task, "officer")}
    assert who.drafter.pk not in drawn
    assert len(drawn & {who.second.pk, *(one.pk for one in extra)}) == 2
    assert [(one.list, one.reason, one.by) for one in draws.named(task)] == [
        ("officer", "冻结后：没有有效的执法证", "系统")
    ]
    assert advance_draw(task, DrawState.REVEALED, who).state == DrawState.REVEALED


def test_the_tasks_made_name_two_officers_and_the_window(who):
    task = draw_at(DrawState.REVEALED, who)
    for one in task.assignments.all():
        assert (one.state, one.origin, one.kind) == (AssignmentState.OPEN, "draw", "general")
        assert (one.window_from, one.window_to, one.officers.count()) == (task.window_from, task.window_to, 2)
    document = Document.objects.get(kind="CQJG")
    assert [row["name"] for row in document.context["units"]] == [row["name"] for row in draws.drawn_rows(task, "unit")]
    assert document.context["supervisor"] == who.supervisor.name


def test_there_is_no_proof_before_the_result_is_out(client, who):
    task = draw_at(DrawState.DRAWN, who)
    client.force_login(who.chief)
    assert client.get(reverse("draw_proof", args=[task.pk])).status_code == 404


def test_the_file_is_made_once_and_sent_as_it_lies(client, who, django_assert_max_num_queries):
    task = draw_at(DrawState.REVEALED, who)
    client.force_login(who.chief)
    with django_assert_max_num_queries(8) as asked:
        text = proof_of(client, task)
    assert not any("plans_drawentry" in one["sql"] for one in asked)
    assert text.encode() == open_file(task.proof_file)
    assert json.loads(text) == json.loads(json.dumps(draws.proof_of(task)))


def test_a_draw_from_a_general_item_of_the_plan(client, who):
    plan = plan_at(PlanState.PUBLISHED, who)
    item = PlanItem.objects.get(plan=plan, kind="general")
    client.force_login(who.chief)
    page = client.get(reverse("draw_add"), {"item": item.pk}).content.decode()
    assert 'value="化工企业抽查"' in page
    day = timezone.localdate().replace(month=12, day=31)
    answer = client.post(f"{reverse('draw_add')}?item={item.pk}", typed(window_from=day, window_to=day))
    assert answer.status_code == 302
    assert Draw.objects.get().plan_item == item
    key = PlanItem.objects.filter(plan=plan, kind="key").first()
    assert client.get(reverse("draw_add"), {"item": key.pk}).status_code == 404


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"units_wanted": 0}, "不能少于 1"),
        ({"officers_wanted": 1}, "不能少于 2"),
        ({"seed_bits": "0"}, "应大于 0"),
        ({"first_source": "ssq", "second_source": ""}, "没有选用其他公开来源"),
        ({"entry_method": ""}, "写明录入方法"),
        ({"window_to": "2020-01-01"}, "不能早于起始日"),
        ({"window_from": "2020-01-01"}, "种子产生时间不能晚于检查期间起始日"),
    ],
)
def test_wrong_conditions_are_refused_and_kept(client, who, changed, words):
    client.force_login(who.chief)
    answer = client.post(reverse("draw_add"), typed() | {"title": "留住这几个字"} | changed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "留住这几个字" in answer.content.decode()


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.BUREAU_LEADER, Role.SUPERVISOR])
def test_only_the_preparing_role_sets_up(client, who, role):
    client.force_login(user_with(role, bureau=who.bureau))
    assert client.get(reverse("draw_add")).status_code == 403
    with pytest.raises(NotPermitted):
        actions.create_draw(by=user_with(role, bureau=who.bureau), **conditions())


def test_another_bureau_sees_none_of_the_pages(client, who):
    task = draw_at(DrawState.REVEALED, who)
    client.force_login(team().chief)
    for url in (task.get_absolute_url(), reverse("draw_edit", args=[task.pk]), reverse("draw_proof", args=[task.pk]),
                act_url(task, "void")):  # fmt: skip
        assert client.get(url).status_code == 404
    assert task.number not in client.get(reverse("draw_list")).content.decode()


def test_numbers_run_without_gaps(who):
    numbers = [actions.create_draw(by=who.chief, **conditions(repeat_reason=why)).number for why in ("", "分两批")]
    year = timezone.localdate().year
    assert numbers == [f"（云）应急抽〔{year}〕1号", f"（云）应急抽〔{year}〕2号"]


@pytest.mark.parametrize("state", list(DrawState))
def test_every_state_has_its_page(client, who, state):
    task = draw_at(state, who)
    client.force_login(who.chief)
    page = client.get(task.get_absolute_url())
    assert page.status_code == 200
    assert ("名单承诺" in page.content.decode()) is bool(task.commitment)
