"""What is fixed and published before the seed exists: the candidate lists, the parameters, and one hash over both."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from plans.rules.draw import DrawError

LISTS = ("unit", "officer", "expert")
BATCH = 10_000
LINE_BREAKERS = re.compile(r"[\t\n\r\x00]")


@dataclass(frozen=True)
class FrozenList:
    entries: tuple[str, ...]
    weights: tuple[int, ...]

    @property
    def sha256(self) -> str:
        """SHA-256 of one line `number TAB entry TAB weight LF` per entry."""
        return sha256_of_rows(zip(range(1, len(self.entries) + 1), self.entries, self.weights, strict=True))


def sha256_of_rows(rows: Iterable[Iterable[object]]) -> str:
    """One line per row, its parts between tabs. A million rows are read one by one and never stand side by side."""
    digest = hashlib.sha256()
    for batch in batched(("\t".join(map(str, row)) for row in rows), BATCH):
        digest.update("".join(f"{line}\n" for line in batch).encode())
    return digest.hexdigest()


def batched(items: Iterable[str], size: int) -> Iterator[list[str]]:
    whole = iter(items)
    while batch := list(islice(whole, size)):
        yield batch


def freeze(entries: Sequence[str], weights: Sequence[int] | None = None) -> FrozenList:
    frozen = FrozenList(tuple(entries), (1,) * len(entries) if weights is None else tuple(weights))
    if not frozen.entries:
        raise DrawError(_("名单为空，请先选入候选对象"))
    if len(frozen.weights) != len(frozen.entries):
        raise DrawError(_("权重个数与名单条数不一致，每条名单需要一个权重"))
    for number, entry in enumerate(frozen.entries, start=1):
        if type(entry) is not str or not entry or LINE_BREAKERS.search(entry):
            message = _("名单第 %(number)s 条为空，或含有制表符、换行，请改正")
            raise DrawError(message % {"number": number})
    if len(set(frozen.entries)) < len(frozen.entries):
        entry, times = Counter(frozen.entries).most_common(1)[0]
        number = frozen.entries.index(entry, frozen.entries.index(entry) + 1) + 1
        words = {"number": number, "entry": entry, "times": times}
        raise DrawError(_("名单第 %(number)s 条“%(entry)s”重复，共出现 %(times)s 次，请删去重复条目") % words)
    if any(type(weight) is not int or weight < 1 for weight in frozen.weights):
        raise DrawError(_("权重只能是正整数，请检查名单中的权重"))
    return frozen


def canonical_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def commitment_sha256(salt: str, hashes: Mapping[str, str], params: Mapping[str, Any]) -> str:
    """`hashes` maps each list that is drawn from to its SHA-256; the order is always unit, officer, expert."""
    lines = [salt, *(hashes[name] for name in LISTS if name in hashes)]
    return _sha256("".join(f"{line}\n" for line in lines) + canonical_json(params))


def parameters(
    *, counts: Mapping[str, int], ratio: str, exclusions: Sequence[str], source: str, source_time: str, **more: Any
) -> dict[str, Any]:
    """What is committed to before the seed is known. Ratio as text ("5%"): canonical JSON has no one way to write
    a fraction. `source_time` is an ISO date-time with offset. Of `more`, the verifiers know `task`, `sealed`,
    `exclusions_sha256`, `conflicts_sha256`, `frozen_at` and `skip_words` (rows list or "recusal", office, reason: what
    a skip may say); the rest is said beside the draw."""
    return {
        "counts": dict(counts),
        "ratio": ratio,
        "exclusions": list(exclusions),
        "source": source,
        "source_time": source_time,
        **more,
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
