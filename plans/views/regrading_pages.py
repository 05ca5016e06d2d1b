"""What the pages of a regrading show: columns, figures, the words for why. No HTTP."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.web.tables import Column
from enforcement.wording import labelled, listed, parted, remarked
from plans.models import Regrading, RegradingMove, SchemeEdition
from plans.queries import regrading as queries
from plans.queries.facts import PROVIDERS
from plans.queries.regrading import UNGRADED
from plans.rules.prefill import windows
from plans.rules.regrading import CONTESTED, CONTRADICTED, MISSING
from plans.rules.scheme import questions
from plans.states import Grade, Outcome, RegradingState, Sector
from plans.views.enterprise_pages import plain_score
from plans.words import kept_word

FEW = 3
TONES = {RegradingState.DRAFT: "near", RegradingState.RUNNING: "info", RegradingState.DONE: "ok",
         RegradingState.CANCELLED: "muted"}  # fmt: skip
OUTCOME_TONES: dict[str, str] = {Outcome.MOVED: "near", Outcome.RENEWED: "info", Outcome.REFUSED: "over"}
REFUSALS = {
    MISSING: _("没有答案：%(codes)s，逐户分级时填答"),
    CONTRADICTED: _("答案与方案不符：%(codes)s，逐户分级时更正"),
    CONTESTED: _("等级的异议尚未了结：未答复的，答复后再评；已采纳的，由人员重新评定"),
}
RUN_COLUMNS = (
    Column(_("方案版次"), lambda run: str(run), href=lambda run: run.get_absolute_url()),
    Column(_("范围"), lambda run: scope_of(run)),
    Column(_("发起时间"), lambda run: run.created_at),
    Column(_("发起人"), lambda run: run.created_by),
    Column(_("企业数"), lambda run: run.total, numeric=True),
    Column(_("等级变动"), lambda run: run.moved, numeric=True),
    Column(_("未能重评"), lambda run: run.refused, numeric=True),
    Column(_("状态"), lambda run: run.get_state_display(), tag=lambda run: TONES[RegradingState(run.state)]),
)


def scope_of(run: Regrading) -> str:
    sector = str(Sector(run.sector).label) if run.sector else _t("全部行业")
    grade = _t("未分级") if run.grade == UNGRADED else str(Grade(run.grade).label) if run.grade else _t("全部等级")
    return listed((sector, grade))


def figures_of(run: Regrading, url: str) -> list[dict[str, Any]]:
    """Each opens the enterprises behind it; those without a change are not listed."""
    return [
        {"label": _("已处理"), "value": run.seen},
        {"label": _("等级变动"), "value": run.moved, "url": f"{url}?outcome={Outcome.MOVED}"},
        {"label": _("等级不变，计算有变"), "value": run.renewed, "url": f"{url}?outcome={Outcome.RENEWED}"},
        {"label": _("无变化"), "value": run.same},
        {
            "label": _("未能重评"),
            "value": run.refused,
            "url": f"{url}?outcome={Outcome.REFUSED}",
            "tone": "over" if run.refused else "",
        },
    ]


def columns_of(run: Regrading) -> tuple[Column, ...]:
    why = reasons_of(run)
    return (
        Column(_("企业"), lambda one: one.enterprise.name, href=lambda one: f"/enterprises/{one.enterprise_id}/"),
        Column(_("原等级"), lambda one: one.get_old_display() or _("未分级")),
        Column(_("新等级"), lambda one: one.get_new_display()),
        Column(_("原得分"), lambda one: plain_score(one.old_score), numeric=True),
        Column(_("新得分"), lambda one: plain_score(one.new_score), numeric=True),
        Column(_("原因"), why),
        Column(_("结果"), lambda one: one.get_outcome_display(), tag=lambda one: OUTCOME_TONES[one.outcome]),
    )


def refusals_of(run: Regrading) -> list[dict[str, Any]]:
    """Each reason once, with how many it holds back and the way to grade the first of them."""
    why = reasons_of(run)
    return [
        {
            "words": why(one.first[0]),
            "count": one.count,
            "rest": one.count - len(one.first),
            "units": [
                (move.enterprise.name, f"{reverse('grading_add', args=[move.enterprise_id])}?scheme={run.edition.code}")
                for move in one.first
            ],
        }
        for one in queries.refusals_of(run)
    ]


def reasons_of(run: Regrading) -> Callable[[RegradingMove], str]:
    """The words for why, with what is asked of the database once for the whole list."""
    content = run.edition.content
    words, facts = {code: kept_word(text) for code, text in questions(content).items()}, windows(content)
    editions = {
        one.pk: one.edition for one in SchemeEdition.objects.filter(code=run.edition.code).only("effective_from")
    }

    def because(move: RegradingMove) -> str:
        why, found = move.why, []
        if refused := why.get("refused"):
            return str(REFUSALS[refused]) % {"codes": some(why["codes"], words)}
        if why.get("first"):
            found.append(_t("首次按本方案分级"))
        if "editions" in why:
            old, new = (editions.get(pk, "") for pk in why["editions"])
            found.append(_t("方案由%(old)s改为%(new)s") % {"old": old, "new": new})
        for code, old, new, fact in why.get("answers", ()):
            name = f"{code} {words.get(code, '')}"
            if fact in facts and facts[fact][0] in PROVIDERS:
                name = remarked(name, PROVIDERS[facts[fact][0]].label)
            found.append(labelled(name, f"{shown(old)} → {shown(new)}"))
        return parted(found) or _t("原按其他方案分级")

    return because


def some(codes: Sequence[str], words: Mapping[str, str]) -> str:
    """The first ones in words; an enterprise that was never graded lacks them all."""
    named = listed(f"{code} {words.get(code, '')}" for code in codes[:FEW])
    return named if len(codes) <= FEW else _t("%(named)s 等 %(count)s 项") % {"named": named, "count": len(codes)}


def shown(answer: Any) -> str:
    if answer is None or answer is False:
        return _t("无")
    return _t("有") if answer is True else str(answer)
