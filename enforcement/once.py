"""What a page reads it reads once: tiles, guards, buttons and tables ask for the same of the same records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.db import models

T = TypeVar("T")
_held: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("held", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """For what only reads: every page that is asked for with GET."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def reading_anew() -> Iterator[None]:
    """For an act, wherever it stands: it has to see what others wrote until it got its lock."""
    token = _held.set(None)
    try:
        yield
    finally:
        _held.reset(token)


def ask_once(read: Callable[..., T], *about: Any) -> T:
    """Of the same records in the same version the answer is kept, within `reading_once` only. It is shared: not to be
    changed by whoever gets it."""
    held = _held.get()
    if held is None:
        return read(*about)
    key = (read, *map(_identity, about))
    if key not in held:
        held[key] = read(*about)
    found: T = held[key]
    return found


def _identity(one: Any) -> Any:
    return (type(one), one.pk, getattr(one, "version", None)) if isinstance(one, models.Model) else one


def once(read: Callable[..., T]) -> Callable[..., T]:
    """`ask_once`, whoever asks."""

    @wraps(read)
    def reader(*about: Any) -> T:
        return ask_once(read, *about)

    return reader
