import datetime as dt
import secrets
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from cases.models import Decision, PenaltyCase
from cases.queries.assessment import citations_of, kinds_of, names_of
from cases.states import PartyKind
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook.queries import gate
from supervision.flows.disclosure import PUBLICATION
from supervision.models import Publication, PublicDecision
from supervision.queries.disclosure import (
    field_list,
    patterns,
    publication_clock,
    term_clock,
    waiting_for_publication,
)
from supervision.rules.masking import mask, mask_name
from supervision.states import PublicationState

DRAFT = name_act("publication.draft", gettext_lazy("拟定公示"))
EDIT = name_act("publication.edit", gettext_lazy("修改公示内容"))


def draft_what_is_due(by: User | None = None) -> int:
    """Draft a publication for each delivered decision that has none. Running it again adds nothing."""
    waiting = list(waiting_for_publication(by))
    for penalty in waiting:
        draft_publication(penalty, by=by)
    return len(waiting)


@transaction.atomic
def draft_publication(penalty: PenaltyCase, *, by: User | None) -> Publication:
    """Copy the allowed fields of a decision, masked by the patterns of the field list."""
    fields, removed = masked_fields(penalty)
    clock = publication_clock(penalty.decision.decided_on)
    publication = Publication.objects.create(
        bureau=penalty.bureau,
        penalty=penalty,
        fields=fields,
        masked=removed,
        publish_by=clock.day,
        expires_on=dt.date.fromisoformat(str(fields["CF_GSJZQ"])),
        created_by=by,
    )
    record(DRAFT, by=by, subject=publication, within=penalty, after=fields, rule=clock.rule.row_id, article=clock.basis)
    return publication


def masked_fields(penalty: PenaltyCase) -> tuple[dict[str, Any], list[str]]:
    """Values of the published fields, and what was masked."""
    decision, enterprise, bureau = penalty.decision, penalty.enterprise, penalty.bureau
    entity = penalty.party_kind == PartyKind.ENTITY
    keep = frozenset({enterprise.credit_code, bureau.credit_code})
    removed: list[str] = []

    def clean(text: str) -> str:
        result = mask(text, list(patterns()), keep=keep)
        removed.extend(result.removed)
        return result.text

    if not entity:
        removed.append(_("自然人姓名"))
    values: dict[str, Any] = {
        "CF_XDR_MC": penalty.party if entity else mask_name(penalty.party),
        "CF_XDR_LB": "法人及非法人组织" if entity else "自然人",
        "CF_XDR_SHXYM": enterprise.credit_code if entity else "",
        "CF_FRDB": enterprise.legal_person if entity else "",
        "CF_WSH": decision.document.number,
        "CF_WFXW": names_of(decision),
        "CF_SY": clean(decision.facts),
        "CF_YJ": citations_of(decision),
        "CF_CFLB": kinds_of(decision),
        "CF_NR": clean(_content(decision)),
        "CF_NR_FK": f"{decision.amount / 10_000:.6f}",
        "CF_JDRQ": decision.decided_on.isoformat(),
        "CF_YXQ": f"{decision.delivered_on:%Y-%m-%d}",
        "CF_GSJZQ": term_clock(decision.decided_on).day.isoformat(),
        "CF_CFJG": bureau.name,
        "CF_CFJGDM": bureau.credit_code,
    }
    return {name: values.get(name, "") for name in field_list()}, removed


def _content(decision: Decision) -> str:
    fine = f"罚款{decision.amount:,.2f}元" if decision.amount else ""
    return "，".join(filter(None, ["警告" if "警告" in kinds_of(decision) else "", fine]))


@transaction.atomic
def check(publication: Publication, *, by: User, version: int | None = None) -> Publication:
    locked = PUBLICATION.take(publication, "check", by=by, version=version)
    locked.checked_by = by
    locked.save(update_fields=["checked_by"])
    row = gate("GT-PUB-001")
    _note("check", locked, by, rule=row.row_id, article=row.citation)
    return locked


@transaction.atomic
def edit(publication: Publication, *, by: User, fields: dict[str, str], version: int | None = None) -> Publication:
    """The editor may only take out: a changed text must still be masked and the decision's number stays."""
    locked = Publication.objects.select_for_update().get(pk=publication.pk)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    if locked.state != PublicationState.PROPOSED:
        raise RuleBroken(_("已复核的内容不能修改，先退回"))
    before = dict(locked.fields)
    locked.fields = before | fields
    locked.version += 1
    locked.save(update_fields=["fields", "version"])
    changed = {name: value for name, value in fields.items() if before.get(name) != value}
    record(EDIT, by=by, subject=locked, within=locked.penalty, before={n: before[n] for n in changed}, after=changed)
    return locked


@transaction.atomic
def send_back(publication: Publication, *, by: User, reason: str, version: int | None = None) -> Publication:
    locked = PUBLICATION.take(publication, "return", by=by, version=version)
    locked.checked_by = None
    locked.save(update_fields=["checked_by"])
    _note("return", locked, by, note=reason)
    return locked


@transaction.atomic
def publish(publication: Publication, *, by: User, version: int | None = None) -> Publication:
    """Copy the allowed fields into the public table. Its address never changes."""
    locked = PUBLICATION.take(publication, "publish", by=by, version=version)
    clock = publication_clock(locked.penalty.decision.decided_on)
    PublicDecision.objects.create(
        slug=secrets.token_hex(6),
        bureau_name=locked.bureau.name,
        party=locked.fields["CF_XDR_MC"],
        number=locked.fields["CF_WSH"],
        decided_on=locked.fields["CF_JDRQ"],
        published_on=timezone.localdate(),
        expires_on=locked.expires_on,
        fields=locked.fields,
    )
    _note("publish", locked, by, after=locked.fields, rule=clock.rule.row_id, article=clock.basis)
    return locked


@transaction.atomic
def withdraw(publication: Publication, *, by: User, reason: str, version: int | None = None) -> Publication:
    """The public page stays at its address and says that, when and why the decision was withdrawn."""
    locked = PUBLICATION.take(publication, "withdraw", by=by, version=version)
    locked.withdraw_reason = reason
    locked.save(update_fields=["withdraw_reason"])
    for public in PublicDecision.objects.filter(number=locked.fields["CF_WSH"], bureau_name=locked.bureau.name):
        public.amend(withdrawn_on=timezone.localdate(), withdraw_reason=reason, fields={})
    _note("withdraw", locked, by, note=reason)
    return locked


def expire_what_is_over() -> int:
    over = list(Publication.objects.filter(state=PublicationState.PUBLISHED, expires_on__lt=timezone.localdate()))
    for publication in over:
        with transaction.atomic():
            _note("expire", PUBLICATION.take(publication, "expire", by=None), None)
    return len(over)


def _note(step: str, publication: Publication, by: User | None, **entry: Any) -> None:
    record(PUBLICATION.act(step), by=by, subject=publication, within=publication.penalty, **entry)
