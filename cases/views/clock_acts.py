"""The acts on the clocks of a case."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions import clock as actions
from cases.forms.clock import EndPauseForm, ExtensionForm, PauseForm
from cases.forms.penalty import OpinionTextForm, ReasonForm
from cases.guards.clock import pending_of
from cases.models import PenaltyCase
from cases.queries.clock import decision_clock
from enforcement.rulebook.gates import cited
from enforcement.web.acts import Act

Rows = list[Any]


def brief(case: PenaltyCase) -> Rows:
    rows: Rows = [(_("案件"), str(case)), (_("当事人"), case.party)]
    if clock := decision_clock(case):
        rows += [
            (_("办案期限"), clock.limit),
            (_("依据"), cited(clock.rule)),
            (_("现在的届满日"), clock.due),
            (_("剩余时间"), clock.left_words(timezone.localdate())),
        ]
    return rows


def with_pause(case: PenaltyCase) -> Rows:
    pause = case.pauses.filter(ended_on__isnull=True).first()
    return [*brief(case), (_("尚未结束的扣除期间"), f"{pause} {pause.reason}")] if pause else brief(case)


def with_request(case: PenaltyCase) -> Rows:
    asked = pending_of(case)
    if asked is None:
        return brief(case)
    late = [(_("提出时间"), _("期限届满后提出"))] if asked.late else []
    return [
        *brief(case),
        (_("申请延长至"), asked.asked),
        (_("理由"), asked.reason),
        (_("申请人"), f"{asked.requested_by} {asked.applied_on}"),
        *late,
    ]


def to_clocks(case: PenaltyCase) -> str:
    return f"{case.get_absolute_url()}clocks/"


CLOCK_ACTS = (
    Act("add_pause", actions.add_pause, PauseForm, brief,
        _("扣除的日数不计入办案期限；现行规章的扣除规定待核定，扣除与不扣除两种结果都会显示"), to_clocks),
    Act("end_pause", actions.end_pause, EndPauseForm, with_pause, "", to_clocks),
    Act("request_extension", actions.request_extension, ExtensionForm, brief,
        _("由未承办本案的负责人批准；期限届满后提出的，记为逾期提出"), to_clocks),
    Act("grant_extension", actions.grant_extension, OpinionTextForm, with_request, "", to_clocks),
    Act("refuse_extension", actions.refuse_extension, ReasonForm, with_request, "", to_clocks),
)  # fmt: skip
