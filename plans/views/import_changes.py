"""The table of what an import would change: enterprise, field, old and new words."""

from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from enforcement.web.tables import Column, Table
from plans.models import Enterprise, ImportRun
from plans.queries.import_changes import SHOWN, Change, changes_to_come
from plans.views.enterprise_pages import shown

PLAIN = {"status": lambda one: one.get_status_display(), "region_code": lambda one: one.region_code}


class Line(NamedTuple):
    enterprise: Enterprise
    field: str | Promise
    old: Any
    new: Any


COLUMNS = (
    Column(
        _("企业"),
        lambda line: line.enterprise.name,
        href=lambda line: line.enterprise.get_absolute_url(),
        sub=lambda line: line.enterprise.credit_code,
    ),
    Column(_("项目"), lambda line: line.field),
    Column(_("企业库现有内容"), lambda line: line.old),
    Column(_("导入后"), lambda line: line.new),
)


def lines_of(change: Change) -> list[Line]:
    return [
        Line(
            change.old, Enterprise._meta.get_field(name).verbose_name, words(change.old, name), words(change.new, name)
        )
        for name in change.fields
    ]


def words(one: Enterprise, name: str) -> Any:
    return PLAIN[name](one) if name in PLAIN else shown(one, name)


def changes_of(run: ImportRun) -> dict[str, Any]:
    """For the page: the table, and how many enterprises it leaves out."""
    found = changes_to_come(run)
    table = Table(_("将更新的企业"), COLUMNS, [line for change in found for line in lines_of(change)])
    return {"table": table, "rest": max(0, run.changed - SHOWN)} if found else {}
