import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.guards.enterprise import refuse_merged
from plans.models import Enterprise, Grading, GradingObjection, SchemeEdition, TaskGrading
from plans.queries.grading import Prefill, prefill_of
from plans.queries.scheme import edition_in_force
from plans.rules.grading import AnswerError, Result, evaluate
from plans.rules.scheme import OF_TASKS, grades_of, levels_of

GRADED = name_act("enterprise.grade", gettext_lazy("企业分级"))
OBJECTED = name_act("enterprise.object_to_grade", gettext_lazy("记录分级异议"))
ANSWERED = name_act("enterprise.answer_objection", gettext_lazy("答复分级异议"))
TASK_GRADED = name_act("enterprise.grade_task", gettext_lazy("作业分级"))


@transaction.atomic
def grade_enterprise(
    enterprise: Enterprise,
    *,
    by: User,
    scheme: str,
    answers: Mapping[str, Any],
    direct_red: Sequence[str] = (),
    reasons: Mapping[str, str] | None = None,
    version: int | None = None,
) -> Grading:
    """Answers, edition of the scheme and arithmetic are kept; the grading before stays as it was, no longer current.

    `reasons`: fact → why an answer is not what the register or the record says."""
    locked = lock(enterprise, by, version)
    _refuse_own_grading(locked, by)
    edition = edition_in_force(scheme, locked.bureau, timezone.localdate())
    if edition.kind == OF_TASKS:
        raise RuleBroken(_t("该方案评定作业或部位，不评定整个企业"), field="scheme")
    prefill = prefill_of(locked, edition)
    refuse_unreasoned(prefill, answers, reasons or {})
    result = _evaluated(edition, answers, direct_red)
    grade = grades_of(edition.content)[result.level]
    before = {"grade": locked.grade}
    Grading.objects.filter(enterprise=locked, current=True).update(current=False)
    grading = Grading.objects.create(
        **kept(locked, edition, result, by=by),
        answers={"items": dict(answers), "direct_red": list(direct_red)},
        inputs=prefill.as_json(answers, reasons or {}),
        grade=grade,
    )
    upheld_of(locked).update(regraded=grading)
    locked.grade = grade
    locked.version += 1
    locked.save(update_fields=["grade", "version"])
    after = {"grade": grade.value, "scheme": scheme, "score": str(result.score), "grading": grading.pk}
    record(GRADED, by=by, subject=locked, before=before, after=after, rule=scheme)
    return grading


@transaction.atomic
def grade_task(
    enterprise: Enterprise,
    *,
    by: User,
    scheme: str,
    task: str,
    answers: Mapping[str, Any],
    version: int | None = None,
) -> TaskGrading:
    """A named work task or site of the enterprise, whose own grade stays what it is. The same name again: anew."""
    locked = lock(enterprise, by, version)
    edition = edition_in_force(scheme, locked.bureau, timezone.localdate())
    if edition.kind != OF_TASKS:
        raise RuleBroken(_t("该方案评定整个企业，不评定作业或部位"), field="scheme")
    if not task.strip():
        raise RuleBroken(_t("写明作业或部位的名称"), field="task")
    result = _evaluated(edition, answers, ())
    before = TaskGrading.objects.filter(enterprise=locked, task=task.strip(), current=True)
    was = list(before.values_list("level", flat=True))
    before.update(current=False)
    grading = TaskGrading.objects.create(
        **kept(locked, edition, result, by=by),
        answers={"items": {code: str(value) for code, value in answers.items()}, "direct_red": []},
        task=task.strip(),
        level=result.level,
        rank=levels_of(edition.content).index(result.level),
    )
    after = {"task": grading.task, "level": result.level, "score": str(result.score), "grading": grading.pk}
    record(TASK_GRADED, by=by, subject=locked, before={"level": was[0] if was else ""}, after=after, rule=scheme)
    return grading


def lock(enterprise: Enterprise, by: User, version: int | None) -> Enterprise:
    locked = Enterprise.objects.select_for_update(of=("self",)).select_related("bureau").get(pk=enterprise.pk)
    require(by, Permission.GRADE_ENTERPRISES, locked)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    refuse_merged(locked)
    return locked


