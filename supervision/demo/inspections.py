"""A visit from its task to the sealed record, and what follows from it."""

import datetime as dt
import random

from cases.actions import inspection as acts
from cases.actions.answer import answer_items
from cases.actions.evidence import add_evidence
from cases.actions.finding import add_finding
from cases.actions.signature import sign_as_officer, sign_as_party
from cases.models import Inspection
from cases.states import InspectionState as S, Severity, SignatureMode
from enforcement.accounts.models import User
from enforcement.rulebook.models import Checklist, ChecklistItem
from enforcement.rulebook.queries import checklists_in_force
from plans.actions.assignment import Task, assign_by_hand, assign_plan_item
from plans.models import Assignment, PlanItem
from plans.queries.plan import plan_in_force
from plans.states import Origin, Sector
from supervision.demo import orders, penalties
from supervision.demo.bureau import Demo, picture
from supervision.demo.clock import in_minutes, on, today, workday
from supervision.demo.courses import VisitCourse
from supervision.demo.enterprises import person
from supervision.demo.year import Story

BEFORE, PREPARED, AFTER = 12, 6, 21  # days: the task, the visit plan, the end of the window
CHECKLISTS = {
    Sector.CHEMICAL: ("CL-GEN", "CL-MH-CHEM"),
    Sector.FIREWORKS: ("CL-MH-FW", "CL-GEN"),
    Sector.TRADE: ("CL-GEN", "CL-MH-GM23", "CL-CONF"),
}
SUBJECTS = {
    Origin.PLAN: "安全生产责任制、风险管控和隐患排查治理",
    Origin.CAMPAIGN: "重大事故隐患专项排查整治",
    Origin.COMPLAINT: "核查举报反映的安全生产问题",
    Origin.SUPERIOR: "上级交办事项核查",
}
REFERENCES = {Origin.COMPLAINT: "演举登〔2026〕3号", Origin.SUPERIOR: "演安委〔2026〕5号"}
OVER_CEILING = "需要现场核实，不受计划检查频次限制"
PLACES = ("一号车间", "二号车间", "原料库", "成品库", "配电室", "罐区", "装卸区", "污水处理站", "安全管理办公室")
POSTS = ("安全总监", "安全管理人员", "生产厂长", "主要负责人")
REFUSALS = ("对检查发现的问题有异议，拒绝签字", "负责人不在现场，在场人员拒绝签字")
SUGGESTIONS = ("建议完善安全文化宣传栏", "建议更换部分褪色的管理看板", "建议增加班前会影像记录")
ANSWERED = 5


def by_hand(demo: Demo, course: VisitCourse) -> Story:
    day = workday(course.day)
    yield on(workday(day - dt.timedelta(days=BEFORE)), 8, 40)
    team = demo.team(course.pair)
    begins, ends = today(), day + dt.timedelta(days=AFTER)
    if course.origin == Origin.PLAN:
        enterprise = demo.enterprise(demo.key_list[course.place % len(demo.key_list)])
        plan = plan_in_force(demo.staff.bureau, day.year)
        item = PlanItem.objects.select_related("plan").get(plan=plan, enterprise=enterprise)
        task = Task(enterprise, item.subject, team, begins, ends, Origin.PLAN, plan_item=item, unit=team[0].unit)
        assignment = assign_plan_item(task, by=demo.staff["chief"])
    else:
        enterprise = demo.enterprise(demo.others[course.place % len(demo.others)])
        task = Task(
            enterprise, SUBJECTS[Origin(course.origin)], team, begins, ends, course.origin, unit=team[0].unit,
            over_ceiling_reason=OVER_CEILING, document_number=REFERENCES.get(Origin(course.origin), ""),
        )  # fmt: skip
        assignment = assign_by_hand(task, by=demo.staff["chief"])
    yield from visit(demo, assignment, course, day)


