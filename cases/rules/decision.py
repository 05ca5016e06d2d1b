"""The range of a fine in yuan."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True)
class Band:
    """Both ends belong to the range (以上、以下 include the number)."""

    low: Decimal
    high: Decimal
    optional: bool = False


def band_of(slot: Mapping[str, Any] | None) -> Band | None:
    """None where the row has no fine there, or not as one range in yuan."""
    if not slot or slot.get("unit", "CNY") != "CNY" or slot.get("max") is None:
        return None
    return Band(Decimal(str(slot.get("min") or 0)), Decimal(str(slot["max"])), slot.get("mode") == "may")
