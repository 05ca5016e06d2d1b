from django.utils import translation

from enforcement.outbox.registry import job
from enforcement.outbox.work import show_progress
from plans.actions import draw_reveal
from plans.models import Draw
from plans.queries.draw_reveal import job_key


@job("plans.reveal_draw")
def reveal_draw(draw: int) -> None:
    """What is kept is Chinese, whatever language the worker has."""
    key = job_key(Draw(pk=draw))
    with translation.override("zh-hans"):
        draw_reveal.make_tasks(draw, lambda done, total: show_progress(key, done, total))
