"""Plans reach a state only through the real actions, each by the person whose step it is."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from enforcement.accounts.models import Bureau, User
from enforcement.accounts.roles import Role
from plans.actions import plan as actions, plan_items as items, summary as summaries
from plans.models import Enterprise, Plan, PlanSummary
from plans.queries import plan as plans
from plans.queries.adjustment import changes
from plans.queries.differences import Change, named_changes, named_differences
from plans.queries.editions import edition_before
from plans.rules.initials import initials
from plans.states import Grade, PlanState, SummaryState
from tests.factories.accounts import bureau as make_bureau, users_with
from tests.factories.clock import clock_at
from tests.factories.enterprise import facts


@dataclass
class Team:
    """One bureau and the people a plan and a draw need."""

    bureau: Bureau
    drafter: User
    second: User
    chief: User
    leader: User
    head: User
    supervisor: User
    editor: User


def team(home: Bureau | None = None) -> Team:
    home = home or make_bureau()
    certified = (Role.INSPECTOR, Role.INSPECTOR, Role.SECTION_CHIEF, Role.BUREAU_LEADER)
    others = (Role.PRINCIPAL_HEAD, Role.SUPERVISOR, Role.DISCLOSURE_EDITOR)
    wanted = [((role,), True) for role in certified] + [((role,), False) for role in others]
    return Team(home, *users_with(home, wanted))


def graded(home: Bureau, count: int, *, start: int = 1, **changed: Any) -> list[Enterprise]:
    """Enterprises on the register, graded, in the sector chemical unless told otherwise."""
    rows = [{"grade": Grade.YELLOW, **facts(n), **changed} for n in range(start, start + count)]
    return Enterprise.objects.bulk_create(
        [Enterprise(bureau=home, initials=initials(one["name"]), **one) for one in rows]
    )


DAYS = {
    "officers": 8,
    "staff_in_post": None,
    "workdays": 248,
    "workdays_source": "",
    "travel_days": Decimal(0),
    "reserve_percent": Decimal(0),
    "text": "统筹兼顾",
    "measures": "一\n二",
}


def kuancheng(plan: Plan, by: User) -> Plan:
    """The published worked example CC-KC-2025; only subtotals are known, so they stand in the first items."""
    other, non = plans.other_items(), plans.non_items()
    days = {
        "other_days": {**dict.fromkeys(other, Decimal(0)), other[0]: Decimal(375), other[1]: Decimal(660)},
        "non_days": {**dict.fromkeys(non, Decimal(0)), non[0]: Decimal(135), non[1]: Decimal(400)},
    }
    return actions.change_workdays(plan, by=by, **DAYS, **days)


ITEM = {"visits": 2, "officers_per_visit": 2, "days_per_visit": Decimal("3"), "ceiling": 2, "months": [], "unit": None}


def plan_at(
    state: str,
    who: Team,
    *,
    year: int | None = None,
    keys: int = 21,
    months: tuple[int, ...] = (),
    start: int = 1,
) -> Plan:
    """21 key enterprises × 2 visits × 2 officers × 3 days = 252 of 414 days: 60.9 %."""
    by = who.drafter
    plan = actions.create_plan(by=by, year=year or timezone.localdate().year)
    plan = kuancheng(plan, by)
    if keys:
        chosen = [one.pk for one in graded(who.bureau, keys, start=start)]
        items.add_enterprises(plan, chosen, by=by, **{**ITEM, "months": list(months)})
    general = {**ITEM, "visits": 3, "days_per_visit": Decimal(1), "subject": "化工企业抽查"}
    actions.add_general_item(plan, by=by, sector="chemical", **general)
    return advance(Plan.objects.get(pk=plan.pk), state, who)


LATE = "本年度首次在系统内登记"  # whenever in the year the tests run


def advance(plan: Plan, state: str, who: Team) -> Plan:
    today = timezone.localdate()
    steps = (
        (PlanState.SUBMITTED, lambda p: actions.submit(p, by=who.drafter)),
        (PlanState.REVIEWED, lambda p: actions.review(p, by=who.chief, opinion="测算属实")),
        (PlanState.ENDORSED, lambda p: actions.endorse(p, by=who.leader, opinion="同意报政府")),
        (PlanState.APPROVED, lambda p: record_approval(p, who.drafter, today)),
        (
            PlanState.FILED,
            lambda p: actions.file_with_superior(
                p, by=who.drafter, filed_with="云岭省应急管理厅", filed_on=today, late_reason=LATE
            ),
        ),
        (PlanState.PUBLISHED, lambda p: actions.publish(p, by=who.head, late_reason=LATE)),
    )
    done = [reached for reached, _step in steps]
    start = done.index(plan.state) + 1 if plan.state in done else 0
    if state == PlanState.REFUSED:
        return actions.refuse(advance(plan, PlanState.SUBMITTED, who), by=who.chief, reason="重点不突出")
    for reached, step in steps[start:]:
        if plan.state == state:
            break
        plan = step(plan)
        assert plan.state == reached
    return Plan.objects.get(pk=plan.pk)


def record_approval(plan: Plan, by: User, on: dt.date) -> Plan:
    return actions.record_approval(
        plan, by=by, approval_body="云岭市人民政府", approval_number="云政复〔2026〕8号", approved_on=on,
        scan=SimpleUploadedFile("批复.pdf", b"%PDF-1.7 scan"),
    )  # fmt: skip


def summarised(plan: Plan, who: Team, *, reasons: str = "企业停产") -> PlanSummary:
    """The year-end summary, through its steps, on a day after the year."""
    made = summaries.write_summary(plan, by=who.drafter)
    if made.state == SummaryState.DRAFT:
        summaries.edit_summary(made, by=who.drafter, reasons=reasons, measures="列入下一年度")
        with clock_at(timezone.make_aware(dt.datetime(plan.year + 1, 1, 6, 10))):
            made = summaries.submit(PlanSummary.objects.get(pk=made.pk), by=who.drafter)
            made = summaries.approve(made, by=who.leader, opinion="属实")
    return PlanSummary.objects.get(pk=made.pk)


def differences(plan: Plan) -> list[Change]:
    """All of them together, as no page holds them."""
    old = edition_before(plan)
    named = named_changes(list(named_differences(old, plan)), old) if old else []
    return [*changes(plan), *named]
