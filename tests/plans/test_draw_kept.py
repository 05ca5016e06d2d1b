"""What no statement does to a draw, whoever sends it: a state without who did it, another seed, another result, no rows
any more. Each statement is refused; the act beside it passes."""

# ruff: noqa: S608 - the statements are our own words

import json

import pytest
from django.db import Error, connection, transaction

from enforcement.accounts.roles import Role
from plans.actions import draw as actions
from plans.models import Draw
from plans.states import DrawState as S
from tests.factories.accounts import users_with
from tests.factories.clock import clock_at
from tests.factories.draw import SEED, after, draw_at, stepped_back
from tests.factories.plan import team

TABLES = {
    *("plans_draw", "plans_drawentry", "plans_drawexclusion", "plans_drawconflict"),
    *("plans_drawnunit", "plans_drawnofficer", "plans_drawnexpert", "plans_drawrecusal"),
}


@pytest.fixture
def who(db):
    return team()


def refused(*statements, match):
    """Together, at their end: what is only asked at the end of a transaction is asked, too."""
    whole = "; ".join([*statements, "SET CONSTRAINTS ALL IMMEDIATE"])
    with pytest.raises(Error, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(whole)


def copied(table, values):
    """A new row like those there are, but for these columns."""
    other = json.dumps({"id": 999999, **values})
    return f"INSERT INTO {table} SELECT (jsonb_populate_record(one, '{other}')).* FROM {table} one LIMIT 1"


def change(task, columns):
    return f"UPDATE plans_draw SET {columns} WHERE id = {task.pk}"


SEED_KEPT = {
    "sources = '[[1]]'": "entered once",
    "sources = '[]', seeded_by_id = NULL": "entered once",  # sent back without a trace
    "state = 'frozen', sources = '[]', seeded_by_id = NULL": "entered once",
    "state = 'confirmed', sources = '[[1]]', confirmed_by_id = {other}": "as it was entered",
    "state = 'confirmed', seeded_by_id = {third}, confirmed_by_id = {other}": "as it was entered",
    "state = 'confirmed'": "draw_seed_confirmed",
    "confirmed_by_id = {other}": "as it was entered",
    "seeded_by_id = NULL": "entered once",
    'rejected_seeds = \'[{{"by": "x"}}]\'': "sent back is kept",
    "state = 'void', void_asked_by_id = {other}": "draw_void_by_two",
}


@pytest.mark.parametrize(("columns", "match"), SEED_KEPT.items())
def test_a_seed_is_entered_once_and_confirmed_as_it_was_entered(who, columns, match):
    task = draw_at(S.SEEDED, who)
    refused(change(task, columns.format(other=who.supervisor.pk, third=who.leader.pk)), match=match)


def test_a_seed_sent_back_is_kept_and_the_next_one_is_entered(who):
    task = draw_at(S.SEEDED, who)
    with clock_at(after(task)):
        task = actions.reject_seed(task, by=who.supervisor, reason="录错")
        for kept in ("[]", '[{"by": "x", "sources": [[1]]}]'):
            refused(change(task, f"rejected_seeds = '{kept}'"), match="sent back is kept")
        again = actions.enter_seed(task, by=who.chief, sources=SEED)
        assert actions.confirm_seed(again, by=who.supervisor, sources=SEED).state == S.CONFIRMED
    refused(change(task, "rejected_seeds = '[]'"), match="sent back is kept")


RESULT_KEPT = {
    "result = jsonb_set(result, '{picks,officer}', '[7, 8]')": "one result",
    "result = jsonb_set(result, '{teams}', '{}')": "one result",
    'result = result || \'{"named": [{"list": "officer", "entry": 1, "recusal": 1}]}\'': "one result",
    "rejected_seeds = '[1]'": "sent back is kept",
    "handled = 3": "revealed once",
    "set_on = '2020-01-01'": "is frozen",
    "state = 'revealing'": "draw_revealed_by",
    "revealed_by_id = created_by_id": "revealed once",
    "state = 'void', void_asked_by_id = created_by_id": "draw_void_by_two",
}


def numbered(given):
    return [pytest.param(columns, match, id=columns[:40]) for columns, match in given.items()]


@pytest.mark.parametrize(("columns", "match"), numbered(RESULT_KEPT))
def test_what_was_drawn_moves_by_an_agreed_recusal_alone(who, columns, match):
    assert not draw_at(S.DRAWN, who).result["named"]
    task = Draw.objects.get()
    refused(change(task, columns), match=match)


def test_a_result_moves_once_for_each_agreed_recusal(who):
    users_with(who.bureau, [((Role.INSPECTOR,), True)] * 4)
    task = draw_at(S.DRAWN, who)
    task = stepped_back(task, who, task.result["picks"]["officer"][0])
    one = task.recusals.get()
    assert task.result["named"][-1]["entry"] == one.entry
    for columns in ("named = named || named", "teams", "named"):
        path = columns.split(" ")[0]
        refused(change(task, f"result = jsonb_set(result, '{{{path}}}', '[]')"), match="one result")
    refused(f"DELETE FROM plans_drawrecusal WHERE id = {one.pk}", match="decided once")
    for columns in ("ground = 'x'", "agreed = false", "agreed = false, decided_by_id = NULL, decided_at = NULL"):
        refused(f"UPDATE plans_drawrecusal SET {columns} WHERE id = {one.pk}", match="decided once")
    copied = (
        "INSERT INTO plans_drawrecusal (draw_id, list, entry, ground, reason, asked_by_id, asked_at, decided_by_id,"
    )
    copied += " decided_at, agreed) SELECT draw_id, list, entry + 1, ground, reason, asked_by_id, asked_at,"
    refused(f"{copied} decided_by_id, decided_at, agreed FROM plans_drawrecusal", match="decided once")


def test_nothing_is_revealed_without_who_did_it_every_unit_and_the_file(who):
    task = draw_at(S.REVEALING, who)
    for columns, match in {
        "state = 'revealed'": "revealed once",  # no unit is handled
        "state = 'revealed', handled = 3": "revealed once",  # counted by the statement that ends it
        "revealed_at = now()": "revealed once",
        "handled = 2, result = '{}'": "one result",
    }.items():
        refused(change(task, columns), match=match)
    refused(change(task, "handled = 3"), change(task, "state = 'revealed'"), match="draw_revealed_with_proof")


@pytest.mark.parametrize("state", [S.REVEALING, S.REVEALED])
def test_whom_a_draw_drew_is_kept(who, state):
    task = draw_at(state, who)
    assert task.units.count() == 3
    for table in ("plans_drawnunit", "plans_drawnofficer"):
        refused(f"UPDATE {table} SET entry = entry + 100", match="drew is kept")
        refused(f"DELETE FROM {table}", match="drew is kept")
    if state == S.REVEALED:
        refused("UPDATE plans_drawnunit SET unassigned = '别的'", match="drew is kept")
        into = "INSERT INTO plans_drawnunit (draw_id, place, entry, enterprise_id, unassigned)"
        refused(
            f"{into} SELECT draw_id, 99, 99, enterprise_id, '' FROM plans_drawnunit LIMIT 1", match="nobody is added"
        )


def test_why_nobody_goes_there_is_said_once_while_the_tasks_are_made(who):
    task = draw_at(S.REVEALING, who)
    task.units.update(unassigned="检查期间已过")
    refused("UPDATE plans_drawnunit SET unassigned = ''", match="drew is kept")


DRAFT_KEPT = {
    "state = 'frozen'": "by its commitment",
    "commitment = 'x', frozen_at = now()": "before the lists",
    "state = 'discarded', commitment = 'x', frozen_at = now()": "before the lists",
    "sources = '[[1]]'": "before the lists",
    "seeded_by_id = created_by_id": "before the lists",
    "result = '{\"picks\": {}}'": "before the lists",
    "drawn_at = now()": "before the lists",
    "revealed_at = now()": "before the lists",
    "void_asked_by_id = created_by_id": "before the lists",
    "rejected_seeds = '[1]'": "before the lists",
    "state = 'void'": "before the lists",
}


@pytest.mark.parametrize(("columns", "match"), numbered(DRAFT_KEPT))
def test_a_draft_has_nothing_that_comes_later(who, columns, match):
    refused(change(draw_at(S.DRAFT, who), columns), match=match)


@pytest.mark.parametrize("state", [one for one in S.values if one != S.DRAFT])
def test_every_draw_begins_as_a_draft(who, state):
    task = draw_at(S.DRAFT, who)
    row = f'jsonb_populate_record(d, \'{{"id": 999999, "number": "Z", "state": "{state}"}}\')'
    refused(
        f"INSERT INTO plans_draw SELECT ({row}).* FROM plans_draw d WHERE id = {task.pk}", match="begins as a draft"
    )


def test_a_draft_is_not_born_with_a_result(who):
    task = draw_at(S.DRAFT, who)
    row = """jsonb_populate_record(d, '{"id": 999999, "number": "Z", "sources": [[1]]}')"""
    refused(
        f"INSERT INTO plans_draw SELECT ({row}).* FROM plans_draw d WHERE id = {task.pk}", match="begins as a draft"
    )


def test_no_table_of_a_draw_is_emptied_while_it_holds_any(who):
    """The tests that flush their tables have this switched off; here it is on."""
    draw_at(S.REVEALED, who)
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'no_truncate'")
        assert {name for (name,) in cursor.fetchall()} == TABLES
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER no_truncate")
    for table in ("plans_drawentry", "plans_drawnunit", "plans_drawnofficer", "plans_draw CASCADE"):
        refused(f"TRUNCATE {table}", match="are not emptied")
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE plans_drawconflict")  # there is none
