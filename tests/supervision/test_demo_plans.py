"""The plans of the demo are those of a good bureau: by their own page they can be carried out, month by month."""

import datetime as dt
import random

import pytest

from plans.models import Enterprise, Plan
from plans.queries.feasibility import outlook
from plans.states import Sector
from supervision.demo.bureau import Demo
from supervision.demo.clock import TODAY, at, on
from supervision.demo.enterprises import invent
from supervision.demo.people import build_bureaus, build_staff
from supervision.demo.plans import draw_up, fresh, shift, with_all_kinds
from supervision.demo.sizes import SCALES
from supervision.demo.year import Year


@pytest.fixture
def demo() -> Demo:
    staff = build_staff(build_bureaus())
    Enterprise.objects.bulk_create(invent(staff.bureau, 600))
    return Demo(staff, SCALES["demo"], Year(on(TODAY, 0), tell=str), random.Random(1))


def short_of(plan: Plan) -> list[tuple[str, int]]:
    return [(unit, month) for unit, month, _cell in outlook(fresh(plan)).feasibility.short]


@pytest.mark.django_db
@pytest.mark.parametrize("year", [2025, 2026, 2027])
def test_every_unit_can_do_its_part_each_month(demo: Demo, year: int) -> None:
    with at(on(dt.date(year - 1, 12, 10))):
        plan = draw_up(demo, year)
        if year == 2027:
            with_all_kinds(demo, plan)
        assert plan.items.count() > SCALES["demo"].keys
        assert short_of(plan) == []


@pytest.mark.django_db
def test_so_it_can_when_adjusted(demo: Demo) -> None:
    with at(on(dt.date(2025, 12, 10))):
        plan = draw_up(demo, 2026)
    Plan.objects.filter(pk=plan.pk).update(state="published", published_on=dt.date(2026, 1, 20))
    with at(on(dt.date(2026, 6, 8))):
        edition = shift(demo, plan, Sector.TRADE, Sector.OTHER, reason="增加工贸抽查")
        assert short_of(edition) == []
