"""What a bureau sets where the law gives no number: whose value counts, who may set it, what follows."""

import datetime as dt

import pytest
from django.test import Client

from enforcement.accounts.models import Bureau
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.models import Entry
from enforcement.rulebook import clocks, upkeep
from enforcement.rulebook.models import Setting
from enforcement.rulebook.queries import threshold
from enforcement.rulebook.values import open_value, open_values
from tests.factories import bureau, user_with

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 20)
ROW = "TL-INS-007"  # re-inspection under the rule in force, placeholder 10 days


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def below(home, name="县局"):
    child = Bureau.objects.create(
        name=name, short_name="县", credit_code="1", level="county", region_code="1", parent=home
    )
    child.place_in_tree()
    return child


@pytest.fixture
def home():
    return bureau()


@pytest.fixture
def head(home):
    return user_with(Role.PRINCIPAL_HEAD, bureau=home)


def length(of):
    return clocks.due("reinspection", start=dt.date(2026, 3, 2), bureau=of).length


def test_the_nearest_value_upward_counts(home, head):
    child, elsewhere = below(home), bureau()
    assert [length(one.pk) for one in (home, child, elsewhere)] == [10, 10, 10]
    upkeep.set_value(ROW, by=head, value={"length": 7, "unit": "calendar_day"}, note="市局规定")
    assert [length(one.pk) for one in (home, child, elsewhere)] == [7, 7, 10]
    own = user_with(Role.PRINCIPAL_HEAD, bureau=child)
    upkeep.set_value(ROW, by=own, value={"length": 5, "unit": "calendar_day"}, note="县局规定")
    assert [length(one.pk) for one in (home, child, elsewhere)] == [7, 5, 10]
    upkeep.set_value(ROW, by=head, value={"length": 8, "unit": "calendar_day"}, note="全系统", everywhere=True)
    assert [length(one.pk) for one in (home, child, elsewhere)] == [7, 5, 8]
    upkeep.drop_value(ROW, by=head)
    assert [length(one.pk) for one in (home, child, elsewhere)] == [8, 5, 8]
    assert length(None) == 8


def test_a_set_value_stays_marked(home, head):
    upkeep.set_value(ROW, by=head, value={"length": 7, "unit": "calendar_day"}, note="x")
    clock = clocks.due("reinspection", start=dt.date(2026, 3, 2), bureau=home.pk)
    assert clock.unverified
    assert "待核定" in clock.mark


def test_a_lapsed_amount_can_be_set_and_stays_marked(home, head):
    row = threshold("hearing_amount", TODAY, lapsed_ok=True)
    upkeep.set_value(row.row_id, by=head, value={**row.value, "entity_min": 60000}, note="省规定")
    mine = threshold("hearing_amount", TODAY, lapsed_ok=True, bureau=home.pk)
    other = threshold("hearing_amount", TODAY, lapsed_ok=True, bureau=bureau().pk)
    assert (mine.value["entity_min"], other.value["entity_min"]) == (60000, row.value["entity_min"])
    assert "待核定" in mine.mark


def test_every_unknown_or_lapsed_row_is_listed(home):
    listed = {one.row_id: one for one in open_values(home, TODAY)}
    for row in ("TL-INS-007", "TL-CAS-003", "TL-CAS-006", "TL-BAK-002", "TL-SUP-003", "TL-CMP-003", "TH-HEA-003"):
        assert row in listed
        assert listed[row].placeholder
    assert "TL-CAS-007" in listed  # lapsed on 2026-01-31 without a successor
    assert "TL-CAS-004" not in listed
    assert "decision_limit.excluded" in listed
    assert {"TL-CAS-005", "TL-EVD-002"}.isdisjoint(listed)  # lapsed, but another row of the rule is in force


def test_a_known_value_cannot_be_set(head):
    with pytest.raises(RuleBroken):
        upkeep.set_value("TL-CAS-004", by=head, value={"length": 900}, note="x")
    assert not Setting.objects.exists()