def kept(enterprise: Enterprise, edition: SchemeEdition, result: Result, *, by: User) -> dict[str, Any]:
    """What every grading keeps, of a unit or of a task."""
    return {
        "enterprise": enterprise,
        "edition": edition,
        "scheme": edition.code,
        "scheme_sha256": edition.sha256,
        "score": result.score,
        "arithmetic": result.as_json(),
        "graded_by": by,
    }


def upheld_of(enterprise: Enterprise) -> QuerySet[GradingObjection]:
    """Objections that wait for the new grading."""
    return GradingObjection.objects.filter(grading__enterprise=enterprise, upheld=True, regraded__isnull=True)


def _refuse_own_grading(enterprise: Enterprise, by: User) -> None:
    if upheld_of(enterprise).filter(grading__graded_by=by).exists():
        raise RuleBroken(_t("对该等级的异议已采纳，原评定人员不能重新评定，由其他人员办理"))


def refuse_unreasoned(prefill: Prefill, answers: Mapping[str, Any], reasons: Mapping[str, str]) -> None:
    for fact, codes in prefill.overruled(answers).items():
        if not reasons.get(fact, "").strip():
            words = {
                "codes": "、".join(codes),
                "source": prefill.source_of(fact),
                "label": prefill.label_of(fact),
                "known": prefill.known[fact].words,
            }
            message = _t("%(codes)s 与%(source)s的记载（%(label)s：%(known)s）不同，写明理由")
            raise RuleBroken(message % words, field=f"reason_{fact}")


@transaction.atomic
def object_to(grading: Grading, *, by: User, said_on: dt.date, speaker: str, text: str) -> GradingObjection:
    """Once for each grading, while it is the current one. The enterprise keeps its grade until it is answered."""
    locked = Grading.objects.select_for_update(of=("self",)).select_related("enterprise__bureau").get(pk=grading.pk)
    require(by, Permission.GRADE_ENTERPRISES, locked)
    if not locked.current:
        raise RuleBroken(_t("该分级已被新的分级替代，对现行的分级提出异议"))
    if GradingObjection.objects.filter(grading=locked).exists():
        raise RuleBroken(_t("该分级已记录过异议"))
    if not timezone.localdate(locked.graded_at) <= said_on <= timezone.localdate():
        words = {"from": timezone.localdate(locked.graded_at), "to": timezone.localdate()}
        raise RuleBroken(_t("提出日期应在 %(from)s 至 %(to)s 之间") % words, field="said_on")
    made = GradingObjection.objects.create(grading=locked, said_on=said_on, speaker=speaker, text=text, recorded_by=by)
    record(OBJECTED, by=by, subject=locked.enterprise, note=text, after={"grading": locked.pk, "speaker": speaker})
    return made


@transaction.atomic
def answer(objection: GradingObjection, *, by: User, upheld: bool, reply: str) -> GradingObjection:
    """By someone else than the one who graded. Upheld: the enterprise is graded again, which ends it."""
    locked = (
        GradingObjection.objects.select_for_update(of=("self",))
        .select_related("grading__enterprise__bureau")
        .get(pk=objection.pk)
    )
    require(by, Permission.GRADE_ENTERPRISES, locked)
    if locked.upheld is not None:
        raise RuleBroken(_t("该异议已经答复"))
    if refused := own_objection(locked, by):
        raise RuleBroken(refused)
    locked.upheld, locked.reply, locked.answered_by, locked.answered_at = upheld, reply, by, timezone.now()
    locked.save(update_fields=["upheld", "reply", "answered_by", "answered_at"])
    after = {"grading": locked.grading_id, "upheld": upheld}
    record(ANSWERED, by=by, subject=locked.grading.enterprise, note=reply, after=after)
    return locked


def own_objection(objection: GradingObjection, by: User) -> str:
    """Why this person does not answer it, said before anything is typed; empty for whoever may."""
    if by.pk != objection.grading.graded_by_id:
        return ""
    return _t("评定该等级的人员不能答复对它的异议，由其他人员办理")


def _evaluated(edition: SchemeEdition, answers: Mapping[str, Any], direct_red: Sequence[str]) -> Result:
    try:
        return evaluate(edition.content, answers, direct_red)
    except AnswerError as error:
        raise RuleBroken(str(error), field=error.code) from error
