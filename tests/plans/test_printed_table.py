"""A published workday table against its own numbers, from real workbooks."""

import io

import pytest
import yaml
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from enforcement.accounts.roles import Role
from plans.actions import plan as actions
from plans.models import Plan
from plans.queries import plan as plans
from plans.rules.printed_table import read_printed, slips
from tests.factories.accounts import user_with
from tests.factories.plan import team

pytestmark = pytest.mark.django_db
FORMULA = yaml.safe_load((settings.BASE_DIR / "fixtures/rulebook/plan-formula.yaml").read_text(encoding="utf-8"))
CITY, KC = (
    next(one for one in FORMULA["worked_examples"] if one["code"] == code) for code in ("CITY-ANON", "CC-KC-2025")
)
HEAD = ["项目", "工作内容", "测算依据", "人数", "天数", "小计(工作日)", "占比", "备注"]


@pytest.fixture
def who():
    return team()


def city(printed_other=2649):
    """As the source prints it: the ten items add up to 2469, the text says 2649."""
    given = CITY["input"]
    items = plans.other_items()
    non = [1584, 110, 300]
    rows = [["某市 2023 年度执法工作日测算表"], HEAD]
    rows.append(["总法定工作日", "", "247×22", given["officers"], given["workdays_per_officer"], 5434, "", ""])
    for name, days in zip(items, given["other_days"].values(), strict=True):
        rows.append(["其他执法工作日", name, "", "", "", days, "", ""])
    rows.append(["", "合计", "", "", "", printed_other, "", ""])
    rows += [["非执法工作日", name, "", "", "", days] for name, days in zip(plans.non_items(), non, strict=False)]
    rows.append(["", "合计", "1584+110+300", "", "", 1994])
    rows.append(["监督检查工作日", "合计", f"5434-{printed_other}-1994", "", "", 971])
    rows.append(["重点检查", "", "", "", "", 632, "65.1%"])
    rows.append(["一般检查", "", "", "", "", 339])
    return rows


def kuancheng():
    """Prints 24天×8人 for 248×8, and shares of 21, 71 and 8 percent."""
    return [
        HEAD,
        ["总法定工作日", "", "24天×8人", 8, 248, 1984, "", ""],
        ["其他执法工作日", "执法一组", "", 3, 125, 375],
        ["", "执法二组", "", 5, 132, 660],
        ["", "小计", "375+660", "", "", 1035, "21%"],
        ["非执法工作日", "执法一组", "", "", "", 135],
        ["", "执法二组", "", "", "", 400],
        ["", "小计", "", "", "", 535, "71%"],
        ["监督检查工作日", "执法一组", "", "", "", 234],
        ["", "执法二组", "", "", "", 180],
        ["", "小计", "1984-1035-535", "", "", 414, "8%"],
    ]


def upload(client, rows):
    made = Workbook()
    for row in rows:
        made.active.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return client.post(reverse("plan_check_table"), {"table": SimpleUploadedFile("测算表.xlsx", kept.getvalue())})


def found(answer):
    return {row.cells[0].text: row.cells[1].text for row in answer.context["slips"].rows}


def test_the_sum_printed_wrong_in_the_worked_example_of_a_city_is_found(client, who):
    client.force_login(who.chief)
    answer = upload(client, city())
    assert answer.status_code == 200
    assert found(answer) == {
        "F14": "其他执法工作日写的是 2649，按各项计算应为 2469",
        "C19": "5434-2649-1994 = 791，小计写的是 971",
    }
    page = answer.content.decode()
    for figure in ("5434", "2469", "1994", "971", "65.1%"):
        assert figure in page


def test_the_same_table_printed_right_has_no_slip(client, who):
    client.force_login(who.chief)
    answer = upload(client, city(printed_other=2469))
    assert found(answer) == {}
    assert "没有发现算术差错" in answer.content.decode()


def test_the_product_and_the_shares_printed_wrong_in_kuancheng_are_found(client, who):
    client.force_login(who.chief)
    answer = upload(client, kuancheng())
    assert found(answer) == {
        "C2": "24天×8人 = 192，小计写的是 1984",
        "G5": "其他执法工作日占比写的是 21%，按各项计算应为 52.2%",
        "G8": "非执法工作日占比写的是 71%，按各项计算应为 27.0%",
        "G11": "监督检查工作日占比写的是 8%，按各项计算应为 20.9%",
    }
    expected = KC["expect"]["share_percent"]
    assert [expected[name] for name in ("other", "non_enforcement", "inspection")] == [52.2, 27.0, 20.9]


def test_whole_percents_rightly_rounded_are_no_slip():
    rows = [[*row[:6], share] if share else row for row, share in zip(kuancheng(), SHARES, strict=True)]
    table = read_printed(list(enumerate(rows, start=1)))
    assert [(slip.place, slip.row) for slip in slips(table)] == [(2, 2)]


SHARES = ["", "", "", "", "52%", "", "", "27%", "", "", "20.9%"]


def test_officers_times_days_is_compared_in_every_row():
    rows = [HEAD, ["总法定工作日", "", "", 10, 250, 2500], ["其他执法工作日", "值班", "", 3, 7, 22]]
    [slip] = slips(read_printed(list(enumerate(rows, start=1))))
    assert (slip.place, slip.row) == (5, 3)
    assert "3 人 × 7 天 = 21，小计写的是 22" in slip.message


def test_inspection_days_are_the_total_less_the_two_others():
    rows = [HEAD, ["总法定工作日", "", "", 10, 250, 2500], ["其他执法工作日", "合计", "", "", "", 1000],
            ["非执法工作日", "合计", "", "", "", 900], ["监督检查工作日", "合计", "", "", "", 700]]  # fmt: skip
    [slip] = slips(read_printed(list(enumerate(rows, start=1))))
    assert "监督检查工作日写的是 700，按各项计算应为 600" in slip.message


def test_a_table_without_headings_is_refused_with_what_is_missing(client, who):
    client.force_login(who.chief)
    answer = upload(client, [["甲", "乙"], [1, 2]])
    assert answer.status_code == 422
    assert "小计" in answer.content.decode()


def test_a_checked_table_fills_a_draft_only_after_it_is_saved_there(client, who):
    plan = actions.create_plan(by=who.drafter, year=2027)
    client.force_login(who.drafter)
    answer = upload(client, city())
    fields = dict(answer.context["fields"])
    assert (fields["officers"], fields["workdays"], fields["other_1"], fields["other_10"]) == (
        "22",
        "247",
        "170",
        "648",
    )
    form = {"act": "compute", "version": plan.version, "text": "", "measures": "", "staff_in_post": "", **fields}
    url = answer.context["drafts"][0][0]
    shown = client.post(url, form)
    assert shown.status_code == 200
    assert "2469" in shown.content.decode()
    assert Plan.objects.get().officers == plan.officers
    assert client.post(url, form | {"act": "save"}).status_code == 302
    figures = plans.gauges(Plan.objects.get()).workload.figures
    assert (figures["other"], figures["non_enforcement"], figures["inspection"]) == (2469, 1994, 971)


def test_a_reader_may_check_and_is_offered_no_draft(client, who):
    actions.create_plan(by=who.drafter, year=2027)
    client.force_login(user_with(Role.STATISTICIAN, bureau=who.bureau))
    assert upload(client, city()).context["drafts"] == []
