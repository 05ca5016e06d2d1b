from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.guards.penalty import act_url
from cases.models import PenaltyCase
from cases.queries.elements import LACKS, empty_cells
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces
from enforcement.wording import listed


@enforces("GT-DEC-001")
def elements_are_proved(case: PenaltyCase, by: User) -> list[Unmet]:
    """Every empty cell of the sheet elements × evidence at once, each with its place in the form."""
    form = act_url(case, "prove")
    found = []
    for cell in empty_cells(case):
        words = {
            "number": cell.charge.number,
            "violation": cell.charge.violation.name_zh,
            "element": cell.element.text,
            "lacks": listed(LACKS[name] for name in cell.lacks),
        }
        message = _("第 %(number)s 项“%(violation)s”的要件“%(element)s”：%(lacks)s") % words
        found.append(unmet("GT-DEC-001", message, f"{form}#cell-{cell.key}"))
    return found
