"""`law` and `deadline` answer every row of the rulebook for any date since 2015, or say that there is none."""

import json
from datetime import date

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command

from enforcement.rulebook.browse import index

SOURCE = settings.BASE_DIR / "fixtures" / "rulebook"
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Each year since 2015, and both sides of every day on which a law of the core changed.
DAYS = [
    *(date(year, 6, 1) for year in range(2015, 2028)),
    date(2017, 12, 31), date(2018, 1, 1), date(2021, 7, 14), date(2021, 7, 15), date(2021, 8, 31), date(2021, 9, 1),
    date(2026, 1, 31), date(2026, 2, 1), date(2016, 2, 29), date(2015, 1, 1),
]  # fmt: skip


def written(section):
    """Straight from the files, so that what the loader drops is missed: (id, first day, last day)."""
    names = ("rulebook.yaml", "additions.yaml")
    books = [yaml.load((SOURCE / name).read_text(), Loader=yaml.CSafeLoader) for name in names]
    for row in [one for book in books for one in book.get(section) or []]:
        dated = row if section in {"laws", "day_rules", "violations"} else row.get("source") or {}
        dated = dated if isinstance(dated, dict) else {}
        yield row.get("key") or row["id"], dated.get("effective_from"), dated.get("effective_to")


def stands(first, last, day):
    return (first is None or date.fromisoformat(full(first)) <= day) and (
        last is None or day <= date.fromisoformat(full(last))
    )


def full(text):
    return f"{text}-01-01" if len(str(text)) == 4 else str(text)


def ask(capsys, command, *arguments):
    """The answer, or the refusal with its exit code."""
    try:
        call_command(command, *arguments, "--json")
    except CommandError as error:
        return error.returncode, str(error)
    return 0, json.loads(capsys.readouterr().out)


SECTIONS = ("laws", "day_rules", "time_limits", "thresholds", "gates", "order_types", "service_methods",
            "recurring_dates", "retention")  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
def test_law_answers_each_row_on_each_day(capsys, section):
    for row_id, first, last in written(section):
        for day in DAYS:
            code, told = ask(capsys, "law", row_id, "--act", day.isoformat(), "--decided", day.isoformat())
            if not stands(first, last, day):
                assert code == 1, (row_id, day, told)
                assert row_id in told
                assert day.isoformat() in told
                continue
            assert code == 0, (row_id, day, told)
            assert told["at_decision"]["id"] == row_id
            assert told["at_decision"]["citation"], row_id


def test_law_answers_each_violation_on_each_day(capsys):
    """By the dates of the file: the row in force on the day, whichever wording it is, or exit 1."""
    for row_id, first, last in written("violations"):
        for day in DAYS:
            code, told = ask(capsys, "law", row_id, "--act", day.isoformat(), "--decided", day.isoformat())
            if code == 0:
                assert told["at_act"]["citation"]
                assert stands(told["at_act"]["effective_from"], told["at_act"]["effective_to"], day)
            else:
                assert (code, row_id in told) == (1, True)
                assert not stands(first, last, day), (row_id, day)


def test_deadline_answers_each_limit_on_each_day(capsys):
    for row_id, first, last in written("time_limits"):
        for day in DAYS:
            code, told = ask(capsys, "deadline", row_id, "--start", day.isoformat())
            if not stands(first, last, day):
                assert (code, row_id in told) == (1, True), (row_id, day, told)
                continue
            assert code == 0, (row_id, day, told)
            assert told["rule"]["id"] == row_id
            assert told["rule"]["citation"]
            assert told["steps"]
            assert told["due"] or told["rule"]["mark"]


def test_every_row_of_every_kind_has_an_answer(capsys):
    """Articles, checklists, items, clauses and forms too; by the name their own page has."""
    for entry in index().entries:
        row = getattr(entry.row, "checklist", entry.row)
        day = (getattr(row, "effective_from", None) or date(2022, 6, 1)).isoformat()
        code, told = ask(capsys, "law", entry.name, "--act", day, "--decided", day)
        assert code == 0, (entry.name, told)
        assert told["at_decision"]["citation"], entry.name


def test_a_rule_key_gives_the_row_that_prevails(capsys):
    """decision_limit: the old rule governed while the statute yielded to it; since 2026-02 its row has no value."""
    told = ask(capsys, "law", "decision_limit", "--act", "2020-01-01", "--decided", "2022-01-01")[1]
    assert told["at_decision"]["id"] == "TL-CAS-005"
    told = ask(capsys, "law", "decision_limit", "--act", "2026-03-01", "--decided", "2026-03-01")[1]
    assert told["at_decision"]["id"] == "TL-CAS-004"
    assert set(told["rows"]) >= {"TL-CAS-004"}


def test_words_that_fit_several_rules_are_wrong_use(capsys):
    code, told = ask(capsys, "law", "听证", "--act", "2022-01-01", "--decided", "2022-01-01")
    assert code == 2
    assert "hearing_request" in told


def test_in_words(capsys):
    call_command("law", "hearing_request", "--act", "2020-01-01", "--decided", "2022-01-01")
    out = capsys.readouterr().out
    assert "第六十四条" in out
    assert "2021-07-15" in out
