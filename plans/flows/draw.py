from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from plans.guards import draw as guards
from plans.states import DrawState as S

DRAW = Workflow(
    name="draw",
    states=S,
    steps=(
        step("edit", _("修改条件"), S.DRAFT, None, permission=P.PREPARE_DRAWS),
        step("freeze", _("冻结名单"), S.DRAFT, S.FROZEN, permission=P.PREPARE_DRAWS,
             guards=[guards.has_enough_candidates, guards.source_is_large_enough, guards.seed_is_in_the_future]),
        step("seed", _("录入种子"), S.FROZEN, S.SEEDED, permission=P.PREPARE_DRAWS,
             guards=[guards.seed_is_out, guards.is_not_on_the_list]),
        step("confirm_seed", _("确认种子"), S.SEEDED, S.CONFIRMED, permission=P.SUPERVISE_DRAWS,
             guards=[guards.confirms_for_another, guards.is_not_on_the_list]),
        step("reject_seed", _("退回种子"), S.SEEDED, S.FROZEN, permission=P.SUPERVISE_DRAWS,
             guards=[guards.confirms_for_another]),
        step("draw", _("抽取"), S.CONFIRMED, S.DRAWN, permission=P.PREPARE_DRAWS, guards=[guards.is_not_on_the_list]),
        step("recuse", _("登记回避"), S.DRAWN, None, permission=P.SUPERVISE_DRAWS, guards=[guards.is_not_on_the_list]),
        step("reveal", _("公布结果"), S.DRAWN, S.REVEALED, permission=P.PREPARE_DRAWS,
             guards=[guards.is_not_on_the_list]),
        step("void", _("作废抽取"), (S.FROZEN, S.SEEDED, S.CONFIRMED, S.DRAWN, S.REVEALED), S.VOID,
             permission=P.SUPERVISE_DRAWS, guards=[guards.no_inspection_has_begun], danger=True),
    ),
    owners={
        S.DRAFT: (Role.SECTION_CHIEF,),
        S.FROZEN: (Role.SECTION_CHIEF,),
        S.SEEDED: (Role.SUPERVISOR,),
        S.CONFIRMED: (Role.SECTION_CHIEF,),
        S.DRAWN: (Role.SECTION_CHIEF,),
        S.REVEALED: (),
        S.VOID: (),
    },
    title=_("双随机抽取"),
)  # fmt: skip
