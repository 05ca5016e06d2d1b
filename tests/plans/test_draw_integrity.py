"""What nobody can do to a draw: not by a page, not by an act, not by a statement, not by being second."""

import datetime as dt
import json
import threading

import pytest
from django.db import Error, IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, StaleVersion, StepRefused
from enforcement.ledger.queries import history
from enforcement.web.models import Reminder
from plans.actions import draw as actions
from plans.flows.draw import DRAW
from plans.models import Draw, DrawEntry
from plans.queries.draw_settings import CEILING
from plans.states import DrawState
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.draw import SEED, after, conditions, draw_at, voided
from tests.factories.plan import graded, team

BEGUN = [DrawState.FROZEN, DrawState.SEEDED, DrawState.CONFIRMED, DrawState.DRAWN, DrawState.REVEALED]


@pytest.fixture
def who(db):
    return team()


def refused_by_the_database(act):
    with (
        pytest.raises((IntegrityError, Error), match="frozen|kept|closed|confirmed|published|void"),
        transaction.atomic(),
    ):
        act()


@pytest.mark.parametrize("table", ["entries", "exclusions", "conflicts"])
def test_rows_of_a_frozen_list_are_neither_changed_nor_removed_nor_added(who, table):
    task = draw_at(DrawState.FROZEN, who)
    rows = getattr(task, table)
    entry = DrawEntry.objects.filter(draw=task).first()
    with pytest.raises(Error, match="kept as they were frozen"), transaction.atomic():
        DrawEntry.objects.filter(pk=entry.pk).update(weight=99)
    with pytest.raises(Error, match="kept as they were frozen"), transaction.atomic():
        DrawEntry.objects.filter(pk=entry.pk).delete()
    common = {"draw": task, "list": "unit"}
    new = {
        "entries": {"number": 999, "subject": 1, "code": "x", "name": "x", "entry": "x", "weight": 1},
        "exclusions": {"number": 999, "subject": 1, "code": "x", "name": "x", "entry": "x", "reason": "merged"},
        "conflicts": {"unit": 1, "list": "officer", "entry": 1, "reason": "recusal"},
    }[table]
    with pytest.raises(Error, match="nobody is added"), transaction.atomic():
        rows.create(**{**common, **new})


@pytest.mark.parametrize(
    "changed",
    [
        {"units_wanted": 1}, {"officers_wanted": 3}, {"experts_wanted": 1}, {"salt": "0" * 32},
        {"commitment": "0" * 64}, {"params": {}}, {"hashes": {}}, {"seed_source": "别的"}, {"seed_kinds": ["ssq"]},
        {"specialty": "mine"}, {"title": "别的"}, {"conditions": {}}, {"seed_at": timezone.now()},
    ],
)  # fmt: skip
def test_what_the_commitment_covers_is_frozen_on_the_draw(who, changed):
    task = draw_at(DrawState.FROZEN, who)
    refused_by_the_database(lambda: Draw.objects.filter(pk=task.pk).update(**changed))


def test_a_frozen_draw_is_not_deleted_and_its_publication_not_moved(who):
    task = draw_at(DrawState.FROZEN, who)
    refused_by_the_database(lambda: Draw.objects.filter(pk=task.pk)._raw_delete("default"))
    moved = task.published_at + dt.timedelta(minutes=1)
    refused_by_the_database(lambda: Draw.objects.filter(pk=task.pk).update(published_at=moved))


