from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def hearing_due(amount: Decimal, value: Mapping[str, Any], *, person: bool) -> bool:
    """`value`: the threshold's amounts; the amount itself counts unless the row says otherwise."""
    least = Decimal(str(value["individual_min" if person else "entity_min"]))
    return amount >= least if value.get("inclusive", True) else amount > least
