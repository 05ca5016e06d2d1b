"""What is kept in memory, or asked with fewer statements, shows a change of rights, names and sessions at once."""

import datetime as dt
import re

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import Delegation, RoleGrant, User
from enforcement.accounts.roles import Role
from enforcement.web.models import Reminder
from enforcement.web.paging import capped_count
from enforcement.web.templatetags.web import PATH_HERE, TOKEN_HERE
from plans.models import Enterprise
from plans.queries.enterprise import listed
from tests.factories import bureau
from tests.factories.accounts import user_with
from tests.factories.enterprise import many_enterprises

pytestmark = pytest.mark.django_db
LIST = "/enterprises/"


def signed_in(user: User, **more: object) -> Client:
    client = Client(**more)
    client.force_login(user)
    return client


def text_of(client: Client, url: str = LIST) -> str:
    return client.get(url).content.decode()


# rights


def test_a_role_taken_away_is_gone_on_the_next_page() -> None:
    user = user_with(Role.SECTION_CHIEF)
    client = signed_in(user)
    assert "登记企业" in text_of(client)
    RoleGrant.objects.filter(user=user).delete()
    assert client.get(LIST).status_code == 403


def test_an_entry_leaves_the_rail_with_its_role() -> None:
    user = user_with(Role.SECTION_CHIEF, Role.INSPECTOR)
    client = signed_in(user)
    assert f'href="{reverse("import_list")}"' in text_of(client)
    RoleGrant.objects.filter(user=user, role=Role.SECTION_CHIEF).delete()
    assert f'href="{reverse("import_list")}"' not in text_of(client)


def test_a_lent_role_opens_and_closes_the_list() -> None:
    lender = user_with(Role.SECTION_CHIEF)
    user = user_with(bureau=lender.bureau)
    client = signed_in(user)
    assert client.get(LIST).status_code == 403
    day = timezone.localdate()
    lent = Delegation.objects.create(
        from_user=lender, to_user=user, role=Role.SECTION_CHIEF, reason="休假", valid_from=day, valid_to=day
    )
    assert client.get(LIST).status_code == 200
    Delegation.objects.filter(pk=lent.pk).update(
        valid_from=day - dt.timedelta(days=2), valid_to=day - dt.timedelta(days=1)
    )
    assert client.get(LIST).status_code == 403


