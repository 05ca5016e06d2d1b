from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was entered: a stable code, words that say how to mend it, the field they belong to."""

    code: str
    message: str
    field: str = ""
