"""Exactly one bureau supervises an enterprise from day to day; another one inspects there only as one of a few origins.

Called inside the acts of assignments and plans; each refusal stands at the field that mends it.
"""

from django.utils.translation import gettext as _t

from enforcement.accounts.models import Bureau
from enforcement.errors import RuleBroken
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import checks_entry, cited
from enforcement.wording import listed
from plans.actions.task import Task
from plans.guards.stacking import NO_STACKING, above
from plans.models import Enterprise
from plans.queries.licence import may_check_licence
from plans.states import OF_LICENCES, OF_OTHERS, Origin


@checks_entry(NO_STACKING, "assignment.assign")
def refuse_stacked(task: Task, enterprise: Enterprise, acting: Bureau) -> None:
    """Also asked for an enterprise of one's own: a joint check without anyone to join is none."""
    foreign = enterprise.bureau_id != acting.pk
    if foreign and task.origin not in OF_OTHERS:
        message = _t(
            "%(name)s 由%(bureau)s负责日常监管，本机关不得叠加执法（%(source)s）；"
            "确需检查的，按%(origins)s办理，或者转由该机关检查"
        )
        origins = listed(Origin(one).label for one in OF_OTHERS)
        words = {"name": enterprise, "bureau": enterprise.bureau, "source": cited(rulebook.gate(NO_STACKING))}
        raise RuleBroken(message % {**words, "origins": origins}, "origin")
    if task.licence and task.origin not in OF_LICENCES:
        words = {"origin": Origin.LICENSING.label}
        raise RuleBroken(_t("只有%(origin)s选择检查的许可，改选来源或者不选许可") % words, "licence")
    if foreign and not task.origin_reason.strip():
        raise RuleBroken(_t("检查其他机关监管的企业，写明检查理由"), "origin_reason")
    if task.origin in {Origin.SUPERVISION, Origin.SPOT_CHECK}:
        _refuse_not_superior(task, enterprise, acting)
    elif task.origin == Origin.LICENSING:
        _refuse_not_licensing(task, enterprise, acting)
    elif task.origin in {Origin.JOINT, Origin.CROSS_REGION}:
        _refuse_alone(task, enterprise, acting)


def _refuse_not_superior(task: Task, enterprise: Enterprise, acting: Bureau) -> None:
    if enterprise.bureau_id == acting.pk or not above(acting, enterprise.bureau):
        words = {"origin": Origin(task.origin).label, "bureau": enterprise.bureau}
        message = _t("%(origin)s由日常监管机关的上级办理，该企业由%(bureau)s监管，选择其他来源")
        raise RuleBroken(message % words, "origin")


def _refuse_not_licensing(task: Task, enterprise: Enterprise, acting: Bureau) -> None:
    if not may_check_licence(enterprise, acting.pk):
        words = {"bureau": enterprise.licensing_bureau or _t("未确定"), "daily": enterprise.bureau}
        message = _t(
            "许可事项由许可监管机关或者日常监管机关检查，该企业的许可监管机关为%(bureau)s，"
            "日常监管机关为%(daily)s，选择其他来源"
        )
        raise RuleBroken(message % words, "origin")
    if not task.licence:
        raise RuleBroken(_t("许可事项检查写明检查什么许可，选择检查的许可"), "licence")


def _refuse_alone(task: Task, enterprise: Enterprise, acting: Bureau) -> None:
    joint = task.origin == Origin.JOINT
    if any(one.pk == acting.pk for one in task.partners):
        raise RuleBroken(_t("本机关是牵头机关，参加机关中不要再选"), "partners")
    if not task.partners and not (joint and task.other_departments.strip()):
        message = _t("联合检查写明参加机关或其他参加部门") if joint else _t("跨区域检查选择协助的机关")
        raise RuleBroken(message, "partners")
    if acting.pk != enterprise.bureau_id and enterprise.bureau_id not in {one.pk for one in task.partners}:
        message = _t("该企业由%(bureau)s负责日常监管，参加机关中应有该机关")
        raise RuleBroken(message % {"bureau": enterprise.bureau}, "partners")
    if not joint:
        _refuse_unapproved(task, acting)


def _refuse_unapproved(task: Task, acting: Bureau) -> None:
    """By a bureau above every one that takes part."""
    approving = task.approving_bureau
    if approving is None or not all(
        above(approving, one) and one.pk != approving.pk for one in (acting, *task.partners)
    ):
        raise RuleBroken(_t("跨区域检查由各参加机关共同的上级机关批准，选择该上级机关"), "approving_bureau")
    if not task.document_number.strip():
        raise RuleBroken(_t("请输入上级批准跨区域检查的文号"), "document_number")
