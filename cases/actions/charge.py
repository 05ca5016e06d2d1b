"""The charges of a case: each one violation with its day, its findings and what makes it heavier."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _t

from cases.actions.penalty import check_days, check_span, settle
from cases.flows.penalty import FLOW
from cases.models import Charge, Finding, PenaltyCase
from cases.queries.charge import charges_of, findings_for
from cases.queries.finding import pick_violation
from cases.states import FindingState
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.rulebook.models import Violation


@transaction.atomic
def add_charge(case: PenaltyCase, *, by: User, version: int | None = None, **given: Any) -> PenaltyCase:
    """`given`: violation, act_on, began_on, overdue, harm, findings; as in `amend_charge`."""
    locked = FLOW.take(case, "add_charge", by=by, version=version)
    findings, fields = checked(locked, None, **given)
    last = locked.charges.aggregate(last=Max("number"))["last"] or 0
    charge = Charge.objects.create(penalty=locked, number=last + 1, added_by=by, **fields)
    take_up(locked, charge, findings)
    return settle(locked, "add_charge", by=by, row=charge.violation, after=shown(charge))


@transaction.atomic
def amend_charge(
    case: PenaltyCase, *, by: User, charge: Charge, version: int | None = None, **given: Any
) -> PenaltyCase:
    locked = FLOW.take(case, "amend_charge", by=by, version=version)
    held = pursued(locked, charge)
    before = shown(held)
    findings, fields = checked(locked, held, **given)
    for name, value in fields.items():
        setattr(held, name, value)
    held.save(update_fields=list(fields))
    take_up(locked, held, findings)
    return settle(locked, "amend_charge", by=by, row=held.violation, before=before, after=shown(held))


@transaction.atomic
def drop_charge(case: PenaltyCase, *, by: User, charge: Charge, reason: str, version: int | None = None) -> PenaltyCase:
    """The charge stays readable with its reason; its findings are free for another."""
    locked = FLOW.take(case, "drop_charge", by=by, version=version)
    held = pursued(locked, charge)
    if not reason.strip():
        raise RuleBroken(_t("写明不再追究的理由"), field="reason")
    if len(charges_of(locked)) == 1:
        raise RuleBroken(_t("案件只有这一个违法行为，全部不再追究的应当撤销案件"), field="charge")
    held.dropped_reason = reason.strip()
    held.save(update_fields=["dropped_reason"])
    return settle(locked, "drop_charge", by=by, row=held.violation, note=reason, before=shown(held))


def pursued(case: PenaltyCase, charge: Charge) -> Charge:
    held = next((one for one in charges_of(case) if one.pk == charge.pk), None)
    if held is None:
        raise RuleBroken(_t("该违法行为不在本案中，或已不再追究"), field="charge")
    return held


def checked(
    case: PenaltyCase,
    charge: Charge | None,
    *,
    violation: Violation | str,
    act_on: dt.date,
    began_on: dt.date | None = None,
    overdue: bool = False,
    harm: bool = False,
    findings: Iterable[Finding] = (),
) -> tuple[list[Finding], dict[str, Any]]:
    check_days(act_on, case.found_on)
    check_span(began_on, act_on)
    row = pick_violation(violation, act_on) if isinstance(violation, str) else violation
    if not row.is_in_force(act_on):
        words = {"name": row.name_zh, "on": act_on}
        raise RuleBroken(_t("“%(name)s”的条款在 %(on)s 无效，选用当日有效的条款") % words, field="violation")
    if overdue and case.order_id is None:
        raise RuleBroken(_t("本案没有责令限期整改，不能按逾期未改正处罚"), field="overdue")
    fields = {"violation": row, "act_on": act_on, "began_on": began_on, "overdue": overdue, "harm": harm}
    refuse_twice(case, charge, fields)
    return chosen(case, charge, findings), fields


def refuse_twice(case: PenaltyCase, charge: Charge | None, fields: dict[str, Any]) -> None:
    """The same violation on the same day is one charge with several findings."""
    for one in charges_of(case):
        same = one.violation.rule_key == fields["violation"].rule_key and one.act_on == fields["act_on"]
        if same and (charge is None or one.pk != charge.pk):
            words = {"name": one.violation.name_zh, "number": one.number}
            message = _t("“%(name)s”已是本案第 %(number)s 项违法行为，把线索并入该项")
            raise RuleBroken(message % words, field="violation")


def chosen(case: PenaltyCase, charge: Charge | None, findings: Iterable[Finding]) -> list[Finding]:
    """Each finding is in one charge, and has a mandatory basis."""
    wanted = {one.pk for one in findings}
    free = {one.pk: one for one in findings_for(case, charge)}
    if taken := wanted - free.keys():
        names = "；".join(str(one) for one in Finding.objects.filter(pk__in=taken))
        raise RuleBroken(_t("线索“%(names)s”不属于本案或已列入其他违法行为") % {"names": names}, field="findings")
    rows = [free[pk] for pk in sorted(wanted)]
    for one in rows:
        if not one.basis:
            raise RuleBroken(_t("“%(finding)s”没有强制性依据，不能立案") % {"finding": one}, field="findings")
    return rows


def take_up(case: PenaltyCase, charge: Charge, findings: list[Finding]) -> None:
    """A finding of the inspection that the case had not taken yet becomes one of its findings."""
    charge.findings.set(findings)
    case.findings.add(*findings)
    Finding.objects.filter(pk__in=[one.pk for one in findings]).update(state=FindingState.FILED)


def shown(charge: Charge) -> dict[str, Any]:
    return {
        "number": charge.number,
        "violation": charge.violation.row_id,
        "act_on": str(charge.act_on),
        "began_on": str(charge.began_on or ""),
        "overdue": charge.overdue,
        "harm": charge.harm,
        "findings": [one.pk for one in charge.findings.order_by("pk")],
    }
