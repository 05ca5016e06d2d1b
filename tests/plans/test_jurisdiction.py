"""Which bureau supervises an enterprise: the rules, the acts, what follows from them."""

import itertools

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enforcement.accounts.models import Level
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StaleVersion
from enforcement.ledger.queries import history
from enforcement.rulebook import upkeep
from plans.actions import assignment as assignments, jurisdiction as actions
from plans.models import Draw, Enterprise, JurisdictionChange
from plans.queries import jurisdiction
from plans.queries.draw_units import unit_base
from plans.rules.jurisdiction import Place, bureau_for, rule_for
from plans.states import AssignmentState, Duty, Grade, PlanState, Scale, Sector
from tests.factories.accounts import user_with
from tests.factories.assignment import assignment_at, task_of
from tests.factories.bulk import copies
from tests.factories.draw import draw_at
from tests.factories.plan import graded, plan_at, team
from tests.factories.tree import tree

WHY = "市局与县局商定由县局监管"


@pytest.fixture
def all_of_them():
    return tree()


@pytest.fixture
def one(all_of_them):
    """Of the sector chemical, supervised by the city: as the rules say."""
    return graded(all_of_them.city.bureau, 1, start=501)[0]


# the rules alone


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "key", "level"),
    [
        ({"affiliation": "central", "sector": "chemical"}, "central", "province"),
        ({"affiliation": "provincial"}, "central", "province"),
        ({"affiliation": "municipal", "scale": "micro", "grade": "blue"}, "municipal", "city"),
        ({"sector": "mine"}, "dangerous", "city"),
        ({"sector": "other", "grade": "orange"}, "high_risk", "city"),
        ({"sector": "trade", "scale": "large", "grade": "blue"}, "large", "city"),
        ({"sector": "trade", "scale": "micro", "grade": "blue"}, "minor", "township"),
        ({"sector": "trade", "scale": "micro", "grade": "yellow"}, "general", "county"),
        ({}, "general", "county"),
    ],
)
def test_the_first_row_that_holds_decides(facts, key, level):
    rule = rule_for(facts, jurisdiction.rules_of(team().bureau.pk))
    assert (rule.key, rule.level) == (key, level)


@pytest.mark.django_db
def test_each_row_has_a_level_and_the_last_one_holds_for_all():
    levels = jurisdiction.levels_of(team().bureau.pk)
    assert {row["key"] for row in jurisdiction.conditions()} == set(levels.value)
    assert set(levels.value.values()) <= set(Level.values)
    assert jurisdiction.conditions()[-1]["when"] == {}
    assert levels.mark


@pytest.mark.django_db
def test_the_database_answers_as_the_rules_do(all_of_them):
    """Every combination of sector, scale and grade, asked both ways."""
    mixes = itertools.product(Sector.values, ["", *Scale.values], ["", *Grade.values])
    rows = [
        graded(all_of_them.county.bureau, 1, start=2000 + n, sector=sector, scale=scale, grade=grade)[0]
        for n, (sector, scale, grade) in enumerate(mixes)
    ]
    rules = jurisdiction.rules_of(all_of_them.county.bureau.pk)
    asked = jurisdiction.with_rule_level(Enterprise.objects.all(), [all_of_them.county.bureau])
    found = {one.pk: (one.rule_key, one.rule_level) for one in asked}
    for one in rows:
        rule = rule_for(jurisdiction.facts_of(one), rules)
        assert found[one.pk] == (rule.key, rule.level)
    assert len({key for key, _level in found.values()}) == 5


PLACES = [
    Place(1, "province", "530000", "1."),
    Place(2, "city", "530100", "1.2."),
    Place(3, "city", "530200", "1.3."),
    Place(4, "county", "530111", "1.2.4."),
    Place(5, "county", "530112", "1.2.5."),
    Place(6, "county", "530211", "1.3.6."),
]


@pytest.mark.parametrize(
    ("level", "region", "now", "expected"),
    [
        ("city", "530111", 4, 2),  # above the present one, whatever the code
        ("city", "530211", 4, 2),
        ("province", "", 4, 1),
        ("county", "530112", 2, 5),  # below it, by the code
        ("county", "530111", 4, 4),  # where it is
        ("county", "530211", 2, 6),
        ("county", "530112", 4, 5),  # of its own level: whom the code names
        ("county", "530211", 4, 6),
        ("county", "539999", 4, 4),  # where it names nobody: who does it now
        ("county", "", 4, 4),
        ("city", "530211", 2, 3),
        ("county", "530100", 2, None),
        ("county", "", 2, None),
        ("township", "530111", 4, None),
        ("city", "530255", 1, 3),
    ],
)
def test_the_bureau_of_a_level_is_found_by_the_tree_and_the_division_code(level, region, now, expected):
    place = next(one for one in PLACES if one.pk == now)
    assert bureau_for(level, region, place, PLACES) == expected


