"""One box over every kind of record. Each app registers what it can find and how."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from enforcement.accounts.models import User

Finder = Callable[[User, str], QuerySet[Any]]
FINDERS: list[tuple[str | Promise, Finder]] = []
EACH = 10


@dataclass(frozen=True)
class Group:
    label: str | Promise
    rows: list[Any]
    more: bool


def register(label: str | Promise, finder: Finder) -> None:
    FINDERS.append((label, finder))


def search_everything(user: User, words: str) -> list[Group]:
    """Groups with hits, in the order of registration. One query per kind; finders apply `visible_to`."""
    groups = []
    for label, finder in FINDERS:
        rows = list(finder(user, words)[: EACH + 1])
        if rows:
            groups.append(Group(label, rows[:EACH], len(rows) > EACH))
    return groups
