from django.utils.translation import gettext_lazy as _

from enforcement.web import queue
from plans.queries import life
from supervision.flows.disclosure import PUBLICATION
from supervision.flows.statistics import PERIOD
from supervision.models import Period, Publication

queue.register(
    queue.Kind(
        PUBLICATION,
        _("公示"),
        lambda user: Publication.objects.visible_to(user).select_related("penalty"),
        due_field="publish_by",
        own_roles=(),
    )
)
queue.register(queue.Kind(PERIOD, _("季度统计"), Period.objects.visible_to, own_roles=()))
life.register(
    life.Kind(
        _("公示"),
        lambda user: Publication.objects.visible_to(user).select_related("penalty"),
        "created_at",
        enterprise="penalty__enterprise",
    )
)
