import datetime as dt

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy as _lazy

from enforcement.accounts.models import User
from enforcement.errors import Unmet
from plans.models import Draw
from plans.queries import draw as draws
from plans.queries.draw_recusal import waiting_recusal
from plans.queries.draw_repeats import allotment, repetition_of
from plans.queries.draw_reveal import is_at_work
from plans.queries.draw_settings import may_be_frozen_in_time, publish_minutes
from plans.states import DrawState


def has_enough_candidates(task: Draw, by: User) -> Unmet | None:
    have, wanted = draws.candidate_counts(task), draws.wanted(task)
    for name, message in FEWER.items():
        if name in wanted and have[name] < wanted[name]:
            return Unmet(message % {"have": have[name], "wanted": wanted[name]}, url=_edit(task))
    return None


FEWER = {
    draws.UNIT: _lazy("符合条件的企业只有 %(have)s 家，少于要抽取的 %(wanted)s 家，减少数量或放宽条件"),
    draws.OFFICER: _lazy("可列入名单的检查人员只有 %(have)s 名，少于要抽取的 %(wanted)s 名，减少人数或放宽专业要求"),
    draws.EXPERT: _lazy("可列入名单的专家只有 %(have)s 名，少于要抽取的 %(wanted)s 名，减少人数或补充专家库"),
}


def source_is_large_enough(task: Draw, by: User) -> Unmet | None:
    needed = draws.bits_needed(task, draws.candidate_counts(task))
    if float(task.seed_bits) >= needed or task.small_source_reason:
        return None
    words = {"needed": f"{needed:.1f}", "bits": task.seed_bits}
    message = _("本次抽取需要 %(needed)s 比特随机量，所选来源只有 %(bits)s 比特，增加来源或写明理由") % words
    return Unmet(message, url=_edit(task))


def stays_within_the_plan(task: Draw, by: User) -> Unmet | None:
    if task.plan_item is None or (found := allotment(task.plan_item, task.units_wanted, task.pk)).holds:
        return None
    return Unmet(found.in_words, url=_edit(task))


def a_repetition_is_approved(task: Draw, by: User) -> Unmet | None:
    """Asked again at the freezing: an earlier draft may have become a repetition since it was set."""
    found = repetition_of(task)
    unnamed = found.void is not None and found.open and task.replaces_id != found.void.draw.pk
    if unnamed or (found.is_one and not task.repeat_reason):
        return Unmet(_("%(told)s，先在条件中写明再次抽取的理由") % {"told": found.in_words}, url=_edit(task))
    if task.repeat_reason and task.repeat_approved_by_id is None:
        return Unmet(_("再次抽取待分管负责人或者主要负责人批准"))
    return None


def is_a_repetition(task: Draw, by: User) -> Unmet | None:
    return None if task.repeat_reason else Unmet(_("本次不是再次抽取，不需要批准"))


def is_not_approved_yet(task: Draw, by: User) -> Unmet | None:
    if task.repeat_approved_by is None:
        return None
    return Unmet(_("再次抽取已由 %(who)s 批准") % {"who": task.repeat_approved_by.name})


def approves_for_another(task: Draw, by: User) -> Unmet | None:
    return Unmet(_("提出再次抽取的人员不能自己批准")) if task.repeat_asked_by_id == by.pk else None


def can_still_be_frozen(task: Draw, by: User) -> Unmet | None:
    """What is approved too late could never be used; a later source is approved anew."""
    if may_be_frozen_in_time(task):
        return None
    message = _("种子产生时间（%(at)s）已过或者临近，名单来不及冻结；先由科室负责人修改条件，另选以后的来源，再批准")
    return Unmet(message % {"at": _moment(task.seed_at)})


