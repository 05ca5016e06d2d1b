"""Who wants to know when the rulebook, the calendar or a setting changed. The kernel does not know who asks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Change:
    """`reference` names the change once and for all ("edition:7"), so that work posted for it is posted once.

    `rule_keys` none: any rule may have changed. `first` and `last`: the days of the calendar it is about.
    """

    reference: str
    reason: str
    by: Any = None
    rule_keys: frozenset[str] | None = None
    first: date | None = None
    last: date | None = None


Listener = Callable[[Change], None]
LISTENERS: list[Listener] = []


def register(listener: Listener) -> Listener:
    """May stand above a function. What it does belongs to the transaction of the change: post a job, nothing slow."""
    if listener not in LISTENERS:
        LISTENERS.append(listener)
    return listener


def announce(change: Change) -> None:
    """Inside the transaction of the change, after it is written."""
    for listener in LISTENERS:
        listener(change)
