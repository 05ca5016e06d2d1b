"""`manage.py law` as design.md promises it to other programs."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from enforcement.rulebook.models import Violation

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(capsys):
    def _ask(name, act, decided):
        call_command("law", name, "--act", act, "--decided", decided, "--json")
        return json.loads(capsys.readouterr().out)

    return _ask


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        call_command("law", *arguments, "--json")
    return error.value


def test_both_rows_and_the_one_that_governs(ask):
    answer = ask("VI-WS-097-1", "2020-05-01", "2022-05-01")
    assert (answer["at_act"]["law_key"], answer["at_decision"]["law_key"]) == ("WSL2014", "WSL2021")
    for side in ("at_act", "at_decision"):
        assert {"effective_from", "effective_to", "article", "range"} <= set(answer[side])
    assert answer["governs"] == "act"
    assert answer["why"]
    assert answer["range"]["max"] == answer["at_act"]["range"]["max"] == 50_000


def test_a_name_does_as_well_as_an_id(ask):
    assert ask("未提供符合标准的劳动防护用品", "2022-05-01", "2022-06-01")["violation"] == "VI-WS-099-5"


def test_a_side_without_a_row_is_null(ask):
    before = ask("VI-WS-099-8", "2020-05-01", "2022-05-01")
    assert (before["at_act"], before["governs"], before["range"]) == (None, "act", None)
    after = ask("VI-R15-045", "2025-05-01", "2026-05-01")
    assert (after["at_decision"], after["governs"]) == (None, "act")
    assert after["range"]["max"] == 30_000


def test_no_row_on_either_date_is_exit_1():
    error = refused("VI-R15-045", "--act", "2026-05-01", "--decided", "2026-06-01")
    assert error.returncode == 1
    assert "2026-05-01" in str(error)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("没有这种行为", "--act", "2022-01-01", "--decided", "2022-02-01"), "没有这种行为"),
        (("危险化学品", "--act", "2022-01-01", "--decided", "2022-02-01"), "不止一个"),
        (("VI-WS-094", "--act", "2022-03-01", "--decided", "2022-02-01"), "早于"),
        (("VI-WS-094", "--act", "soon", "--decided", "2022-02-01"), "soon"),
    ],
)
def test_wrong_use_is_exit_2(arguments, told):
    error = refused(*arguments)
    assert told in str(error)


def test_in_words(capsys):
    call_command("law", "VI-WS-099-1", "--act", "2020-01-01", "--decided", "2022-01-01")
    out = capsys.readouterr().out
    assert "第九十九条第一项" in out
    assert "0—50000" in out


@pytest.mark.parametrize(
    ("act", "decided"), [("2016-01-01", "2017-01-01"), ("2021-08-31", "2021-09-01"), ("2026-04-30", "2026-11-20")]
)
def test_every_violation_answers_or_says_that_there_is_no_row(ask, act, decided):
    rows = list(Violation.objects.current())
    for key in sorted({row.rule_key for row in rows} | {row.row_id for row in rows}):
        mine = [row for row in rows if row.rule_key == key.partition("@")[0]]
        sides = [any(row.is_in_force(date.fromisoformat(on)) for row in mine) for on in (act, decided)]
        if not any(sides):
            assert refused(key, "--act", act, "--decided", decided).returncode == 1
            continue
        answer = ask(key, act, decided)
        assert [answer["at_act"] is not None, answer["at_decision"] is not None] == sides
        assert answer["governs"] in {"act", "decision"}
