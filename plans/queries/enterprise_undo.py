"""What an import brought in, what has been done with it since, and how long it can be taken back."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from enforcement.ledger.models import Entry
from plans.models import Enterprise, ImportRun, UndoneRow

UNDO_HOURS = 24  # a rule of this system, not of law: the issue of a table with a slipped column shows within a day
AMENDED_SINCE, RECORDED, IN_DRAW, MOVED, GONE = "amended", "recorded", "draw", "moved", "gone"
IN_FROZEN_LISTS = """
    SELECT DISTINCT subject FROM (
        SELECT draw_id, subject FROM plans_drawentry WHERE list = 'unit' AND subject = ANY(%(keys)s)
        UNION ALL
        SELECT draw_id, subject FROM plans_drawexclusion WHERE list = 'unit' AND subject = ANY(%(keys)s)
    ) listed JOIN plans_draw ON plans_draw.id = listed.draw_id WHERE plans_draw.frozen_at >= %(since)s
"""


def undo_until(run: ImportRun) -> dt.datetime | None:
    return run.finished_at + dt.timedelta(hours=UNDO_HOURS) if run.finished_at else None


def undo_key(run: ImportRun) -> str:
    return f"undo:{run.ref}"


def uses_of(run: ImportRun, enterprises: Sequence[Enterprise]) -> dict[int, list[str]]:
    """Of new enterprises: what has come of them since, as reasons to keep them. A few queries for all of them.

    Every table that points at the register is asked, those of the apps above too; then the ledger, then the frozen
    lists of draws, which name enterprises without pointing at them.
    """
    found: dict[int, list[str]] = defaultdict(list)
    for one in enterprises:
        if one.version > 1:
            found[one.pk].append(AMENDED_SINCE)
    keys = [one.pk for one in enterprises]
    for model, column in pointing():
        held = model._base_manager.filter(**{f"{column}__in": keys}).order_by()
        for pk in held.values_list(column, flat=True).distinct():
            found[pk].append(f"model:{model._meta.label_lower}")
    for reason, used in ((RECORDED, in_ledger(keys)), (IN_DRAW, in_frozen_lists(run, keys))):
        for pk in used:
            found[pk].append(reason)
    return dict(found)


def pointing() -> list[tuple[type[models.Model], str]]:
    """Each model with a foreign key to the register, and the key's name."""
    related: list[Any] = list(Enterprise._meta.get_fields(include_hidden=True))
    return [(one.related_model, one.field.name) for one in related if one.one_to_many or one.one_to_one]


def in_ledger(keys: Iterable[int]) -> list[int]:
    refs = [f"enterprise:{pk}" for pk in keys]
    held = Entry.objects.filter(subject__in=refs).order_by().values_list("subject", flat=True).distinct()
    within = Entry.objects.filter(within__in=refs).order_by().values_list("within", flat=True).distinct()
    return [int(ref.split(":")[1]) for ref in {*held, *within}]


def in_frozen_lists(run: ImportRun, keys: list[int]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(IN_FROZEN_LISTS, {"since": run.created_at, "keys": keys})
        return [pk for (pk,) in cursor.fetchall()]


def reason_words(row: UndoneRow) -> list[str]:
    return [_words(reason) for reason in row.reasons]


def _words(reason: str) -> str:
    kind, _colon, name = reason.partition(":")
    if kind == "model":
        named = apps.get_model(name)._meta.verbose_name
        return _("已用于“%(what)s”") % {"what": named}
    if kind == "field":
        field: Any = Enterprise._meta.get_field(name)
        return _("“%(what)s”在导入之后又有更正") % {"what": capfirst(field.verbose_name)}
    return {
        AMENDED_SINCE: _("导入之后已有变动"),
        RECORDED: _("日志中已有该企业的办理记录"),
        IN_DRAW: _("已列入冻结的抽查名单"),
        MOVED: _("监管机关已变更"),
        GONE: _("已不在企业库中"),
    }[kind]
