"""Who stands on the lists of a draw and who does not, with the reason; and what its pages read."""

import datetime as dt
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _, pgettext

from enforcement.accounts.models import CertificateKind, RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.rulebook import snapshot
from enforcement.wording import listed
from plans.models import Assignment, Draw, Enterprise, PlanItem
from plans.queries.plan import plan_in_force
from plans.rules.draw import Drawn, draw, entropy_needed_bits, key_string
from plans.rules.draw_commitment import FrozenList, freeze
from plans.rules.draw_proof import Proof, build_proof
from plans.rules.registration import status_at
from plans.states import AssignmentState, EnterpriseStatus, Grade, Hazard, Sector

UNIT, OFFICER = "unit", "officer"
WEIGHTS_SETTING = "DRAW-GRADE-WEIGHTS"
WEIGHTS = {Grade.RED: 4, Grade.ORANGE: 3, Grade.YELLOW: 2, Grade.BLUE: 1, "": 1}  # composed, no source of law
CEILING = 2  # inspections of one enterprise a year where no plan item says otherwise; composed


@dataclass
class Candidates:
    """One list before it is frozen: rows `{id, code, name, weight}`; left out `{list, text, reason}`."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    excluded: list[dict[str, str]] = field(default_factory=list)


def grade_weights() -> dict[str, int]:
    """The bureau's own table where one is set, else ours; either way shown with 待核定."""
    own = snapshot.current().settings.get(WEIGHTS_SETTING) or {}
    return {str(grade): int(own.get(grade or "ungraded", weight)) for grade, weight in WEIGHTS.items()}


def unit_base(task: Draw) -> QuerySet[Enterprise]:
    """Enterprises of the bureau that meet the conditions, whatever else speaks against them."""
    conditions = task.conditions
    base = Enterprise.objects.filter(bureau=task.bureau_id)
    if sectors := conditions.get("sectors"):
        base = base.filter(sector__in=sectors)
    if grades := conditions.get("grades"):
        base = base.filter(grade__in=["" if grade == "ungraded" else grade for grade in grades])
    if hazards := conditions.get("hazards"):
        base = base.filter(hazards__overlap=hazards)
    return base.order_by("credit_code")


def unit_candidates(task: Draw) -> Candidates:
    """Kept on the object for its version: a page and the guards of its buttons ask several times."""
    held: tuple[int, Candidates] | None = task.__dict__.get("_unit_candidates")
    if held is None or held[0] != task.version:
        held = task.__dict__["_unit_candidates"] = (task.version, _unit_candidates(task))
    return held[1]


def _unit_candidates(task: Draw) -> Candidates:
    """One query for the base, one each for the plan, its key list and the year's inspections."""
    found, weights = Candidates(), grade_weights()
    key_list = _key_list(task)
    ceiling = task.plan_item.ceiling if task.plan_item else CEILING
    this_year = _assigned_in_year(task)
    columns = ("pk", "credit_code", "name", "grade", "status", "status_on", "status_before", "merged_into_id")
    for row in unit_base(task).values(*columns).iterator(chunk_size=5_000):
        count = this_year.get(row["pk"], 0)
        reason = _why_not(row, key_list, task.window_from) or (_at_ceiling(count) if count >= ceiling else "")
        if reason:
            found.excluded.append({"list": UNIT, "text": f"{row['name']} {row['credit_code']}", "reason": reason})
        else:
            weight = weights[row["grade"]]
            found.rows.append({"id": row["pk"], "code": row["credit_code"], "name": row["name"], "weight": weight})
    return found


def _key_list(task: Draw) -> frozenset[int]:
    plan = plan_in_force(task.bureau, task.window_from.year)
    if plan is None:
        return frozenset()
    keys = PlanItem.objects.filter(plan=plan, enterprise__isnull=False)
    return frozenset(pk for pk in keys.values_list("enterprise_id", flat=True) if pk is not None)


def _assigned_in_year(task: Draw) -> dict[int, int]:
    live = Assignment.objects.filter(bureau=task.bureau_id, window_from__year=task.window_from.year)
    counted = live.exclude(state=AssignmentState.CANCELLED).values_list("enterprise").annotate(count=Count("pk"))
    return dict(counted.order_by())


def _at_ceiling(count: int) -> str:
    return _("本年已安排检查 %(count)s 次，达到年度上限") % {"count": count}


def _why_not(row: dict[str, Any], key_list: frozenset[int], on: dt.date) -> str:
    """As it will be when the visits begin: who closes before then is out."""
    if row["merged_into_id"]:
        return _("已并入其他企业")
    status = status_at(on, row["status"], row["status_on"], row["status_before"])
    if status != EnterpriseStatus.OPERATING:
        return _("经营状态为%(status)s") % {"status": EnterpriseStatus(status).label}
    if row["pk"] in key_list:
        return _("已列入年度重点检查名单")
    return ""


