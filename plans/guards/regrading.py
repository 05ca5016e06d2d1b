from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import Regrading
from plans.queries.scheme import editions_in_force
from plans.states import RegradingState


def was_started_by_reader(run: Regrading, by: User) -> Unmet | None:
    """The gradings bear the name of whoever confirms, so whoever chose them confirms."""
    if run.created_by_id == by.pk:
        return None
    return Unmet(_("只能由发起人 %(name)s 确认") % {"name": run.created_by})


def edition_is_in_force(run: Regrading, by: User) -> Unmet | None:
    now = editions_in_force(run.bureau, timezone.localdate()).get(run.edition.code)
    if now is not None and now.pk == run.edition_id:
        return None
    return Unmet(_("%(edition)s 已不是现行版次，取消后重新发起") % {"edition": run.edition})


def no_other_runs(run: Regrading, by: User) -> Unmet | None:
    other = Regrading.objects.filter(bureau=run.bureau_id, state=RegradingState.RUNNING).exclude(pk=run.pk).first()
    return Unmet(_("本机关另有批量重评正在进行，完成或取消后再确认"), url=other.get_absolute_url()) if other else None


def finds_someone(run: Regrading, by: User) -> Unmet | None:
    return None if run.total else Unmet(_("没有符合条件的企业，取消后改换条件"))
