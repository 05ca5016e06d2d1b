"""Every violation on days of every year: the row of that day, or "no row"; never a later row for an earlier act."""

from datetime import date

import pytest
import yaml

from enforcement.rulebook.bands import band_words
from enforcement.rulebook.governing import governing
from enforcement.rulebook.loading import SourceRefused, load
from enforcement.rulebook.models import Violation
from enforcement.rulebook.queries import RowMissing, limit, violation
from enforcement.rulebook.source import read
from enforcement.rulebook.states import Evidence
from enforcement.statutes import statute
from tests.enforcement.conftest import SOURCE

pytestmark = pytest.mark.django_db
CHANGES = [date(2014, 12, 1), date(2021, 9, 1), date(2026, 2, 1), date(2026, 5, 1), date(2026, 6, 1)]
DAYS = [
    *(date(year, month, day) for year in range(2015, 2027) for month, day in [(1, 1), (7, 15), (12, 31)]),
    *CHANGES,
    *(date.fromordinal(day.toordinal() - 1) for day in CHANGES),
]
NEW_IN_2021 = ["VI-WS-092A", "VI-WS-099-8", "VI-WS-101-4", "VI-WS-103-3", "VI-WS-109", "VI-WS-112"]


def spans() -> dict[str, list[tuple[str, str, str]]]:
    """Read from the files by another way than the loader's: (first day, last day, row id) of each violation."""
    book = yaml.load((SOURCE / "rulebook.yaml").read_text(), Loader=yaml.CSafeLoader)
    added = yaml.load((SOURCE / "additions.yaml").read_text(), Loader=yaml.CSafeLoader)["prior_versions"]
    laws = {law["key"]: str(law["effective_from"]) for law in book["laws"]}
    found = {}
    for row in book["violations"]:
        first = str(row["effective_from"])
        held = [(first, str(row.get("effective_to") or "9999"), row["id"])]
        if prior := row.get("prior_version") or added.get(row["id"]):
            key = {"安": "WSL2014", "危": "HCR2013"}[prior["law"][0]]
            held.append(
                (laws[key], str(date.fromordinal(date.fromisoformat(first).toordinal() - 1)), f"{row['id']}@{key}")
            )
        found[row["id"]] = held
    return found


SPANS = spans()


@pytest.mark.parametrize("key", SPANS)
def test_each_day_has_its_own_row_or_none(key):
    for on in DAYS:
        expected = [row for first, last, row in SPANS[key] if first <= str(on) <= last]
        try:
            found = [violation(key, on).row_id]
        except RowMissing:
            found = []
        assert found == expected, on


@pytest.mark.parametrize("key", SPANS)
def test_an_act_without_a_row_is_governed_by_none(key):
    """Whatever the decision's day has: the act's day has no row, so nothing governs."""
    today = date(2026, 11, 20)
    for act in DAYS:
        at_act = [row for first, last, row in SPANS[key] if first <= str(act) <= last]
        if at_act or not [row for first, last, row in SPANS[key] if first <= str(today) <= last]:
            continue
        found = governing(key, act=act, decided=today)
        assert (found.at_act, found.governs, found.row) == (None, "act", None)
        assert str(act) in found.why


def test_what_the_2021_law_brought_has_no_row_before_it():
    for key in NEW_IN_2021:
        with pytest.raises(RowMissing):
            violation(key, date(2021, 8, 31))
        assert violation(key, date(2021, 9, 1))


@pytest.mark.parametrize(("key", "article"), [("VI-WS-093", "90"), ("VI-WS-100", "97"), ("VI-WS-110", "106")])
def test_a_row_we_added_says_where_it_was_seen(key, article):
    row = violation(key, date(2019, 1, 1))
    assert (row.article, row.evidence) == (article, Evidence.QUOTED_TEXT)
    assert row.verified_in
    assert row.law_key == "WSL2014"


def test_a_quotation_found_later_lifts_the_mark_of_an_older_row():
    row = violation("VI-WS-102", date(2019, 1, 1))
    assert (row.mark, row.evidence, row.entity_overdue["max"]) == ("", Evidence.QUOTED_TEXT, 500_000)
    assert violation("VI-WS-104", date(2019, 1, 1)).mark


def test_the_limitation_has_a_row_for_every_day_since_2015():
    rows = {limit("prosecution_limitation", on).row_id for on in DAYS}
    assert rows == {"TL-LIM-001", "TL-LIM-003", "TL-LIM-004"}
    with pytest.raises(RowMissing):
        limit("prosecution_limitation_serious", date(2021, 7, 14))
    assert limit("prosecution_limitation_serious", date(2021, 7, 15)).length == 5


@pytest.mark.parametrize(("on", "row_id"), [(date(2020, 1, 1), "TL-LIM-003"), (date(2017, 1, 1), "TL-LIM-004")])
def test_a_limitation_whose_edition_was_not_read_keeps_its_mark(on, row_id):
    row = limit("prosecution_limitation", on)
    assert (row.row_id, row.confidence, row.length) == (row_id, "from_memory", 2)
    assert row.mark


def test_what_was_found_since_is_laid_over_the_row(tmp_path):
    for name in ("rulebook.yaml", "selection.yaml", "checklists.yaml"):
        (tmp_path / name).write_bytes((SOURCE / name).read_bytes())
    found = {"confidence": "verified", "verified_in": "某页"}
    added = yaml.safe_load((SOURCE / "additions.yaml").read_text()) | {"corrections": {"TL-LIM-003": found}}
    (tmp_path / "additions.yaml").write_text(yaml.safe_dump(added, allow_unicode=True))
    row = next(one for one in read(tmp_path).rows["TimeLimit"] if one["row_id"] == "TL-LIM-003")
    assert (row["confidence"], row["verified_in"], row["length"]) == ("verified", "某页", 2)


def test_an_addition_to_an_unknown_violation_is_refused(tmp_path):
    for name in ("rulebook.yaml", "selection.yaml", "checklists.yaml"):
        (tmp_path / name).write_bytes((SOURCE / name).read_bytes())
    added = yaml.safe_load((SOURCE / "additions.yaml").read_text()) | {
        "prior_versions": {"VI-XX-001": {"article": "1"}}
    }
    (tmp_path / "additions.yaml").write_text(yaml.safe_dump(added, allow_unicode=True))
    with pytest.raises(SourceRefused, match="VI-XX-001"):
        load(tmp_path)


def test_a_range_for_aggravated_accidents_is_counted_and_said():
    band = violation("VI-WS-114", date(2019, 1, 1)).entity_first
    tiers = {tier.code: tier.measure.span for tier in statute(band).ranges}
    assert (tiers["exceptional-aggravated"].low, tiers["exceptional-aggravated"].high) == (10_000_000, 20_000_000)
    assert "major-aggravated" not in tiers
    words = band_words(band)
    assert "10,000,000 元以上 20,000,000 元以下" in words
    assert "[" not in words


def test_the_rows_whose_amounts_stand_only_in_words_are_known():
    """A new one has to be looked at: an amount in words is not counted with."""
    rows = Violation.objects.current().filter(other_measures__contains="万").values_list("row_id", flat=True)
    assert set(rows) == {"VI-WS-093", "VI-WS-093@WSL2014", "VI-WS-103-3"}
