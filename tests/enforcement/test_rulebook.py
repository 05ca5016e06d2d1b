"""The rulebook: what the database refuses, which row holds on a day."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from enforcement.rulebook import snapshot
from enforcement.rulebook.models import (
    Checklist,
    ChecklistItem,
    Edition,
    Gate,
    Law,
    PenaltyClause,
    Setting,
    Threshold,
    TimeLimit,
    Violation,
)
from enforcement.rulebook.queries import (
    RowMissing,
    checklists_in_force,
    find_violations,
    gate,
    history,
    limit,
    limit_by_id,
    search_violations,
    threshold,
    thresholds,
    violation,
    violations_in_force,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def current(model):
    return model.objects.filter(edition=snapshot.current().edition)


def frozen(model):
    row = current(model).first()
    return row, type(row).objects.filter(pk=row.pk)


@pytest.mark.parametrize("model", [Law, TimeLimit, Threshold, Gate, Violation, Checklist, ChecklistItem, PenaltyClause])
def test_rows_of_a_published_edition_do_not_change(model):
    row, itself = frozen(model)
    field = "note" if hasattr(row, "note") else "article" if model is PenaltyClause else "text"
    for change in (lambda: itself.update(**{field: "changed"}), lambda: itself._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()
    row.pk = None
    with pytest.raises(IntegrityError, match="published"), transaction.atomic():
        row.save(force_insert=True)


def test_a_published_edition_stays():
    edition = snapshot.current().edition
    for change in ({"code": "x"}, {"state": "draft", "published_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Edition.objects.filter(pk=edition.pk).update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Edition.objects.filter(pk=edition.pk)._raw_delete("default")


@pytest.fixture
def draft():
    edition = Edition.objects.create(code="draft", sha256="0" * 64, as_of=TODAY)
    common = {"edition": edition, "confidence": "verified", "name_zh": "甲"}
    validity = DateRange(date(2020, 1, 1), None)
    laws = [
        Law.objects.create(**common, key=key, status="in_force", level=level, validity=validity)
        for key, level in (("LAW", 10), ("RULE", 40))
    ]
    return common, laws


def add_limit(draft, law, first, last=None):
    common, laws = draft
    return TimeLimit.objects.create(
        **common, law=laws[law], rule_key="k", row_id="r", unit="month", length=1, validity=DateRange(first, last)
    )


def test_the_database_refuses_an_overlap_of_one_key_and_law(draft):
    add_limit(draft, 0, date(2020, 1, 1), date(2021, 1, 1))
    add_limit(draft, 0, date(2021, 1, 1))  # the day after: no overlap
    add_limit(draft, 1, date(2020, 6, 1))  # another law may speak at the same time
    with pytest.raises(IntegrityError, match="timelimit_no_overlap"):
        add_limit(draft, 0, date(2020, 12, 31), date(2021, 1, 1))


def test_the_database_refuses_a_range_turned_round(draft):
    common, laws = draft
    band = {"entity_first_min": 5, "entity_first_max": 4}
    with pytest.raises(IntegrityError, match="entity_first"):
        Violation.objects.create(
            **common,
            law=laws[0],
            violated_law=laws[0],
            rule_key="v",
            row_id="v",
            validity=DateRange(None, None),
            **band,
        )


@pytest.mark.parametrize(
    ("key", "on", "row_id"),
    [
        ("evidence_registration", date(2021, 7, 14), "TL-EVD-002"),
        ("evidence_registration", date(2021, 7, 15), "TL-EVD-001"),
        ("decision_limit", date(2015, 1, 1), "TL-CAS-005"),
        ("decision_limit", date(2025, 1, 1), "TL-CAS-005"),  # the statute yields to the ministry's rule
        ("decision_limit", date(2026, 2, 1), "TL-CAS-004"),  # the new rule has no value, so it displaces nothing
        ("simple_filing", date(2025, 1, 1), "TL-SIM-001"),  # the statute's row has no value
        ("penalty_publication", date(2020, 1, 1), "TL-PUB-002"),  # State Council before city
        ("penalty_publication", date(2025, 1, 1), "TL-PUB-001"),
        ("case_filing", date(2026, 3, 1), "TL-CAS-003"),
    ],
)
def test_the_row_that_holds_on_a_day(key, on, row_id):
    assert limit(key, on).row_id == row_id


def test_a_setting_of_the_bureau_lets_the_unread_rule_govern():
    Setting.objects.create(row_id="TL-CAS-006", value={"length": 60})
    snapshot.compare_anew()
    assert limit("decision_limit", TODAY).row_id == "TL-CAS-006"


def test_no_row_is_never_the_later_row():
    with pytest.raises(RowMissing, match="TL-SVC-002 2017-07-01"):
        limit("public_notice_service", date(2015, 1, 1))
    with pytest.raises(RowMissing, match="no_such_key"):
        limit("no_such_key", TODAY)
    with pytest.raises(RowMissing):
        limit_by_id("GT-PLN-001")


def test_a_lapsed_row_is_used_only_when_asked_and_marked():
    with pytest.raises(RowMissing):
        limit("statement_defence", TODAY)
    row = limit("statement_defence", TODAY, lapsed_ok=True)
    assert (row.row_id, row.length, row.is_law) == ("TL-CAS-007", 3, False)
    assert "待核定" in row.mark
    assert "待核定" not in limit_by_id("TL-CAS-007").mark
    with pytest.raises(RowMissing):
        limit("statement_defence", date(2000, 1, 1), lapsed_ok=True)


def test_thresholds_by_variant_and_source():
    on = date(2025, 1, 1)
    assert threshold("superior_filing_amount", on, variant="city").value["fine_min"] == 100_000
    assert threshold("collective_discussion", on).row_id == "TH-COL-001"
    assert [row.row_id for row in thresholds("collective_discussion", on)] == ["TH-COL-001", "TH-COL-002", "TH-COL-003"]
    with pytest.raises(RowMissing):
        threshold("hearing_amount", TODAY)
    assert threshold("hearing_amount", TODAY, lapsed_ok=True).value["entity_min"] == 50_000


def test_a_setting_replaces_a_threshold_and_is_marked():
    Setting.objects.create(row_id="TH-HEA-003", value={"entity_min": 30_000})
    snapshot.compare_anew()
    row = threshold("hearing_amount", date(2025, 1, 1))
    assert row.value == {"entity_min": 30_000}
    assert "本局设定" in row.mark
    assert not row.is_law


def test_gates_are_cited():
    row = gate("GT-INS-004")
    assert row.blocks
    assert row.citation == "《中华人民共和国行政处罚法(2021修订)》第四十二条"
    assert row.mark == ""


@pytest.mark.parametrize(
    ("row_id", "mark"),
    [
        ("TL-CAS-006", "待核定"),
        ("TL-INS-005", "待核定"),
        ("TL-CAS-002", "待核定"),
        ("TL-CAS-004", ""),
        ("TL-CAS-005", "转引"),
    ],
)
def test_marks_follow_the_evidence(row_id, mark):
    found = limit_by_id(row_id).mark
    assert mark in found
    assert bool(mark) == bool(found)


def test_drafts_are_never_law():
    assert not gate("GT-INS-001").is_law
    assert "征求意见稿" in gate("GT-INS-001").mark


def test_the_2014_rows_hold_until_the_2021_law():
    old, new = violation("VI-WS-099-1", date(2021, 8, 31)), violation("VI-WS-099-1", date(2021, 9, 1))
    assert (old.row_id, new.row_id) == ("VI-WS-099-1@WSL2014", "VI-WS-099-1")
    assert (old.effective_from, old.effective_to) == (date(2014, 12, 1), date(2021, 8, 31))
    assert old.mark
    assert violation(old.row_id, date(2021, 9, 1)) == new
    with pytest.raises(RowMissing):
        violation("VI-WS-099-1", date(2014, 11, 30))


def test_a_summary_of_the_old_regulation_becomes_numbers():
    row = violation("VI-HC-101-1", date(2026, 4, 30))
    assert row.law_key == "HCR2013"
    assert (row.entity_first_min, row.entity_first_max, row.entity_first["mode"]) == (0, 50_000, "may")
    assert (row.entity_overdue_min, row.entity_overdue_max) == (50_000, 100_000)
    assert violation("VI-HC-101-1", date(2026, 5, 1)).law_key == "HCL2025"


def test_searching_violations():
    assert find_violations("VI-WS-099-1") == ["VI-WS-099-1"]
    assert find_violations("未提供符合标准的劳动防护用品") == ["VI-WS-099-5"]
    assert find_violations("") == []
    assert {row.rule_key for row in search_violations("劳动防护 用品", TODAY)} >= {"VI-WS-099-5"}
    assert search_violations("劳动防护 危险化学品", TODAY).count() == 0
    assert violations_in_force(TODAY).filter(rule_key="VI-WS-099-1").count() == 1


def test_checklists_by_the_day_of_the_act():
    old, new = date(2023, 5, 14), date(2023, 5, 15)
    assert checklists_in_force(old).filter(code="CL-MH-GM17").exists()
    assert not checklists_in_force(new).filter(code="CL-MH-GM17").exists()
    item = ChecklistItem.objects.get(edition=snapshot.current().edition, row_id="GEN-01")
    assert item.penalty_text.startswith("安全生产法(2021)第九十四条")
    assert item.violation_key == "VI-WS-094"


def test_history_is_a_line_in_time():
    assert [row.row_id for row in history("public_notice_service")] == ["TL-SVC-002", "TL-SVC-001"]
    assert [row.row_id for row in history("VI-WS-099-1")] == ["VI-WS-099-1@WSL2014", "VI-WS-099-1"]
    assert history("nothing") == []