KEPT = {
    DrawState.FROZEN: (
        "joint_partner = '别的'", "plan_item_id = 1", "bureau_id = bureau_id + 1", "replaces_id = id",
        "small_source_reason = '别的'", "entry_method = '别的'", "repeat_reason = '别的'",
        "repeat_asked_by_id = created_by_id", "repeat_approved_by_id = created_by_id", "created_by_id = NULL",
        "created_at = now()", "drawn_at = now()", "result = '{\"picks\": {}}'", "state = 'drawn'",
        "state = 'confirmed'", "state = 'revealed'", "state = 'draft'", "state = 'discarded'",
    ),
    DrawState.DRAWN: (  # nothing draws again
        "result = jsonb_set(result, '{picks,unit}', '[1]')", "result = '{}'", "drawn_at = now()", "drawn_at = NULL",
        "sources = '[[1]]'", "seeded_by_id = NULL", "state = 'confirmed'", "state = 'frozen'", "state = 'revealed'",
    ),
    DrawState.REVEALED: (  # a result that is out is not taken back
        "result = result || '{\"teams\": {}}'", "handled = 0", "revealed_at = now()", "revealed_by_id = NULL",
        "proof_file_id = NULL", "state = 'drawn'", "state = 'revealing'",
    ),
    DrawState.VOID: ("void_reason = '别的'", "voided_by_id = NULL", "void_asked_by_id = created_by_id"),
}  # fmt: skip


@pytest.mark.parametrize(("state", "column"), [(state, one) for state, columns in KEPT.items() for one in columns])
def test_no_statement_moves_a_draw_but_along_its_flow(who, state, column):
    task = draw_at(state, who)
    refused_by_the_database(lambda: run(column, task.pk))


def test_nothing_is_drawn_before_the_lists_are_frozen(who):
    task = draw_at(DrawState.DRAFT, who)
    refused_by_the_database(lambda: run("state = 'drawn'", task.pk))


def run(change, pk):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE plans_draw SET {change} WHERE id = %s", [pk])  # noqa: S608 - our own words


def test_a_confirmed_seed_stays(who):
    task = draw_at(DrawState.CONFIRMED, who)
    refused_by_the_database(lambda: Draw.objects.filter(pk=task.pk).update(sources=[[1]]))


def test_the_seed_is_not_confirmed_by_who_entered_it(who):
    task = draw_at(DrawState.SEEDED, who)
    with pytest.raises(IntegrityError, match="draw_seed_second_person"), transaction.atomic():
        Draw.objects.filter(pk=task.pk).update(state="confirmed", confirmed_by=task.seeded_by)


def test_void_is_for_good(who):
    task = draw_at(DrawState.VOID, who)
    refused_by_the_database(lambda: Draw.objects.filter(pk=task.pk).update(state="frozen"))


def test_a_draw_is_not_void_without_somebody_who_asked(who):
    task = draw_at(DrawState.FROZEN, who)
    with pytest.raises(IntegrityError, match="draw_void_by_two"), transaction.atomic():
        Draw.objects.filter(pk=task.pk).update(state="void")


# published before the seed


def test_the_seed_is_not_entered_before_the_commitment_is_public(who):
    graded(who.bureau, 12)
    task = actions.freeze(actions.create_draw(by=who.chief, **conditions()), by=who.chief)
    with clock_at(after(task)), pytest.raises(StepRefused, match="尚未公布"):
        actions.enter_seed(task, by=who.chief, sources=SEED)


def test_a_commitment_published_too_late_leaves_only_the_void(who):
    graded(who.bureau, 12)
    task = actions.freeze(actions.create_draw(by=who.chief, **conditions()), by=who.chief)
    with clock_at(after(task)):
        late = actions.publish_commitment(task)
        with pytest.raises(StepRefused, match="晚于种子产生时间.*只能作废"):
            actions.enter_seed(late, by=who.chief, sources=SEED)
        assert voided(late, who).state == DrawState.VOID


def test_the_moment_of_publication_is_recorded_once_by_the_system_alone(who):
    task = draw_at(DrawState.FROZEN, who)
    with pytest.raises(StepRefused, match="已经公布"):
        actions.publish_commitment(task)
    assert DRAW.check(task, "publish", who.chief)
    entry = history(task).get(act="draw.publish")
    assert (entry.actor, entry.after["commitment"]) == ("system", task.commitment)


