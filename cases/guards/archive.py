from django.utils.translation import gettext as _

from cases.guards.gates import unmet
from cases.models import PenaltyCase
from cases.queries.archive import documents_in_volume
from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces


@enforces("GT-INV-005")
def files_are_there(case: PenaltyCase, by: User) -> Unmet | None:
    """A catalogue without the hash of every paper proves nothing."""
    lacking = [one for one in documents_in_volume(case) if one.file_id is None]
    if not lacking:
        return None
    names = "、".join(str(one) for one in lacking[:5])
    message = _("%(count)s 份文书的文件尚未生成：%(names)s") % {"count": len(lacking), "names": names}
    return unmet("GT-INV-005", message, lacking[0].get_absolute_url())
