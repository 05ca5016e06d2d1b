"""One record of each kind in one bureau, each made through the real acts."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from cases.actions.clock import add_pause
from cases.actions.finding import add_finding
from cases.actions.term_extension import apply_extension
from cases.models import Inspection, LikeSnapshot, PublishedItem, Rederivation
from cases.states import InspectionState, OrderState, PenaltyState
from enforcement.accounts.models import Bureau, RoleGrant
from enforcement.accounts.roles import Role
from enforcement.documents.models import Document
from enforcement.rulebook.benchmark_loading import load_benchmark
from enforcement.rulebook.models import Benchmark, CalendarDay, Edition
from enforcement.rulebook.notice import read_text
from enforcement.rulebook.upkeep import close_days, enter_notice
from enforcement.web.models import Reminder
from plans.actions.draw_bases import add_expert, declare_recusal
from plans.actions.enterprise_export import order_export
from plans.actions.enterprise_record import add_record
from plans.actions.grading import grade_enterprise, grade_task, object_to
from plans.actions.leave import enter_leave
from plans.actions.plan import adjust
from plans.actions.regrading import start_regrading
from plans.actions.summary import write_summary
from plans.models import Enterprise, Leave, Plan, PlanSummary, Site
from plans.states import ImportState, LeaveKind, PlanState
from supervision.actions.disclosure import check, draft_publication, publish
from supervision.actions.open_draws import publish_draws
from supervision.actions.open_plans import publish_plans
from supervision.actions.statistics import compute_quarter
from supervision.models import PublicDecision, PublicDraw, PublicPlan
from tests.factories.accounts import user_with
from tests.factories.assignment import assignment_at
from tests.factories.draw import draw_at
from tests.factories.enterprise import import_at
from tests.factories.grading import POINTS, TASKS, draft, edition_of, worth
from tests.factories.inspection import PNG, inspection_at
from tests.factories.order import order_at, reinspection_at
from tests.factories.penalty import case_at, propose
from tests.factories.plan import plan_at, team

SITE = {"name": "东厂区", "address": "云岭市示例路 9 号", "hazards": ["dust"]}


@dataclass
class World:
    """Primary keys and words, as addresses take them."""

    bureau: Bureau
    reminder: int
    law_row: str
    law_edition: int
    benchmark: int
    person: int
    grant: int
    enterprise: int
    other_enterprise: int
    enterprise_record: int
    grading: int
    task_grading: int
    scheme: int
    regrading: int
    import_run: int
    register_export: int
    plan: int
    plan_item: int
    plan_summary: int
    leave: int
    draw: int
    assignment: int
    expert: int
    declared_recusal: int
    inspection: int
    signature: int
    finding: int
    evidence: int
    order: int
    delivery: int
    reinspection: int
    penalty: int
    like_snapshot: int
    publication: int
    published_item: int
    period: int
    public_decision: str
    public_plan: str
    public_draw: str
    document: int
    document_token: str
    holiday_notice: int
    closure: int
    clock_change: int
    paused: int
    pause: int
    extended: int
    extension: int
    law_key: str = "WSL2021"
    law_number: str = "97"
    law_edition_step: str = "publish"
    list_name: str = "unit"
    benchmark_step: str = "discard"
    import_step: str = "confirm"
    record_kind: str = "sites"
    year: int = 2026
    value_row: str = "TL-INS-007"
    clock_paper: str = "pause"
    scheme_step: str = "publish"
    regrading_step: str = "confirm"
    plan_step: str = "submit"
    plan_target: str = "findings"
    summary_step: str = "submit"
    draw_step: str = "freeze"
    draw_part: str = "list-unit"
    assignment_step: str = "cancel"
    inspection_step: str = "finish"
    sign_role: str = "officer"
    order_step: str = "deliver"
    delivery_part: str = "proof"
    penalty_step: str = "approve_filing"
    penalty_part: str = "evidence"
    violation: str = "VI-WS-099-1"
    publication_step: str = "check"
    period_step: str = "freeze"
    figure: str = "A01"


def build_world() -> World:
    who = team()
    visit = inspection_at(InspectionState.SEALED, who.drafter, who.second)
    recording = inspection_at(InspectionState.UNDER_WAY, who.drafter, who.second)
    finding = add_finding(recording, by=who.drafter, description="一号车间未设置安全警示标志")
    order = order_at(OrderState.DELIVERED, inspection=visit)
    reinspection = reinspection_at(order)
    case = delivered_case(who)
    second = delivered_case(who)
    publication = draft_publication(second, by=None)
    public = public_decision(case, who)
    plan = adjust(plan_at(PlanState.PUBLISHED, who), by=who.drafter, reason="新增专项检查")
    draw = draw_at("drawn", who)
    assignment = assignment_at("open", who)
    publish_plans()
    publish_draws()
    run = import_at(ImportState.CHECKED, by=who.chief)
    export = order_export(by=who.chief, query="", conditions="", file_format="csv", language="zh-hans")
    grading = grade_enterprise(visit.enterprise, by=who.chief, scheme="G-19", answers={"1.1b": 1})
    object_to(grading, by=who.chief, said_on=timezone.localdate(), speaker="赵某", text="源级别不符")
    period = compute_quarter(who.bureau, 2025, 1)
    person = user_with(Role.INSPECTOR, bureau=who.bureau)
    document = Document.objects.filter(bureau=who.bureau, kind="XCJC").latest("pk")
    return World(
        bureau=who.bureau,
        reminder=Reminder.objects.create(user=who.chief, ref="x:1", text="x", url="/").pk,
        **law_of(who.bureau),
        person=person.pk,
        grant=RoleGrant.objects.get(user=person).pk,
        enterprise=visit.enterprise_id,
        other_enterprise=recording.enterprise_id,
        enterprise_record=add_record(Site, by=who.drafter, enterprise=visit.enterprise, facts=SITE).pk,
        grading=grading.pk,
        **gradings_of(who, visit.enterprise),
        import_run=run.pk,
        register_export=export.pk,
        **plans_of(who, plan),
        draw=draw.pk,
        assignment=assignment.pk,
        inspection=recording.pk,
        signature=first_of(visit, "signatures"),
        finding=finding.pk,
        evidence=first_of(visit, "evidence"),
        order=order.pk,
        delivery=order.deliveries.first().pk,
        reinspection=reinspection.pk,
        penalty=case.pk,
        like_snapshot=LikeSnapshot.objects.filter(charge__penalty=case).latest("pk").pk,
        published_item=PublishedItem.objects.filter(bureau=who.bureau).latest("pk").pk,
        publication=publication.pk,
        period=period.pk,
        public_decision=public,
        public_plan=PublicPlan.objects.latest("pk").slug,
        public_draw=PublicDraw.objects.latest("pk").slug,
        document=document.pk,
        document_token=document.token,
        **calendar_of(who.bureau),
        **bases_of(who, visit.enterprise),
        **papers_of_clocks(who),
    )


def law_of(bureau: Any) -> dict[str, Any]:
    edition = Edition.objects.latest("id")
    return {"law_row": "TL-INS-001", "law_edition": edition.pk, "benchmark": own_benchmark(bureau).pk}


def plans_of(who: Any, plan: Plan) -> dict[str, int]:
    return {
        "plan": plan.pk,
        "plan_item": plan.items.first().pk,
        "plan_summary": summary_of_last_year(who).pk,
        "leave": away(who).pk,
    }


def bases_of(who: Any, enterprise: Any) -> dict[str, int]:
    """What draws take from: an expert, and a recusal declared in advance."""
    today = timezone.localdate()
    expert = add_expert(by=who.chief, name="专甲", specialty="chemical", employer="某院", valid_from=today)
    recusal = declare_recusal(
        by=who.chief, officer=who.drafter, enterprise=enterprise, ground="近亲属", valid_from=today
    )
    return {"expert": expert.pk, "declared_recusal": recusal.pk}


def gradings_of(who: Any, one: Enterprise) -> dict[str, int]:
    """A task of the enterprise, a scheme that waits for a second person, a run that waits for its confirmation."""
    answers = {"L": "3", "E": "6", "C": "15"}
    return {
        "task_grading": grade_task(one, by=who.chief, scheme=TASKS, task="二号罐区动火", answers=answers).pk,
        "scheme": draft(who.bureau, worth("2a", 4)).pk,
        "regrading": start_regrading(by=who.chief, edition=edition_of(who.bureau, POINTS)).pk,
    }


def papers_of_clocks(who: Any) -> dict[str, int]:
    """A case with a pause and an order with an application for more time, each with its paper."""
    today = timezone.localdate()
    visits = [inspection_at(InspectionState.SEALED, who.drafter, who.second) for _number in range(2)]
    case = case_at(PenaltyState.INVESTIGATING, case=propose(visits[0]))
    add_pause(case, by=who.drafter, kind="appraisal", began_on=today, reason="委托鉴定", file=paper("鉴定委托书.png"))
    order = order_at(OrderState.DELIVERED, inspection=visits[1])
    apply_extension(
        order, by=who.drafter, applied_on=today, until=order.next_due + dt.timedelta(days=10), reason="设备到货晚",
        file=paper("延期申请.png"),
    )  # fmt: skip
    return {
        "paused": case.pk, "pause": case.pauses.get().pk, "extended": order.pk, "extension": order.extensions.get().pk,
    }  # fmt: skip


def paper(name: str) -> ContentFile:
    return ContentFile(PNG, name=name)


def calendar_of(bureau: Bureau) -> dict[str, int]:
    """A notice that waits for another person, a closed day, and the walk over the clocks that followed it."""
    clerk, text, day = user_with(Role.LEGAL_REVIEWER, bureau=bureau), "元旦：1月1日放假，共1天。", dt.date(2027, 3, 3)
    notice = enter_notice(by=clerk, year=2027, number="x", text=text, entries=read_text(text, 2027))
    close_days(by=clerk, first=day, last=day, name="停电检修", source="本局通知")
    return {
        "holiday_notice": notice.pk,
        "closure": CalendarDay.objects.get(day=day, bureau=bureau).pk,
        "clock_change": Rederivation.objects.latest("pk").pk,
    }


def delivered_case(who: Any) -> Any:
    visit = inspection_at(InspectionState.SEALED, who.drafter, who.second)
    return case_at(PenaltyState.DELIVERED, case=propose(visit))


def public_decision(case: Any, who: Any) -> str:
    publication = draft_publication(case, by=None)
    check(publication, by=who.editor)
    publish(publication, by=who.leader)
    return PublicDecision.objects.get(number=publication.fields["CF_WSH"], decided_on=timezone.localdate()).slug


def summary_of_last_year(who: Any) -> PlanSummary:
    """Begun: of a plan of another year, so that the page that begins one is reached, too."""
    year = timezone.localdate().year
    return write_summary(plan_at(PlanState.PUBLISHED, who, year=year - 1, start=900), by=who.drafter)


def away(who: Any) -> Leave:
    day = timezone.localdate() + dt.timedelta(days=30)
    return enter_leave(by=who.chief, user=who.drafter, kind=LeaveKind.ANNUAL, first=day, last=day)


def first_of(inspection: Inspection, name: str) -> int:
    found = getattr(inspection, name).first()
    assert found is not None, f"the inspection has no {name}"
    return found.pk


def own_benchmark(bureau: Bureau) -> Benchmark:
    path = settings.BASE_DIR / "fixtures" / "benchmarks" / "demo-2025.yaml"
    return load_benchmark(path, bureau=bureau, publish=False)[0]
