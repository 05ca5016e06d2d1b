"""Whether a plan can be carried out: month by month, unit by unit, and what would be if."""

import re
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import given, strategies as st

from enforcement.accounts.models import Unit
from enforcement.ledger.models import Entry
from plans.actions import plan as actions
from plans.models import Plan, PlanItem
from plans.queries.feasibility import WhatIf, officers_by_unit, outlook, verdict, workdays_by_month
from plans.rules.feasibility import ANY, MONTHS, Away, Demand, feasibility, in_months_of_plan, share_left, spread
from plans.states import PlanState
from tests.factories.plan import ITEM, graded, plan_at, team

DAYS = dict.fromkeys(MONTHS, 20)


def weigh(demands, officers=None, **changed):
    facts = {"share": Decimal("0.5"), "reserve": Decimal(0)} | changed
    return feasibility(officers or {"一科": Decimal(4)}, DAYS, demands=demands, **facts)


def test_a_month_by_hand():
    """4 officers × 20 days × ½ = 40; 3 visits × 2 officers × (5 + 1) days = 36."""
    found = weigh([Demand("一科", [3], 3, 2, Decimal(5), travel=Decimal(1))])
    cell = found.cells["一科"][3]
    assert (cell.available, cell.needed, cell.spare) == (40, 36, 4)
    assert found.holds
    assert found.year.available == 480


def test_one_visit_more_is_too_much_in_that_month_only():
    found = weigh([Demand("一科", [3], 7, 2, Decimal(3))])
    assert [(unit, month) for unit, month, _cell in found.short] == [("一科", 3), (ANY, 3)]


def test_a_reserve_is_kept_back():
    demands = [Demand("一科", [3], 3, 2, Decimal(6))]
    assert weigh(demands).holds
    assert not weigh(demands, reserve=Decimal("0.2")).holds


def test_a_unit_may_be_short_while_the_bureau_is_not():
    found = weigh([Demand("一科", [5], 2, 2, Decimal(8))], {"一科": Decimal(2), "二科": Decimal(9)})
    assert [(unit, month) for unit, month, _cell in found.short] == [("一科", 5)]


def test_work_of_no_unit_fits_into_what_all_leave_over():
    officers = {"一科": Decimal(2), "二科": Decimal(2)}
    own = Demand("一科", [5], 1, 2, Decimal(9))
    assert weigh([own, Demand(ANY, [5], 1, 2, Decimal(11))], officers).holds
    short = weigh([own, Demand(ANY, [5], 1, 2, Decimal(12))], officers).short
    assert [(unit, month) for unit, month, _cell in short] == [(ANY, 5)]


def test_nothing_is_left_where_other_work_takes_more_than_all():
    assert weigh([], share=Decimal("-0.1")).year.available == 0


@given(
    days=st.decimals(0, 10_000, places=1),
    months=st.lists(st.integers(1, 12), max_size=12),
    counts=st.lists(st.integers(0, 23), min_size=12, max_size=12),
)
def test_what_is_spread_adds_up_and_stays_in_its_months(days, months, counts):
    workdays = dict(zip(MONTHS, counts, strict=True))
    parts = spread(days, months, workdays)
    assert sum(parts.values()) == days
    assert set(parts) == (set(months) or set(MONTHS))
    assert all(part >= 0 for part in parts.values())


@pytest.fixture
def who(db):
    return team()


def test_the_months_of_a_year_are_those_of_the_calendar(db):
    months = workdays_by_month(2026, None)
    assert sum(months.values()) == 248
    assert months[2] == 16  # Spring Festival, with two Saturdays worked


def test_officers_stand_in_their_units_and_the_rest_in_none(who):
    plan = plan_at(PlanState.DRAFT, who)
    who.chief.unit = Unit.objects.create(bureau=who.bureau, name="执法九科")
    who.chief.save(update_fields=["unit"])
    counted = officers_by_unit(plan)
    assert (counted["执法一科"], counted["执法九科"], counted[ANY]) == (3, 1, 4)
    assert counted.total() == plan.officers


