"""A plan of 5,000 items: its own page, the list of its items and the table in which they are edited."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpResponse
from django.urls import reverse

from bench.lists import statements_of
from bench.measure import Result, interleaved
from bench.scene import BareHandler, Scene, asking, cookie_of, person
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES, Role
from plans.actions.plan import create_plan
from plans.models import Enterprise, Plan, PlanItem
from plans.rules.credit_code import organisation_with_check_digit, with_check_digit
from plans.states import Grade, ItemKind

ITEMS = 5_000


def measure(scene: Scene) -> list[Result]:
    count = min(ITEMS, scene.sizes.rows)
    plan = plan_of(scene, count)
    reader = person(scene.bureau, "planreader", least_role())
    site = WSGIHandler()
    pages = (
        ("plan of 5,000 items, its page", "plan_detail", reader),
        ("plan of 5,000 items, 50 of its items", "plan_items", reader),
        ("plan of 5,000 items, 50 rows to edit", "plan_items", scene.chief),
    )
    found = []
    for name, view, user in pages:
        page = asking(site, reverse(view, args=[plan.pk]), cookie_of(user))
        found.append(against_statements(scene, name, page, items=count))
    return found


def against_statements(scene: Scene, name: str, page: Callable[[], bytes], **notes: Any) -> Result:
    """The floor sends the page's own statements over a bare connection and answers with the bytes of the page."""
    statements = [statement.encode() for statement in statements_of(page)]
    body = page()

    def bare_view(request: Any) -> HttpResponse:
        with scene.bare.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement).fetchall()
        return HttpResponse(body)

    floor = asking(BareHandler(bare_view), "/")
    ours, bare = interleaved(page, floor, rounds=scene.sizes.rounds, times=scene.sizes.times)
    return Result(name, ours, bare, 3, notes={"queries": len(statements), "bytes": len(body), **notes})


def least_role() -> Role:
    allowed = [role for role, permissions in ROLES.items() if Permission.VIEW_PLANS in permissions]
    return min(allowed, key=lambda role: len(ROLES[role]))


def plan_of(scene: Scene, count: int) -> Plan:
    plan = create_plan(by=scene.chief, year=2027)
    named = Enterprise.objects.bulk_create(
        [
            Enterprise(bureau=scene.bureau, name=f"云岭计划{n:05d}公司", credit_code=code(n), grade=Grade.YELLOW)
            for n in range(count)
        ]
    )
    effort = {"visits": 1, "days_per_visit": Decimal(1), "ceiling": 2, "added_by": scene.chief}
    PlanItem.objects.bulk_create(
        [
            PlanItem(plan=plan, kind=ItemKind.KEY, enterprise=one, subject="重点检查", months=[1 + n % 12], **effort)
            for n, one in enumerate(named)
        ]
    )
    with scene.bare.cursor() as cursor:
        cursor.execute("ANALYZE plans_planitem")
    return plan


def code(number: int) -> str:
    return with_check_digit("91" + "539902" + organisation_with_check_digit(f"P{number:07d}"))
