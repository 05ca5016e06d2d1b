from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import Draw
from plans.queries import draw as draws


def has_enough_candidates(task: Draw, by: User) -> Unmet | None:
    units, officers = len(draws.unit_candidates(task).rows), len(draws.officer_candidates(task).rows)
    words = {"units": units, "wanted": task.units_wanted, "officers": officers, "officers_wanted": task.officers_wanted}
    if units < task.units_wanted:
        message = _("符合条件的企业只有 %(units)s 家，少于要抽取的 %(wanted)s 家，减少数量或放宽条件") % words
        return Unmet(message, url=_edit(task))
    if officers < task.officers_wanted:
        message = _("持有效执法证的检查人员只有 %(officers)s 名，少于要抽取的 %(officers_wanted)s 名，减少人数") % words
        return Unmet(message, url=_edit(task))
    return None


def source_is_large_enough(task: Draw, by: User) -> Unmet | None:
    needed = draws.bits_needed(task, len(draws.unit_candidates(task).rows), len(draws.officer_candidates(task).rows))
    if float(task.seed_bits) >= needed or task.small_source_reason:
        return None
    words = {"needed": f"{needed:.1f}", "bits": task.seed_bits}
    message = _("本次抽取需要 %(needed)s 比特随机量，所选来源只有 %(bits)s 比特，增加来源或写明理由") % words
    return Unmet(message, url=_edit(task))


def seed_is_in_the_future(task: Draw, by: User) -> Unmet | None:
    if task.seed_at > timezone.now():
        return None
    words = {"at": timezone.localtime(task.seed_at).strftime("%Y-%m-%d %H:%M")}
    message = _("名单应在种子产生之前冻结，种子产生时间 %(at)s 已过，另选以后的来源") % words
    return Unmet(message, url=_edit(task))


def seed_is_out(task: Draw, by: User) -> Unmet | None:
    if timezone.now() >= task.seed_at:
        return None
    words = {"at": timezone.localtime(task.seed_at).strftime("%Y-%m-%d %H:%M")}
    return Unmet(_("种子将于 %(at)s 产生，届时再录入") % words)


def confirms_for_another(task: Draw, by: User) -> Unmet | None:
    if by.pk != task.seeded_by_id:
        return None
    return Unmet(_("录入种子的人员不能自己确认，由另一名监督人员重新录入一遍"))


def is_not_on_the_list(task: Draw, by: User) -> Unmet | None:
    """Who may be drawn does not run or confirm the drawing."""
    if by.pk not in {row["id"] for row in task.lists.get(draws.OFFICER, [])}:
        return None
    return Unmet(_("列入检查人员名单的人员不能操作本次抽取，由其他人员办理"))


def no_inspection_has_begun(task: Draw, by: User) -> Unmet | None:
    if not draws.has_begun(task):
        return None
    return Unmet(_("抽中企业的检查已经开始，本次抽取不能作废"))


def _edit(task: Draw) -> str:
    return reverse("draw_edit", args=[task.pk])