def test_someone_no_longer_active_is_signed_out() -> None:
    user = user_with(Role.SECTION_CHIEF)
    client = signed_in(user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(LIST).status_code == 302


def test_a_session_over_is_a_session_over() -> None:
    client = signed_in(user_with(Role.SECTION_CHIEF))
    assert client.get(LIST).status_code == 200
    Session.objects.update(expire_date=timezone.now() - dt.timedelta(seconds=1))
    assert client.get(LIST).status_code == 302


def test_bureaus_below_are_seen_and_one_whose_number_only_begins_alike_is_not() -> None:
    above = bureau()
    below, other = bureau(parent=above), bureau()
    type(above).objects.filter(pk=other.pk).update(path=f"{above.path[:-1]}0.")
    user = user_with(Role.SECTION_CHIEF, bureau=above)
    assert sorted(user.bureau_ids) == sorted([above.pk, below.pk])
    seen = Client()
    seen.force_login(user)
    for one in (above, below, other):
        many_enterprises(one, 1, start=one.pk * 10 + 5000)
    assert "共 2 条" in text_of(seen)


# the masthead


def test_each_reader_sees_the_own_name_and_a_new_one_at_once() -> None:
    first, second = user_with(Role.SECTION_CHIEF, name="测首甲"), user_with(Role.SECTION_CHIEF, name="测次乙")
    one, two = signed_in(first), signed_in(second)
    assert "测首甲" in text_of(one)
    assert "测首甲" not in text_of(two)
    User.objects.filter(pk=first.pk).update(name="测新丙")
    assert "测新丙" in text_of(one)


def test_the_number_at_the_bell_follows() -> None:
    user = user_with(Role.SECTION_CHIEF)
    client = signed_in(user)
    assert "bell__count" not in text_of(client)
    made = Reminder.objects.create(user=user, ref="x:1", text="待阅", url="/")
    assert '<span class="bell__count">1</span>' in text_of(client)
    Reminder.objects.filter(pk=made.pk).update(read_at=timezone.now())
    assert "bell__count" not in text_of(client)


def test_language_and_display_are_those_of_the_reader() -> None:
    client = signed_in(user_with(Role.SECTION_CHIEF))
    assert "显示模式" in text_of(client)
    assert 'value="elder" aria-pressed="false"' in text_of(client)
    client.post(reverse("set_display"), {"display": "elder"})
    assert 'value="elder" aria-pressed="true"' in text_of(client)
    client.post(reverse("set_language"), {"language": "en"})
    assert "显示模式" not in text_of(client)


def test_the_forms_of_a_kept_head_carry_the_token_of_this_session() -> None:
    user = user_with(Role.SECTION_CHIEF)
    text_of(signed_in(user))  # someone's page is in memory
    client = signed_in(user, enforce_csrf_checks=True)
    text = text_of(client)
    assert TOKEN_HERE not in text
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', text)
    assert token
    form = {"language": "en", "csrfmiddlewaretoken": token[1]}
    assert client.post(reverse("set_language"), form).status_code == 302
    assert client.post(reverse("set_language"), {"language": "en"}).status_code == 403


def test_they_lead_back_to_the_page_they_stand_on() -> None:
    client = signed_in(user_with(Role.SECTION_CHIEF))
    text_of(client, "/plans/")
    text = text_of(client, f"{LIST}?q=%22%3E&size=20")
    assert 'name="next" value="/enterprises/?q=%22%3E&amp;size=20"' in text
    assert PATH_HERE not in text


# the list


def test_the_list_asks_six_statements() -> None:
    """Session, person, whether the bureau licenses elsewhere (without that the rows come from one index), rows, count,
    reminders."""
    client = signed_in(user_with(Role.SECTION_CHIEF))
    client.get(LIST)
    with CaptureQueriesContext(connection) as asked:
        client.get(LIST)
    assert len([one for one in asked if one["sql"].startswith(("SELECT", "(SELECT"))]) == 6


def test_the_bar_offers_the_same_whether_something_is_chosen_or_not() -> None:
    client = signed_in(user_with(Role.SECTION_CHIEF))
    options = re.compile(r'<option value="(\w*)"( selected)?>')
    plain, chosen = (options.findall(text_of(client, url)) for url in (LIST, f"{LIST}?sector=mine"))
    assert [value for value, _selected in plain] == [value for value, _selected in chosen]
    assert ("mine", " selected") in chosen
    assert ("mine", "") in plain


@pytest.mark.parametrize("cap", [1, 2, 3, 10])
def test_counting_stops_at_the_cap(cap: int) -> None:
    user = user_with(Role.SECTION_CHIEF)
    many_enterprises(user.bureau, 3)
    counted = listed(user)
    assert capped_count(counted, cap) == min(3, cap + 1) == counted[: cap + 1].count()


def test_counting_nothing_and_counting_distinct_rows() -> None:
    user = user_with(Role.SECTION_CHIEF)
    many_enterprises(user.bureau, 3)
    assert capped_count(Enterprise.objects.none(), 10) == 0
    assert capped_count(Enterprise.objects.filter(sector__in=[]), 10) == 0
    assert capped_count(Enterprise.objects.distinct(), 10) == 3
    assert capped_count(Enterprise.objects.values_list("sector").distinct("sector"), 10) == 1


def test_what_is_written_in_a_cell_is_escaped() -> None:
    user = user_with(Role.SECTION_CHIEF)
    one = many_enterprises(user.bureau, 1)[0]
    Enterprise.objects.filter(pk=one.pk).update(name='<b>"云岭"&</b>')
    assert "&lt;b&gt;&quot;云岭&quot;&amp;&lt;/b&gt;" in text_of(signed_in(user))
