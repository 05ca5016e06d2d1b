"""RFC 6962 hash tree over ledger entries. Pure; an outsider can recompute it from an export."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

FIELDS = [
    "at",
    "act",
    "act_text",
    "actor",
    "actor_text",
    "bureau",
    "subject",
    "subject_text",
    "within",
    "before",
    "after",
    "rule",
    "article",
    "document",
    "note",
]


def canonical(entry: Any) -> bytes:
    """Sorted keys, no spaces, UTF-8; the time in UTC to the microsecond."""
    content = {name: getattr(entry, name) for name in FIELDS}
    content["at"] = f"{entry.at.astimezone(tz=dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, cls=DjangoJSONEncoder)
    return text.encode()


def leaf_hash(entry: Any) -> str:
    return hashlib.sha256(b"\x00" + canonical(entry)).hexdigest()


def tree_root(leaves: Iterable[str]) -> str:
    """Root over leaves in order, in memory of log2(n) nodes."""
    stack: list[tuple[int, bytes]] = []
    for leaf in leaves:
        node = (0, bytes.fromhex(leaf))
        while stack and stack[-1][0] == node[0]:
            node = (node[0] + 1, _join(stack.pop()[1], node[1]))
        stack.append(node)
    if not stack:
        return hashlib.sha256(b"").hexdigest()
    root = stack.pop()[1]
    while stack:
        root = _join(stack.pop()[1], root)
    return root.hex()


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()
