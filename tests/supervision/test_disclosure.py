import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cases.models import PenaltyCase
from cases.states import PenaltyState
from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, StaleVersion, StepRefused
from enforcement.ledger.models import Entry
from enforcement.outbox.actions import post
from enforcement.outbox.work import run_due
from enforcement.rulebook.clocks import add_workdays
from supervision.actions import disclosure as actions
from supervision.models import Publication, PublicDecision
from supervision.states import PublicationState
from tests.factories import bureau, user_with
from tests.factories.clock import clock_at
from tests.factories.penalty import case_at

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> PenaltyCase:
    return case_at(PenaltyState.DELIVERED)


@pytest.fixture
def publication(case: PenaltyCase) -> Publication:
    return actions.draft_publication(case, by=None)


def editor(publication: Publication) -> User:
    return user_with(Role.DISCLOSURE_EDITOR, bureau=publication.bureau)


def leader(publication: Publication) -> User:
    return user_with(Role.BUREAU_LEADER, bureau=publication.bureau)


def published(publication: Publication) -> PublicDecision:
    actions.check(publication, by=editor(publication))
    actions.publish(publication, by=leader(publication))
    return PublicDecision.objects.get()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_morning_job_drafts_each_delivered_decision_once(case: PenaltyCase) -> None:
    for key in ("monday", "tuesday"):
        post("supervision.publish_due", key=key)
        run_due()
    publication = Publication.objects.get()
    assert publication.penalty == case
    assert Entry.objects.filter(act="publication.draft").count() == 1


def test_a_decision_that_was_not_delivered_is_not_drafted() -> None:
    case_at(PenaltyState.DECIDED)
    assert actions.draft_what_is_due() == 0


def test_the_last_day_comes_from_the_rulebook(publication: Publication) -> None:
    decided = publication.penalty.decision.decided_on
    assert publication.publish_by == add_workdays(decided, 7)
    assert "安全生产法" in Entry.objects.get(act="publication.draft").article


def test_publishing_copies_the_allowed_fields(publication: Publication) -> None:
    public = published(publication)
    assert public.party == publication.penalty.party
    assert public.number == publication.penalty.decision.document.number
    assert set(public.fields) == set(publication.fields)
    assert "CF_XDR_ZJHM" not in public.fields
    acts = Entry.objects.filter(act__startswith="publication.").order_by("id").values_list("act", flat=True)
    assert list(acts) == ["publication.draft", "publication.check", "publication.publish"]


def test_a_telephone_number_in_the_facts_is_masked(case: PenaltyCase) -> None:
    case.decision.facts = "联系电话13800000000，身份证11010519491231002X"
    case.decision.save()
    publication = actions.draft_publication(PenaltyCase.objects.get(pk=case.pk), by=None)
    assert "13800000000" not in publication.fields["CF_SY"]
    assert "11010519491231002X" not in publication.fields["CF_SY"]
    assert publication.masked == ["居民身份证", "手机号"]


def test_private_content_that_came_back_blocks_the_check(publication: Publication) -> None:
    by = editor(publication)
    actions.edit(publication, by=by, fields={"CF_SY": "电话13800000000"})
    with pytest.raises(StepRefused, match="手机号") as refused:
        actions.check(publication, by=by)
    assert refused.value.unmet[0].gate == "GT-PUB-001"


def test_who_checked_does_not_publish(publication: Publication) -> None:
    both = user_with(Role.DISCLOSURE_EDITOR, Role.BUREAU_LEADER, bureau=publication.bureau)
    actions.check(publication, by=both)
    with pytest.raises(StepRefused, match="复核人"):
        actions.publish(publication, by=both)
    assert not PublicDecision.objects.exists()


def test_an_inspector_publishes_nothing(publication: Publication) -> None:
    actions.check(publication, by=editor(publication))
    with pytest.raises(NotPermitted, match="批准公示"):
        actions.publish(publication, by=user_with(Role.INSPECTOR, bureau=publication.bureau))


def test_a_stale_edit_is_refused(publication: Publication) -> None:
    with pytest.raises(StaleVersion):
        actions.edit(publication, by=editor(publication), fields={"CF_SY": "x"}, version=publication.version + 1)


def test_a_returned_publication_can_be_checked_again(publication: Publication) -> None:
    by = editor(publication)
    actions.check(publication, by=by)
    actions.send_back(publication, by=leader(publication), reason="事实过简")
    actions.check(publication, by=by)
    publication.refresh_from_db()
    assert publication.state == PublicationState.CHECKED
    assert Entry.objects.get(act="publication.return").note == "事实过简"


