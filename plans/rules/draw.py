"""A draw that anyone can repeat: RFC 3797 with SHA-256 and a purpose word, weights as tickets, skips with reasons."""

import hashlib
import itertools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import lgamma, log
from typing import NamedTuple

from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken

NARROW_ROUNDS = 65_536
BLOCK = 256
FULL_WIDTH_DIGITS = {0xFF10 + digit: 0x30 + digit for digit in range(10)}


class DrawError(RuleBroken, ValueError):
    """The draw cannot be made as asked; the message tells the user what to change."""


class Skip(NamedTuple):
    entry: int
    reason: str


class Round(NamedTuple):
    """One line of the transcript. `skipped` is the reason the entry was passed over, empty when it was picked."""

    number: int
    hash: str
    tickets_left: int
    position: int
    entry: int
    skipped: str


@dataclass(frozen=True)
class Drawn:
    picks: tuple[int, ...]
    skips: tuple[Skip, ...]
    wide: bool
    rounds: tuple[Round, ...]


def parse_sources(text: str) -> list[list[int]]:
    """One source of randomness per line, its whole numbers parted by spaces, commas, 、 or ;"""
    lines = [line.translate(FULL_WIDTH_DIGITS) for line in text.splitlines() if line.strip()]
    sources = []
    for number, line in enumerate(lines, start=1):
        words = [word for word in re.split(r"[\s,，、;；]+", line) if word]
        if not words or not all(re.fullmatch("[0-9]{1,40}", word) for word in words):
            message = _("第 %(line)s 行随机来源格式不正确，每行填写一个来源的整数，用空格或逗号分隔")
            raise DrawError(message % {"line": number}, "sources")
        sources.append([int(word) for word in words])
    key_string(sources)
    return sources


def key_string(sources: Sequence[Sequence[int]]) -> str:
    """RFC 3797: each source's integers ascending, each followed by a full stop, the source ended by a slash."""
    if not sources:
        raise DrawError(_("尚未填写随机来源，请至少填写一个来源的整数"), "sources")
    for number, source in enumerate(sources, start=1):
        if not source or any(type(value) is not int or value < 0 for value in source):
            message = _("第 %(number)s 个随机来源格式不正确，只能是零或正整数，至少一个")
            raise DrawError(message % {"number": number}, "sources")
    return "".join("".join(f"{value}." for value in sorted(source)) + "/" for source in sources)


def entropy_needed_bits(candidates: int, picks: int) -> float:
    """Bits the seed needs before every possible selection can come up."""
    if not 0 <= picks <= candidates:
        raise DrawError(_("抽取数量不能超过候选数量"))
    return (lgamma(candidates + 1) - lgamma(picks + 1) - lgamma(candidates - picks + 1)) / log(2)


def is_wide(count: int, skips: int) -> bool:
    """Whether two bytes of round number may run out. Fixed by the request, so that nobody can choose the stream."""
    return count + skips > NARROW_ROUNDS


def draw(
    key: str, purpose: str, *, weights: Sequence[int], count: int, skips: Mapping[int, str] | None = None
) -> Drawn:
    """Picks `count` entries (numbered from 1). Entries named in `skips` are passed over when their turn comes, so
    naming one more gives the same order with the next index as its substitute.
    Cost: one pass over the list, then a few microseconds a round.
    """
    named = dict(skips or {})
    _refuse_impossible(weights, count, named)
    wide = is_wide(count, len(named))
    picks: list[int] = []
    rounds: list[Round] = []
    for line in _rounds(f"{purpose}|{key}", _sha256, weights, index_bytes=4 if wide else 2):
        reason = named.get(line.entry, "")
        rounds.append(line._replace(skipped=reason) if reason else line)
        if not reason:
            picks.append(line.entry)
        if len(picks) == count:
            break
    passed = tuple(Skip(line.entry, line.skipped) for line in rounds if line.skipped)
    # a wide draw names every skip: their number is what made it wide
    shown = tuple(Skip(entry, reason) for entry, reason in sorted(named.items())) if wide else passed
    return Drawn(tuple(picks), shown, wide, tuple(rounds))


def draw_rfc3797(key: str, *, size: int, count: int) -> tuple[int, ...]:
    """The published algorithm with MD5, for its own test vector and for draws of others."""
    weights = [1] * size
    _refuse_impossible(weights, count, {})
    if count > NARROW_ROUNDS:
        raise DrawError(_("该算法最多抽取 65536 个，请减少抽取数量"))
    lines = _rounds(key, _md5, weights, index_bytes=2)
    return tuple(line.entry for line, _number in zip(lines, range(count), strict=False))


def _sha256(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def _md5(content: bytes) -> bytes:
    return hashlib.md5(content, usedforsecurity=False).digest()


def _refuse_impossible(weights: Sequence[int], count: int, skips: Mapping[int, str]) -> None:
    size = len(weights)
    if any(type(weight) is not int or weight < 1 for weight in weights):
        raise DrawError(_("权重只能是正整数，请检查名单中的权重"))
    for entry, reason in skips.items():
        if type(entry) is not int or not 1 <= entry <= size:
            words = {"entry": entry, "size": size}
            raise DrawError(_("回避序号 %(entry)s 不在名单内，名单序号为 1 至 %(size)s") % words)
        if not reason:
            raise DrawError(_("请填写序号 %(entry)s 不参加抽取的原因") % {"entry": entry})
    if count < 1:
        raise DrawError(_("抽取数量至少为 1"))
    eligible = size - len(skips)
    if count > eligible:
        words = {"count": count, "eligible": eligible}
        raise DrawError(_("可抽取的只有 %(eligible)s 个，少于要抽取的 %(count)s 个，请减少数量或扩大名单") % words)


def _rounds(key: str, digest: Callable[[bytes], bytes], weights: Sequence[int], *, index_bytes: int) -> Iterator[Round]:
    tickets = _Tickets(weights)
    encoded = key.encode()
    for index in itertools.count():
        left = tickets.left
        salt = index.to_bytes(index_bytes, "big")
        result = digest(salt + encoded + salt)
        position = int.from_bytes(result, "big") % left
        yield Round(index, result.hex(), left, position, tickets.take(position), "")


class _Tickets:
    """The tickets left, in list order. A Fenwick tree over blocks of entries finds the block, bisection the entry."""

    def __init__(self, weights: Sequence[int]) -> None:
        self._weights = list(weights)
        blocks = [sum(self._weights[start : start + BLOCK]) for start in range(0, len(weights), BLOCK)]
        sums = [0, *itertools.accumulate(blocks)]
        self._tree = [0, *(sums[node] - sums[node - (node & -node)] for node in range(1, len(sums)))]
        self._top = 1 << (len(blocks).bit_length() - 1)
        self.left = sums[-1]

    def take(self, position: int) -> int:
        """Removes all tickets of the entry that holds the ticket at `position`; returns its number from 1."""
        tree, block, step = self._tree, 0, self._top
        while step:
            after = block + step
            if after < len(tree) and tree[after] <= position:
                block = after
                position -= tree[after]
            step >>= 1
        start = block * BLOCK
        offset = bisect_right(list(itertools.accumulate(self._weights[start : start + BLOCK])), position)
        entry = start + offset
        weight, self._weights[entry] = self._weights[entry], 0
        self.left -= weight
        node = block + 1
        while node < len(tree):
            tree[node] -= weight
            node += node & -node
        return entry + 1