def leaves_time_to_publish(task: Draw, by: User) -> Unmet | None:
    """The commitment has to be public before the seed exists."""
    if may_be_frozen_in_time(task):
        return None
    words = {"at": _moment(task.seed_at), "minutes": publish_minutes(task)}
    message = _("名单应在种子产生（%(at)s）至少 %(minutes)s 分钟前冻结并公布承诺（待核定），另选以后的来源") % words
    return Unmet(message, url=_edit(task))


def is_not_published(task: Draw, by: User | None) -> Unmet | None:
    return Unmet(_("名单承诺已经公布")) if task.published_at else None


def was_published_before_the_seed(task: Draw, by: User) -> Unmet | None:
    if task.published_at is None:
        return Unmet(_("名单承诺尚未公布，公布后才能录入种子"))
    if task.published_at < task.seed_at:
        return None
    words = {"at": _moment(task.published_at), "seed_at": _moment(task.seed_at)}
    return Unmet(_("名单承诺于 %(at)s 公布，晚于种子产生时间 %(seed_at)s，本次抽取只能作废") % words)


def no_void_is_asked(task: Draw, by: User | None) -> Unmet | None:
    return Unmet(_("已申请作废，待批准，批准前不能继续")) if task.void_asked_by_id else None


def a_void_is_asked(task: Draw, by: User) -> Unmet | None:
    return None if task.void_asked_by_id else Unmet(_("没有人申请作废本次抽取"))


def decides_for_another(task: Draw, by: User) -> Unmet | None:
    return Unmet(_("申请作废的人员不能自己批准")) if task.void_asked_by_id == by.pk else None


def no_recusal_waits(task: Draw, by: User) -> Unmet | None:
    return Unmet(_("登记的回避等待另一人决定，决定后继续")) if waiting_recusal(task) else None


def a_recusal_waits(task: Draw, by: User) -> Unmet | None:
    return None if waiting_recusal(task) else Unmet(_("没有等待决定的回避"))


def decides_recusal_for_another(task: Draw, by: User) -> Unmet | None:
    waiting = waiting_recusal(task)
    return Unmet(_("登记回避的人员不能自己决定")) if waiting and waiting.asked_by_id == by.pk else None


def seed_is_out(task: Draw, by: User) -> Unmet | None:
    if timezone.now() >= task.seed_at:
        return None
    return Unmet(_("种子将于 %(at)s 产生，届时再录入") % {"at": _moment(task.seed_at)})


def confirms_for_another(task: Draw, by: User) -> Unmet | None:
    if by.pk != task.seeded_by_id:
        return None
    return Unmet(_("录入种子的人员不能自己确认，由另一名监督人员重新录入一遍"))


def is_not_on_the_list(task: Draw, by: User) -> Unmet | None:
    """Who may be drawn does not run or confirm the drawing."""
    if not task.entries.filter(list=draws.OFFICER, subject=by.pk).exists():
        return None
    return Unmet(_("列入检查人员名单的人员不能操作本次抽取，由其他人员办理"))


def all_units_are_handled(task: Draw, by: User | None) -> Unmet | None:
    left = task.units.count() - task.handled
    return Unmet(_("还有 %(count)s 家抽中企业没有处理") % {"count": left}) if left else None


def reveal_stands_still(task: Draw, by: User) -> Unmet | None:
    return Unmet(_("系统正在生成检查任务，不需要继续")) if is_at_work(task) else None


def no_tasks_are_being_made(task: Draw, by: User) -> Unmet | None:
    """What is voided has to be known: a reveal at work ends or stops by itself."""
    if task.state != DrawState.REVEALING or not is_at_work(task):
        return None
    return Unmet(_("系统正在生成检查任务，完成或者停止后再申请作废"))


def no_inspection_has_begun(task: Draw, by: User) -> Unmet | None:
    if not draws.has_begun(task):
        return None
    return Unmet(_("抽中企业的检查已经开始，本次抽取不能作废"))


def _moment(at: dt.datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")


def _edit(task: Draw) -> str:
    return reverse("draw_edit", args=[task.pk])
