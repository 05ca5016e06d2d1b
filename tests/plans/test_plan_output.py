"""The whole plan as a workbook, on paper and as pictures."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from enforcement.accounts.models import Unit
from enforcement.accounts.roles import Role
from enforcement.ledger.queries import history
from plans.actions import plan as actions
from plans.models import Plan
from plans.queries.plan_charts import coverage, load_by_month
from plans.rules.printed_table import read_printed, slips
from plans.states import PlanState
from tests.factories.accounts import user_with
from tests.factories.plan import ITEM, graded, plan_at, team

pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    return team()


def workbook(client, plan):
    answer = client.get(reverse("plan_export", args=[plan.pk]))
    return load_workbook(io.BytesIO(b"".join(answer.streaming_content)))


def cells(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_the_workbook_holds_workdays_the_unit_list_and_the_rest(client, who):
    plan = plan_at(PlanState.DRAFT, who, keys=3)
    actions.add_item(
        Plan.objects.get(), by=who.drafter, kind="campaign", subject="有限空间", campaign="有限空间专项",
        starts_on=dt.date(plan.year, 6, 1), ends_on=dt.date(plan.year, 7, 31), visits=4,
    )  # fmt: skip
    client.force_login(user_with(Role.STATISTICIAN, bureau=who.bureau))
    made = workbook(client, plan)
    days, units, rest = (cells(made[name]) for name in ("工作日测算", "检查单位名单", "一般检查和专项"))
    assert days[0][:7] == ["项目", "工作内容", "测算依据", "人数", "天数", "小计(工作日)", "占比"]
    assert days[1][2:6] == ["248天×8人", 8, 248, 1984]
    assert [row[5] for row in days if row[1] == "合计"] == [1035, 535, 414, 36, 378]
    assert len(units) == 4
    assert units[1][6:8] == [2, None]
    assert {row[1]: (row[3], row[8], row[10]) for row in rest[1:]} == {
        "一般检查": (None, 3, "全年"),
        "专项检查": ("有限空间专项", 4, "6、7"),
    }
    assert "导出" in cells(made["导出说明"])[1][0]
    assert history(plan)[0].act == "plan.export"


def test_our_own_workday_table_has_no_slip(client, who):
    """The same check that finds the slips of published plans reads what we write."""
    plan = plan_at(PlanState.DRAFT, who, keys=21)
    client.force_login(who.drafter)
    table = read_printed(list(enumerate(cells(workbook(client, plan)["工作日测算"]), start=1)))
    assert slips(table) == []
    assert (table.officers, table.workdays, table.workload().inspection) == (8, 248, 414)


def test_a_name_that_begins_like_a_formula_stays_text(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    actions.add_general_item(plan, by=who.drafter, sector="", **{**ITEM, "subject": "=1+1"})
    client.force_login(who.drafter)
    [cell] = [cell for cell in workbook(client, plan)["一般检查和专项"][2] if cell.value == "=1+1"]
    assert cell.data_type == "s"


def test_paper_says_what_was_filtered_by_whom_and_when(client, who):
    plan = plan_at(PlanState.DRAFT, who, keys=2)
    client.force_login(who.chief)
    page = client.get(reverse("plan_print", args=[plan.pk]), {"kind": "general"}).content.decode()
    assert "检查类别 一般检查" in page
    assert who.chief.name in page
    assert dt.date.today().isoformat()[:4] in page
    assert "化工企业抽查" in page
    assert plan.items.filter(kind="key").first().enterprise.name not in page
    whole = client.get(reverse("plan_print", args=[plan.pk])).content.decode()
    assert "全部检查项目" in whole
    assert plan.items.filter(kind="key").first().enterprise.name in whole


def test_days_stand_in_their_months_and_units_and_add_up(client, who):
    plan = plan_at(PlanState.DRAFT, who, keys=2, months=(3,))
    unit = Unit.objects.create(bureau=who.bureau, name="监察四队")
    item = plan.items.filter(kind="key").select_related("plan").first()
    actions.change_item(item, by=who.drafter, unit=unit)
    load = load_by_month(plan)
    assert load["监察四队"][3] == 12
    assert load[""][3] > 12  # the other key enterprise, and a part of the general checks of any month
    assert sum(sum(row.values()) for row in load.values()) == 12 + 12 + 6
    client.force_login(who.chief)
    page = client.get(reverse("plan_charts", args=[plan.pk]))
    rows = {row.cells[0].text: row.cells for row in page.context["load_table"].rows}
    assert rows["监察四队"][3].text == "12"
    found = client.get(rows["监察四队"][3].href)
    assert [row["name"] for row in found.context["rows"]] == [item.enterprise.name]
    assert rows["合计"][-1].text == "30"


def test_coverage_by_region_and_every_figure_opens_its_items(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    east = graded(who.bureau, 4, region="东区")
    graded(who.bureau, 2, start=20, region="西区")
    actions.add_key_item(plan, by=who.drafter, enterprise=east[0], **ITEM)
    actions.add_item(
        Plan.objects.get(), by=who.drafter, kind="emergency", enterprise=east[1], **{**ITEM, "subject": "x"}
    )
    actions.add_item(Plan.objects.get(), by=who.drafter, kind="general", region="西区", subject="抽查", visits=1)
    found = {one.name: (one.register, one.named, one.key, one.pooled) for one in coverage(plan)}
    assert found == {"东区": (4, 2, 1, 0), "西区": (2, 0, 0, 1)}
    assert [one.share for one in coverage(plan)] == [Decimal("50.0"), Decimal(0)]
    client.force_login(who.chief)
    page = client.get(reverse("plan_charts", args=[plan.pk]))
    assert page.content.decode().count('class="tile__name') == 4
    first = page.context["coverage_table"].rows[0].cells
    assert len(client.get(first[0].href).context["rows"]) == 2
    assert len(client.get(first[3].href).context["rows"]) == 1


def test_an_empty_plan_has_pictures_that_say_so(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    client.force_login(who.chief)
    page = client.get(reverse("plan_charts", args=[plan.pk])).content.decode()
    assert "计划没有检查项目" in page
    assert "企业库没有在业企业" in page
    assert "style=" not in page


def test_another_bureau_gets_nothing(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    client.force_login(team().chief)
    for name in ("plan_export", "plan_print", "plan_charts", "plan_renewal", "plan_tiles", "plan_template"):
        assert client.get(reverse(name, args=[plan.pk])).status_code == 404
