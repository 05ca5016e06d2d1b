from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from plans.guards import assignment as guards
from plans.states import AssignmentState as S

# only cancel has a page: begin, finish and reopen go with the inspection, withdraw with the draw
ASSIGNMENT = Workflow(
    name="assignment",
    states=S,
    steps=(
        step("begin", _("开始检查"), S.OPEN, S.UNDER_WAY, permission=P.INSPECT,
             guards=[guards.is_one_of_the_officers, guards.officers_are_certified]),
        step("finish", _("完成检查"), S.UNDER_WAY, S.DONE, permission=P.INSPECT,
             guards=[guards.is_one_of_the_officers]),
        step("reopen", _("恢复为待检查"), S.UNDER_WAY, S.OPEN, permission=P.INSPECT,
             guards=[guards.is_one_of_the_officers]),
        step("cancel", _("取消任务"), S.OPEN, S.CANCELLED, permission=P.ASSIGN_INSPECTIONS, danger=True),
        step("withdraw", _("随抽取作废取消"), S.OPEN, S.CANCELLED, permission=P.APPROVE_DRAWS,
             guards=[guards.its_draw_is_void]),
    ),
    owners={S.OPEN: (Role.INSPECTOR,), S.UNDER_WAY: (Role.INSPECTOR,), S.DONE: (), S.CANCELLED: ()},
    title=_("检查任务"),
)  # fmt: skip
