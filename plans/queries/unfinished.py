"""What is not finished about an enterprise, told before it is closed, merged or given to another bureau: a warning, no
bar. Each app says in its `desk` module what it has."""

import datetime as dt
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import Assignment, Complaint, Draw, DrawEntry, Enterprise, ListedHazard, Plan, PlanItem
from plans.queries.draw_people import UNIT
from plans.queries.editions import standing
from plans.queries.life import with_merged
from plans.states import AssignmentState, ComplaintOutcome, DrawState

LIVE = (AssignmentState.OPEN, AssignmentState.UNDER_WAY)
UNDRAWN = (DrawState.FROZEN, DrawState.SEEDED, DrawState.CONFIRMED, DrawState.DRAWN, DrawState.REVEALING)
NAMED = 5


@dataclass(frozen=True)
class Kind:
    """`open`: all there are of the enterprises, whoever asks; `visible`: what the reader may see. `page`: the list of
    those of one enterprise; without one each is named."""

    name: str
    label: str | Promise
    open: Callable[[list[int]], QuerySet[Any]]
    visible: Callable[[User], QuerySet[Any]]
    page: str = ""
    text: Callable[[Any], str] = str
    url: Callable[[Any], str] = lambda row: str(row.get_absolute_url())


KINDS: list[Kind] = []


def register(kind: Kind) -> None:
    KINDS.append(kind)


def unfinished(enterprise: Enterprise, user: User, *, without: Container[str] = ()) -> list[Unmet]:
    """Three queries a kind at most, one where there is nothing. Of those merged into it, too."""
    ids = with_merged(enterprise)
    return [line for kind in KINDS if kind.name not in without for line in _lines(kind, ids, user)]


def _lines(kind: Kind, ids: list[int], user: User) -> Iterator[Unmet]:
    total = kind.open(ids).count()
    if not total:
        return
    seen = kind.open(ids).filter(pk__in=kind.visible(user).values("pk"))
    named = list(seen.order_by("pk")[: NAMED + 1])
    count = len(named) if len(named) <= NAMED else seen.count()
    if kind.page and count > 1 and len(ids) == 1:
        words = {"kind": kind.label, "count": count}
        yield Unmet(_("%(kind)s：%(count)s 项未办结") % words, url=kind.page.format(ids[0]))
    else:
        for one in named[:NAMED]:
            yield Unmet(_("%(kind)s：%(what)s") % {"kind": kind.label, "what": kind.text(one)}, url=kind.url(one))
        if count > NAMED:
            yield Unmet(_("%(kind)s：另有 %(count)s 项未办结") % {"kind": kind.label, "count": count - NAMED})
    if total > count:
        words = {"kind": kind.label, "count": total - count}
        yield Unmet(_("%(kind)s：其他机关另有 %(count)s 项未办结") % words)


def live_tasks(ids: list[int]) -> QuerySet[Assignment]:
    return Assignment.objects.filter(enterprise__in=ids, state__in=LIVE)


def planned(ids: list[int]) -> QuerySet[PlanItem]:
    """Of this year and later with visits to come, in editions no later published one has replaced; where several name
    an enterprise, the oldest: the one in force. `done`: visits of any edition's item."""
    plans = standing().filter(year__gte=this_year())
    visits = PlanItem.objects.annotate(done=Coalesce(Subquery(_visits_done()), 0))
    items = visits.filter(enterprise__in=ids, plan__in=plans, done__lt=F("visits"))
    once = ("plan__bureau", "plan__year", "enterprise")
    first = items.order_by(*once, "plan__edition").distinct(*once)
    return visits.filter(pk__in=first.values("pk")).select_related("plan")


def _visits_done() -> QuerySet[Any, Any]:
    same = Assignment.objects.filter(
        enterprise=OuterRef("enterprise"),
        plan_item__plan__bureau=OuterRef("plan__bureau"),
        plan_item__plan__year=OuterRef("plan__year"),
    )
    done = same.filter(state=AssignmentState.DONE).order_by().values("enterprise")
    return done.annotate(count=Count("pk")).values("count")


def this_year() -> int:
    today: dt.date = timezone.localdate()
    return today.year


def planned_for(user: User) -> QuerySet[PlanItem]:
    return PlanItem.objects.filter(plan__in=Plan.objects.visible_to(user))


def undrawn(ids: list[int]) -> QuerySet[Draw]:
    """Draws on whose frozen list they stand and whose tasks are not made yet."""
    on_list = DrawEntry.objects.filter(list=UNIT, subject__in=ids)
    draws = Draw.objects.filter(state__in=UNDRAWN, pk__in=on_list.values("draw"))
    return draws.defer("params", "result")


def listed_hazards(ids: list[int]) -> QuerySet[ListedHazard]:
    return ListedHazard.objects.filter(enterprise__in=ids, ended_on__isnull=True)


def pending_complaints(ids: list[int]) -> QuerySet[Complaint]:
    pending: QuerySet[Complaint] = Complaint.objects.filter(
        enterprise__in=ids, ended_on__isnull=True, outcome=ComplaintOutcome.PENDING
    )
    return pending


def item_in_words(item: Any) -> str:
    """Of `planned`."""
    words = {"plan": item.plan, "subject": item.subject, "left": item.visits - item.done}
    return _("%(plan)s %(subject)s，还有 %(left)s 次") % words


def task_in_words(task: Assignment) -> str:
    words = {"subject": task.subject, "from": task.window_from, "to": task.window_to, "state": task.get_state_display()}
    return _("%(subject)s（%(from)s 至 %(to)s，%(state)s）") % words
