"""The gates of the rulebook: what a refused step cites, and by which functions each gate is kept.

A guard of a flow says with `enforces` which gates it keeps; a check on what is entered in an act says so with
`checks_entry`. Both are read by the page of all gates and by the test that misses them when they are gone.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t, gettext_lazy as _, override

from enforcement.errors import Unmet
from enforcement.rulebook.models import Row
from enforcement.rulebook.queries import gate

F = TypeVar("F", bound=Callable[..., Any])
GUARDS: dict[Callable[..., Any], frozenset[str]] = {}
ENTRIES: dict[str, dict[str, str]] = {}  # gate → act of the ledger → name of the check

_NO_COMPLAINTS = _("举报受理阶段未建")
_NO_SUPERVISION = _("执法监督阶段未建")
NOT_BOUND: dict[str, Promise] = {
    "GT-DEC-011": _("简易程序（当场处罚）未建"),
    "GT-PUB-003": _("失信名单管理阶段未建"),
    "GT-CMP-001": _NO_COMPLAINTS,
    "GT-CMP-002": _NO_COMPLAINTS,
    "GT-SUP-001": _NO_SUPERVISION,
    "GT-SUP-002": _("执法监督阶段未建：文书可以作废，没有补正、更正程序"),
    "GT-SUP-003": _("执法监督阶段未建：文书可以作废并写明原因，没有责令撤销程序"),
    "GT-SUP-004": _NO_SUPERVISION,
    "GT-SUP-005": _NO_SUPERVISION,
}


def enforces(*gate_ids: str) -> Callable[[F], F]:
    def mark(guard: F) -> F:
        GUARDS[guard] = frozenset(gate_ids)
        return guard

    return mark


def checks_entry(gate_id: str, *acts: str) -> Callable[[F], F]:
    """For a check on what is entered: it runs inside the act, so that its message stands at the field."""

    def mark(check: F) -> F:
        for act in acts:
            ENTRIES.setdefault(gate_id, {})[act] = check.__name__
        return check

    return mark


def gates_of(guard: Callable[..., Any]) -> frozenset[str]:
    return GUARDS.get(guard, frozenset())


def cited(row: Row) -> str:
    """The source with the mark it must carry where it is no law that was read and is in force today."""
    lapsed = row.effective_to if row.effective_to and row.effective_to < timezone.localdate() else None
    mark = row.mark or (_t("待核定：原规定 %(day)s 后不再有效") % {"day": lapsed} if lapsed else "")
    return f"{row.citation} {mark}".strip()


def recorded(row: Row) -> str:
    """The same for the ledger, which is Chinese whoever acts."""
    with override("zh-hans"):
        return cited(row)


def unmet(gate_id: str, message: str | Promise = "", url: str = "") -> Unmet:
    """An unmet condition with the legal source that the rulebook gives for it; without words of its own, the rule."""
    row = gate(gate_id)
    return Unmet(message or row.name_zh, article=cited(row), url=url, gate=gate_id)
