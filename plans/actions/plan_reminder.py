"""Who is told that a plan's day comes near, that it has fallen behind, or that it came back. Running again adds
nothing."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _, gettext_lazy, override

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES
from enforcement.web.models import Reminder
from plans.models import Plan
from plans.queries.plan import plan_in_force
from plans.queries.plan_dates import clock_of
from plans.queries.progress import progress
from plans.states import PlanState

AHEAD = dt.timedelta(days=14)
RETURNED, REFUSED = gettext_lazy("退回修改"), gettext_lazy("不同意")
FIRST_WORDS = 80


@transaction.atomic
def remind_of_plans(today: dt.date) -> int:
    before = Reminder.objects.count()
    Reminder.objects.bulk_create([*_due(today), *_behind(today)], ignore_conflicts=True)
    return Reminder.objects.count() - before


def _due(today: dt.date) -> Iterable[Reminder]:
    """Whoever drafts or publishes, once before the day and once after it. The day itself is derived anew."""
    waiting = Plan.objects.exclude(state__in=[PlanState.PUBLISHED, PlanState.REFUSED])
    for plan in waiting.select_related("bureau"):
        clock = clock_of(plan)
        if clock is None:
            continue
        if plan.due_on != clock.day:
            Plan.objects.filter(pk=plan.pk).update(due_on=clock.day)
        if clock.day - today > AHEAD:
            continue
        publishing = plan.state == PlanState.FILED
        right = Permission.PUBLISH_PLANS if publishing else Permission.DRAFT_PLANS
        late = clock.day < today
        ref = f"{plan.ref}:{'publish' if publishing else 'file'}{':overdue' if late else ''}"
        text = _words(plan, clock.day, publishing=publishing, late=late)
        for user in holders(plan, right, today):
            yield Reminder(user=user, ref=ref, text=text, url=plan.get_absolute_url(), due_on=clock.day)


def _words(plan: Plan, day: dt.date, *, publishing: bool, late: bool) -> str:
    said = {"plan": plan, "day": day.isoformat()}
    if publishing:
        return (_("%(plan)s应在 %(day)s 前公布，已逾期") if late else _("%(plan)s应在 %(day)s 前公布")) % said
    return (_("%(plan)s应在 %(day)s 前备案，已逾期") if late else _("%(plan)s应在 %(day)s 前备案")) % said


def _behind(today: dt.date) -> Iterable[Reminder]:
    """Section chiefs and leaders, once a month."""
    published = Plan.objects.filter(year=today.year, state=PlanState.PUBLISHED).values_list("bureau", flat=True)
    for bureau in published.distinct():
        plan = plan_in_force(bureau, today.year)
        if plan is None:
            continue
        found = progress(plan, today)
        if not found.is_behind:
            continue
        words = {"plan": plan, "done": found.whole.done, "due": int(found.whole.due), "behind": found.whole.behind}
        text = _("%(plan)s执行落后：应完成 %(due)s 家次，已完成 %(done)s，落后 %(behind)s") % words
        rights = (Permission.REVIEW_PLANS, Permission.APPROVE_PLANS)
        people = {user.pk: user for right in rights for user in holders(plan, right, today)}
        for user in people.values():
            yield Reminder(
                user=user, ref=f"{plan.ref}:behind", text=text, url=f"{plan.get_absolute_url()}progress/",
                due_on=today.replace(day=1),
            )  # fmt: skip


def tell_of_end(plan: Plan, people: Iterable[User | None], what: object, *, by: User, reason: str) -> None:
    """To those who wrote or submitted this edition, in the transaction of the step, which is taken once: the round is
    over, and why. In Chinese, as the reason is."""
    with override("zh-hans"):
        said = {"plan": plan, "edition": plan.edition, "what": what,
                "reason": Truncator(" ".join(reason.split())).chars(FIRST_WORDS, truncate="…")}  # fmt: skip
        text = _("%(plan)s第 %(edition)s 版：%(what)s，理由：%(reason)s") % said
    told = {one.pk: one for one in people if one is not None and one.is_active and one.pk != by.pk}
    Reminder.objects.bulk_create(
        Reminder(user=one, ref=f"{plan.ref}:ended:{plan.version}", text=text[:300], url=plan.get_absolute_url())
        for one in told.values()
    )


def holders(plan: Plan, right: Permission, today: dt.date) -> Iterable[User]:
    """Of the plan's bureau, by a role of their own."""
    roles = [role for role, rights in ROLES.items() if right in rights]
    people = User.objects.filter(bureau=plan.bureau_id, is_active=True)
    held = people.filter(grants__role__in=roles, grants__valid_from__lte=today)
    open_ended = held.filter(grants__valid_to__isnull=True)
    return (open_ended | held.filter(grants__valid_to__gte=today)).distinct()
