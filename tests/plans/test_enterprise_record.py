"""Sites, licences, self-reports and hazards under listed supervision: the same pages, each with its own rules."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken, StaleVersion
from enforcement.ledger.models import Entry
from enforcement.rulebook import snapshot
from enforcement.rulebook.models import Setting
from plans.actions.enterprise_record import MODELS, add_record, amend_record, end_record
from plans.models import Enterprise, EnterpriseRecord, Licence, Site
from plans.queries.life import life_of
from plans.views.enterprise_record_pages import KINDS, NEAR_DAYS, expiry
from tests.factories.accounts import user_with
from tests.factories.clock import clock_at
from tests.factories.enterprise import enterprise

pytestmark = pytest.mark.django_db
KIND_NAMES = sorted(MODELS)
TYPED: dict[str, dict[str, Any]] = {
    "sites": {
        "name": "东厂区", "address": "云岭市示例路 9 号", "region_code": "五华区", "hazards": ["dust", "ammonia"],
        "opened_on": "2020-01-02",
    },
    "licences": {
        "kind": "危险化学品经营许可", "number": "演许〔2024〕1号", "issued_by": "云岭市应急管理局",
        "valid_from": "2024-07-01", "valid_to": "2027-06-30", "state": "normal",
    },
    "self-reports": {
        "reported_on": "2026-04-07", "period_from": "2026-01-01", "period_to": "2026-03-31", "found": "5",
        "rectified": "4", "text": "已登记",
    },
    "listed-hazards": {
        "title": "储罐区报警系统失效", "listed_by": "云岭市安委会", "number": "演安委〔2026〕1号",
        "listed_on": "2026-03-02", "due_on": "2026-09-30",
    },
    "accidents": {
        "happened_on": "2026-02-03", "known_on": "2026-02-04", "grade": "general", "deaths": "1", "injuries": "2",
        "office": "云岭市应急管理局", "number": "云应急〔2026〕7号", "text": "设备检修时发生机械伤害",
    },
    "complaints": {
        "known_on": "2026-02-04", "happened_on": "2026-02-03", "outcome": "pending", "office": "云岭市应急管理局",
        "number": "受〔2026〕31号", "text": "反映车间安全出口上锁",
    },
    "credits": {
        "mark": "dishonest", "happened_on": "2026-02-03", "known_on": "2026-02-04", "valid_until": "2099-02-03",
        "office": "云演省应急管理厅", "number": "云失信〔2026〕2号", "text": "列入严重失信主体名单",
    },
}  # fmt: skip
AMENDED = {
    "sites": ("address", "云岭市示例路 10 号"),
    "licences": ("valid_to", "2030-06-30"),
    "self-reports": ("rectified", "5"),
    "listed-hazards": ("due_on", "2026-12-31"),
    "accidents": ("injuries", "3"),
    "complaints": ("outcome", "upheld"),
    "credits": ("valid_until", "2098-12-31"),
}
WORDS = {"sites": "site", "licences": "licence", "self-reports": "self_report", "listed-hazards": "listed_hazard"}
WORDS |= {"accidents": "accident", "complaints": "complaint", "credits": "credit"}
LABELS = {"licences": "行政许可", "self-reports": "自查自报自改", "listed-hazards": "挂牌督办"}
LABELS |= {"accidents": "事故", "complaints": "投诉举报", "credits": "信用记录"}


@pytest.fixture
def inspector() -> User:
    return user_with(Role.INSPECTOR)


@pytest.fixture
def page(client: Client, inspector: User) -> Client:
    client.force_login(inspector)
    return client


@pytest.fixture
def one(inspector: User) -> Enterprise:
    return enterprise(inspector, 1)


def add_url(one: Enterprise, kind: str) -> str:
    return reverse("record_add", args=[one.pk, kind])


def url(record: EnterpriseRecord, act: str) -> str:
    return reverse(f"record_{act}", args=[record.enterprise_id, record.kind_of, record.pk])


def added(page: Client, one: Enterprise, kind: str, /, **typed: Any) -> Any:
    answer = page.post(add_url(one, kind), TYPED[kind] | typed)
    assert answer.status_code == 302, dict(answer.context["form"].errors)
    return MODELS[kind].objects.latest("id")


def ending(kind: str, **typed: Any) -> dict[str, Any]:
    more = {"state": "cancelled"} if kind == "licences" else {}
    return {"ended_on": timezone.localdate().isoformat(), "reason": "不再使用", "version": 1} | more | typed


# the whole way, of every kind


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_it_is_added_seen_amended_and_ended(page: Client, one: Enterprise, kind: str) -> None:
    made = added(page, one, kind)
    assert (made.bureau, made.enterprise, made.version) == (one.bureau, one, 1)
    shown = page.get(one.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in shown
    assert add_url(one, kind) in shown
    name, typed = AMENDED[kind]
    form = page.get(url(made, "amend"))
    assert f'name="{name}"' in form.content.decode()
    answer = page.post(url(made, "amend"), TYPED[kind] | {name: typed, "version": 1})
    assert answer.url == made.get_absolute_url()
    made.refresh_from_db()
    assert (str(getattr(made, name)), made.version) == (typed, 2)
    assert "将要办理的内容" in page.get(url(made, "end")).content.decode()
    page.post(url(made, "end"), ending(kind, version=2))
    made.refresh_from_db()
    assert (made.ended_on, made.end_reason) == (timezone.localdate(), "不再使用")
    assert "不再使用" in page.get(made.get_absolute_url()).content.decode()
    entries = Entry.objects.filter(subject=f"{made._meta.model_name}:{made.pk}").order_by("id")
    assert [entry.act for entry in entries] == [f"{WORDS[kind]}.{act}" for act in ("add", "amend", "end")]
    assert {entry.within for entry in entries} == {f"enterprise:{one.pk}"}
    assert (list(entries[1].before), list(entries[1].after), entries[2].note) == ([name], [name], "不再使用")


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_amending_nothing_writes_nothing(page: Client, one: Enterprise, kind: str) -> None:
    made = added(page, one, kind)
    text = page.get(url(made, "amend")).context["form"]
    page.post(url(made, "amend"), {**{f.name: f.value() or "" for f in text}, "version": 1})
    made.refresh_from_db()
    assert made.version == 1
    assert Entry.objects.filter(act=f"{WORDS[kind]}.amend").count() == 0


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_what_is_missing_is_asked_for_and_nothing_is_lost(page: Client, one: Enterprise, kind: str) -> None:
    first = next(iter(TYPED[kind]))
    answer = page.post(add_url(one, kind), TYPED[kind] | {first: ""})
    assert answer.status_code == 422
    assert first in answer.context["form"].errors
    other = str(list(TYPED[kind].values())[1])
    assert other in answer.content.decode()
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_stale_page_changes_nothing(page: Client, inspector: User, one: Enterprise, kind: str) -> None:
    made = added(page, one, kind)
    name, typed = AMENDED[kind]
    page.post(url(made, "amend"), TYPED[kind] | {name: typed, "version": 1})
    assert page.post(url(made, "amend"), TYPED[kind] | {"version": 1}).status_code == 409
    assert page.post(url(made, "end"), ending(kind)).status_code == 409
    with pytest.raises(StaleVersion):
        amend_record(made, by=inspector, version=1, facts={})
    made.refresh_from_db()
    assert (made.ended_on, made.version) == (None, 2)


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_a_double_click_adds_one(page: Client, one: Enterprise, kind: str) -> None:
    for _time in range(2):
        assert page.post(add_url(one, kind), TYPED[kind] | {"once": "key"}).status_code == 302
    assert MODELS[kind].objects.count() == 1


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_what_has_ended_is_not_changed_any_more(page: Client, one: Enterprise, kind: str) -> None:
    made = added(page, one, kind)
    page.post(url(made, "end"), ending(kind))
    for act, typed in (("amend", TYPED[kind]), ("end", ending(kind))):
        answer = page.post(url(made, act), typed | {"version": 2})
        assert answer.status_code == 422
        assert "不能再改" in answer.content.decode()
    shown = page.get(made.get_absolute_url()).content.decode()
    assert url(made, "amend") not in shown
    assert url(made, "end") not in shown


@pytest.mark.parametrize("kind", KIND_NAMES)
@pytest.mark.parametrize(("day", "words"), [("2010-01-01", "不能早于"), ("2099-01-01", "不能晚于今天"), ("", "日期")])
def test_it_ends_on_a_day_of_its_life(page: Client, one: Enterprise, kind: str, day: str, words: str) -> None:
    made = added(page, one, kind)
    answer = page.post(url(made, "end"), ending(kind, ended_on=day))
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors["ended_on"])


@pytest.mark.parametrize("kind", KIND_NAMES)
def test_strangers_and_other_roles(page: Client, inspector: User, one: Enterprise, kind: str) -> None:
    made = added(page, one, kind)
    leader, stranger = user_with(Role.BUREAU_LEADER, bureau=inspector.bureau), user_with(Role.INSPECTOR)
    addresses = (add_url(one, kind), url(made, "amend"), url(made, "end"))
    for user, status in ((leader, 403), (stranger, 404)):
        page.force_login(user)
        assert [page.post(address, TYPED[kind]).status_code for address in addresses] == [status] * 3
    page.force_login(leader)
    shown = page.get(one.get_absolute_url()).content.decode()
    assert made.get_absolute_url() in shown
    assert add_url(one, kind) not in shown


def test_a_kind_or_an_enterprise_that_is_not_there(page: Client, inspector: User, one: Enterprise) -> None:
    made = added(page, one, "sites")
    other = enterprise(inspector, 2)
    assert page.get(add_url(one, "boats")).status_code == 404
    assert page.get(reverse("record_detail", args=[other.pk, "sites", made.pk])).status_code == 404
    assert page.get(reverse("record_detail", args=[one.pk, "licences", made.pk])).status_code == 404


# what each kind refuses


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        ("sites", {"opened_on": "2099-01-01"}, "opened_on", "不能晚于今天"),
        ("sites", {"hazards": ["fire"]}, "hazards", "fire"),
        ("sites", {"region_code": "539999"}, "region_code", "不在 GB/T 2260"),
        ("licences", {"valid_to": "2024-06-30"}, "valid_to", "不能早于"),
        ("licences", {"state": "revoked"}, "state", "revoked"),
        ("licences", {"kind": "危化品经营许可证"}, "kind", "是否指：危险化学品经营许可"),
        ("licences", {"kind": "尾矿库安全许可证"}, "kind", "尾矿库安全生产许可"),
        ("licences", {"kind": "烟花爆竹"}, "kind", "烟花爆竹经营（批发）许可"),
        ("self-reports", {"rectified": "6"}, "rectified", "不能多于查出的 5 项"),
        ("self-reports", {"found": "99999999999"}, "found", "100000"),
        ("self-reports", {"found": "-1"}, "found", "0"),
        ("self-reports", {"period_to": "2025-12-31"}, "period_to", "不能早于"),
        ("self-reports", {"reported_on": "2026-03-30"}, "reported_on", "不能早于"),
        ("self-reports", {"reported_on": "2099-01-01"}, "reported_on", "不能晚于今天"),
        ("listed-hazards", {"due_on": "2026-03-01"}, "due_on", "不能早于"),
        ("listed-hazards", {"listed_on": "2099-01-01", "due_on": "2099-01-02"}, "listed_on", "不能晚于今天"),
    ],
)
def test_what_does_not_go_together_is_said_at_its_field(
    page: Client, one: Enterprise, kind: str, typed: dict[str, Any], field: str, words: str
) -> None:
    answer = page.post(add_url(one, kind), TYPED[kind] | typed)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert not MODELS[kind].objects.exists()


@pytest.mark.parametrize(("kind", "field"), [("sites", "name"), ("licences", "number")])
def test_the_same_again_is_refused_until_the_first_has_ended(
    page: Client, one: Enterprise, kind: str, field: str
) -> None:
    made = added(page, one, kind)
    answer = page.post(add_url(one, kind), TYPED[kind])
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    page.post(url(made, "end"), ending(kind))
    assert page.post(add_url(one, kind), TYPED[kind]).status_code == (302 if kind == "sites" else 422)


def test_a_site_keeps_its_place_and_hazards_in_the_order_of_the_list(page: Client, one: Enterprise) -> None:
    made = added(page, one, "sites")
    assert (made.region_code, made.hazards) == ("530102", ["ammonia", "dust"])


@pytest.mark.parametrize("typed", ["烟花爆竹经营（批发）许可", "批发", "yhbzjypfxk", "fireworks_wholesale"])
def test_the_kind_of_a_licence_is_found_by_words_and_initials(page: Client, one: Enterprise, typed: str) -> None:
    assert added(page, one, "licences", kind=typed).kind == "fireworks_wholesale"


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "revoked"},
        {"ended_on": dt.date(2026, 1, 1), "end_reason": "x"},
        {"ended_on": dt.date(2026, 1, 1), "state": "revoked"},
        {"valid_to": dt.date(2020, 1, 1)},
    ],
)
def test_the_database_keeps_the_rules_of_licences(page: Client, one: Enterprise, wrong: dict[str, Any]) -> None:
    made = added(page, one, "licences")
    with pytest.raises(IntegrityError), transaction.atomic():
        Licence.objects.filter(pk=made.pk).update(**wrong)


# expiry


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (NEAR_DAYS + 1, "正常", "ok"),
        (NEAR_DAYS, f"临近，还有 {NEAR_DAYS} 日", "near"),
        (0, "临近，还有 0 日", "near"),
        (-1, "已超期 1 日", "over"),
    ],
)
def test_expiry_is_told_by_the_day(left: int, words: str, tone: str) -> None:
    today = timezone.localdate()
    assert expiry(today + dt.timedelta(days=left)) == (words, tone)
    assert expiry(None) == ("正常", "ok")


def test_how_near_is_near_is_a_setting_and_marked_as_one(page: Client, one: Enterprise) -> None:
    added(page, one, "licences", valid_to=(timezone.localdate() + dt.timedelta(days=80)).isoformat())
    shown = page.get(one.get_absolute_url()).content.decode()
    assert "前 60 日起提示临近（待核定）" in shown
    Setting.objects.create(row_id="LICENCE-NEAR-DAYS", value={"days": 90})
    snapshot.compare_anew()
    shown = page.get(one.get_absolute_url()).content.decode()
    snapshot.compare_anew()
    assert "临近，还有 80 日" in shown


def test_what_has_ended_or_is_suspended_is_not_counted_down(page: Client, one: Enterprise) -> None:
    made = added(page, one, "licences", valid_to="2024-08-01", state="suspended")
    state = KINDS["licences"].state
    assert state(made) == ("暂扣", "over")
    ended = end_record(
        made, by=one.created_by, version=1, ended_on=timezone.localdate(), reason="x", state="revoked"
    )  # fmt: skip
    assert state(ended) == ("吊销", "muted")


def test_a_cleared_hazard_is_off_the_list(page: Client, one: Enterprise) -> None:
    made = added(page, one, "listed-hazards")
    with clock_at(dt.datetime(2026, 10, 1, 12, tzinfo=dt.UTC)):
        assert KINDS["listed-hazards"].state(made) == ("已超期 1 日", "over")
    page.post(url(made, "end"), ending("listed-hazards"))
    made.refresh_from_db()
    assert "摘牌" in KINDS["listed-hazards"].state(made)[0]


# together


@pytest.mark.parametrize("kind", sorted(LABELS))
def test_it_stands_in_the_life_of_the_enterprise(page: Client, inspector: User, one: Enterprise, kind: str) -> None:
    made = added(page, one, kind)
    (event,) = life_of(one, inspector)[0]
    assert (str(event.label), event.url) == (LABELS[kind], made.get_absolute_url())
    assert page.get(reverse("enterprise_life", args=[one.pk])).status_code == 200


def test_the_page_asks_the_same_with_more_records(
    page: Client, inspector: User, one: Enterprise, django_assert_max_num_queries: Any
) -> None:
    for n in range(30):
        facts = {"name": f"{n} 号库", "address": "示例路", "hazards": []}
        add_record(Site, by=inspector, enterprise=one, facts=facts)
    with django_assert_max_num_queries(25):
        shown = page.get(one.get_absolute_url()).content.decode()
    assert "只列最近的 20 条" in shown


@pytest.mark.parametrize("reason", ["", "  "])
def test_nothing_ends_without_a_reason(one: Enterprise, inspector: User, reason: str) -> None:
    made = add_record(Site, by=inspector, enterprise=one, facts={"name": "一厂区", "address": "云岭市一号"})
    with pytest.raises(RuleBroken, match="写明理由") as refused:
        end_record(made, by=inspector, version=1, ended_on=timezone.localdate(), reason=reason)
    assert refused.value.field == "reason"
    made.refresh_from_db()
    assert (made.ended_on, made.version) == (None, 1)
