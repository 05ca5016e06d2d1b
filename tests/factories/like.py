"""Decided charges in bulk, for looking them up. How a case gets one is shown by the tests of the decision."""

import datetime as dt
import itertools
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from cases.models import Charge, DecidedCharge, Decision, PenaltyCase
from cases.states import Outcome, PenaltyState as S
from enforcement.documents.models import Document
from tests.factories.penalty import case_at, people_of

KEY, SLOT, TIER = "VI-WS-099-1", "entity_first", "B"
NUMBERS = itertools.count(1)


def decided(amounts: Iterable[int | str], *, like: PenaltyCase | None = None, **changed: Any) -> list[DecidedCharge]:
    """One closed case for each amount, beside `like` (its bureau and enterprise) or a new one."""
    pattern = like or case_at(S.INVESTIGATING)
    return [_one(pattern, Decimal(amount), changed) for amount in amounts]


def _one(pattern: PenaltyCase, amount: Decimal, changed: dict[str, Any]) -> DecidedCharge:
    given = {
        "rule_key": KEY, "slot": SLOT, "tier": TIER, "scale": "small", "outcome": Outcome.FINE, "low": None,
        "high": None, "decided_on": timezone.localdate() - dt.timedelta(days=30), "bureau": pattern.bureau,
    } | changed  # fmt: skip
    by = people_of(pattern).handler
    number = next(NUMBERS)
    case = PenaltyCase.objects.create(
        bureau=given["bureau"], enterprise=pattern.enterprise, violation=pattern.violation, act_on=pattern.act_on,
        found_on=pattern.found_on, facts="同类案件", party=f"同类企业{number}", number=f"同类{number}号",
        created_by=by, filed_on=given["decided_on"], filed_by=by,
    )  # fmt: skip
    charge = Charge.objects.create(
        penalty=case, number=1, violation=pattern.violation, act_on=pattern.act_on, added_by=by
    )
    decision = decision_of(case, amount, given["decided_on"], by)
    return DecidedCharge.objects.create(
        decision=decision, charge=charge, violation=pattern.violation, amount=amount, **given
    )


def decision_of(case: PenaltyCase, amount: Decimal, on: dt.date, by: Any) -> Decision:
    return Decision.objects.create(
        penalty=case, violation=case.violation, amount=amount, facts="x", reasons="x", correction="x",
        decided_on=on, decided_by=by, document=Document.objects.filter(bureau=by.bureau).earliest("pk"),
    )  # fmt: skip
