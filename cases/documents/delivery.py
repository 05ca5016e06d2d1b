"""文书送达回执."""

import datetime as dt
from typing import Any

from django.utils.translation import override

from cases.models import Delivery
from enforcement.workdays import ZONE


@override("zh-hans")
def receipt(delivery: Delivery, case_name: str) -> dict[str, Any]:
    officers = [one.name for one in delivery.officers.order_by("pk")]
    line = {
        "document": delivery.document.title,
        "number": delivery.document.number,
        "receiver": delivery.recipient,
        "place": delivery.place,
        "at": dt.datetime.combine(delivery.delivered_on, dt.time(), ZONE),
        "method": str(delivery.get_method_display()),
        "officers": officers,
    }
    remarks = [delivery.note]
    if delivery.witness:
        remarks.append(f"见证人：{delivery.witness}")
    if delivery.tracking:
        remarks.append(f"邮寄单号：{delivery.tracking}")
    return {
        "case_name": case_name,
        "recipient": delivery.recipient,
        "lines": [line],
        "remark": "；".join(part for part in remarks if part),
    }
