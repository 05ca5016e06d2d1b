"""Somebody steps back after the draw: two people, one place, and no word of why in public."""

import json
import re

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.roles import Role
from enforcement.documents.models import Document
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.queries import history
from plans.actions import draw as actions
from plans.actions.draw_bases import add_expert
from plans.actions.draw_recusal import agree_recusal, recuse, refuse_recusal
from plans.models import Draw, DrawRecusal
from plans.queries import draw as draws
from plans.rules.draw_proof import verify
from plans.states import DrawState
from tests.factories.accounts import user_with
from tests.factories.draw import advance_draw, draw_at, stepped_back
from tests.factories.plan import team
from tests.plans.test_draw import act_url

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def drawn(who):
    """Four of seven officers drawn: two pairs that take turns over three units."""
    for _n in range(5):
        user_with(Role.INSPECTOR, bureau=who.bureau)
    return draw_at(DrawState.DRAWN, who, officers_wanted=4)


def moved(before, after):
    """Places of the teams that are another's now: unit, place, who was there, who is."""
    return [
        (unit, place, old, new)
        for unit, (olds, news) in enumerate(zip(before, after, strict=True))
        for place, (old, new) in enumerate(zip(olds, news, strict=True))
        if old != new
    ]


def test_only_the_own_place_changes_and_the_next_of_the_order_takes_it(who, drawn):
    teams = drawn.result["teams"]["officer"]
    first = teams[0][0]
    order = draws.compute(drawn, [])
    again = stepped_back(drawn, who, first)
    changes = moved(teams, again.result["teams"]["officer"])
    assert {(unit, place) for unit, place, _old, _new in changes} == {(0, 0), (2, 0)}
    newcomer = {new for _unit, _place, _old, new in changes}
    assert newcomer == {again.result["picks"]["officer"][-1]}
    assert not newcomer & set(order.draws["officer"].picks)
    assert again.result["picks"]["unit"] == drawn.result["picks"]["unit"]


def test_the_order_shown_is_the_one_drawn_with_a_gap_where_somebody_stepped_back(client, who, drawn):
    before = {row["number"]: row["order"] for row in draws.drawn_rows(drawn, "officer")}
    assert sorted(before.values()) == [1, 2, 3, 4]
    second = next(entry for entry, order in before.items() if order == 2)
    task = advance_draw(stepped_back(drawn, who, second), DrawState.REVEALED, who)
    rows = draws.drawn_rows(task, "officer")
    assert [row["order"] for row in rows] == [1, 3, 4, 5]
    assert all(before[row["number"]] == row["order"] for row in rows[:3])
    told = Document.objects.get(kind="CQJG").context["officers"]
    assert [(one["order"], one["entry"]) for one in told] == [(row["order"], row["number"]) for row in rows]
    client.force_login(who.chief)
    skipped = task.entries.get(list="officer", number=second).name
    assert skipped in client.get(task.get_absolute_url()).content.decode()  # among those passed over, by name
    page = client.get(reverse("draw_part", args=[task.pk, "picks-officer"])).content.decode()
    table = re.findall(r"<td[^>]*>\s*(\d+)\s*</td>", page)
    assert table[0::2] == ["1", "3", "4", "5"]


def test_what_a_skip_says_was_published_with_the_commitment(who, drawn):
    frozen = drawn.params["skip_words"]
    task = advance_draw(stepped_back(drawn, who, drawn.result["picks"]["officer"][0]), DrawState.REVEALED, who)
    skip = draws.proof_of(task)["skips"][0]
    assert ["recusal", skip["by"], skip["reason"]] in frozen
    assert ["officer", "系统", "冻结后：没有有效的执法证"] in frozen
    assert drawn.params["frozen_at"] == timezone.localtime(drawn.frozen_at).isoformat()
    assert {name for name, *_rest in frozen} == {"unit", "officer", "expert", "recusal"}


def test_who_steps_in_steps_back_in_turn_and_the_proof_holds(who, drawn):
    first = drawn.result["teams"]["officer"][0][0]
    again = stepped_back(drawn, who, first)
    newcomer = again.result["teams"]["officer"][0][0]
    third = stepped_back(again, who, newcomer)
    changes = moved(drawn.result["teams"]["officer"], third.result["teams"]["officer"])
    assert {old for _unit, _place, old, _new in changes} == {first}
    assert not {new for _unit, _place, _old, new in changes} & {first, newcomer}
    task = advance_draw(third, DrawState.REVEALED, who)
    proof = draws.proof_of(task)
    assert verify(proof) == []
    assert [(one["entry"], one["recusal"]) for one in proof["skips"]] == [(first, 1), (newcomer, 2)]
    assert proof["teams"]["officer"] == third.result["teams"]["officer"]


