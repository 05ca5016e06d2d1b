from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.roles import Role
from enforcement.web import queue, search
from plans.flows.assignment import ASSIGNMENT
from plans.flows.draw import DRAW
from plans.flows.plan import PLAN
from plans.models import Assignment, Draw, Enterprise, Grading, Plan
from plans.queries import life

queue.register(queue.Kind(PLAN, _("年度计划"), Plan.objects.visible_to, own_roles=()))
queue.register(
    queue.Kind(
        DRAW,
        _("双随机抽取"),
        lambda user: Draw.objects.visible_to(user).defer("result", "params"),
        own_roles=(),
    )
)
queue.register(
    queue.Kind(
        ASSIGNMENT,
        _("检查任务"),
        lambda user: Assignment.objects.visible_to(user).select_related("enterprise"),
        due_field="window_to",
        mine=lambda user: Q(officers=user),
        own_roles=(Role.INSPECTOR,),
    )
)
search.register(
    _("企业"),
    lambda user, words: (
        Enterprise.objects.visible_to(user).named_like(words).order_by("id")
        if not words.isascii()
        else Enterprise.objects.visible_to(user).filter(credit_code__startswith=words.upper()).order_by("credit_code")
    ),
)
life.register(
    life.Kind(_("分类分级"), lambda user: Grading.objects.visible_to(user).select_related("enterprise"), "graded_at",
              text=lambda one: one.scheme, state=lambda one: str(one.get_grade_display()))
)  # fmt: skip
life.register(life.Kind(_("检查任务"), Assignment.objects.visible_to, "created_at", text=lambda task: task.subject))
