"""What the register says of an enterprise beside its facts: sites, licences, self-reports, a hazard under listed
supervision, accidents, complaints and credit entries; and one company renamed, one closed, one taken over."""

import datetime as dt

from plans.actions.enterprise import amend_enterprise, change_status
from plans.actions.enterprise_merge import merge_enterprise
from plans.actions.enterprise_record import add_record, amend_record, end_record
from plans.models import Accident, Complaint, CreditEntry, Enterprise, Licence, ListedHazard, SelfReport, Site
from plans.states import (
    AccidentGrade,
    ComplaintOutcome,
    CreditMark,
    EnterpriseStatus,
    LicenceKind,
    LicenceState,
    Sector,
)
from supervision.demo.bureau import Demo
from supervision.demo.clock import in_workdays, on, workday
from supervision.demo.year import Story

LICENCES = {
    Sector.CHEMICAL: LicenceKind.CHEM_SALE,
    Sector.MINE: LicenceKind.MINE,
    Sector.FIREWORKS: LicenceKind.FIREWORKS_WHOLESALE,
}
ENDS = (dt.date(2028, 6, 30), dt.date(2026, 12, 20), dt.date(2027, 9, 1), dt.date(2026, 10, 31))
QUARTERS = ((dt.date(2026, 1, 1), dt.date(2026, 3, 31)), (dt.date(2026, 4, 1), dt.date(2026, 6, 30)))


def stories(demo: Demo) -> list[Story]:
    return [licensed(demo), reported(demo), listed(demo), complained(demo), suffered(demo), changed(demo)]


def licensed(demo: Demo) -> Story:
    yield on(workday(dt.date(2025, 12, 8)), 10)
    for number, pk in enumerate(demo.key_list):
        one = demo.enterprise(pk)
        if one.sector in LICENCES:
            add_record(Licence, by=demo.staff["inspector"], enterprise=one, facts=licence(one, number))
        if number % 6 == 0:
            add_record(Site, by=demo.staff["inspector"], enterprise=one, facts=site(one))
    yield in_workdays(200)
    first = Licence.objects.filter(enterprise__bureau=demo.staff.bureau).earliest("id")
    end_record(
        first, by=demo.staff["inspector"], version=first.version, ended_on=dt.date(2026, 9, 1),
        state=LicenceState.CANCELLED, reason="企业申请注销，已不再从事许可的经营活动",
    )  # fmt: skip


def licence(one: Enterprise, number: int) -> dict[str, object]:
    return {
        "kind": LICENCES[Sector(one.sector)],
        "number": f"（云演）安许证字〔2023〕{number:04d}",
        "issued_by": "云演省应急管理厅",
        "valid_from": dt.date(2023, 7, 1),
        "valid_to": ENDS[number % len(ENDS)],
        "state": LicenceState.NORMAL,
    }


def site(one: Enterprise) -> dict[str, object]:
    return {
        "name": "演示仓库",
        "address": "云岭市演示县样例街 1 号",
        "region_code": "539921",
        "hazards": one.hazards[:1] if one.hazards and one.hazards[0] != "major_source" else ["chem_storage"],
        "opened_on": dt.date(2024, 5, 6),
    }


def reported(demo: Demo) -> Story:
    for first, last in QUARTERS:
        yield on(workday(last + dt.timedelta(days=9)), 14)
        for number, pk in enumerate(demo.key_list[::3]):
            facts = {
                "reported_on": last + dt.timedelta(days=7),
                "period_from": first,
                "period_to": last,
                "found": 3 + number % 5,
                "rectified": 3 + number % 5 - (number % 4 == 0),
                "text": "按季度组织自查，隐患已登记并落实整改责任人",
            }
            add_record(SelfReport, by=demo.staff["inspector"], enterprise=demo.enterprise(pk), facts=facts)


def listed(demo: Demo) -> Story:
    yield on(workday(dt.date(2026, 9, 7)), 9, 30)
    facts = {
        "title": "储罐区可燃气体检测报警系统失效",
        "listed_by": "云岭市人民政府安全生产委员会",
        "number": "云演安委〔2026〕12号",
        "listed_on": dt.date(2026, 9, 4),
        "due_on": dt.date(2026, 12, 31),
    }
    add_record(ListedHazard, by=demo.staff["chief"], enterprise=demo.enterprise(demo.key_list[0]), facts=facts)


def complained(demo: Demo) -> Story:
    first, second = (demo.enterprise(pk) for pk in demo.key_list[:2])
    yield on(workday(dt.date(2026, 4, 13)), 15)
    facts = {
        "known_on": dt.date(2026, 4, 13),
        "happened_on": None,
        "outcome": ComplaintOutcome.PENDING,
        "office": "云岭市应急管理局",
        "number": "演受〔2026〕31号",
        "text": "反映装卸区夜间作业无人监护（演示）",
    }
    made = add_record(Complaint, by=demo.staff["inspector"], enterprise=first, facts=facts)
    facts = {
        "mark": CreditMark.DISHONEST,
        "happened_on": dt.date(2026, 4, 10),
        "known_on": dt.date(2026, 4, 13),
        "valid_until": dt.date(2029, 4, 9),
        "office": "云演省应急管理厅",
        "number": "演失信〔2026〕2号",
        "text": "拒不执行停止使用设备的决定，列入严重失信主体名单（演示）",
    }
    add_record(CreditEntry, by=demo.staff["chief"], enterprise=second, facts=facts)
    yield in_workdays(20)
    amend_record(
        made, by=demo.staff["inspector"], version=made.version, facts={"outcome": ComplaintOutcome.PARTLY}
    )  # fmt: skip


def suffered(demo: Demo) -> Story:
    """After the gradings of the year, so that the next one finds something new."""
    yield on(workday(dt.date(2026, 11, 9)), 10)
    for number, pk in enumerate(demo.key_list[:2]):
        facts = {
            "happened_on": dt.date(2026 - 3 * number, 11, 6),
            "known_on": dt.date(2026 - 3 * number, 11, 6),
            "grade": AccidentGrade.GENERAL,
            "deaths": number,
            "injuries": 2 - number,
            "office": "云岭市应急管理局",
            "number": f"演事故〔{2026 - 3 * number}〕{4 + number}号",
            "text": "检修作业时设备伤人（演示）",
        }
        add_record(Accident, by=demo.staff["inspector"], enterprise=demo.enterprise(pk), facts=facts)


def changed(demo: Demo) -> Story:
    """Of the last in the register, where no other story goes."""
    yield on(workday(dt.date(2026, 6, 8)), 11)
    pool = Enterprise.objects.filter(bureau=demo.staff.bureau).in_pool().exclude(pk__in=demo.ranked)
    renamed, closed, merged, survivor = pool.order_by("-id")[:4]
    amend_enterprise(
        renamed, by=demo.staff["inspector"], version=renamed.version,
        facts={"name": renamed.name.replace("（演示）", "新程（演示）")},
    )  # fmt: skip
    change_status(
        closed, by=demo.staff["inspector"], version=closed.version, status=EnterpriseStatus.CLOSED,
        status_on=dt.date(2026, 5, 29), reason="企业已办理注销登记",
    )  # fmt: skip
    merge_enterprise(
        merged, by=demo.staff["chief"], into=survivor, version=merged.version, reason="吸收合并，市场监管部门已变更登记"
    )
