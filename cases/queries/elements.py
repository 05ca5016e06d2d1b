"""The sheet elements × evidence of a case: what each charge must show, what shows it, and what is still empty."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, override

from cases.models import Charge, Evidence, PenaltyCase, Proof
from cases.queries.charge import charges_of
from cases.queries.investigation import evidence_in_force
from cases.rules.elements import fingerprint, missing
from cases.states import PenaltyState as S
from enforcement.documents.models import Document, State
from enforcement.documents.queries import documents_of
from enforcement.rulebook.guides import elements_of
from enforcement.rulebook.models import Element
from enforcement.rulebook.states import ElementPart

OPEN_TO_CHANGE = (S.INVESTIGATING, S.REPORTED, S.NOTIFIED, S.STATED)
RECORD, ORDERS, REVIEW = "XCJC", ("ZLXQZG", "XCCLCS"), "ZGFC"
IN_FORCE = (State.ISSUED, State.RENDERED)
LACKS: dict[str, Promise] = {
    "fact": _("未写事实"),
    "evidence": _("未列证据"),
    "reason": _("未写无需证明的理由"),
}


@dataclass(frozen=True)
class Cell:
    """One element of one charge, with what was saved for it."""

    charge: Charge
    element: Element
    proof: Proof | None
    evidence: tuple[Evidence, ...] = ()
    documents: tuple[Document, ...] = ()

    @property
    def key(self) -> str:
        """Names the cell in forms and addresses."""
        return f"{self.charge.pk}-{self.element.code}"

    @property
    def fact(self) -> str:
        return self.proof.fact if self.proof else ""

    @property
    def not_needed(self) -> bool:
        return bool(self.proof and self.proof.not_needed)

    @property
    def reason(self) -> str:
        return self.proof.reason if self.proof else ""

    @property
    def items(self) -> list[Evidence | Document]:
        return [*self.evidence, *self.documents]

    @property
    def lacks(self) -> tuple[str, ...]:
        held = len(self.evidence) + len(self.documents)
        return missing(fact=self.fact, evidence=held, not_needed=self.not_needed, reason=self.reason)

    def saved(self) -> dict[str, Any]:
        return {
            "cell": self.key,
            "fact": self.fact,
            "evidence": [one.pk for one in self.evidence],
            "documents": [one.pk for one in self.documents],
            "not_needed": self.not_needed,
            "reason": self.reason,
        }


def sheet(case: PenaltyCase) -> list[tuple[Charge, list[Cell]]]:
    """Of every charge still pursued. While the case may change, by the elements in use today; afterwards as saved."""
    return [(charge, cells_of(case, charge)) for charge in charges_of(case)]


def cells_of(case: PenaltyCase, charge: Charge) -> list[Cell]:
    """A proof of an element that the charge's violation does not have (any more) stays stored and is not shown."""
    key = charge.violation.rule_key
    found = charge.proofs.filter(element__rule_key=key).select_related("element", "saved_by")
    saved = {proof.element.code: proof for proof in found.prefetch_related("evidence", "documents")}
    if case.state in OPEN_TO_CHANGE or not saved:
        elements = elements_of([key], overdue=charge.overdue)
    else:
        elements = sorted((proof.element for proof in saved.values()), key=lambda one: one.position)
    return [cell(charge, element, saved.get(element.code)) for element in elements]


def cell(charge: Charge, element: Element, proof: Proof | None) -> Cell:
    if proof is None:
        return Cell(charge, element, None)
    evidence = sorted((one for one in proof.evidence.all() if one.voided_at is None), key=lambda one: one.pk)
    documents = sorted((one for one in proof.documents.all() if one.is_in_force), key=lambda one: one.pk)
    return Cell(charge, element, proof, tuple(evidence), tuple(documents))


def empty_cells(case: PenaltyCase) -> list[Cell]:
    return [one for _charge, cells in sheet(case) for one in cells if one.lacks]


def sheet_mark(held: Iterable[tuple[Charge, list[Cell]]]) -> str:
    """Travels with the form: another value means that someone saved the sheet since."""
    return fingerprint(one.saved() for _charge, cells in held for one in cells if one.proof)


def papers_of(case: PenaltyCase) -> "QuerySet[Document]":
    """What our own procedure leaves as evidence: the record of the visit, orders, re-inspections."""
    wanted = documents_of(case.inspection) if case.inspection else Document.objects.none()
    return wanted.filter(kind__in=[RECORD, *ORDERS, REVIEW], state__in=IN_FORCE).order_by("id")


@override("zh-hans")
def suggested(case: PenaltyCase, one: Cell) -> dict[str, Any]:
    """What is known already, so that nothing is typed twice: of the party, the findings, the order."""
    papers = list(papers_of(case))
    records = [paper for paper in papers if paper.kind == RECORD]
    findings = list(one.charge.findings.all())
    seen = [piece for piece in evidence_in_force(case) if not findings or piece.finding in findings]
    part = ElementPart(one.element.part)
    if part == ElementPart.OVERDUE:
        return {"fact": overdue_fact(case), "documents": [paper for paper in papers if paper.kind != RECORD]}
    if one.element.code == ElementPart.SUBJECT:
        words = {"party": case.party, "id": case.party_id or "--"}
        return {"fact": str(_("当事人 %(party)s，证件号码 %(id)s") % words), "documents": records}
    if one.element.code == ElementPart.ACT:
        found = "\n".join(finding.description for finding in findings)
        return {"fact": found or case.facts, "evidence": seen, "documents": records}
    if part == ElementPart.TIME:
        began = f"{one.charge.began_on} — " if one.charge.began_on else ""
        return {"fact": f"{began}{one.charge.act_on}", "documents": records}
    if part == ElementPart.PLACE:
        places = [finding.place for finding in findings if finding.place]
        place = "；".join(places) or (case.inspection.place if case.inspection else "")
        return {"fact": place, "evidence": seen, "documents": records}
    return {}


def overdue_fact(case: PenaltyCase) -> str:
    if case.order is None:
        return ""
    last = case.order.reinspections.exclude(document=None).order_by("pk").last()
    words = {"order": case.order, "on": last.done_on if last else ""}
    return str(_("%(order)s 责令限期改正，%(on)s 复查未改正") % words) if last else str(case.order)
