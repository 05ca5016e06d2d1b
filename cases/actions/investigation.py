from collections.abc import Iterable
from typing import Any

from django.core.files import File
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from cases.actions.discretion import Checked, check_for_record, entries, reasoned, refuse_unexplained
from cases.actions.evidence import check_file
from cases.actions.like import keep_snapshots, likened_all
from cases.actions.penalty import settle, update
from cases.documents.investigation import investigation_report
from cases.flows.penalty import FLOW
from cases.models import Assessment, Evidence, Investigation, PenaltyCase
from cases.queries.investigation import evidence_of, latest_report
from cases.queries.weighing import warnings
from cases.rules.inspection import digest_of_bytes
from cases.rules.investigation import evidence_lines
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.documents.files import store
from enforcement.documents.models import Document
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate


@transaction.atomic
def add_evidence(
    case: PenaltyCase,
    *,
    by: User,
    file: File,
    kind: str,
    name: str,
    proves: str,
    monitored: bool = False,
    version: int | None = None,
) -> PenaltyCase:
    locked = FLOW.take(case, "add_evidence", by=by, version=version)
    content = file.read()
    mime, sha256 = check_file(content, kind), digest_of_bytes(content)
    last = evidence_of(locked).aggregate(last=Max("number"))["last"] or 0
    piece = Evidence.objects.create(
        bureau_id=locked.bureau_id, penalty=locked, number=last + 1, kind=kind, name=name, proves=proves, sha256=sha256,
        file=store(content, name=file.name or name, mime=mime, by=by), collected_at=timezone.now(), collected_by=by,
        second_collector=locked.handlers.exclude(pk=by.pk).order_by("pk").first(), monitored=monitored,
    )  # fmt: skip
    return settle(locked, "add_evidence", by=by, row=gate("GT-INV-005"), after={"sha256": sha256, "number": piece.code})


@transaction.atomic
def report(case: PenaltyCase, *, by: User, version: int | None = None, **content: Any) -> PenaltyCase:
    """`content`: facts, evidence_text, circumstances, reasons, measures, grave, crime_suspected; `charges`, what is
    proposed for each (or `amount`, the fine of a case with one charge); `warnings_answer`.
    """
    locked = FLOW.take(case, "report", by=by, version=version)
    return write_report(locked, "report", by=by, content=content)


@transaction.atomic
def revise_report(case: PenaltyCase, *, by: User, version: int | None = None, **content: Any) -> PenaltyCase:
    """A further edition; the earlier one stays as it was."""
    locked = FLOW.take(case, "revise_report", by=by, version=version)
    return write_report(locked, "revise_report", by=by, content=content)


def write_report(case: PenaltyCase, step: str, *, by: User, content: dict[str, Any]) -> PenaltyCase:
    if evidence_lines(content["evidence_text"]) is None:
        raise RuleBroken(_t("证据每行一项，写明名称和证明内容，中间用冒号分隔"), field="evidence_text")
    content = dict(content)
    answer = content.pop("warnings_answer", "").strip()
    checked, kept = check_for_record(case, content.pop("charges", ()), content.pop("amount", None))
    total, lines = reasoned(checked)
    refuse_unexplained(checked)
    refuse_unanswered(warnings(case, timezone.localdate()), answer)
    beside = likened_all(checked, by=by)
    before = latest_report(case)
    made = Investigation.objects.create(
        penalty=case, edition=before.edition + 1 if before else 1, violation=kept[0]["violation"], amount=total,
        arithmetic=lines, reported_by=by, **content,
    )  # fmt: skip
    keep_assessments(made, zip(checked, kept, strict=True), answer)
    keep_snapshots(made, beside, by=by)
    document = issue("DCBG", subject=case, by=by, shares=case.number, context=investigation_report(made),
                     supersedes=in_force(before))  # fmt: skip
    update(made, document=document)
    return settle(
        case, step, by=by, row=made.violation, document=document.number,
        before={"amount": str(before.amount)} if before else None,
        after={"edition": made.edition, "amount": str(total), "charges": entries(checked), "arithmetic": lines},
    )  # fmt: skip


@override("zh-hans")
def keep_assessments(report: Investigation, checked: Iterable[tuple[Checked, dict[str, Any]]], answer: str) -> None:
    doubled = warnings(report.penalty, timezone.localdate())
    for one, kept in checked:
        Assessment.objects.create(
            investigation=report, facts=one.weighing.facts, warnings=doubled, warnings_answer=answer,
            like_reason=one.proposed.like_reason, **kept,
        )  # fmt: skip


def refuse_unanswered(doubled: list[str], answer: str) -> None:
    """Whether one act is fined twice is for a person to say, in writing."""
    if doubled and not answer:
        words = {"warnings": "；".join(doubled)}
        raise RuleBroken(_t("说明为何不构成重复处罚，或修改处理意见：%(warnings)s") % words, field="warnings_answer")


def in_force(report: Investigation | None) -> Document | None:
    held = report.document if report else None
    return held if held and held.is_in_force else None


@transaction.atomic
def supplement(case: PenaltyCase, *, by: User, reason: str, version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "supplement", by=by, version=version)
    return settle(locked, "supplement", by=by, note=reason)
