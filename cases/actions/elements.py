"""Filling the sheet elements × evidence. Each save is a step of the case and an entry of the ledger."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _t

from cases.actions.penalty import settle
from cases.flows.penalty import FLOW
from cases.models import PenaltyCase, Proof
from cases.queries.elements import Cell, papers_of, sheet, sheet_mark
from cases.queries.investigation import evidence_in_force
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate

Given = dict[str, Any]


@transaction.atomic
def prove(
    case: PenaltyCase, *, by: User, cells: Iterable[Given], seen: str | None = None, version: int | None = None
) -> PenaltyCase:
    """`cells`: {cell, fact, evidence, documents, not_needed, reason} key of the cell and ids of proofs.

    `seen` is the mark of the sheet the form was made from; the version of the case does not matter, for evidence that
    came in meanwhile changes nothing that was typed here.
    """
    locked = FLOW.take(case, "prove", by=by)
    held = sheet(locked)
    if seen is not None and seen != sheet_mark(held):
        raise RuleBroken(_t("要件对照表在打开页面后已由他人保存，核对最新内容后再保存"))
    known = {one.key: one for _charge, group in held for one in group}
    allowed = {
        "evidence": set(evidence_in_force(locked).values_list("pk", flat=True)),
        "documents": set(papers_of(locked).values_list("pk", flat=True)),
    }
    changed = [after for given in cells if (after := save_cell(known, allowed, given, by))]
    if not changed:
        raise RuleBroken(_t("没有任何修改"))
    return settle(locked, "prove", by=by, row=gate("GT-DEC-001"), after={"cells": changed})


def save_cell(known: dict[str, Cell], allowed: dict[str, set[int]], given: Given, by: User) -> Given | None:
    """What stands in the cell now; None where it stood there before."""
    cell = known.get(given["cell"])
    if cell is None:
        raise RuleBroken(_t("“%(cell)s”不是本案违法行为的要件") % {"cell": given["cell"]})
    after: Given = {
        "cell": cell.key,
        "fact": str(given.get("fact") or "").strip(),
        "not_needed": bool(given.get("not_needed")),
        "reason": str(given.get("reason") or "").strip(),
        **{name: sorted(set(given.get(name) or ())) for name in allowed},
    }
    for name, ids in allowed.items():
        if set(after[name]) - ids:
            raise RuleBroken(_t("所列证据不属于本案，或者已作废"), field=f"proof_{cell.key}")
    if after["not_needed"] and not after["reason"]:
        raise RuleBroken(_t("写明无需证明的理由"), field=f"reason_{cell.key}")
    if not after["not_needed"]:
        after["reason"] = ""
    if after == cell.saved() or (cell.proof is None and not any(after[name] for name in (*allowed, "fact", "reason"))):
        return None
    write(cell, after, by)
    return after


def write(cell: Cell, after: Given, by: User) -> None:
    proof = cell.proof or Proof(charge=cell.charge, saved_by=by)
    proof.element, proof.saved_by = cell.element, by
    proof.fact, proof.not_needed, proof.reason = after["fact"], after["not_needed"], after["reason"]
    proof.save()
    proof.evidence.set(after["evidence"])
    proof.documents.set(after["documents"])
