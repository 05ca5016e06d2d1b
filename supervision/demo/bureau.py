"""What every story of the demo shares: the people, the enterprises, the seeded chance, the year it happens in."""

import random
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property

from django.core.files.base import ContentFile

from enforcement.accounts.models import User
from plans.models import Enterprise
from plans.states import Sector
from supervision.demo.people import Staff
from supervision.demo.sizes import Scale
from supervision.demo.year import Year

RISKY = (Sector.CHEMICAL, Sector.FIREWORKS, Sector.MINE)


@dataclass
class Demo:
    staff: Staff
    scale: Scale
    year: Year
    chance: random.Random

    def team(self, pair: int) -> list[User]:
        """Officers 1 and 2, 3 and 4, 5 and 6."""
        names = self.staff.inspectors
        first = 2 * (pair % (len(names) // 2))
        return [self.staff[names[first]], self.staff[names[first + 1]]]

    @cached_property
    def ranked(self) -> list[int]:
        """Enterprises that can be inspected, one of a dangerous sector after one of another; as many as are graded."""
        pool = Enterprise.objects.filter(bureau=self.staff.bureau).in_pool().order_by("id")
        half = self.scale.gradings // 2
        risky = pool.filter(sector__in=RISKY).values_list("pk", flat=True)[:half]
        rest = pool.exclude(sector__in=RISKY).values_list("pk", flat=True)[:half]
        return [pk for pair in zip(risky, rest, strict=True) for pk in pair]

    @property
    def key_list(self) -> list[int]:
        return self.ranked[: self.scale.keys]

    @property
    def others(self) -> list[int]:
        """Where complaints and campaigns lead; the draws take from them, too."""
        return self.ranked[self.scale.keys :]

    def enterprise(self, pk: int) -> Enterprise:
        return Enterprise.objects.select_related("bureau").get(pk=pk)


def picture(shade: int, size: int = 24) -> bytes:
    """A small valid PNG of one colour with a band across; another shade is another file."""
    colours = bytes((shade % 256, (shade // 3) % 256, 160)), bytes((40, 40, (shade * 7) % 256))
    rows = b"".join(b"\0" + colours[row // 8 % 2] * size for row in range(size))
    header = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )


def scan(shade: int, name: str) -> ContentFile:
    return ContentFile(picture(shade), name=f"{name}.png")