def visit(demo: Demo, assignment: Assignment, course: VisitCourse, day: dt.date) -> Story:
    names = [one.username for one in assignment.officers.order_by("pk")]
    first, rest = names[0], names[1:]
    yield on(workday(day - dt.timedelta(days=PREPARED)), 10, 5)
    inspection = acts.start_inspection(
        assignment, by=demo.staff[first], planned_on=max(day, assignment.window_from),
        checklist=checklist(demo, assignment), method="查阅资料、现场查看、询问人员", contact=person(demo.chance),
        over_ceiling_reason=OVER_CEILING,
    )  # fmt: skip
    if course.until == S.PLANNING:
        return
    yield in_minutes(45)
    acts.submit_visit_plan(inspection, by=demo.staff[first])
    if course.until == S.SUBMITTED:
        return
    yield in_minutes(200)
    acts.approve_visit_plan(inspection, by=demo.staff["chief"], opinion="同意")
    if course.until == S.APPROVED:
        return
    yield on(inspection.planned_on, 9, demo.chance.randrange(50))
    host = person(demo.chance)
    acts.begin(
        inspection, by=demo.staff[first], certificates_shown=True, host_name=host, host_post=demo.chance.choice(POSTS),
        over_ceiling_reason=OVER_CEILING,
    )  # fmt: skip
    yield in_minutes(35)
    write(inspection, demo.staff[first], course, demo.chance)
    if course.until == S.UNDER_WAY:
        return
    yield in_minutes(70)
    acts.finish(inspection, by=demo.staff[first], summary=summary(course))
    if course.until == S.FINISHED:
        return
    yield in_minutes(20)
    sign(demo, inspection, [first, *rest], host, refused=course.refused)
    acts.seal(Inspection.objects.get(pk=inspection.pk), by=demo.staff[first])
    if course.until == S.SEALED:
        return
    yield from follow(demo, Inspection.objects.get(pk=inspection.pk), course, first)


def follow(demo: Demo, inspection: Inspection, course: VisitCourse, first: str) -> Story:
    if course.order:
        yield from orders.story(demo, inspection, course, first)
    elif course.case:
        yield from penalties.story(demo, inspection, course.case, None)
    else:
        yield in_minutes(30)
        acts.close(Inspection.objects.get(pk=inspection.pk), by=demo.staff[first])


def checklist(demo: Demo, assignment: Assignment) -> Checklist:
    codes = CHECKLISTS.get(Sector(assignment.enterprise.sector), ("CL-GEN", "CL-EMG"))
    return checklists_in_force(today()).get(code=demo.chance.choice(codes))


def write(inspection: Inspection, by: User, course: VisitCourse, chance: random.Random) -> None:
    """Answers on some items; what fails becomes a finding with a photo."""
    items = [item for item in inspection.checklist.items.order_by("position") if item.basis_text]
    asked = chance.sample(items, min(ANSWERED, len(items)))
    failing = asked[: course.failing]
    answers = {item.row_id: ("na" if chance.random() < 0.1 else "ok", "") for item in asked[course.failing :]}
    answer_items(inspection, by=by, answers={**answers, **{item.row_id: ("bad", "") for item in failing}})
    for number, item in enumerate(failing):
        finding = add_finding(
            inspection, by=by, description=describe(item), place=chance.choice(PLACES), item=item,
            severity=Severity.MAJOR if course.major and number == 0 else Severity.GENERAL,
            violation=course.case.violation if course.case and not course.order and number == 0 else None,
        )  # fmt: skip
        content = picture(chance.randrange(256))
        add_evidence(inspection, by=by, content=content, name=f"{finding.place}.png", item=item, finding=finding)
    if course.baseless:
        add_finding(inspection, by=by, description=chance.choice(SUGGESTIONS), place=chance.choice(PLACES))
        if not failing:
            acts.note_no_photo(inspection, by=by, reason="仅为改进建议，无需拍照")


def describe(item: ChecklistItem) -> str:
    return f"{item.category}：“{item.text[:80].rstrip('。；')}”未落实"


def summary(course: VisitCourse) -> str:
    found = f"发现问题 {course.failing} 项，已当场告知。" if course.failing else "未发现需要责令整改的问题。"
    return f"按检查方案查阅资料、查看现场。{found}"


def sign(demo: Demo, inspection: Inspection, names: list[str], host: str, *, refused: bool) -> None:
    held = Inspection.objects.get(pk=inspection.pk)
    for place, name in enumerate(names):
        officer = demo.staff[name]
        sign_as_officer(held, by=officer, record_hash=held.record_hash, image=picture(officer.pk * 5 + place))
    first = demo.staff[names[0]]
    if refused:
        sign_as_party(
            held, by=first, record_hash=held.record_hash, name=host, mode=SignatureMode.REFUSED,
            reason=demo.chance.choice(REFUSALS), witness=person(demo.chance),
        )  # fmt: skip
    else:
        sign_as_party(held, by=first, record_hash=held.record_hash, name=host, image=picture(len(host) + inspection.pk))
