"""One bureau supervises an enterprise from day to day; another one inspects it only as one of a few origins, and both
see it."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import Bureau
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.rulebook.gates import cited
from enforcement.rulebook.queries import gate
from plans.actions import assignment as actions, plan as plan_actions
from plans.models import Assignment
from plans.queries.assignment import Site, near
from plans.queries.enterprise import url_within
from plans.states import OF_OTHERS, AssignmentState, Origin, PlanState
from tests.factories.assignment import task_of
from tests.factories.plan import graded, plan_at, team
from tests.factories.tree import tree

pytestmark = pytest.mark.django_db
WHY = "核查县局执法质量"


@pytest.fixture
def all_of_them():
    return tree()


@pytest.fixture
def one(all_of_them):
    """Supervised by the county."""
    return graded(all_of_them.county.bureau, 1, start=501)[0]


def assigned(who, enterprise, origin, *others, **more):
    officers = [who.drafter, who.second, *others]
    return actions.assign_by_hand(task_of(enterprise, officers, origin=origin, **more), by=who.chief)


def refusal(who, enterprise, origin, *others, **more):
    with pytest.raises(RuleBroken) as refused:
        assigned(who, enterprise, origin, *others, **more)
    assert not Assignment.objects.exists()
    return refused.value


@pytest.mark.parametrize("origin", [Origin.CAMPAIGN, Origin.COMPLAINT, Origin.SUPERIOR])
@pytest.mark.parametrize("level", ["city", "other"])
def test_another_bureau_is_refused_with_the_gate(all_of_them, one, origin, level):
    told = refusal(getattr(all_of_them, level), one, origin, origin_reason=WHY)
    assert told.field == "origin"
    assert cited(gate("GT-PLN-004")) in str(told.message)
    assert str(all_of_them.county.bureau) in str(told.message)


@pytest.mark.parametrize("origin", [Origin.SUPERVISION, Origin.SPOT_CHECK])
def test_a_superior_supervises_and_checks(all_of_them, one, origin):
    task = assigned(all_of_them.city, one, origin, origin_reason=WHY, document_number="云应急〔2026〕12号")
    assert (task.bureau, task.daily_bureau) == (all_of_them.city.bureau, all_of_them.county.bureau)
    assert (task.origin, task.origin_reason, task.document_number) == (origin, WHY, "云应急〔2026〕12号")
    entry = history(task)[0]
    assert entry.after["daily_bureau"] == all_of_them.county.bureau.name
    assert entry.after["reason"] == WHY
    assert entry.after["document"] == "云应急〔2026〕12号"


@pytest.mark.parametrize("origin", [Origin.SUPERVISION, Origin.SPOT_CHECK])
@pytest.mark.parametrize("level", ["county", "other"])
def test_only_a_superior_does(all_of_them, one, origin, level):
    """Neither the daily supervisor itself nor a bureau beside it."""
    assert "由日常监管机关的上级办理" in str(
        refusal(getattr(all_of_them, level), one, origin, origin_reason=WHY).message
    )


def test_a_lower_bureau_does_not_check_what_a_superior_supervises(all_of_them):
    own = graded(all_of_them.city.bureau, 1, start=70)[0]
    told = refusal(all_of_them.county, own, Origin.SPOT_CHECK, origin_reason=WHY)
    assert "由日常监管机关的上级办理" in str(told.message)


@pytest.mark.parametrize("origin", [Origin.SUPERVISION, Origin.SPOT_CHECK])
@pytest.mark.parametrize("reason", ["", "  "])
def test_the_reason_is_asked_for(all_of_them, one, origin, reason):
    assert refusal(all_of_them.city, one, origin, origin_reason=reason).field == "origin_reason"


def test_a_joint_check_has_someone_to_join(all_of_them, one):
    told = refusal(all_of_them.county, one, Origin.JOINT)
    assert (told.field, "参加机关或其他参加部门" in str(told.message)) == ("partners", True)
    task = assigned(all_of_them.county, one, Origin.JOINT, other_departments="消防救援机构、生态环境局")
    assert (task.other_departments, task.daily_bureau) == ("消防救援机构、生态环境局", None)


def test_the_leading_bureau_is_no_partner_of_its_own(all_of_them, one):
    told = refusal(all_of_them.county, one, Origin.JOINT, partners=[all_of_them.county.bureau])
    assert "牵头机关" in str(told.message)


def test_a_joint_check_led_by_another_includes_the_daily_supervisor(all_of_them, one):
    words = {"origin_reason": "涉氨企业联合检查"}
    told = refusal(all_of_them.city, one, Origin.JOINT, partners=[all_of_them.other.bureau], **words)
    assert "参加机关中应有该机关" in str(told.message)
    task = assigned(
        all_of_them.city, one, Origin.JOINT, all_of_them.county.drafter, partners=[all_of_them.county.bureau], **words
    )
    assert set(task.partners.all()) == {all_of_them.county.bureau}
    assert task.officers.count() == 3
    assert task.shared_with == [all_of_them.county.bureau.pk]


def test_officers_come_from_those_who_take_part_and_one_from_the_leading_bureau(all_of_them, one):
    shared = {"origin": Origin.JOINT, "partners": [all_of_them.other.bureau]}
    told = refusal(all_of_them.county, one, Origin.JOINT, all_of_them.city.drafter, partners=[all_of_them.other.bureau])
    assert all_of_them.city.drafter.name in str(told.message)
    only_partners = task_of(one, [all_of_them.other.drafter, all_of_them.other.second], **shared)
    with pytest.raises(RuleBroken, match="至少有一名本机关人员"):
        actions.assign_by_hand(only_partners, by=all_of_them.county.chief)
    all_of_them.other.drafter.certificates.update(valid_to="2020-01-01")
    told = refusal(
        all_of_them.county, one, Origin.JOINT, all_of_them.other.drafter, partners=[all_of_them.other.bureau]
    )
    assert "没有有效的执法证" in str(told.message)


def cross_region(all_of_them, **changed):
    return {"partners": [all_of_them.county.bureau], "approving_bureau": all_of_them.city.bureau,
            "document_number": "云应急〔2026〕30号", "origin_reason": "跨县运输企业协查"} | changed  # fmt: skip


def test_a_cross_region_check_is_approved_by_a_common_superior(all_of_them, one):
    task = assigned(all_of_them.other, one, Origin.CROSS_REGION, **cross_region(all_of_them))
    assert (task.bureau, task.daily_bureau) == (all_of_them.other.bureau, all_of_them.county.bureau)
    assert task.approving_bureau == all_of_them.city.bureau
    assert history(task)[0].after["approved_by"] == all_of_them.city.bureau.name


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"partners": []}, "partners"),
        ({"approving_bureau": None}, "approving_bureau"),
        ({"document_number": " "}, "document_number"),
        ({"origin_reason": ""}, "origin_reason"),
    ],
)
def test_what_a_cross_region_check_needs(all_of_them, one, changed, field):
    assert refusal(all_of_them.other, one, Origin.CROSS_REGION, **cross_region(all_of_them, **changed)).field == field


def test_a_bureau_beside_them_or_one_that_takes_part_approves_nothing(all_of_them, one):
    for wrong in (team().bureau, all_of_them.county.bureau):
        told = refusal(all_of_them.other, one, Origin.CROSS_REGION, **cross_region(all_of_them, approving_bureau=wrong))
        assert told.field == "approving_bureau"


# what the database keeps, whatever the code does


@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"origin": Origin.CAMPAIGN}, "assignment_not_stacked"),
        ({"origin_reason": ""}, "assignment_not_stacked"),
        ({"origin": Origin.LICENSING}, "assignment_licensing_says_which"),
        ({"licence": "chem_sale"}, "assignment_licensing_says_which"),
        ({"origin": Origin.CROSS_REGION}, "assignment_cross_region_approved"),
        ({"over_limits": [{"period": "day"}]}, "assignment_over_limit_says_why"),
    ],
)
def test_the_database_keeps_the_promises(all_of_them, one, changed, constraint):
    task = assigned(all_of_them.city, one, Origin.SPOT_CHECK, origin_reason=WHY)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Assignment.objects.filter(pk=task.pk).update(**changed)
    with pytest.raises(IntegrityError, match="assignment_not_stacked"), transaction.atomic():
        Assignment.objects.filter(pk=task.pk).update(daily_bureau=all_of_them.city.bureau)


# who sees it


def test_the_daily_supervisor_sees_the_check_of_another(client, all_of_them, one):
    task = assigned(all_of_them.city, one, Origin.SPOT_CHECK, origin_reason=WHY)
    for who, status in ((all_of_them.county, 200), (all_of_them.province, 200), (all_of_them.other, 404)):
        client.force_login(who.chief)
        assert client.get(task.get_absolute_url()).status_code == status
        assert (task.get_absolute_url() in client.get(reverse("assignment_list")).content.decode()) is (status == 200)
    client.force_login(all_of_them.county.chief)
    page = client.get(task.get_absolute_url()).content.decode()
    assert WHY in page
    assert "不受不得叠加执法的限制" in page
    assert "取消任务" not in page


def test_whoever_only_sees_it_cannot_act_on_it(client, all_of_them, one):
    task = assigned(all_of_them.city, one, Origin.SPOT_CHECK, origin_reason=WHY)
    client.force_login(all_of_them.county.chief)
    url = reverse("assignment_act", args=[task.pk, "cancel"])
    assert client.post(url, {"reason": "x", "version": task.version}).status_code == 403
    assert Assignment.objects.get().state == AssignmentState.OPEN


def test_an_enterprise_out_of_view_is_named_and_no_link(client, all_of_them, one):
    task = assigned(all_of_them.other, one, Origin.CROSS_REGION, **cross_region(all_of_them))
    for who, linked in ((all_of_them.other, False), (all_of_them.county, True), (all_of_them.city, True)):
        client.force_login(who.chief)
        page = client.get(task.get_absolute_url()).content.decode()
        assert one.name in page
        assert (f'href="{one.get_absolute_url()}"' in page) is linked


def test_the_address_of_an_enterprise_is_given_to_whoever_may_see_it(all_of_them, one):
    homes = [who.bureau for who in (all_of_them.county, all_of_them.city, all_of_them.province, all_of_them.other)]
    given = [url_within(one, home) for home in homes]
    assert given == [one.get_absolute_url()] * 3 + [""]


def test_officers_of_a_bureau_that_takes_part_begin_the_task(all_of_them, one):
    joined = {"partners": [all_of_them.other.bureau]}
    task = assigned(all_of_them.county, one, Origin.JOINT, all_of_them.other.drafter, **joined)
    with pytest.raises(StepRefused, match="只有本任务的检查人员"):
        actions.begin(task, by=all_of_them.other.second)
    assert actions.begin(task, by=all_of_them.other.drafter).state == AssignmentState.UNDER_WAY


# the pages


def url_of(enterprise, *partners):
    query = "".join(f"&partners={one.pk}" for one in partners)
    return f"{reverse('assignment_add')}?code={enterprise.credit_code}{query}"


def typed(who, *others, **changed):
    today = timezone.localdate()
    officers = [one.pk for one in (who.drafter, who.second, *others)]
    window = {"window_from": today.isoformat(), "window_to": (today + dt.timedelta(days=5)).isoformat()}
    form = {"origin": "spot_check", "subject": "执法质量抽查", "officers": officers, "origin_reason": WHY}
    return {**form, **window, **changed}


def test_a_superior_finds_the_enterprise_by_name_and_another_by_its_code(client, all_of_them, one):
    def found(who, words):
        client.force_login(who.chief)
        return one.name in client.get(reverse("assignment_add"), {"words": words}).content.decode()

    assert found(all_of_them.city, "示例化工")
    assert not found(all_of_them.other, "示例化工")
    assert found(all_of_them.other, one.credit_code.lower())


def test_the_page_shows_who_supervises_and_what_is_planned_and_offers_what_is_left(client, all_of_them):
    plan = plan_at(PlanState.PUBLISHED, all_of_them.county)
    planned = plan.items.filter(kind="key").first().enterprise
    task = assigned(all_of_them.county, planned, Origin.CAMPAIGN)
    client.force_login(all_of_them.city.chief)
    page = client.get(url_of(planned)).content.decode()
    assert f"由{all_of_them.county.bureau}负责日常监管，本机关不得叠加执法" in page
    assert cited(gate("GT-PLN-004")) in page
    assert "计划 2 次" in page
    assert task.get_absolute_url() in page
    assert plan.get_absolute_url() in page
    offered = {one.value for one in Site(planned, all_of_them.city.bureau).origins}
    assert offered == {"supervision", "spot_check", "joint", "cross_region"}
    assert [f'value="{origin}"' in page for origin in ("spot_check", "campaign", "licensing")] == [True, False, False]
    client.force_login(all_of_them.other.chief)
    page = client.get(url_of(planned)).content.decode()
    assert "计划 2 次" in page
    assert task.get_absolute_url() not in page
    assert plan.get_absolute_url() not in page


def test_a_spot_check_from_the_page_to_the_task(client, all_of_them, one):
    client.force_login(all_of_them.city.chief)
    refused = client.post(url_of(one), typed(all_of_them.city, origin_reason=""))
    assert refused.status_code == 422
    assert "写明检查理由" in refused.content.decode()
    assert client.post(url_of(one), typed(all_of_them.city, origin="campaign")).status_code == 422
    assert client.post(url_of(one), typed(all_of_them.city)).status_code == 302
    task = Assignment.objects.get()
    assert (task.bureau, task.origin, task.origin_reason) == (all_of_them.city.bureau, "spot_check", WHY)


def test_a_joint_check_from_the_page_with_officers_of_both(client, all_of_them, one):
    client.force_login(all_of_them.city.chief)
    alone = client.get(url_of(one)).content.decode()
    together = client.get(url_of(one, all_of_them.county.bureau)).content.decode()
    label = f"{all_of_them.county.drafter.name}（{all_of_them.county.bureau}）"
    assert (label in alone, label in together) == (False, True)
    form = typed(all_of_them.city, all_of_them.county.drafter, origin="joint", other_departments="消防救援机构")
    assert client.post(url_of(one, all_of_them.county.bureau), form).status_code == 302
    task = Assignment.objects.get()
    assert list(task.partners.all()) == [all_of_them.county.bureau]
    page = client.get(task.get_absolute_url()).content.decode()
    assert all_of_them.county.bureau.name in page
    assert "消防救援机构" in page


def test_a_double_click_makes_one_spot_check(client, all_of_them, one):
    client.force_login(all_of_them.city.chief)
    answers = [client.post(url_of(one), typed(all_of_them.city, once="twice")) for _click in range(2)]
    assert len({answer["Location"] for answer in answers}) == 1
    assert Assignment.objects.count() == 1


def test_a_code_that_is_nobodys_and_a_bureau_that_is_not_offered(client, all_of_them, one):
    client.force_login(all_of_them.city.chief)
    assert client.get(f"{reverse('assignment_add')}?code=91990000000000000X").status_code == 404
    stranger = team().bureau
    page = client.get(url_of(one, stranger))
    assert page.status_code == 200
    assert stranger.name not in page.content.decode()


def test_those_near_may_take_part(all_of_them, one):
    offered = set(near(Site(one, all_of_them.county.bureau)))
    expected = {all_of_them.province.bureau, all_of_them.city.bureau, all_of_them.other.bureau}
    assert offered == expected
    assert all_of_them.county.bureau in set(near(Site(one, all_of_them.city.bureau)))
    assert Bureau.objects.count() == 4


def test_the_list_is_filtered_by_bureau_year_enterprise_and_the_new_origins(client, all_of_them, one):
    spot = assigned(all_of_them.city, one, Origin.SPOT_CHECK, origin_reason=WHY)
    other = graded(all_of_them.county.bureau, 1, start=30)[0]
    later = dt.date(timezone.localdate().year + 1, 3, 2)
    own = assigned(all_of_them.county, other, Origin.CAMPAIGN, window_from=later, window_to=later)
    client.force_login(all_of_them.city.chief)

    def shown(**chosen):
        page = client.get(reverse("assignment_list"), chosen).content.decode()
        return [task.get_absolute_url() in page for task in (spot, own)]

    assert shown() == [True, True]
    assert shown(origin="spot_check") == [True, False]
    assert shown(bureau=all_of_them.county.bureau.pk) == [False, True]
    assert shown(year=later.year) == [False, True]
    assert shown(enterprise=one.pk) == [True, False]


# plans


def test_what_another_bureau_supervises_is_not_planned(all_of_them, one):
    plan = plan_at(PlanState.DRAFT, all_of_them.city)
    with pytest.raises(RuleBroken, match="不列入本机关计划") as refused:
        plan_actions.add_key_item(plan, by=all_of_them.city.drafter, enterprise=one)
    assert cited(gate("GT-PLN-004")) in str(refused.value.message)
    assert not plan.items.filter(enterprise=one).exists()


def test_every_exception_is_tried_here():
    assert {str(origin) for origin in OF_OTHERS} == {"supervision", "spot_check", "joint", "cross_region", "licensing"}
