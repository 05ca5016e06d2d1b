"""Who steps back after the draw, and whom that waits for."""

import yaml
from django.conf import settings

from plans.models import Draw, DrawRecusal

RULES = yaml.safe_load((settings.BASE_DIR / "fixtures" / "rulebook" / "random-draw.yaml").read_text(encoding="utf-8"))
GROUNDS: tuple[str, ...] = tuple(RULES["double_random"]["recusal_grounds"])  # the closed list; one of them is published


def waiting_recusal(task: Draw) -> DrawRecusal | None:
    return task.recusals.filter(decided_by__isnull=True).select_related("asked_by").first()


def name_of(task: Draw, one: DrawRecusal) -> str:
    return task.entries.get(list=one.list, number=one.entry).name
