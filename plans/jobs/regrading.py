from django.utils import translation

from enforcement.outbox.registry import job
from enforcement.outbox.work import show_progress
from plans.actions import regrading
from plans.models import Regrading


@job("plans.regrade")
def regrade(run: int) -> None:
    """What is kept is Chinese, whatever language the worker has."""
    record = Regrading.objects.select_related("edition", "created_by").get(pk=run)
    with translation.override("zh-hans"):
        regrading.regrade(record, lambda done, total: show_progress(record.job_key, done, total))
