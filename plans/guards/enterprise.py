import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import RuleBroken, Unmet
from plans.models import Enterprise, EnterpriseRecord, ImportRun
from plans.queries.enterprise_undo import UNDO_HOURS, undo_until
from plans.queries.unfinished import live_tasks
from plans.states import ImportState


def was_uploaded_by_reader(run: ImportRun, by: User) -> Unmet | None:
    """Whoever prepared the table answers for it."""
    if run.created_by_id == by.pk:
        return None
    return Unmet(_("只能由上传人 %(name)s 办理") % {"name": run.created_by})


def brings_something(run: ImportRun, by: User) -> Unmet | None:
    if run.new or run.changed:
        return None
    return Unmet(_("表中没有可新增或更新的企业，请改正有误的行后重新上传"), url="/enterprises/imports/new/")


def stand_apart(merged: Enterprise, into: Enterprise) -> Unmet | None:
    """Also what keeps circles out: whoever takes over stands itself."""
    if merged.pk == into.pk:
        return Unmet(_("不能并入自己，选择另一家企业"))
    if merged.merged_into_id:
        return Unmet(_("该企业已并入%(name)s") % {"name": merged.merged_into}, url=merged.get_absolute_url())
    if into.merged_into_id:
        return Unmet(_("%(name)s已并入其他企业，选择并入后的企业") % {"name": into}, url=into.get_absolute_url())
    return None


def of_one_bureau(merged: Enterprise, into: Enterprise) -> Unmet | None:
    if merged.bureau_id == into.bureau_id:
        return None
    return Unmet(_("两家企业由不同机关监管，先办理移交"))


def has_no_live_task(merged: Enterprise, into: Enterprise) -> list[Unmet]:
    """Nobody is sent to a company that is no more: its tasks are finished or cancelled first, each by name."""
    message = _("检查任务“%(task)s”%(state)s，先完成或取消")
    return [
        Unmet(message % {"task": task.subject, "state": task.get_state_display()}, url=task.get_absolute_url())
        for task in live_tasks([merged.pk]).order_by("pk")
    ]


def why_not_merged(merged: Enterprise, into: Enterprise) -> list[Unmet]:
    found = [stand_apart(merged, into), of_one_bureau(merged, into)]
    return [one for one in found if one is not None] + has_no_live_task(merged, into)


def changed_the_register(run: ImportRun, by: User) -> Unmet | None:
    if run.new or run.changed:
        return None
    return Unmet(_("该次导入没有新增或更新企业，无需撤销"))


def can_still_be_undone(run: ImportRun, by: User) -> Unmet | None:
    """While it is still being imported there is no clock yet: undoing then stops it and takes back what came in."""
    until = undo_until(run)
    if until is None and run.state != ImportState.DONE or until and timezone.now() <= until:
        return None
    if until is None or run.finished_at is None:
        return Unmet(_("该次导入没有完成时间，不能撤销"))
    words = {"hours": UNDO_HOURS, "finished": moment(run.finished_at), "until": moment(until)}
    message = _("撤销期限已过：%(finished)s 导入完成，加 %(hours)s 小时，截至 %(until)s；有误的企业请逐个更正")
    return Unmet(message % words)


def moment(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def is_settled(one: EnterpriseRecord) -> bool:
    """It has ended, and stays as it is. Whatever has not ended counts, for a survivor too: of a merged enterprise
    nothing new is told, but what is on record is corrected and ended where it stands."""
    return one.ended_on is not None


def refuse_merged(enterprise: Enterprise) -> None:
    """What is told anew of a merged one belongs to the one that took it over."""
    if enterprise.merged_into_id:
        raise RuleBroken(_("该企业已并入其他企业，在并入后的企业上办理"))
