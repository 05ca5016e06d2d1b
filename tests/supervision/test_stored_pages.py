"""Public pages are kept as bytes; what was withdrawn or is over is gone at once, and nobody gets another's page."""

import datetime as dt
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from enforcement.accounts.roles import Role
from enforcement.documents.files import store
from enforcement.web.stored_pages import drop
from supervision.models import PublicDecision, PublicDraw
from tests.factories import user_with
from tests.factories.clock import clock_at

PARTY = "云岭晨泽化工（演示）有限公司"


@pytest.fixture
def decision(db: None) -> PublicDecision:
    return make_decision()


def make_decision() -> PublicDecision:
    today = timezone.localdate()
    return PublicDecision.objects.create(
        slug="a1b2c3d4e5f6",
        bureau_name="云岭市应急管理局",
        party=PARTY,
        number="（演）应急罚〔2026〕1号",
        decided_on=today,
        published_on=today,
        expires_on=today + dt.timedelta(days=30),
        fields={"CF_XDR_MC": PARTY, "CF_WSH": "（演）应急罚〔2026〕1号"},
    )


def kept() -> list[Path]:
    return [path for path in (settings.FILES_ROOT / "pages").rglob("*") if path.is_file()]


def text(client: Client, one: PublicDecision, **headers: str) -> str:
    return client.get(one.get_absolute_url(), headers=headers).content.decode()


