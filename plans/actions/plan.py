import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.actions import issue
from enforcement.documents.files import store
from enforcement.documents.queries import documents_of
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.actions import record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import queries as rulebook
from enforcement.wording import in_chinese
from plans.documents.plan import published_plan
from plans.flows.plan import PLAN
from plans.guards.stacking import refuse_out_of_pool, refuse_supervised_elsewhere
from plans.models import Enterprise, Plan, PlanItem
from plans.queries import plan as plans
from plans.states import CheckKind, PlanState

CREATE = name_act("plan.create", _("编制计划"))
ADD_ITEM = name_act("plan.add_item", _("添加计划项目"))
CHANGE_ITEM = name_act("plan.change_item", _("修改计划项目"))
REMOVE_ITEM = name_act("plan.remove_item", _("移除计划项目"))
ITEM_FIELDS = ("subject", "visits", "officers_per_visit", "days_per_visit", "ceiling", "months", "unit_id")
COPIED = ("officers", "staff_in_post", "workdays", "workdays_source", "text", "measures")
SCANS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n": "image/png"}


@transaction.atomic
def create_plan(*, by: User, year: int) -> Plan:
    """Starts with the certified officers on the register and the year's workdays; both can be changed."""
    require(by, Permission.DRAFT_PLANS)
    if Plan.objects.filter(bureau=by.bureau, year=year).exists():
        raise RuleBroken(_t("%(year)s 年度已有计划，在原计划上修改或调整") % {"year": year}, "year")
    workdays = plans.statutory_workdays(year)
    plan = Plan.objects.create(
        bureau=by.bureau,
        year=year,
        officers=plans.certified_officers(by.bureau, timezone.localdate()).count(),
        workdays=workdays.days,
        workdays_source=workdays.source,
        other_days=dict.fromkeys(plans.other_items(), "0"),
        non_days=dict.fromkeys(plans.non_items(), "0"),
        created_by=by,
    )
    record(CREATE, by=by, subject=plan, after=_figures(plan))
    return plan


@transaction.atomic
def change_workdays(
    plan: Plan,
    *,
    by: User,
    version: int | None = None,
    other_days: dict[str, Decimal],
    non_days: dict[str, Decimal],
    **fields: Any,
) -> Plan:
    locked = PLAN.take(plan, "edit", by=by, version=version)
    before = _figures(locked)
    for name, value in fields.items():
        setattr(locked, name, value)
    locked.other_days = {name: str(days) for name, days in other_days.items()}
    locked.non_days = {name: str(days) for name, days in non_days.items()}
    locked.save()
    record(PLAN.act("edit"), by=by, subject=locked, before=before, after=_figures(locked))
    return locked


@transaction.atomic
def add_key_item(
    plan: Plan, *, by: User, enterprise: Enterprise, version: int | None = None, **fields: Any
) -> PlanItem:
    locked = PLAN.take(plan, "edit", by=by, version=version)
    refuse_out_of_pool(enterprise)
    refuse_supervised_elsewhere(enterprise, locked.bureau)
    if locked.items.filter(enterprise=enterprise).exists():
        raise RuleBroken(_t("%(name)s 已在重点检查名单中") % {"name": enterprise}, "enterprise")
    item = PlanItem(plan=locked, kind=CheckKind.KEY, enterprise=enterprise, added_by=by)
    return _save_item(item, by=by, fields={"subject": _t("重点检查"), **fields}, act=ADD_ITEM)


@transaction.atomic
def add_general_item(plan: Plan, *, by: User, sector: str, version: int | None = None, **fields: Any) -> PlanItem:
    locked = PLAN.take(plan, "edit", by=by, version=version)
    item = PlanItem(plan=locked, kind=CheckKind.GENERAL, sector=sector, added_by=by)
    return _save_item(item, by=by, fields=fields, act=ADD_ITEM)


@transaction.atomic
def change_item(item: PlanItem, *, by: User, version: int | None = None, **fields: Any) -> PlanItem:
    PLAN.take(item.plan, "edit", by=by, version=version)
    return _save_item(item, by=by, fields=fields, act=CHANGE_ITEM)


