"""A register graded again: who moved and why, who could not be graded, done once, cancelled between two batches."""

import hashlib

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.models import Entry
from enforcement.outbox.models import Job
from enforcement.outbox.work import run_due
from plans.actions import regrading as actions
from plans.actions.grading import answer, grade_enterprise, object_to
from plans.models import Enterprise, Grading, GradingObjection, Regrading, RegradingMove
from tests.factories.accounts import bureau, user_with
from tests.factories.enterprise import enterprise
from tests.factories.grading import MATRIX, POINTS, RULES, TASKS, edition_of, known, published, regraded, worth

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief() -> User:
    return user_with(Role.SECTION_CHIEF)


@pytest.fixture
def page(client: Client, chief: User) -> Client:
    client.force_login(chief)
    return client


def graded(chief: User, n: int, *, scheme: str = POINTS, **answers: int) -> Enterprise:
    one = enterprise(chief, n)
    grade_enterprise(one, by=chief, scheme=scheme, answers={code.lstrip("_"): value for code, value in answers.items()})
    one.refresh_from_db()
    return one


def counts(run: Regrading) -> tuple[int, ...]:
    return run.seen, run.moved, run.renewed, run.same, run.refused


def test_a_new_edition_moves_whom_it_hits_and_says_why(page, chief):
    hit, spared = graded(chief, 1, _2a=1), graded(chief, 2, _2b=1)
    edition = published(chief.bureau, worth("2a", 10))
    run = regraded(chief)
    assert (run.state, counts(run)) == ("done", (2, 0, 2, 0, 0))
    assert {one.edition for one in Grading.objects.filter(current=True)} == {edition}
    assert Grading.objects.get(enterprise=hit, current=True).score == 90
    assert Grading.objects.get(enterprise=spared, current=True).score == 90
    move = RegradingMove.objects.get(enterprise=hit)
    assert (move.old_score, move.new_score, move.outcome) == (97, 90, "renewed")
    assert f"方案由首版改为{edition.edition}" in page.get(run.get_absolute_url()).content.decode()


def test_the_register_of_today_moves_a_grade(page, chief):
    one = graded(chief, 1, **{"1.3a": 5, "2a": 1})  # 87: yellow
    assert one.grade == "yellow"
    known(one, standardisation="二级")
    run = regraded(chief)
    one.refresh_from_db()
    assert (one.grade, one.version, counts(run)) == ("blue", 3, (1, 1, 0, 0, 0))
    made = one.gradings.get(current=True)
    assert (made.score, made.regrading, made.graded_by) == (92, run, chief)
    assert made.answers == {"items": {"1.3a": 5, "2a": 1, "9b": 1}, "direct_red": []}
    assert made.arithmetic["formula"] == "100 − 13 + 5 = 92"
    assert made.inputs["9b"] == {"fact": "standardisation", "known": "二级", "source": "企业库", "proposed": 1}
    move = RegradingMove.objects.get()
    assert (move.old, move.new, move.why) == ("yellow", "blue", {"answers": [["9b", None, 1, "standardisation"]]})
    text = page.get(run.get_absolute_url()).content.decode()
    assert "9b 标准化二级（标准化等级）：无 → 1" in text
    assert "由批量重评作出" in page.get(made.get_absolute_url()).content.decode()


def test_what_it_writes_by_copy_is_what_a_person_would_have_written(chief):
    """The same answers by hand: every column but the keys, the time and the run agrees."""
    one, twin = (enterprise(chief, n) for n in (1, 2))
    for unit in (one, twin):
        grade_enterprise(unit, by=chief, scheme=POINTS, answers={"1.3a": 7, "6e": 2}, direct_red=["R2"])
        known(unit, standardisation="三级")
    by_hand = {"1.3a": 7, "6e": 2, "9c": 1}
    grade_enterprise(twin, by=chief, scheme=POINTS, answers=by_hand, direct_red=["R2"])
    regraded(chief)
    left = {"id", "enterprise_id", "graded_at", "regrading_id"}
    rows = [Grading.objects.filter(enterprise=unit, current=True).values().get() for unit in (one, twin)]
    first, second = ({name: value for name, value in row.items() if name not in left} for row in rows)
    assert first == second


def test_nothing_new_writes_nothing(chief):
    graded(chief, 1, _2a=1)
    before = Grading.objects.count()
    run = regraded(chief)
    assert counts(run) == (1, 0, 0, 1, 0)
    assert (Grading.objects.count(), run.moves.count()) == (before, 0)


