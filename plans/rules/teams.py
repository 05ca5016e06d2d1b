from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def teams(officers: Sequence[T], units: int, *, size: int = 2) -> list[list[T]]:
    """The officers for each unit, in drawing order: pairs take turns, one left over joins the last pair."""
    if len(officers) < size:
        raise ValueError(f"{len(officers)} officers make no team of {size}")
    count = len(officers) // size
    pairs = [list(officers[start * size : (start + 1) * size]) for start in range(count)]
    pairs[-1].extend(officers[count * size :])
    return [pairs[number % count] for number in range(units)]
