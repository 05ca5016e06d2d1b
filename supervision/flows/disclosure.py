from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from supervision.guards import disclosure as guards
from supervision.states import PublicationState as S

PUBLICATION = Workflow(
    name="publication",
    states=S,
    steps=(
        step("check", _("复核遮蔽"), S.PROPOSED, S.CHECKED, permission=P.DISCLOSE,
             guards=[guards.is_not_the_drafter, guards.nothing_private_is_left]),
        step("return", _("退回修改"), S.CHECKED, S.PROPOSED, permission=P.APPROVE_DISCLOSURE),
        step("publish", _("公示"), S.CHECKED, S.PUBLISHED, permission=P.APPROVE_DISCLOSURE,
             guards=[guards.is_not_the_checker, guards.decision_was_delivered, guards.nothing_private_is_left]),
        step("withdraw", _("撤下公示"), S.PUBLISHED, S.WITHDRAWN, permission=P.APPROVE_DISCLOSURE, danger=True,
             warnings=[guards.public_by_law]),
        step("expire", _("公示期满"), S.PUBLISHED, S.EXPIRED, permission=None, guards=[guards.term_is_over]),
    ),
    owners={
        S.PROPOSED: (Role.DISCLOSURE_EDITOR,),
        S.CHECKED: (Role.BUREAU_LEADER, Role.PRINCIPAL_HEAD),
        S.PUBLISHED: (),
        S.WITHDRAWN: (),
        S.EXPIRED: (),
    },
    title=_("公示"),
)  # fmt: skip
