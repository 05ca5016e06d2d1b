"""Before an amount is proposed: what like cases came to, a reason where it lies apart, and what was shown is kept."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.actions.discretion import Checked, named
from cases.models import Charge, Investigation, LikeSnapshot
from cases.queries.like import Kind, Like, as_excluded, as_kept, kind_of, like_cases
from cases.rules.like import ABOVE, INSIDE
from cases.states import Outcome
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act

SHOWN = name_act("penalty.like_shown", _("查看同类案件"))


@dataclass(frozen=True)
class Likened:
    """What is proposed for a charge beside its like cases."""

    charge: Charge
    like: Like
    outcome: str
    amount: Decimal
    reason: str

    @property
    def position(self) -> str:
        return self.like.position(self.amount) if self.outcome == Outcome.FINE else ""

    @property
    def apart(self) -> bool:
        return self.position not in {"", INSIDE}


def likened(charge: Charge, kind: Kind, *, by: User, outcome: str, amount: Decimal, reason: str = "") -> Likened:
    like = like_cases(charge, kind, on=timezone.localdate(), user=by)
    return Likened(charge, like, outcome, amount, reason.strip())


def likened_all(checked: Sequence[Checked], *, by: User) -> list[Likened]:
    """Of every charge of a report; the first without its reason is refused at its field."""
    held, found = [one.charge for one in checked], []
    for one in checked:
        given = one.proposed
        beside = likened(
            one.charge, kind_of(one.weighing), by=by, outcome=given.outcome, amount=one.fine, reason=given.like_reason
        )
        refuse_unreasoned(beside, named("like_reason", one.charge, held))
        found.append(beside)
    return found


def refuse_unreasoned(one: Likened, field: str = "like_reason") -> None:
    """Outside the middle half of like cases only with a written reason."""
    held = one.like.measure
    if held is None or not one.apart or one.reason:
        return
    words = {
        "number": one.charge.number, "name": one.charge.violation.name_zh, "amount": f"{one.amount:,.2f}",
        "lower": f"{held.lower:,.2f}", "upper": f"{held.upper:,.2f}", "n": held.count,
        "side": _t("高于") if one.position == ABOVE else _t("低于"),
    }  # fmt: skip
    middle = _t("同类案件（%(n)s 件）的中间一半为 %(lower)s—%(upper)s 元") % words
    message = _t("第 %(number)s 项 %(name)s：%(amount)s 元%(side)s中间一半，写明差异的理由") % words
    raise RuleBroken(f"{message}（{middle}）", field=field)


def keep_snapshots(report: Investigation, shown: Iterable[Likened], *, by: User) -> None:
    """What was shown of each charge stays with the report; the ledger has its digest. In the report's transaction."""
    for one in shown:
        content = content_of(one)
        digest = hashlib.sha256(
            json.dumps(content, sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder).encode()
        ).hexdigest()
        LikeSnapshot.objects.create(
            charge=one.charge, investigation=report, amount=one.amount, tier=one.like.kind.tier,
            scale=one.like.kind.scale, since=one.like.since, until=one.like.until, position=one.position,
            reason=one.reason, digest=digest, shown_to=by, **content,
        )  # fmt: skip
        after = {"charge": one.charge.number, "edition": report.edition, "cases": len(one.like.shown),
                 "position": one.position, "digest": digest}  # fmt: skip
        record(SHOWN, by=by, subject=report.penalty, after=after, note=one.reason)


def content_of(one: Likened) -> dict[str, object]:
    held = one.like.measure
    figures = {name: str(value) for name, value in asdict(held).items()} if held else {}
    if held:
        figures["of"] = "bureau" if one.like.own.figures else "level"
    return {
        "cases": [as_kept(row) for row in one.like.shown],
        "excluded": [as_excluded(row) for row in one.like.excluded],
        "figures": figures,
    }
