from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import ImportRun


def was_uploaded_by_reader(run: ImportRun, by: User) -> Unmet | None:
    """Whoever prepared the table answers for it."""
    if run.created_by_id == by.pk:
        return None
    return Unmet(_("只能由上传人 %(name)s 办理") % {"name": run.created_by})


def brings_something(run: ImportRun, by: User) -> Unmet | None:
    if run.new or run.changed:
        return None
    return Unmet(_("表中没有可新增或更新的企业，请改正有误的行后重新上传"), url="/enterprises/imports/new/")
