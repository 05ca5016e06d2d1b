"""The whole loop, from the register to the public page, by the people whose steps they are."""

from pathlib import Path

import pytest

from tests.journeys import steps_order, steps_penalty, steps_plans, steps_public, steps_visit
from tests.journeys.story import Story

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.filterwarnings("ignore:No directory at"),  # nothing is collected; the live server finds files itself
]


def test_one_case_from_the_register_to_the_public_page(story: Story, tmp_path: Path) -> None:
    steps_plans.import_register(story, tmp_path)
    steps_plans.grade_one(story)
    steps_plans.plan_of_the_year(story)
    steps_plans.draw(story)
    steps_visit.visit_plan(story)
    steps_visit.visit(story, tmp_path)
    steps_visit.sealed_record(story)
    steps_order.order(story)
    steps_order.deliver_order(story, tmp_path)
    steps_order.remind(story)
    steps_order.reinspect(story)
    steps_penalty.filing(story)
    steps_penalty.investigation(story, tmp_path)
    steps_penalty.hearing_the_party(story, tmp_path)
    steps_penalty.review(story)
    steps_penalty.decision(story)
    steps_penalty.decision_document(story, tmp_path)
    steps_penalty.execution(story)
    steps_public.publish(story)
    steps_public.read_as_public(story)
    steps_public.check_the_draw(story, tmp_path)
    steps_public.desks(story)
    steps_public.figures(story)
