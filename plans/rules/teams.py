"""Who goes where: pairs take turns in drawing order; whoever may not go there gives way to the next in order."""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

SIZES = {"officer": 2, "expert": 1}


@dataclass(frozen=True)
class Order:
    """All entries of a list in the order of the draw; the first `drawn` of them were drawn, the others only step in.
    `barred`: pairs of unit and entry."""

    entries: Sequence[int]
    drawn: int
    size: int = 2
    barred: Container[tuple[int, int]] = ()


def teams(order: Order, units: Sequence[int], recused: Iterable[int] = ()) -> list[list[int]]:
    """`units` in drawing order; `recused` who stepped back after the draw, in the order it was said.

    The drawn are parted into groups of `size`, one left over joins the last group. The groups take turns over the
    units. From its group's place on, round the drawn and then down the order, a unit gets the first who may go there.
    Whoever steps back afterwards leaves the own places only: see `step_back`.
    """
    if order.drawn < order.size:
        raise ValueError(f"{order.drawn} drawn make no team of {order.size}")
    found = [(unit, _team(order, turn, unit)) for turn, unit in enumerate(units)]
    gone: set[int] = set()
    for entry in recused:
        step_back(order, found, entry, gone)
    return [team for _unit, team in found]


def _team(order: Order, turn: int, unit: int) -> list[int]:
    groups = order.drawn // order.size
    group = turn % groups
    start = group * order.size
    wanted = order.size + (order.drawn % order.size if group == groups - 1 else 0)
    entries, drawn = order.entries, order.drawn
    walk = [*entries[start:drawn], *entries[:start], *entries[drawn:]]
    free = [entry for entry in walk if (unit, entry) not in order.barred]
    if len(free) < order.size:
        raise ValueError(f"unit {unit}: nobody is left to go there")
    return free[:wanted]


def step_back(order: Order, found: list[tuple[int, list[int]]], entry: int, gone: set[int]) -> None:
    """Each place of `entry` goes to the next index of the order after the drawn (and, where none is left, round to the
    drawn) who may go there, is not there yet and has not stepped back. No other place changes."""
    if entry not in goes(order, [team for _unit, team in found], gone):
        raise ValueError(f"{entry} was not to go anywhere")
    gone.add(entry)
    walk = [*order.entries[order.drawn :], *order.entries[: order.drawn]]
    for unit, team in found:
        if entry not in team:
            continue
        free = (one for one in walk if one not in gone and one not in team and (unit, one) not in order.barred)
        place = team.index(entry)
        team[place : place + 1] = [one for one in (next(free, None),) if one is not None]
        if len(team) < order.size:
            raise ValueError(f"unit {unit}: nobody is left to go there")


def goes(order: Order, found: Iterable[Sequence[int]], gone: Container[int]) -> set[int]:
    """Who may step back: the drawn who did not yet, and whoever stands in for somebody."""
    drawn = [entry for entry in order.entries if entry not in gone][: order.drawn]
    return {*drawn, *(entry for team in found for entry in team)}