@transaction.atomic
def remove_item(item: PlanItem, *, by: User, version: int | None = None) -> Plan:
    plan = PLAN.take(item.plan, "edit", by=by, version=version)
    before = _describe(item)
    item.delete()
    record(REMOVE_ITEM, by=by, subject=plan, before=before)
    return plan


def _save_item(item: PlanItem, *, by: User, fields: dict[str, Any], act: str) -> PlanItem:
    before = _describe(item) if item.pk else None
    for name, value in fields.items():
        setattr(item, name, value)
    if item.enterprise_id and item.visits > item.ceiling:
        words = {"visits": item.visits, "ceiling": item.ceiling}
        raise RuleBroken(_t("计划 %(visits)s 次，超过每户年度上限 %(ceiling)s 次") % words, "visits")
    item.save()
    record(act, by=by, subject=item.plan, before=before, after=_describe(item))
    return item


@transaction.atomic
def submit(plan: Plan, *, by: User, version: int | None = None) -> Plan:
    locked = PLAN.take(plan, "submit", by=by, version=version)
    locked.submitted_by, locked.submitted_at = by, timezone.now()
    return _moved(locked, "submit", by=by, after=_figures(locked))


@transaction.atomic
def recall(plan: Plan, *, by: User, version: int | None = None) -> Plan:
    return _back_to_draft(PLAN.take(plan, "recall", by=by, version=version), "recall", by=by)


@transaction.atomic
def review(plan: Plan, *, by: User, version: int | None = None, opinion: str = "") -> Plan:
    locked = PLAN.take(plan, "review", by=by, version=version)
    locked.reviewed_by, locked.reviewed_at, locked.review_opinion = by, timezone.now(), opinion
    return _moved(locked, "review", by=by, note=opinion)


@transaction.atomic
def return_plan(plan: Plan, *, by: User, version: int | None = None, reason: str) -> Plan:
    """From the section chief's table or from the leader's, whoever has it."""
    if version is not None and version != plan.version:  # which of the two steps it is depends on the state of now
        raise StaleVersion(plan)
    step = "return_reviewed" if plan.state == PlanState.REVIEWED else "return"
    return _back_to_draft(PLAN.take(plan, step, by=by, version=version), step, by=by, note=reason)


@transaction.atomic
def endorse(plan: Plan, *, by: User, version: int | None = None, opinion: str = "") -> Plan:
    locked = PLAN.take(plan, "endorse", by=by, version=version)
    locked.endorsed_by, locked.endorsed_at, locked.endorse_opinion = by, timezone.now(), opinion
    return _moved(locked, "endorse", by=by, note=opinion, gate="GT-PLN-001")


@transaction.atomic
def record_approval(
    plan: Plan,
    *,
    by: User,
    version: int | None = None,
    approval_body: str,
    approval_number: str,
    approved_on: dt.date,
    scan: UploadedFile | None = None,
) -> Plan:
    locked = PLAN.take(plan, "record_approval", by=by, version=version)
    if approved_on > timezone.localdate():
        raise RuleBroken(_t("批准日期不能晚于今天"), "approved_on")
    if locked.submitted_at and approved_on < timezone.localtime(locked.submitted_at).date():
        words = {"day": timezone.localtime(locked.submitted_at).date().isoformat()}
        raise RuleBroken(_t("批准日期不能早于报批日期 %(day)s") % words, "approved_on")
    locked.approval_body, locked.approval_number, locked.approved_on = approval_body, approval_number, approved_on
    if scan is not None:
        locked.approval_scan = _store_scan(scan, by)
    after = {"body": approval_body, "number": approval_number, "on": approved_on.isoformat()}
    if locked.approval_scan:
        after["scan"] = locked.approval_scan.sha256
    return _moved(locked, "record_approval", by=by, after=after, gate="GT-PLN-002")


