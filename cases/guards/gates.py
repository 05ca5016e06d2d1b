from django.utils.functional import Promise

from enforcement.errors import Unmet
from enforcement.rulebook.queries import gate


def unmet(gate_id: str, message: str | Promise, url: str = "") -> Unmet:
    """An unmet condition with the legal source that the rulebook gives for it."""
    row = gate(gate_id)
    return Unmet(message, article=row.citation, url=url, gate=gate_id)
