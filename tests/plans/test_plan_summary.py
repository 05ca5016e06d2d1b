"""The year-end summary: counted, explained, approved by another person, frozen, published with the next plan."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enforcement.accounts.roles import Role
from enforcement.documents.actions import void
from enforcement.documents.models import Document, State
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from plans.actions import assignment as tasks, plan as plan_actions, summary as actions
from plans.flows.plan import PLAN
from plans.flows.summary import SUMMARY
from plans.models import PlanSummary
from plans.queries.plan import targets
from plans.queries.summary import approved_summary, figures_of_year
from plans.states import Origin, PlanState, SummaryState
from plans.words import SOURCES
from tests.factories.accounts import user_with
from tests.factories.assignment import task_of
from tests.factories.clock import clock_at
from tests.factories.plan import advance, plan_at, summarised, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def plan(who):
    return plan_at(PlanState.PUBLISHED, who)


def next_january(plan):
    return clock_at(timezone.make_aware(dt.datetime(plan.year + 1, 1, 6, 10)))


def visited(plan, who):
    item = plan.items.filter(enterprise__isnull=False).first()
    task = task_of(item.enterprise, [who.drafter, who.second], plan_item=item, origin=Origin.PLAN)
    return tasks.finish(tasks.begin(tasks.assign_plan_item(task, by=who.chief), by=who.drafter), by=who.drafter)


def act(summary, step):
    return reverse("summary_act", args=[summary.pk, step])


def test_the_whole_way_by_the_pages(client, who, plan):
    visited(plan, who)
    client.force_login(who.drafter)
    answer = client.post(reverse("summary_add", args=[plan.pk]))
    summary = PlanSummary.objects.get()
    assert answer["Location"] == reverse("summary_edit", args=[summary.pk])
    typed = {"version": 1, "reasons": "四十四家次未检查", "measures": "列入下一年度"}
    assert client.post(answer["Location"], typed).status_code == 302
    with next_january(plan):
        client.force_login(who.drafter)
        assert client.post(act(summary, "submit"), {"version": 2}).status_code == 302
        client.force_login(who.leader)
        page = client.get(act(summary, "approve")).content.decode()
        assert "2.2%（1/45）" in page
        assert "四十四家次未检查" in page
        assert client.post(act(summary, "approve"), {"version": 3, "opinion": "属实"}).status_code == 302
    summary.refresh_from_db()
    assert summary.state == SummaryState.APPROVED
    document = Document.objects.get(kind="ZXZJ")
    assert document.context["kinds"][0] == {"name": "合计", "planned": 45, "done": 1, "left": 44, "percent": "2.2"}
    assert document.context["reasons"] == ["四十四家次未检查"]
    acts = [entry.act for entry in history(summary) if entry.act.startswith("plan_summary.")]
    assert acts == [f"plan_summary.{step}" for step in ("approve", "submit", "edit", "create")]
    assert "四十四家次未检查" in client.get(summary.get_absolute_url()).content.decode()


def test_the_figures_stay_as_approved(who, plan):
    summary = summarised(plan, who)
    visited(plan, who)
    again = PlanSummary.objects.get(pk=summary.pk)
    assert again.figures["kinds"][0]["done"] == 0
    assert figures_of_year(plan, timezone.localdate())["kinds"][0]["done"] == 1


def test_figures_tell_of_coverage_draws_targets_and_adjustments(who, plan):
    visited(plan, who)
    newer = plan_actions.adjust(plan, by=who.drafter, reason="微调")
    plan_actions.change_item(newer.items.get(enterprise=None), by=who.drafter, visits=4)
    agreed = plan_actions.agree(advance(type(plan).objects.get(pk=newer.pk), PlanState.REVIEWED, who), by=who.leader)
    published = plan_actions.publish(agreed, by=who.head)
    figures = figures_of_year(published, timezone.localdate())
    assert figures["coverage"] == [1, 21, "4.8"]
    assert figures["drawn"] == [0, 1, "0.0"]
    assert [(one["edition"], one["how"], one["reason"]) for one in figures["adjustments"]] == [(2, "一般调整", "微调")]
    targets = {one["name"]: one for one in figures["targets"]}
    assert targets["计划完成率"]["counted"] == "1/46"
    assert (targets["人均检查家次"]["value"], targets["人均检查家次"]["target"]) == ("0.1", "40")
    assert targets["事故按期结案率"]["value"] == ""  # when an accident was closed is not kept: nothing is claimed
    assert sum(int(row["done"]) for row in figures["months"]) == 1


def test_not_before_the_year_is_over(who, plan):
    summary = actions.write_summary(plan, by=who.drafter)
    actions.edit_summary(summary, by=who.drafter, reasons="未完成", measures="")
    refused = f"尚未结束（今天 .*），{plan.year + 1}-01-01 起可以报批总结"
    december = clock_at(timezone.make_aware(dt.datetime(plan.year, 12, 31, 23)))
    with december, pytest.raises(StepRefused, match=refused):
        actions.submit(PlanSummary.objects.get(), by=who.drafter)
    with clock_at(timezone.make_aware(dt.datetime(plan.year + 1, 1, 1, 0, 1))):
        assert actions.submit(PlanSummary.objects.get(), by=who.drafter).state == SummaryState.SUBMITTED


def test_what_was_not_done_is_explained(who, plan):
    summary = actions.write_summary(plan, by=who.drafter)
    with next_january(plan), pytest.raises(StepRefused, match="写明未完成的原因"):
        actions.submit(summary, by=who.drafter)


def test_the_writer_does_not_approve(who, plan):
    both = user_with(Role.INSPECTOR, Role.BUREAU_LEADER, bureau=who.bureau)
    summary = actions.write_summary(plan, by=both)
    actions.edit_summary(summary, by=both, reasons="停产", measures="")
    with next_january(plan):
        submitted = actions.submit(PlanSummary.objects.get(), by=who.drafter)
        assert "不能批准" in str(SUMMARY.check(submitted, "approve", both)[0].message)


@pytest.mark.parametrize("step", ["recall", "return"])
def test_it_comes_back_with_a_reason(client, who, plan, step):
    summary = actions.write_summary(plan, by=who.drafter)
    actions.edit_summary(summary, by=who.drafter, reasons="停产", measures="")
    with next_january(plan):
        submitted = actions.submit(PlanSummary.objects.get(), by=who.drafter)
        client.force_login(who.drafter if step == "recall" else who.leader)
        form = {"version": submitted.version, "reason": "数字有误"}
        assert client.post(act(summary, step), {**form, "reason": ""}).status_code == 422
        assert client.post(act(summary, step), form).status_code == 302
    summary.refresh_from_db()
    assert (summary.state, summary.submitted_by, summary.reasons) == (SummaryState.DRAFT, None, "停产")


@pytest.mark.parametrize("state", list(SummaryState))
def test_steps_start_only_from_their_states(who, plan, state):
    summary = actions.write_summary(plan, by=who.drafter)
    with next_january(plan):
        if state != SummaryState.DRAFT:
            actions.edit_summary(summary, by=who.drafter, reasons="停产", measures="")
            summary = actions.submit(PlanSummary.objects.get(), by=who.drafter)
        if state in (SummaryState.APPROVED, SummaryState.DISCARDED):
            summary = actions.approve(summary, by=who.leader)
        if state == SummaryState.DISCARDED:
            summary = actions.discard(
                actions.correct(summary, by=who.drafter, reason="更正"), by=who.drafter, reason="x"
            )
        for step in SUMMARY.steps:
            users = [
                user for user in (who.drafter, who.chief, who.leader, who.head) if user.may(step.permission, summary)
            ]
            for user in users if state not in step.sources else []:
                assert "当前状态" in str(SUMMARY.check(summary, step.name, user)[0].message)


def test_one_summary_a_year_and_none_without_a_plan_in_force(who, plan):
    first = actions.write_summary(plan, by=who.drafter)
    assert actions.write_summary(plan, by=who.chief) == first
    with pytest.raises(IntegrityError, match="plan_summary_edition_once"), transaction.atomic():
        PlanSummary.objects.create(bureau=who.bureau, plan=plan, year=plan.year, created_by=who.drafter)
    draft = plan_actions.create_plan(by=who.drafter, year=plan.year + 1)
    with pytest.raises(RuleBroken, match="没有已公布的计划"):
        actions.write_summary(draft, by=who.drafter)


def test_the_next_plan_is_published_only_with_the_summary(client, who):
    last = plan_at(PlanState.PUBLISHED, who, year=timezone.localdate().year - 1, start=900)
    plan = plan_at(PlanState.FILED, who)
    blocked = PLAN.check(plan, "publish", who.head)
    assert f"执行总结尚未批准，{plan.year}-01-01 起可以报批" in str(blocked[0].message)
    client.force_login(who.head)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "<b>暂不能公布计划</b>" in page
    assert reverse("plan_act", args=[plan.pk, "publish"]) not in page
    assert blocked[0].url == reverse("plan_progress", args=[last.pk])
    assert "征求意见稿" in str(blocked[0].article)
    summarised(last, who)
    assert PLAN.check(plan, "publish", who.head) == []


def test_an_adjustment_under_way_is_named_until_it_is_published_and_then_counted(client, who, plan):
    summary = actions.write_summary(plan, by=who.drafter)
    newer = plan_actions.adjust(plan, by=who.drafter, reason="微调")
    plan_actions.change_item(newer.items.get(enterprise=None), by=who.drafter, visits=4)
    client.force_login(who.drafter)
    page = client.get(summary.get_absolute_url())
    assert page.context["unpublished"] == newer
    assert "第 2 版调整尚未公布（编制），年度内公布的才计入总结" in page.content.decode()
    agreed = plan_actions.agree(advance(type(plan).objects.get(pk=newer.pk), PlanState.REVIEWED, who), by=who.leader)
    plan_actions.publish(agreed, by=who.head)
    assert client.get(summary.get_absolute_url()).context["unpublished"] is None
    kept = summarised(plan, who).figures
    assert [one["edition"] for one in kept["adjustments"]] == [2]
    assert kept["kinds"][0]["planned"] == 46


def test_another_bureau_does_not_find_it(client, who, plan):
    summary = actions.write_summary(plan, by=who.drafter)
    client.force_login(team().leader)
    assert client.get(summary.get_absolute_url()).status_code == 404
    assert client.post(act(summary, "approve"), {"version": 1}).status_code == 404


# Corrections


def corrected(plan, who, *, reason="漏计一次检查"):
    """A correction under way, of a summary approved before a visit was entered."""
    old = summarised(plan, who)
    visited(plan, who)
    return old, actions.correct(old, by=who.drafter, reason=reason)


def approved(summary, who):
    with next_january(summary.plan):
        return actions.approve(actions.submit(summary, by=who.drafter), by=who.leader, opinion="更正属实")


def test_an_approved_summary_is_corrected_by_the_pages_and_the_old_one_stays(client, who, plan):
    old = summarised(plan, who)
    visited(plan, who)
    client.force_login(who.drafter)
    assert "更正总结" in client.get(old.get_absolute_url()).content.decode()
    assert client.post(act(old, "correct"), {"version": old.version, "reason": " "}).status_code == 422
    answer = client.post(act(old, "correct"), {"version": old.version, "reason": "漏计一次检查"})
    new = PlanSummary.objects.get(edition=2)
    assert answer["Location"] == new.get_absolute_url()
    assert (new.state, new.reasons, new.figures) == (SummaryState.DRAFT, old.reasons, None)
    assert approved_summary(who.bureau.pk, plan.year) == old  # it counts until the new one is approved
    assert "本版已更正" not in client.get(old.get_absolute_url()).content.decode()
    for page in (plan.get_absolute_url(), reverse("plan_progress", args=[plan.pk])):
        assert client.get(page).context["year_summaries"] == [old, new]  # the one that holds comes first
    with next_january(plan):
        client.force_login(who.drafter)
        assert client.post(act(new, "submit"), {"version": 1}).status_code == 302
        client.force_login(who.leader)
        assert client.post(act(new, "approve"), {"version": 2, "opinion": "属实"}).status_code == 302
    new.refresh_from_db()
    assert approved_summary(who.bureau.pk, plan.year) == new
    assert (old.figures["kinds"][0]["done"], new.figures["kinds"][0]["done"]) == (0, 1)
    assert PlanSummary.objects.get(pk=old.pk).figures == old.figures
    page = client.get(old.get_absolute_url()).content.decode()
    assert "本版已更正" in page
    assert f'href="{new.get_absolute_url()}"' in page
    page = client.get(new.get_absolute_url()).content.decode()
    for words in ("漏计一次检查", "第 1 版", "第 2 版", "2.2%", "0.0%"):
        assert words in page


def test_the_corrected_report_takes_the_place_of_the_old_one_and_says_why(who, plan):
    old, new = corrected(plan, who)
    approved(new, who)
    second, first = Document.objects.filter(kind="ZXZJ").order_by("-id")
    assert first.state == State.SUPERSEDED
    assert second.supersedes == first
    assert second.context["correction"] == {"number": first.number, "reason": "漏计一次检查"}
    assert first.context["correction"] == {}
    assert history(old)[0].act == "plan_summary.correct"
    assert (history(old)[0].note, history(old)[0].after) == ("漏计一次检查", {"edition": 2})
    assert [one.act for one in history(new)][-1] == "plan_summary.create"


def test_a_correction_follows_the_report_even_where_the_old_one_was_voided(who, plan):
    old, new = corrected(plan, who)
    void(Document.objects.get(kind="ZXZJ"), by=who.leader, reason="盖章有误")
    approved(new, who)
    second, first = Document.objects.filter(kind="ZXZJ").order_by("-id")
    assert (first.state, second.context["correction"]["number"]) == (State.VOID, "")


def test_only_the_newest_edition_is_corrected_and_by_its_own_people(who, plan):
    old, new = corrected(plan, who)
    refused = SUMMARY.check(old, "correct", who.drafter)
    assert refused[0].url == new.get_absolute_url()
    assert "第 2 版" in str(refused[0].message)
    approved(new, who)
    assert SUMMARY.check(old, "correct", who.drafter)
    assert SUMMARY.check(PlanSummary.objects.get(pk=new.pk), "correct", who.drafter) == []
    assert SUMMARY.check(PlanSummary.objects.get(pk=new.pk), "correct", who.editor)
    with pytest.raises(RuleBroken, match="写明更正原因"):
        actions.correct(PlanSummary.objects.get(pk=new.pk), by=who.drafter, reason="  ")


def test_whoever_wrote_the_correction_does_not_approve_it(who, plan):
    old = summarised(plan, who)
    both = user_with(Role.INSPECTOR, Role.BUREAU_LEADER, bureau=who.bureau)
    new = actions.correct(old, by=both, reason="更正")
    with next_january(plan):
        submitted = actions.submit(new, by=who.drafter)
        assert "不能批准" in str(SUMMARY.check(submitted, "approve", both)[0].message)


def test_a_correction_is_dropped_with_a_reason_and_the_approved_one_holds(client, who, plan):
    old, new = corrected(plan, who)
    client.force_login(who.drafter)
    assert "放弃更正" in client.get(new.get_absolute_url()).content.decode()
    assert client.post(act(new, "discard"), {"version": 1, "reason": " "}).status_code == 422
    answer = client.post(act(new, "discard"), {"version": 1, "reason": "原数字无误"})
    assert answer["Location"] == old.get_absolute_url()
    new.refresh_from_db()
    assert (new.state, new.figures, new.reasons) == (SummaryState.DISCARDED, None, old.reasons)
    entry = history(new)[0]
    assert (entry.act, entry.note) == ("plan_summary.discard", "原数字无误")
    page = client.get(new.get_absolute_url()).content.decode()
    for words in ("本次更正已放弃", f'href="{old.get_absolute_url()}"', "更正已放弃", "原数字无误"):
        assert words in page
    assert "按检查类别" not in page  # figures of today would be nobody's
    assert client.post(act(new, "discard"), {"version": 2, "reason": "x"}).status_code == 409
    assert client.get(reverse("summary_edit", args=[new.pk])).status_code == 409
    page = client.get(old.get_absolute_url()).content.decode()
    assert ("本版已更正" in page, "更正已放弃" in page) == (False, True)
    for url in (plan.get_absolute_url(), reverse("plan_progress", args=[plan.pk])):
        assert client.get(url).context["year_summaries"] == [old]
    assert actions.write_summary(plan, by=who.drafter) == old


def test_after_a_dropped_correction_the_next_has_a_number_of_its_own_and_replaces_the_report(who, plan):
    old, dropped = corrected(plan, who)
    actions.discard(dropped, by=who.drafter, reason="重新核对")
    new = actions.correct(old, by=who.drafter, reason="漏计一次检查")
    assert (new.edition, new.state) == (3, SummaryState.DRAFT)
    approved(new, who)
    second, first = Document.objects.filter(kind="ZXZJ").order_by("-id")
    assert (second.supersedes, first.state) == (first, State.SUPERSEDED)
    assert approved_summary(who.bureau.pk, plan.year) == new


def test_only_a_correction_that_is_written_is_dropped(client, who, plan):
    first = actions.write_summary(plan, by=who.drafter)
    assert "只有更正的版次可以放弃" in str(SUMMARY.check(first, "discard", who.drafter)[0].message)
    client.force_login(who.drafter)
    assert "放弃更正" not in client.get(first.get_absolute_url()).content.decode()
    with pytest.raises(IntegrityError, match="plan_summary_corrections_discarded"), transaction.atomic():
        PlanSummary.objects.filter(pk=first.pk).update(state=SummaryState.DISCARDED)
    first.delete()
    _old, new = corrected(plan, who)
    assert SUMMARY.check(new, "discard", who.leader)
    with next_january(plan):
        submitted = actions.submit(new, by=who.drafter)
    assert SUMMARY.check(submitted, "discard", who.drafter)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"edition": 2, "state": "approved"}, "plan_summary_edition_once"),
        ({"edition": 3}, "plan_summary_one_under_way"),
        ({"edition": 3, "correct_reason": ""}, "plan_summary_corrected_with_reason"),
        ({"edition": 1, "correct_reason": "x"}, "plan_summary_corrected_with_reason"),
    ],
)
def test_the_database_keeps_editions_of_a_summary_apart(who, plan, changed, name):
    _old, new = corrected(plan, who)
    given = {"bureau": who.bureau, "plan": plan, "year": plan.year, "created_by": who.drafter, "correct_reason": "x"}
    if changed.get("state"):
        given |= {"figures": {}, "approved_at": timezone.now(), "approved_by": who.leader}
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        PlanSummary.objects.create(**{**given, **changed})


def test_the_page_asks_why_until_it_is_told(client, who, plan):
    summary = actions.write_summary(plan, by=who.drafter)
    client.force_login(who.drafter)
    banner = '<p class="banner banner--info">有计划内检查没有完成，写明未完成的原因</p>'
    assert banner in client.get(summary.get_absolute_url()).content.decode()
    actions.edit_summary(summary, by=who.drafter, reasons="停产", measures="")
    assert banner not in client.get(summary.get_absolute_url()).content.decode()


def test_where_targets_come_from_is_said_in_the_reader_s_language(client, who, plan):
    """Each source of the formula has its words; a list in English has none of them in Chinese."""
    assert {str(target["source"]) for target in targets().values() if target.get("source")} <= set(SOURCES)
    summary = summarised(plan, who)
    client.force_login(who.drafter)
    for page_url in (summary.get_absolute_url(), reverse("plan_progress", args=[plan.pk])):
        assert "山东考核办法" in client.get(page_url).content.decode()
        client.cookies["django_language"] = "en"
        with override("zh-hans"):  # a request in English ends in English
            page = client.get(page_url).content.decode()
        assert "Shandong assessment rule" in page
        assert "Liaoning" in page
        assert not [words for words in SOURCES.values() if words in page]
        del client.cookies["django_language"]
    assert {one["source"] for one in summary.figures["targets"]} <= {*SOURCES.values(), ""}
