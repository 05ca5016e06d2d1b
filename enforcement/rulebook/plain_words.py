"""How near plain words come to a violation: by two-character pieces, the rarer the heavier. Pure; the pages of devices
rank the same way (static/field/violations.js)."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

NEAR = 0.35
SAME_NAME, SAME_WORDS, WITHIN = 4.0, 3.0, 1.0
NO = re.compile("没有|未|无")
NOISE = re.compile(r"[\W_]+")


def plain(text: str) -> str:
    """Half width, lower case, without blanks and marks; 没有, 未 and 无 say the same."""
    return NO.sub("没", NOISE.sub("", unicodedata.normalize("NFKC", text).lower()))


def pieces(text: str) -> frozenset[str]:
    return frozenset(text[n : n + 2] for n in range(len(text) - 1))


@dataclass(frozen=True)
class Entry:
    """The name first, then the words people use; all made plain."""

    texts: tuple[str, ...]
    parts: tuple[frozenset[str], ...]


class Index:
    """`texts`: under each key the name and the words of one violation."""

    def __init__(self, texts: Mapping[str, Iterable[str]]) -> None:
        self.entries: dict[str, Entry] = {}
        for key, given in texts.items():
            held = tuple(filter(None, map(plain, given)))
            self.entries[key] = Entry(held, tuple(map(pieces, held)))
        seen = Counter(piece for one in self.entries.values() for piece in frozenset().union(*one.parts))
        self.weights = {piece: math.log(1 + len(self.entries) / count) for piece, count in seen.items()}
        self.rarest = math.log(1 + len(self.entries))

    def weight(self, found: Iterable[str]) -> float:
        return sum(self.weights.get(piece, self.rarest) for piece in found)

    def ranked(self, words: str) -> list[str]:
        """Keys from the nearest on. Words with blanks between must each come near."""
        asked = list(filter(None, map(plain, words.split())))
        scores: dict[str, float] = {}
        for key, entry in self.entries.items():
            each = [self.score(one, entry) for one in asked]
            if each and min(each) >= NEAR:
                scores[key] = round(sum(each), 9)  # sums differ in the last digit by their order
        return sorted(scores, key=lambda key: (-scores[key], key))

    def score(self, asked: str, entry: Entry) -> float:
        if asked == entry.texts[0]:
            return SAME_NAME
        if asked in entry.texts:
            return SAME_WORDS
        within = any(asked in text or (len(text) > 1 and text in asked) for text in entry.texts)
        wanted = pieces(asked)
        total = self.weight(wanted)
        if not total:
            return WITHIN if within else 0.0
        covered = self.weight(wanted & frozenset().union(*entry.parts)) / total
        best = max(2 * self.weight(wanted & part) / (total + self.weight(part)) for part in entry.parts)
        return covered + best + (WITHIN if within else 0.0)
