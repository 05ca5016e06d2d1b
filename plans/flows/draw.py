from django.utils.translation import gettext_lazy as _

from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import Role
from enforcement.workflow import Workflow, step
from plans.guards import draw as guards
from plans.states import DrawState as S

BEGUN = (S.FROZEN, S.SEEDED, S.CONFIRMED, S.DRAWN, S.REVEALED)
TO_VOID = (*BEGUN, S.REVEALING)  # a reveal at work is waited for; one that stands still can end like this
DRAW = Workflow(
    name="draw",
    states=S,
    steps=(
        step("edit", _("修改条件"), S.DRAFT, None, permission=P.PREPARE_DRAWS),
        step("freeze", _("冻结名单"), S.DRAFT, S.FROZEN, permission=P.PREPARE_DRAWS,
             guards=[guards.stays_within_the_plan, guards.a_repetition_is_approved, guards.has_enough_candidates,
                     guards.source_is_large_enough, guards.leaves_time_to_publish]),
        step("approve_repeat", _("批准再次抽取"), S.DRAFT, None, permission=P.APPROVE_DRAWS,
             guards=[guards.is_a_repetition, guards.is_not_approved_yet, guards.approves_for_another,
                     guards.can_still_be_frozen]),
        step("discard", _("放弃草稿"), S.DRAFT, S.DISCARDED, permission=P.PREPARE_DRAWS, danger=True),
        step("publish", _("公布名单承诺"), BEGUN, None, permission=None, guards=[guards.is_not_published]),
        step("seed", _("录入种子"), S.FROZEN, S.SEEDED, permission=P.PREPARE_DRAWS,
             guards=[guards.no_void_is_asked, guards.was_published_before_the_seed, guards.seed_is_out,
                     guards.is_not_on_the_list]),
        step("confirm_seed", _("确认种子"), S.SEEDED, S.CONFIRMED, permission=P.SUPERVISE_DRAWS,
             guards=[guards.no_void_is_asked, guards.confirms_for_another, guards.is_not_on_the_list]),
        step("reject_seed", _("退回种子"), S.SEEDED, S.FROZEN, permission=P.SUPERVISE_DRAWS,
             guards=[guards.no_void_is_asked, guards.confirms_for_another, guards.is_not_on_the_list]),
        step("draw", _("抽取"), S.CONFIRMED, S.DRAWN, permission=P.PREPARE_DRAWS,
             guards=[guards.no_void_is_asked, guards.is_not_on_the_list]),
        step("reveal", _("公布结果"), S.DRAWN, S.REVEALING, permission=P.PREPARE_DRAWS,
             guards=[guards.no_void_is_asked, guards.no_recusal_waits, guards.is_not_on_the_list]),
        step("recuse", _("登记回避"), S.DRAWN, None, permission=P.PREPARE_DRAWS,
             guards=[guards.no_void_is_asked, guards.no_recusal_waits, guards.is_not_on_the_list]),
        step("agree_recusal", _("同意回避"), S.DRAWN, None, permission=P.SUPERVISE_DRAWS,
             guards=[guards.no_void_is_asked, guards.a_recusal_waits, guards.decides_recusal_for_another,
                     guards.is_not_on_the_list]),
        step("refuse_recusal", _("不同意回避"), S.DRAWN, None, permission=P.SUPERVISE_DRAWS,
             guards=[guards.a_recusal_waits, guards.decides_recusal_for_another, guards.is_not_on_the_list]),
        step("resume_reveal", _("继续公布结果"), S.REVEALING, None, permission=P.PREPARE_DRAWS,
             guards=[guards.no_void_is_asked, guards.reveal_stands_still, guards.is_not_on_the_list]),
        step("finish_reveal", _("完成公布"), S.REVEALING, S.REVEALED, permission=None,
             guards=[guards.no_void_is_asked, guards.all_units_are_handled]),
        step("ask_void", _("申请作废"), TO_VOID, None, permission=P.SUPERVISE_DRAWS,
             guards=[guards.no_void_is_asked, guards.no_tasks_are_being_made, guards.no_inspection_has_begun,
                     guards.is_not_on_the_list], danger=True),
        step("refuse_void", _("不同意作废"), TO_VOID, None, permission=P.APPROVE_DRAWS,
             guards=[guards.a_void_is_asked, guards.decides_for_another, guards.is_not_on_the_list]),
        step("void", _("作废抽取"), TO_VOID, S.VOID, permission=P.APPROVE_DRAWS,
             guards=[guards.a_void_is_asked, guards.decides_for_another, guards.no_inspection_has_begun,
                     guards.is_not_on_the_list], danger=True),
    ),
    owners={
        S.DRAFT: (Role.SECTION_CHIEF,),
        S.DISCARDED: (),
        S.FROZEN: (Role.SECTION_CHIEF,),
        S.SEEDED: (Role.SUPERVISOR,),
        S.CONFIRMED: (Role.SECTION_CHIEF,),
        S.DRAWN: (Role.SECTION_CHIEF,),
        S.REVEALING: (Role.SECTION_CHIEF,),  # seconds, unless its job fails for good: then it stands on the desk
        S.REVEALED: (),
        S.VOID: (),
    },
    title=_("双随机抽取"),
)  # fmt: skip
