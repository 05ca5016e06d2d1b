import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.ledger.models import Entry
from plans.models import Assignment, Enterprise, FormerName
from plans.queries.enterprise import listed
from tests.factories.accounts import bureau, user_with
from tests.factories.enterprise import code, enterprise, facts, many_enterprises

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector() -> User:
    return user_with(Role.INSPECTOR)


@pytest.fixture
def page(client: Client, inspector: User) -> Client:
    client.force_login(inspector)
    return client


def form_of(n: int = 1, **changed: object) -> dict[str, object]:
    return {**facts(n), "capital": "1000万元", "hazards": ["confined_space", "dust"], **changed}


def list_url(**query: object) -> str:
    return reverse("enterprise_list", query=query)


# the list


def test_list_shows_what_the_reader_may_see(page: Client, inspector: User) -> None:
    enterprise(inspector, 1)
    enterprise(user_with(Role.INSPECTOR), 2)
    text = page.get(list_url()).content.decode()
    assert "云岭市第1示例" in text
    assert "云岭市第2示例" not in text


def test_a_superior_bureau_sees_the_enterprises_below(page: Client, inspector: User) -> None:
    enterprise(user_with(Role.INSPECTOR, bureau=bureau(parent=inspector.bureau)), 3)
    assert "云岭市第3示例" in page.get(list_url()).content.decode()


@pytest.mark.parametrize("words", ["示例", "第1示", "云 岭", code(1)[:14], code(1).lower(), "yls", "ylsd1"])
def test_list_is_searched_by_name_code_and_initials(page: Client, inspector: User, words: str) -> None:
    enterprise(inspector, 1)
    enterprise(inspector, 40_000, name="北山纸业", credit_code=code(40_000))
    text = page.get(list_url(q=words)).content.decode()
    assert "云岭市第1示例" in text
    assert ("北山纸业" in text) == (words == code(1)[:14] and code(40_000).startswith(words))


def test_list_is_filtered_and_says_by_what(page: Client, inspector: User) -> None:
    enterprise(inspector, 1, sector="chemical")
    enterprise(inspector, 2, sector="coal", status="stopped")
    text = page.get(list_url(sector="coal", status="stopped", grade="none")).content.decode()
    assert "第2示例" in text
    assert "第1示例" not in text
    assert "监管行业：煤矿" in text
    assert "风险等级：未分级" in text


@pytest.mark.parametrize("query", [{"sector": "x"}, {"q": "\x00"}, {"after": "%%"}, {"size": "-1"}, {"q": "y" * 101}])
def test_odd_queries_do_no_harm(page: Client, inspector: User, query: dict[str, str]) -> None:
    enterprise(inspector, 1)
    assert page.get(list_url(**query)).status_code == 200


def test_pages_follow_each_other_without_gap_or_double(page: Client, inspector: User) -> None:
    many_enterprises(inspector.bureau, 45)
    url, seen = list_url(size=20), []
    while url:
        shown = page.get(url).context["table"].page
        seen += [one.id for one in shown.rows]
        url = shown.next_url and reverse("enterprise_list") + shown.next_url
    assert seen == list(Enterprise.objects.order_by("-id").values_list("pk", flat=True))


def test_words_of_the_legal_form_are_found_without_the_index(inspector: User) -> None:
    one = enterprise(inspector, 1)
    enterprise(inspector, 40_000, name="北山纸业", credit_code=code(40_000))
    found = Enterprise.objects.named_like("限公司")
    assert list(found) == [one]
    assert "name_grams" not in str(found.query)
    assert "name_grams" in str(Enterprise.objects.named_like("纸业公司").query)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["", "示例", "公司"])
def test_list_costs_the_same_with_more_rows(page: Client, inspector: User, words: str) -> None:
    many_enterprises(inspector.bureau, 10)
    page.get(list_url(q=words))  # what is asked once in a minute
    with CaptureQueriesContext(connection) as few:
        page.get(list_url(q=words))
    many_enterprises(inspector.bureau, 1000, start=5000)
    with CaptureQueriesContext(connection) as many:
        page.get(list_url(q=words))
    assert len(few) == len(many) < 12
    assert not any("address" in one["sql"] and "plans_enterprise" in one["sql"] for one in many)


