"""Schemes and gradings for tests: editions get there through upload and a second person."""

import datetime as dt
from copy import deepcopy
from typing import Any

import yaml
from django.utils import timezone

from enforcement.accounts.models import Bureau, User
from enforcement.accounts.roles import Role
from enforcement.outbox.work import run_due
from plans.actions.regrading import confirm_regrading, start_regrading
from plans.actions.scheme import propose_scheme, publish_scheme
from plans.models import Enterprise, Regrading, SchemeEdition
from plans.queries.scheme import edition_in_force, schemes
from tests.factories.accounts import user_with

POINTS, MATRIX, TASKS, RULES = "G-19", "G-LS", "G-LEC", "G-SX-XY"


def scheme(code: str = POINTS, **changed: Any) -> dict[str, Any]:
    """The installed scheme, to be changed and uploaded. Examples go: they belong to the points as they were."""
    content = deepcopy(schemes()[code])
    content.pop("worked_examples", None)
    return content | changed


def worth(code: str, points: float) -> dict[str, Any]:
    """The scheme for chemicals with another number of points for one item."""
    content = scheme()
    for item in (item for project in content["projects"] for item in project["items"]):
        if item["code"] == code:
            item["points"] = points
    return content


def as_file(content: Any) -> bytes:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False).encode()


def draft(
    home: Bureau, content: dict[str, Any], *, by: User | None = None, day: dt.date | None = None
) -> SchemeEdition:
    by = by or user_with(Role.LEGAL_REVIEWER, bureau=home)
    return propose_scheme(by=by, content=as_file(content), effective_from=day or timezone.localdate())


def published(home: Bureau, content: dict[str, Any], *, day: dt.date | None = None) -> SchemeEdition:
    edition = draft(home, content, day=day)
    publish_scheme(edition, by=user_with(Role.LEGAL_REVIEWER, bureau=home))
    edition.refresh_from_db()
    return edition


def edition_of(home: Bureau, code: str = POINTS) -> SchemeEdition:
    return edition_in_force(code, home, timezone.localdate())


def regraded(by: User, code: str = POINTS, **chosen: Any) -> Regrading:
    """A run that went through start, confirmation and the job."""
    run = start_regrading(by=by, edition=edition_of(by.bureau, code), **chosen)
    confirm_regrading(run, by=by)
    run_due()
    run.refresh_from_db()
    return run


def known(one: Enterprise, **facts: Any) -> Enterprise:
    """What the register says of the enterprise, set as an import would."""
    Enterprise.objects.filter(pk=one.pk).update(**facts)
    one.refresh_from_db()
    return one
