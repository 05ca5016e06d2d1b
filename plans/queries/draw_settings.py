"""The figures of a draw that no law names: a rulebook row of our own, replaced by what a bureau sets (待核定)."""

import datetime as dt

from django.utils import timezone

from enforcement.rulebook import queries as rulebook
from plans.models import Draw
from plans.states import Grade

CEILING = 2  # inspections of one enterprise a year where no plan item says otherwise; composed
RULES = "draw_rules"
REPEATS = "draw_repeats"
FIGURES: dict[str, str] = {
    Grade.RED: "weight_red", Grade.ORANGE: "weight_orange", Grade.YELLOW: "weight_yellow", Grade.BLUE: "weight_blue",
    "": "weight_ungraded",
}  # fmt: skip


def figure(name: str, bureau: int | None, rule: str = RULES) -> int:
    return int(rulebook.threshold(rule, timezone.localdate(), bureau=bureau).value[name])


def publish_minutes(task: Draw) -> int:
    return figure("publish_minutes", task.bureau_id)


def may_be_frozen_in_time(task: Draw) -> bool:
    """So that the commitment is public before the seed exists."""
    return task.seed_at > timezone.now() + dt.timedelta(minutes=publish_minutes(task))


def grade_weights(bureau: int | None = None) -> dict[str, int]:
    """Tickets by grade; at least one each, or an entry could never be drawn."""
    return {str(grade): max(1, figure(name, bureau)) for grade, name in FIGURES.items()}
