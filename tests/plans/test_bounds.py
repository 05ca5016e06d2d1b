"""Grade → how often a year, by the table the bureau follows; the source is shown, and the plan comes first."""

from pathlib import Path

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.roles import Role
from enforcement.errors import NotPermitted, RuleBroken
from enforcement.ledger.models import Entry
from enforcement.rulebook.models import Setting
from plans.actions.bounds import adopt_table
from plans.actions.grading import grade_enterprise
from plans.queries.assignment import ceiling_of
from plans.queries.bounds import bounds_of, place_of
from plans.queries.plan_items import usual_effort
from plans.rules.bounds import Bounds, Subject, at_least, bounds
from tests.factories.accounts import bureau, user_with
from tests.factories.enterprise import enterprise
from tests.factories.grading import RULES, known
from tests.factories.plan import plan_at, team

FOLDER = Path(__file__).parents[2] / "fixtures/rulebook"
CAPS = yaml.safe_load((FOLDER / "grading.yaml").read_text())["caps_per_year"]
NAMES = yaml.safe_load((FOLDER / "grading-additions.yaml").read_text())["frequency"]
SHANXI, LONGYAN = "山西 2025", "龙岩 2025"


@pytest.mark.parametrize(
    ("subject", "most"),
    [
        (Subject("coal", "blue", ""), 2),
        (Subject("coal", "yellow", ""), 4),
        (Subject("coal", "orange", ""), 6),
        (Subject("coal", "red", ""), 4),
        (Subject("coal", "", ""), None),  # no grade, no row
        (Subject("mine", "orange", ""), 2),
        (Subject("mine", "red", ""), 4),
        (Subject("chemical", "red", "二级"), 4),  # this row goes by standardisation, not by grade
        (Subject("chemical", "red", ""), 12),
        (Subject("trade", "blue", "一级"), 1),
        (Subject("trade", "blue", "三级", ("smelting",)), 8),
        (Subject("fireworks", "red", "一级"), None),  # that table has no row for it
        (Subject("other", "", ""), 6),
    ],
)
def test_one_place_by_grade_or_by_standardisation(subject, most):
    found = bounds(CAPS, NAMES, SHANXI, subject)
    assert (found.ceiling, found.minimum, found.place) == (most, None, SHANXI)


@pytest.mark.parametrize("grade", ["red", "blue", ""])
def test_another_place_says_the_same_of_all(grade):
    assert bounds(CAPS, NAMES, LONGYAN, Subject("trade", grade, "")) == Bounds(LONGYAN, 1, 2, "all in table", "all")


@pytest.mark.parametrize(
    ("least", "most", "checks", "expected"),
    [
        (1, 2, None, (1, 2, False)),
        (1, 2, 4, (4, 4, True)),
        (1, 8, 4, (4, 8, True)),
        (None, None, 12, (12, None, True)),
        (6, 8, 4, (6, 8, False)),
    ],
)
def test_what_a_scheme_demands_is_never_forbidden_by_the_ceiling(least, most, checks, expected):
    found = at_least(Bounds(LONGYAN, least, most), checks)
    assert (found.minimum, found.ceiling, found.raised) == expected


pytestmark = pytest.mark.django_db


@pytest.fixture
def head():
    return user_with(Role.PRINCIPAL_HEAD)


@pytest.fixture
def chief(head):
    return user_with(Role.SECTION_CHIEF, bureau=head.bureau)


def as_(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_page_of_an_enterprise_says_how_often_and_by_what(chief):
    one = enterprise(chief, 1)
    text = as_(chief).get(one.get_absolute_url()).content.decode()
    assert "每年检查至少 1 次，不超过 2 次" in text
    assert "来源：龙岩 2025" in text
    assert usual_effort(one) == {"visits": 1, "ceiling": 2}


def test_a_bureau_chooses_its_table_for_itself_and_those_below(head, chief):
    below = user_with(Role.SECTION_CHIEF, bureau=bureau(parent=head.bureau))
    one = known(enterprise(below, 1), standardisation="三级")
    url = reverse("frequency_table")
    assert SHANXI in as_(head).get(url).content.decode()
    assert as_(head).post(url, {"place": SHANXI, "seen": LONGYAN, "note": "本市参照"}).url == url
    assert [place_of(user.bureau_id) for user in (chief, below, user_with(Role.SECTION_CHIEF))] == [
        SHANXI, SHANXI, LONGYAN,
    ]  # fmt: skip
    text = as_(below).get(one.get_absolute_url()).content.decode()
    assert "每年检查不超过 8 次" in text
    assert "来源：山西 2025 危化与金属冶炼 三级" in text.replace("</span>", "").replace("\n", " ")
    entry = Entry.objects.get(act="frequency.adopt")
    assert (entry.before, entry.after, entry.note) == ({"place": LONGYAN}, {"place": SHANXI}, "本市参照")
    adopt_table(by=user_with(Role.PRINCIPAL_HEAD, bureau=below.bureau), place=LONGYAN)
    assert place_of(below.bureau_id) == LONGYAN


def test_chosen_twice_it_is_written_once(head):
    first, second = (adopt_table(by=head, place=SHANXI) for _time in range(2))
    assert first.pk == second.pk
    assert Entry.objects.filter(act="frequency.adopt").count() == 1


def test_a_stale_page_and_an_unknown_table_change_nothing(head):
    adopt_table(by=head, place=SHANXI)
    stale = as_(head).post(reverse("frequency_table"), {"place": LONGYAN, "seen": LONGYAN})
    assert stale.status_code == 422
    assert "已由他人改为" in stale.content.decode()
    assert as_(head).post(reverse("frequency_table"), {"place": "x"}).status_code == 422
    with pytest.raises(RuleBroken):
        adopt_table(by=head, place="x")
    assert Setting.objects.get(bureau=head.bureau).value == {"place": SHANXI}


def test_who_sets_no_values_reads_only(chief):
    page = as_(chief).get(reverse("frequency_table")).content.decode()
    assert LONGYAN in page
    assert "<button" not in page.split("<main", 1)[1].split("</main>")[0]
    assert as_(chief).post(reverse("frequency_table"), {"place": SHANXI}).status_code == 403
    with pytest.raises(NotPermitted):
        adopt_table(by=chief, place=SHANXI)


def test_a_dishonest_enterprise_is_inspected_more_often(chief):
    one = known(enterprise(chief, 1), standardisation="二级")
    answers = {"standardisation": "二级", "dishonest": True}
    grade_enterprise(one, by=chief, scheme=RULES, answers=answers)
    one.refresh_from_db()
    assert (bounds_of(one).minimum, bounds_of(one).ceiling) == (4, 4)
    assert "下限按现行分级的要求提高" in as_(chief).get(one.get_absolute_url()).content.decode()


def test_the_ceiling_is_that_of_the_plan_then_of_the_table_then_of_all():
    who = team()
    adopt_table(by=who.head, place=SHANXI)
    year = timezone.localdate().year
    fireworks = enterprise(who.chief, 900, sector="fireworks")
    chemical = known(enterprise(who.chief, 901), standardisation="一级")
    assert [ceiling_of(one, year) for one in (fireworks, chemical)] == [2, 2]
    assert ceiling_of(known(chemical, standardisation="三级"), year) == 8
    plan = plan_at("published", who)
    named = plan.items.get(kind="key", enterprise__isnull=False) if plan.items.filter(kind="key").count() == 1 else None
    named = named or plan.items.filter(kind="key").first()
    assert ceiling_of(named.enterprise, plan.year) == named.ceiling
