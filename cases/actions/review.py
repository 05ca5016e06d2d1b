"""Legal review: asked for by the handlers, given by someone who is not one."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t

from cases.actions.penalty import settle, update
from cases.documents.review import review_opinion
from cases.flows.penalty import FLOW
from cases.models import LegalReview, PenaltyCase
from cases.queries.investigation import latest_report
from cases.rules.review import POINTS
from enforcement.accounts.models import User
from enforcement.documents.actions import issue
from enforcement.errors import RuleBroken
from enforcement.rulebook.queries import gate
from enforcement.wording import listed

Points = list[dict[str, Any]]


@transaction.atomic
def submit_review(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    locked = FLOW.take(case, "submit_review", by=by, version=version)
    return ask(locked, "submit_review", by)


@transaction.atomic
def resubmit_review(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    """A mended report of which the party was already told goes back to review without a further notice."""
    locked = FLOW.take(case, "resubmit_review", by=by, version=version)
    return ask(locked, "resubmit_review", by)


@transaction.atomic
def submit_exempt(case: PenaltyCase, *, by: User, version: int | None = None) -> PenaltyCase:
    """Where no penalty is proposed the party has nothing to be told of beforehand."""
    locked = FLOW.take(case, "submit_exempt", by=by, version=version)
    return ask(locked, "submit_exempt", by)


def ask(case: PenaltyCase, step: str, by: User) -> PenaltyCase:
    update(case, review_requested_on=timezone.localdate(), review_requested_by=by)
    return settle(case, step, by=by, row=gate("GT-DEC-005"))


@transaction.atomic
def pass_review(
    case: PenaltyCase, *, by: User, points: Points, opinion: str, version: int | None = None
) -> PenaltyCase:
    """Only when every point holds."""
    locked = FLOW.take(case, "pass_review", by=by, version=version)
    failed = [one["key"] for one in points if not one["ok"]]
    if failed:
        names = listed(_t(dict(POINTS)[key]) for key in failed)
        raise RuleBroken(_t("%(names)s 不符合，不能审核通过，应退回修改") % {"names": names}, field=f"ok_{failed[0]}")
    return give(locked, "pass_review", by=by, points=points, opinion=opinion)


@transaction.atomic
def return_review(
    case: PenaltyCase, *, by: User, points: Points, opinion: str, version: int | None = None
) -> PenaltyCase:
    locked = FLOW.take(case, "return_review", by=by, version=version)
    if all(one["ok"] for one in points):
        raise RuleBroken(_t("退回修改的，至少指出一项不符合"), field=f"ok_{POINTS[0][0]}")
    return give(locked, "return_review", by=by, points=points, opinion=opinion)


def give(case: PenaltyCase, step: str, *, by: User, points: Points, opinion: str) -> PenaltyCase:
    if [one["key"] for one in points] != [key for key, _name in POINTS]:
        raise RuleBroken(_t("逐项填写审核内容"))
    report = latest_report(case)
    if report is None:
        raise RuleBroken(_t("没有调查报告，不能审核"))
    review = LegalReview.objects.create(
        penalty=case, investigation=report, passed=step == "pass_review", points=points, opinion=opinion, reviewed_by=by
    )
    document = issue("FZSH", subject=case, by=by, shares=case.number, context=review_opinion(review))
    update(review, document=document)
    return settle(case, step, by=by, row=gate("GT-DEC-005"), document=document.number, note=opinion,
                  after={"passed": review.passed, "points": points})  # fmt: skip
