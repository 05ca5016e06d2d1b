import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cases.models import Delivery
from cases.states import DeliveryMethod as M, OrderState as S
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.models import Entry
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.inspection import PNG, team_of
from tests.factories.order import deliver, order_at, proof

pytestmark = pytest.mark.django_db


def attempt(**fields):
    order = order_at(S.ISSUED)
    return deliver(order, team_of(order.inspection)[0], **fields)


def test_it_leaves_a_receipt_and_an_entry() -> None:
    order = attempt()
    made = Delivery.objects.get()
    assert (made.order, made.document, made.receipt.kind) == (order, order.document, "SDHZ")
    assert made.receipt.context["lines"][0]["receiver"] == "赟喆堃"
    assert Entry.objects.get(act="delivery.record").rule == M.DIRECT


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"proof": None}, "proof"),
        ({"method": M.LEFT, "proof": None, "note": "拒收"}, "witness"),
        ({"method": M.LEFT, "note": ""}, "note"),
        ({"method": M.POST}, "tracking"),
        ({"method": M.POST, "tracking": "EMS1"}, "delivered_on"),
        ({"method": M.ENTRUSTED}, "note"),
        ({"method": M.THROUGH_UNIT}, "note"),
        ({"method": M.ELECTRONIC}, "consent"),
        ({"method": M.PUBLIC_NOTICE}, "note"),
        ({"method": M.PUBLIC_NOTICE, "note": "下落不明，邮寄退回"}, "acted_on"),
        ({"method": "SV-9"}, "method"),
    ],
)
def test_each_way_shows_what_it_needs(fields, field: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        attempt(**fields)
    assert broken.value.field == field
    assert not Delivery.objects.exists()


def test_electronic_service_names_its_rule() -> None:
    with pytest.raises(RuleBroken, match="行政处罚法"):
        attempt(method=M.ELECTRONIC)
    assert attempt(method=M.ELECTRONIC, consent=proof()).state == S.DELIVERED


def test_left_with_a_witness() -> None:
    assert attempt(method=M.LEFT, proof=None, note="拒收", witness="居委会 欧阳").state == S.DELIVERED


def test_handed_over_on_the_spot_needs_nothing_more() -> None:
    assert attempt(method=M.ON_THE_SPOT, proof=None).state == S.DELIVERED


@pytest.mark.parametrize("days", [-1, 1])
def test_not_before_the_document_nor_in_the_future(days: int) -> None:
    with pytest.raises(RuleBroken) as broken:
        attempt(acted_on=timezone.localdate() + dt.timedelta(days=days))
    assert broken.value.field == "acted_on"


def test_by_post_the_slip_counts() -> None:
    order = order_at(S.ISSUED)
    today = timezone.localdate()
    with clock_at(timezone.now() + dt.timedelta(days=3)):
        for wrong in (today - dt.timedelta(days=1), today + dt.timedelta(days=4)):
            with pytest.raises(RuleBroken) as broken:
                deliver(
                    order, team_of(order.inspection)[0], method=M.POST, acted_on=today, tracking="1", delivered_on=wrong
                )
            assert broken.value.field == "delivered_on"
        on = today + dt.timedelta(days=2)
        done = deliver(
            order, team_of(order.inspection)[0], method=M.POST, acted_on=today, tracking="1", delivered_on=on
        )
    assert (done.delivered_on, done.next_due) == (on, on + dt.timedelta(days=15))


def test_a_public_notice_counts_when_its_period_has_run() -> None:
    order = order_at(S.ISSUED)
    today = timezone.localdate()
    with clock_at(timezone.now() + dt.timedelta(days=40)):
        done = deliver(
            order, team_of(order.inspection)[0], method=M.PUBLIC_NOTICE, acted_on=today, note="下落不明，邮寄退回"
        )
    assert done.delivered_on >= today + dt.timedelta(days=30)


def test_a_proof_is_a_photo_or_a_pdf() -> None:
    with pytest.raises(RuleBroken) as broken:
        attempt(proof=ContentFile(b"MZ", name="a.exe"))
    assert broken.value.field == "proof"


def test_the_pages(client) -> None:
    order = order_at(S.ISSUED)
    client.force_login(team_of(order.inspection)[0])
    url = f"/orders/{order.pk}/do/deliver/"
    fields = {"method": "SV-1", "acted_on": timezone.localdate(), "recipient": "赟喆堃"}
    answer = client.post(url, fields)
    assert answer.status_code == 422
    assert "送达凭证" in answer.content.decode()
    file = SimpleUploadedFile("回执.png", PNG, "image/png")
    assert client.post(url, fields | {"proof": file}).status_code == 302
    made = Delivery.objects.get()
    assert client.get(f"/deliveries/{made.pk}/").status_code == 200
    assert client.get(f"/deliveries/{made.pk}/proof/").content == PNG
    assert client.get(f"/deliveries/{made.pk}/consent/").status_code == 404
    client.force_login(user_with(Role.INSPECTOR))
    for path in ("", "proof/"):
        assert client.get(f"/deliveries/{made.pk}/{path}").status_code == 404