# the page


@pytest.mark.django_db
def test_the_page_says_who_supervises_who_should_and_why(client, all_of_them, one):
    client.force_login(all_of_them.city.chief)
    page = client.get(reverse("jurisdiction_detail", args=[one.pk])).content.decode()
    for words in (all_of_them.city.bureau.name, "化工", "由市级监管", "广东 2021", "待核定", "划转日常监管"):
        assert words in page
    client.force_login(all_of_them.city.drafter)
    page = client.get(reverse("jurisdiction_detail", args=[one.pk])).content.decode()
    assert "划转日常监管</a>" not in page


@pytest.mark.django_db
def test_the_bureau_sets_the_levels_and_the_proposal_follows(client, all_of_them, one):
    head = user_with(Role.PRINCIPAL_HEAD, bureau=all_of_them.city.bureau)
    client.force_login(head)
    url = reverse("value_detail", args=["TH-JUR-001"])
    assert "<option" in client.get(url).content.decode()
    levels = dict(jurisdiction.levels_of(all_of_them.city.bureau.pk).value)
    wrong = client.post(url, {**levels, "dangerous": "village", "note": "x", "seen": ""})
    assert wrong.status_code == 422
    answer = client.post(url, {**levels, "dangerous": "county", "note": "市局分工方案", "seen": ""})
    assert answer.status_code == 302
    proposal = jurisdiction.proposal_of(one)
    assert (proposal.level, proposal.agrees) == ("county", False)
    assert "县级" in client.get(reverse("value_list")).content.decode()


# transfer


def moved(all_of_them, one, **changed):
    values = {"by": all_of_them.city.chief, "to": all_of_them.county.bureau, "reason": WHY, "version": one.version}
    return actions.transfer(one, **values | changed)


@pytest.mark.django_db
def test_a_transfer_moves_the_enterprise_and_is_recorded(all_of_them, one):
    change = moved(all_of_them, one, document_number="云应急〔2026〕8号")
    one.refresh_from_db()
    assert (one.bureau, one.version) == (all_of_them.county.bureau, 2)
    assert (change.from_bureau, change.to_bureau, change.bureau) == (
        all_of_them.city.bureau, all_of_them.county.bureau, all_of_them.city.bureau
    )  # fmt: skip
    assert (change.duty, change.differs, change.proposed_level, change.reason) == (Duty.DAILY, True, "city", WHY)
    entry = history(one)[0]
    assert (entry.act, entry.note) == ("enterprise.transfer", WHY)
    assert entry.before == {"bureau": all_of_them.city.bureau.name}
    assert entry.after["bureau"] == all_of_them.county.bureau.name


@pytest.mark.django_db
def test_what_differs_from_the_rules_needs_a_reason_and_what_agrees_none(all_of_them, one):
    with pytest.raises(RuleBroken, match="与监管分工规则不一致") as refused:
        moved(all_of_them, one, reason=" ")
    assert refused.value.field == "reason"
    moved(all_of_them, one)
    one.refresh_from_db()
    back = moved(all_of_them, one, to=all_of_them.city.bureau, reason="")
    assert (back.differs, back.to_bureau) == (False, all_of_them.city.bureau)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "to"),
    [("county", "city"), ("county", "other"), ("other", "county"), ("other", "other"), ("city", "province")],
)
def test_only_a_bureau_at_or_above_both_decides(all_of_them, who, to):
    one = graded(all_of_them.county.bureau, 1, start=501)[0]
    by, receiver = getattr(all_of_them, who).chief, getattr(all_of_them, to).bureau
    with pytest.raises(NotPermitted):
        moved(all_of_them, one, by=by, to=receiver)
    assert Enterprise.objects.get(pk=one.pk).bureau == all_of_them.county.bureau


@pytest.mark.django_db
@pytest.mark.parametrize("level", ["city", "province"])
def test_a_superior_moves_it_from_one_county_to_the_other(all_of_them, level):
    one = graded(all_of_them.county.bureau, 1, start=501)[0]
    moved(all_of_them, one, by=getattr(all_of_them, level).leader, to=all_of_them.other.bureau)
    assert Enterprise.objects.get(pk=one.pk).bureau == all_of_them.other.bureau


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.SUPERVISOR, Role.LEGAL_REVIEWER, Role.PRINCIPAL_HEAD])
def test_a_role_without_the_right_moves_nothing(client, all_of_them, one, role):
    user = user_with(role, bureau=all_of_them.city.bureau)
    with pytest.raises(NotPermitted):
        moved(all_of_them, one, by=user)
    client.force_login(user)
    for name in ("jurisdiction_transfer", "jurisdiction_licensing"):
        assert client.get(reverse(name, args=[one.pk])).status_code == 403


