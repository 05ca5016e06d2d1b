from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import Assignment
from plans.states import DrawState


def is_one_of_the_officers(task: Assignment, by: User) -> Unmet | None:
    if task.officers.filter(pk=by.pk).exists():
        return None
    return Unmet(_("只有本任务的检查人员可以办理"))


def officers_are_certified(task: Assignment, by: User) -> Unmet | None:
    """Two at least hold a valid certificate today."""
    today = timezone.localdate()
    officers = list(task.officers.prefetch_related("certificates"))
    lacking = [officer.name for officer in officers if officer.certificate(today) is None]
    if len(officers) - len(lacking) >= 2:
        return None
    return Unmet(
        _("持有效执法证的检查人员不足两名：%(names)s 没有有效的执法证") % {"names": "、".join(lacking) or "--"}
    )


def its_draw_is_void(task: Assignment, by: User) -> Unmet | None:
    if task.draw is not None and task.draw.state == DrawState.VOID:
        return None
    return Unmet(_("产生本任务的抽取没有作废"))
