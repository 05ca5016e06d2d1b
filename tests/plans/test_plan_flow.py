"""From the draft to the published plan: who, in which order, what blocks, what is left behind."""

import datetime as dt
import re
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import Certificate
from enforcement.accounts.roles import Role
from enforcement.documents.models import Document, State as DocumentState
from enforcement.documents.queries import documents_of
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.gates import recorded
from enforcement.rulebook.queries import gate
from plans.actions import plan as actions
from plans.flows.plan import PLAN
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import plan as plans
from plans.states import PlanState
from tests.factories.accounts import user_with
from tests.factories.plan import (
    ITEM,
    LATE,
    advance,
    differences,
    graded,
    kuancheng,
    plan_at,
    record_approval,
    team,
)

pytestmark = pytest.mark.django_db
STATES = list(PlanState)


@pytest.fixture
def who():
    return team()


def act_url(plan, step):
    return reverse("plan_act", args=[plan.pk, step])


def messages_of(plan, step, by):
    return " ".join(str(one.message) for one in PLAN.check(plan, step, by))


def test_the_whole_way_by_the_pages(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    scan = SimpleUploadedFile("批复.pdf", b"%PDF-1.7 scan")
    today = timezone.localdate().isoformat()
    approval = {
        "approval_body": "云岭市人民政府",
        "approval_number": "云政复〔2026〕8号",
        "approved_on": today,
        "scan": scan,
    }
    way = (
        (who.drafter, "submit", {}),
        (who.chief, "review", {"opinion": "测算属实"}),
        (who.leader, "endorse", {"opinion": "同意"}),
        (who.drafter, "record_approval", approval),
        (who.drafter, "file", {"filed_with": "云岭省应急管理厅", "filed_on": today, "late_reason": LATE}),
        (who.head, "publish", {"late_reason": LATE}),
    )
    for user, step, typed in way:
        client.force_login(user)
        assert client.get(act_url(plan, step)).status_code == 200, step
        answer = client.post(act_url(plan, step), {**typed, "version": Plan.objects.get().version})
        assert (answer.status_code, answer.get("Location")) == (302, plan.get_absolute_url()), step
    plan.refresh_from_db()
    assert (plan.state, plan.published_on) == (PlanState.PUBLISHED, timezone.localdate())
    acts = [entry.act for entry in history(plan) if entry.act.startswith("plan.")][:6]
    assert acts == [f"plan.{step}" for _user, step, _typed in reversed(way)]
    assert client.get(reverse("plan_scan", args=[plan.pk])).content == b"%PDF-1.7 scan"
    page = client.get(plan.get_absolute_url()).content.decode()
    assert "测算属实" in page
    assert "云政复〔2026〕8号" in page


def test_publishing_issues_the_plan_as_a_document(who):
    plan = plan_at(PlanState.PUBLISHED, who)
    document = Document.objects.get(kind="JHWB")
    assert document.context["key_share"] == "60.9%"
    assert [row["days"] for row in document.context["workdays"]][:4] == ["1984", "1035", "535", "414"]
    assert len(document.context["key_enterprises"]) == 21
    assert document.context["measures"] == ["一", "二"]
    assert document.context["key_count"] == 21
    assert (document.context["officers"], document.context["register"]["total"]) == (8, 21)
    assert document.context["register"]["sectors"] == "化工（含危险化学品）21家"
    assert [one["often"] for one in document.context["general_checks"]] == ["每户1次，上限2次"]
    assert document.context["units"] == [{"unit": "未指定科室", "visits": 45}]
    entry = history(plan).filter(act="plan.publish").get()
    assert entry.document == document.number
    assert entry.rule == "GT-PLN-002"
    assert "186号" in entry.article or "实施意见" in entry.article
    assert entry.article == recorded(gate("GT-PLN-002"))


@pytest.mark.parametrize(
    ("step", "permitted"),
    [
        ("submit", {Role.INSPECTOR, Role.SECTION_CHIEF}),
        ("review", {Role.SECTION_CHIEF}),
        ("endorse", {Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD}),
        ("publish", {Role.PRINCIPAL_HEAD, Role.DISCLOSURE_EDITOR}),
    ],
)
def test_roles_of_the_steps(client, who, step, permitted):
    plan = plan_at(next(iter(PLAN.by_name[step].sources)), who)
    for role in set(Role) - permitted:
        user = user_with(role, bureau=who.bureau)
        client.force_login(user)
        expected = 403 if user.may("view_plans") else 404
        assert client.post(act_url(plan, step), {"version": plan.version}).status_code == expected, role
    assert Plan.objects.get().state == plan.state


@pytest.mark.parametrize("state", STATES)
def test_steps_start_only_from_their_states(who, state):
    plan = plan_at(state, who)
    everyone = (who.drafter, who.chief, who.leader, who.head)
    for step in PLAN.steps:
        if plan.state in step.sources:
            continue
        for user in everyone:
            if user.may(step.permission, plan):
                assert "当前状态" in messages_of(plan, step.name, user)


def test_the_drafter_reviews_and_endorses_nothing(who):
    chief = who.chief
    who.drafter = chief
    plan = plan_at(PlanState.SUBMITTED, who)
    assert "不能审核" in messages_of(plan, "review", chief)
    with pytest.raises(StepRefused):
        actions.return_plan(plan, by=chief, reason="x")


def test_who_submitted_for_a_colleague_does_not_review_either(who):
    plan = plan_at(PlanState.DRAFT, who)
    plan = actions.submit(plan, by=who.chief)
    assert "不能审核" in messages_of(plan, "review", who.chief)


def test_who_reviewed_does_not_endorse(who):
    both = user_with(Role.SECTION_CHIEF, Role.BUREAU_LEADER, bureau=who.bureau)
    plan = plan_at(PlanState.SUBMITTED, who)
    plan = actions.review(plan, by=both)
    assert "不能再批准" in messages_of(plan, "endorse", both)


def test_an_empty_plan_is_not_submitted(client, who):
    plan = kuancheng(actions.create_plan(by=who.drafter, year=2027), who.drafter)
    client.force_login(who.drafter)
    answer = client.post(act_url(plan, "submit"), {"version": plan.version})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "还没有检查项目" in page
    assert reverse("plan_items", args=[plan.pk]) in page


def test_too_small_a_key_share_is_refused_with_its_source(client, who):
    plan = plan_at(PlanState.DRAFT, who, keys=20)
    client.force_login(who.drafter)
    page = client.post(act_url(plan, "submit"), {"version": plan.version}).content.decode()
    assert "重点检查占比 58.0%" in page
    assert "至少安排 249 天" in page
    assert re.search(r"\(征求意见稿\)》第（八）项 征求意见稿，不作依据", page)
    assert Plan.objects.get().state == PlanState.DRAFT


def test_more_work_than_days_is_refused(who):
    plan = plan_at(PlanState.DRAFT, who)
    actions.add_general_item(plan, by=who.drafter, sector="", **{**ITEM, "visits": 100, "subject": "抽查"})
    assert "超过监督检查工作日 414" in messages_of(plan, "submit", who.drafter)


def test_workdays_beyond_the_total_are_refused(who):
    plan = plan_at(PlanState.DRAFT, who)
    Plan.objects.filter(pk=plan.pk).update(officers=4)
    plan.refresh_from_db()
    said = messages_of(plan, "submit", who.drafter)
    assert said == "其他执法和非执法工作日合计 1570 天，比总法定工作日 992 天多 578 天，请核减"


def test_ungraded_key_enterprises_are_named_with_the_gate(who):
    plan = plan_at(PlanState.DRAFT, who)
    one = graded(who.bureau, 1, start=400, grade="")[0]
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    unmet = [one for one in PLAN.check(plan, "submit", who.drafter) if one.gate == "GT-PLN-001"]
    assert one.name in str(unmet[0].message)
    assert "安全生产法" in str(unmet[0].article)


def test_a_visit_needs_two_officers_in_the_database_too(who):
    plan = plan_at(PlanState.DRAFT, who)
    one = graded(who.bureau, 1, start=500)[0]
    with pytest.raises(RuleBroken):
        actions.add_key_item(plan, by=who.drafter, enterprise=one, **{**ITEM, "visits": 5})
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **ITEM)
    with pytest.raises(IntegrityError, match="plan_item_two_officers"), transaction.atomic():
        PlanItem.objects.filter(plan=plan, enterprise=one).update(officers_per_visit=1)


