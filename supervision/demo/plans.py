"""Three annual plans: last year's, this year's with an adjustment under way, next year's before the section chief."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from enforcement.accounts.models import Bureau, Unit, User
from plans.actions import plan as acts, summary as summaries
from plans.models import Plan, PlanSummary
from plans.queries.plan import certified_officers, non_items, other_items
from plans.states import ItemKind, Sector
from supervision.demo.bureau import Demo
from supervision.demo.clock import in_days, in_minutes, on, today, workday
from supervision.demo.year import Story
from supervision.jobs.disclosure import publish_plans_and_draws

KEY_VISITS, KEY_OFFICERS, KEY_DAYS = 2, 2, 3
GENERAL_DAYS = 2
FILLED = 0.6  # of the days that key checks leave; the rest is reserve, so that every unit can do its part each month
HALVES = ([1, 2, 3, 7, 8, 9], [4, 5, 6, 10, 11, 12])
BOTH = range(len(HALVES))
GENERAL = (
    (Sector.CHEMICAL, "危险化学品企业双随机抽查"),
    (Sector.MINE, "非煤矿山企业双随机抽查"),
    (Sector.TRADE, "工贸企业双随机抽查"),
    (Sector.OTHER, "其他生产经营单位双随机抽查"),
)
TEXT = "坚持统筹兼顾、分类分级、突出重点，重点检查高危行业和风险等级较高的企业，一般检查由双随机抽查产生。"
MEASURES = (
    "一、加强组织领导。\n二、规范执法行为，落实行政执法公示、全过程记录和法制审核制度。\n三、严格执行涉企检查频次上限。"
)

PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
REASONS = "演示数据自 2026 年起记录检查任务，2025 年度的检查在原系统办理，未录入本系统。"
NEXT = "2026 年度起全部检查任务在本系统分派和登记。"


def stories(demo: Demo) -> list[Story]:
    return [
        last_year(demo),
        this_year(demo),
        next_year(demo),
        of_the_county(demo),
    ]


def last_year(demo: Demo) -> Story:
    yield on(dt.date(2024, 12, 16))
    plan = draw_up(demo, 2025)
    yield from to_the_public(demo, plan, approved=dt.date(2025, 1, 13), number="云岭政复〔2025〕3号")
    yield on(dt.date(2026, 1, 6))
    summary = summaries.write_summary(fresh(plan), by=demo.staff["inspector"])
    summaries.edit_summary(summary, by=demo.staff["inspector"], reasons=REASONS, measures=NEXT)
    yield in_days(1)
    summaries.submit(PlanSummary.objects.get(pk=summary.pk), by=demo.staff["inspector"])
    yield in_days(2)
    summaries.approve(
        PlanSummary.objects.select_related("bureau", "plan").get(pk=summary.pk), by=demo.staff["leader"],
        opinion="数字属实，与下一年度计划一并公布。",
    )  # fmt: skip


def this_year(demo: Demo) -> Story:
    yield on(dt.date(2025, 12, 10))
    plan = draw_up(demo, 2026)
    yield from to_the_public(demo, plan, approved=dt.date(2026, 1, 15), number="云岭政复〔2026〕2号")
    yield on(dt.date(2026, 6, 8), 10)
    minor = shift(demo, plan, Sector.TRADE, Sector.OTHER, reason="对接粉尘涉爆专项整治，增加工贸企业抽查")
    yield in_days(1)
    acts.submit(fresh(minor), by=demo.staff["inspector"])
    yield in_days(2)
    acts.review(fresh(minor), by=demo.staff["chief"], opinion="调整幅度小，测算属实。")
    yield in_days(1)
    acts.agree(fresh(minor), by=demo.staff["leader"], opinion="同意，按一般调整存档备查。")
    yield in_days(1)
    acts.publish(fresh(minor), by=demo.staff["head"])
    yield in_minutes(90)
    publish_plans_and_draws()
    yield on(dt.date(2026, 9, 7), 10)
    refused = shift(demo, minor, Sector.MINE, Sector.CHEMICAL, reason="减少危险化学品抽查，增加非煤矿山抽查")
    yield in_days(1)
    acts.submit(fresh(refused), by=demo.staff["inspector"])
    yield in_days(1)
    acts.refuse(fresh(refused), by=demo.staff["chief"], reason="危险化学品抽查不能减少，不同意调整。")
    yield on(dt.date(2026, 11, 3), 10)
    edition = shift(demo, minor, Sector.CHEMICAL, Sector.OTHER, reason="第四季度增加危险化学品抽查，减少其他单位抽查")
    yield in_days(2)
    acts.submit(fresh(edition), by=demo.staff["inspector"])
    yield in_days(4)
    acts.review(fresh(edition), by=demo.staff["chief"], opinion="调整依据充分，测算属实。")


def shift(demo: Demo, plan: Plan, to: str, away: str, *, reason: str) -> Plan:
    """A new edition with one visit more of one sector and one less of another."""
    by = demo.staff["inspector"]
    edition = acts.adjust(fresh(plan), by=by, reason=reason)
    items = {item.sector: item for item in edition.items.filter(kind=ItemKind.GENERAL)}
    acts.change_item(items[away], by=by, visits=items[away].visits - 1)
    acts.change_item(items[to], by=by, visits=items[to].visits + 1)
    return edition


def next_year(demo: Demo) -> Story:
    """With all kinds of items: the days of two general pools go to a campaign and to the emergency part."""
    yield on(dt.date(2026, 11, 11))
    plan = draw_up(demo, 2027)
    with_all_kinds(demo, plan)
    yield in_days(6)
    acts.submit(fresh(plan), by=demo.staff["inspector"])


def with_all_kinds(demo: Demo, plan: Plan) -> None:
    by = demo.staff["inspector"]
    pools = list(fresh(plan).items.filter(kind=ItemKind.GENERAL).select_related("plan").order_by("id"))
    for pool in pools:
        acts.change_item(pool, by=by, visits=pool.visits - 1, occupational_health=pool.sector == Sector.CHEMICAL)
    effort: dict[str, Any] = {"officers_per_visit": 2, "days_per_visit": Decimal(1), "ceiling": 2}
    acts.add_item(
        fresh(plan), by=by, kind=ItemKind.CAMPAIGN, campaign="有限空间作业专项检查", sector=Sector.TRADE, visits=4,
        starts_on=dt.date(2027, 6, 1), ends_on=dt.date(2027, 8, 31), subject="有限空间作业审批和防护", **effort,
    )  # fmt: skip
    acts.add_item(
        fresh(plan), by=by, kind=ItemKind.EMERGENCY, subject="应急预案备案、演练和物资储备", visits=4, months=[5, 9],
        **effort,
    )  # fmt: skip


def of_the_county(demo: Demo) -> Story:
    yield on(dt.date(2026, 11, 16))
    acts.create_plan(by=User.objects.select_related("bureau").get(username="county"), year=2027)


def fresh(plan: Plan) -> Plan:
    return Plan.objects.select_related("bureau").get(pk=plan.pk)


def draw_up(demo: Demo, year: int) -> Plan:
    by = demo.staff["inspector"]
    plan = acts.create_plan(by=by, year=year)
    key_days = len(demo.key_list) * KEY_VISITS * KEY_OFFICERS * KEY_DAYS
    inspection = math.ceil(key_days / 0.64)
    other, non = spread(plan.officers * plan.workdays - inspection)
    acts.change_workdays(
        fresh(plan), by=by, officers=plan.officers, staff_in_post=len(demo.staff.people), workdays=plan.workdays,
        workdays_source=plan.workdays_source,
        travel_days=plan.travel_days, reserve_percent=plan.reserve_percent, text=TEXT, measures=MEASURES,
        other_days=other, non_days=non,
    )  # fmt: skip
    visits = int((inspection - key_days) * FILLED) // (len(GENERAL) * KEY_OFFICERS * GENERAL_DAYS)
    work = Work(by.bureau)
    general = [work.unit_for(visits * KEY_OFFICERS * GENERAL_DAYS, BOTH) for _pool in GENERAL]
    for number, pk in enumerate(demo.key_list):
        acts.add_key_item(
            fresh(plan), by=by, enterprise=demo.enterprise(pk), visits=KEY_VISITS, officers_per_visit=KEY_OFFICERS,
            days_per_visit=Decimal(KEY_DAYS), ceiling=KEY_VISITS, months=HALVES[number % 2],
            unit=work.unit_for(KEY_VISITS * KEY_OFFICERS * KEY_DAYS, [number % 2]),
            subject="安全生产责任制、风险管控和隐患排查治理",
        )  # fmt: skip
    for unit, (sector, subject) in zip(general, GENERAL, strict=True):
        acts.add_general_item(
            fresh(plan), by=by, sector=sector, subject=subject, visits=visits, officers_per_visit=2,
            days_per_visit=Decimal(GENERAL_DAYS), ceiling=2, months=list(range(1, 13)),
            unit=unit,
        )  # fmt: skip
    return plan


class Work:
    """Goes to the unit that has the least of it for each of its officers, in the halves in which it falls."""

    def __init__(self, bureau: Bureau) -> None:
        officers = certified_officers(bureau, today()).select_related("unit")
        self.officers = Counter(one.unit for one in officers if one.unit)
        self.days: Counter[tuple[int, int]] = Counter()

    def unit_for(self, days: int, halves: Sequence[int]) -> Unit:
        unit = min(self.officers, key=lambda one: (self._load(one, halves) / self.officers[one], one.pk))
        for half in halves:
            self.days[unit.pk, half] += days // len(halves)
        return unit

    def _load(self, unit: Unit, halves: Sequence[int]) -> int:
        return max(self.days[unit.pk, half] for half in halves)


def spread(days: int) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """What is not inspection, over the items of the rule: other enforcement, and none."""
    other, non = other_items(), non_items()
    each = days // (len(other) + len(non))
    first = days - each * (len(other) + len(non) - 1)
    return {other[0]: Decimal(first), **dict.fromkeys(other[1:], Decimal(each))}, dict.fromkeys(non, Decimal(each))


def scan_of(number: str) -> SimpleUploadedFile:
    """The least page that is a PDF: what stands on it is invented like everything here."""
    return SimpleUploadedFile(f"{number}.pdf", PAGE)


def to_the_public(demo: Demo, plan: Plan, *, approved: dt.date, number: str) -> Story:
    yield in_days(2)
    acts.submit(fresh(plan), by=demo.staff["inspector"])
    yield in_days(3)
    acts.review(fresh(plan), by=demo.staff["chief"], opinion="工作日测算属实，重点检查占比符合要求。")
    yield in_days(3)
    acts.endorse(fresh(plan), by=demo.staff["leader"], opinion="同意，报市政府批准。")
    yield on(workday(approved), 15)
    acts.record_approval(
        fresh(plan),
        by=demo.staff["inspector"],
        approval_body="云岭市人民政府",
        approval_number=number,
        approved_on=today(),
        scan=scan_of(number),
    )
    yield in_days(4)
    acts.file_with_superior(fresh(plan), by=demo.staff["inspector"], filed_with="云演省应急管理厅", filed_on=today())
    yield in_days(3)
    acts.publish(fresh(plan), by=demo.staff["head"])
    yield in_minutes(90)
    publish_plans_and_draws()