def test_the_worked_example_can_be_carried_out_and_fewer_officers_cannot(who):
    plan = plan_at(PlanState.DRAFT, who)
    found = outlook(plan)
    assert found.feasibility.holds
    assert abs(found.feasibility.year.available - 414) < Decimal("0.5")  # twelve months, rounded apart
    assert found.feasibility.year.needed == 258
    one_less = outlook(plan, WhatIf(officers=-1))
    assert one_less.workload.non_enforcement == Decimal(535) * 7 / 8
    assert one_less.feasibility.year.available < found.feasibility.year.available - 150
    assert not outlook(plan, WhatIf(officers=-2)).feasibility.holds
    assert not outlook(plan, WhatIf(visits=200)).feasibility.holds


def test_months_named_for_all_are_short(who):
    plan = plan_at(PlanState.DRAFT, who, months=(2,))
    places = outlook(plan).feasibility.short
    assert {month for _unit, month, _cell in places} == {2}


def test_trying_saves_nothing(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    client.force_login(who.drafter)
    entries = Entry.objects.count()
    page = client.get(reverse("plan_feasibility", args=[plan.pk]), {"officers": "-6", "visits": "20", "reserve": "10"})
    text = page.content.decode()
    assert page.status_code == 200
    assert "不能完成" in text
    assert "现计划可以完成" in text
    stored = Plan.objects.get(pk=plan.pk)
    assert (stored.officers, stored.version, Entry.objects.count()) == (plan.officers, plan.version, entries)


def test_a_wrong_number_is_refused_beside_its_field_and_the_plan_stays_in_view(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    client.force_login(who.drafter)
    page = client.get(reverse("plan_feasibility", args=[plan.pk]), {"officers": "many", "reserve": "101"})
    assert page.status_code == 422
    assert page.context["form"].errors["officers"] == ["执法人员增减（人）应填写整数"]
    assert "可以完成" in page.content.decode()


def test_no_more_is_taken_away_than_there_is(client, who):
    plan = plan_at(PlanState.DRAFT, who)  # 8 officers, four of them in one unit; 45 visits of no unit
    unit = Unit.objects.get(bureau=who.bureau, name="执法一科").pk
    client.force_login(who.drafter)

    def errors(**tried):
        return dict(client.get(reverse("plan_feasibility", args=[plan.pk]), tried).context["form"].errors)

    assert errors(officers="-9", visits="-46") == {
        "officers": ["全局现有 8 人，减少的人数不能超过 8"],
        "visits": ["全局计划 45 家次，减少的家次不能超过 45"],
    }
    assert errors(officers="-8", visits="-45") == {}
    assert errors(officers="-5", unit=unit) == {"officers": ["执法一科现有 4 人，减少的人数不能超过 4"]}
    assert errors(officers="-4", unit=unit) == {}


def test_what_is_tried_goes_to_its_unit_and_the_columns_add_up(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    unit = Unit.objects.get(bureau=who.bureau, name="执法一科")
    before = outlook(plan).feasibility
    tried = outlook(plan, WhatIf(unit="执法一科", visits=45)).feasibility
    assert before.years["执法一科"].needed == 0
    assert abs(tried.years["执法一科"].needed - 258) < Decimal("0.01")  # as many visits again as the plan has
    for month in MONTHS:
        parts = [*(row[month] for row in tried.cells.values()), tried.rest[month]]
        assert sum(one.needed for one in parts) == tried.months[month].needed
        assert sum(one.available for one in parts) == tried.months[month].available
    client.force_login(who.drafter)
    page = client.get(reverse("plan_feasibility", args=[plan.pk]), {"visits": "20", "officers": "-1", "unit": unit.pk})
    assert page.context["notes"][0] == "试算的 +20 家次计入：执法一科"
    share = f"{Decimal(414) / 1984 * 100:.1f}%", f"{(Decimal(1736 - 1035) - Decimal(535 * 7) / 8) / 1736 * 100:.1f}%"
    assert "由 {} 变为 {}".format(*share) in page.context["notes"][1]
    assert [str(one.label) for one in page.context["table"].columns][-1] == "未指定科室"
    page = client.get(reverse("plan_feasibility", args=[plan.pk]), {"visits": "20"})
    assert page.context["notes"] == ["试算的 +20 家次计入：未指定科室"]


def test_more_days_entered_than_there_are_is_one_sentence_and_never_can_be_done(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    plan.other_days = {**plan.other_days, next(iter(plan.other_days)): "3000"}
    plan.save()
    entered = sum(Decimal(str(days)) for days in (*plan.other_days.values(), *plan.non_days.values()))
    said = f"其他执法和非执法工作日合计 {entered:f} 天，比总法定工作日 1984 天多 {entered - 1984:f} 天，请核减"
    client.force_login(who.drafter)
    for page in (plan.get_absolute_url(), reverse("plan_feasibility", args=[plan.pk])):
        text = client.get(page).content.decode()
        assert said in text
        assert "可以完成" not in text
    text = client.get(plan.get_absolute_url()).content.decode()
    assert "超过监督检查工作日" not in text
    fewer = client.get(reverse("plan_feasibility", args=[plan.pk]), {"officers": "-1"})
    assert "-0" not in re.findall(r"/(-?[\d.]+)<", fewer.content.decode())
    assert "." not in re.sub(r"\d\.\d(?!\d)", "", fewer.context["over"])  # no more than a tenth of a day
    assert (fewer.context["notes"], fewer.context["short"]) == ([], [])
    assert not outlook(plan).holds
    assert verdict(outlook(plan)) == said


def test_the_verdict_names_the_worst_first(who):
    found = outlook(plan_at(PlanState.DRAFT, who))
    months = [Demand("一科", [2], 7, 2, Decimal(3)), Demand("一科", [5], 9, 2, Decimal(3))]
    assert verdict(replace(found, feasibility=weigh(months))) == (
        "一科 5 月缺 14 工作日（需要 54，可用 40），另有 3 处"
    )
    year = [*months, Demand("二科", [], 4, 2, Decimal(3))]
    assert verdict(replace(found, feasibility=weigh(year))) == (
        "二科 全年缺 24 工作日（需要 24，可用 0），逐月共 16 处不足；不足的科室：一科、二科"
    )


def test_all_units_that_are_short_are_named_also_where_the_bureau_is_the_worst(who):
    found = outlook(plan_at(PlanState.DRAFT, who))
    officers = {"一科": Decimal(2), "二科": Decimal(2), "三科": Decimal(9)}  # 20, 20 and 90 days of each month
    three = [Demand(unit, [5], visits, 2, Decimal(3)) for unit, visits in (("一科", 4), ("二科", 5), ("三科", 10))]
    assert verdict(replace(found, feasibility=weigh(three, officers))) == (
        "二科 5 月缺 10 工作日（需要 30，可用 20），另有 1 处；不足的科室：一科、二科"
    )
    more = [*three, Demand(ANY, [5], 8, 2, Decimal(3))]  # 162 days of the bureau's 130
    assert verdict(replace(found, feasibility=weigh(more, officers))) == (
        "全局合计 5 月缺 32 工作日（需要 162，可用 130），另有 2 处；不足的科室：一科、二科；"
        "48 工作日的项目还没有分到科室，只计入全局合计"
    )


def test_items_of_no_unit_are_a_note_that_opens_them_and_no_shortage(client, who):
    plan = plan_at(PlanState.SUBMITTED, who, year=2026)  # 45 visits of no unit; four of eight officers in a unit
    officers = [who.drafter, who.second, who.chief, who.leader]
    Plan.objects.filter(pk=plan.pk).update(officers=len(officers), workdays=2 * plan.workdays)
    note = "258 工作日的项目还没有分到科室，只计入全局合计"
    client.force_login(who.chief)
    page = client.get(reverse("plan_feasibility", args=[plan.pk]))
    assert page.context["unassigned"] == note
    last = page.context["table"].rows[0].cells[-1]
    assert (last.text.split("/")[1], last.tag) == ("0", "")  # nobody is there for them, and it is not red
    assert page.context["short"] == []
    link = f"{reverse('plan_items', args=[plan.pk])}?unit=0"
    assert link in page.content.decode()
    assert len(client.get(link).context["table"].rows) == plan.items.count()
    for other in (plan.get_absolute_url(), reverse("plan_act", args=[plan.pk, "review"])):
        assert note in client.get(other).content.decode()
    unit = Unit.objects.get(bureau=who.bureau, name="执法一科")
    PlanItem.objects.filter(plan=plan).update(unit=unit)
    assert client.get(reverse("plan_feasibility", args=[plan.pk])).context["unassigned"] == ""


def test_the_approver_reads_the_verdict(client, who):
    plan = plan_at(PlanState.SUBMITTED, who)
    client.force_login(who.chief)
    text = client.get(reverse("plan_act", args=[plan.pk, "review"])).content.decode()
    assert "可以完成" in text


def test_a_unit_without_officers_is_named(who):
    plan = plan_at(PlanState.DRAFT, who)
    unit = Unit.objects.create(bureau=who.bureau, name="空科室")
    one = graded(who.bureau, 1, start=600)[0]
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **{**ITEM, "months": [6], "unit": unit})
    assert PlanItem.objects.filter(unit=unit).exists()
    assert ("空科室", 6) in [(unit, month) for unit, month, _cell in outlook(plan).feasibility.short]


def test_one_officer_less_by_hand(client, who):
    """8 × 248 − 1035 − 535 = 414 days; with 7 officers 7 × 248 − 1035 − 535 × 7/8. Each month has its working days of
    what is left, each of 258 officer-days its part by the calendar."""
    plan = plan_at(PlanState.DRAFT, who, year=2026)
    total = 7 * 248
    share = (Fraction(total) - 1035 - Fraction(535 * 7, 8)) / total
    calendar = {1: 21, 2: 16, 6: 21, 12: 23}
    assert {month: days for month, days in workdays_by_month(2026, None).items() if month in calendar} == calendar
    found = outlook(plan, WhatIf(officers=-1)).feasibility
    for month, workdays in calendar.items():
        cell = found.months[month]
        assert abs(Fraction(cell.available) - 7 * workdays * share) <= Fraction(2, 100)  # two rows, each rounded
        assert abs(Fraction(cell.needed) - Fraction(258 * workdays, 248)) <= Fraction(1, 100)
    assert len(found.short) == 12
    short = sum(Fraction(258 * days, 248) - 7 * days * share for days in workdays_by_month(2026, None).values())
    client.force_login(who.drafter)
    page = client.get(reverse("plan_feasibility", args=[plan.pk]), {"officers": "-1"}).content.decode()
    assert f"全局合计 12 个月不足，共缺 {float(short):.1f} 工作日" in page
    assert "全局合计 2 月缺 1.6 工作日（需要 16.6，可用 15）" in page


def test_shortages_are_summed_up_for_each_unit_and_listed_by_month_below(client, who):
    plan = plan_at(PlanState.DRAFT, who)
    unit = Unit.objects.create(bureau=who.bureau, name="空科室")
    one = graded(who.bureau, 1, start=600)[0]
    actions.add_key_item(plan, by=who.drafter, enterprise=one, **{**ITEM, "months": [6, 7], "unit": unit})
    client.force_login(who.drafter)
    short = client.get(reverse("plan_feasibility", args=[plan.pk])).context["short"]
    words = next(one for one in short if one["sum"].startswith("空科室"))
    assert words["sum"].startswith("空科室 2 个月不足，共缺 12 工作日，最多")
    assert [line.split("（")[0].split(" 月")[0] for line in words["months"]] == ["空科室 6", "空科室 7"]


WEEKDAYS_2027 = (21, 20, 23, 22, 21, 22, 22, 22, 22, 21, 22, 23)  # Monday to Friday; no holiday notice is out yet


@pytest.fixture
def unnoticed(who):
    """8 × 248 − 1035 − 535 = 414 days for checks, 5 % of them kept back: 393.3."""
    plan = plan_at(PlanState.SUBMITTED, who, year=2027)
    Plan.objects.filter(pk=plan.pk).update(reserve_percent=5)
    return Plan.objects.get(pk=plan.pk)


def test_a_year_without_its_holidays_has_the_days_of_the_plan_and_no_more(unnoticed):
    assert tuple(workdays_by_month(2027, None).values()) == WEEKDAYS_2027
    assert sum(WEEKDAYS_2027) == 261
    found = outlook(unnoticed).feasibility
    assert abs(found.year.available - Decimal("393.3")) <= Decimal("0.01")  # one unit and the rest, each rounded
    assert abs(found.years["执法一科"].available - Decimal("393.3") / 2) <= Decimal("0.01")  # four of the eight
    for month, weekdays in enumerate(WEEKDAYS_2027, start=1):
        part = Fraction("393.3") * weekdays / 261
        assert abs(Fraction(found.months[month].available) - part) <= Fraction(2, 100)
        assert abs(Fraction(found.months[month].needed) - Fraction(258 * weekdays, 261)) <= Fraction(1, 100)
    whole = outlook(unnoticed, WhatIf(reserve=Decimal(0))).feasibility.year
    assert abs(whole.available - 414) <= Decimal("0.01")
    fewer = outlook(unnoticed, WhatIf(officers=-1, reserve=Decimal(0))).feasibility.year
    assert abs(fewer.available - (7 * 248 - 1035 - Decimal(535 * 7) / 8)) <= Decimal("0.01")


def test_the_page_and_the_approver_read_how_the_calendar_became_the_days_of_the_plan(client, who, unnoticed):
    client.force_login(who.chief)
    facts = dict(client.get(reverse("plan_feasibility", args=[unnoticed.pk])).context["facts"])
    assert facts["日历与测算"] == "日历全年 261 天，计划按 248 天测算；当月工作日 = 日历当月 × 248 ÷ 261"
    shown = facts["折算后的当月工作日"].split("；")
    assert (shown[0], shown[2], len(shown)) == ("1 月 21 → 20", "3 月 23 → 21.9", 12)  # 19.954 and 21.854
    assert (facts["全年可用"], facts["余量"]) == ("393.3", "135.3")
    page = client.get(reverse("plan_act", args=[unnoticed.pk, "review"])).content.decode()
    assert "可以完成，全年余 135.3 工作日" in page


def test_a_year_whose_calendar_is_the_plan_s_needs_no_such_words(client, who):
    plan = plan_at(PlanState.DRAFT, who, year=2026)
    client.force_login(who.chief)
    assert "日历与测算" not in dict(client.get(reverse("plan_feasibility", args=[plan.pk])).context["facts"])


def test_leave_in_such_a_year_takes_its_days_and_no_more():
    """4 officers × 248 days, half of them for checks, ten days of leave that the plan did not keep: 496 − 10."""
    calendar = dict(zip(MONTHS, WEEKDAYS_2027, strict=True))
    away = Away({"一科": {2: 10}})
    found = feasibility(
        {"一科": Decimal(4)}, in_months_of_plan(calendar, 248), share=share_left(Decimal(992), Decimal(496), away),
        reserve=Decimal(0), demands=[], away=away,
    )  # fmt: skip
    assert found.year.available == 486
