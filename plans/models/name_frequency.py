"""How often a word stands in the names of the register, from the statistics the database keeps of the index of names.

A rare word is answered from the index. A frequent one would read all its hits there before the first row could be
shown; in the order of the list the page is full after a few rows.
"""

import math
import time
from dataclasses import dataclass, field

from django.db import connection

PAGE = 51
SECONDS = 60.0  # statistics change when the table is analysed, not with a row
READ = """
    SELECT coalesce(most_common_elems::text::text[], '{}'), coalesce(most_common_elem_freqs, '{}'),
        (SELECT reltuples FROM pg_class WHERE oid = 'plans_enterprise'::regclass)
    FROM pg_stats WHERE schemaname = current_schema() AND tablename = 'enterprise_name_grams' LIMIT 1
"""


@dataclass
class Frequencies:
    rows: float = 0
    of: dict[str, float] = field(default_factory=dict)
    read_at: float = -math.inf

    def share(self, words: str) -> float:
        """At most this part of the names contains the words: what their rarest pair has; 0 when that is not listed."""
        pairs = [words[place : place + 2] for place in range(max(1, len(words) - 1))]
        return min(self.of.get(pair, 0.0) for pair in pairs)

    def fills_a_page(self, words: str) -> bool:
        """Reading in list order meets a page of hits sooner than the index could give all of them."""
        share = self.share(words)
        return share > 0 and PAGE / share < share * self.rows


_known = Frequencies()


def frequencies() -> Frequencies:
    """One small query a minute for each process."""
    global _known
    if time.monotonic() - _known.read_at >= SECONDS:
        with connection.cursor() as cursor:
            cursor.execute(READ)
            words, shares, rows = cursor.fetchone() or ([], [], 0)
        # behind the shares of the words stand their least and greatest: zip leaves them out
        _known = Frequencies(max(rows, 0), dict(zip(words, shares, strict=False)), time.monotonic())
    return _known


def forget() -> None:
    global _known
    _known = Frequencies()
