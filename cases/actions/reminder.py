import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from cases.models import Order
from cases.queries.order import orders_to_remind_of, reinspection_clock
from enforcement.web.models import Reminder

AHEAD = 3  # working days


@transaction.atomic
def remind_of_reinspections(today: dt.date) -> int:
    """Each officer once before a term ends and once after. Running again on the same day adds nothing."""
    reminders = [
        Reminder(user=officer, ref=f"{order.ref}{':overdue' if late(order, today) else ''}", text=words(order, today),
                 url=order.get_absolute_url(), due_on=order.next_due)
        for order in orders_to_remind_of(today, AHEAD)
        for officer in order.inspection.officers.all()
        if officer.is_active
    ]  # fmt: skip
    before = Reminder.objects.count()
    Reminder.objects.bulk_create(reminders, ignore_conflicts=True)
    return Reminder.objects.count() - before


def late(order: Order, today: dt.date) -> bool:
    return order.next_due is not None and order.next_due < today


def words(order: Order, today: dt.date) -> str:
    said: dict[str, object] = {"party": order.enterprise, "order": order, "due": order.next_due}
    if not late(order, today):
        return _("%(party)s %(order)s 的整改期限 %(due)s 临近，安排复查") % said
    clock = reinspection_clock(order)
    said["until"] = (clock.due if clock else None) or "--"
    return _("%(party)s %(order)s 的整改期限 %(due)s 已届满，复查应在 %(until)s 前完成") % said