def test_the_page_of_an_act_sends_the_version_it_was_made_from(client, who):
    """Sent as the page has it, so that a template without the version lets the second of two pages through."""
    plan = plan_at(PlanState.DRAFT, who)
    client.force_login(who.drafter)
    url = act_url(plan, "submit")
    page = client.get(url).content.decode()
    fields = dict(re.findall(r'<input type="hidden" name="(version|once)" value="([^"]*)"', page))
    Plan.objects.filter(pk=plan.pk).update(version=plan.version + 1)
    assert client.post(url, fields).status_code == 409


def test_recall_only_by_who_submitted_and_before_the_review(who):
    plan = plan_at(PlanState.SUBMITTED, who)
    assert "只有报批人" in messages_of(plan, "recall", who.second)
    reviewed = actions.review(Plan.objects.get(), by=who.chief)
    with pytest.raises(StepRefused):
        actions.recall(reviewed, by=who.drafter, reason="补充名单")


def test_recall_brings_the_draft_back(who):
    plan = actions.recall(plan_at(PlanState.SUBMITTED, who), by=who.drafter, reason="补充名单")
    assert (plan.state, plan.submitted_by, plan.submitted_at) == (PlanState.DRAFT, None, None)


@pytest.mark.parametrize(("state", "step"), [(PlanState.SUBMITTED, "return"), (PlanState.REVIEWED, "return_reviewed")])
def test_returning_needs_a_reason_and_leaves_it_in_the_ledger(client, who, state, step):
    plan = plan_at(state, who)
    client.force_login(who.chief if state == PlanState.SUBMITTED else who.leader)
    empty = client.post(act_url(plan, step), {"version": plan.version, "reason": " "})
    assert empty.status_code == 422
    assert client.post(act_url(plan, step), {"version": plan.version, "reason": "重点企业偏少"}).status_code == 302
    plan.refresh_from_db()
    assert (plan.state, plan.reviewed_by, plan.review_opinion) == (PlanState.DRAFT, None, "")
    entry = history(plan)[0]
    assert (entry.act, entry.note) == (f"plan.{step}", "重点企业偏少")
    assert advance(plan, PlanState.ENDORSED, who).state == PlanState.ENDORSED