def officer_candidates(task: Draw) -> Candidates:
    """Inspectors of the bureau; the certificate has to last to the end of the window. Three queries."""
    found = Candidates()
    today = timezone.localdate()
    people = User.objects.filter(bureau=task.bureau_id, is_active=True)
    inspectors = RoleGrant.objects.in_force(today).filter(role=Role.INSPECTOR).values("user")
    for officer in people.filter(pk__in=inspectors).prefetch_related("certificates").order_by("pk"):
        certificate, reason = _certificate(officer, today, task.window_to)
        if reason:
            found.excluded.append({"list": OFFICER, "text": officer.name, "reason": reason})
        else:
            found.rows.append({"id": officer.pk, "code": certificate, "name": officer.name, "weight": 1})
    return found


def _certificate(officer: User, today: dt.date, until: dt.date) -> tuple[str, str]:
    """Number and "", or "" and the reason why there is none that serves."""
    held = [one for one in officer.certificates.all() if one.kind == CertificateKind.ENFORCEMENT]
    valid = [one for one in held if one.valid_from <= today and (one.valid_to is None or one.valid_to >= today)]
    lasting = [one for one in valid if one.valid_to is None or one.valid_to >= until]
    if lasting:
        return lasting[0].number, ""
    if valid:
        last = max(one.valid_to for one in valid if one.valid_to)
        return "", _("执法证将于 %(day)s 到期，早于检查期间截止日") % {"day": last.isoformat()}
    return "", _("没有有效的执法证")


def bits_needed(task: Draw, units: int, officers: int) -> float:
    """Bits before every outcome of both lists can come up. Too few candidates need none: that is refused elsewhere."""
    pairs = ((units, task.units_wanted), (officers, task.officers_wanted))
    return sum(entropy_needed_bits(size, wanted) for size, wanted in pairs if wanted <= size)


def salted(salt: str, code: str) -> str:
    """The published entry: says nothing before the salt is published, and is checked by anyone after."""
    return hashlib.sha256(f"{salt}\n{code}".encode()).hexdigest()[:32]


def frozen_lists(task: Draw) -> dict[str, FrozenList]:
    return {
        name: freeze([row["entry"] for row in rows], [row["weight"] for row in rows])
        for name, rows in task.lists.items()
    }


def exclusion_counts(excluded: list[dict[str, str]]) -> list[str]:
    """What is committed to and published: reasons and how many, no names."""
    counts = Counter((one["list"], one["reason"]) for one in excluded)
    return [f"{name}: {reason} × {count}" for (name, reason), count in sorted(counts.items())]


def expired_officers(task: Draw) -> dict[int, str]:
    """Entry number → reason, for officers who may no longer inspect on the day of the draw."""
    today = timezone.localdate()
    ids = [row["id"] for row in task.lists[OFFICER]]
    people = {one.pk: one for one in User.objects.filter(pk__in=ids).prefetch_related("certificates")}
    skips = {}
    for entry, pk in enumerate(ids, start=1):
        officer = people[pk]
        reason = _("已不在岗") if not officer.is_active else _certificate(officer, today, today)[1]
        if reason:
            skips[entry] = reason
    return skips


def compute(task: Draw, officer_skips: dict[int, str]) -> dict[str, Drawn]:
    """Both lists drawn from the seed. The same lists, seed and skips always give the same result."""
    key, lists = key_string(task.sources), frozen_lists(task)
    units = draw(key, UNIT, weights=lists[UNIT].weights, count=task.units_wanted)
    officers = draw(key, OFFICER, weights=lists[OFFICER].weights, count=task.officers_wanted, skips=officer_skips)
    return {UNIT: units, OFFICER: officers}


def drawn_rows(task: Draw, name: str) -> list[dict[str, Any]]:
    """The drawn candidates in order, each with its entry number and place."""
    rows = task.lists.get(name, [])
    picks = task.result.get("picks", {}).get(name, [])
    return [{**rows[entry - 1], "number": entry, "place": place} for place, entry in enumerate(picks, start=1)]


def recusals(task: Draw) -> dict[int, str]:
    """Entry → reason of every officer named so far, also of those whose turn never came."""
    return {int(entry): reason for entry, reason in task.result.get("named", {}).items()}


def describe_conditions(task: Draw) -> str:
    conditions = task.conditions
    grades = {**dict(Grade.choices), "ungraded": _("未分级")}
    parts = [
        listed(Sector(one).label for one in conditions.get("sectors", [])) or _("全部行业领域"),
        listed(grades[one] for one in conditions.get("grades", [])) or _("全部等级"),
        listed(Hazard(one).label for one in conditions.get("hazards", [])),
    ]
    return pgettext("between parts of a list", "；").join(part for part in parts if part)


def proof_of(task: Draw) -> Proof:
    """The published file, rebuilt from what was frozen. Cost: the draw twice more."""
    return build_proof(
        task={"number": task.number, "title": task.title, "bureau": str(task.bureau)},
        sources=task.sources,
        lists=frozen_lists(task),
        draws=compute(task, recusals(task)),
        params=task.params,
        salt=task.salt,
        published_at=timezone.localtime(task.frozen_at).isoformat(),
    )


def has_begun(task: Draw) -> bool:
    idle = (AssignmentState.OPEN, AssignmentState.CANCELLED)
    return Assignment.objects.filter(draw=task).exclude(state__in=idle).exists()
