from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.gates import enforces, unmet
from supervision.models import Publication
from supervision.queries.disclosure import private_content


@enforces("GT-PUB-001")
def nothing_private_is_left(publication: Publication, by: User) -> Unmet | None:
    found = private_content(publication)
    if not found:
        return None
    kinds = "、".join(dict.fromkeys(found))
    message = _("公示内容中仍有%(kinds)s，先遮蔽") % {"kinds": kinds}
    return unmet("GT-PUB-001", message, f"{publication.get_absolute_url()}edit/")


@enforces("GT-PUB-002")
def public_by_law(publication: Publication, by: User) -> Unmet | None:
    """Before its term is over."""
    if publication.expires_on and publication.expires_on < timezone.localdate():
        return None
    return unmet("GT-PUB-002", _("具有一定社会影响的处罚决定应当依法公开，撤下前核对撤下的理由"))


def is_not_the_drafter(publication: Publication, by: User) -> Unmet | None:
    """What one person drafted another one reads; what the morning's job drafted anyone of the editors may."""
    if publication.created_by_id == by.pk:
        return Unmet(_("拟定人不能复核自己拟定的公示，由另一名公示管理人员办理"))
    return None


def is_not_the_checker(publication: Publication, by: User) -> Unmet | None:
    if publication.checked_by_id == by.pk:
        return Unmet(_("复核人不能批准同一公示，由另一名负责人办理"))
    return None


def decision_was_delivered(publication: Publication, by: User) -> Unmet | None:
    if publication.penalty.decision.delivered_on is None:
        return Unmet(_("处罚决定书尚未送达当事人"), url=publication.penalty.get_absolute_url())
    return None


def term_is_over(publication: Publication, by: None) -> Unmet | None:
    if publication.expires_on >= timezone.localdate():
        return Unmet(_("公示期未满"))
    return None