def test_the_job_twice_does_nothing_twice(chief):
    one = graded(chief, 1, **{"1.3a": 5, "2a": 1})
    known(one, standardisation="二级")
    run = regraded(chief)
    left = Grading.objects.count(), Entry.objects.count(), counts(run)
    actions.regrade(run, lambda done, total: None)
    Job.objects.filter(key=run.job_key).update(state="waiting")
    run_due()
    run.refresh_from_db()
    assert (Grading.objects.count(), Entry.objects.count(), counts(run)) == left
    assert counts(regraded(chief)) == (1, 0, 0, 1, 0)


def test_never_answered_is_not_answered_with_no(page, chief):
    enterprise(chief, 1)
    run = regraded(chief)
    assert counts(run) == (1, 0, 0, 0, 1)
    move = run.moves.get()
    assert (move.why["refused"], len(move.why["codes"])) == ("missing", 46)
    text = page.get(run.get_absolute_url()).content.decode()
    assert "没有答案：1.1a 一级重大危险源、1.1b 二级、1.1c 三级 等 46 项" in text
    assert Enterprise.objects.get().grade == ""


def test_what_could_not_be_graded_is_grouped_by_its_reason(page, chief):
    never = [enterprise(chief, n) for n in range(1, 8)]
    contested = graded(chief, 9, _2a=1)
    object_to(contested.gradings.get(), by=chief, said_on=timezone.localdate(), speaker="赵某", text="已改正")
    run = regraded(chief)
    answer = page.get(run.get_absolute_url())
    first, second = answer.context["refusals"]
    assert (first["count"], first["rest"], second["count"], second["rest"]) == (7, 2, 1, 0)
    assert "没有答案" in first["words"]
    assert "异议" in second["words"]
    url = f"{reverse('grading_add', args=[never[0].pk])}?scheme={POINTS}"
    assert [name for name, _url in first["units"]] == [one.name for one in never[:5]]
    assert f'href="{url}"' in answer.content.decode()
    assert page.get(url).context["form"].errors == {}
    assert "refusals" not in page.get(run.get_absolute_url(), {"outcome": "moved"}).content.decode()


def test_a_question_the_new_edition_adds_has_no_answer_yet(chief):
    graded(chief, 1, _2a=1)
    content = worth("2a", 3)
    content["projects"][4]["items"].append({"code": "2c", "text": "毗邻学校", "effect": "-", "points": 10})
    published(chief.bureau, content)
    run = regraded(chief)
    assert (counts(run), run.moves.get().why["codes"]) == ((1, 0, 0, 0, 1), ["2c"])


def test_a_question_the_new_edition_drops_no_longer_counts(chief):
    one = graded(chief, 1, _2a=1, _2b=1)
    content = worth("2a", 3)
    content["projects"][4]["items"].pop()
    published(chief.bureau, content)
    regraded(chief)
    made = one.gradings.get(current=True)
    assert (made.score, made.answers["items"]) == (97, {"2a": 1})


def test_an_answer_against_the_record_stands_until_the_record_changes(chief):
    one = known(enterprise(chief, 1), standardisation="二级")
    grade_enterprise(one, by=chief, scheme=POINTS, answers={}, reasons={"standardisation": "证书已注销"})
    assert counts(regraded(chief)) == (1, 0, 0, 1, 0)
    known(one, standardisation="三级")
    regraded(chief)
    made = one.gradings.get(current=True)
    assert (made.answers["items"], "reason" in made.inputs["9c"]) == ({"9c": 1}, False)


def test_a_contested_grade_waits_for_its_answer(page, chief):
    one = graded(chief, 1, **{"1.3a": 5, "2a": 1})
    known(one, standardisation="一级")
    grading = one.gradings.get()
    said = object_to(grading, by=chief, said_on=grading.graded_at.date(), speaker="赵某", text="不符")
    run = regraded(chief)
    assert (counts(run), run.moves.get().why["refused"]) == ((1, 0, 0, 0, 1), "contested")
    assert "答复后再评" in page.get(run.get_absolute_url()).content.decode()
    answer(said, by=user_with(Role.SECTION_CHIEF, bureau=chief.bureau), upheld=True, reply="属实")
    assert counts(regraded(chief)) == (1, 0, 0, 0, 1)  # upheld: a person grades it again, not the batch
    assert GradingObjection.objects.get().regraded is None
    colleague = user_with(Role.SECTION_CHIEF, bureau=chief.bureau)
    again = grade_enterprise(
        one, by=colleague, scheme=POINTS, answers={"1.3a": 5}, reasons={"standardisation": "核对中"}
    )
    assert GradingObjection.objects.get().regraded == again
    assert counts(regraded(chief))[-1] == 0


