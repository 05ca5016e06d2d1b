"""The yearly report of spread: its figures, its cases, its workbook, and who may open it."""

import datetime as dt
import io
from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.models import PenaltyCase
from cases.states import Outcome, PenaltyState as S
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.roles import Role
from supervision.queries.spread import fines_of, outside, spreads
from tests.factories import bureau, user_with
from tests.factories.like import decided
from tests.factories.penalty import case_at, people_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> PenaltyCase:
    return case_at(S.INVESTIGATING)


def reader(case: PenaltyCase, role: Role = Role.SUPERVISOR) -> User:
    return user_with(role, bureau=case.bureau)


def this_year() -> int:
    return timezone.localdate().year


def test_figures_count_what_lies_in_its_tier_and_name_what_does_not(case: PenaltyCase) -> None:
    decided([100, 200, 300, 400, 500], like=case, low=0, high=500)
    decided([900], like=case, low=0, high=500)
    decided([0], like=case, outcome=Outcome.EXEMPT)
    decided([7], like=case, decided_on=dt.date(this_year() - 1, 12, 31))
    (one,) = spreads(reader(case), this_year())
    assert (one.all.ends.count, one.all.outside) == (5, 1)
    assert (one.all.quartiles.lower, one.all.quartiles.median, one.all.ends.spread) == (200, 300, Decimal(5))


def test_few_fines_have_ends_but_no_quartiles(case: PenaltyCase) -> None:
    decided([100, 400], like=case)
    (one,) = spreads(reader(case), this_year())
    assert (one.all.ends.least, one.all.ends.most, one.all.quartiles) == (100, 400, None)


def test_the_widest_comes_first_and_the_few_last(case: PenaltyCase) -> None:
    decided([100, 100, 100, 100, 200], like=case, tier="A")
    decided([100, 100, 100, 100, 900], like=case, tier="B")
    decided([1, 9000], like=case, tier="C")
    assert [one.tier for one in spreads(reader(case), this_year())] == ["B", "A", "C"]


def test_tiers_of_one_code_with_other_ends_stand_apart(client: Client, case: PenaltyCase) -> None:
    decided([100, 200, 300, 400, 500], like=case, low=0, high=500)
    decided([5000], like=case, low=500, high="5000.50")
    wide, narrow = spreads(reader(case), this_year())[::-1]
    assert (wide.all.inside, narrow.high) == ([5000], 500)
    client.force_login(reader(case, Role.STATISTICIAN))
    groups = client.get(reverse("spread_report")).context["groups"]
    assert ["0.00—500.00" in one["title"] for one in groups] == [True, False]
    shown = client.get(groups[1]["rows"][0]["url"]).content.decode()
    assert "5,000.00" in shown
    assert "100.00" not in shown


def test_each_bureau_below_has_its_own_line(case: PenaltyCase) -> None:
    above = bureau()
    Bureau.objects.filter(pk=case.bureau_id).update(parent=above)
    case.bureau.refresh_from_db()
    case.bureau.place_in_tree()
    decided([100, 200], like=case)
    decided([900], like=case, bureau=above)
    (seen,) = spreads(user_with(Role.SUPERVISOR, bureau=above), this_year())
    assert {pk: held.inside for pk, held in seen.bureaus.items()} == {above.pk: [900], case.bureau_id: [100, 200]}
    (own,) = spreads(reader(case), this_year())
    assert own.all.inside == [100, 200]


def test_every_figure_opens_its_cases(client: Client, case: PenaltyCase) -> None:
    decided([100, 200, 300, 400, 500], like=case, low=0, high=500)
    (late,) = decided([900], like=case, low=0, high=500)
    decided([5], like=case, tier="C")
    client.force_login(reader(case, Role.STATISTICIAN))
    answer = client.get(reverse("spread_report"))
    (group,) = [one for one in answer.context["groups"] if one["rows"][0]["outside"]]
    row = group["rows"][0]
    assert row["url"] in answer.content.decode().replace("&amp;", "&")
    assert parse_qs(urlsplit(row["url"]).query)["tier"] == ["B"]
    shown = client.get(row["url"]).content.decode()
    assert shown.count("同类案件") == 0
    assert all(f"{amount}.00" in shown for amount in (100, 200, 300, 400, 500))
    beyond = client.get(row["outside_url"]).content.decode()
    assert late.decision.penalty.get_absolute_url() in beyond
    assert "100.00" not in beyond


def test_outside_is_the_same_in_the_database_and_in_the_figures(case: PenaltyCase) -> None:
    for low, high in ((None, None), (100, None), (None, 100), (50, 100)):
        decided([49, 50, 100, 101], like=case, low=low, high=high)
    found = fines_of(reader(case), this_year())
    held = spreads(reader(case), this_year())
    assert found.filter(outside()).count() == sum(one.all.outside for one in held) == 5
    inside = found.exclude(pk__in=found.filter(outside()).values("pk"))
    assert inside.count() == sum(len(one.all.inside) for one in held)


def test_the_workbook_has_the_figures_of_the_page(client: Client, case: PenaltyCase) -> None:
    decided([100, 200, 300, 400, 500], like=case)
    client.force_login(reader(case))
    answer = client.get(reverse("spread_export"))
    sheet = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    header, total, own = list(sheet.iter_rows(values_only=True))
    assert header[3:6] == ("机关", "罚款（件）", "最低")
    assert total[3:] == ("全部", 5, 100, 200, 300, 400, 500, 5, 0)
    assert own[3] == case.bureau.name


@pytest.mark.parametrize("query", ["", "?year=1999", "?year=x", "?year=２０２６", "?year=99999999999"])
def test_a_strange_year_is_this_year(client: Client, case: PenaltyCase, query: str) -> None:
    client.force_login(reader(case))
    assert client.get(reverse("spread_report") + query).context["year"] == this_year()


@pytest.mark.parametrize(
    "query", ["?bureau=x&key=%00&tier=%27", "?bureau=99999999999999999999", "?slot=nothing", "?low=x&high=NaN"]
)
def test_a_strange_address_gives_no_cases(client: Client, case: PenaltyCase, query: str) -> None:
    decided([100], like=case)
    client.force_login(reader(case))
    assert client.get(reverse("spread_cases") + query).status_code == 200


def test_a_handler_does_not_open_the_report(client: Client, case: PenaltyCase) -> None:
    client.force_login(people_of(case).handler)
    for name in ("spread_report", "spread_export", "spread_cases"):
        assert client.get(reverse(name)).status_code == 403