def test_the_page_names_the_entries_of_the_ledger(client, who):
    task = draw_at(DrawState.FROZEN, who)
    client.force_login(who.chief)
    page = client.get(task.get_absolute_url()).content.decode()
    for act in ("draw.freeze", "draw.publish"):
        entry = history(task).get(act=act)
        assert f"第 {entry.pk} 号" in page
        assert entry.leaf in page


# no redraw but by two people


@pytest.mark.parametrize("state", BEGUN)
def test_a_void_is_asked_for_by_one_and_approved_by_another(who, state):
    task = draw_at(state, who)
    asked = actions.ask_void(task, by=who.supervisor, reason="名单有误")
    assert asked.state == state
    with pytest.raises(NotPermitted):
        actions.void(asked, by=who.supervisor)
    gone = actions.void(asked, by=who.leader)
    assert (gone.state, gone.void_asked_by, gone.voided_by) == (DrawState.VOID, who.supervisor, who.leader)
    entry = history(gone).get(act="draw.void")
    assert (entry.note, entry.after["asked_by"]) == ("名单有误", who.supervisor.name)


def test_nobody_approves_the_own_request(who):
    both = user_with(Role.SUPERVISOR, Role.BUREAU_LEADER, bureau=who.bureau)
    asked = actions.ask_void(draw_at(DrawState.DRAWN, who), by=both, reason="x")
    with pytest.raises(StepRefused, match="不能自己批准"):
        actions.void(asked, by=both)
    with pytest.raises(StepRefused, match="不能自己批准"):
        actions.refuse_void(asked, by=both, reason="x")


def test_nothing_is_voided_that_nobody_asked_for(who):
    with pytest.raises(StepRefused, match="没有人申请作废"):
        actions.void(draw_at(DrawState.DRAWN, who), by=who.leader)


def test_while_a_void_waits_the_draw_stands_still_and_goes_on_when_refused(client, who):
    task = actions.ask_void(draw_at(DrawState.CONFIRMED, who), by=who.supervisor, reason="名单有误")
    with clock_at(after(task)):
        with pytest.raises(StepRefused, match="待批准"):
            actions.draw(task, by=who.chief)
        with pytest.raises(StepRefused, match="待批准"):
            actions.ask_void(task, by=who.supervisor, reason="y")
        client.force_login(who.leader)
        page = client.get(task.get_absolute_url()).content.decode()
        assert "已申请作废，待批准" in page
        assert reverse("draw_act", args=[task.pk, "void"]) in page
        back = actions.refuse_void(task, by=who.leader, reason="名单无误")
        assert (back.void_reason, back.void_asked_by) == ("", None)
        assert actions.draw(back, by=who.chief).state == DrawState.DRAWN


def test_the_leaders_are_told_of_the_request(who):
    task = actions.ask_void(draw_at(DrawState.REVEALED, who), by=who.supervisor, reason="x")
    told = Reminder.objects.filter(url=task.get_absolute_url())
    assert {one.user for one in told} == {who.leader, who.head}
    assert task.number in told[0].text


# the paged parts, and a register that is never read whole


def test_the_parts_are_paged_and_name_only_lists_that_exist(client, who):
    task = draw_at(DrawState.DRAWN, who, enterprises=60)
    client.force_login(who.chief)
    address = lambda part: reverse("draw_part", args=[task.pk, part])  # noqa: E731
    page = client.get(address("list-unit")).content.decode()
    assert page.count("<tr>") == 51
    assert "after=" in page
    for part in ("list-officer", "exclusions", "conflicts", "picks-unit", "transcript-unit", "transcript-officer"):
        assert client.get(address(part)).status_code == 200
    for part in ("list-expert", "list-boss", "nothing", "picks-boss"):
        assert client.get(address(part)).status_code == 404
    draft = draw_at(DrawState.DRAFT, who, enterprises=0, repeat_reason="第二批")
    assert client.get(reverse("draw_part", args=[draft.pk, "list-unit"])).status_code == 404


