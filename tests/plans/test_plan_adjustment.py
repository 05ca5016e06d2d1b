"""Major changes repeat approval and filing; minor ones are published from inside the bureau and kept on file."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enforcement.documents.models import Document
from enforcement.ledger.queries import history
from enforcement.rulebook.upkeep import set_value
from plans.actions import plan as actions
from plans.flows.plan import PLAN
from plans.models import Plan
from plans.queries import adjustment, plan as plans
from plans.states import PlanState
from tests.factories.accounts import user_with
from tests.factories.plan import ITEM, LATE, advance, graded, plan_at, team

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
    changes = adjustment.changes(second)
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
    rows = adjustment.changes(Plan.objects.get(pk=new.pk))
    groups = [str(row.group) for row in rows]
    assert groups == sorted(groups, key=["合计", "工作日测算", "检查项目", "文字"].index)
    by_name = {row.what: (row.before, row.after) for row in rows}
    assert by_name["监督检查工作日"] == ("414", "424")
    assert by_name["实施安全生产综合监督管理"] == ("375", "365")
    assert by_name["专项行动预留（%）"] == ("0", "5")
    assert by_name[one.name] == ("", "2 家次，每次 2 人 3 天；6 月；每户上限 2 次")
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
    assert adjustment.edition_before(again) == old
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