@pytest.mark.django_db
def test_another_bureau_does_not_know_the_page(client, all_of_them, one):
    for who in (all_of_them.other, team()):
        client.force_login(who.chief)
        for name in ("jurisdiction_detail", "jurisdiction_transfer", "jurisdiction_licensing"):
            assert client.get(reverse(name, args=[one.pk])).status_code == 404


@pytest.mark.django_db
def test_a_stale_page_moves_nothing(client, all_of_them, one):
    moved(all_of_them, one)
    with pytest.raises(StaleVersion):
        moved(all_of_them, one, to=all_of_them.other.bureau)
    client.force_login(all_of_them.city.chief)
    answer = client.post(transfer_url(one, all_of_them.other.bureau), {"reason": WHY, "version": 1})
    assert answer.status_code == 409
    assert Enterprise.objects.get(pk=one.pk).bureau == all_of_them.county.bureau


@pytest.mark.django_db
def test_to_where_it_is_already_or_after_a_merger_nothing_moves(all_of_them, one):
    with pytest.raises(RuleBroken, match="已由"):
        moved(all_of_them, one, to=all_of_them.city.bureau)
    other = graded(all_of_them.city.bureau, 1, start=600)[0]
    Enterprise.objects.filter(pk=one.pk).update(merged_into=other)
    with pytest.raises(RuleBroken, match="已并入其他企业"):
        moved(all_of_them, one)


def transfer_url(one, to):
    return f"{reverse('jurisdiction_transfer', args=[one.pk])}?to={to.pk}"


@pytest.mark.django_db
def test_two_steps_name_what_is_under_way_before_the_confirmation(client, all_of_them):
    plan = plan_at(PlanState.PUBLISHED, all_of_them.city)
    planned = plan.items.filter(kind="key").first().enterprise
    task = assignment_at("open", all_of_them.city, enterprise=planned)
    done = assignment_at("cancelled", all_of_them.city, n=5)
    client.force_login(all_of_them.city.chief)
    first = client.get(reverse("jurisdiction_transfer", args=[planned.pk])).content.decode()
    assert all_of_them.county.bureau.name in first
    assert f'<option value="{all_of_them.province.bureau.pk}"' not in first
    second = client.get(transfer_url(planned, all_of_them.county.bureau)).content.decode()
    assert plan.get_absolute_url() in second
    assert task.get_absolute_url() in second
    assert done.get_absolute_url() not in second
    assert Enterprise.objects.get(pk=planned.pk).bureau == all_of_them.city.bureau
    typed = {"reason": "", "document_number": "云应急〔2026〕8号", "version": planned.version, "once": "a"}
    refused = client.post(transfer_url(planned, all_of_them.county.bureau), typed)
    assert refused.status_code == 422
    assert "云应急〔2026〕8号" in refused.content.decode()
    answers = [
        client.post(transfer_url(planned, all_of_them.county.bureau), {**typed, "reason": WHY, "once": "b"})
        for _click in range(2)
    ]
    assert [answer.status_code for answer in answers] == [302, 302]
    change = JurisdictionChange.objects.get()
    assert [row["url"] for row in change.open_work] == [plan.get_absolute_url(), task.get_absolute_url()]


@pytest.mark.django_db
def test_the_receiving_side_sees_it_and_the_old_one_no_longer_inspects(client, all_of_them):
    plan = plan_at(PlanState.PUBLISHED, all_of_them.city)
    item = plan.items.filter(kind="key").first()
    task = assignment_at("open", all_of_them.city, enterprise=item.enterprise)
    moved(all_of_them, item.enterprise)
    client.force_login(all_of_them.county.chief)
    page = client.get(reverse("jurisdiction_detail", args=[item.enterprise_id])).content.decode()
    assert WHY in page
    assert task.subject in page
    assert client.get(task.get_absolute_url()).status_code == 200
    again = task_of(item.enterprise, [all_of_them.city.drafter, all_of_them.city.second], origin="plan", plan_item=item)
    with pytest.raises(RuleBroken, match="不得叠加执法"):
        assignments.assign_plan_item(again, by=all_of_them.city.chief)
    assert assignments.cancel(task, by=all_of_them.city.chief, reason="已划转").state == AssignmentState.CANCELLED


