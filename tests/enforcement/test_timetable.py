import datetime as dt
import json

from celery.schedules import crontab

from enforcement.timetable import Timetable

ENTRIES = {
    "often": {"task": "a", "schedule": 30.0},
    "yearly": {"task": "b", "schedule": crontab(0, 0, "1", "1"), "args": ["x"]},
}


def kept_since(path, **ago: dt.timedelta):
    now = dt.datetime.now(dt.UTC)
    path.write_text(json.dumps({name: (now - gap).isoformat() for name, gap in ago.items()}))
    return path


def test_at_first_nothing_is_overdue(tmp_path):
    assert Timetable(ENTRIES, tmp_path / "t.json").take_due() == []


def test_what_was_missed_while_stopped_is_due_at_once(tmp_path):
    kept = kept_since(tmp_path / "t.json", often=dt.timedelta(seconds=31), yearly=dt.timedelta(days=366))

    assert Timetable(ENTRIES, kept).take_due() == [("a", []), ("b", ["x"])]


def test_what_ran_lately_is_not_due(tmp_path):
    kept = kept_since(tmp_path / "t.json", often=dt.timedelta(seconds=5), yearly=dt.timedelta(seconds=5))

    assert Timetable(ENTRIES, kept).take_due() == []


def test_what_was_taken_is_not_taken_again_after_a_restart(tmp_path):
    kept = kept_since(tmp_path / "t.json", often=dt.timedelta(minutes=1))
    assert Timetable(ENTRIES, kept).take_due() == [("a", [])]

    assert Timetable(ENTRIES, kept).take_due() == []


def test_an_entry_of_an_earlier_edition_is_forgotten(tmp_path):
    kept = kept_since(tmp_path / "t.json", often=dt.timedelta(minutes=1), gone=dt.timedelta(days=1))

    Timetable(ENTRIES, kept).take_due()

    assert json.loads(kept.read_text()).keys() == ENTRIES.keys()
