from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from plans.models import Enterprise, Grading
from plans.queries.grading import scheme as find_scheme, scheme_sha256
from plans.rules.grading import AnswerError, Result, evaluate
from plans.states import Grade

GRADED = name_act("enterprise.grade", gettext_lazy("企业分级"))
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
    locked.grade = grade
    locked.version += 1
    locked.save(update_fields=["grade", "version"])
    after = {"grade": grade.value, "scheme": scheme, "score": str(result.score), "grading": grading.pk}
    record(GRADED, by=by, subject=locked, before=before, after=after, rule=scheme)
    return grading


def _evaluated(code: str, answers: Mapping[str, Any], direct_red: Sequence[str]) -> Result:
    try:
        return evaluate(find_scheme(code), answers, direct_red)
    except AnswerError as error:
        raise RuleBroken(str(error), field=error.code) from error
