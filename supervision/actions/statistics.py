import datetime as dt
from decimal import Decimal
from itertools import islice

from django.db import transaction
from django.utils import timezone

from enforcement.accounts.models import Bureau, User
from enforcement.ledger.actions import record
from supervision.flows.statistics import PERIOD
from supervision.models import Figure, FigureRow, Period
from supervision.queries.statistics import COUNTERS, quarter
from supervision.states import PeriodState

BATCH = 2_000


def last_quarter(today: dt.date) -> tuple[int, int]:
    now = (today.month - 1) // 3 + 1
    return (today.year, now - 1) if now > 1 else (today.year - 1, 4)


def compute_quarter(bureau: Bureau, year: int, number: int) -> Period:
    """Figures and the rows behind them. A frozen period is returned as it is."""
    period, _ = Period.objects.get_or_create(bureau=bureau, year=year, quarter=number)
    return period if period.state == PeriodState.FROZEN else compute(period)


@transaction.atomic
def compute(period: Period) -> Period:
    locked = PERIOD.take(period, "compute", by=None)
    locked.figures.all().delete()
    span = quarter(locked.bureau, locked.year, locked.quarter)
    for code, counter in COUNTERS.items():
        figure = Figure.objects.create(period=locked, code=code, value=Decimal(0))
        rows = (FigureRow(figure=figure, ref=r.ref, text=r.text[:300], url=r.url, value=r.value) for r in counter(span))
        while batch := list(islice(rows, BATCH)):  # a province has a million rows
            FigureRow.objects.bulk_create(batch)
            figure.value += sum((row.value for row in batch), Decimal(0))
        figure.save(update_fields=["value"])
    locked.computed_at = timezone.now()
    locked.save(update_fields=["computed_at"])
    record(PERIOD.act("compute"), by=None, subject=locked, after={f.code: f.value for f in locked.figures.all()})
    return locked


@transaction.atomic
def freeze(period: Period, *, by: User, version: int | None = None) -> Period:
    locked = PERIOD.take(period, "freeze", by=by, version=version)
    record(PERIOD.act("freeze"), by=by, subject=locked, after={f.code: f.value for f in locked.figures.all()})
    return locked
