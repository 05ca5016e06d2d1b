"""Many tables in one migration step.

After every single table Django renders all related models anew; with a hundred tables that is a minute of every first
start and of every test run. Here the state is built for all of them first and rendered once.
"""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation


class CreateTogether(Operation):
    """Runs `operations` (CreateModel, in an order in which each table finds those it points at) against one state."""

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # the rendered models: made again when somebody asks
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)
