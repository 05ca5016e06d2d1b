"""整改复查意见书."""

from typing import Any

from django.utils.translation import override

from cases.documents.shapes import officers, party
from cases.models import Reinspection


@override("zh-hans")
def opinion(reinspection: Reinspection) -> dict[str, Any]:
    order = reinspection.order
    issued = order.document
    results = reinspection.items.select_related("order_item").order_by("order_item")
    return {
        "party": party(order.enterprise),
        "order": {
            "title": issued.title if issued else "",
            "number": order.number,
            "on": issued.context["issued_on"] if issued else "",
        },
        "reviewed_on": reinspection.done_on,
        "results": [
            {"item": one.order_item.requirement, "result": "已整改" if one.passed else "未整改", "evidence": one.note}
            for one in results
        ],
        "conclusion": reinspection.opinion,
        "officers": officers(reinspection.officers.all(), reinspection.done_on),
    }
