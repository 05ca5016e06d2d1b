"""Tables made in one step are those that would be made one after the other, and go again."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from enforcement.creation import CreateTogether

SHELF = migrations.CreateModel("Shelf", [("id", models.BigAutoField(primary_key=True))])
VOLUME = migrations.CreateModel(
    "Volume",
    [
        ("id", models.BigAutoField(primary_key=True)),
        ("shelf", models.ForeignKey("kernel.Shelf", models.CASCADE)),
        ("title", models.CharField(max_length=20)),
    ],
    options={"constraints": [models.UniqueConstraint(fields=["shelf", "title"], name="volume_once")]},
)
MADE = {"kernel_shelf", "kernel_volume"}


def tables() -> set[str]:
    return MADE & set(connection.introspection.table_names())


@pytest.mark.django_db
def test_tables_come_and_go_together() -> None:
    step = CreateTogether(operations=[SHELF, VOLUME])
    before, after = ProjectState(), ProjectState()
    step.state_forwards("kernel", after)
    with connection.schema_editor() as editor:
        step.database_forwards("kernel", editor, before, after)
    assert tables() == MADE
    with connection.cursor() as cursor:
        assert "volume_once" in connection.introspection.get_constraints(cursor, "kernel_volume")
    with connection.schema_editor() as editor:
        step.database_backwards("kernel", editor, after, before)
    assert tables() == set()


@pytest.mark.django_db
def test_models_rendered_before_are_rendered_anew() -> None:
    state = ProjectState()
    assert list(state.apps.get_models()) == []
    CreateTogether(operations=[SHELF, VOLUME]).state_forwards("kernel", state)
    assert {model.__name__ for model in state.apps.get_models()} == {"Shelf", "Volume"}


def test_the_step_says_what_it_makes() -> None:
    assert CreateTogether(operations=[SHELF, VOLUME]).describe() == "Create model Shelf; Create model Volume"


@pytest.mark.parametrize("app", ["accounts", "plans", "cases", "supervision", "rulebook", "documents"])
def test_each_app_starts_with_one_step(app: str) -> None:
    """ADR 8: the tables of a first release are in one migration; what a table cannot say itself stands in the next."""
    first = MigrationLoader(None).disk_migrations[app, "0001_initial"]
    assert isinstance(first.operations[-1], CreateTogether)