def test_the_page_of_a_draft_counts_and_reads_no_enterprise(client, who, django_assert_max_num_queries):
    task = draw_at(DrawState.DRAFT, who, enterprises=300)
    client.force_login(who.chief)
    with django_assert_max_num_queries(40) as asked:
        page = client.get(task.get_absolute_url()).content.decode()
    read = [one["sql"] for one in asked if one["sql"].startswith('SELECT "plans_enterprise"."id"')]
    assert read == []
    assert "300" in page
    assert CEILING == 2


def test_nothing_published_before_the_reveal_lets_anyone_find_an_enterprise(who):
    """Names, codes, entries and the salt stay inside; with hashes and counts alone there is nothing to try out."""
    task = draw_at(DrawState.FROZEN, who)
    shown = json.dumps([task.params, task.hashes, task.commitment])
    assert len(bytes.fromhex(task.salt)) == 16
    for row in task.entries.all():
        assert not {row.name, row.code, row.entry} & set(shown.split('"'))
    assert task.salt not in shown


# two at once, on connections of their own


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """People and a register that other connections see; cleared by hand, with the triggers off."""
    with django_db_blocker.unblock():
        found = team()
        graded(found.bureau, 12, start=4000)
        task = actions.create_draw(by=found.chief, **conditions())
        yield found, task
        clear(found.bureau.pk)


def clear(bureau):
    mine = {"b": bureau}
    users, draws = (
        "(SELECT id FROM accounts_user WHERE bureau_id = %(b)s)",
        "(SELECT id FROM plans_draw WHERE bureau_id = %(b)s)",
    )
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        for table in ("plans_drawentry", "plans_drawexclusion", "plans_drawconflict"):
            cursor.execute(f"DELETE FROM {table} WHERE draw_id IN {draws}", mine)  # noqa: S608 - our own names
        for table in ("plans_draw", "plans_enterprise", "documents_counter", "cases_publisheditem", "ledger_entry"):
            column = "bureau" if table == "ledger_entry" else "bureau_id"
            cursor.execute(f"DELETE FROM {table} WHERE {column} = %(b)s", mine)  # noqa: S608
        for table in ("accounts_rolegrant", "accounts_certificate"):
            cursor.execute(f"DELETE FROM {table} WHERE user_id IN {users}", mine)  # noqa: S608
        for table in ("accounts_user", "accounts_unit"):
            cursor.execute(f"DELETE FROM {table} WHERE bureau_id = %(b)s", mine)  # noqa: S608
        cursor.execute("DELETE FROM accounts_bureau WHERE id = %(b)s", mine)
        cursor.execute("SET session_replication_role = DEFAULT")


def together(act, times=2):
    """What each of them got: the record, or the refusal."""
    gate, found = threading.Barrier(times), []

    def run():
        try:
            gate.wait()
            found.append(act())
        except (StaleVersion, StepRefused) as refusal:
            found.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _n in range(times)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return found


@pytest.mark.slow
def test_two_at_once_freeze_and_draw_exactly_once(committed):
    who, task = committed
    version = task.version
    found = together(lambda: actions.freeze(Draw.objects.get(pk=task.pk), by=who.chief, version=version), times=4)
    assert sum(isinstance(one, Draw) for one in found) == 1
    assert sum(isinstance(one, StaleVersion) for one in found) == 3
    frozen = Draw.objects.get(pk=task.pk)
    assert frozen.entries.filter(list="unit").count() == 12
    assert history(frozen).filter(act="draw.freeze").count() == 1
    ready = actions.publish_commitment(frozen)
    with clock_at(after(ready)):
        ready = actions.enter_seed(ready, by=who.chief, sources=SEED)
        ready = actions.confirm_seed(ready, by=who.supervisor, sources=SEED)
        found = together(lambda: actions.draw(Draw.objects.get(pk=task.pk), by=who.chief), times=3)
    drawn = [one for one in found if isinstance(one, Draw)]
    assert len(drawn) == 1
    assert Draw.objects.get(pk=task.pk).result["picks"] == drawn[0].result["picks"]
    assert history(drawn[0]).filter(act="draw.draw").count() == 1
