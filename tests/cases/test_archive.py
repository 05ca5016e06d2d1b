import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import archive as acts
from cases.flows.penalty import FLOW
from cases.models import Volume
from cases.queries.archive import catalogue
from cases.rules.archive import ORDER, position
from cases.states import PenaltyState as S
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken, StepRefused
from enforcement.ledger.queries import history
from enforcement.outbox.work import run_due
from tests.factories.penalty import case_at, people_of

pytestmark = pytest.mark.django_db


def test_the_order_of_papers_names_each_kind_once() -> None:
    assert len(set(ORDER)) == len(ORDER)
    assert position("XZCFJDDW") < position("LASP") < position("EVIDENCE") < position("JASPB") < position("no such kind")


def test_closing_is_approved_by_someone_else() -> None:
    case = case_at(S.EXECUTED)
    leader = people_of(case).leader
    case.handlers.add(leader)
    assert "承办人" in FLOW.check(case, "close", leader)[0].message
    case.handlers.remove(leader)
    acts.close(case, by=leader, opinion="同意结案")
    case.refresh_from_db()
    assert (case.state, case.closed_on) == (S.CLOSED, timezone.localdate())
    document = Document.objects.get(subject=case.ref, kind="JASPB")
    assert "20000.00" in document.context["result"]
    assert f"R{case.pk}-1" in document.context["performance"]


def test_a_paper_without_its_file_keeps_the_volume_open() -> None:
    case = case_at(S.CLOSED)
    (unmet,) = FLOW.check(case, "archive", people_of(case).archivist)
    assert "尚未生成" in unmet.message
    assert unmet.url
    with pytest.raises(StepRefused):
        acts.archive(case, by=people_of(case).archivist, number="1", retention="永久")


def test_the_volume_lists_every_paper_with_page_and_hash_and_then_nothing_changes(client: Client) -> None:
    """One long walk: printing the papers of a case takes seconds."""
    case = case_at(S.CLOSED)
    archivist = people_of(case).archivist
    run_due(limit=200)
    acts.archive(case, by=archivist, number="2026-00001", retention="永久")
    volume = Volume.objects.get(penalty=case)
    rows = volume.catalogue
    assert [row["no"] for row in rows] == list(range(1, len(rows) + 1))
    assert rows[0]["title"] == "行政处罚决定书"
    assert all(len(row["sha256"]) == 64 for row in rows)
    for before, after in zip(rows, rows[1:], strict=False):
        assert after["page"] == before["page"] + before["pages"]
    assert {"立案审批表", "行政处罚告知书", "结案审批表", "文书送达回执"} <= {row["title"] for row in rows}
    assert any(row["title"].startswith("现场照片") for row in rows)
    assert (volume.cover.kind, volume.document.kind) == ("AJSY", "JNML")
    assert history(case).filter(act="penalty.archive").get().after["papers"] == len(rows)
    assert not [step for step in FLOW.steps if S.ARCHIVED in step.sources]
    for step in FLOW.by_name:
        assert FLOW.check(case, step, archivist)
    client.force_login(archivist)
    page = client.get(f"{case.get_absolute_url()}documents/").content.decode()
    assert rows[0]["sha256"][:12] in page
    another = case_at(S.CLOSED)
    run_due(limit=200)
    with pytest.raises(RuleBroken) as refused:
        acts.archive(another, by=people_of(another).archivist, number="2026-00001", retention="永久")
    assert refused.value.field == "number"


def test_the_catalogue_is_known_before_archiving() -> None:
    assert [row["no"] for row in catalogue(case_at(S.INVESTIGATING))][:1] == [1]