def test_another_scheme_before_is_a_change_of_scheme(chief):
    one = enterprise(chief, 1)
    known(one, standardisation="三级")
    grade_enterprise(one, by=chief, scheme=RULES, answers={"standardisation": "三级"})
    grade_enterprise(one, by=chief, scheme=POINTS, answers={"9c": 1})
    run = regraded(chief, RULES)
    one.refresh_from_db()
    assert (counts(run), one.grade) == ((1, 1, 0, 0, 0), "orange")


def test_only_what_was_chosen_and_can_be_inspected(chief):
    wanted = graded(chief, 1, _2a=1)
    graded(chief, 2, **{"1.3a": 5, "2a": 1})
    for n, facts in ((3, {"status": "closed"}), (4, {"sector": "coal"})):
        known(graded(chief, n, _2a=1), **facts)
    other = user_with(Role.SECTION_CHIEF, bureau=bureau(parent=chief.bureau))
    graded(other, 5, _2a=1)
    enterprise(chief, 6)
    run = regraded(chief, sector="chemical", grade="blue")
    assert (run.total, counts(run)) == (1, (1, 0, 0, 1, 0))
    assert wanted.grade == "blue"
    assert regraded(chief, grade="none").total == 1
    assert regraded(chief).total == 4


def test_what_the_ledger_tells(chief):
    for n in (1, 2):
        known(graded(chief, n, **{"1.3a": 5, "2a": 1}), standardisation="二级")
    run = regraded(chief)
    finish = Entry.objects.get(act="regrading.finish")
    lines = "".join(
        f"{pk}:moved:yellow:blue\n" for pk in Enterprise.objects.order_by("id").values_list("pk", flat=True)
    )
    assert finish.after["digest"] == run.digest == hashlib.sha256(lines.encode()).hexdigest()
    assert (finish.after["moved"], finish.actor, finish.subject) == (2, "system", run.ref)
    entries = Entry.objects.filter(act="enterprise.regrade")
    assert {entry.within for entry in entries} == {run.ref}
    assert {(entry.before["grade"], entry.after["grade"], entry.after["score"]) for entry in entries} == {
        ("yellow", "blue", "92")
    }
    assert {entry.subject for entry in entries} == {
        f"enterprise:{pk}" for pk in Enterprise.objects.values_list("pk", flat=True)
    }


def test_cancelled_between_two_batches_what_is_done_stays(page, chief, monkeypatch):
    monkeypatch.setattr(actions, "SIZE", 2)
    for n in range(1, 6):
        known(graded(chief, n, **{"1.3a": 5, "2a": 1}), standardisation="二级")
    run = actions.start_regrading(by=chief, edition=edition_of(chief.bureau))
    actions.confirm_regrading(run, by=chief)
    shown = []

    def tell(done: int, total: int) -> None:
        shown.append((done, total))
        act = reverse("regrading_act", args=[run.pk, "cancel"])
        assert page.post(act, {"version": 2}).url == run.get_absolute_url()

    actions.regrade(Regrading.objects.get(pk=run.pk), tell)
    run.refresh_from_db()
    assert (run.state, counts(run), shown) == ("cancelled", (2, 2, 0, 0, 0), [(2, 5)])
    assert Enterprise.objects.filter(grade="blue").count() == 2
    assert Entry.objects.get(act="regrading.cancel").after["moved"] == 2
    assert not Entry.objects.filter(act="regrading.finish").exists()


def test_broken_off_it_goes_on_behind_the_last_batch(chief, monkeypatch):
    monkeypatch.setattr(actions, "SIZE", 2)
    for n in range(1, 6):
        known(graded(chief, n, **{"1.3a": 5, "2a": 1}), standardisation="二级")
    run = actions.start_regrading(by=chief, edition=edition_of(chief.bureau))
    actions.confirm_regrading(run, by=chief)

    def fall(done: int, total: int) -> None:
        raise OSError("broken off")

    with pytest.raises(OSError, match="broken off"):
        actions.regrade(run, fall)
    run_due()
    run.refresh_from_db()
    assert (run.state, counts(run)) == ("done", (5, 5, 0, 0, 0))
    assert Grading.objects.count() == 10
    job = Job.objects.get(key=run.job_key)
    assert (job.progress, job.total, job.state) == (5, 5, "done")


