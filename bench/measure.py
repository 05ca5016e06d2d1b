"""Two ways of doing the same work, measured in turn in one run, so that a slow minute of the machine hits both."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

Work = Callable[[], object]
LONG = 200_000  # rows; more takes minutes a round
DRAWN_FROM = 900_000


@dataclass(frozen=True)
class Sizes:
    rows: int
    draw_rows: int
    rounds: int
    times: int  # calls in one round
    acts: int  # acts in one round
    heavy_rounds: int  # of work that takes seconds

    @classmethod
    def of(cls, rows: int) -> "Sizes":
        return cls(rows, min(rows * 9, DRAWN_FROM), rounds=9, times=20, acts=100, heavy_rounds=3 if rows <= LONG else 1)

    @classmethod
    def short(cls) -> "Sizes":
        return cls(300, 2_000, rounds=2, times=2, acts=5, heavy_rounds=1)


@dataclass(frozen=True)
class Result:
    """`ours` and `floor` in seconds for one piece of the work. A target is a bound of the ratio, from above for what
    should not cost more (`ours / floor`), from below for what should be done as often (`floor / ours`)."""

    name: str
    ours: float
    floor: float
    target: float
    at_most: bool = True
    notes: dict[str, Any] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.at_most else self.floor / self.ours

    @property
    def met(self) -> bool:
        return self.ratio <= self.target if self.at_most else self.ratio >= self.target

    def as_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "ours_seconds": self.ours,
            "floor_seconds": self.floor,
            "ratio": round(self.ratio, 3),
            "target": f"{'<=' if self.at_most else '>='} {self.target:g}",
            "met": self.met,
            "notes": self.notes,
        }


def interleaved(ours: Work, floor: Work, *, rounds: int, times: int = 1) -> tuple[float, float]:
    """Seconds for one call of each: the median of the rounds. Both run once before, unmeasured, to be warm."""
    ours()
    floor()
    pairs = [(timed(ours, times), timed(floor, times)) for _ in range(rounds)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def timed(work: Work, times: int = 1) -> float:
    start = time.perf_counter()
    for _ in range(times):
        work()
    return (time.perf_counter() - start) / times
