import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.decision import refuse_above_notice
from cases.actions.discretion import Proposed, check_all, entries
from cases.actions.penalty import settle, update
from cases.documents.deliberation import minutes
from cases.flows.penalty import FLOW
from cases.models import Deliberation, PenaltyCase
from cases.queries.notice import latest_notice
from cases.rules.deliberation import named_lines
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate

PEOPLE = 2


@transaction.atomic
def deliberate(
    case: PenaltyCase,
    *,
    by: User,
    held_on: dt.date,
    attendees: str,
    record: str,
    conclusion: str,
    amount: Decimal | None = None,
    charges: Sequence[Proposed] = (),
    place: str = "",
    version: int | None = None,
) -> PenaltyCase:
    """The minutes of the discussion; the decision may then not depart from what was agreed for each charge.

    A further discussion is a document of its own; the newest counts.
    """
    locked = FLOW.take(case, "deliberate", by=by, version=version)
    if locked.filed_on and not locked.filed_on <= held_on <= timezone.localdate():
        limits = {"from": locked.filed_on, "to": timezone.localdate()}
        raise RuleBroken(_t("讨论日期应在 %(from)s 至 %(to)s 之间") % limits, field="held_on")
    if len(named_lines(attendees, " ") or []) < PEOPLE:
        raise RuleBroken(
            _t("出席人员每行一人，写姓名、空格、职务，至少 %(count)s 人") % {"count": PEOPLE}, field="attendees"
        )
    if named_lines(record, "：") is None:
        raise RuleBroken(_t("讨论记录每行一人，写姓名、冒号、发言"), field="record")
    checked = check_all(locked, charges, amount)
    refuse_above_notice(latest_notice(locked), checked)
    total = sum((one.fine for one in checked), Decimal(0))
    held = Deliberation.objects.create(
        penalty=locked,
        held_on=held_on,
        host=by,
        attendees=attendees,
        record=record,
        conclusion=conclusion,
        amount=total,
    )
    for one in checked:
        held.charges.create(charge=one.charge, outcome=one.proposed.outcome, amount=one.fine)
    document = issue("XZCFTLJL", subject=locked, by=by, shares=locked.number, context=minutes(held, place))
    update(held, document=document)
    return settle(locked, "deliberate", by=by, row=gate("GT-DEC-007"), document=document.number, note=conclusion,
                  after={"amount": str(total), "charges": entries(checked), "held_on": str(held_on)})  # fmt: skip
