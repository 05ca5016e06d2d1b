import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from supervision.demo.people import build_bureaus, build_staff
from tests.journeys.person import ARGS, TIMEOUT, Journey
from tests.journeys.story import Story


@pytest.fixture(scope="module")
def chromium(django_db_setup: None) -> Iterator[Browser]:
    installed = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    expect.set_options(timeout=TIMEOUT)
    with pytest.MonkeyPatch.context() as patched, sync_playwright() as playwright:
        patched.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs in this thread
        browser = playwright.chromium.launch(executable_path=installed, args=ARGS)
        yield browser
        browser.close()


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
