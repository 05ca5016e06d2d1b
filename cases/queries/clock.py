"""Which clocks a case has. Facts come in batches, so that one case and a hundred thousand go the same way."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, F, Field, Func, Value
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models import Decision, Delivery, Extension, Hearing, Notice, Pause
from cases.rules.delivery import PUBLIC_NOTICE
from cases.states import ExtensionState, PenaltyState as S
from enforcement.rulebook import clocks
from enforcement.rulebook.clocks import Clock, Extended
from enforcement.rulebook.states import ExcludedPeriod
from enforcement.wording import remarked
from enforcement.workdays import Exclusion

BEFORE_DECISION = (
    S.INVESTIGATING, S.REPORTED, S.NOTIFIED, S.HEARING, S.STATED, S.REVIEWING, S.REVIEWED, S.DELIBERATED,
)  # fmt: skip
DECISION_LIMIT = "decision_limit"


@dataclass(slots=True)
class Facts:
    """What the clocks of one case follow from. `spans` by kind of excluded period."""

    state: str
    bureau: int
    found_on: dt.date
    filed_on: dt.date | None
    notice: Any = None
    decision: Any = None
    spans: dict[str, list[Exclusion]] = field(default_factory=dict)
    extended: dict[str, Extended] = field(default_factory=dict)


@dataclass(frozen=True)
class Spec:
    """A clock before it is computed. `running`: the bureau waits for it or has to meet it now."""

    label: Promise
    key: str
    start: dt.date
    event: Promise
    running: bool = False
    lapsed_ok: bool = False
    exclusions: tuple[Exclusion, ...] = ()
    extended: Extended | None = None

    def clock(self, bureau: int) -> Clock:
        return clocks.due(
            self.key, start=self.start, bureau=bureau, lapsed_ok=self.lapsed_ok, event=self.event,
            exclusions=self.exclusions, extended=self.extended,
        )  # fmt: skip


def facts_of(cases: Iterable[Any], today: dt.date | None = None) -> dict[int, Facts]:
    """Of cases, or of rows with the same fields, by id. Six queries however many."""
    found = {one.pk: Facts(one.state, one.bureau_id, one.found_on, one.filed_on) for one in cases}
    today = today or timezone.localdate()
    filed = [pk for pk, facts in found.items() if facts.filed_on]
    if not filed:
        return found
    newest = Notice.objects.filter(any_of("penalty_id", filed)).order_by("penalty", "-id").distinct("penalty")
    fields = ("penalty_id", "delivered_on", "hearing_right", "statement__id", "hearing__requested_on",
              "hearing__held_on")  # fmt: skip
    for row in newest.values_list(*fields, named=True):
        found[row.penalty_id].notice = row
    decided = Decision.objects.filter(any_of("penalty_id", filed))
    for row in decided.values_list("penalty_id", "decided_on", "delivered_on", "amount", named=True):
        found[row.penalty_id].decision = row
    for penalty, kind, span in [*_paused(filed, found, today), *_heard(filed, found, today), *_announced(filed)]:
        found[penalty].spans.setdefault(kind, []).append(span)
    granted = Extension.objects.filter(any_of("penalty_id", filed), state=ExtensionState.GRANTED).select_related(
        "decided_by"
    )
    for one in granted.order_by("id"):
        found[one.penalty_id or 0].extended[one.rule_key] = as_extended(one)
    return found


def any_of(field: str, numbers: Iterable[int]) -> Func:
    """One parameter for thousands of keys: a list of as many would cost more than the query."""
    keys = Value(list(numbers), output_field=Field())  # as it is: an array field would prepare each key by itself
    return Func(F(field), keys, template="%(expressions)s)", arg_joiner=" = ANY(", output_field=BooleanField())


def as_extended(one: Extension) -> Extended:
    on = timezone.localdate(one.decided_at) if one.decided_at else ""
    reason = f"{one.reason}（{one.decided_by} {on}）"
    return Extended(reason, one.length, one.unit, one.until)


Span = tuple[int, str, Exclusion]


def _paused(filed: list[int], found: dict[int, Facts], today: dt.date) -> Iterator[Span]:
    """A pause without an end counts up to today, or to the decision; the last day follows it from day to day."""
    for one in Pause.objects.filter(any_of("penalty_id", filed)).select_related("document", "file"):
        source = one.document.number if one.document else one.file.name if one.file else ""
        reason = _t("%(kind)s：%(reason)s，%(source)s") % {
            "kind": one.get_kind_display(), "reason": one.reason, "source": source,
        }  # fmt: skip
        if one.ended_on is None:
            reason = remarked(reason, _t("尚未结束"))
        decision = found[one.penalty_id].decision
        last = one.ended_on or (decision.decided_on if decision else today)
        yield one.penalty_id, one.kind, Exclusion(one.began_on, max(one.began_on, last), reason)


def _heard(filed: list[int], found: dict[int, Facts], today: dt.date) -> Iterator[Span]:
    """From the request to the day of the hearing, as the record of the hearing has it."""
    fields = ("notice__penalty_id", "requested_on", "held_on", "notice__document__number", "record")
    rows = Hearing.objects.filter(any_of("notice__penalty_id", filed)).values_list(*fields)
    for penalty, asked, held, number, record in rows:
        waits = found[penalty].state == S.HEARING and not record
        last = max(asked, today if waits else held or asked)
        reason = _t("听证：申请至举行，%(source)s") % {"source": number}
        reason = remarked(reason, _t("尚未结束")) if waits else reason
        yield penalty, ExcludedPeriod.HEARING, Exclusion(asked, last, reason)


def _announced(filed: list[int]) -> Iterator[Span]:
    """The time a public notice takes to count as served."""
    served = Delivery.objects.filter(any_of("penalty_id", filed), method=PUBLIC_NOTICE)
    for row in served.values_list("penalty_id", "acted_on", "delivered_on", "document__number", named=True):
        reason = _t("公告送达：%(source)s") % {"source": row.document__number}
        last = max(row.acted_on, row.delivered_on)
        yield row.penalty_id, ExcludedPeriod.PUBLIC_NOTICE, Exclusion(row.acted_on, last, reason)


def specs_of(facts: Facts) -> Iterator[Spec]:
    if facts.filed_on is None:
        yield Spec(_("立案"), "case_filing", facts.found_on, _("发现违法行为线索"), facts.state == S.PROPOSED)
        return
    yield from _decision_limit(facts, facts.filed_on)
    yield from _notice(facts)
    yield from _decision(facts)


def _decision_limit(facts: Facts, filed_on: dt.date) -> Iterator[Spec]:
    """With what the bureau excludes; where something is excluded, also without, because the law itself names none."""
    allowed = clocks.excluded_kinds(DECISION_LIMIT, facts.bureau) if facts.spans else ()
    spans = [span for kind, held in facts.spans.items() if kind in allowed for span in held]
    exclusions = tuple(Exclusion(one.first, one.last, remarked(one.reason, _t("扣除依据待核定"))) for one in spans)
    running, extended = facts.state in BEFORE_DECISION, facts.extended.get(DECISION_LIMIT)
    common: dict[str, Any] = {"key": DECISION_LIMIT, "start": filed_on, "event": _("立案"), "extended": extended}
    yield Spec(_("作出处罚决定"), running=running, exclusions=exclusions, **common)
    if exclusions:
        yield Spec(_("作出处罚决定（不扣除任何期间）"), **common)


def _notice(facts: Facts) -> Iterator[Spec]:
    notice = facts.notice
    if notice is None:
        return
    waits, told = facts.state in {S.NOTIFIED, S.STATED}, _("告知书送达")
    if start := notice.delivered_on:
        unsaid = notice.statement__id is None
        yield Spec(_("陈述申辩"), "statement_defence", start, told, waits and unsaid, lapsed_ok=True)
        if notice.hearing_right:
            yield Spec(_("要求听证"), "hearing_request", start, told, waits)
    if asked := notice.hearing__requested_on:
        running = facts.state == S.HEARING
        yield Spec(_("举行听证"), "hearing_hold", asked, _("收到听证申请"), running, lapsed_ok=True)
    if held := notice.hearing__held_on:
        yield Spec(_("听证通知"), "hearing_notice", held, _("举行听证之日"))


def _decision(facts: Facts) -> Iterator[Spec]:
    made = facts.decision
    if made is None:
        return
    yield Spec(_("送达决定书"), "service_of_decision", made.decided_on, _("作出决定"), facts.state == S.DECIDED)
    if start := made.delivered_on:
        served = _("决定书送达")
        if made.amount:
            yield Spec(_("缴纳罚款"), "payment", start, served, facts.state == S.DELIVERED)
        yield Spec(_("当事人申请行政复议"), "reconsideration_application", start, served)
        yield Spec(_("当事人提起行政诉讼"), "litigation", start, served)


def decision_clock(case: Any) -> Clock | None:
    """The period for the decision as it runs now; none before the case is filed."""
    facts = facts_of([case])[case.pk]
    return next((one.clock(facts.bureau) for one in specs_of(facts) if one.key == DECISION_LIMIT), None)
