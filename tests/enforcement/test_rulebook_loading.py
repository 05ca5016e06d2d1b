"""Loading an edition: all of it or nothing, and what is wrong with it by row and reason."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from enforcement.rulebook import snapshot
from enforcement.rulebook.loading import SourceRefused, load, load_holidays
from enforcement.rulebook.models import (
    Checklist,
    ChecklistItem,
    Edition,
    Gate,
    HolidayYear,
    Law,
    PenaltyClause,
    Threshold,
    TimeLimit,
    Violation,
)
from enforcement.rulebook.queries import (
    limit_by_id,
)
from enforcement.rulebook.source_files import Unreadable

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def current(model):
    return model.objects.filter(edition=snapshot.current().edition)


def test_everything_in_the_source_is_loaded(book):
    counts = book["meta"]["counts"]
    added = yaml.safe_load((FIXTURES / "rulebook" / "additions.yaml").read_text())
    assert current(Law).count() == counts["laws"] + len(added["laws"])
    assert current(TimeLimit).count() == counts["time_limits"] + len(added["time_limits"])
    assert current(Threshold).count() == counts["thresholds"] + len(added["thresholds"])
    assert current(Gate).count() == counts["gates"]
    prior = [row for row in book["violations"] if row.get("prior_version") or row["id"] in added["prior_versions"]]
    assert current(Violation).count() == counts["violations"] + len(prior)
    assert current(ChecklistItem).count() == 255
    assert current(Checklist).count() == 11
    assert current(PenaltyClause).count() == 32


def test_loading_again_changes_nothing(django_assert_max_num_queries):
    before = list(Edition.objects.values())
    with django_assert_max_num_queries(24):
        call_command("load_rulebook", verbosity=0)
    assert list(Edition.objects.values()) == before


def test_a_changed_source_is_a_second_edition_and_the_old_one_stays(changed):
    old = snapshot.current().edition
    edition, new = changed(lambda book: book["time_limits"][0].update(length=7))
    assert new
    assert snapshot.current().edition == edition != old
    assert limit_by_id("TL-INS-001").length == 7
    assert TimeLimit.objects.get(edition=old, row_id="TL-INS-001").length == 6


def test_a_later_edition_waits_for_a_second_person(draft):
    old = snapshot.current().edition
    made = draft(lambda book: book["time_limits"][0].update(length=9))
    assert made.is_draft
    snapshot.compare_anew()
    assert snapshot.current().edition == old


REFUSALS = {
    "unknown unit": (lambda book: book["time_limits"][3].update(unit="week"), "TL-INS-004", "week"),
    "turned round": (
        lambda book: book["time_limits"][0]["source"].update(effective_from="2027-01-01"),
        "TL-INS-001",
        "颠倒",
    ),
    "missing law": (lambda book: book["gates"][0]["source"].update(law_key="XYZ1999"), "GT-PLN-001", "XYZ1999"),
    "overlap": (
        lambda book: book["time_limits"][2]["source"].update(law_key="WSL2021", effective_to=None),
        "TL-INS",
        "重叠",
    ),
    "same id twice": (lambda book: book["gates"].append(book["gates"][0]), "GT-PLN-001", "重复"),
    "no date": (lambda book: book["thresholds"][0]["source"].update(effective_from="soon"), "TH-SIM-001", "soon"),
    "range": (lambda book: book["violations"][0]["entity_first"].update(min=9_999_999), "VI-WS-092A", "下限"),
    "confidence": (lambda book: book["violations"][0].update(confidence="sure"), "VI-WS-092A", "sure"),
    "negative": (lambda book: book["time_limits"][0].update(length=-1), "TL-INS-001", "length"),
    "missing name": (lambda book: book["time_limits"][0].pop("name_zh"), "TL-INS-001", "name_zh"),
}


@pytest.mark.parametrize("change", REFUSALS)
def test_a_wrong_source_is_refused_whole_with_row_and_reason(changed, change):
    spoil, row_id, reason = REFUSALS[change]
    editions = Edition.objects.count()
    with pytest.raises(SourceRefused) as refused:
        changed(spoil)
    assert any(row_id in problem and reason in problem for problem in refused.value.problems), refused.value.problems
    assert Edition.objects.count() == editions


def test_all_problems_are_told_at_once(changed):
    def spoil(book):
        book["time_limits"][3]["unit"] = "week"
        book["gates"][0]["source"]["law_key"] = "XYZ1999"

    with pytest.raises(SourceRefused) as refused:
        changed(spoil)
    assert len(refused.value.problems) == 2


@pytest.mark.parametrize("text", [None, "a: [", "- only\n- a list"])
def test_a_file_that_cannot_be_read_is_told(tmp_path, text):
    if text is not None:
        (tmp_path / "rulebook.yaml").write_text(text)
    with pytest.raises(Unreadable, match=r"rulebook\.yaml"):
        load(tmp_path)


def test_the_command_refuses_with_exit_1_and_a_missing_folder_with_2(tmp_path, capsys):
    with pytest.raises(CommandError) as missing:
        call_command("load_rulebook", "--dir", tmp_path)
    assert missing.value.returncode == 2
    (tmp_path / "rulebook.yaml").write_text("time_limits: [{id: TL-1, unit: week}]")
    with pytest.raises(CommandError) as refused:
        call_command("load_rulebook", "--dir", tmp_path)
    assert refused.value.returncode == 1
    assert "TL-1" in capsys.readouterr().err


def test_holiday_years_keep_what_the_bureau_changed(tmp_path):
    HolidayYear.objects.filter(year=2026).update(official_workdays=249)
    (tmp_path / "years.yaml").write_text("years: [{year: 2026, official_workdays: 248}, {year: 2027}]\ndays: []")
    assert load_holidays(tmp_path) == 1
    assert HolidayYear.objects.get(year=2026).official_workdays == 249


@pytest.mark.parametrize(
    "text", ["years: [{from: 2027, to: 2026}]", "days: [{day: 2027-01-01, kind: feast, name: 元旦}]"]
)
def test_a_wrong_holiday_file_is_refused(tmp_path, text):
    (tmp_path / "years.yaml").write_text(text)
    before = HolidayYear.objects.count()
    with pytest.raises(SourceRefused, match=r"years\.yaml"):
        load_holidays(tmp_path)
    assert HolidayYear.objects.count() == before


SPOILT = {
    "text too long": (lambda book: book["gates"][0].update(rule_zh="长" * 301), "GT-PLN-001", "300"),
    "not a text": (lambda book: book["time_limits"][0].update(stage=5), "TL-INS-001", "5"),
    "not a row": (lambda book: book["gates"].append("GT-PLN-999"), "gates", "GT-PLN-999"),
    "not a list": (lambda book: book.update(retention={"a": 1}), "retention", "列表"),
    "not yes or no": (lambda book: book["time_limits"][0].update(hard="maybe"), "TL-INS-001", "maybe"),
    "half a row": (lambda book: book["order_types"][0].pop("nature"), "OT-01", "nature"),
}


@pytest.mark.parametrize("change", SPOILT)
def test_what_the_database_would_refuse_is_named_before(changed, change):
    spoil, row_id, reason = SPOILT[change]
    with pytest.raises(SourceRefused) as refused:
        changed(spoil)
    assert any(row_id in problem and reason in problem for problem in refused.value.problems), refused.value.problems


def test_a_checklist_that_points_at_no_clause_is_refused(tmp_path):
    (tmp_path / "rulebook.yaml").write_text("laws: []")
    item = (
        "{id: A-1, category: 甲, item: 乙, basis: [], method: [], severity: 一般, status: verified, penalty: [AQF-999]}"
    )
    (tmp_path / "checklists.yaml").write_text(f"checklists: [{{code: A, name_zh: 甲, item_count: 2, items: [{item}]}}]")
    with pytest.raises(SourceRefused) as refused:
        load(tmp_path)
    assert "A-1" in str(refused.value)
    assert "AQF-999" in str(refused.value)
    assert "item_count" in str(refused.value)
