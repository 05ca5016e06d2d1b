import datetime as dt

from django.db.models import Q

from cases.models import PublishedItem


def is_published(bureau: int, checklist: str, on: dt.date) -> bool:
    held = PublishedItem.objects.filter(bureau=bureau, checklist=checklist, published_on__lte=on)
    return held.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=on)).exists()
