import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import ImportRun
from plans.queries.enterprise_undo import UNDO_HOURS, undo_until
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
