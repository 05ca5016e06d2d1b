from collections.abc import Mapping

from django.db.models import Count

from enforcement.accounts.models import User
from plans.models import Enterprise
from plans.states import Grade, Sector

UNGRADED = ""
Pool = Mapping[str, Mapping[str, int]]  # sector → grade → how many


def pool_by_grade(user: User) -> Pool:
    """Enterprises that can be inspected and the reader's bureaus supervise. One query, whatever their number."""
    rows = Enterprise.objects.supervised_by(user).in_pool().order_by().values_list("sector", "grade")
    found: dict[str, dict[str, int]] = {sector: dict.fromkeys((*Grade.values, UNGRADED), 0) for sector in Sector.values}
    for sector, grade, count in rows.annotate(count=Count("id")):
        found.setdefault(sector, dict.fromkeys((*Grade.values, UNGRADED), 0))[grade] = count
    return found
