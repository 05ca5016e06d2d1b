"""Draws in every state: one of the spring with its visits, one void and replaced, the others on their way."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from cases.states import InspectionState as I
from enforcement.accounts.models import User
from plans.actions import draw as acts
from plans.actions.assignment import cancel
from plans.actions.draw_bases import add_expert, declare_recusal, end_expert
from plans.models import Assignment, Draw, Enterprise
from plans.queries.draw_repeats import allotment
from plans.queries.plan import general_items, plan_in_force
from plans.rules.seed_sources import bits_of
from plans.states import DrawState as S, Grade, Hazard, Sector
from supervision.demo.bureau import Demo
from supervision.demo.clock import in_minutes, in_workdays, on, workday
from supervision.demo.courses import AT_ONCE, OrderCourse, VisitCourse
from supervision.demo.inspections import visit
from supervision.demo.year import Story
from supervision.jobs.disclosure import publish_plans_and_draws

SOURCE = "双色球第 {issue} 期与同日大乐透开奖号码"
KINDS = ("ssq", "dlt")
EXPERTS = (
    ("苏演甲", Sector.TRADE), ("卢演乙", Sector.TRADE), ("蒋演丙", Sector.CHEMICAL), ("蔡演丁", Sector.MINE),
    ("贾演戊", Sector.OTHER),
)  # fmt: skip
VOID_REASON = "名单冻结后发现两家企业所属行业登记错误，影响抽取范围"


@dataclass(frozen=True)
class DrawCourse:
    title: str
    sector: str
    begins: dt.date
    window: tuple[dt.date, dt.date]
    share: int  # of the scale's number drawn: one in so many
    until: str = S.REVEALED
    issue: str = "2026001"
    experts: int = 0
    hazards: tuple[str, ...] = ()
    again: str = ""  # why it repeats another


SPRING = DrawCourse(
    "2026 年工贸企业双随机抽查（上半年）", Sector.TRADE, dt.date(2026, 3, 2),
    (dt.date(2026, 3, 16), dt.date(2026, 5, 29)), 1, issue="2026026", experts=2,
)  # fmt: skip
TO_BE_VOID = DrawCourse(
    "2026 年危险化学品企业双随机抽查", Sector.CHEMICAL, dt.date(2026, 9, 1),
    (dt.date(2026, 9, 14), dt.date(2026, 11, 30)), 2, S.VOID, issue="2026103",
)  # fmt: skip
REPLACEMENT = DrawCourse(
    "2026 年危险化学品企业双随机抽查（重新抽取）", Sector.CHEMICAL, dt.date(2026, 9, 17),
    (dt.date(2026, 9, 28), dt.date(2026, 12, 18)), 2, issue="2026110",
    again="两家企业所属行业已更正，按更正后的名单重新抽取",
)  # fmt: skip
DROPPED = DrawCourse(
    "2026 年高温季节双随机抽查", Sector.OTHER, dt.date(2026, 6, 8), (dt.date(2026, 7, 1), dt.date(2026, 8, 31)), 4,
    S.DISCARDED,
)  # fmt: skip
DROP_REASON = "与夏季高温专项检查重合，改由专项检查实施"
LATE = (dt.date(2026, 12, 1), dt.date(2026, 12, 25))
UNDER_WAY = (
    DrawCourse(
        "2026 年工贸企业双随机抽查（下半年）", Sector.TRADE, dt.date(2026, 11, 9), LATE, 2, S.DRAWN, "2026132", 2,
        again="按计划分上、下半年两批抽取，本次为下半年一批",
    ),
    DrawCourse("2026 年其他单位双随机抽查", Sector.OTHER, dt.date(2026, 11, 10), LATE, 4, S.CONFIRMED, "2026133"),
    DrawCourse("2026 年粉尘涉爆企业双随机抽查", Sector.TRADE, dt.date(2026, 11, 11), LATE, 4, S.SEEDED, "2026134",
               hazards=(Hazard.DUST,), again="粉尘涉爆专项抽查，名单与全年工贸企业抽查重合"),
    DrawCourse("2026 年非煤矿山企业双随机抽查", Sector.MINE, dt.date(2026, 11, 17), LATE, 4, S.FROZEN, "2026137"),
    DrawCourse("2026 年年末双随机抽查", Sector.TRADE, dt.date(2026, 11, 18), LATE, 4, S.DRAFT, "2026138",
               again="年末补充抽取一批，待批准"),
)  # fmt: skip


def stories(demo: Demo) -> list[Story]:
    return [
        bases(demo),
        revealed(demo, SPRING),
        voided(demo),
        drawn(demo, DROPPED),
        *(drawn(demo, course) for course in UNDER_WAY),
    ]


def bases(demo: Demo) -> Story:
    """Experts, one of whom left, and two recusals declared in advance."""
    yield on(workday(dt.date(2026, 1, 6)), 10)
    chief = demo.staff["chief"]
    for number, (name, specialty) in enumerate(EXPERTS):
        employer = f"云演第{number + 1}安全技术服务中心（演示）"
        expert = add_expert(
            by=chief, name=name, specialty=specialty, employer=employer, valid_from=dt.date(2026, 1, 6),
            valid_to=dt.date(2027, 12, 31),
        )  # fmt: skip
    end_expert(expert, by=chief, last_day=dt.date(2026, 6, 30), reason="本人申请退出")
    trade = Enterprise.objects.in_pool().filter(bureau=demo.staff.bureau, sector=Sector.TRADE).order_by("pk")
    for username, enterprise in zip(("inspector", "inspector3"), trade[:2], strict=False):
        officer = demo.staff[username]
        declare_recusal(
            by=officer, officer=officer, enterprise=enterprise, ground="近亲属", note="演示",
            valid_from=dt.date(2026, 1, 6),
        )  # fmt: skip


def revealed(demo: Demo, course: DrawCourse, replaces: Draw | None = None) -> Story:
    task = yield from drawn(demo, course, replaces)
    if task is None:
        return
    for number, assignment in enumerate(Assignment.objects.filter(draw=task).order_by("pk")):
        demo.year.begin(visited(demo, assignment, course, number))


def voided(demo: Demo) -> Story:
    task = yield from drawn(demo, TO_BE_VOID)
    if task is None:
        return
    yield in_workdays(2)
    acts.ask_void(fresh(task), by=demo.staff["supervisor"], reason=VOID_REASON)
    yield in_minutes(50)
    acts.void(fresh(task), by=demo.staff["leader"])
    publish_plans_and_draws()
    yield from revealed(demo, REPLACEMENT, fresh(task))


def drawn(demo: Demo, course: DrawCourse, replaces: Draw | None = None) -> Any:
    """A story that gives back the revealed draw, or nothing where it stops before."""
    chief: User
    yield on(workday(course.begins), 9, 20)
    chief = demo.staff["chief"]
    wanted = conditions(demo, course)
    item, wanted["units_wanted"] = item_for(demo, course, wanted["units_wanted"])
    task = acts.create_draw(by=chief, plan_item=item, replaces=replaces, **wanted)
    if course.until == S.DRAFT:
        return None
    yield in_workdays(1)
    if course.until == S.DISCARDED:
        acts.discard_draw(fresh(task), by=chief, reason=DROP_REASON)
        return None
    if task.repeat_reason:
        acts.approve_repeat(fresh(task), by=demo.staff["leader"])
    acts.freeze(fresh(task), by=demo.staff["chief"])
    yield in_minutes(10)
    publish_plans_and_draws()
    if course.until == S.FROZEN:
        return None
    yield task.seed_at + dt.timedelta(hours=11)  # the morning after
    acts.enter_seed(fresh(task), by=demo.staff["chief"], sources=seed(course))
    if course.until == S.SEEDED:
        return None
    yield in_minutes(40)
    acts.confirm_seed(fresh(task), by=demo.staff["supervisor"], sources=seed(course))
    if course.until == S.CONFIRMED:
        return None
    yield in_minutes(30)
    acts.draw(fresh(task), by=demo.staff["chief"])
    if course.until == S.DRAWN:
        return None
    yield in_minutes(30)
    acts.reveal(fresh(task), by=demo.staff["chief"])
    return task


def conditions(demo: Demo, course: DrawCourse) -> dict[str, Any]:
    """The seed comes two working days later, in the evening; what is frozen now waits for one still to come."""
    days = 5 if course.until == S.FROZEN else 2
    return {
        "title": course.title,
        "conditions": {
            "sectors": [course.sector],
            "grades": [str(grade) for grade in Grade],
            "hazards": list(course.hazards),
        },
        "units_wanted": max(1, demo.scale.drawn // course.share),
        "officers_wanted": 4,
        "experts_wanted": course.experts,
        "window_from": course.window[0],
        "window_to": course.window[1],
        "seed_source": SOURCE.format(issue=course.issue),
        "seed_at": on(in_workdays(days).date(), 21, 30),
        "seed_kinds": list(KINDS),
        "seed_bits": bits_of(KINDS),
        "repeat_reason": course.again,
    }


def seed(course: DrawCourse) -> str:
    """Four lines of the form the two lotteries have; invented like everything here."""
    number = int(course.issue)
    red = [1 + (number + 5 * step) % 33 for step in range(6)]
    front = [1 + (2 * number + 6 * step) % 35 for step in range(5)]
    lines = [red, [1 + number % 16], front, [1 + number % 12, 1 + (number + 5) % 12]]
    return "\n".join(" ".join(map(str, line)) for line in lines)


def item_for(demo: Demo, course: DrawCourse, units: int) -> tuple[Any, int]:
    """The plan item and how many it still has room for; none, where its visits are drawn already."""
    plan = plan_in_force(demo.staff.bureau, course.window[0].year)
    item = general_items(plan).filter(sector=course.sector).first() if plan else None
    left = allotment(item, units).left if item else 0
    return (item, min(units, left)) if left else (None, units)


def visited(demo: Demo, assignment: Assignment, course: DrawCourse, number: int) -> Story:
    """One in eight is called off because the enterprise stands still; where the window is open, some still wait."""
    if number % 8 == 7:
        yield in_workdays(5)
        cancel(assignment, by=demo.staff["chief"], reason="企业已停产停业，列入下一年度抽查范围")
        return
    first, last = course.window
    step = (last - first).days // (demo.scale.drawn // course.share + 1)
    day = workday(first + dt.timedelta(days=8 + step * number))
    yield from visit(demo, assignment, visit_course(number, day), day)


def visit_course(number: int, day: dt.date) -> VisitCourse:
    if number % 4 == 2:
        return VisitCourse(day, failing=1, order=OrderCourse("lifted", AT_ONCE if number % 8 == 2 else "OT-02", 15))
    return VisitCourse(day, until=I.CLOSED)


def fresh(task: Draw) -> Draw:
    return Draw.objects.select_related("bureau", "plan_item__plan").get(pk=task.pk)
