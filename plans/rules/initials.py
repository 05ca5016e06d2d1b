"""Search by the first letters of pinyin."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin

KEPT = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")


def initials(name: str) -> str:
    """`云岭化工A2` → `ylhga2`. Character by character: a hundred times faster than by words, and a name's reading
    is not in any dictionary anyway."""
    return "".join(map(_initial, name))


@lru_cache(maxsize=30_000)
def _initial(character: str) -> str:
    first = lazy_pinyin(character, style=Style.FIRST_LETTER)[0][:1].lower()
    return first if first in KEPT else ""
