from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from enforcement.rulebook.states import EditionState
from plans.models import SchemeEdition
from plans.queries.scheme import begins


def is_second_person(edition: SchemeEdition, by: User) -> Unmet | None:
    if edition.created_by_id != by.pk:
        return None
    return Unmet(_("导入人不能发布自己导入的分级方案，由另一人核对后发布"))


def begins_after_the_earlier(edition: SchemeEdition, by: User) -> Unmet | None:
    """Two editions of one bureau never begin on the same day, and a new one never before an old one."""
    published = SchemeEdition.objects.filter(code=edition.code, bureau=edition.bureau_id, state=EditionState.PUBLISHED)
    later = [one for one in published if begins(one) >= begins(edition)]
    if not later:
        return None
    words = {"edition": max(later, key=begins).edition}
    return Unmet(_("已发布的 %(edition)s 不早于本版的施行日期，改定施行日期后重新导入") % words)


def begins_not_before_today(edition: SchemeEdition, by: User) -> Unmet | None:
    """What was graded until now was graded by the edition of its day; that does not change afterwards."""
    if edition.effective_from is None or edition.effective_from >= timezone.localdate():
        return None
    return Unmet(_("施行日期 %(day)s 已过，改定施行日期后重新导入") % {"day": edition.effective_from})
