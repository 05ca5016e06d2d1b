"""The public sources of randomness we know: what their result looks like and how many bits it gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from plans.rules.draw import DrawError, entropy_needed_bits, parse_sources

CUSTOM = "custom"
FILE = settings.BASE_DIR / "fixtures" / "rulebook" / "seed-sources.yaml"


@dataclass(frozen=True)
class Line:
    """One line of the seed: so many different whole numbers out of a range. `pick` 0: any numbers."""

    label: str
    pick: int = 0
    least: int = 0
    most: int = 0

    @property
    def bits(self) -> float:
        return entropy_needed_bits(self.most - self.least + 1, self.pick) if self.pick else 0.0

    def fits(self, numbers: Sequence[int]) -> bool:
        if not self.pick:
            return True
        different = len(set(numbers)) == len(numbers) == self.pick
        return different and all(self.least <= one <= self.most for one in numbers)

    def in_words(self) -> str:
        if not self.pick:
            return _("整数，用空格或逗号分隔")
        words = {"pick": self.pick, "least": self.least, "most": self.most}
        if self.pick == 1:
            return _("1 个 %(least)s 至 %(most)s 的整数") % words
        return _("%(pick)s 个 %(least)s 至 %(most)s 的不同整数") % words


@dataclass(frozen=True)
class SeedSource:
    key: str
    name: str
    lines: tuple[Line, ...]
    confirmed: bool  # the rules of the game were read or computed; else they are shown with 待核定

    @property
    def bits(self) -> float:
        return sum(line.bits for line in self.lines)


@cache
def known() -> dict[str, SeedSource]:
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))["sources"]
    return {
        row["key"]: SeedSource(
            row["key"],
            row["name_zh"],
            tuple(Line(f"{row['name_zh']}{one['label']}", one["pick"], one["from"], one["to"]) for one in row["lines"]),
            row["status"] == "computed",
        )
        for row in rows
    }


def lines_of(kinds: Sequence[str]) -> list[Line]:
    """The lines of the seed in order. A source that is not in the table is one line of any numbers."""
    found: list[Line] = []
    for kind in kinds or [CUSTOM]:
        found += known()[kind].lines if kind in known() else [Line(_("其他公开来源"))]
    return found


def bits_of(kinds: Sequence[str]) -> Decimal:
    """Of the known ones together."""
    total = sum(known()[kind].bits for kind in kinds if kind in known())
    return Decimal(str(total)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def read_seed(text: str, kinds: Sequence[str]) -> list[list[int]]:
    """The typed lines, one for each line of the chosen sources, each of the form its source has."""
    sources, lines = parse_sources(text), lines_of(kinds)
    if len(sources) != len(lines):
        raise DrawError(_("种子应有 %(count)s 行，每行一个来源") % {"count": len(lines)}, "sources")
    for number, (line, numbers) in enumerate(zip(lines, sources, strict=False), start=1):
        if not line.fits(numbers):
            words = {"line": number, "label": line.label, "form": line.in_words()}
            raise DrawError(_("第 %(line)s 行格式不正确：%(label)s应为 %(form)s") % words, "sources")
    return sources
