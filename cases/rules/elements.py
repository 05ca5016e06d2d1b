"""When a cell of the sheet elements × evidence is empty, and how two states of a sheet are told apart."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def missing(*, fact: str, evidence: int, not_needed: bool, reason: str) -> tuple[str, ...]:
    """What a cell still lacks: fact, evidence; or the reason why neither is needed."""
    if not_needed:
        return () if reason.strip() else ("reason",)
    return tuple(name for name, there in (("fact", fact.strip()), ("evidence", evidence)) if not there)


def fingerprint(cells: Iterable[Any]) -> str:
    """The same for the same saved content only."""
    text = json.dumps(list(cells), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:24]
