"""行政处罚决定书: everything the law wants to see in it."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from cases.documents import charges
from cases.documents.notice import term
from cases.documents.penalty import evidence, party_of
from cases.documents.shapes import remedies
from cases.models import DecidedCharge, Deliberation, Hearing, LegalReview, Notice, PenaltyCase, Statement
from cases.queries.assessment import nothing_imposed
from cases.queries.execution import percent
from cases.queries.investigation import latest_report
from cases.states import StatementKind
from enforcement.rulebook.citations import chinese
from enforcement.rulebook.queries import threshold


@override("zh-hans")
def decision(
    case: PenaltyCase, rows: Sequence[DecidedCharge], notice: Notice | None, **decided: Any
) -> tuple[str, dict[str, Any]]:
    """`decided`: facts, correction, reasons. `notice` is none where nothing is imposed."""
    on, report = timezone.localdate(), notice.investigation if notice else latest_report(case)
    common = {
        "party": party_of(case),
        "facts": decided["facts"],
        "evidence": evidence(report) if report else [],
        "procedure": procedure(case, notice, decided["correction"]),
        "violated": charges.violated(rows),
    }
    if nothing_imposed(rows):
        reason = charges.discretion(rows, decided["reasons"])
        return "BYCFJDS", {**common, "reason": reason, "education": "", "remedies": remedies(case.bureau, on)}
    context = {
        **common,
        "basis": charges.basis(rows),
        "discretion": charges.discretion(rows, decided["reasons"]),
        **charges.penalty(rows),
        "payment": payment(case, on),
        "remedies": remedies(case.bureau, on),
    }
    return ("XZCFJDGR" if case.is_person else "XZCFJDDW"), context


def procedure(case: PenaltyCase, notice: Notice | None, correction: str) -> str:
    lines = []
    if notice:
        lines.append(f"本机关于{day(notice.delivered_on)}送达《{notice.document.title}》（{notice.document.number}）。")
    statement = Statement.objects.filter(notice=notice).first()
    if statement:
        lines.append(statement_words(statement))
        lines += objection_words(statement)
    hearing = Hearing.objects.filter(notice=notice).exclude(record="").first()
    if hearing:
        lines.append(f"本机关于{day(hearing.held_on)}举行听证。听证意见：{hearing.conclusion}")
    review = LegalReview.objects.filter(penalty=case, passed=True).last()
    if review:
        lines.append(f"本案于{day(timezone.localdate(review.reviewed_at))}通过法制审核。")
    held = Deliberation.objects.filter(penalty=case).last()
    if held:
        lines.append(f"本案于{day(held.held_on)}经本机关负责人集体讨论。")
    return "\n".join([*lines, f"责令改正情况：{correction}"])


def statement_words(statement: Statement) -> str:
    if statement.kind == StatementKind.WAIVED:
        return "当事人书面表示放弃陈述申辩等权利。"
    if statement.kind == StatementKind.SILENT:
        return "当事人在规定期限内未提出陈述申辩，也未要求听证。"
    answer = "本机关予以采纳。" if statement.accepted else f"本机关复核后不予采纳：{statement.reply}"
    return f"当事人于{day(statement.heard_on)}提出陈述申辩：{statement.text} {answer}"


def objection_words(statement: Statement) -> list[str]:
    if not statement.objects_to_discretion:
        return []
    return [f"当事人对裁量提出异议：{statement.objection} 本机关已作解释说明：{statement.explanation}"]


def payment(case: PenaltyCase, on: Any) -> dict[str, str]:
    bank, _space, account = case.bureau.bank_account.rpartition(" ")
    rate = percent(threshold("late_fine", on))
    words = f"百分之{chinese(int(rate))}" if rate.isdigit() else f"{rate}%"
    late = f"每日按罚款数额的{words}加处罚款，加处罚款的数额不超过罚款数额"
    return {"term": term("payment", on, case), "bank": bank or account, "account": account, "late_fee": late}


def day(value: Any) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else "／"