def test_who_may_not_set_values_is_refused(home):
    inspector = user_with(Role.INSPECTOR, bureau=home)
    with pytest.raises(NotPermitted):
        upkeep.set_value(ROW, by=inspector, value={"length": 7}, note="x")
    page = signed_in(inspector).get(f"/values/{ROW}/")
    assert page.status_code == 200
    assert "由有设定权限的人员设定" in page.content.decode()
    assert signed_in(inspector).post(f"/values/{ROW}/", {}).status_code == 403


def test_only_the_topmost_bureau_sets_for_everyone(home):
    own = user_with(Role.PRINCIPAL_HEAD, bureau=below(home))
    with pytest.raises(NotPermitted):
        upkeep.set_value(ROW, by=own, value={"length": 7}, note="x", everywhere=True)


def test_the_page_sets_and_takes_back(home, head):
    client = signed_in(head)
    assert "复查" in client.get("/values/").content.decode()
    refused = client.post(f"/values/{ROW}/", {"length": "0", "unit": "calendar_day", "note": "x"})
    assert refused.status_code == 422
    done = client.post(f"/values/{ROW}/", {"length": "7", "unit": "working_day", "note": "局务会决定"})
    assert done.status_code == 302
    one = open_value(ROW, home, TODAY)
    assert (one.value, one.setting.set_by, one.setting.note) == ("7 工作日", head, "局务会决定")
    entry = Entry.objects.filter(act="setting.set").latest("id")
    assert (entry.rule, entry.after) == (ROW, {"length": 7, "unit": "working_day"})
    assert client.post(f"/values/{ROW}/drop/", {}).status_code == 302
    assert client.post(f"/values/{ROW}/drop/", {}).status_code == 422
    assert not Setting.objects.exists()
    assert client.get("/values/TL-CAS-004/").status_code == 404


def test_figures_of_a_threshold_and_kinds_of_pauses_are_fields(home, head):
    client = signed_in(head)
    page = client.get("/values/TH-HEA-003/").content.decode()
    assert 'name="entity_min"' in page
    form = {"individual_min": "30000", "entity_min": "100000", "note": "省规定"}
    assert client.post("/values/TH-HEA-003/", form).status_code == 302
    assert Setting.objects.get(row_id="TH-HEA-003").value["entity_min"] == 100000
    assert clocks.excluded_kinds("decision_limit", home.pk) == {"appraisal", "hearing", "public_notice"}
    assert client.post("/values/decision_limit.excluded/", {"kinds": ["hearing"], "note": "x"}).status_code == 302
    assert clocks.excluded_kinds("decision_limit", home.pk) == {"hearing"}
    seen = client.get("/values/decision_limit.excluded/").context["form"]["seen"].value()
    assert client.post("/values/decision_limit.excluded/", {"note": "x", "seen": seen}).status_code == 302
    assert clocks.excluded_kinds("decision_limit", home.pk) == frozenset()


def test_a_warm_clock_of_a_bureau_asks_the_database_nothing(home, head, django_assert_num_queries):
    upkeep.set_value(ROW, by=head, value={"length": 7, "unit": "calendar_day"}, note="x")
    length(home.pk)
    with django_assert_num_queries(0):
        assert length(home.pk) == 7


def test_a_value_set_meanwhile_is_not_overwritten_unseen(home, head):
    """Two tabs: the second is told, keeps what was typed, and may set it once the value now in force was shown."""
    client, url = signed_in(head), f"/values/{ROW}/"
    seen = client.get(url).context["form"]["seen"].value()
    first = {"length": 12, "unit": "calendar_day", "note": "本局规定", "seen": seen}
    assert client.post(url, first).status_code == 302
    refused = client.post(url, {**first, "length": 15})
    assert refused.status_code == 422
    assert Setting.objects.get(row_id=ROW).value["length"] == 12
    again = refused.context["form"]
    assert (again["length"].value(), "已由他人变动" in refused.content.decode()) == ("15", True)
    assert 'name="seen"' in refused.content.decode()
    assert client.post(url, {**first, "length": 15, "seen": again["seen"].value()}).status_code == 302
    assert Setting.objects.get(row_id=ROW).value["length"] == 15