def test_the_second_reader_costs_no_query(
    decision: PublicDecision, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    first = Client().get(decision.get_absolute_url())
    with django_assert_num_queries(0):
        second = Client().get(decision.get_absolute_url())
    assert PARTY in second.content.decode()
    assert second.content == first.content
    assert dict(second.items()) == dict(first.items())


def test_a_stored_page_has_every_header_that_a_rendered_one_has(decision: PublicDecision) -> None:
    rendered = Client().get(decision.get_absolute_url(), {"x": "1"})  # with a query it is rendered as ever
    Client().get(decision.get_absolute_url())
    stored = Client().get(decision.get_absolute_url())
    missing = {name: value for name, value in rendered.items() if stored.get(name) != value}
    assert set(missing) <= {"Vary", "Content-Length"}
    assert {"Cookie", "Accept-Language"} <= {one.strip() for one in stored["Vary"].split(",")}
    assert stored["Cache-Control"] == "no-cache"
    for name in ("Content-Security-Policy", "X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy"):
        assert stored[name]


def test_a_withdrawn_decision_is_gone_with_the_commit(decision: PublicDecision) -> None:
    assert PARTY in text(Client(), decision)
    decision.amend(withdrawn_on=timezone.localdate(), withdraw_reason="决定已变更", fields={})
    assert not kept()
    shown = text(Client(), decision)
    assert "决定已变更" in shown
    assert PARTY not in shown
    assert text(Client(), decision) == shown


@pytest.mark.django_db(transaction=True)
def test_a_page_filled_while_it_is_withdrawn_shows_the_withdrawal() -> None:
    """The reader comes between the drop and the commit, when the old row is still what everyone else reads."""
    decision = make_decision()
    text(Client(), decision)
    shown: list[str] = []

    def read() -> None:
        shown.append(text(Client(), decision))
        connection.close()

    reader = threading.Thread(target=read)
    with transaction.atomic():
        decision.amend(withdrawn_on=timezone.localdate(), withdraw_reason="决定已变更", fields={})
        reader.start()
        reader.join(0.5)  # it waits for the row, not for the time
        assert not shown
    reader.join()
    assert "决定已变更" in shown[0]
    assert "决定已变更" in text(Client(), decision)


def test_a_withdrawal_taken_back_shows_the_decision_again(decision: PublicDecision) -> None:
    text(Client(), decision)
    with transaction.atomic():
        decision.amend(withdrawn_on=timezone.localdate(), withdraw_reason="误操作", fields={})
        transaction.set_rollback(True)
    assert PARTY in text(Client(), decision)


def test_the_last_day_ends_the_page_at_midnight(decision: PublicDecision) -> None:
    midnight = timezone.make_aware(dt.datetime.combine(decision.expires_on + dt.timedelta(days=1), dt.time()))
    with clock_at(midnight - dt.timedelta(minutes=1)):
        assert PARTY in text(Client(), decision)
    with clock_at(midnight):
        assert "届满" in text(Client(), decision)
        assert PARTY not in text(Client(), decision)


def test_a_proof_appears_on_the_page_of_its_draw(db: None) -> None:
    draw = PublicDraw.objects.create(
        draw=1, slug="d1", bureau_name="云岭市应急管理局", title="抽取", published_at=timezone.now(), commitment={}
    )
    assert "检查结束后公开" in Client().get(draw.get_absolute_url()).content.decode()
    draw.amend(proof_file=store(b"{}", name="x.json", mime="application/json", by=None), revealed_at=timezone.now())
    assert "proof.json" in Client().get(draw.get_absolute_url()).content.decode()


def test_each_language_and_display_has_its_own_page(decision: PublicDecision) -> None:
    client = Client()
    assert 'lang="zh-hans"' in text(client, decision)
    assert 'lang="en"' in text(client, decision, **{"Accept-Language": "en"})
    here = {"next": decision.get_absolute_url()}
    assert client.post("/public/language/", here | {"language": "en"}).status_code == 302
    assert client.post("/public/display/", here | {"display": "elder"}).status_code == 302
    assert '<html lang="en" data-display="elder">' in text(client, decision)
    assert '<html lang="zh-hans" data-display="standard">' in text(Client(), decision)
    assert len(kept()) == 3


def test_the_buttons_of_a_public_page_work_without_a_token(decision: PublicDecision) -> None:
    client = Client(enforce_csrf_checks=True)
    page = text(client, decision)
    assert "csrfmiddlewaretoken" not in page
    for address in ("/public/language/", "/public/display/"):
        assert f'action="{address}"' in page
    answer = client.post("/public/language/", {"language": "en", "next": decision.get_absolute_url()})
    assert answer["Location"] == decision.get_absolute_url()
    assert client.post("/display/", {"display": "elder"}).status_code == 403


def test_the_public_display_leaves_the_account_alone(decision: PublicDecision) -> None:
    user = user_with(Role.INSPECTOR)
    client = Client()
    client.force_login(user)
    client.post("/public/display/", {"display": "elder"})
    user.refresh_from_db()
    assert user.display_mode == "standard"


def test_an_unchanged_page_is_not_sent_again(decision: PublicDecision) -> None:
    etag = Client().get(decision.get_absolute_url())["ETag"]
    again = Client().get(decision.get_absolute_url(), headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    decision.amend(withdrawn_on=timezone.localdate(), withdraw_reason="决定已变更", fields={})
    assert Client().get(decision.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 200


def test_a_signed_in_reader_neither_gets_nor_leaves_a_stored_page(decision: PublicDecision) -> None:
    client = Client()
    client.force_login(user_with(Role.INSPECTOR))
    assert client.get(decision.get_absolute_url())["Cache-Control"] == "no-store"
    assert not kept()


@pytest.mark.parametrize("address", ["/public/decisions/nothing/", "/public/decisions/../x/", "/public/", "/public/x/"])
def test_nothing_else_is_kept(db: None, address: str) -> None:
    Client().get(address)
    assert not kept()


def test_a_foreign_host_is_refused_on_a_stored_page_too(decision: PublicDecision) -> None:
    text(Client(), decision)
    assert Client().get(decision.get_absolute_url(), headers={"Host": "elsewhere.example"}).status_code == 400


def test_a_full_disk_costs_only_time(decision: PublicDecision, caplog: pytest.LogCaptureFixture) -> None:
    settings.FILES_ROOT.parent.mkdir(exist_ok=True)
    settings.FILES_ROOT.write_text("not a folder")
    assert PARTY in text(Client(), decision)
    assert "could not be kept" in caplog.text


def test_dropping_what_was_never_kept_is_no_error() -> None:
    drop(RequestFactory().get("/public/decisions/none/").path_info)