def test_a_withdrawn_decision_keeps_its_address_and_says_why(publication: Publication, client: Client) -> None:
    public = published(publication)
    actions.withdraw(publication, by=leader(publication), reason="决定已变更")
    page = client.get(public.get_absolute_url()).content.decode()
    assert "决定已变更" in page
    assert publication.penalty.enterprise.credit_code not in page
    assert public.party not in client.get("/public/").content.decode()


def test_the_term_ends_by_the_job_and_the_page_says_so(publication: Publication, client: Client) -> None:
    public = published(publication)
    later = timezone.now() + dt.timedelta(days=400)
    with clock_at(later):
        assert actions.expire_what_is_over() == 1
        assert actions.expire_what_is_over() == 0
        assert "届满" in client.get(public.get_absolute_url()).content.decode()
    publication.refresh_from_db()
    assert publication.state == PublicationState.EXPIRED


def test_anyone_finds_a_decision_by_two_characters(publication: Publication, client: Client) -> None:
    public = published(publication)
    page = client.get("/public/", {"q": public.party[2:4]}).content.decode()
    assert public.get_absolute_url() in page
    assert public.get_absolute_url() not in client.get("/public/", {"q": "龘龘"}).content.decode()
    assert public.get_absolute_url() in client.get("/public/", {"q": public.number}).content.decode()


def test_the_open_data_file_has_the_exchange_fields(publication: Publication, client: Client) -> None:
    public = published(publication)
    text = b"".join(client.get("/public/decisions.csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[0].startswith("CF_XDR_MC,")
    assert public.number in text


def act(publication: Publication, step: str) -> str:
    return f"{publication.get_absolute_url()}do/{step}/"


def test_the_editor_checks_and_the_leader_publishes_in_the_browser(publication: Publication) -> None:
    shown = signed_in(editor(publication)).get(act(publication, "check")).content.decode()
    assert publication.fields["CF_WSH"] in shown
    assert signed_in(editor(publication)).post(act(publication, "check")).status_code == 302
    assert signed_in(leader(publication)).post(act(publication, "publish")).status_code == 302
    page = signed_in(editor(publication)).get(publication.get_absolute_url()).content.decode()
    assert PublicDecision.objects.get().get_absolute_url() in page


def test_a_return_without_a_reason_is_asked_for_one(publication: Publication) -> None:
    actions.check(publication, by=editor(publication))
    page = signed_in(leader(publication)).post(act(publication, "return"), {"reason": ""})
    assert page.status_code == 422
    publication.refresh_from_db()
    assert publication.state == PublicationState.CHECKED


def test_the_button_drafts_what_is_waiting(case: PenaltyCase) -> None:
    client = signed_in(user_with(Role.DISCLOSURE_EDITOR, bureau=case.bureau))
    assert "拟定 1 件" in client.get("/disclosure/").content.decode()
    assert client.post("/disclosure/draft/").status_code == 302
    assert Publication.objects.count() == 1


def test_who_drafted_does_not_check(case: PenaltyCase) -> None:
    drafter = user_with(Role.DISCLOSURE_EDITOR, bureau=case.bureau)
    publication = actions.draft_publication(case, by=drafter)
    with pytest.raises(StepRefused, match="拟定人"):
        actions.check(publication, by=drafter)
    page = signed_in(drafter).post(f"{publication.get_absolute_url()}do/check/", {})
    assert page.status_code == 409
    actions.check(publication, by=editor(publication))


def test_the_button_leaves_the_decisions_of_bureaus_below_to_them(case: PenaltyCase) -> None:
    superior = bureau()
    case.bureau.parent = superior
    case.bureau.save(update_fields=["parent"])
    case.bureau.place_in_tree()
    signed_in(user_with(Role.DISCLOSURE_EDITOR, bureau=superior)).post("/disclosure/draft/")
    assert Publication.objects.count() == 0


def test_the_content_can_be_edited_before_the_check(publication: Publication) -> None:
    url = f"{publication.get_absolute_url()}edit/"
    client = signed_in(editor(publication))
    assert client.get(url).status_code == 200
    fields: dict[str, Any] = {"CF_SY": "改写的事实", "CF_NR": "罚款", "BZ": "", "version": publication.version}
    assert client.post(url, fields).status_code == 302
    assert client.post(url, fields | {"CF_SY": ""}).status_code == 422
    publication.refresh_from_db()
    assert publication.fields["CF_SY"] == "改写的事实"


def test_another_bureau_does_not_see_it(publication: Publication) -> None:
    stranger = user_with(Role.DISCLOSURE_EDITOR, bureau=bureau())
    assert signed_in(stranger).get(publication.get_absolute_url()).status_code == 404


def test_the_list_filters_by_state(publication: Publication) -> None:
    client = signed_in(editor(publication))
    assert publication.get_absolute_url() in client.get("/disclosure/?state=proposed").content.decode()
    assert publication.get_absolute_url() not in client.get("/disclosure/?state=published").content.decode()
