import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.models import Enterprise, Grading, GradingObjection
from plans.queries.grading import scheme as find_scheme, scheme_sha256
from plans.rules.grading import AnswerError, Result, evaluate
from plans.states import Grade

GRADED = name_act("enterprise.grade", gettext_lazy("企业分级"))
OBJECTED = name_act("enterprise.object_to_grade", gettext_lazy("记录分级异议"))
ANSWERED = name_act("enterprise.answer_objection", gettext_lazy("答复分级异议"))
GRADE_OF_LEVEL = {"红": Grade.RED, "橙": Grade.ORANGE, "黄": Grade.YELLOW, "蓝": Grade.BLUE}


@transaction.atomic
def grade_enterprise(
    enterprise: Enterprise,
    *,
    by: User,
    scheme: str,
    answers: Mapping[str, Any],
    direct_red: Sequence[str] = (),
    version: int | None = None,
) -> Grading:
    """Answers, edition of the scheme and arithmetic are kept; the grading before stays as it was, no longer current."""
    locked = Enterprise.objects.select_for_update(of=("self",)).get(pk=enterprise.pk)
    require(by, Permission.GRADE_ENTERPRISES, locked)
    if version is not None and version != locked.version:
        raise StaleVersion(locked)
    result = _evaluated(scheme, answers, direct_red)
    grade = GRADE_OF_LEVEL[result.level]
    before = {"grade": locked.grade}
    Grading.objects.filter(enterprise=locked, current=True).update(current=False)
    grading = Grading.objects.create(
        bureau_id=locked.bureau_id,
        enterprise=locked,
        scheme=scheme,
        scheme_sha256=scheme_sha256(scheme),
        answers={"items": dict(answers), "direct_red": list(direct_red)},
        score=result.score,
        grade=grade,
        arithmetic=result.as_json(),
        graded_by=by,
    )
    again = GradingObjection.objects.filter(grading__enterprise=locked, upheld=True, regraded__isnull=True)
    again.update(regraded=grading)
    locked.grade = grade
    locked.version += 1
    locked.save(update_fields=["grade", "version"])
    after = {"grade": grade.value, "scheme": scheme, "score": str(result.score), "grading": grading.pk}
    record(GRADED, by=by, subject=locked, before=before, after=after, rule=scheme)
    return grading


@transaction.atomic
def object_to(grading: Grading, *, by: User, said_on: dt.date, speaker: str, text: str) -> GradingObjection:
    """Once for each grading, while it is the current one. The enterprise keeps its grade until it is answered."""
    locked = Grading.objects.select_for_update(of=("self",)).get(pk=grading.pk)
    require(by, Permission.GRADE_ENTERPRISES, locked)
    if not locked.current:
        raise RuleBroken(_t("该分级已被新的分级替代，对现行的分级提出异议"))
    if GradingObjection.objects.filter(grading=locked).exists():
        raise RuleBroken(_t("该分级已记录过异议"))
    if not timezone.localdate(locked.graded_at) <= said_on <= timezone.localdate():
        words = {"from": timezone.localdate(locked.graded_at), "to": timezone.localdate()}
        raise RuleBroken(_t("提出日期应在 %(from)s 至 %(to)s 之间") % words, field="said_on")
    made = GradingObjection.objects.create(
        bureau_id=locked.bureau_id, grading=locked, said_on=said_on, speaker=speaker, text=text, recorded_by=by
    )
    record(OBJECTED, by=by, subject=locked.enterprise, note=text, after={"grading": locked.pk, "speaker": speaker})
    return made


@transaction.atomic
def answer(objection: GradingObjection, *, by: User, upheld: bool, reply: str) -> GradingObjection:
    """By someone else than the one who graded. Upheld: the enterprise is graded again, which ends it."""
    locked = GradingObjection.objects.select_for_update(of=("self",)).select_related("grading").get(pk=objection.pk)
    require(by, Permission.GRADE_ENTERPRISES, locked)
    if locked.upheld is not None:
        raise RuleBroken(_t("该异议已经答复"))
    if by.pk == locked.grading.graded_by_id:
        raise RuleBroken(_t("评定该等级的人员不能答复对它的异议，由其他人员办理"))
    locked.upheld, locked.reply, locked.answered_by, locked.answered_at = upheld, reply, by, timezone.now()
    locked.save(update_fields=["upheld", "reply", "answered_by", "answered_at"])
    after = {"grading": locked.grading_id, "upheld": upheld}
    record(ANSWERED, by=by, subject=locked.grading.enterprise, note=reply, after=after)
    return locked


def _evaluated(code: str, answers: Mapping[str, Any], direct_red: Sequence[str]) -> Result:
    try:
        return evaluate(find_scheme(code), answers, direct_red)
    except AnswerError as error:
        raise RuleBroken(str(error), field=error.code) from error
