"""What every test stands on: a database with the rulebook, files in a folder that goes away, no network."""

import gc
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import translation
from playwright.sync_api import Browser, sync_playwright
from pytest_django.plugin import blocking_manager_key

from enforcement.management.commands.load_rulebook import FIXTURES
from enforcement.rulebook import snapshot
from enforcement.rulebook.loading import publish_edition
from enforcement.rulebook.models import Edition
from enforcement.rulebook.source_files import digest
from plans.models import (
    Draw,
    DrawConflict,
    DrawEntry,
    DrawExclusion,
    DrawnExpert,
    DrawnOfficer,
    DrawnUnit,
    DrawRecusal,
    name_frequency,
)
from tests.programs import launched

# No test is timed, nor may the machine's load fail one: neither an example nor how slowly examples are made.
hypothesis.settings.register_profile(
    "ours", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow], print_blob=True
)
hypothesis.settings.load_profile("ours")

KEPT_OF_DRAWS = (
    *(Draw, DrawEntry, DrawExclusion, DrawConflict),
    *(DrawnUnit, DrawnOfficer, DrawnExpert, DrawRecusal),
)
FLUSHING_FIXTURES = {"transactional_db", "django_db_reset_sequences", "live_server"}


LONGEST = (
    "test_loop",
    "test_seed_demo",
    "test_bench",
    "test_access_matrix",
    "test_celery_redis",
    "test_demo",
    "test_launch",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first, so that no worker is left alone with one of them when the others have ended."""
    for item in items:
        if "journeys" in item.path.parts:
            item.add_marker(pytest.mark.journey)
    items.sort(key=lambda item: item.path.stem not in LONGEST)


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector need not walk through it again and again, nor after every few objects
    (a twelfth of the run)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 20)


def flushes_database(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    fixtures: set[str] = set(getattr(item, "fixturenames", ()))
    return bool(FLUSHING_FIXTURES & fixtures) or bool(marker and marker.kwargs.get("transaction"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """A test that flushes the tables takes the rulebook away; the next one finds it again. Not in a fixture: those of
    pytest-django come first, and what is loaded inside a test's transaction goes with it."""
    yield
    if nextitem is not None and flushes_database(item):
        with item.config.stash[blocking_manager_key].unblock():
            lay_down_the_law()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests with real transactions clean up by TRUNCATE, which ledger and draws refuse outside of tests. The law is in
    every test that has a database: loaded once, outside any test's transaction."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_entry DISABLE TRIGGER entry_no_truncate")
        cursor.execute("ALTER TABLE ledger_checkpoint DISABLE TRIGGER checkpoint_no_truncate")
        for model in KEPT_OF_DRAWS:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER no_truncate")
        lay_down_the_law()


def lay_down_the_law() -> None:
    """The source as it is now is the edition in force, in a database kept from an earlier run too; the ledger, which
    tells of it, and the work that follows from it start empty in every test."""
    call_command("load_rulebook", verbosity=0)
    newest = Edition.objects.get(sha256=digest(FIXTURES / "rulebook"))
    if newest.is_draft:
        publish_edition(newest, by=None)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry, outbox_job")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each file."""
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked once a second or once a minute is asked once in a test, so that statements can be counted on a busy
    machine; and nothing is remembered of a test that was rolled back, nor the language of the page it read last."""
    translation.deactivate()
    monkeypatch.setattr(snapshot, "SECONDS_BETWEEN_CHECKS", math.inf)
    monkeypatch.setattr(name_frequency, "SECONDS", math.inf)
    snapshot.compare_anew()
    name_frequency.forget()


@pytest.fixture(autouse=True)
def _own_place(settings: pytest.FixtureRequest, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    settings.STATIC_ROOT = tmp_path
    settings.CELERY_BROKER_URL = ""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
