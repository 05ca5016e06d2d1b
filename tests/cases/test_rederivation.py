"""After a change of calendar, values or edition: what is stored follows, and what moved is told."""

import datetime as dt
import io

import pytest
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions import rederivation
from cases.jobs.penalty import project_penalty_dues
from cases.models import Move, Order, OrderItem, PenaltyCase, Rederivation, TermUnit
from cases.queries import open_clocks
from cases.queries.order import term_of
from cases.queries.penalty import next_due
from cases.states import OrderState, PenaltyState as S
from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from enforcement.outbox.models import Job
from enforcement.outbox.work import run_due
from enforcement.rulebook import upkeep
from enforcement.rulebook.changed import Change
from enforcement.rulebook.notice import read_text
from enforcement.schedule import CELERY_BEAT_SCHEDULE
from enforcement.web.models import Reminder
from tests.factories import user_with
from tests.factories.order import order_at
from tests.factories.penalty import case_at, people_of, someone

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_waits():
    """The edition that was loaded before all tests asked for a walk of its own."""
    Job.objects.filter(name="cases.rederive").delete()
    Rederivation.objects.all().delete()


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def close(bureau, days=1):
    """The next days of work that follow today are closed."""
    clerk = someone(bureau, Role.LEGAL_REVIEWER)
    first = timezone.localdate() + dt.timedelta(days=1)
    last = first + dt.timedelta(days=days - 1)
    upkeep.close_days(by=clerk, first=first, last=last, name="台风", source="通告")
    return Rederivation.objects.latest("pk")


def follow(run):
    run_due()
    run.refresh_from_db()
    return run


@pytest.fixture
def notified():
    return case_at(S.NOTIFIED)


@pytest.fixture
def ordered():
    order = order_at(OrderState.DELIVERED)
    item = order.items.order_by("pk").first()
    OrderItem.objects.filter(pk=item.pk).update(term=3, term_unit=TermUnit.WORKING_DAY)
    item.refresh_from_db()
    OrderItem.objects.filter(pk=item.pk).update(due_on=term_of(item, order.delivered_on).due)
    rederivation.project_daily(timezone.localdate() - dt.timedelta(days=1), lambda done, total: None)
    return Order.objects.get(pk=order.pk)


def test_a_closed_week_moves_an_ordered_term_and_says_so(ordered):
    before = {item.pk: item.due_on for item in ordered.items.all()}
    run = follow(close(ordered.bureau, days=7))
    moved = [item for item in ordered.items.all() if item.due_on != before[item.pk]]
    assert moved
    for item in ordered.items.all():
        assert item.due_on == term_of(item, item.term_from or ordered.delivered_on).due
    ordered.refresh_from_db()
    assert ordered.next_due == min(item.due_on for item in ordered.items.all())
    move = Move.objects.get(run=run, record=ordered.pk, old=before[moved[0].pk])
    assert (move.kind, move.clock, move.new) == ("order", "整改期限", moved[0].due_on)
    assert set(move.people) == set(ordered.inspection.officers.values_list("pk", flat=True))
    assert run.moved == Move.objects.filter(run=run).count()
    assert run.finished_at
    assert Entry.objects.filter(act="clock.rederive", subject=f"rederivation:{run.pk}").count() == 1


def test_what_is_stored_is_what_is_computed(notified, ordered):
    upkeep.set_value("TL-CAS-007", by=people_of(notified).head, value={"length": 9, "unit": "working_day"}, note="x")
    run = follow(Rederivation.objects.latest("pk"))
    notified.refresh_from_db()
    assert notified.next_due == next_due(notified)
    (move,) = run.moves.filter(kind="penaltycase")
    assert (move.record, move.new, move.clock) == (notified.pk, notified.next_due, "陈述申辩")
    assert set(move.people) == {one.pk for one in notified.handlers.all()}


def test_whoever_handles_it_is_told_once(notified):
    head = people_of(notified).head
    upkeep.set_value("TL-CAS-007", by=head, value={"length": 9, "unit": "working_day"}, note="x")
    run = follow(Rederivation.objects.latest("pk"))
    handler = people_of(notified).handler
    reminder = Reminder.objects.get(user=handler, ref=f"rederivation:{run.pk}")
    assert reminder.url == f"/clocks/changes/{run.pk}/?mine=1"
    assert "1 个时限" in reminder.text
    client = signed_in(handler)
    assert str(notified.number) in client.get(reminder.url).content.decode()
    page = client.get(f"/penalties/{notified.pk}/clocks/").content.decode()
    assert "变更取值 TL-CAS-007" in page
    rederivation.rederive(run, lambda done, total: None)
    assert Reminder.objects.filter(ref=f"rederivation:{run.pk}").count() == len(notified.handlers.all())


