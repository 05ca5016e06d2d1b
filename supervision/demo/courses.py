"""What shall happen in the demo year, as plain data: no database, the same for the same seed."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cases.states import InspectionState as I, OrderState as S, PenaltyState as P, StatementKind
from plans.states import Origin
from supervision.demo.clock import TODAY
from supervision.demo.sizes import Scale

FIRST_DAY = dt.date(2025, 7, 1)
PLAN_BEGINS = dt.date(2026, 2, 14)
AT_ONCE, IN_TERM, LEAVE, STOP_USE, STOP_WORK = "OT-01", "OT-02", "OT-03", "OT-04", "OT-05"
UP_TO_50_000 = ("VI-WS-099-1", "VI-WS-099-3", "VI-WS-099-5", "VI-WS-105-2")
UP_TO_100_000 = ("VI-WS-097-3", "VI-WS-097-6", "VI-WS-097-7", "VI-WS-101-4", "VI-WS-101-5")
OF_A_PERSON = "VI-WS-094"


@dataclass(frozen=True)
class CaseCourse:
    until: str
    violation: str
    amount: int
    statement: str = StatementKind.WAIVED
    hearing: bool = False
    grave: bool = False
    person: bool = False
    returned: bool = False  # legal review sends it back once
    paid: str = "full"  # full, late, part, none


@dataclass(frozen=True)
class OrderCourse:
    """`end`: lifted, extended, failed, reinspecting, waiting, asked, resumed, refused, escalated, or where it rests."""

    end: str
    kind: str = IN_TERM
    term: int = 15
    due: dt.date | None = None


@dataclass(frozen=True)
class VisitCourse:
    day: dt.date
    failing: int = 0
    until: str = I.CLOSED
    order: OrderCourse | None = None
    case: CaseCourse | None = None
    baseless: bool = False
    major: bool = False
    refused: bool = False
    origin: str = Origin.PLAN
    place: int = 0  # on the key list for visits of the plan, else among the others
    pair: int = 0


def courses(scale: Scale, seed: int) -> list[VisitCourse]:
    chance = random.Random(seed)  # noqa: S311 - a demo that comes out the same every time
    made = [*_cases(scale, chance), *_orders(scale, chance), *_current(), *_plain(scale, chance)]
    made.sort(key=lambda one: one.day)
    return list(_with_origins(made, scale, chance))


# about how many days after the visit a case reaches the state
DAYS_TO = {
    P.PROPOSED: 3, P.REJECTED: 8, P.INVESTIGATING: 9, P.WITHDRAWN: 22, P.REPORTED: 27, P.NOTIFIED: 33, P.HEARING: 36,
    P.STATED: 36, P.REVIEWING: 40, P.REVIEWED: 46, P.DELIBERATED: 52, P.DECIDED: 54, P.DELIVERED: 52, P.EXECUTED: 75,
}  # fmt: skip
STATES = (
    *(P.PROPOSED,) * 2, P.REJECTED, *(P.INVESTIGATING,) * 3, P.WITHDRAWN, *(P.REPORTED,) * 2, *(P.NOTIFIED,) * 2,
    *(P.STATED,) * 2, *(P.REVIEWING,) * 2, *(P.REVIEWED,) * 2, *(P.DECIDED,) * 2, *(P.DELIVERED,) * 4, P.EXECUTED,
)  # fmt: skip


def _cases(scale: Scale, chance: random.Random) -> Iterator[VisitCourse]:
    for place, state in enumerate(STATES):
        yield _case_visit(_before(DAYS_TO[state] + place % 4 * 2), _case(state, chance), chance)
    yield _case_visit(_before(DAYS_TO[P.HEARING]), _heavy(P.HEARING, hearing=True), chance)
    yield _case_visit(_before(DAYS_TO[P.DELIBERATED] + 8), _heavy(P.DELIBERATED), chance)
    yield _case_visit(_before(DAYS_TO[P.DELIVERED] + 60), replace(_case(P.DELIVERED, chance), paid="none"), chance)
    yield _case_visit(_before(DAYS_TO[P.DELIVERED] + 40), replace(_case(P.DELIVERED, chance), paid="part"), chance)
    yield _case_visit(dt.date(2026, 4, 8), _heavy(P.CLOSED, hearing=True), chance)
    yield _case_visit(dt.date(2026, 5, 13), replace(_case(P.CLOSED, chance), returned=True, paid="late"), chance)
    person = CaseCourse(P.CLOSED, OF_A_PERSON, 26_000, person=True)
    yield _case_visit(dt.date(2026, 3, 11), person, chance)
    yield _case_visit(dt.date(2025, 11, 5), _case(P.ARCHIVED, chance), chance)
    for place in range(scale.closed):
        day = FIRST_DAY + dt.timedelta(days=9 + place * (400 // max(1, scale.closed)))
        yield _case_visit(day, _case(P.CLOSED, chance), chance)


def _before(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def _case(until: str, chance: random.Random) -> CaseCourse:
    statement = chance.choice((StatementKind.WAIVED, StatementKind.STATED, StatementKind.SILENT, StatementKind.STATED))
    if until in DAYS_TO:  # what is under way now keeps its time
        statement = StatementKind.STATED
    violation = chance.choice(UP_TO_50_000 + UP_TO_100_000)
    return CaseCourse(until, violation, 1_000 * chance.randrange(6, 45), statement)


def _heavy(until: str, *, hearing: bool = False) -> CaseCourse:
    return CaseCourse(until, UP_TO_100_000[4], 80_000, hearing=hearing, grave=True)


def _case_visit(day: dt.date, case: CaseCourse, chance: random.Random) -> VisitCourse:
    return VisitCourse(day, failing=1, case=case, major=case.grave, refused=chance.random() < 0.12)


def _orders(scale: Scale, chance: random.Random) -> Iterator[VisitCourse]:
    for place, order in enumerate(_order_courses_now()):
        back = (order.due - TODAY).days - order.term - 4 if order.due else -DAYS_BEFORE.get(order.end, 30)
        yield VisitCourse(TODAY + dt.timedelta(days=back), 1 + place % 3, order=order, major=order.kind == STOP_USE)
    for place in range(scale.orders):
        day = FIRST_DAY + dt.timedelta(days=12 + place * (440 // max(1, scale.orders)))
        failing, major = 1 + chance.randrange(3), chance.random() < 0.15
        yield VisitCourse(day, failing, order=_past_order(place, chance), major=major, baseless=place % 9 == 1)
    for place in range(2):
        case = CaseCourse(P.CLOSED if place else P.INVESTIGATING, UP_TO_50_000[place], 60_000)
        order = OrderCourse("escalated", term=10)
        yield VisitCourse(_before(150 if place else 36), 2, order=order, case=case)


DAYS_BEFORE: dict[str, int] = {
    S.DRAFT: 4,
    S.SUBMITTED: 5,
    S.APPROVED: 6,
    S.ISSUED: 7,
}


def _order_courses_now() -> Iterator[OrderCourse]:
    """One or two that rest in each state, and terms that end around today."""
    yield from (OrderCourse(S.DRAFT), OrderCourse(S.SUBMITTED))
    yield from (OrderCourse(S.SUBMITTED, STOP_USE), OrderCourse(S.APPROVED))
    yield from (OrderCourse(S.ISSUED), OrderCourse(S.DRAFT, AT_ONCE))
    for days in (0, 1, 2, 3, -2, -4, -8, -11, 10, 14, 21, 30):
        yield OrderCourse("waiting", term=15 if days < 12 else 30, due=TODAY + dt.timedelta(days=days))
    yield from (OrderCourse(end, term=12) for end in ("reinspecting", "reinspecting", "failed", "failed"))
    yield from (OrderCourse("asked", LEAVE, 10), OrderCourse("asked", STOP_USE, 10))
    yield from (OrderCourse("resumed", STOP_USE, 12), OrderCourse("refused", LEAVE, 8))


def _past_order(place: int, chance: random.Random) -> OrderCourse:
    if place % 6 == 3:
        return OrderCourse("extended", term=15)
    if place % 11 == 7:
        return OrderCourse("resumed", STOP_WORK if place % 2 else STOP_USE, 15)
    return OrderCourse("lifted", AT_ONCE if place % 5 == 1 else IN_TERM, chance.choice((10, 15, 20, 30)))


def _current() -> Iterator[VisitCourse]:
    """Visits that are being prepared, made or signed now."""
    for state, days in ((I.PLANNING, 4), (I.PLANNING, 5), (I.SUBMITTED, 5), (I.SUBMITTED, 4), (I.SUBMITTED, 7)):
        yield VisitCourse(TODAY + dt.timedelta(days=days), until=state)
    for state, days in ((I.APPROVED, 3), (I.APPROVED, 4), (I.APPROVED, 0), (I.UNDER_WAY, -1), (I.UNDER_WAY, -2)):
        yield VisitCourse(TODAY + dt.timedelta(days=days), 2, until=state)
    for state, days in ((I.FINISHED, -1), (I.FINISHED, -3), (I.SEALED, -2), (I.SEALED, -4)):
        yield VisitCourse(TODAY + dt.timedelta(days=days), 2, until=state)


def _plain(scale: Scale, chance: random.Random) -> Iterator[VisitCourse]:
    """Most visits find nothing that leads further."""
    for place in range(scale.plain):
        day = FIRST_DAY + dt.timedelta(days=3 + place * (490 // scale.plain))
        yield VisitCourse(day, baseless=place % 8 == 1, refused=chance.random() < 0.04)


def _with_origins(made: list[VisitCourse], scale: Scale, chance: random.Random) -> Iterator[VisitCourse]:
    """Plan first; before the plan of 2026 is published, and where it is used up, complaints and campaigns."""
    used = {2025: 0, 2026: 0}
    others = 0
    for number, one in enumerate(made):
        from_plan = not dt.date(2025, 12, 20) < one.day < PLAN_BEGINS and used[one.day.year] < 2 * scale.keys
        if from_plan and chance.random() < 0.66:
            yield replace(one, place=used[one.day.year], pair=number)
            used[one.day.year] += 1
        else:
            origin = chance.choice((Origin.CAMPAIGN, Origin.CAMPAIGN, Origin.COMPLAINT, Origin.SUPERIOR))
            yield replace(one, origin=origin, place=others, pair=number)
            others += 1
