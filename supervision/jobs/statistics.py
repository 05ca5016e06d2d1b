from django.utils import timezone

from enforcement.accounts.models import Bureau
from enforcement.outbox.registry import job
from supervision.actions.statistics import compute_quarter, last_quarter


@job("supervision.quarterly_statistics")
def quarterly_statistics(year: int | None = None, number: int | None = None) -> None:
    """On the first of a quarter: the quarter before, for every bureau that has people."""
    if year is None or number is None:
        year, number = last_quarter(timezone.localdate())
    for bureau in Bureau.objects.filter(users__isnull=False).distinct().order_by("-path"):
        compute_quarter(bureau, year, number)
