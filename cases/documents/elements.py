from typing import Any

from django.utils.translation import override

from cases.models import PenaltyCase
from cases.queries.elements import Cell, sheet


@override("zh-hans")
def element_sheet(case: PenaltyCase) -> list[dict[str, Any]]:
    """The sheet elements × evidence as far as it is filled, for the investigation report."""
    printed = []
    for charge, cells in sheet(case):
        rows = [row_of(cell) for cell in cells if cell.proof and not cell.lacks]
        if rows:
            printed.append({"violation": f"{charge.number}.{charge.violation.name_zh}", "rows": rows})
    return printed


def row_of(cell: Cell) -> dict[str, str]:
    if cell.not_needed:
        return {"element": cell.element.text, "fact": f"无需证明：{cell.reason}", "evidence": "／"}
    return {"element": cell.element.text, "fact": cell.fact, "evidence": "；".join(str(one) for one in cell.items)}
