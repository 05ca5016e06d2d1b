"""The words of a refused condition come from the rulebook."""

from enforcement.rulebook.gates import cited, unmet

__all__ = ["cited", "unmet"]
