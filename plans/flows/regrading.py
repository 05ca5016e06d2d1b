from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from plans.guards.regrading import edition_is_in_force, finds_someone, no_other_runs, was_started_by_reader
from plans.states import RegradingState as S

REGRADING = Workflow(
    "regrading",
    S,
    (
        step(
            "confirm",
            _("确认重评"),
            S.DRAFT,
            S.RUNNING,
            permission=P.GRADE_ENTERPRISES,
            guards=[was_started_by_reader, edition_is_in_force, no_other_runs, finds_someone],
        ),
        step("finish", _("完成重评"), S.RUNNING, S.DONE, permission=None),
        step("cancel", _("取消重评"), [S.DRAFT, S.RUNNING], S.CANCELLED, permission=P.GRADE_ENTERPRISES, danger=True),
    ),
    owners={S.DRAFT: (Role.SECTION_CHIEF,), S.RUNNING: (), S.DONE: (), S.CANCELLED: ()},
    title=_("批量重评"),
)