def test_nothing_moves_where_nothing_changed(notified, ordered):
    version = PenaltyCase.objects.get(pk=notified.pk).version
    run = rederivation.start(Change("test:1", "没有变化"))
    assert follow(run).moved == 0
    assert run.seen == open_clocks.count_open()
    assert PenaltyCase.objects.get(pk=notified.pk).version == version
    assert rederivation.start(Change("test:1", "没有变化")).pk == run.pk
    assert Job.objects.filter(name="cases.rederive", key=run.job_key).count() == 1


def test_a_case_that_someone_changed_meanwhile_is_left_to_that_act(notified, monkeypatch):
    PenaltyCase.objects.filter(pk=notified.pk).update(next_due=None)
    stale = [one for batch in open_clocks.derived_cases() for one in batch]
    PenaltyCase.objects.filter(pk=notified.pk).update(version=notified.version + 5)
    run = Rederivation.objects.create(reference="test:2", reason="x")
    rederivation.write_cases(run, stale)
    assert PenaltyCase.objects.get(pk=notified.pk).next_due is None
    assert not Move.objects.exists()


def test_batches_do_not_lose_or_repeat_a_case(monkeypatch):
    monkeypatch.setattr(open_clocks, "SIZE", 1)
    made = [case_at(S.INVESTIGATING), case_at(S.PROPOSED)]
    PenaltyCase.objects.update(next_due=None)
    told = []
    run = Rederivation.objects.create(reference="test:3", reason="x")
    rederivation.rederive(run, lambda done, total: told.append((done, total)))
    assert run.moved == len(made)
    assert {PenaltyCase.objects.get(pk=one.pk).next_due for one in made} == {next_due(one) for one in made}
    assert told[-1][0] == told[-1][1] == run.seen


def test_a_broken_off_walk_goes_on(notified):
    PenaltyCase.objects.filter(pk=notified.pk).update(next_due=None)
    run = Rederivation.objects.create(reference="test:4", reason="x")

    def stop(done, total):
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        rederivation.rederive(run, stop)
    run.refresh_from_db()
    assert run.finished_at is None
    rederivation.rederive(run, lambda done, total: None)
    assert run.moved == Move.objects.filter(run=run).count() == 1


def test_the_day_alone_moves_nothing_and_leaves_nothing(notified):
    project_penalty_dues()
    assert not Rederivation.objects.exists()
    PenaltyCase.objects.filter(pk=notified.pk).update(next_due=None)
    project_penalty_dues()
    project_penalty_dues()
    notified.refresh_from_db()
    assert notified.next_due == next_due(notified)
    assert Rederivation.objects.get().moved == 1
    assert ["cases.project_penalty_dues"] in [one.get("args") for one in CELERY_BEAT_SCHEDULE.values()]


def test_a_notice_is_counted_before_it_counts(ordered):
    clerk = someone(ordered.bureau, Role.LEGAL_REVIEWER)
    due = min(item.due_on for item in ordered.items.all())
    text = f"演练：{due.year}年{due.month}月{due.day}日放假，共1天。"
    notice = upkeep.enter_notice(by=clerk, year=due.year, number="x", text=text, entries=read_text(text, due.year))
    run_due()
    notice.refresh_from_db()
    assert notice.affected == 1
    assert not Move.objects.exists()
    assert min(item.due_on for item in ordered.items.all()) == due
    upkeep.confirm_notice(notice, by=someone(ordered.bureau, Role.BUREAU_LEADER))
    run = follow(Rederivation.objects.latest("pk"))
    assert run.moved == notice.affected


def test_the_list_is_shown_exported_and_kept_from_strangers(ordered):
    run = follow(close(ordered.bureau, days=7))
    officer = ordered.inspection.officers.order_by("pk").first()
    client = signed_in(officer)
    assert "台风" in client.get("/clocks/changes/").content.decode()
    assert ordered.number in client.get(run.get_absolute_url()).content.decode()
    book = load_workbook(io.BytesIO(b"".join(client.get(f"{run.get_absolute_url()}export/").streaming_content)))
    rows = list(book.active.iter_rows(values_only=True))
    assert len(rows) == run.moved + 1
    assert ordered.number in rows[1][0]
    stranger = signed_in(user_with(Role.INSPECTOR))
    assert ordered.number not in stranger.get(run.get_absolute_url()).content.decode()
    assert "100" in client.get(f"{run.get_absolute_url()}progress/").content.decode()
