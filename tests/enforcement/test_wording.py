"""The wording of a form that was in force on the printed date stays with the document."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from enforcement.accounts.roles import Role
from enforcement.documents.actions import issue
from enforcement.documents.models import Document
from enforcement.rulebook.wording import wording_in_force
from tests.factories.accounts import user_with
from tests.factories.documents import SAMPLES

pytestmark = pytest.mark.django_db


def issued(by, code="XZCFGZS", **context):
    return issue(code, subject=by, by=by, context={**SAMPLES[code], **context})


@pytest.mark.parametrize(
    ("code", "day", "row"),
    [
        ("XZCFGZS", "2016-06-01", "XZCFGZS@2016"),
        ("XZCFGZS", "2021-07-14", "XZCFGZS@2016"),
        ("XZCFGZS", "2021-07-15", "XZCFGZS@2016+2021"),
        ("XCJC", "2021-08-31", "XCJC@2016"),
        ("XCJC", "2026-11-20", "XCJC@2016+2021"),
        ("FZSH", "2026-11-20", "FZSH@local_after_2018"),
        ("JASPB", "2026-11-20", "JASPB@2016"),
        ("QZCSJDS_2010", "2015-12-31", "QZCSJDS_2010@2010"),
    ],
)
def test_the_form_changes_on_the_day_the_law_changed(code, day, row):
    assert wording_in_force(code, dt.date.fromisoformat(day)).row_id == row


@pytest.mark.parametrize(
    ("code", "day"), [("QZCSJDS_2010", "2016-01-01"), ("FZSH", "2017-12-31"), ("CQJG", "2026-11-20")]
)
def test_no_wording_is_made_up(code, day):
    assert wording_in_force(code, dt.date.fromisoformat(day)) is None


def test_a_document_keeps_the_wording_of_its_printed_date():
    officer = user_with(Role.INSPECTOR)
    assert issued(officer, issued_on=dt.date(2021, 7, 1)).wording.row_id == "XZCFGZS@2016"
    document = issued(officer, issued_on=dt.date(2026, 11, 20))
    assert document.wording.basis == "行政处罚法 (2021) art 44, 45, 62"
    with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(wording=None)


def test_its_page_leads_to_the_wording(client):
    officer = user_with(Role.INSPECTOR)
    document = issued(officer)
    client.force_login(officer)
    page = client.get(document.get_absolute_url()).content.decode()
    assert reverse("law_row", args=[document.wording.row_id]) in page


def test_only_a_form_that_was_read_bears_no_mark():
    day = dt.date(2026, 11, 20)
    assert wording_in_force("XZCFGZS", day).mark == ""
    assert "待核定" in wording_in_force("FZSH", day).mark
