from django.utils.translation import gettext_lazy as _

from cases.guards import reinspection as guards
from cases.states import ReinspectionState as S
from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step

FLOW = Workflow(
    "reinspection",
    S,
    (
        step("seal", _("出具复查意见"), S.UNDER_WAY, S.SEALED, permission=P.INSPECT,
             guards=[guards.by_own_officer, guards.two_officers, guards.officers_certified]),
    ),
    owners={S.UNDER_WAY: (Role.INSPECTOR,), S.SEALED: ()},
    title=_("复查"),
)  # fmt: skip