def test_the_ground_is_published_and_the_reason_in_words_is_not(who, drawn):
    task = advance_draw(stepped_back(drawn, who, drawn.result["picks"]["officer"][0]), DrawState.REVEALED, who)
    proof = draws.proof_of(task)
    assert (proof["skips"][0]["reason"], proof["skips"][0]["by"]) == ("回避：近亲属", "执法监督人员")
    assert "负责人之弟" not in json.dumps([proof, task.result], ensure_ascii=False)
    assert DrawRecusal.objects.get().reason == "企业负责人之弟"
    assert history(task).get(act="draw.recuse").note == "企业负责人之弟"


def test_nothing_moves_before_another_agrees(client, who, drawn):
    entry = drawn.result["picks"]["officer"][0]
    client.force_login(who.supervisor)
    form = {"who": f"officer:{entry}", "ground": "近亲属", "reason": "企业负责人之弟", "version": drawn.version}
    assert client.post(act_url(drawn, "recuse"), form).status_code == 403
    client.force_login(who.chief)
    assert client.post(act_url(drawn, "recuse"), {**form, "ground": "不愿意"}).status_code == 422
    assert client.post(act_url(drawn, "recuse"), form).status_code == 302
    task = Draw.objects.get()
    assert task.result == drawn.result
    page = client.get(task.get_absolute_url()).content.decode()
    assert "待决定" in page
    assert "轮到 执法监督人员决定登记的回避" in page
    assert "企业负责人之弟" in page
    with pytest.raises(StepRefused, match="等待另一人决定"):
        actions.reveal(task, by=who.chief)
    with pytest.raises(StepRefused, match="等待另一人决定"):
        recuse(task, by=who.chief, who=f"officer:{entry}", ground="近亲属", reason="x")
    with pytest.raises(NotPermitted):
        agree_recusal(task, by=who.chief)
    client.force_login(who.supervisor)
    assert reverse("draw_act", args=[task.pk, "agree_recusal"]) in client.get(task.get_absolute_url()).content.decode()
    assert client.post(act_url(task, "agree_recusal"), {"version": task.version}).status_code == 302
    assert entry not in Draw.objects.get().result["picks"]["officer"]


def test_nobody_decides_the_own_entry(who, drawn):
    both = user_with(Role.SECTION_CHIEF, Role.SUPERVISOR, bureau=who.bureau)
    task = recuse(drawn, by=both, who=f"officer:{drawn.result['picks']['officer'][0]}", ground="近亲属", reason="x")
    for decide in (lambda: agree_recusal(task, by=both), lambda: refuse_recusal(task, by=both, reason="x")):
        with pytest.raises(StepRefused, match="不能自己决定"):
            decide()
    with pytest.raises(IntegrityError, match="draw_recusal_second_person"), transaction.atomic():
        DrawRecusal.objects.update(decided_by=both, decided_at=timezone.now())


def test_a_refused_recusal_changes_nothing_and_the_draw_goes_on(who, drawn):
    entry = drawn.result["picks"]["officer"][0]
    task = recuse(drawn, by=who.chief, who=f"officer:{entry}", ground="近亲属", reason="x")
    task = refuse_recusal(task, by=who.supervisor, reason="不构成回避情形")
    assert task.result == drawn.result
    assert history(task).get(act="draw.refuse_recusal").note == "不构成回避情形"
    assert advance_draw(task, DrawState.REVEALED, who).state == DrawState.REVEALED
    with pytest.raises(StepRefused):
        agree_recusal(Draw.objects.get(), by=who.supervisor)


def test_a_recusal_that_leaves_too_few_is_refused_when_entered(client, who):
    task = draw_at(DrawState.DRAWN, who)
    client.force_login(who.chief)
    form = {"who": f"officer:{task.result['picks']['officer'][0]}", "ground": "近亲属", "reason": "x"}
    answer = client.post(act_url(task, "recuse"), {**form, "version": task.version})
    assert answer.status_code == 422
    assert "可抽取的只有 1 个" in answer.content.decode()
    assert not DrawRecusal.objects.exists()


def test_an_expert_steps_back(who):
    for n in range(3):
        add_expert(
            by=who.chief, name=f"专家{n}", specialty="chemical", employer="某院", valid_from=timezone.localdate()
        )
    task = draw_at(DrawState.DRAWN, who, experts_wanted=1)
    first = task.result["picks"]["expert"][0]
    again = stepped_back(task, who, first, name="expert")
    assert again.result["picks"]["expert"] != [first]
    assert again.result["picks"]["officer"] == task.result["picks"]["officer"]


@pytest.mark.parametrize("entry", ["unit:1", "officer:999", "officer:x", "boss:1", "officer:01", ""])
def test_nobody_else_steps_back(who, entry):
    task = draw_at(DrawState.DRAWN, who)
    with pytest.raises(RuleBroken, match="没有被抽中"):
        recuse(task, by=who.chief, who=entry, ground="近亲属", reason="x")


def test_the_ground_is_one_of_the_list(who, drawn):
    entry = drawn.result["picks"]["officer"][0]
    with pytest.raises(RuleBroken, match="从所列情形中选择"):
        recuse(drawn, by=who.chief, who=f"officer:{entry}", ground="企业负责人之弟", reason="x")
