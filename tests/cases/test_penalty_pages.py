"""The list, the proposal and the act pages as a browser sees them."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import PenaltyCase
from cases.states import InspectionState, PenaltyState as S
from enforcement.accounts.roles import Role
from enforcement.web import queue
from tests.factories import bureau, user_with
from tests.factories.inspection import inspection_at, team_of
from tests.factories.penalty import SIGNS, case_at, people_of, propose

pytestmark = pytest.mark.django_db


def test_the_list_finds_by_two_characters_state_handler_and_due_date(client: Client) -> None:
    case = case_at(S.INVESTIGATING)
    handler = people_of(case).handler
    client.force_login(handler)
    late = case.next_due < timezone.localdate()
    assert not late
    for query, there in (
        ("", True), (f"?party={case.party[:2]}", True), ("?party=无此", False), ("?state=investigating", True),
        ("?state=closed", False), (f"?handler={handler.name}", True), ("?handler=无此人", False),
        ("?overdue=yes", False), ("?overdue=no", True), (f"?enterprise={case.enterprise_id}", True),
        ("?enterprise=0", False), ("?state=x", True),
    ):  # fmt: skip
        page = client.get(f"/penalties/{query}")
        assert page.status_code == 200
        assert (case.number in page.content.decode()) == there, query


def test_overdue_cases_are_found(client: Client) -> None:
    case = propose(
        found_on=timezone.localdate() - dt.timedelta(days=30), act_on=timezone.localdate() - dt.timedelta(days=31)
    )
    client.force_login(people_of(case).handler)
    page = client.get("/penalties/?overdue=yes").content.decode()
    assert case.party in page
    assert "已超期" in page


def test_the_list_costs_the_same_with_more_rows(client: Client, django_assert_max_num_queries) -> None:
    home = bureau()
    team = [user_with(Role.INSPECTOR, bureau=home), user_with(Role.INSPECTOR, bureau=home)]
    propose(inspection_at(InspectionState.SEALED, *team))
    client.force_login(team[0])
    client.get("/penalties/")
    with django_assert_max_num_queries(20) as few:
        client.get("/penalties/")
    for _n in range(3):
        propose(inspection_at(InspectionState.SEALED, *team))
    with django_assert_max_num_queries(len(few)):
        client.get("/penalties/")


def test_other_bureaus_see_no_case(client: Client) -> None:
    case = propose()
    client.force_login(user_with(Role.INSPECTOR, bureau=bureau()))
    for path in ("", "log/", "do/approve_filing/"):
        assert client.get(f"{case.get_absolute_url()}{path}").status_code == 404
    assert case.party not in client.get("/penalties/").content.decode()
    assert client.get(f"/penalties/new/?inspection={case.inspection_id}").status_code == 404


def test_administrators_see_no_case(client: Client) -> None:
    case = propose()
    client.force_login(user_with(Role.SYSTEM_ADMIN, bureau=case.bureau))
    assert client.get(case.get_absolute_url()).status_code == 404


def test_unknown_parts_steps_and_starts_are_404(client: Client) -> None:
    case = propose()
    client.force_login(people_of(case).handler)
    for path in (f"{case.get_absolute_url()}nothing/", f"{case.get_absolute_url()}do/nothing/", "/penalties/new/"):
        assert client.get(path).status_code == 404


def proposal(visit) -> dict:
    return {
        "findings": [one.pk for one in visit.findings.all()], "violation": SIGNS, "act_on": "2026-11-20",
        "found_on": timezone.localdate().isoformat(), "party_kind": "entity", "facts": "未设置安全警示标志",
        "handlers": [one.pk for one in team_of(visit)], "once": "p1",
    }  # fmt: skip


def test_a_case_is_proposed_through_its_page(client: Client) -> None:
    visit = inspection_at(InspectionState.SEALED)
    client.force_login(team_of(visit)[0])
    url = f"/penalties/new/?inspection={visit.pk}"
    assert "未设置安全警示标志" not in client.get(url).content.decode()
    refused = client.post(url, proposal(visit) | {"violation": "没有这种", "facts": "打好的字"})
    assert refused.status_code == 422
    assert "打好的字" in refused.content.decode()
    made = client.post(url, proposal(visit))
    case = PenaltyCase.objects.get()
    assert made.url == case.get_absolute_url()
    assert client.post(url, proposal(visit)).url == made.url
    assert PenaltyCase.objects.count() == 1


def test_leaders_do_not_propose(client: Client) -> None:
    visit = inspection_at(InspectionState.SEALED)
    client.force_login(people_of(visit).leader)
    assert client.get(f"/penalties/new/?inspection={visit.pk}").status_code == 403


def test_filing_is_approved_in_two_steps(client: Client) -> None:
    case = propose()
    who = people_of(case)
    url = f"{case.get_absolute_url()}do/approve_filing/"
    fields = {"handlers": [one.pk for one in who.handlers], "version": case.version, "once": "f1"}
    client.force_login(who.handler)
    assert client.post(url, fields).status_code == 403
    client.force_login(who.leader)
    assert case.facts in client.get(url).content.decode()
    case.refresh_from_db()
    assert case.state == S.PROPOSED
    assert client.post(url, fields | {"handlers": fields["handlers"][:1], "opinion": "同意办理"}).status_code == 422
    assert client.post(url, fields | {"version": 99}).status_code == 409
    assert client.post(url, fields).status_code == 302
    assert client.post(url, fields).status_code == 302  # the second click of the same form
    assert client.post(url, fields | {"once": "f2", "version": ""}).status_code == 409
    case.refresh_from_db()
    assert case.number.endswith("1号")


def test_it_is_on_the_desk_of_whoever_is_next() -> None:
    case = case_at(S.INVESTIGATING)
    who = people_of(case)
    assert case.get_absolute_url() in [task.url for task in queue.to_do(who.handler)]
    stranger = user_with(Role.INSPECTOR, bureau=case.bureau)
    assert case.get_absolute_url() not in [task.url for task in queue.to_do(stranger)]
    waiting = propose()
    assert waiting.get_absolute_url() in [task.url for task in queue.to_do(people_of(waiting).leader)]


def test_it_is_found_by_the_party_in_the_one_search_box(client: Client) -> None:
    case = case_at(S.INVESTIGATING)
    client.force_login(people_of(case).handler)
    assert case.number in client.get("/search/", {"q": case.party[3:6]}).content.decode()
