"""What documents say of the charges: articles, the basis of discretion, the penalty of each and all together.

Read from what was stored when they were weighed, which is Chinese.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from cases.models.charge import Weighing
from cases.states import Outcome
from enforcement.money import capitals


def cited(citations: Iterable[str]) -> list[dict[str, str]]:
    """Each once, in the order of the charges."""
    return [{"citation": one, "text": ""} for one in dict.fromkeys(citations)]


def violated(rows: Sequence[Weighing]) -> list[dict[str, str]]:
    return cited(row.violation.violated_citation for row in rows)


def basis(rows: Sequence[Weighing]) -> list[dict[str, str]]:
    """Where something is imposed, the articles it is imposed by; else those that were weighed."""
    return cited(row.violation.citation for row in imposed(rows) or rows)


def imposed(rows: Sequence[Weighing]) -> list[Weighing]:
    return [row for row in rows if row.outcome != Outcome.EXEMPT]


def act_of(row: Weighing) -> str:
    return f"“{row.violation.name_zh}”的违法行为"


def set_for(row: Weighing) -> str:
    if row.outcome == Outcome.FINE:
        return f"罚款{row.amount:.2f}元（人民币{capitals(row.amount)}）"
    return "警告" if row.outcome == Outcome.WARNING else "不予行政处罚"


def penalty(rows: Sequence[Weighing]) -> dict[str, Any]:
    """`penalty` and `amount` as the forms print them; with several charges each has its line, and the sum follows."""
    total = sum((row.amount for row in rows), start=type(rows[0].amount)(0))
    if len(rows) == 1:
        return {"penalty": ["警告"] if rows[0].outcome == Outcome.WARNING else [], "amount": total or None,
                "combined": False}  # fmt: skip
    return {"penalty": [f"对{act_of(row)}，{set_for(row)}" for row in rows], "amount": total or None, "combined": True}


def proposal(rows: Sequence[Weighing]) -> str:
    if len(rows) == 1:
        return f"建议{'处' if rows[0].outcome == Outcome.FINE else ''}{set_for(rows[0])}。"
    lines = [f"建议对{act_of(row)}，{set_for(row)}。" for row in rows]
    total = sum((row.amount for row in rows), start=type(rows[0].amount)(0))
    if total:
        lines.append(f"以上分别裁量，合并执行，罚款合计{total:.2f}元（人民币{capitals(total)}）。")
    return "\n".join(lines)


def discretion(rows: Sequence[Weighing], *reasons: str) -> str:
    """Benchmark, tier and steps of each charge, then what the officers say."""
    lines = []
    for row in rows:
        steps = "；".join(one["text"] for one in row.arithmetic if one.get("code") != "law")
        head = f"对{act_of(row)}：" if len(rows) > 1 else ""
        by = f"裁量依据：{row.basis}。" if row.basis else ""
        lines.append(f"{head}{by}{steps}。" if steps else f"{head}{by}")
        if row.outside_reason:
            what = "不予处罚" if row.outcome == Outcome.EXEMPT else "超出裁量阶次"
            lines.append(f"{what}的理由：{row.outside_reason}")
    return "\n".join(filter(None, [*lines, *reasons]))