def test_from_the_form_to_the_table(page, chief):
    known(graded(chief, 1, **{"1.3a": 5, "2a": 1}), standardisation="二级")
    assert "批量重评" in page.get(reverse("enterprise_list")).content.decode()
    started = page.post(reverse("regrading_add"), {"scheme": POINTS, "sector": "", "grade": "yellow", "once": "k"})
    run = Regrading.objects.get()
    assert started.url == run.get_absolute_url()
    assert not Job.objects.filter(key=run.job_key).exists()
    act = reverse("regrading_act", args=[run.pk, "confirm"])
    summary = page.get(act).content.decode()
    assert "缺少答案的企业保持原等级" in summary
    assert "黄（一般风险）" in summary
    assert page.post(act, {"version": 1}).status_code == 302
    assert "取消任务" in page.get(run.get_absolute_url()).content.decode()
    assert "正在重评" in page.get(reverse("regrading_progress", args=[run.pk])).content.decode()
    run_due()
    assert "查看结果" in page.get(reverse("regrading_progress", args=[run.pk])).content.decode()
    text = page.get(run.get_absolute_url(), {"outcome": "moved"}).content.decode()
    assert "蓝（低风险）" in text
    assert "没有这样的企业" in page.get(run.get_absolute_url(), {"outcome": "refused"}).content.decode()
    lines = b"".join(page.get(reverse("regrading_export", args=[run.pk])).streaming_content).decode("utf-8-sig")
    head, row = lines.strip().splitlines()
    assert head.startswith("统一社会信用代码,企业,原等级,新等级")
    assert "黄（一般风险）,蓝（低风险）,87,92" in row


def test_the_list_shows_the_runs(page, chief):
    graded(chief, 1, _2a=1)
    run = regraded(chief)
    assert run.get_absolute_url() in page.get(reverse("regrading_list")).content.decode()


@pytest.mark.parametrize("form", [{"scheme": TASKS}, {"scheme": "x"}, {}, {"scheme": POINTS, "sector": "x"}])
def test_a_wrong_choice_starts_nothing(page, form):
    assert page.post(reverse("regrading_add"), form).status_code == 422
    assert not Regrading.objects.exists()


def test_tasks_are_not_a_register(chief):
    with pytest.raises(RuleBroken, match="不评定整个企业"):
        actions.start_regrading(by=chief, edition=edition_of(chief.bureau, TASKS))


def test_nobody_to_grade_or_another_run_or_another_person_blocks(chief):
    empty = actions.start_regrading(by=chief, edition=edition_of(chief.bureau))
    with pytest.raises(StepRefused, match="没有符合条件的企业"):
        actions.confirm_regrading(empty, by=chief)
    graded(chief, 1, _2a=1)
    first, second = (actions.start_regrading(by=chief, edition=edition_of(chief.bureau)) for _time in range(2))
    colleague = user_with(Role.SECTION_CHIEF, bureau=chief.bureau)
    with pytest.raises(StepRefused, match="只能由发起人"):
        actions.confirm_regrading(first, by=colleague)
    actions.confirm_regrading(first, by=chief)
    with pytest.raises(StepRefused, match="另有批量重评"):
        actions.confirm_regrading(second, by=chief)
    with pytest.raises(IntegrityError, match="one_regrading_at_a_time"), transaction.atomic():
        Regrading.objects.filter(pk=second.pk).update(state="running")


def test_an_edition_replaced_meanwhile_is_not_used(chief):
    graded(chief, 1, _2a=1)
    run = actions.start_regrading(by=chief, edition=edition_of(chief.bureau))
    published(chief.bureau, worth("2a", 4))
    with pytest.raises(StepRefused, match="已不是现行版次"):
        actions.confirm_regrading(run, by=chief)


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.LEGAL_REVIEWER, Role.BUREAU_LEADER])
def test_who_does_not_grade_does_not_regrade(client, chief, role):
    user = user_with(role, bureau=chief.bureau)
    run = actions.start_regrading(by=chief, edition=edition_of(chief.bureau, MATRIX))
    client.force_login(user)
    assert client.get(reverse("regrading_add")).status_code == 403
    assert client.get(run.get_absolute_url()).status_code == 404
    with pytest.raises(NotPermitted):
        actions.start_regrading(by=user, edition=edition_of(chief.bureau))
    with pytest.raises(NotPermitted):
        actions.cancel_regrading(run, by=user)


def test_another_bureau_finds_no_run(client, chief):
    graded(chief, 1, _2a=1)
    run = regraded(chief)
    client.force_login(user_with(Role.SECTION_CHIEF))
    for name in ("regrading_detail", "regrading_export", "regrading_progress"):
        assert client.get(reverse(name, args=[run.pk])).status_code == 404
