import datetime as dt
from functools import cache

import yaml
from django.conf import settings
from django.db.models import QuerySet

from cases.models import Decision, PenaltyCase
from cases.queries.assessment import imposed
from enforcement.accounts.models import User
from enforcement.rulebook.clocks import Clock, due
from enforcement.rulebook.queries import history
from supervision.models import Publication, PublicDecision
from supervision.rules.masking import Pattern, leaks

GENERAL_TERM = "credit_general_max"
TEXT_FIELDS = ("CF_XDR_MC", "CF_WFXW", "CF_SY", "CF_YJ", "CF_CFLB", "CF_NR", "BZ")


@cache
def field_list() -> dict[str, dict[str, object]]:
    """The published field set, by field name, in the order of the form."""
    source = yaml.safe_load((settings.BASE_DIR / "fixtures/rulebook/disclosure-fields.yaml").read_text())
    return {row["field"]: row for row in source["penalty_upload_2018"]["fields"] if row["published"]}


@cache
def patterns() -> tuple[Pattern, ...]:
    source = yaml.safe_load((settings.BASE_DIR / "fixtures/rulebook/disclosure-fields.yaml").read_text())
    return tuple(Pattern(row["kind"], row["regex"], row["replace"]) for row in source["mask_patterns"])


def private_content(publication: Publication) -> list[str]:
    keep = frozenset({str(publication.fields.get("CF_XDR_SHXYM", "")), str(publication.fields.get("CF_CFJGDM", ""))})
    text = "\n".join(str(publication.fields.get(name, "")) for name in TEXT_FIELDS)
    return leaks(text, list(patterns()), keep=keep)


def publication_clock(decided_on: dt.date) -> Clock:
    """By when a decision must be public."""
    return due("penalty_publication", start=decided_on)


def term_clock(published_on: dt.date) -> Clock:
    """How long it stays public: the longest term of a general record; repair may end it earlier. What was decided
    before any rule gave a term falls under the first one that did."""
    began = [row.effective_from for row in history(GENERAL_TERM) if row.effective_from]
    return due(GENERAL_TERM, start=published_on, on=max([published_on, *began[:1]]), lapsed_ok=True)


def waiting_for_publication(by: User | None = None) -> QuerySet[PenaltyCase]:
    """Delivered penalties that nobody has drafted a publication for; a person drafts those of the own bureau."""
    delivered = imposed(Decision.objects.filter(delivered_on__isnull=False))
    cases = PenaltyCase.objects.filter(decision__in=delivered, publication__isnull=True).select_related(
        "decision", "decision__violation", "decision__document", "enterprise", "bureau"
    )
    return cases.filter(bureau=by.bureau_id) if by else cases


def public_decisions(words: str, today: dt.date) -> QuerySet[PublicDecision]:
    """What the public may read today; two characters of the party's name, or the number."""
    rows = PublicDecision.objects.filter(expires_on__gte=today, withdrawn_on__isnull=True)
    words = "".join(words.split())
    if not words:
        return rows
    return rows.named_like(words)