@pytest.mark.django_db
def test_it_leaves_the_pool_of_the_old_bureau_and_enters_that_of_the_new(all_of_them, one):
    draws = [
        Draw(bureau=who.bureau, conditions={"sectors": ["chemical"]}) for who in (all_of_them.city, all_of_them.county)
    ]
    assert [one in unit_base(draw) for draw in draws] == [True, False]
    moved(all_of_them, one)
    assert [one in unit_base(draw) for draw in draws] == [False, True]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "held"), [("frozen", True), ("drawn", True), ("revealing", True), ("revealed", False), ("void", False)]
)
def test_it_does_not_move_while_it_stands_on_a_frozen_list(all_of_them, state, held):
    draw = draw_at(state, all_of_them.city)
    listed = Enterprise.objects.get(pk=draw.entries.filter(list="unit").earliest("number").subject)
    if held:
        with pytest.raises(RuleBroken, match=draw.number):
            moved(all_of_them, listed)
    else:
        moved(all_of_them, listed)
    assert (Enterprise.objects.get(pk=listed.pk).bureau == all_of_them.city.bureau) is held


# licensing


@pytest.mark.django_db
def test_the_licensing_bureau_is_set_changed_and_taken_away(client, all_of_them, one):
    client.force_login(all_of_them.city.chief)
    url = reverse("jurisdiction_licensing", args=[one.pk])
    form = {"to": all_of_them.province.bureau.pk, "reason": "安全生产许可证", "version": 1}
    assert client.post(url, form).status_code == 302
    one.refresh_from_db()
    assert (one.licensing_bureau, one.bureau) == (all_of_them.province.bureau, all_of_them.city.bureau)
    assert history(one)[0].after["licensing_bureau"] == all_of_them.province.bureau.name
    assert client.post(url, form).status_code == 409
    same = client.post(url, {**form, "version": 2})
    assert (same.status_code, "没有变化" in same.content.decode()) == (422, True)
    assert client.post(url, {"to": "", "version": 2}).status_code == 302
    assert Enterprise.objects.get(pk=one.pk).licensing_bureau is None
    assert list(one.jurisdiction_changes.values_list("duty", flat=True)) == ["licensing", "licensing"]


@pytest.mark.django_db
def test_a_bureau_of_another_tree_licenses_nothing_here(all_of_them, one):
    with pytest.raises(RuleBroken, match="同一机关体系"):
        actions.set_licensing(one, by=all_of_them.city.chief, to=team().bureau, version=1)


# exceptions


@pytest.mark.django_db
def test_the_exceptions_stand_on_a_list_with_their_reasons(client, all_of_them, one):
    unexplained = graded(all_of_them.county.bureau, 1, start=700)[0]
    fitting = graded(all_of_them.county.bureau, 1, start=701, sector="trade", scale="small")[0]
    closed = graded(all_of_them.county.bureau, 1, start=702, status="closed")[0]
    moved(all_of_them, one)
    client.force_login(all_of_them.city.chief)
    page = client.get(reverse("jurisdiction_exceptions")).content.decode()
    shown = [f"/enterprises/{row.pk}/jurisdiction/" in page for row in (one, unexplained, fitting, closed)]
    assert shown == [True, True, False, False]
    assert WHY in page
    assert "未写明" in page
    client.force_login(all_of_them.other.chief)
    assert WHY not in client.get(reverse("jurisdiction_exceptions")).content.decode()


def listed_for(who):
    found = jurisdiction.exceptions(who.chief, jurisdiction.tree_of(who.bureau))
    return {one.pk: (one.rule_level, one.rule_key) for one in found}


@pytest.mark.django_db
def test_the_values_of_the_bureau_that_supervises_decide_not_those_of_the_reader(all_of_them):
    """The county has chemicals supervised by counties; its neighbour and the city go by what holds for all."""
    head = user_with(Role.PRINCIPAL_HEAD, bureau=all_of_them.county.bureau)
    value = {**jurisdiction.levels_of(all_of_them.county.bureau.pk).value, "dangerous": "county"}
    upkeep.set_value("TH-JUR-001", by=head, value=value, note="本县分工")
    here = graded(all_of_them.county.bureau, 1, start=700)[0]
    there = graded(all_of_them.other.bureau, 1, start=701)[0]
    above = graded(all_of_them.city.bureau, 1, start=702)[0]
    for reader in (all_of_them.city, all_of_them.province):
        assert listed_for(reader) == {there.pk: ("city", "dangerous")}
    assert listed_for(all_of_them.county) == {}
    assert [jurisdiction.proposal_of(one).agrees for one in (here, there, above)] == [True, False, True]


