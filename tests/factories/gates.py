"""Attempts at a step while one gate of the rulebook is unmet, and flows from which a gate was taken."""

import copy
import dataclasses
from collections.abc import Callable
from typing import Any

from enforcement.accounts.models import User
from enforcement.rulebook.gates import gates_of
from enforcement.workflow import Stateful, Step, Workflow


@dataclasses.dataclass(frozen=True)
class Attempt:
    """`by` tries `step` on `record`; a gate is unmet."""

    flow: Workflow
    record: Stateful
    step: str
    by: User | None

    def unmet(self, flow: Workflow | None = None) -> dict[str, Any]:
        return {one.gate: one for one in (flow or self.flow).check(self.record, self.step, self.by)}

    def warnings(self, flow: Workflow | None = None) -> dict[str, Any]:
        return {one.gate: one for one in (flow or self.flow).warnings(self.record, self.step, self.by)}


@dataclasses.dataclass(frozen=True)
class Entry:
    """The same act with what breaks the gate and with what keeps it."""

    act: str
    wrong: Callable[[], Any]
    right: Callable[[], Any]


def without(flow: Workflow, name: str, gate: str) -> Workflow:
    """The same flow in which that step no longer keeps the gate."""
    loosened = copy.copy(flow)
    loosened.by_name = {**flow.by_name, name: loosen(flow, flow.by_name[name], gate)}
    return loosened


def loosen(flow: Workflow, one: Step, gate: str) -> Step:
    return dataclasses.replace(
        one,
        guards=tuple(guard for guard in one.guards if gate not in gates_of(guard)),
        warnings=tuple(guard for guard in one.warnings if gate not in gates_of(guard)),
        awaits={key: states for key, states in one.awaits.items() if key != gate},
        sources=frozenset(flow.states.values) if gate in one.awaits else one.sources,
    )
