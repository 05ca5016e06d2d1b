from django.utils import translation

from enforcement.outbox.registry import job
from enforcement.outbox.work import show_progress
from plans.actions import enterprise_import, enterprise_undo
from plans.models import ImportRun
from plans.queries.enterprise import check_key, merge_key
from plans.queries.enterprise_undo import undo_key


@job("plans.check_import")
def check_import(run: int, language: str | None = None) -> None:
    """Messages are kept as text, so in the language of whoever uploaded the table."""
    record = ImportRun.objects.select_related("file", "created_by").get(pk=run)
    with translation.override(language or translation.get_language()):
        enterprise_import.check_import(record, lambda done, total: show_progress(check_key(record), done, total))


@job("plans.merge_import")
def merge_import(run: int) -> None:
    record = ImportRun.objects.select_related("file", "created_by").get(pk=run)
    enterprise_import.merge_import(record, lambda done, total: show_progress(merge_key(record), done, total))


@job("plans.undo_import")
def undo_import(run: int) -> None:
    record = ImportRun.objects.select_related("undo_by").get(pk=run)
    enterprise_undo.carry_out_undo(record, lambda done, total: show_progress(undo_key(record), done, total))
