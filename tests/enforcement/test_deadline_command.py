"""`manage.py deadline` as design.md promises it to other programs."""

import json
from datetime import date, datetime

import pytest
from django.core.management import CommandError, call_command

from enforcement.rulebook.models import TimeLimit

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(capsys):
    def _ask(*arguments):
        call_command("deadline", *arguments, "--json")
        return json.loads(capsys.readouterr().out)

    return _ask


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        call_command("deadline", *arguments, "--json")
    return error.value


def test_the_answer_has_what_is_promised(ask):
    answer = ask("hearing_request", "--start", "2025-09-26")
    assert answer["due"] == "2025-10-10"
    assert answer["start"] == "2025-09-26"
    assert answer["provisional"] is False
    rule = {"id", "key", "name_zh", "length", "unit", "law", "article", "effective_from", "effective_to", "evidence"}
    assert rule <= set(answer["rule"])
    assert answer["rule"]["id"] == "TL-CAS-008"
    for step in answer["steps"]:
        assert {"what", "counted"} <= set(step)
        assert "date" in step or {"from", "to"} <= set(step)


def test_on_selects_the_edition(ask):
    assert ask("hearing_request", "--start", "2021-07-10")["rule"]["id"] == "TL-CAS-009"
    assert ask("hearing_request", "--start", "2021-07-10", "--on", "2021-07-15")["rule"]["id"] == "TL-CAS-008"


def test_exclusions_may_be_given_more_than_once(ask):
    plain = date.fromisoformat(ask("decision_limit", "--start", "2026-03-02")["due"])
    answer = ask(
        "decision_limit",
        "--start",
        "2026-03-02",
        "--exclude",
        "2026-03-10:2026-03-19",
        "--exclude",
        "2026-04-01:2026-04-01",
    )
    assert (date.fromisoformat(answer["due"]) - plain).days == 11
    assert len(answer["exclusions"]) == 2


def test_hours_answer_with_a_time(ask):
    assert ask("transfer_handover", "--start", "2025-10-01T15:30")["due"] == "2025-10-02T15:30:00+08:00"
    assert ask("transfer_handover", "--start", "2025-10-01")["due"] == "2025-10-02T00:00:00+08:00"


def test_past_the_calendar_is_provisional(ask):
    assert ask("court_acceptance", "--start", "2026-12-30")["provisional"] is True


def test_an_unread_rule_says_so(ask):
    answer = ask("reinspection", "--start", "2026-03-02")
    assert (answer["rule"]["length"], answer["length_used"], answer["unverified"]) == (None, 10, True)
    assert "待核定" in answer["rule"]["mark"]


def test_in_words(capsys):
    call_command("deadline", "payment", "--start", "2025-09-26")
    out = capsys.readouterr().out
    assert "国庆节" in out
    assert "届满：2025-10-11" in out


def test_no_row_in_force_is_exit_1():
    error = refused("public_notice_service", "--start", "2015-01-01")
    assert error.returncode == 1
    assert "2015-01-01" in str(error)
    assert refused("TL-CAS-009", "--start", "2025-01-01").returncode == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("no_such_rule", "--start", "2025-01-01"),
        ("GT-INS-004", "--start", "2025-01-01"),
        ("payment", "--start", "2025-02-30"),
        ("payment", "--start", "2025-02-01T99:00"),
        ("payment", "--start", "2025-02-01", "--exclude", "2025-02-03"),
        ("payment", "--start", "2025-02-01", "--exclude", "2025-02-09:2025-02-03"),
        ("payment", "--start", "2025-02-01", "--on", "soon"),
        ("payment", "--start", "9999-12-30"),
        ("payment",),
    ],
)
def test_wrong_use_is_not_an_answer(arguments):
    error = refused(*arguments)
    assert error.returncode in {1, 2}
    assert str(error)


def test_every_row_and_key_answers_or_says_that_none_is_in_force(ask):
    rows = list(TimeLimit.objects.current())
    for on in ("2015-03-01", "2018-09-28", "2021-07-15", "2024-02-29", "2026-01-30", "2026-11-20"):
        for key in sorted({row.row_id for row in rows} | {row.rule_key for row in rows}):
            in_force = any(row.is_in_force(date.fromisoformat(on)) for row in rows if key in (row.row_id, row.rule_key))
            if not in_force:
                assert refused(key, "--start", on).returncode == 1
                continue
            answer = ask(key, "--start", on)
            assert answer["steps"]
            if answer["due"] is None:
                assert answer["rule"]["length"] is None
            else:
                datetime.fromisoformat(answer["due"])
