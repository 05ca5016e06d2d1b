import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import published as actions
from cases.actions.inspection import begin
from cases.models import PublishedItem
from cases.states import InspectionState
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken, StepRefused
from enforcement.ledger.models import Entry
from tests.factories.accounts import user_with
from tests.factories.inspection import checklist, inspection_at, team_of

pytestmark = pytest.mark.django_db


def test_what_was_ended_is_inspected_no_more_and_what_is_published_again_is() -> None:
    held = inspection_at(InspectionState.APPROVED)
    editor = user_with(Role.DISCLOSURE_EDITOR, bureau=held.bureau)
    item = PublishedItem.objects.get(bureau=held.bureau, checklist=held.checklist.code)
    actions.end_item(item, by=editor, reason="权责清单调整")
    PublishedItem.objects.filter(pk=item.pk).update(ended_on=timezone.localdate() - dt.timedelta(days=1))
    by = team_of(held)[0]
    with pytest.raises(StepRefused) as refused:
        begin(held, by=by, certificates_shown=True)
    (unmet,) = refused.value.unmet
    assert (unmet.gate, unmet.url) == ("GT-INS-002", "/published-items/")
    actions.publish_item(by=editor, checklist=held.checklist, source="市政府网", published_on=timezone.localdate())
    assert begin(held, by=by, certificates_shown=True).started_at
    assert Entry.objects.filter(act="item.publish", rule="GT-INS-002").exists()


def test_only_the_editor_keeps_the_list() -> None:
    inspector = user_with(Role.INSPECTOR)
    with pytest.raises(NotPermitted):
        actions.publish_item(by=inspector, checklist=checklist(), source="x", published_on=timezone.localdate())
    item = PublishedItem.objects.filter(bureau=inspector.bureau).first()
    with pytest.raises(NotPermitted):
        actions.end_item(item, by=inspector, reason="x")


def test_an_item_stands_on_the_list_once_and_not_in_the_future() -> None:
    editor = user_with(Role.DISCLOSURE_EDITOR)
    for on, field in (
        (timezone.localdate(), "checklist"),
        (timezone.localdate() + dt.timedelta(days=1), "published_on"),
    ):
        with pytest.raises(RuleBroken) as refused:
            actions.publish_item(by=editor, checklist=checklist(), source="x", published_on=on)
        assert refused.value.field == field


def test_the_pages_of_the_list() -> None:
    editor = user_with(Role.DISCLOSURE_EDITOR)
    item = PublishedItem.objects.filter(bureau=editor.bureau).first()
    client = Client()
    client.force_login(editor)
    assert item.name in client.get("/published-items/").content.decode()
    assert client.post(f"/published-items/{item.pk}/end/", {"once": "a" * 20}).status_code == 422
    client.post(f"/published-items/{item.pk}/end/", {"once": "b" * 20, "reason": "清单调整"})
    item.refresh_from_db()
    assert item.ended_on == timezone.localdate()
    twice = client.post(f"/published-items/{item.pk}/end/", {"once": "c" * 20, "reason": "清单调整"})
    assert twice.status_code == 422
    client.force_login(user_with(Role.DISCLOSURE_EDITOR))
    assert client.get(f"/published-items/{item.pk}/end/").status_code == 404
