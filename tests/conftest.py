"""What every test stands on: a database with the rulebook, files in a folder that goes away, no network."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

DATABASE_FIXTURES = {"db", "transactional_db", "django_db_reset_sequences", "live_server"}
FLUSHING_FIXTURES = {"transactional_db", "django_db_reset_sequences", "live_server"}
rulebook_there = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser journeys come last: a quick failure is seen first."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
    items.sort(key=lambda item: "journeys" in item.path.parts)


def needs_database(request: pytest.FixtureRequest) -> bool:
    return (
        bool(DATABASE_FIXTURES & set(request.fixturenames)) or request.node.get_closest_marker("django_db") is not None
    )


def flushes_database(request: pytest.FixtureRequest) -> bool:
    marker = request.node.get_closest_marker("django_db")
    return bool(FLUSHING_FIXTURES & set(request.fixturenames)) or bool(marker and marker.kwargs.get("transaction"))


@pytest.fixture(autouse=True)
def _rulebook(request: pytest.FixtureRequest) -> Iterator[None]:
    """The law is there in every test that has a database. Loaded outside the test's transaction, so once for all of
    them; a test that flushes the tables takes it away, and the next one gets it back."""
    global rulebook_there
    if not needs_database(request):
        yield
        return
    request.getfixturevalue("django_db_setup")
    if not rulebook_there:
        with request.getfixturevalue("django_db_blocker").unblock():
            call_command("load_rulebook", verbosity=0)
        rulebook_there = True
    yield
    if flushes_database(request):
        rulebook_there = False


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with real transactions clean up by TRUNCATE, which the ledger refuses outside of tests."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER entry_no_truncate")
        cursor.execute("ALTER TABLE ledger_checkpoint DISABLE TRIGGER checkpoint_no_truncate")


@pytest.fixture(autouse=True)
def _own_place(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path
    settings.CELERY_BROKER_URL = ""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