def test_list_needs_the_right_to_see_enterprises(client: Client) -> None:
    client.force_login(user_with(Role.SYSTEM_ADMIN))
    answer = client.get(list_url())
    assert answer.status_code == 403
    assert "查看企业库" in answer.content.decode()


# export


def exported(page: Client, **query: str) -> bytes:
    answer = page.get(reverse("enterprise_export", query=query))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_csv_export_holds_what_is_filtered_and_is_logged(page: Client, inspector: User) -> None:
    enterprise(inspector, 1, sector="coal")
    enterprise(inspector, 2)
    lines = exported(page, sector="coal", format="csv").decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    assert lines[0].startswith(f"企业库导出；导出人：{inspector.name}")
    assert lines[0].endswith("筛选条件：监管行业：煤矿")
    assert lines[1].startswith("企业名称,统一社会信用代码,注册日期")
    assert "云岭市第1示例化工有限公司" in lines[2]
    assert "煤矿" in lines[2]
    entry = Entry.objects.get(act="enterprise.export")
    assert entry.after == {"filters": {"sector": "煤矿"}, "rows": 1, "format": "csv"}
    assert entry.actor == f"user:{inspector.pk}"


def test_xlsx_export_can_be_opened(page: Client, inspector: User) -> None:
    enterprise(inspector, 1, name="=云岭厂")
    sheet = load_workbook(io.BytesIO(exported(page, format="xlsx"))).active
    assert [cell.value for cell in sheet["A"]] == ["企业名称", "=云岭厂"]
    assert sheet["A2"].data_type != "f"
    assert sheet["B2"].value == code(1)


def test_export_needs_the_right_to_see_enterprises(client: Client) -> None:
    client.force_login(user_with(Role.SYSTEM_ADMIN))
    assert client.get(reverse("enterprise_export")).status_code == 403


# register


