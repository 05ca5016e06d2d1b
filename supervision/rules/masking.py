"""What must not be read in public is taken out of a text, and each removal is named."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Pattern:
    kind: str
    regex: str
    replace: str


@dataclass(frozen=True)
class Masked:
    text: str
    removed: tuple[str, ...]  # kinds, in the order of the text's patterns


def mask(text: str, patterns: list[Pattern], *, keep: frozenset[str] = frozenset()) -> Masked:
    """Apply every pattern. A match that is in `keep` (a credit code looks like an account number) stays."""
    removed: list[str] = []
    for pattern in patterns:

        def swap(found: re.Match[str], pattern: Pattern = pattern) -> str:
            if found.group() in keep:
                return found.group()
            removed.append(pattern.kind)
            return pattern.replace

        text = re.sub(pattern.regex, swap, text)
    return Masked(text, tuple(removed))


def mask_name(name: str) -> str:
    """张三 → 张*, 欧阳某三 → 欧***: the first character stays."""
    name = name.strip()
    return name[:1] + "*" * max(1, len(name) - 1) if name else ""


def leaks(text: str, patterns: list[Pattern], *, keep: frozenset[str] = frozenset()) -> list[str]:
    """Kinds of private content still in the text; empty when it may be published."""
    return list(mask(text, patterns, keep=keep).removed)
