from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.rulebook import companions
from enforcement.web import queue, search
from plans.actions.scheme import load_schemes
from plans.flows.assignment import ASSIGNMENT
from plans.flows.draw import DRAW
from plans.flows.plan import PLAN
from plans.flows.summary import SUMMARY
from plans.models import (
    Accident,
    Assignment,
    Complaint,
    CreditEntry,
    Draw,
    Enterprise,
    Grading,
    JurisdictionChange,
    Licence,
    ListedHazard,
    Merge,
    Occurrence,
    Plan,
    PlanSummary,
    SelfReport,
)
from plans.queries import facts, life, occurrences, standing_acts, unfinished
from plans.queries.standing_acts import who_and_why


def standing(one: Occurrence, running: str) -> str:
    return _t("已作废或终止") if one.ended_on else running


queue.register(queue.Kind(PLAN, _("年度计划"), Plan.objects.visible_to, due_field="due_on", own_roles=()))
queue.register(queue.Kind(SUMMARY, _("年度计划执行总结"), PlanSummary.objects.visible_to, own_roles=()))
queue.register(
    queue.Kind(
        DRAW,
        _("双随机抽取"),
        lambda user: Draw.objects.visible_to(user).defer("result", "params"),
        own_roles=(),
    )
)
queue.register(
    queue.Kind(
        ASSIGNMENT,
        _("检查任务"),
        lambda user: Assignment.objects.visible_to(user).select_related("enterprise"),
        due_field="window_to",
        mine=lambda user: Q(officers=user),
        own_roles=(Role.INSPECTOR,),
    )
)
search.register(_("企业"), lambda user, words: Enterprise.objects.visible_to(user).found_by(words).order_by("id"))
life.register(
    life.Kind(_("分类分级"), lambda user: Grading.objects.visible_to(user).select_related("enterprise"), "graded_at",
              text=lambda one: one.scheme, state=lambda one: str(one.get_grade_display()))
)  # fmt: skip
life.register(life.Kind(_("检查任务"), Assignment.objects.visible_to, "created_at", text=lambda task: task.subject))
companions.register(load_schemes)
facts.register(facts.Provider("standardisation", _("标准化等级"), _("企业库"), facts.standardisation_of))
facts.register(facts.Provider("source_level", _("重大危险源级别"), _("企业库"), facts.source_level_of))
life.register(
    life.Kind(_("行政许可"), Licence.objects.visible_to, "valid_from",
              state=lambda one: str(one.get_state_display()))
)  # fmt: skip
life.register(
    life.Kind(_("自查自报自改"), SelfReport.objects.visible_to, "reported_on",
              state=lambda one: _t("已作废") if one.ended_on else _t("有效"))
)  # fmt: skip
life.register(
    life.Kind(_("挂牌督办"), ListedHazard.objects.visible_to, "listed_on",
              state=lambda one: _t("已摘牌") if one.ended_on else _t("督办中"))
)  # fmt: skip
life.register(
    life.Kind(_("事故"), Accident.objects.visible_to, "happened_on", state=lambda one: standing(one, _t("已登记")),
              once=occurrences.each_document_once)
)  # fmt: skip
life.register(
    life.Kind(_("投诉举报"), Complaint.objects.visible_to, "known_on",
              state=lambda one: standing(one, str(one.get_outcome_display())), once=occurrences.each_document_once)
)  # fmt: skip
life.register(
    life.Kind(_("信用记录"), CreditEntry.objects.visible_to, "happened_on",
              state=lambda one: standing(one, _t("已过有效期") if one.has_lapsed else _t("有效")),
              once=occurrences.each_document_once)
)  # fmt: skip
for name, label, find in occurrences.FACTS:
    facts.register(facts.Provider(name, label, _("企业库"), find, counts=True))
life.register(
    life.Kind(_("变更经营状态"), lambda user: standing_acts.status_entries(), "at", enterprise="subject",
              ref="enterprise:{}".format, text=standing_acts.status_words, state=lambda one: "",
              url=standing_acts.enterprise_url, note=lambda one: who_and_why(one.actor_text, one.note),
              whose=standing_acts.enterprise_of)
)  # fmt: skip
life.register(
    life.Kind(_("监管分工变更"),
              lambda user: JurisdictionChange.objects.visible_to(user).select_related(
                  "from_bureau", "to_bureau", "decided_by"),
              "decided_at", text=standing_acts.jurisdiction_words, state=lambda one: one.document_number,
              note=lambda one: who_and_why(one.decided_by, one.reason), whose=lambda one: one.enterprise_id)
)  # fmt: skip


def merges(user: User) -> QuerySet[Merge]:
    found: QuerySet[Merge] = Merge.objects.visible_to(user).select_related(
        "enterprise", "merged", "merged_by", "undone_by"
    )
    return found


life.register(
    life.Kind(_("撤销并入"), merges, "undone_at", enterprise="merged", other="enterprise",
              state=lambda one: _t("已撤销"), url=lambda one: one.merged.get_absolute_url(),
              note=lambda one: who_and_why(one.undone_by, one.undo_reason))
)  # fmt: skip
life.register(  # after its undoing, so that the filter calls both a merge
    life.Kind(_("企业合并"), merges, "merged_at", enterprise="merged", other="enterprise",
              state=lambda one: _t("已撤销") if one.undone_at else _t("有效"),
              url=lambda one: one.merged.get_absolute_url(), note=lambda one: who_and_why(one.merged_by, one.reason))
)  # fmt: skip
unfinished.register(
    unfinished.Kind("plan", _("计划项目"), unfinished.planned, unfinished.planned_for,
                    text=unfinished.item_in_words, url=lambda one: one.plan.get_absolute_url())
)  # fmt: skip
unfinished.register(unfinished.Kind("draw", _("双随机抽取"), unfinished.undrawn, Draw.objects.visible_to))
unfinished.register(
    unfinished.Kind("task", _("检查任务"), unfinished.live_tasks, Assignment.objects.visible_to,
                    page="/assignments/?enterprise={}&open=on", text=unfinished.task_in_words)
)  # fmt: skip
unfinished.register(
    unfinished.Kind("hazard", _("挂牌督办"), unfinished.listed_hazards, ListedHazard.objects.visible_to)
)
unfinished.register(
    unfinished.Kind("complaint", _("投诉举报"), unfinished.pending_complaints, Complaint.objects.visible_to)
)
