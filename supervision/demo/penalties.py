"""Penalty cases from the proposal to the archive. Each act is done by the person whose step it is."""

import datetime as dt
from decimal import Decimal
from typing import Any

from cases.actions import (
    archive,
    decision,
    deliberation,
    elements,
    execution,
    hearing,
    inspection as visits,
    investigation,
    notice,
    penalty,
    review,
)
from cases.actions.notice import current
from cases.models import Finding, Inspection, Order, PenaltyCase
from cases.queries.archive import documents_in_volume, retention
from cases.queries.deliberation import reasons
from cases.queries.elements import sheet, suggested
from cases.queries.execution import account
from cases.queries.hearing import possible_hosts
from cases.queries.investigation import evidence_in_force
from cases.queries.notice import window_ends
from cases.rules.review import POINTS
from cases.states import DeliveryMethod, EvidenceKind, InspectionState, PartyKind, PenaltyState as S, StatementKind
from enforcement.documents.fonts import prepared
from enforcement.documents.jobs import render
from enforcement.rulebook.queries import violation as find_violation
from supervision.demo.bureau import Demo, scan
from supervision.demo.clock import in_days, in_minutes, in_workdays, on, today, workday
from supervision.demo.courses import CaseCourse
from supervision.demo.discretion import weigh
from supervision.demo.enterprises import person
from supervision.demo.year import Story

EVIDENCE = "现场照片：证明现场存在违法行为\n现场检查记录：证明检查经过和发现的问题\n询问笔录：证明当事人认可违法事实"
MINUTES = "高演壬：事实清楚，程序合法\n何演辛：同意拟处罚意见\n罗演癸：裁量适当"
PRESENT = "高演壬 主要负责人\n何演辛 分管负责人\n罗演癸 法制审核人员"
OPINION = "事实清楚，证据确凿，程序合法，裁量适当，同意。"


def story(demo: Demo, inspection: Inspection, course: CaseCourse, order: Order | None) -> Story:
    """Up to the state the course says."""
    steps = (filed, investigated, heard, reviewed, decided, executed, put_away)
    yield in_workdays(1 if order else 2)
    case = propose(demo, inspection, course, order)
    for step in steps:
        if ended(case, course):
            return
        yield from step(demo, case, course)


def ended(case: PenaltyCase, course: CaseCourse) -> bool:
    return fresh(case).state in (course.until, S.REJECTED, S.WITHDRAWN)


def propose(demo: Demo, inspection: Inspection, course: CaseCourse, order: Order | None) -> PenaltyCase:
    names = list(inspection.officers.order_by("pk").values_list("username", flat=True))
    handlers = [demo.staff[name] for name in names]
    visited = inspection.started_at.date() if inspection.started_at else today()
    findings = Finding.objects.filter(inspection=inspection).exclude(basis="")
    if order is not None:
        findings = findings.filter(order_item__order=order, order_item__passed_on__isnull=True)
    party: dict[str, Any] = {}
    if course.person:
        enterprise = inspection.enterprise
        party = {"party_kind": PartyKind.PERSON, "party": enterprise.legal_person, "party_post": "主要负责人",
                 "party_address": enterprise.address}  # fmt: skip
    return penalty.propose_case(
        inspection, by=handlers[0], findings=findings, violation=find_violation(course.violation, visited),
        act_on=visited, facts=facts(inspection, course), handlers=handlers, order=order, **party,
    )  # fmt: skip


def facts(inspection: Inspection, course: CaseCourse) -> str:
    on_day = inspection.started_at.date() if inspection.started_at else today()
    name = find_violation(course.violation, on_day).name_zh
    return f"{on_day:%Y年%m月%d日}对{inspection.enterprise.name}检查时发现：{name}。"


