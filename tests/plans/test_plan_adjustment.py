"""Major changes repeat approval and filing; minor ones are published from inside the bureau and kept on file."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import Unit
from enforcement.documents.models import Document
from enforcement.errors import StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.upkeep import set_value
from plans.actions import plan as actions, summary as summaries
from plans.flows.plan import PLAN
from plans.models import Plan, PlanItem
from plans.queries import adjustment, item_values, plan as plans
from plans.queries.editions import edition_before, is_first
from plans.states import PlanState
from plans.views.plan_change import editions_table
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.plan import ITEM, LATE, advance, differences, graded, plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


@pytest.fixture
def old(who):
    return plan_at(PlanState.PUBLISHED, who)  # 21 key enterprises × 2 visits and 3 general visits


def adjusted(old, who, *, visits=4):
    """General visits from 3 to `visits`."""
    new = actions.adjust(old, by=who.drafter, reason="专项整治")
    general = new.items.get(enterprise=None)
    actions.change_item(general, by=who.drafter, visits=visits)
    return Plan.objects.get(pk=new.pk)


def reviewed(old, who, **how):
    return advance(adjusted(old, who, **how), PlanState.REVIEWED, who)


def test_a_small_change_is_minor_and_says_by_which_arithmetic(client, who, old):
    new = adjusted(old, who)
    found = adjustment.adjustment_of(new)
    assert not found.is_major
    words = [adjustment.measure_words(one) for one in found.weighing.measures]
    assert "计划家次增减合计 1 ÷ 45 = 2.2% ≤ 10%" in words
    assert "计划所需工作日增减合计 2 ÷ 258 = 0.8% ≤ 10%" in words
    client.force_login(who.drafter)
    page = client.get(new.get_absolute_url()).content.decode()
    assert "1 ÷ 45 = 2.2% ≤ 10%" in page
    assert "一般调整：" in page
    assert "待核定" in page


def test_a_large_change_is_major_and_goes_the_whole_way(who, old):
    new = reviewed(old, who, visits=8)  # 5 of 45 visits: 11.1 %
    refused = PLAN.check(new, "endorse_minor", who.leader)
    assert [one.gate for one in refused] == ["GT-PLN-002"]
    assert "5 ÷ 45 = 11.1% > 10%" in str(refused[0].message)
    endorsed = actions.agree(new, by=who.leader, opinion="同意")
    assert (endorsed.state, endorsed.minor, endorsed.approval_number) == (PlanState.ENDORSED, False, "")
    assert advance(endorsed, PlanState.PUBLISHED, who).edition == 2


def test_a_minor_change_is_published_with_the_approval_it_was_weighed_against(who, old):
    agreed = actions.agree(reviewed(old, who), by=who.leader, opinion="同意，存档备查")
    assert (agreed.state, agreed.minor) == (PlanState.FILED, True)
    assert (agreed.approval_number, agreed.filed_with) == (old.approval_number, old.filed_with)
    published = actions.publish(agreed, by=who.head)
    assert published.state == PlanState.PUBLISHED
    entry = history(published).get(act="plan.endorse_minor")
    assert entry.after["measures"][2] == "计划家次增减合计 1 ÷ 45 = 2.2% ≤ 10%"
    assert entry.rule == "GT-PLN-002"
    assert Document.objects.filter(kind="JHWB").count() == 2


def test_a_leader_may_send_a_minor_change_to_the_government(who, old):
    sent = actions.endorse(reviewed(old, who), by=who.leader, opinion="报政府")
    assert (sent.state, sent.minor) == (PlanState.ENDORSED, False)


def test_minor_changes_add_up_until_they_are_major(who, old):
    first = actions.publish(actions.agree(reviewed(old, who, visits=6), by=who.leader), by=who.head)
    assert first.minor  # 3 of 45
    second = adjusted(Plan.objects.get(pk=first.pk), who, visits=8)  # two more, five since the government approved
    found = adjustment.adjustment_of(second)
    assert (found.base, found.is_major) == (1, True)
    changes = differences(second)
    visits = next(one for one in changes if one.what == "一般检查家次")
    assert (visits.before, visits.after) == ("6", "8")  # the difference is to the edition before


def test_after_a_major_change_small_ones_are_weighed_against_it(who, old):
    major = advance(adjusted(old, who, visits=9), PlanState.PUBLISHED, who)
    found = adjustment.adjustment_of(adjusted(major, who, visits=10))
    assert (found.base, found.is_major) == (2, False)


def test_the_verdict_is_kept_as_it_was_decided(who, old):
    agreed = actions.agree(reviewed(old, who), by=who.leader)
    strict = {"inspection_days_share": 0.0, "planned_days_share": 0.0, "visits_share": 0.0, "key_list_share": 0.0}
    set_value("TH-PLN-001", by=user_with("principal_head", bureau=who.bureau), value=strict, note="从严", seen="")
    assert not adjustment.adjustment_of(Plan.objects.get(pk=agreed.pk)).is_major
    actions.publish(agreed, by=who.head)
    later = adjusted(Plan.objects.get(pk=agreed.pk), who, visits=5)
    assert adjustment.adjustment_of(later).is_major


def test_a_bureau_sets_its_own_limits(who, old):
    new = adjusted(old, who)
    strict = {"inspection_days_share": 0.1, "planned_days_share": 0.1, "visits_share": 0.02, "key_list_share": 0.1}
    set_value("TH-PLN-001", by=user_with("principal_head", bureau=who.bureau), value=strict, note="从严", seen="")
    found = adjustment.adjustment_of(new)
    assert found.is_major
    assert "本局设定" in found.mark


def test_the_difference_is_in_groups_with_totals_first(client, who, old):
    new = actions.adjust(old, by=who.drafter, reason="专项整治")
    fields = {name: getattr(new, name) for name in ("officers", "staff_in_post", "workdays", "workdays_source")}
    other, non = dict(new.other_days), dict(new.non_days)
    first = plans.other_items()[0]
    actions.change_workdays(
        new, by=who.drafter, **fields, travel_days=new.travel_days, reserve_percent=5, text="突出重点", measures="一",
        other_days={**other, first: 365}, non_days=non,
    )  # fmt: skip
    one = graded(who.bureau, 1, start=800)[0]
    actions.add_key_item(new, by=who.drafter, enterprise=one, **{**ITEM, "months": [6]})
    removed = new.items.filter(enterprise__isnull=False).first()
    actions.remove_item(removed, by=who.drafter)
    rows = differences(Plan.objects.get(pk=new.pk))
    client.force_login(who.drafter)
    captions = [str(one.caption).split("：")[1] for one in client.get(new.get_absolute_url()).context["changes"]]
    assert captions == ["合计", "工作日测算", "检查项目", "文字"]
    by_name = {row.what: row.in_words() for row in rows}
    assert by_name["监督检查工作日"] == ("414", "424")
    assert by_name["实施安全生产综合监督管理"] == ("375", "365")
    assert by_name["专项行动预留（%）"] == ("0", "5")
    assert by_name[one.name] == ("", "重点检查；重点检查；2 家次，每次 2 人 3 天；6 月；每户上限 2 次")
    assert by_name[str(removed)][1] == ""
    assert by_name["指导思想和原则"] == ("统筹兼顾", "突出重点")
    client.force_login(who.drafter)
    page = client.get(new.get_absolute_url()).content.decode()
    for words in ("与上一版的差别：合计", "与上一版的差别：检查项目", "与上一版的差别：文字"):
        assert words in page


def test_a_refused_edition_is_passed_over(client, who, old):
    refused = actions.refuse(advance(adjusted(old, who), PlanState.SUBMITTED, who), by=who.chief, reason="不必要")
    assert refused.state == PlanState.REFUSED
    again = actions.adjust(Plan.objects.get(pk=old.pk), by=who.drafter, reason="再次调整")
    assert again.edition == 3
    assert edition_before(again) == old
    client.force_login(who.drafter)
    assert "不必要" in client.get(refused.get_absolute_url()).content.decode()


def test_a_minor_change_without_its_weighing_is_refused_by_the_database(old):
    with pytest.raises(IntegrityError, match="plan_minor_change_is_weighed"), transaction.atomic():
        Plan.objects.filter(pk=old.pk).update(minor=True)


def test_a_first_edition_is_never_minor(who):
    plan = plan_at(PlanState.REVIEWED, who)
    assert "还没有批准过" in str(PLAN.check(plan, "endorse_minor", who.leader)[0].message)
    assert adjustment.adjustment_of(plan) is None


def test_the_act_page_of_a_minor_change_and_its_publication(client, who, old):
    new = reviewed(old, who)
    client.force_login(who.leader)
    page = client.get(reverse("plan_act", args=[new.pk, "endorse_minor"])).content.decode()
    assert "存档备查" in page
    answer = client.post(reverse("plan_act", args=[new.pk, "endorse_minor"]), {"version": new.version, "opinion": ""})
    assert answer.status_code == 302
    client.force_login(who.head)
    new.refresh_from_db()
    answer = client.post(reverse("plan_act", args=[new.pk, "publish"]), {"version": new.version})
    assert answer.status_code == 302
    assert Plan.objects.get(pk=new.pk).published_on == timezone.localdate()
    page = client.get(new.get_absolute_url()).content.decode()
    assert "沿用第 1 版的批准和备案" in page


def test_an_adjusted_edition_is_not_late(who, old):
    major = advance(adjusted(old, who, visits=9), PlanState.APPROVED, who)
    today = timezone.localdate()
    filed = actions.file_with_superior(major, by=who.drafter, filed_with="省厅", filed_on=today, late_reason=LATE)
    assert filed.filing_late_reason == ""
    assert filed.due_on is None
    assert isinstance(filed.filed_on, dt.date)


def test_every_field_of_an_item_is_compared_or_named_with_the_reason_why_not():
    fields = {field.name for field in PlanItem._meta.concrete_fields}
    assert {*item_values.COMPARED, *item_values.NOT_COMPARED} == fields
    assert not {*item_values.COMPARED} & {*item_values.NOT_COMPARED}
    assert all(item_values.NOT_COMPARED.values())


POOL_VALUES = {
    "kind": {"kind": "emergency"},
    "sector": {"sector": "trade"},
    "grades": {"grades": ["red"]},
    "region": {"region": "东区"},
    "ratio": {"ratio": 5},
    "campaign": {
        "kind": "campaign",
        "campaign": "粉尘专项",
        "starts_on": dt.date(2026, 6, 1),
        "ends_on": dt.date(2026, 7, 1),
    },
    "subject": {"subject": "粉尘涉爆企业抽查"},
    "visits": {"visits": 4},
    "officers_per_visit": {"officers_per_visit": 3},
    "days_per_visit": {"days_per_visit": 2},
    "months": {"months": [5]},
    "frequency": {"frequency": 2},
    "ceiling": {"ceiling": 3},
    "occupational_health": {"occupational_health": True},
}
NAMED_VALUES = {
    "kind": {"kind": "emergency"},
    "licence": {"licence": "chem_sale"},
    "subject": {"subject": "粉尘清扫制度"},
    "visits": {"visits": 1},
    "officers_per_visit": {"officers_per_visit": 3},
    "days_per_visit": {"days_per_visit": 2},
    "months": {"months": [5]},
    "ceiling": {"ceiling": 3},
    "occupational_health": {"occupational_health": True},
}


def item_changed(old, who, values, *, named):
    """A second edition in which one item has other values, written past the forms."""
    new = actions.adjust(old, by=who.drafter, reason="专项整治")
    item = new.items.filter(enterprise__isnull=not named).first()
    PlanItem.objects.filter(pk=item.pk).update(**values)
    return new


@pytest.mark.parametrize("field", POOL_VALUES)
def test_a_difference_in_any_field_of_a_pool_is_shown(who, old, field):
    new = item_changed(old, who, POOL_VALUES[field], named=False)
    rows = [row for row in differences(new) if row.group == "items"]
    assert rows
    assert all(before != after for before, after in (row.in_words() for row in rows))


@pytest.mark.parametrize("field", NAMED_VALUES)
def test_a_difference_in_any_field_of_a_named_item_is_shown_in_one_row(who, old, field):
    new = item_changed(old, who, NAMED_VALUES[field], named=True)
    rows = [row for row in differences(new) if row.group == "items"]
    assert len(rows) == 1
    before, after = rows[0].in_words()
    assert before
    assert after
    assert before != after


def test_another_unit_is_shown(who, old):
    other = Unit.objects.create(bureau=who.bureau, name="执法二科")
    new = item_changed(old, who, {"unit": other}, named=True)
    assert [row.in_words() for row in differences(new)] == [("未指定承办机构", "执法二科")]


def test_another_period_of_a_campaign_at_a_named_enterprise_is_shown(who, old):
    june = {
        "kind": "campaign",
        "campaign": "粉尘专项",
        "starts_on": dt.date(2026, 6, 1),
        "ends_on": dt.date(2026, 6, 30),
    }
    old.items.filter(pk=old.items.filter(enterprise__isnull=False).first().pk).update(**june)
    same = actions.adjust(old, by=who.drafter, reason="专项整治")
    assert differences(same) == []
    same.items.filter(kind="campaign").update(ends_on=dt.date(2026, 7, 31))
    assert [row.in_words() for row in differences(same)] == [
        ("粉尘专项（2026-06-01 至 2026-06-30）", "粉尘专项（2026-06-01 至 2026-07-31）")
    ]


@pytest.mark.parametrize("field", ["kind", "sector", "grades", "region", "campaign", "subject"])
def test_visits_drawn_from_somewhere_else_are_moved(who, old, field):
    """3 visits out and 3 in: 6 of 45."""
    new = item_changed(old, who, POOL_VALUES[field], named=False)
    visits = next(one for one in adjustment.adjustment_of(new).weighing.measures if one.name == "visits")
    assert (visits.moved, visits.base, visits.exceeds) == (6, 45, True)


@pytest.mark.parametrize("field", ["months", "frequency", "ceiling", "occupational_health", "ratio"])
def test_what_the_rule_does_not_measure_is_shown_and_moves_nothing(who, old, field):
    new = item_changed(old, who, POOL_VALUES[field], named=False)
    assert [one.moved for one in adjustment.adjustment_of(new).weighing.measures] == [0, 0, 0, 0]


def test_a_key_enterprise_put_into_another_part_moves_its_visits_and_leaves_the_key_list(who, old):
    found = adjustment.adjustment_of(item_changed(old, who, {"kind": "emergency"}, named=True))
    moved = {one.name: one.moved for one in found.weighing.measures}
    assert (moved["visits"], moved["key_list"]) == (4, 1)


def test_of_two_pools_that_only_differ_in_size_the_right_one_is_taken_out(who, old):
    general = old.items.get(enterprise=None)
    general.pk, general.visits = None, 7
    general.save()
    new = actions.adjust(old, by=who.drafter, reason="减少抽查")
    actions.remove_item(new.items.get(enterprise=None, visits=3), by=who.drafter)
    rows = [row for row in differences(new) if row.group == "items"]
    assert [(row.before["visits"], row.after) for row in rows] == [(3, None)]


def test_a_year_that_is_over_is_not_adjusted(client, who, old):
    draft = adjusted(old, who)
    with clock_at(timezone.make_aware(dt.datetime(old.year + 1, 1, 4, 10))):
        for plan, step in ((old, "adjust"), (draft, "submit")):
            messages = [str(one.message) for one in PLAN.check(plan, step, who.drafter)]
            assert any(f"{old.year} 年度已经结束（今天 {old.year + 1}-01-04）" in words for words in messages)
        with pytest.raises(StepRefused):
            actions.submit(draft, by=who.drafter)


def test_a_summary_that_is_only_begun_stops_no_adjustment(who, old):
    under_way = adjusted(old, who)
    summaries.write_summary(old, by=who.drafter)
    agreed = actions.agree(advance(under_way, PlanState.REVIEWED, who), by=who.leader)
    published = actions.publish(agreed, by=who.head)
    assert published.state == PlanState.PUBLISHED
    assert PLAN.check(published, "adjust", who.drafter) == []
    states = [row.cells[-1] for row in editions_table(published).rows]
    assert [(one.text, one.tag) for one in states] == [("已公布", "ok"), ("已由新版代替", "muted")]


def test_the_first_edition_after_a_refused_one_has_nothing_before_it(client, who):
    refused = plan_at(PlanState.REFUSED, who)
    plan = plan_at(PlanState.PUBLISHED, who, start=300)
    assert plan.edition == 2
    assert is_first(plan)
    assert differences(plan) == []
    client.force_login(who.drafter)
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "与上一版" not in page
    assert refused.get_absolute_url() in page  # the list of editions