def _store_scan(scan: UploadedFile, by: User) -> Any:
    content = scan.read()
    mime = next((mime for start, mime in SCANS.items() if content.startswith(start)), "")
    if not mime:
        raise RuleBroken(_t("扫描件格式不正确，上传 PDF、JPG 或 PNG 文件"), "scan")
    return store(content, name=scan.name or "scan", mime=mime, by=by)


@transaction.atomic
def file_with_superior(plan: Plan, *, by: User, version: int | None = None, filed_with: str, filed_on: dt.date) -> Plan:
    locked = PLAN.take(plan, "file", by=by, version=version)
    if filed_on > timezone.localdate():
        raise RuleBroken(_t("备案日期不能晚于今天"), "filed_on")
    if locked.approved_on and filed_on < locked.approved_on:
        words = {"day": locked.approved_on.isoformat()}
        raise RuleBroken(_t("备案日期不能早于政府批准日期 %(day)s") % words, "filed_on")
    locked.filed_with, locked.filed_on = filed_with, filed_on
    after = {"with": filed_with, "on": filed_on.isoformat()}
    return _moved(locked, "file", by=by, after=after, gate="GT-PLN-002")


@transaction.atomic
def publish(plan: Plan, *, by: User, version: int | None = None) -> Plan:
    locked = PLAN.take(plan, "publish", by=by, version=version)
    locked.published_on = timezone.localdate()
    before = Plan.objects.filter(bureau=locked.bureau_id, year=locked.year, edition=locked.edition - 1).first()
    old = documents_of(before).filter(kind="JHWB").first() if before else None
    document = issue(
        "JHWB",
        subject=locked,
        by=by,
        context=published_plan(locked),
        title=in_chinese(_("%(year)s 年度安全生产监督检查计划")) % {"year": locked.year},
        supersedes=old if old and old.is_in_force else None,
    )
    return _moved(locked, "publish", by=by, document=document.number, gate="GT-PLN-002")


@transaction.atomic
def adjust(plan: Plan, *, by: User, version: int | None = None, reason: str) -> Plan:
    """A new edition to be approved and filed again; the published one stays in force until then."""
    old = PLAN.take(plan, "adjust", by=by, version=version)
    items = list(old.items.all())
    new = Plan.objects.create(
        bureau_id=old.bureau_id,
        year=old.year,
        edition=old.edition + 1,
        adjust_reason=reason,
        created_by=by,
        **{name: getattr(old, name) for name in COPIED},
        other_days=old.other_days,
        non_days=old.non_days,
    )
    for item in items:
        item.pk, item.plan, item.added_by = None, new, by
    PlanItem.objects.bulk_create(items)
    record(PLAN.act("adjust"), by=by, subject=old, note=reason, after={"edition": new.edition},
           article=rulebook.gate("GT-PLN-002").citation)  # fmt: skip
    record(CREATE, by=by, subject=new, note=reason, after=_figures(new))
    return new


def _moved(plan: Plan, step: str, *, by: User, gate: str = "", **words: Any) -> Plan:
    plan.save()
    citation = rulebook.gate(gate).citation if gate else ""
    record(PLAN.act(step), by=by, subject=plan, rule=gate, article=citation, **words)
    return plan


def _back_to_draft(plan: Plan, step: str, *, by: User, note: str = "") -> Plan:
    """The signatures of the round that ended here stay in the ledger."""
    before = {name: getattr(plan, name) and str(getattr(plan, name)) for name in ("submitted_by", "reviewed_by")}
    plan.submitted_by = plan.submitted_at = plan.reviewed_by = plan.reviewed_at = None
    plan.review_opinion = ""
    return _moved(plan, step, by=by, before=before, note=note)


def _figures(plan: Plan) -> dict[str, Any]:
    gauges = plans.gauges(plan)
    figures = {name: str(value) for name, value in gauges.workload.figures.items()}
    return {"officers": plan.officers, "workdays": plan.workdays, **figures, "needed": str(gauges.days_needed)}


def _describe(item: PlanItem) -> dict[str, Any]:
    values = {name: getattr(item, name) for name in ITEM_FIELDS}
    return {"item": str(item), **values, "days_per_visit": str(item.days_per_visit)}
