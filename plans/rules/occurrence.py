"""The level of an accident as the law reads it from the dead and the seriously injured."""

import re
from collections.abc import Mapping
from typing import Any

COUNTED = ("deaths", "serious_injuries")
NUMBER = re.compile(r"\d+")


def least_level(counts: Mapping[str, int], levels: Mapping[str, Mapping[str, Any]]) -> str:
    """The gravest level, in the order of the rule, of which one count reaches the lower end. The loss in money, which
    is not counted here, may make it graver."""
    reached = [key for key, row in levels.items() if any(counts[one] >= lower_end(row[one]) for one in COUNTED)]
    return reached[-1]


def lower_end(span: str) -> int:
    """Of "<3", "3-9" or ">=30", as the rulebook writes them."""
    found = NUMBER.search(span)
    return 0 if span.startswith("<") or found is None else int(found.group())
