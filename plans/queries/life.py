"""Everything that happened to one enterprise, by time. Each app says in its `desk` module what it adds."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from enforcement.accounts.models import User
from enforcement.wording import labelled
from plans.models import Enterprise

SHOWN = 50


@dataclass(frozen=True)
class Kind:
    """`visible` gives what the reader may see; `day` and `enterprise` are lookups of it, `other` that of a second
    enterprise it is about. `ref`: how one is named there. `note` says who did it and why. `once` leaves out what two
    merged registrations of one company both tell, of the rows it is given. `whose`, where the text
    does not say whom it is about: the number of the enterprise, which is named if it was merged into another."""

    label: str | Promise
    visible: Callable[[User], QuerySet[Any]]
    day: str
    enterprise: str = "enterprise"
    text: Callable[[Any], str] = str
    state: Callable[[Any], str] = lambda row: str(row.get_state_display())
    url: Callable[[Any], str] = lambda row: str(row.get_absolute_url())
    note: Callable[[Any], str] = lambda row: ""
    other: str = ""
    ref: Callable[[int], Any] = lambda pk: pk
    once: Callable[[QuerySet[Any]], QuerySet[Any]] | None = None
    whose: Callable[[Any], int] | None = None

    def about(self, rows: QuerySet[Any], ids: list[int]) -> QuerySet[Any]:
        """Those of `rows` that have a day and are about one of the enterprises."""
        refs = [self.ref(pk) for pk in ids]
        of_them = Q(**{f"{self.enterprise}__in": refs})
        if self.other:
            of_them |= Q(**{f"{self.other}__in": refs})
        return rows.filter(of_them, **{f"{self.day}__isnull": False})

    def name_for(self, user: User) -> str:
        """In addresses: two ways that lead to one sort of record have one name."""
        return str(self.visible(user).model._meta.model_name)


@dataclass(frozen=True)
class Place:
    """Of one event in the order of all: newest day first, within a day by kind, within a kind newest first. `at` is the
    day or the moment as its row has it, `kind` the position of its kind."""

    at: dt.date
    kind: int
    pk: int

    @property
    def day(self) -> dt.date:
        return timezone.localdate(self.at) if isinstance(self.at, dt.datetime) else self.at

    def __str__(self) -> str:
        return f"{self.at.isoformat()}_{self.kind}_{self.pk}"


@dataclass(frozen=True)
class Chosen:
    """What of it is asked for: one kind by its name, from one day on, behind one event."""

    kind: str = ""
    since: dt.date | None = None
    behind: Place | None = None


@dataclass(frozen=True)
class Event:
    place: Place
    label: str | Promise
    text: str
    state: str
    url: str
    note: str = ""

    @property
    def day(self) -> dt.date:
        return self.place.day


KINDS: list[Kind] = []


def register(kind: Kind) -> None:
    KINDS.append(kind)


def kinds_for(user: User) -> dict[str, str | Promise]:
    return {kind.name_for(user): kind.label for kind in KINDS}


def life_of(enterprise: Enterprise, user: User, chosen: Chosen = Chosen()) -> tuple[list[Event], Place | None]:
    """Newest first, and the place behind which there is more (none: that was all). One query a kind. What happened to
    those merged into it belongs to it."""
    ids = with_merged(enterprise)
    wanted = [at for at, kind in enumerate(KINDS) if not chosen.kind or kind.name_for(user) == chosen.kind]
    merged = _names_of(ids[1:])
    rows = [(position, row) for position in wanted for row in _rows(position, ids, user, chosen)]
    events = [_event(position, row, merged) for position, row in rows]
    events.sort(key=lambda event: event.day, reverse=True)
    shown = events[:SHOWN]
    return shown, shown[-1].place if len(events) > SHOWN else None


def hidden_from(enterprise: Enterprise, user: User) -> int:
    """How many records of other bureaus the reader does not see there. One query for all kinds."""
    ids = with_merged(enterprise)
    hidden = [_of_others(kind, ids, user) for kind in KINDS if _has_bureau(kind.visible(user).model)]
    return hidden[0].union(*hidden[1:], all=True).count() if hidden else 0


def _has_bureau(model: type[models.Model]) -> bool:
    return any(field.name == "bureau" and field.is_relation for field in model._meta.concrete_fields)


def _of_others(kind: Kind, ids: list[int], user: User) -> QuerySet[Any, Any]:
    seen = kind.visible(user)
    others = kind.about(seen.model._default_manager.all(), ids).exclude(bureau__in=user.bureau_ids)
    return others.exclude(pk__in=kind.about(seen, ids).order_by().values("pk")).order_by().values_list("pk")


def with_merged(enterprise: Enterprise) -> list[int]:
    """Itself, those merged into it, and those merged into them. One query for each step, nearly always one."""
    ids = [enterprise.pk]
    newest = ids
    while newest := list(Enterprise.objects.filter(merged_into__in=newest).order_by("pk").values_list("pk", flat=True)):
        ids = ids + newest
    return ids


def _names_of(ids: list[int]) -> dict[int, str]:
    return dict(Enterprise.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def _rows(position: int, ids: list[int], user: User, chosen: Chosen) -> Iterable[Any]:
    kind = KINDS[position]
    rows = kind.about(kind.visible(user), ids)
    if kind.once is not None and len(ids) > 1:
        rows = kind.once(rows)
    timed = isinstance(rows.model._meta.get_field(kind.day), models.DateTimeField)
    if chosen.since is not None:
        rows = rows.filter(**{f"{kind.day}__gte": start_of(chosen.since) if timed else chosen.since})
    if chosen.behind is not None:
        rows = rows.filter(_behind(chosen.behind, position, kind.day, timed=timed))
    return rows.order_by(f"-{kind.day}", "-pk")[: SHOWN + 1]


def _behind(place: Place, position: int, name: str, *, timed: bool) -> Q:
    """Within the day of the place what follows it, and every earlier day."""
    if position == place.kind:
        at = start_of(place.at) if timed and not isinstance(place.at, dt.datetime) else place.at
        return Q(**{f"{name}__lt": at}) | Q(**{name: at, "pk__lt": place.pk})
    end = place.day + dt.timedelta(days=position > place.kind)
    return Q(**{f"{name}__lt": start_of(end) if timed else end})


def _event(position: int, row: Any, merged: dict[int, str]) -> Event:
    kind = KINDS[position]
    name, text = merged.get(kind.whose(row)) if kind.whose else None, kind.text(row)
    words = labelled(name, text) if name else text, kind.state(row), kind.url(row), kind.note(row)
    return Event(Place(getattr(row, kind.day), position, row.pk), kind.label, *words)


def start_of(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
