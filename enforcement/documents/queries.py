from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from enforcement.documents.models import Document, DocumentQuerySet
from enforcement.ledger.actions import reference
from enforcement.outbox.models import Job


def documents_of(record: models.Model) -> DocumentQuerySet:
    """Documents issued on the record or within it, newest first. One query when iterated."""
    return Document.objects.about(reference(record)).select_related("file", "issued_by").order_by("-id")


def subject_of(document: Document) -> models.Model | None:
    """The record the document speaks of. One query."""
    model_name, _dot, pk = document.subject.partition(":")
    found = [model for model in apps.get_models() if model._meta.model_name == model_name]
    return found[0]._base_manager.filter(pk=pk).first() if found else None


def rendering_of(document: Document) -> Job | None:
    """The latest request to make the file: how far it is, or why it could not be made."""
    return _requests(document).order_by("id").last()


def requests_for(document: Document) -> int:
    return _requests(document).count()


def _requests(document: Document) -> QuerySet[Job]:
    return Job.objects.filter(key__startswith=f"documents.render:{document.pk}:")
