"""Orders from the sealed record to their end, with re-inspections."""

import datetime as dt

from cases.actions import inspection as visits, order as acts, reinspection as again
from cases.models import Inspection, Order, Reinspection, TermUnit
from cases.queries.order import open_findings
from cases.rules.order import CORRECT_AT_ONCE, CORRECT_IN_TERM, needs_approval
from cases.states import DeliveryMethod, OrderState as S
from enforcement.accounts.models import User
from supervision.demo import penalties
from supervision.demo.bureau import Demo, scan
from supervision.demo.clock import in_days, in_minutes, in_workdays, on, today, workday
from supervision.demo.courses import LEAVE, OrderCourse, VisitCourse
from supervision.demo.enterprises import person
from supervision.demo.year import Story

NOT_YET = ("waiting", S.ISSUED, S.APPROVED, S.SUBMITTED, S.DRAFT)
MEASURE = "责令暂时停止使用存在隐患的设备设施，撤出作业人员，隐患排除并经复查同意后方可恢复。"
REQUIREMENT = "按标准整改到位，保存整改前后影像，并书面报告整改情况。"
NOT_PUT_RIGHT = "仍有部分内容未落实"


def story(demo: Demo, inspection: Inspection, course: VisitCourse, first: str) -> Story:
    plan = course.order
    if plan is None:
        return
    yield in_minutes(25)
    order = draft(inspection, demo.staff[first], plan)
    if plan.end == S.DRAFT:
        return
    if needs_approval(order.kind):
        yield in_minutes(15)
        acts.submit_order(order, by=demo.staff[first])
        if plan.end == S.SUBMITTED:
            return
        yield in_workdays(1)
        acts.approve_order(order, by=approver(demo, order), opinion="同意")
        if plan.end == S.APPROVED:
            return
    yield in_minutes(30)
    acts.issue_order(fresh(order), by=demo.staff[first])
    if plan.end == S.ISSUED:
        return
    yield in_minutes(120)
    deliver(demo, fresh(order), first)
    if plan.end in NOT_YET:
        return
    yield from reinspected(demo, order, course, first)
    if fresh(order).state == S.LIFTED:
        yield in_minutes(40)
        visits.close(Inspection.objects.get(pk=inspection.pk), by=demo.staff[first])


def draft(inspection: Inspection, by: User, plan: OrderCourse) -> Order:
    at_once = plan.kind == CORRECT_AT_ONCE
    items = [
        acts.ItemDraft(finding, REQUIREMENT, 0 if at_once else term(plan),
                       TermUnit.AT_ONCE if at_once else TermUnit.CALENDAR_DAY)
        for finding in open_findings(inspection)
    ]  # fmt: skip
    measure = "" if plan.kind in (CORRECT_AT_ONCE, CORRECT_IN_TERM) else MEASURE
    return acts.draft_order(inspection, by=by, kind=plan.kind, items=items, measure=measure)


def term(plan: OrderCourse) -> int:
    """Where the day of its end is given, counted from delivery, the working day after today."""
    if plan.due is None:
        return plan.term
    return max(1, (plan.due - in_workdays(1).date()).days)


def approver(demo: Demo, order: Order) -> User:
    return demo.staff["chief" if order.kind in (CORRECT_IN_TERM, LEAVE) else "leader"]


def deliver(demo: Demo, order: Order, first: str) -> None:
    shade = demo.chance.randrange(256)
    acts.deliver_order(
        order, by=demo.staff[first], method=DeliveryMethod.DIRECT, acted_on=today(), recipient=person(demo.chance),
        place=order.enterprise.address[:200], proof=scan(shade, "送达回证"),
    )  # fmt: skip


def reinspected(demo: Demo, order: Order, course: VisitCourse, first: str) -> Story:
    """One re-inspection after the term; a second one where the first was not passed."""
    plan = course.order
    if plan is None:
        return
    yield after_the_term(order)
    if plan.end == "reinspecting":
        begin(demo, order, first)
        return
    passed = plan.end not in ("extended", "failed", "escalated")
    seal(demo, begin(demo, order, first), first, passed=passed)
    if plan.end == "extended":
        yield in_minutes(60)
        again.extend_terms(
            fresh(order),
            by=demo.staff[first],
            term=10,
            term_unit=TermUnit.CALENDAR_DAY,
            reason="设备采购需要时间，申请延期",
        )
        yield after_the_term(order)
        seal(demo, begin(demo, order, first), first, passed=True)
    elif plan.end == "escalated" and course.case:
        yield in_workdays(1)
        yield from penalties.story(demo, order.inspection, course.case, fresh(order))
    elif plan.end == "resumed":
        yield in_workdays(2)
        again.consent_to_resume(fresh(order), by=approver(demo, order), opinion="隐患已排除，同意恢复")
    elif plan.end == "refused":
        yield in_workdays(1)
        again.refuse_to_resume(fresh(order), by=approver(demo, order), reason="现场复核仍有隐患，整改后再次提请")


def after_the_term(order: Order) -> dt.datetime:
    held = fresh(order)
    due = held.next_due or today()
    if held.kind == CORRECT_AT_ONCE:
        return in_days(3)
    return on(workday(due + dt.timedelta(days=1)), 10, held.pk % 50)


def begin(demo: Demo, order: Order, first: str) -> Reinspection:
    team = [demo.staff[name] for name in usernames(order)]
    return again.start_reinspection(fresh(order), by=demo.staff[first], officers=team)


def seal(demo: Demo, reinspection: Reinspection, first: str, *, passed: bool) -> None:
    """Where it is not passed, the last item is the one left."""
    items = list(reinspection.order.items.filter(passed_on__isnull=True).order_by("id"))
    results = {item.pk: (True, "已整改到位") for item in items}
    if not passed:
        results[items[-1].pk] = (False, NOT_PUT_RIGHT)
    opinion = "经复查，整改事项已完成。" if passed else "经复查，部分事项未完成整改。"
    again.seal_reinspection(reinspection, by=demo.staff[first], results=results, opinion=opinion)


def usernames(order: Order) -> list[str]:
    return list(order.inspection.officers.order_by("pk").values_list("username", flat=True))


def fresh(order: Order) -> Order:
    return Order.objects.select_related("inspection", "enterprise", "bureau", "document").get(pk=order.pk)
