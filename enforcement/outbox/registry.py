"""The functions that do deferred work, by name. Each may run twice and must then change nothing."""

from collections.abc import Callable
from typing import Any

JOBS: dict[str, Callable[..., Any]] = {}


def job(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        if name in JOBS:
            raise ValueError(f"two jobs named {name}")
        JOBS[name] = function
        return function

    return register
