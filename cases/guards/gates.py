from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from enforcement.errors import Unmet
from enforcement.rulebook.models import Row
from enforcement.rulebook.queries import gate


def cited(row: Row) -> str:
    """The source with the mark it must carry where it is no law that was read and is in force today."""
    lapsed = row.effective_to if row.effective_to and row.effective_to < timezone.localdate() else None
    mark = row.mark or (_("待核定：原规定 %(day)s 后不再有效") % {"day": lapsed} if lapsed else "")
    return f"{row.citation} {mark}".strip()


def unmet(gate_id: str, message: str | Promise, url: str = "") -> Unmet:
    """An unmet condition with the legal source that the rulebook gives for it."""
    row = gate(gate_id)
    return Unmet(message, article=cited(row), url=url, gate=gate_id)