def filed(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    yield in_workdays(2)
    if course.until == S.REJECTED:
        penalty.reject_filing(case, by=demo.staff["leader"], reason="违法行为轻微并及时改正，没有造成危害后果")
        return
    penalty.approve_filing(case, by=demo.staff["leader"], handlers=handlers(demo, case), opinion="同意立案")
    visit = case.inspection
    if visit and visit.state == InspectionState.SEALED and case.order is None:
        yield in_minutes(30)
        visits.close(Inspection.objects.get(pk=visit.pk), by=handlers(demo, case)[0])


def investigated(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    yield in_workdays(3)
    statement = scan(demo.chance.randrange(256), "询问笔录")
    investigation.add_evidence(
        case,
        by=handlers(demo, case)[0],
        file=statement,
        kind=EvidenceKind.STATEMENT,
        name="询问笔录",
        proves="当事人认可违法事实",
    )
    if course.until == S.WITHDRAWN:
        yield in_workdays(5)
        penalty.withdraw(case, by=demo.staff["leader"], reason="经调查，违法事实不能成立")
        return
    yield in_workdays(6)
    write_report(demo, case, course)
    if course.until == S.REPORTED:
        return
    yield in_workdays(2)
    notice.notify(case, by=handlers(demo, case)[0])
    yield in_workdays(1)
    notice.deliver_notice(case, by=handlers(demo, case)[0], **delivery(demo, "告知书送达回证"))


def after_the_window(case: PenaltyCase) -> dt.datetime:
    """The working day after the party's time to speak up."""
    ends = window_ends(current(case)) or today()
    return on(workday(ends + dt.timedelta(days=1)), 9, 30)


def write_report(demo: Demo, case: PenaltyCase, course: CaseCourse, *, again: bool = False) -> None:
    amount = current(case).amount if again else weigh(fresh(case), Decimal(course.amount))
    content: dict[str, Any] = {
        "facts": case.facts, "evidence_text": EVIDENCE, "circumstances": "配合调查，已着手改正",
        "amount": amount, "reasons": "违法情节一般，已着手改正" + ("；补充了裁量依据" if again else ""),
        "grave": course.grave, "crime_suspected": False,
    }  # fmt: skip
    fill_sheet(demo, case)
    write = investigation.revise_report if again else investigation.report
    write(fresh(case), by=handlers(demo, case)[0], **content)


def fill_sheet(demo: Demo, case: PenaltyCase) -> None:
    """What the findings already say, and the rest in a sentence; every element rests on what was collected."""
    held = fresh(case)
    pieces = [one.pk for one in evidence_in_force(held)]
    cells = [
        {"cell": one.key, "fact": suggested(held, one).get("fact") or f"经查证属实：{one.element.text}",
         "evidence": pieces}
        for _charge, group in sheet(held) for one in group if one.lacks
    ]  # fmt: skip
    if cells:
        elements.prove(held, by=handlers(demo, case)[0], cells=cells)


def heard(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    if course.hearing:
        yield from had_hearing(demo, case, course)
        return
    if course.statement == StatementKind.SILENT:
        yield after_the_window(case)
        notice.record_silence(case, by=handlers(demo, case)[0])
        return
    yield in_workdays(2)
    speaker = case.party if course.person else case.enterprise.legal_person
    by = handlers(demo, case)[0]
    if course.statement == StatementKind.WAIVED:
        notice.record_waiver(case, by=by, heard_on=today(), speaker=speaker, text="放弃陈述申辩和听证的权利")
        return
    notice.record_statement(
        case, by=by, heard_on=today(), speaker=speaker, text="已经完成整改，请求从轻处理", accepted=False,
        reply="整改情况已在拟处罚幅度中考虑，维持拟处罚意见", place="云岭市应急管理局",
    )  # fmt: skip


def had_hearing(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    yield in_workdays(2)
    by = handlers(demo, case)[0]
    hearing.request_hearing(case, by=by, requested_on=today(), requested_by=case.enterprise.legal_person)
    yield in_workdays(1)
    host = possible_hosts(case, today())[0]
    held_on = in_workdays(9).date()
    hearing.schedule_hearing(case, by=demo.staff["legal"], held_on=held_on, host=host, place="二楼听证室")
    if course.until == S.HEARING:
        return
    yield on(held_on, 14, 30)
    hearing.hold_hearing(
        case, by=demo.staff["legal"], record="当事人陈述：隐患已整改，请求减轻。调查人员出示证据。双方辩论、最后陈述。",
        conclusion="违法事实清楚，建议维持拟处罚意见",
    )  # fmt: skip


def reviewed(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    yield max(in_workdays(2), after_the_window(case))
    review.submit_review(case, by=handlers(demo, case)[0])
    if course.until == S.REVIEWING:
        return
    yield in_workdays(2)
    if course.returned:
        review.return_review(
            case, by=demo.staff["legal"], points=points("discretion"), opinion="裁量理由不充分，补充后再送审"
        )
        yield in_workdays(3)
        write_report(demo, case, course, again=True)
        yield in_workdays(1)
        review.resubmit_review(case, by=handlers(demo, case)[0])
        yield in_workdays(1)
    review.pass_review(case, by=demo.staff["legal"], points=points(), opinion=OPINION)


def points(*failed: str) -> list[dict[str, Any]]:
    return [{"key": key, "ok": key not in failed, "note": ""} for key, _ in POINTS]


def decided(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    yield in_workdays(2)
    told = current(case).amount
    if reasons(case, told, today()):
        deliberation.deliberate(
            case, by=demo.staff["head"], held_on=today(), attendees=PRESENT, record=MINUTES,
            conclusion="一致同意拟处罚意见", amount=told, place="三楼会议室",
        )  # fmt: skip
        if course.until == S.DELIBERATED:
            return
        yield in_workdays(1)
    decision.decide(
        case, by=demo.staff["leader"], amount=told, facts=case.facts, reasons="违法情节一般，已着手改正",
        correction="已责令限期改正，当事人正在整改",
    )  # fmt: skip
    if course.until == S.DECIDED:
        return
    yield in_workdays(2)
    decision.deliver_decision(case, by=handlers(demo, case)[0], **delivery(demo, "决定书送达回证"))


def executed(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    """In time, late with the surcharge, in part, or not at all."""
    yield in_days(24 if course.paid == "late" else 9)
    held = account(fresh(case), today())
    if held is None or course.paid == "none":
        return
    owed = held.outstanding if course.paid != "part" else (held.fine / 2).quantize(Decimal(100))
    receipt = f"YL{case.pk:06d}"
    execution.record_payment(case, by=handlers(demo, case)[0], amount=owed, paid_on=today(), receipt=receipt)
    if course.paid == "part":
        return
    yield in_minutes(60)
    execution.complete(case, by=handlers(demo, case)[0])


def put_away(demo: Demo, case: PenaltyCase, course: CaseCourse) -> Story:
    if fresh(case).state != S.EXECUTED:
        return
    yield in_workdays(4)
    archive.close(case, by=demo.staff["leader"], opinion="已执行完毕，同意结案")
    if course.until == S.CLOSED:
        return
    yield in_workdays(8)
    if not prepared():
        demo.year.tell("尚未准备字体，案卷暂不归档")
        return
    for document in documents_in_volume(fresh(case)):
        render(document.pk)
    archive.archive(
        fresh(case), by=demo.staff["archivist"], number=f"YL-{today().year}-{case.pk:04d}", retention=retention().period
    )


def handlers(demo: Demo, case: PenaltyCase) -> list[Any]:
    return [demo.staff[name] for name in case.handlers.order_by("pk").values_list("username", flat=True)]


def delivery(demo: Demo, name: str) -> dict[str, Any]:
    shade = demo.chance.randrange(256)
    return {
        "method": DeliveryMethod.DIRECT,
        "acted_on": today(),
        "recipient": person(demo.chance),
        "proof": scan(shade, name),
    }


def fresh(case: PenaltyCase) -> PenaltyCase:
    return PenaltyCase.objects.select_related("enterprise", "bureau", "inspection", "order").get(pk=case.pk)
