"""What becomes public by itself: one that cannot is put aside with its reason, and the others go on."""

import logging
from collections.abc import Callable, Iterable
from typing import TypeVar

from django.db import transaction
from django.utils.translation import gettext as _, override

from enforcement.errors import DomainError
from enforcement.ledger.actions import reference
from plans.models import Draw, Plan
from supervision.models import PublicationProblem

log = logging.getLogger(__name__)
Record = TypeVar("Record", Draw, Plan)


def one_by_one(step: str, records: Iterable[Record], act: Callable[[Record], None]) -> int:
    """How many went through. Each in a transaction of its own; the next run tries the others again."""
    done = 0
    for one in list(records):
        try:
            with transaction.atomic():
                act(one)
                PublicationProblem.objects.filter(subject=f"{reference(one)} {step}").delete()
        except Exception as error:
            log.exception("%s could not be published", reference(one))
            note(step, one, error)
        else:
            done += 1
    return done


def note(step: str, one: Draw | Plan, error: Exception) -> None:
    with override("zh-hans"):
        text = str(error) if isinstance(error, DomainError) else _("系统错误：%(error)s") % {"error": repr(error)[:500]}
        PublicationProblem.objects.update_or_create(
            subject=f"{reference(one)} {step}",
            defaults={
                "bureau": one.bureau_id, "title": str(one)[:300], "url": one.get_absolute_url(), "text": text,
            },
        )  # fmt: skip
