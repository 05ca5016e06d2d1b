"""Who goes where: pairs take turns in drawing order; whoever may not go there gives way to the next in order."""

from collections.abc import Container, Sequence

SIZES = {"officer": 2, "expert": 1}


def teams(
    order: Sequence[int], drawn: int, units: Sequence[int], *, size: int = 2, barred: Container[tuple[int, int]] = ()
) -> list[list[int]]:
    """`order`: all entries of the list in the order of the draw; the first `drawn` of them were drawn, the others only
    step in where those do not suffice. `units` in drawing order; `barred` pairs of unit and entry.

    The drawn are parted into groups of `size`, one left over joins the last group. The groups take turns over the
    units. From its group's place on, round the drawn and then down the order, a unit gets the first who may go there.
    """
    if drawn < size:
        raise ValueError(f"{drawn} drawn make no team of {size}")
    groups = drawn // size
    found = []
    for number, unit in enumerate(units):
        group = number % groups
        start = group * size
        wanted = size + (drawn % size if group == groups - 1 else 0)
        walk = [*order[start:drawn], *order[:start], *order[drawn:]]
        free = [entry for entry in walk if (unit, entry) not in barred]
        if len(free) < size:
            raise ValueError(f"unit {unit}: nobody is left to go there")
        found.append(free[:wanted])
    return found
