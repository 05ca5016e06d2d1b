"""The files an operator starts from name only what exists, and name all of it."""

import re
from pathlib import Path

import pytest
import yaml
from django.conf import settings
from django.core.management import get_commands
from django.utils.module_loading import autodiscover_modules

import enforcement.outbox.tasks  # noqa: F401 - registers them
from enforcement.celery import app
from enforcement.outbox.registry import JOBS
from enforcement.schedule import CELERY_BEAT_SCHEDULE

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
EXPLAINED = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
FOR_OPERATORS = ["docker-compose.yml", "Dockerfile", "Makefile", "scripts/set_up.py", "README.md", ".env.example"]


def read_by_the_program() -> set[str]:
    code = [path.read_text() for path in (ROOT / "enforcement").glob("*.py")]
    found = set(re.findall(r"""(?:get_env_\w+|environ\.get)\(\s*"(\w+)\"""", "\n".join(code)))
    return found | {"PORT", "POSTGRES_PASSWORD", "TEST_DATABASE_URL"}


def test_every_variable_is_explained():
    assert read_by_the_program() == EXPLAINED


def test_compose_asks_only_for_explained_variables():
    assert set(re.findall(r"\$\{(\w+)", (ROOT / "docker-compose.yml").read_text())) <= EXPLAINED


@pytest.mark.parametrize("name", FOR_OPERATORS)
def test_commands_named_to_operators_exist(name):
    named = set(re.findall(r"manage\.py[\", ]+([a-z][a-z_]+)", (ROOT / name).read_text()))

    assert named <= set(get_commands())


def test_whoever_is_waited_for_can_say_that_it_is_ready():
    services = COMPOSE["services"]
    waits = [(name, how) for service in services.values() for name, how in service.get("depends_on", {}).items()]

    assert waits
    for name, how in waits:
        ready = (
            "healthcheck" in services[name] if how["condition"] == "service_healthy" else "command" in services[name]
        )
        assert ready, name


def test_worker_and_beat_start_the_application_that_exists():
    for name in ("worker", "beat"):
        assert COMPOSE["services"][name]["command"][:3] == ["celery", "-A", "enforcement"]
    assert app.main == "enforcement"


def test_image_and_set_up_install_the_same_libraries():
    spec = (ROOT / "scripts/set_up.py").read_text()
    named = set(re.findall(r'"(lib[a-z0-9.-]+-?\d*)":', spec)) | {"fontconfig", "fonts-noto-cjk"}

    assert named
    assert all(package in (ROOT / "Dockerfile").read_text() for package in named)


def test_locks_pin_what_the_project_names():
    named = set(re.findall(r'"([a-z0-9-]+)(?:\[[a-z-]+\])?==([\w.]+)"', (ROOT / "pyproject.toml").read_text()))
    locked = set(re.findall(r"^([a-z0-9-]+)==([\w.]+)", (ROOT / "requirements-dev.lock").read_text(), re.MULTILINE))

    assert len(named) > 30
    assert named <= locked


@pytest.mark.parametrize("entry", CELERY_BEAT_SCHEDULE.values(), ids=CELERY_BEAT_SCHEDULE.keys())
def test_scheduled_tasks_exist(entry):
    autodiscover_modules("jobs")

    assert entry["task"] in app.tasks
    assert set(entry.get("args", [])) <= JOBS.keys()
