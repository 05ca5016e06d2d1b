from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from supervision.demo.people import build_bureaus, build_staff
from tests.journeys.person import TIMEOUT, Journey
from tests.journeys.story import Story


@pytest.fixture(scope="module")
def chromium(django_db_setup: None, browser: Browser) -> Browser:
    expect.set_options(timeout=TIMEOUT)
    return browser


@pytest.fixture
def journey(chromium: Browser, live_server: Any) -> Iterator[Journey]:
    """Faults heard on the way fail the test at its end, all of them listed."""
    one = Journey(chromium, live_server.url)
    yield one
    for context in chromium.contexts:
        context.close()
    assert not one.faults, "\n".join(dict.fromkeys(one.faults))


@pytest.fixture
def story(journey: Journey) -> Story:
    return Story(journey, build_staff(build_bureaus()))
