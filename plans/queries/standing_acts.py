"""What was decided about an enterprise itself: its status, its merges, who supervises it. In words, for its history."""

from typing import Any

from django.utils.translation import gettext as _

from enforcement.ledger.models import Entry
from enforcement.wording import labelled
from plans.models import JurisdictionChange
from plans.states import EnterpriseStatus

STATUS_ACTS = ("enterprise.change_status", "enterprise.amend_by_import", "enterprise.restore_by_undo")


def status_entries() -> Any:
    """Of the ledger: whoever sees the enterprise sees what became of it, whichever bureau it was of then."""
    return Entry.objects.filter(act__in=STATUS_ACTS, after__has_key="status")


def status_words(entry: Entry) -> str:
    before, after = entry.before or {}, entry.after or {}
    words = {"old": status_word(before.get("status")), "new": status_word(after.get("status"))}
    if day := after.get("status_on"):
        return _("%(old)s → %(new)s，自 %(day)s") % {**words, "day": day}
    return _("%(old)s → %(new)s") % words


def status_word(code: Any) -> str:
    return str(EnterpriseStatus(code).label) if code in EnterpriseStatus.values else str(code or "--")


def enterprise_of(entry: Entry) -> int:
    return int(entry.subject.partition(":")[2])


def enterprise_url(entry: Entry) -> str:
    return f"/enterprises/{enterprise_of(entry)}/"


def jurisdiction_words(one: JurisdictionChange) -> str:
    words = {"duty": one.get_duty_display(), "old": one.from_bureau or _("无"), "new": one.to_bureau or _("无")}
    return _("%(duty)s：%(old)s → %(new)s") % words


def who_and_why(who: object, why: str) -> str:
    return labelled(who, why) if why else str(who)
