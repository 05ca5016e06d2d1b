"""The flow table: one `Workflow` per kind of record gives its buttons, API, diagram, tests and refusals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, StaleVersion, StepRefused, Unmet
from enforcement.ledger.actions import reference
from enforcement.ledger.presenters import name_act
from enforcement.once import ask_once, reading_anew
from enforcement.rows import lock_row, update_row
from enforcement.rulebook.gates import gates_of, unmet as unmet_gate

Guard = Callable[[Any, Any], Unmet | Sequence[Unmet] | None]
FLOWS: dict[str, "Workflow"] = {}


class Stateful(models.Model):
    """A record that moves through a flow. `version` counts its changes and travels with every form."""

    state: models.CharField
    view_permission: ClassVar[Permission]
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("机关"))
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects = VisibleQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def ref(self) -> str:
        return reference(self)


R = TypeVar("R", bound=Stateful)


@dataclass(frozen=True)
class Step:
    name: str
    label: str | Promise
    sources: frozenset[str]
    target: str | None  # None: the state stays
    permission: Permission | None  # None: only the system takes it, by a job
    guards: tuple[Guard, ...] = ()
    danger: bool = False
    warnings: tuple[Guard, ...] = ()  # shown before the step is taken; they never block it
    # gate → states in which it is still unmet: it is kept by the order of the states
    awaits: Mapping[str, frozenset[str]] = field(default_factory=dict, hash=False)

    @property
    def gates(self) -> frozenset[str]:
        """Every gate of the rulebook that this step keeps or warns of."""
        return frozenset(self.awaits).union(*(gates_of(one) for one in (*self.guards, *self.warnings)))


def step(
    name: str,
    label: str | Promise,
    sources: str | Iterable[str],
    target: str | None,
    *,
    permission: Permission | None,
    guards: Iterable[Guard] = (),
    danger: bool = False,
    warnings: Iterable[Guard] = (),
    awaits: Mapping[str, Iterable[str]] | None = None,
) -> Step:
    start = frozenset([sources]) if isinstance(sources, str) else frozenset(sources)
    waiting = {gate: frozenset(states) for gate, states in (awaits or {}).items()}
    return Step(name, label, start, target, permission, tuple(guards), danger, tuple(warnings), waiting)


@dataclass
class Workflow:
    """`owners` says for every state whose turn it is; an empty tuple means the record rests there.

    `title` names the kind of record where steps of several flows stand together.
    """

    name: str
    states: type[models.TextChoices]
    steps: tuple[Step, ...]
    owners: Mapping[str, tuple[Role, ...]]
    title: str | Promise = ""
    by_name: dict[str, Step] = field(init=False)

    def __post_init__(self) -> None:
        self.by_name = {one.name: one for one in self.steps}
        if len(self.by_name) != len(self.steps) or self.name in FLOWS:
            raise ValueError(f"flow {self.name}: a name is used twice")
        FLOWS[self.name] = self
        for one in self.steps:
            name_act(self.act(one.name), one.label)

    def act(self, step_name: str) -> str:
        """The ledger's name of the step."""
        return f"{self.name}.{step_name}"

    def check(self, record: Stateful, name: str, by: User | None) -> list[Unmet]:
        """Every reason why `by` cannot take the step now; empty when it can be taken."""
        one = self.by_name[name]
        unmet = []
        if not allowed(one, record, by):
            unmet.append(Unmet(missing_right(one)))
        if record.state not in one.sources:
            now = self.states(record.state).label
            unmet.append(Unmet(_t("当前状态为“%(state)s”，不能%(step)s") % {"state": now, "step": one.label}))
            unmet += [unmet_gate(gate) for gate, waiting in one.awaits.items() if record.state in waiting]
        if not unmet:
            unmet = reasons(one.guards, record, by)
        return unmet

    def warnings(self, record: Stateful, name: str, by: User | None) -> list[Unmet]:
        """What whoever takes the step should know; nothing of it blocks."""
        one = self.by_name[name]
        if record.state not in one.sources:
            return []
        return reasons(one.warnings, record, by)

    def open_steps(self, record: Stateful, by: User) -> list[tuple[Step, list[Unmet]]]:
        """Steps that start from this state and that the person may take, each with what still blocks it."""
        here = [one for one in self.steps if record.state in one.sources and allowed(one, record, by)]
        return [(one, self.check(record, one.name, by)) for one in here]

    def turn(self, state: str) -> tuple[Role, ...]:
        return self.owners[state]

    def take(self, record: R, name: str, *, by: User | None, version: int | None = None, **columns: Any) -> R:
        """Lock the row, check everything, move it. Call inside the act's transaction; the caller writes the ledger.

        `by` is None for the steps of the system. `columns`: what the new state implies, by the name of the column; the
        database demands it of the same statement. Raises NotPermitted, StaleVersion or StepRefused.
        """
        one = self.by_name[name]
        if not transaction.get_connection().in_atomic_block:
            raise RuntimeError(f"{self.act(name)} outside a transaction")
        locked = lock_row(record)
        if not allowed(one, locked, by):
            raise NotPermitted(missing_right(one))
        if version is not None and version != locked.version:
            raise StaleVersion(locked)
        with reading_anew():
            if unmet := self.check(locked, name, by):
                raise StepRefused(unmet)
        target = locked.state if one.target is None else one.target
        update_row(locked, state=target, version=locked.version + 1, **columns)
        record.state, record.version = locked.state, locked.version
        return locked


def reasons(guards: Iterable[Guard], record: Stateful, by: User | None) -> list[Unmet]:
    """A guard finds one condition that is not met, several, or none. A page that shows many steps asks each once."""
    found = [ask_once(guard, record, by) for guard in guards]
    return [one for told in found for one in ([told] if isinstance(told, Unmet) else told or [])]


def allowed(one: Step, record: Stateful, by: User | None) -> bool:
    """A step belongs either to people with the permission or to the system alone."""
    if by is None or one.permission is None:
        return by is None and one.permission is None
    return by.may(one.permission, record)


def missing_right(one: Step) -> str:
    if one.permission is None:
        return _t("该步骤由系统按期办理")
    return _t("需要“%(right)s”权限") % {"right": one.permission.label}
