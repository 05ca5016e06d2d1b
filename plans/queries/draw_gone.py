"""Whom the draw passes over: what was recorded of enterprises, officers and experts after the freezing and before the
seed. Whoever knows the seed knows whom it draws; what is recorded from then on changes nothing of the draw."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _, override

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.ledger.actions import reference
from enforcement.ledger.models import Entry
from enforcement.ledger.queries import history
from plans.models import Draw, Enterprise, Expert
from plans.queries.draw import Named
from plans.queries.draw_people import EXPERT, OFFICER, UNIT, judge_certificate
from plans.queries.draw_skips import SYSTEM, after_freezing
from plans.queries.enterprise import why_out
from plans.states import Exclusion
from plans.words import exclusion_word


def not_any_more(task: Draw) -> list[Named]:
    """Found at the draw, for everyone alike: enterprises that closed, officers without role or certificate and experts
    who left since the freezing. Seven queries; enterprises are compared in the database."""
    at = timezone.localtime().isoformat(timespec="seconds")
    with override("zh-hans"):
        lost = {UNIT: _closed_units(task), OFFICER: _lost_officers(task), EXPERT: _ended_experts(task)}
        found = [(name, *one) for name, gone in lost.items() for one in gone]
        words = [(name, entry, after_freezing(reason)) for name, entry, reason in found]
    return [Named(*one, by=SYSTEM, at=at) for one in words]


# acts after which an enterprise may no longer be in the pool; what an import changed is not among them, so it stands
LEAVING = ("enterprise.change_status", "enterprise.merge", "enterprise.transfer")


def _closed_units(task: Draw) -> Iterable[tuple[int, str]]:
    """Who closes later stays drawn, and the reveal says why it is not visited."""
    pool = Enterprise.objects.in_pool(task.window_from).filter(bureau=task.bureau_id)
    gone = ~Exists(pool.filter(pk=OuterRef("subject")))  # NOT IN would compare a million with a million
    rows = list(task.entries.filter(gone, list=UNIT).order_by("number").values_list("number", "subject"))
    now = Enterprise.objects.in_bulk([subject for _number, subject in rows])
    for number, subject in rows:
        one = now[subject]
        if history(one).filter(act__in=LEAVING, at__lt=task.seed_at).exists():
            yield number, why_out(one, task.bureau_id, task.window_from)


def _lost_officers(task: Draw) -> Iterable[tuple[int, str]]:
    """As they stood on the day of the seed, by what was recorded before it. Who leaves later stays drawn and steps back
    as everybody does, or the draw is voided. That an account is switched off has no date and passes nobody over."""
    day = timezone.localtime(task.seed_at).date()
    rows = list(task.entries.filter(list=OFFICER).order_by("number").values_list("number", "subject"))
    officers = User.objects.prefetch_related("certificates", "grants").in_bulk([subject for _number, subject in rows])
    since = _recorded_since(task.seed_at, officers.values())
    for number, subject in rows:
        officer, later = officers[subject], since.get(reference(officers[subject]), Later())
        known = [one for one in officer.certificates.all() if one.number not in later.certificates]
        if not later.inspected(officer, day):
            yield number, _("已不在岗")
        elif reason := judge_certificate(known, day, day)[1]:
            yield number, exclusion_word(reason)


GRANT, END, CERTIFY = "user.grant_role", "user.end_role", "user.add_certificate"
Span = tuple[str, str | None]  # first and last day, as the ledger has them


@dataclass
class Later:
    """What the ledger has of an officer from the seed on, so that it can be taken back."""

    certificates: set[str] = field(default_factory=set)
    roles: list[Entry] = field(default_factory=list)  # the newest first

    def inspected(self, officer: User, day: dt.date) -> bool:
        """Whether the role of an inspector was held on that day, the later acts taken back one by one."""
        spans = [_span(one.valid_from, one.valid_to) for one in officer.grants.all() if one.role == Role.INSPECTOR]
        for entry in self.roles:
            after = entry.after or {}
            if entry.act == GRANT:
                _replace(spans, (after["from"], after["to"]), [])
            else:
                same = next((one for one in spans if one[1] == after["to"]), None)
                _replace(spans, same, [(same[0], (entry.before or {})["to"])] if same else [])
        return any(first <= day.isoformat() and (last is None or last >= day.isoformat()) for first, last in spans)


def _span(first: dt.date, last: dt.date | None) -> Span:
    return first.isoformat(), last.isoformat() if last else None


def _replace(spans: list[Span], one: Span | None, by: list[Span]) -> None:
    if one in spans:
        at = spans.index(one)
        spans[at : at + 1] = by


def _recorded_since(moment: dt.datetime, officers: Iterable[User]) -> Mapping[str, Later]:
    found: dict[str, Later] = {}
    acts = Entry.objects.filter(subject__in=[reference(one) for one in officers], act__in=(GRANT, END, CERTIFY))
    for entry in acts.filter(at__gte=moment).order_by("-id"):
        after: dict[str, Any] = entry.after or {}
        later = found.setdefault(entry.subject, Later())
        if entry.act == CERTIFY:
            later.certificates.add(after["number"])
        elif after["role"] == Role.INSPECTOR:
            later.roles.append(entry)
    return found


def _ended_experts(task: Draw) -> Iterable[tuple[int, str]]:
    """Who leaves later is drawn and not sent."""
    rows = list(task.entries.filter(list=EXPERT).order_by("number").values_list("number", "subject"))
    ended = Expert.objects.filter(valid_to__lt=task.window_to).in_bulk([subject for _number, subject in rows])
    for number, subject in rows:
        one = ended.get(subject)
        if one and history(one).filter(act="expert.end", at__lt=task.seed_at).exists():
            yield number, exclusion_word(Exclusion.TERM_ENDS)
