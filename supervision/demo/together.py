"""Several bureaus: who supervises what, a spot check from above, a joint check with the county."""

import datetime as dt

from enforcement.accounts.models import Bureau, User
from enforcement.rulebook.upkeep import set_value
from plans.actions.assignment import Task, assign_by_hand
from plans.actions.jurisdiction import set_licensing, transfer
from plans.models import Enterprise
from plans.models.enterprise import EnterpriseQuerySet
from plans.queries.jurisdiction import levels_of
from plans.states import Hazard, Origin, Scale, Sector
from supervision.demo.bureau import Demo
from supervision.demo.clock import in_minutes, on, today
from supervision.demo.year import Story

DIVIDED = dt.date(2026, 3, 2)
WINDOW = dt.timedelta(days=18)
CITY_LEVELS = {"dangerous": "city", "high_risk": "city", "large": "city", "minor": "county", "general": "city"}


def stories(demo: Demo) -> list[Story]:
    return [divided(demo), spot_checked(demo), joined(demo), seen_again(demo)]


def divided(demo: Demo) -> Story:
    """The city supervises what the county does not; one small enterprise goes to the county all the same."""
    yield on(DIVIDED, 9, 10)
    value = {**levels_of(demo.staff.bureau.pk).value, **CITY_LEVELS}
    set_value("TH-JUR-001", by=demo.staff["head"], value=value, note="市局监管分工方案")
    yield in_minutes(30)
    small = idle(demo).filter(sector=Sector.OTHER, scale=Scale.SMALL).order_by("-pk")[0]
    transfer(
        small, by=demo.staff["chief"], to=Bureau.objects.get(parent=demo.staff.bureau), version=small.version,
        reason="企业迁至演示县，由县局就近监管", document_number="云岭应急〔2026〕8号",
    )  # fmt: skip
    yield in_minutes(10)
    licensed = idle(demo).filter(sector=Sector.CHEMICAL).order_by("-pk")[0]
    set_licensing(
        licensed, by=demo.staff["chief"], to=demo.staff.bureau.parent, version=licensed.version,
        reason="危险化学品安全生产许可证由省厅颁发",
    )  # fmt: skip


def spot_checked(demo: Demo) -> Story:
    yield on(dt.date(2026, 11, 16), 10)
    team = [superior("spotcheck"), superior("spotcheck2")]
    one = idle(demo).filter(sector=Sector.CHEMICAL).order_by("pk")[0]
    task = Task(
        one, "抽查市局对重大危险源企业的执法质量", team, today(), today() + WINDOW, Origin.SPOT_CHECK,
        unit=team[0].unit, origin_reason="省厅年度执法抽查安排", document_number="云演应急〔2026〕61号",
    )  # fmt: skip
    assign_by_hand(task, by=superior("spotcheck"))


def joined(demo: Demo) -> Story:
    yield on(dt.date(2026, 11, 17), 10, 30)
    county = User.objects.select_related("bureau").get(username="county")
    one = idle(demo).filter(sector=Sector.TRADE, hazards__contains=[Hazard.AMMONIA]).order_by("pk")[0]
    task = Task(
        one, "涉氨制冷企业联合检查", [*demo.team(2), county], today(), today() + WINDOW, Origin.JOINT,
        unit=demo.team(2)[0].unit, partners=[county.bureau], other_departments="消防救援机构、市场监管局",
        document_number="云岭安委办〔2026〕22号",
    )  # fmt: skip
    assign_by_hand(task, by=demo.staff["chief"])


def seen_again(demo: Demo) -> Story:
    """A second check of one enterprise on the same day, beyond what a day may have: with its reason, on the record."""
    yield on(dt.date(2026, 11, 18), 9, 40)
    chief, team = demo.staff["chief"], demo.team(1)
    one = idle(demo).filter(sector=Sector.TRADE).order_by("-pk")[0]
    first = Task(
        one, "有限空间作业专项检查", team, today(), today() + WINDOW, Origin.CAMPAIGN, unit=team[0].unit,
    )  # fmt: skip
    assign_by_hand(first, by=chief)
    yield in_minutes(200)
    again = Task(
        one, "核查有限空间作业停工报告", team, today(), today() + WINDOW, Origin.CAMPAIGN, unit=team[0].unit,
        over_ceiling_reason="企业当日报告有限空间作业停工，须在恢复作业前现场核查",
    )  # fmt: skip
    assign_by_hand(again, by=chief)


def idle(demo: Demo) -> EnterpriseQuerySet:
    """In the pool, and in nobody else's story."""
    own = Enterprise.objects.filter(bureau=demo.staff.bureau).in_pool()
    return own.exclude(pk__in=demo.ranked).select_related("bureau")


def superior(username: str) -> User:
    return User.objects.select_related("bureau", "unit").get(username=username)