def test_registering_normalises_and_is_logged(page: Client, inspector: User) -> None:
    typed = "".join(chr(ord(c) + 0xFEE0) for c in code(1).lower())
    answer = page.post(reverse("enterprise_add"), form_of(credit_code=typed, name="云岭化工 (市) 厂"))
    one = Enterprise.objects.get()
    assert answer.url == one.get_absolute_url()
    assert (one.credit_code, one.name, one.initials) == (code(1), "云岭化工（市）厂", "ylhgsc")
    assert (one.capital, one.hazards, one.bureau) == (1000, ["dust", "confined_space"], inspector.bureau)
    entry = Entry.objects.get(act="enterprise.register")
    assert (entry.subject, entry.actor) == (f"enterprise:{one.pk}", f"user:{inspector.pk}")
    assert entry.after["credit_code"] == code(1)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("credit_code", code(1)[:17] + ("1" if code(1)[17] != "1" else "2"), "校验码不符"),
        ("credit_code", code(1)[:10], "应为 18 位"),
        ("credit_code", "", "请输入统一社会信用代码"),
        ("name", "", "请输入企业名称"),
        ("registered_on", "2099-01-01", "不能晚于今天"),
        ("registered_on", "昨天", "日期格式不正确"),
        ("capital", "100万美元", "外币"),
        ("sector", "x", "x"),
        ("employees", "-1", "0"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(
    page: Client, field: str, typed: str, words: str
) -> None:
    answer = page.post(reverse("enterprise_add"), form_of(**{field: typed, "legal_person": "测乙"}))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert "测乙" in answer.content.decode()
    assert not Enterprise.objects.exists()


def test_a_code_is_registered_once(page: Client, inspector: User) -> None:
    enterprise(user_with(Role.INSPECTOR), 1, name="先来化工厂")
    answer = page.post(reverse("enterprise_add"), form_of(1))
    assert answer.status_code == 422
    assert "先来化工厂" in str(answer.context["form"].errors["credit_code"])


def test_double_submit_registers_once(page: Client) -> None:
    form = form_of(once="one-key")
    first, second = (page.post(reverse("enterprise_add"), form) for _time in range(2))
    assert first.url == second.url
    assert Enterprise.objects.count() == 1


def test_wrong_role_is_told_which_right_is_missing(client: Client) -> None:
    client.force_login(user_with(Role.BUREAU_LEADER))
    for answer in (client.get(reverse("enterprise_add")), client.post(reverse("enterprise_add"), form_of())):
        assert answer.status_code == 403
        assert "维护企业库" in answer.content.decode()


# amend


def edit_url(one: Enterprise) -> str:
    return reverse("enterprise_edit", args=[one.pk])


def test_amending_keeps_the_former_name_and_both_values(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    answer = page.post(edit_url(one), form_of(name="云岭新化工厂", capital="", hazards=[], version=1))
    assert answer.url == one.get_absolute_url()
    one.refresh_from_db()
    assert (one.name, one.version, one.initials) == ("云岭新化工厂", 2, "ylxhgc")
    former = FormerName.objects.get()
    assert former.name == "云岭市第1示例化工有限公司"
    entry = Entry.objects.get(act="enterprise.amend")
    assert entry.before["name"] == former.name
    assert entry.after["name"] == "云岭新化工厂"
    text = page.get(one.get_absolute_url()).content.decode()
    assert former.name in text
    assert "更正企业信息" in text


def test_amending_nothing_writes_nothing(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    page.post(edit_url(one), form_of(capital="", hazards=[], version=1))
    one.refresh_from_db()
    assert one.version == 1
    assert not Entry.objects.filter(act="enterprise.amend").exists()


def test_a_stale_page_overwrites_nothing(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    page.post(edit_url(one), form_of(name="先改的化工厂", version=1))
    answer = page.post(edit_url(one), form_of(name="后改的化工厂", version=1))
    assert answer.status_code == 409
    one.refresh_from_db()
    assert one.name == "先改的化工厂"


def test_a_stale_page_mended_after_an_error_overwrites_nothing(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    page.post(edit_url(one), form_of(name="先改的化工厂", version=1))
    refused = page.post(edit_url(one), form_of(name="", version=1))
    assert refused.status_code == 422
    assert 'name="version" value="1"' in refused.content.decode()


def test_the_form_shows_what_is_stored_and_carries_its_version(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1, registered_on=dt.date(2015, 3, 2), hazards=["confined_space"])
    text = page.get(edit_url(one)).content.decode()
    assert 'value="2015-03-02"' in text
    assert re.findall(r'value="(\w+)"[^>]* checked', text) == ["confined_space"]
    assert 'name="version" value="1"' in text


def test_a_stranger_finds_nothing(page: Client) -> None:
    one = enterprise(user_with(Role.INSPECTOR), 1)
    for url in (one.get_absolute_url(), edit_url(one)):
        assert page.get(url).status_code == 404
    assert page.post(edit_url(one), form_of()).status_code == 404


def test_a_superior_sees_but_does_not_amend(page: Client, inspector: User) -> None:
    one = enterprise(user_with(Role.INSPECTOR, bureau=bureau(parent=inspector.bureau)), 1)
    assert page.get(one.get_absolute_url()).status_code == 200
    assert page.post(edit_url(one), form_of(name="改名厂", version=1)).status_code == 403


@pytest.mark.parametrize("name", ["enterprise_list", "export_list"])
def test_reading_pages_take_no_post(page: Client, name: str) -> None:
    assert page.post(reverse(name)).status_code == 405


@pytest.mark.parametrize("name", ["enterprise_list", "enterprise_export", "enterprise_add"])
def test_nothing_is_shown_without_signing_in(client: Client, name: str) -> None:
    assert reverse("sign_in") in client.get(reverse(name)).url


# detail


def test_detail_shows_facts_and_the_way_to_the_lists(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    text = page.get(one.get_absolute_url()).content.decode()
    assert code(1) in text
    assert "2015-03-02" in text
    assert f"/inspections/?enterprise={one.pk}" in text
    assert f"/penalties/?enterprise={one.pk}" in text
    assert "登记企业" in text
    assert "开始分级" not in text


def test_links_of_the_detail_page_lead_somewhere(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    for link in page.get(one.get_absolute_url()).context["links"]:
        assert page.get(link["url"]).status_code == 200


def test_what_nearly_every_name_contains_is_counted_to_a_thousand(page: Client, inspector: User) -> None:
    many_enterprises(inspector.bureau, 1_002)
    assert "超过 1,000 条" in page.get(list_url(q="公 司")).content.decode()
    assert "共 1,002 条" in page.get(list_url(q="示例")).content.decode()
    assert "共 1,002 条" in page.get(list_url()).content.decode()


# perhaps the same company


def test_a_namesake_is_named_before_another_one_is_registered(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    typed = form_of(2, name=one.name)
    told = page.post(reverse("enterprise_add"), typed)
    assert told.status_code == 422
    shown = told.content.decode()
    assert one.credit_code in shown
    assert "云岭市示例路2号" in shown  # nothing typed is lost
    assert Enterprise.objects.count() == 1
    done = page.post(reverse("enterprise_add"), typed | {"alike_seen": told.context["alike_seen"]})
    assert done.status_code == 302
    assert Enterprise.objects.filter(name=one.name).count() == 2


def test_who_had_the_name_before_is_named_and_a_newcomer_again(page: Client, inspector: User) -> None:
    one = enterprise(inspector, 1)
    FormerName.objects.create(enterprise=one, name="云岭旧名厂", until=dt.date(2020, 1, 1))
    told = page.post(reverse("enterprise_add"), form_of(2, name="云岭旧名厂"))
    assert [found.pk for found in told.context["alike"]] == [one.pk]
    other = enterprise(inspector, 3, name="云岭旧名厂")
    again = page.post(reverse("enterprise_add"), form_of(2, name="云岭旧名厂", alike_seen=str(one.pk)))
    assert [found.pk for found in again.context["alike"]] == [one.pk, other.pk]


def test_the_own_code_or_what_the_reader_may_not_see_is_no_namesake(page: Client, inspector: User) -> None:
    theirs = enterprise(user_with(Role.INSPECTOR), 1)
    assert page.post(reverse("enterprise_add"), form_of(2, name=theirs.name)).status_code == 302
    again = page.post(reverse("enterprise_add"), form_of(2, name=theirs.name))
    assert (again.status_code, again.context["alike"]) == (422, [])  # the code is taken: that is said instead


def test_the_list_has_what_the_bureau_licensed_elsewhere_and_only_then(inspector: User) -> None:
    own, theirs = enterprise(inspector, 1), enterprise(user_with(Role.INSPECTOR), 2)
    assert set(listed(inspector)) == {own}
    Enterprise.objects.filter(pk=own.pk).update(licensing_bureau=inspector.bureau)
    assert set(listed(inspector)) == {own}
    Enterprise.objects.filter(pk=theirs.pk).update(licensing_bureau=inspector.bureau)
    assert set(listed(inspector)) == {own, theirs}
    assert not listed(user_with(Role.SYSTEM_ADMIN, bureau=inspector.bureau, certificate=False)).exists()


def test_a_page_of_one_bureau_is_asked_by_its_own_index(inspector: User) -> None:
    """An OR over both columns would walk the register backwards until the page is full."""
    theirs = enterprise(user_with(Role.INSPECTOR), 2)
    assert "licensing_bureau_id" not in listed(inspector).order_by("-id")[:51].explain()
    Enterprise.objects.filter(pk=theirs.pk).update(licensing_bureau=inspector.bureau)
    assert "licensing_bureau_id" in listed(inspector).order_by("-id")[:51].explain()


def test_tasks_beyond_a_limit_come_from_an_index_of_their_own(inspector: User) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Assignment.objects.exclude(over_limits=[]).order_by("-id")[:51].explain()
    assert "assignment_over_limits" in plan


def test_who_has_no_hazards_reads_like_every_empty_fact(page: Client, inspector: User) -> None:
    without = page.get(enterprise(inspector, 1, hazards=[]).get_absolute_url()).content.decode()
    assert "<dt>危险因素</dt><dd>--</dd>" in re.sub(r"\s*\n\s*", "", without)
    assert "[]" not in without
    dusty = page.get(enterprise(inspector, 2, hazards=["dust"]).get_absolute_url()).content.decode()
    assert "<dt>危险因素</dt><dd>粉尘涉爆</dd>" in re.sub(r"\s*\n\s*", "", dusty)