@pytest.mark.django_db
def test_another_county_than_the_division_code_names_is_an_exception(client, all_of_them):
    facts = {"sector": "trade", "scale": "small"}
    home = graded(all_of_them.county.bureau, 1, start=700, region_code="530111", **facts)[0]
    away = graded(all_of_them.county.bureau, 1, start=701, region_code="530112", **facts)[0]
    unknown = graded(all_of_them.county.bureau, 1, start=702, **facts)[0]
    nobody = graded(all_of_them.county.bureau, 1, start=703, region_code="530199", **facts)[0]
    assert set(listed_for(all_of_them.city)) == {away.pk}
    proposals = [jurisdiction.proposal_of(one) for one in (home, away, unknown, nobody)]
    assert [one.agrees for one in proposals] == [True, False, True, True]
    assert proposals[1].bureau == all_of_them.other.bureau
    client.force_login(all_of_them.city.chief)
    page = client.get(reverse("jurisdiction_exceptions")).content.decode()
    assert f"/enterprises/{away.pk}/jurisdiction/" in page
    assert all_of_them.other.bureau.name in page
    assert "不一致" in client.get(reverse("jurisdiction_detail", args=[away.pk])).content.decode()


@pytest.mark.django_db
def test_the_list_and_the_page_agree_on_every_enterprise(all_of_them):
    """Asked of the database and one by one, over places, levels and supervisors."""
    places = ("", "530111", "530112", "530100", "530199")
    supervisors = (all_of_them.city, all_of_them.county, all_of_them.other)
    kinds = ({"sector": "chemical"}, {"sector": "trade", "scale": "small"})
    mixes = enumerate(itertools.product(supervisors, places, kinds))
    rows = [graded(who.bureau, 1, start=3000 + n, region_code=place, **kind)[0] for n, (who, place, kind) in mixes]
    found = listed_for(all_of_them.province)
    assert set(found) == {one.pk for one in rows if not jurisdiction.proposal_of(one).agrees}
    assert 0 < len(found) < len(rows)


@pytest.mark.django_db
def test_more_exceptions_cost_no_more_queries(client, all_of_them):
    row = graded(all_of_them.county.bureau, 1, start=700)[0]
    client.force_login(all_of_them.city.chief)
    url = reverse("jurisdiction_exceptions")

    def asked():
        with CaptureQueriesContext(connection) as captured:
            page = client.get(url).content.decode()
        return page.count("未写明"), len(captured)

    asked()
    few = asked()
    copies(row, 200)
    many = asked()
    assert (few[0], many[0] >= 20) == (1, True)
    assert many[1] == few[1]


# what the database keeps


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "constraint"),
    [
        ({"reason": ""}, "jurisdiction_exception_says_why"),
        ({"from_bureau": None}, "jurisdiction_daily_from_and_to"),
        ({"to_bureau": None}, "jurisdiction_daily_from_and_to"),
    ],
)
def test_the_database_keeps_the_promises(all_of_them, one, changed, constraint):
    change = moved(all_of_them, one)
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        JurisdictionChange.objects.filter(pk=change.pk).update(**changed)
    with pytest.raises(IntegrityError, match="jurisdiction_goes_elsewhere"), transaction.atomic():
        JurisdictionChange.objects.filter(pk=change.pk).update(to_bureau=change.from_bureau)


@pytest.mark.django_db
def test_a_change_is_seen_by_who_gave_who_got_and_who_stands_above(all_of_them):
    one = graded(all_of_them.county.bureau, 1, start=501)[0]
    change = moved(all_of_them, one, to=all_of_them.other.bureau)
    seen = [
        JurisdictionChange.objects.visible_to(who.chief).filter(pk=change.pk).exists()
        for who in (all_of_them.county, all_of_them.other, all_of_them.city, all_of_them.province, team())
    ]
    assert seen == [True, True, True, True, False]
    clerk = user_with(Role.ARCHIVIST, bureau=all_of_them.city.bureau)
    assert not JurisdictionChange.objects.visible_to(clerk).exists()


@pytest.mark.django_db
def test_a_value_set_above_holds_below(all_of_them, one):
    head = user_with(Role.PRINCIPAL_HEAD, bureau=all_of_them.province.bureau)
    value = {**jurisdiction.levels_of(one.bureau_id).value, "dangerous": "province"}
    upkeep.set_value("TH-JUR-001", by=head, value=value, note="全省分工")
    assert jurisdiction.proposal_of(one).bureau == all_of_them.province.bureau
