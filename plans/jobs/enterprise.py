from urllib.parse import parse_qs

from django.utils import translation
from django.utils.datastructures import MultiValueDict

from enforcement.outbox.registry import job
from enforcement.outbox.work import show_progress
from plans.actions import enterprise_export, enterprise_import, enterprise_undo
from plans.filters.enterprise import EnterpriseFilter
from plans.models import Enterprise, ImportRun, RegisterExport
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


@job("plans.write_export")
def write_export(export: int, language: str | None = None) -> None:
    """What the person may see when it is written, not when it was asked for."""
    one = RegisterExport.objects.select_related("created_by__bureau", "created_by__unit").get(pk=export)
    found = EnterpriseFilter(MultiValueDict(parse_qs(one.query)), Enterprise.objects.visible_to(one.created_by)).qs
    key = enterprise_export.export_key(one)
    with translation.override(language or translation.get_language()):
        enterprise_export.write_export(one, found, lambda done, total: show_progress(key, done, total))


@job("plans.drop_exports")
def drop_exports() -> None:
    enterprise_export.drop_outdated()
