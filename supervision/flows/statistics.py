from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from supervision.guards.statistics import quarter_is_over
from supervision.states import PeriodState as S

PERIOD = Workflow(
    name="period",
    states=S,
    steps=(
        step("compute", _("计算本期"), (S.OPEN, S.COMPUTED), S.COMPUTED, permission=None, guards=[quarter_is_over]),
        step("freeze", _("冻结本期"), S.COMPUTED, S.FROZEN, permission=P.CLOSE_STATISTICS, guards=[quarter_is_over]),
    ),
    owners={S.OPEN: (), S.COMPUTED: (Role.STATISTICIAN,), S.FROZEN: ()},
    title=_("统计"),
)
