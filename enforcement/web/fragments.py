"""Pieces of a page that follow from nothing but their key, kept in the memory of the worker.

What a person may see is asked anew for each page and is part of the key; it is never remembered itself.
"""

from collections.abc import Callable, Hashable

from django.utils.safestring import SafeString
from django.utils.translation import get_language

REMEMBERED = 500
_kept: dict[Hashable, SafeString] = {}


def kept(key: tuple[Hashable, ...], make: Callable[[], SafeString]) -> SafeString:
    """The piece in the reader's language."""
    key = (get_language(), *key)
    found = _kept.get(key)
    if found is None:
        if len(_kept) >= REMEMBERED:
            _kept.clear()
        found = _kept[key] = make()
    return found
