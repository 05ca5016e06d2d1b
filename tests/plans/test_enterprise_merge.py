"""Two entries become one company, and can be two again: nothing moves, and both remember."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.models import Entry
from plans.actions.assignment import cancel
from plans.actions.enterprise import amend_enterprise, change_status
from plans.actions.enterprise_merge import merge_enterprise, unmerge_enterprise
from plans.actions.enterprise_record import add_record
from plans.actions.grading import grade_enterprise
from plans.models import Enterprise, Merge, Site
from plans.queries.life import life_of, with_merged
from plans.states import AssignmentState
from tests.factories.accounts import user_with
from tests.factories.assignment import assignment_at
from tests.factories.enterprise import enterprise
from tests.factories.plan import team

pytestmark = pytest.mark.django_db
WHY = "吸收合并，已变更登记"
REFUSED = ("enterprise_edit", "enterprise_status", "grading_add", "jurisdiction_transfer", "jurisdiction_licensing")


@pytest.fixture
def inspector() -> User:
    return user_with(Role.INSPECTOR)


@pytest.fixture
def page(client: Client, inspector: User) -> Client:
    client.force_login(inspector)
    return client


def pair(by: User) -> tuple[Enterprise, Enterprise]:
    return enterprise(by, 1), enterprise(by, 2)


def merged(by: User) -> tuple[Enterprise, Enterprise]:
    one, into = pair(by)
    merge_enterprise(one, by=by, into=into, reason=WHY)
    one.refresh_from_db()
    return one, into


def acts(one: Enterprise) -> list[str]:
    return list(Entry.objects.filter(subject=f"enterprise:{one.pk}").order_by("id").values_list("act", flat=True))[1:]


def test_the_merged_one_leaves_every_pool_and_both_remember(inspector: User) -> None:
    one, into = merged(inspector)
    assert one.merged_into == into
    assert list(Enterprise.objects.in_pool()) == [into]
    assert (acts(one), acts(into)) == (["enterprise.merge"], ["enterprise.take_over"])
    entry = Entry.objects.get(act="enterprise.merge")
    assert (entry.note, entry.after["code"]) == (WHY, into.credit_code)


def test_unmerging_restores_it_and_keeps_the_history(inspector: User) -> None:
    one, into = merged(inspector)
    unmerge_enterprise(one, by=inspector, reason="误并")
    one.refresh_from_db()
    assert one.merged_into is None
    assert set(Enterprise.objects.in_pool()) == {one, into}
    assert acts(one) == ["enterprise.merge", "enterprise.unmerge"]
    assert acts(into) == ["enterprise.take_over", "enterprise.give_back"]
    kept = Merge.objects.get()
    assert (kept.reason, kept.undo_reason, kept.undone_by) == (WHY, "误并", inspector)
    merge_enterprise(one, by=inspector, into=into, reason=WHY)
    assert Merge.objects.count() == 2


def test_its_records_show_on_the_survivor_through_every_step(inspector: User) -> None:
    one, into = merged(inspector)
    third = enterprise(inspector, 3)
    merge_enterprise(into, by=inspector, into=third, reason=WHY)
    assert with_merged(third) == [third.pk, into.pk, one.pk]
    labels = [str(event.label) for event in life_of(third, inspector)[0]]
    assert labels == ["企业合并", "企业合并"]
    unmerge_enterprise(into, by=inspector, reason="误并")
    labels = [str(event.label) for event in life_of(third, inspector)[0]]
    assert labels == ["撤销并入", "企业合并"]


def test_its_tasks_stay_with_it() -> None:
    who = team()
    task = cancel(assignment_at("open", who), by=who.chief, reason="改期")
    into = enterprise(who.drafter, 77)
    merge_enterprise(task.enterprise, by=who.drafter, into=into, reason=WHY)
    task.refresh_from_db()
    assert task.enterprise_id != into.pk
    assert "检查任务" in {str(event.label) for event in life_of(into, who.drafter)[0]}


# what stands in the way


def refused(one: Enterprise, into: Enterprise, by: User) -> str:
    with pytest.raises(StepRefused) as caught:
        merge_enterprise(one, by=by, into=into, reason=WHY)
    return str(caught.value)


def test_not_into_itself(inspector: User) -> None:
    one = enterprise(inspector, 1)
    assert "不能并入自己" in refused(one, one, inspector)


def test_no_circle_and_not_twice(inspector: User) -> None:
    one, into = merged(inspector)
    assert "已并入其他企业" in refused(into, one, inspector)
    assert f"已并入{into}" in refused(one, enterprise(inspector, 3), inspector)


def test_only_within_one_bureau(inspector: User) -> None:
    one, theirs = enterprise(inspector, 1), enterprise(user_with(Role.INSPECTOR), 2)
    assert "不同机关" in refused(one, theirs, inspector)


def test_live_tasks_are_named_each_with_its_address() -> None:
    who = team()
    task = assignment_at(AssignmentState.OPEN, who)
    into = enterprise(who.drafter, 77)
    with pytest.raises(StepRefused) as caught:
        merge_enterprise(task.enterprise, by=who.drafter, into=into, reason=WHY)
    (unmet,) = caught.value.unmet
    assert task.subject in str(unmet.message)
    assert unmet.url == task.get_absolute_url()
    assert not Merge.objects.exists()


def test_a_stale_page_merges_nothing(inspector: User) -> None:
    one, into = pair(inspector)
    with pytest.raises(StaleVersion):
        merge_enterprise(one, by=inspector, into=into, version=7, reason=WHY)


def test_what_is_not_merged_is_not_unmerged(inspector: User) -> None:
    with pytest.raises(RuleBroken, match="没有并入"):
        unmerge_enterprise(enterprise(inspector, 1), by=inspector, reason="x")


def test_the_status_of_a_merged_one_is_left_alone(inspector: User) -> None:
    one, _into = merged(inspector)
    with pytest.raises(RuleBroken, match="已并入其他企业"):
        change_status(
            one, by=inspector, version=None, status="closed", status_on=timezone.localdate(), reason="x"
        )  # fmt: skip


def test_the_database_refuses_what_the_act_refuses(inspector: User) -> None:
    one, into = merged(inspector)
    with pytest.raises(IntegrityError), transaction.atomic():
        Enterprise.objects.filter(pk=one.pk).update(merged_into=one)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.create(enterprise=into, merged=one, merged_at=timezone.now(), merged_by=inspector, reason="x")


# the pages


def url(one: Enterprise, into: Enterprise | None = None) -> str:
    return reverse("enterprise_merge", args=[one.pk], query={"into": into.pk} if into else {})


def test_the_other_one_is_found_then_the_act_confirmed(page: Client, inspector: User) -> None:
    one, into = pair(inspector)
    found = page.get(url(one), {"words": "示例"}).content.decode()
    assert f"?into={into.pk}" in found
    assert f"?into={one.pk}" not in found
    shown = page.get(url(one, into)).content.decode()
    assert "留在原处" in shown
    assert f"{into.name}（{into.credit_code}）" in shown
    assert not Merge.objects.exists()
    for _time in range(2):
        answer = page.post(url(one, into), {"reason": WHY, "version": 1, "once": "key"})
        assert answer.url == into.get_absolute_url()
    assert Merge.objects.count() == 1
    told = page.get(into.get_absolute_url()).content.decode()
    assert f"{one.name}（{one.credit_code}）已并入{into.name}（{into.credit_code}）" in told
    assert f"已并入 {into.name}" in page.get(one.get_absolute_url()).content.decode()
    assert one.get_absolute_url() in page.get(into.get_absolute_url()).content.decode()
    listed = page.get(reverse("enterprise_list")).context["table"].rows
    assert {row.cells[0].text: row.cells[-1].text for row in listed} == {one.name: "已并入", into.name: "在业"}


def test_unmerging_by_the_page(page: Client, inspector: User) -> None:
    one, into = merged(inspector)
    address = reverse("enterprise_unmerge", args=[one.pk])
    assert address in page.get(one.get_absolute_url()).content.decode()
    shown = page.get(address).content.decode()
    assert (into.name in shown, WHY in shown) == (True, True)
    page.post(address, {"reason": "误并", "version": one.version})
    one.refresh_from_db()
    assert one.merged_into is None
    assert "该企业没有并入其他企业" in page.get(address).content.decode()


def test_what_blocks_it_is_on_the_page_and_there_is_no_button(client: Client) -> None:
    who = team()
    task = assignment_at(AssignmentState.OPEN, who)
    into = enterprise(who.drafter, 77)
    client.force_login(who.drafter)
    shown = client.get(url(task.enterprise, into)).content.decode()
    assert task.get_absolute_url() in shown
    assert 'name="reason"' not in shown
    answer = client.post(url(task.enterprise, into), {"reason": WHY, "version": task.enterprise.version})
    assert answer.status_code == 409


def test_a_reason_is_asked_for(page: Client, inspector: User) -> None:
    one, into = pair(inspector)
    answer = page.post(url(one, into), {"reason": "", "version": 1})
    assert answer.status_code == 422
    assert not Merge.objects.exists()


def test_only_within_what_one_sees_and_may(client: Client, page: Client, inspector: User) -> None:
    one, _into = pair(inspector)
    theirs = enterprise(user_with(Role.INSPECTOR), 5)
    assert page.get(url(one, theirs)).status_code == 404
    assert page.get(url(theirs)).status_code == 404
    client.force_login(user_with(Role.BUREAU_LEADER, bureau=inspector.bureau))
    assert client.get(url(one)).status_code == 403


def test_nothing_is_told_of_a_merged_one_any_more(inspector: User) -> None:
    chief = user_with(Role.SECTION_CHIEF, bureau=inspector.bureau)
    one, into = merged(inspector)
    told = [
        lambda: grade_enterprise(one, by=chief, scheme="G-19", answers={}),
        lambda: amend_enterprise(one, by=inspector, version=None, facts={"phone": "0539-000"}),
        lambda: add_record(Site, by=inspector, enterprise=one, facts={"name": "甲", "address": "乙路1号"}),
    ]
    for tell in told:
        with pytest.raises(RuleBroken, match="在并入后的企业上办理"):
            tell()
    assert (
        add_record(Site, by=inspector, enterprise=into, facts={"name": "甲", "address": "乙路1号"}).enterprise == into
    )


def test_the_page_of_a_merged_one_offers_nothing_that_is_refused(client: Client, inspector: User) -> None:
    client.force_login(user_with(Role.SECTION_CHIEF, bureau=inspector.bureau))
    one, into = pair(inspector)
    chief = user_with(Role.SECTION_CHIEF, bureau=inspector.bureau)
    grading = grade_enterprise(one, by=chief, scheme="G-19", answers={})
    pages = (one.get_absolute_url(), reverse("jurisdiction_detail", args=[one.pk]), grading.get_absolute_url())
    acts = [reverse(name, args=[one.pk]) for name in REFUSED] + [reverse("record_add", args=[one.pk, "sites"])]

    def offered() -> set[str]:
        texts = [client.get(page).content.decode() for page in pages]
        return {act for act in acts if any(f'href="{act}"' in text for text in texts)}

    assert offered() == set(acts)
    merge_enterprise(one, by=inspector, into=into, reason=WHY)
    assert offered() == set()
    facts = {str(label): str(value) for label, value in client.get(pages[0]).context["bar"]["facts"]}
    assert facts["经营状态"] == f"已并入 {into.name}"
    assert f"<dd>已并入 {into.name}</dd>" in client.get(pages[0]).content.decode()


def test_only_who_keeps_the_register_takes_a_merge_back(inspector: User) -> None:
    one, into = merged(inspector)
    for stranger in (user_with(Role.LEGAL_REVIEWER, bureau=inspector.bureau), user_with(Role.INSPECTOR)):
        with pytest.raises(NotPermitted):
            unmerge_enterprise(one, by=stranger, reason="误并")
    one.refresh_from_db()
    assert one.merged_into == into
