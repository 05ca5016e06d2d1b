from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.rulebook.states import EditionState as S
from enforcement.workflow import Workflow, step
from plans.guards.scheme import begins_after_the_earlier, begins_not_before_today, is_second_person

SCHEME = Workflow(
    "scheme",
    S,
    (
        step(
            "publish",
            _("发布分级方案"),
            S.DRAFT,
            S.PUBLISHED,
            permission=P.APPROVE_LAW,
            guards=[is_second_person, begins_after_the_earlier, begins_not_before_today],
        ),
        step("discard", _("作废分级方案"), S.DRAFT, S.DISCARDED, permission=P.APPROVE_LAW, danger=True),
    ),
    owners={S.DRAFT: (Role.LEGAL_REVIEWER, Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD), S.PUBLISHED: (), S.DISCARDED: ()},
    title=_("分级方案"),
)
