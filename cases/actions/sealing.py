from django.db import transaction

from cases.flows.order import FLOW
from cases.models import Order, Sealing
from enforcement.accounts.models import User
from enforcement.ledger.actions import record
from enforcement.rulebook.gates import cited
from enforcement.rulebook.queries import gate


@transaction.atomic
def record_sealing(
    order: Order,
    *,
    by: User,
    items: str,
    involved: bool,
    necessities: bool,
    party_present: bool,
    witness: str,
    told: bool,
    heard: str,
    version: int | None = None,
) -> Order:
    """As it happened. What lacks blocks the decision; until that is issued the record can be completed."""
    locked = FLOW.take(order, "record_sealing", by=by, version=version)
    content = {
        "items": items, "involved": involved, "necessities": necessities, "party_present": party_present,
        "witness": witness, "told": told, "heard": heard,
    }  # fmt: skip
    Sealing.objects.update_or_create(order=locked, defaults={**content, "recorded_by": by})
    row = gate("GT-INS-010")
    record(FLOW.act("record_sealing"), by=by, subject=locked, within=locked.inspection, rule=row.row_id,
           article=cited(row), after=content)  # fmt: skip
    return locked