def test_two_approvals_at_once_the_second_sees_it_is_stale(client, who):
    plan = plan_at(PlanState.REVIEWED, who)
    opened = plan.version
    actions.endorse(Plan.objects.get(), by=who.leader)
    client.force_login(who.head)
    answer = client.post(act_url(plan, "endorse"), {"version": opened, "opinion": "我也同意"})
    assert answer.status_code == 409
    assert "我也同意" in answer.content.decode()
    with pytest.raises(StaleVersion):
        actions.endorse(plan, by=who.head, version=opened)


def test_a_return_from_an_old_page_is_stale_and_keeps_the_reason(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    opened = plan.version
    actions.review(Plan.objects.get(), by=who.chief)
    client.force_login(who.chief)
    answer = client.post(act_url(plan, "return"), {"version": opened, "reason": "重点企业偏少"})
    assert answer.status_code == 409
    assert "重点企业偏少" in answer.content.decode()


def test_a_double_click_reviews_once(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    form = {"version": plan.version, "once": "abc", "opinion": ""}
    first, second = (client.post(act_url(plan, "review"), form) for _click in range(2))
    assert first.status_code == second.status_code == 302
    assert second["Location"] == first["Location"]
    assert history(plan).filter(act="plan.review").count() == 1


@pytest.mark.parametrize(("days", "words"), [(1, "批准日期不能晚于今天"), (-3, "批准日期不能早于报批日期")])
def test_wrong_approval_dates_keep_what_was_typed(client, who, days, words):
    plan = plan_at(PlanState.ENDORSED, who)
    client.force_login(who.drafter)
    on = timezone.localdate() + dt.timedelta(days=days)
    typed = {
        "approval_body": "市政府",
        "approval_number": "云政复8",
        "approved_on": on.isoformat(),
        "version": plan.version,
        "scan": SimpleUploadedFile("批复.pdf", b"%PDF-1.7 scan"),
    }
    answer = client.post(act_url(plan, "record_approval"), typed)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert "云政复8" in answer.content.decode()


def test_a_scan_that_is_no_scan_is_refused(client, who):
    plan = plan_at(PlanState.ENDORSED, who)
    client.force_login(who.drafter)
    typed = {"approval_body": "市政府", "approval_number": "云政复8", "approved_on": timezone.localdate().isoformat(),
             "version": plan.version, "scan": SimpleUploadedFile("a.pdf", b"MZ program")}  # fmt: skip
    answer = client.post(act_url(plan, "record_approval"), typed)
    assert answer.status_code == 422
    assert "扫描件格式不正确" in answer.content.decode()
    assert Plan.objects.get().state == PlanState.ENDORSED


def test_filing_is_not_before_the_approval(who):
    plan = plan_at(PlanState.APPROVED, who)
    with pytest.raises(RuleBroken, match="不能早于政府批准日期"):
        actions.file_with_superior(
            plan, by=who.drafter, filed_with="省厅", filed_on=timezone.localdate() - dt.timedelta(days=1)
        )


def test_publication_names_the_gate_when_approval_or_filing_is_missing(who):
    plan = plan_at(PlanState.FILED, who)
    plan.approved_on, plan.filed_on = None, None
    gates = [one.gate for one in PLAN.check(plan, "publish", who.head)]
    assert gates == ["GT-PLN-002", "GT-PLN-002"]


def test_adjusting_makes_a_new_edition_and_the_old_one_stays_in_force(client, who):
    old = plan_at(PlanState.PUBLISHED, who)
    client.force_login(who.drafter)
    answer = client.post(act_url(old, "adjust"), {"version": old.version, "reason": "开展专项整治"})
    new = Plan.objects.get(edition=2)
    assert answer["Location"] == new.get_absolute_url()
    assert (new.state, new.adjust_reason, new.items.count()) == (PlanState.DRAFT, "开展专项整治", old.items.count())
    assert plans.plan_in_force(who.bureau, old.year) == old
    old.refresh_from_db()
    assert "第 2 版已在办理" in messages_of(old, "adjust", who.drafter)
    assert advance(new, PlanState.PUBLISHED, who) == plans.plan_in_force(who.bureau, old.year)
    assert documents_of(old).get(kind="JHWB").state == DocumentState.SUPERSEDED


def test_the_approver_of_an_adjustment_reads_the_changes(client, who):
    old = plan_at(PlanState.PUBLISHED, who)
    new = actions.adjust(old, by=who.drafter, reason="专项")
    one = graded(who.bureau, 1, start=700)[0]
    actions.add_key_item(new, by=who.drafter, enterprise=one, **ITEM)
    changed = differences(Plan.objects.get(pk=new.pk))
    assert [(row.what, row.before) for row in changed if row.group == "items"] == [(one.name, None)]
    client.force_login(who.leader)
    assert "2 家次，每次 2 人 3 天" in client.get(new.get_absolute_url()).content.decode()


def test_a_stranger_of_the_superior_bureau_reads_but_does_not_act(client, who):
    plan = plan_at(PlanState.REVIEWED, who)
    above = user_with(Role.BUREAU_LEADER)
    who.bureau.parent = above.bureau
    who.bureau.save()
    who.bureau.place_in_tree()
    client.force_login(above)
    assert client.get(plan.get_absolute_url()).status_code == 200
    assert client.post(act_url(plan, "endorse"), {"version": plan.version}).status_code == 403
    with pytest.raises(NotPermitted):
        actions.endorse(plan, by=above)


def test_acts_are_not_done_by_get_and_unknown_steps_do_not_exist(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    assert client.get(act_url(plan, "review")).status_code == 200
    assert Plan.objects.get().state == PlanState.SUBMITTED
    assert client.get(act_url(plan, "edit")).status_code == 404


def test_the_approver_finds_figures_and_opinions_on_the_act_page(client, who):
    plan = plan_at(PlanState.REVIEWED, who)
    client.force_login(who.leader)
    page = client.get(act_url(plan, "endorse")).content.decode()
    for shown in ("1984 − 1035 − 535 = 414", "21 家", "60.9%", "测算属实", who.chief.name):
        assert shown in page


def test_enterprises_closed_after_listing_do_not_disappear_from_the_plan(who):
    plan = plan_at(PlanState.DRAFT, who)
    Enterprise.objects.filter(plan_items__plan=plan).update(status="closed")
    assert plans.key_items(plan).count() == 21


def test_officers_counted_hold_enforcement_certificates(who):
    Certificate.objects.filter(user=who.second).update(kind="supervision")
    assert who.second not in plans.certified_officers(who.bureau, timezone.localdate())


def test_record_approval_once(who):
    plan = plan_at(PlanState.APPROVED, who)
    with pytest.raises(StepRefused):
        record_approval(plan, who.drafter, timezone.localdate())


@pytest.mark.parametrize("step", ["add", "change", "remove", "workdays"])
def test_who_wrote_any_part_of_an_edition_does_not_review_it(who, step):
    plan = plan_at(PlanState.DRAFT, who)
    items = plan.items.select_related("plan").filter(enterprise__isnull=False)
    if step == "add":
        actions.add_key_item(plan, by=who.chief, enterprise=graded(who.bureau, 1, start=700)[0], **ITEM)
    elif step == "change":
        actions.change_item(items.first(), by=who.chief, days_per_visit=Decimal("3.1"))
    elif step == "remove":
        extra = graded(who.bureau, 1, start=700)[0]
        actions.remove_item(actions.add_key_item(plan, by=who.drafter, enterprise=extra, **ITEM), by=who.chief)
    else:
        kuancheng(Plan.objects.get(pk=plan.pk), who.chief)
    plan = actions.submit(Plan.objects.get(pk=plan.pk), by=who.drafter)
    assert "填写或修改过本版内容" in messages_of(plan, "review", who.chief)
    with pytest.raises(StepRefused):
        actions.return_plan(plan, by=who.chief, reason="改")
    other = user_with(Role.SECTION_CHIEF, bureau=who.bureau)
    assert actions.review(plan, by=other).state == PlanState.REVIEWED


def test_an_approval_without_its_scan_is_not_recorded(client, who):
    plan = plan_at(PlanState.ENDORSED, who)
    client.force_login(who.drafter)
    typed = {"approval_body": "市政府", "approval_number": "云政复8", "approved_on": timezone.localdate().isoformat(),
             "version": plan.version}  # fmt: skip
    answer = client.post(act_url(plan, "record_approval"), typed)
    assert answer.status_code == 422
    assert "上传批准文件的扫描件" in answer.content.decode()
    assert "云政复8" in answer.content.decode()
    assert Plan.objects.get().state == PlanState.ENDORSED


def test_the_database_keeps_no_approval_without_number_and_scan(who):
    plan = plan_at(PlanState.APPROVED, who)
    for lacking in ({"approval_scan": None}, {"approval_number": ""}):
        with pytest.raises(IntegrityError, match="plan_approval_with_number_and_scan"), transaction.atomic():
            Plan.objects.filter(pk=plan.pk).update(**lacking)
