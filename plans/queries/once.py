"""What a page reads of a plan it reads once: tiles, guards and tables ask for the same sums."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

T = TypeVar("T")
_held: ContextVar[dict[tuple[Any, ...], Any] | None] = ContextVar("held", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """For what only reads: the page of a plan, the summary before an act. An action never stands within it, for it has
    to see what others wrote until it got its lock."""
    if _held.get() is not None:
        yield
        return
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def once(read: Callable[..., T]) -> Callable[..., T]:
    """Of the same records in the same version the answer is kept, within `reading_once` only. It is shared: not to be
    changed by whoever gets it."""

    @wraps(read)
    def reader(*records: Any) -> T:
        held = _held.get()
        if held is None:
            return read(*records)
        key = (read, *((type(one), one.pk, getattr(one, "version", None)) for one in records))
        if key not in held:
            held[key] = read(*records)
        found: T = held[key]
        return found

    return reader
