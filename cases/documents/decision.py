"""行政处罚决定书: everything the law wants to see in it."""

from typing import Any

from django.utils import timezone
from django.utils.translation import override

from cases.documents.notice import words_of
from cases.documents.penalty import basis, evidence, party_of, violated
from cases.documents.shapes import remedies
from cases.models import Deliberation, Hearing, LegalReview, Notice, PenaltyCase, Statement
from cases.queries.execution import percent
from cases.states import StatementKind
from enforcement.rulebook.citations import chinese
from enforcement.rulebook.models import Violation
from enforcement.rulebook.queries import limit, threshold


@override("zh-hans")
def decision(case: PenaltyCase, row: Violation, notice: Notice, **decided: Any) -> tuple[str, dict[str, Any]]:
    """`decided`: amount, facts, correction, reasons."""
    on = timezone.localdate()
    context = {
        "party": party_of(case),
        "facts": decided["facts"],
        "evidence": evidence(notice.investigation),
        "procedure": procedure(case, notice, decided["correction"]),
        "violated": violated(row),
        "basis": basis(row),
        "discretion": decided["reasons"],
        "penalty": [],
        "amount": decided["amount"],
        "payment": payment(case, on),
        "remedies": remedies(case.bureau, on),
    }
    return ("XZCFJDGR" if case.is_person else "XZCFJDDW"), context


def procedure(case: PenaltyCase, notice: Notice, correction: str) -> str:
    lines = [f"本机关于{day(notice.delivered_on)}送达《{notice.document.title}》（{notice.document.number}）。"]
    statement = Statement.objects.filter(notice=notice).first()
    if statement:
        lines.append(statement_words(statement))
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


def payment(case: PenaltyCase, on: Any) -> dict[str, str]:
    bank, _space, account = case.bureau.bank_account.rpartition(" ")
    rate = percent(threshold("late_fine", on))
    words = f"百分之{chinese(int(rate))}" if rate.isdigit() else f"{rate}%"
    late = f"每日按罚款数额的{words}加处罚款，加处罚款的数额不超过罚款数额"
    return {"term": words_of(limit("payment", on)), "bank": bank or account, "account": account, "late_fee": late}


def day(value: Any) -> str:
    return f"{value.year}年{value.month}月{value.day}日" if value else "／"
