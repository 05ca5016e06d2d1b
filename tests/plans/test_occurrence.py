"""Accidents, complaints and credit entries: what each refuses, what grading makes of them, how they are found again."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from enforcement.accounts.models import User
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.rulebook import queries as rulebook
from plans.actions.enterprise_merge import merge_enterprise, unmerge_enterprise
from plans.actions.enterprise_record import add_record, amend_record, end_record
from plans.actions.grading import grade_enterprise
from plans.models import Accident, Complaint, CreditEntry, Enterprise, Occurrence, SchemeEdition
from plans.queries.facts import PROVIDERS, Known
from plans.queries.grading import prefill_of
from plans.queries.life import Chosen, life_of
from plans.rules.occurrence import least_level
from plans.rules.prefill import answer_to
from plans.rules.scheme import problems_of
from plans.states import ComplaintOutcome
from tests.factories.accounts import user_with
from tests.factories.enterprise import enterprise
from tests.factories.grading import POINTS, RULES, edition_of, known as facts_known, published, regraded, scheme
from tests.plans.test_enterprise_record import TYPED

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 29)


@pytest.fixture
def inspector() -> User:
    return user_with(Role.INSPECTOR)


@pytest.fixture
def chief(inspector: User) -> User:
    return user_with(Role.SECTION_CHIEF, bureau=inspector.bureau)


@pytest.fixture
def one(inspector: User) -> Enterprise:
    return enterprise(inspector, 1)


@pytest.fixture
def page(client: Client, inspector: User) -> Client:
    client.force_login(inspector)
    return client


def years_ago(years: int, days: int = 0) -> dt.date:
    """The same day so many years ago, and so many days earlier; the tests do not run on 29 February alone."""
    today = timezone.localdate()
    day = min(today.day, 28) if today.month == 2 else today.day
    return dt.date(today.year - years, today.month, day) - dt.timedelta(days=days)


def accident(one: Enterprise, day: dt.date, /, **changed: Any) -> Accident:
    facts = {
        "happened_on": day, "known_on": day, "grade": "general", "deaths": 0, "injuries": 0, "number": "",
        "office": "云岭市应急管理局", "text": "检修时发生机械伤害",
    }  # fmt: skip
    return add_record(Accident, by=one.created_by, enterprise=one, facts=facts | changed)


def complaint(one: Enterprise, day: dt.date, /, **changed: Any) -> Complaint:
    facts = {"known_on": day, "happened_on": None, "outcome": "upheld", "number": "", "office": "云岭市应急管理局"}
    return add_record(
        Complaint, by=one.created_by, enterprise=one, facts=facts | {"text": "反映安全出口上锁"} | changed
    )


def credit(one: Enterprise, /, **changed: Any) -> CreditEntry:
    facts = {
        "mark": "dishonest", "happened_on": years_ago(1), "known_on": years_ago(1), "valid_until": None, "number": "",
        "office": "云演省应急管理厅", "text": "列入严重失信主体名单",
    }  # fmt: skip
    return add_record(CreditEntry, by=one.created_by, enterprise=one, facts=facts | changed)


def days_of(rows: Any) -> list[dt.date]:
    return [dt.date.fromisoformat(row.cells[0].text) for row in rows]


def known(name: str, one: Enterprise, since: dt.date | None = None) -> Known | None:
    return PROVIDERS[name].find([one.pk], since).get(one.pk)


def number(name: str, one: Enterprise, since: dt.date | None = None) -> Any:
    found = known(name, one, since)
    return found and found.value


# what is refused


@pytest.mark.parametrize(
    ("deaths", "injuries", "least"),
    [
        (0, 0, "general"), (2, 9, "general"), (3, 0, "larger"), (0, 10, "larger"), (9, 49, "larger"),
        (10, 0, "major"), (0, 50, "major"), (29, 99, "major"), (30, 0, "exceptional"), (0, 100, "exceptional"),
    ],
)  # fmt: skip
def test_the_level_follows_the_dead_and_injured(deaths: int, injuries: int, least: str) -> None:
    """The figures of the regulation, written out here a second time."""
    (row,) = rulebook.thresholds("accident_levels", TODAY)
    order = {key: row.value[key] for key in ("general", "larger", "major", "exceptional")}
    assert least_level({"deaths": deaths, "serious_injuries": injuries}, order) == least


def test_an_accident_is_not_slighter_than_its_dead_and_may_be_graver(one: Enterprise) -> None:
    with pytest.raises(RuleBroken, match="不低于较大事故（.*事故报告和调查处理条例") as refused:
        accident(one, years_ago(1), deaths=3)
    assert refused.value.field == "grade"
    made = accident(one, years_ago(1), deaths=2, grade="major")  # by the loss in money
    with pytest.raises(RuleBroken, match="不低于特别重大事故"):
        amend_record(made, by=one.created_by, version=1, facts={"deaths": 30})
    assert Accident.objects.get().deaths == 2


@pytest.mark.parametrize(
    ("kind", "typed", "field", "words"),
    [
        ("accidents", {"happened_on": "2099-01-01"}, "happened_on", "发生日期不能晚于今天"),
        ("accidents", {"known_on": "2026-02-02"}, "known_on", "登记日期不能早于发生日期"),
        ("accidents", {"known_on": "2099-01-01"}, "known_on", "登记日期不能晚于今天"),
        ("accidents", {"deaths": "-1"}, "deaths", "死亡人数不能小于 0"),
        ("accidents", {"injuries": "10000"}, "injuries", "重伤人数不能大于 9999"),
        ("accidents", {"deaths": "3"}, "grade", "死亡 3 人、重伤 2 人的"),
        ("accidents", {"office": " "}, "office", "请输入来源机关"),
        ("accidents", {"text": "事" * 2001}, "text", "简要情况不能超过 2000 个字，现有 2001 个字"),
        ("complaints", {"outcome": "lost"}, "outcome", "lost"),
        ("complaints", {"happened_on": "2026-02-05"}, "known_on", "登记日期不能早于发生日期"),
        ("credits", {"valid_until": "2026-02-02"}, "valid_until", "不能早于列入或认定日期"),
        ("credits", {"mark": ""}, "mark", "请选择信用记录种类"),
    ],
)
def test_what_does_not_go_together_is_said_at_its_field(
    page: Client, one: Enterprise, kind: str, typed: dict[str, str], field: str, words: str
) -> None:
    answer = page.post(reverse("record_add", args=[one.pk, kind]), TYPED[kind] | typed)
    assert answer.status_code == 422
    assert words in str(answer.context["form"].errors[field])
    assert not Occurrence.objects.exists()


def test_the_form_asks_for_no_names_of_people(page: Client, one: Enterprise) -> None:
    for kind in ("accidents", "complaints", "credits"):
        form = page.get(reverse("record_add", args=[one.pk, kind])).content.decode()
        assert "不写个人姓名、电话和身份证号" in form


def test_the_same_document_is_entered_once(one: Enterprise, inspector: User) -> None:
    first = complaint(one, years_ago(1), number="受〔2026〕1号")
    with pytest.raises(RuleBroken, match="已登记过此机关此文号"):
        complaint(one, years_ago(0, 3), number="受〔2026〕1号")
    complaint(one, years_ago(1))
    complaint(one, years_ago(1))  # without a number nobody can tell
    end_record(first, by=inspector, version=1, ended_on=timezone.localdate(), reason="重复登记")
    assert complaint(one, years_ago(1), number="受〔2026〕1号").pk != first.pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "complaint"}, {"grade": ""}, {"deaths": None}, {"injuries": None}, {"outcome": "upheld"},
        {"mark": "bad"}, {"valid_until": TODAY}, {"happened_on": None}, {"office": ""}, {"text": ""}, {"grade": "x"},
        {"known_on": dt.date(2001, 1, 1)}, {"ended_on": TODAY}, {"end_reason": "x"}, {"deaths": -1},
    ],
)  # fmt: skip
def test_the_database_keeps_what_each_kind_is(one: Enterprise, wrong: dict[str, Any]) -> None:
    made = accident(one, years_ago(1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.filter(pk=made.pk).update(**wrong)


def test_each_kind_sees_its_own_rows(one: Enterprise) -> None:
    rows = [accident(one, years_ago(1)), complaint(one, years_ago(1)), credit(one)]
    assert [list(type(row).objects.all()) for row in rows] == [[row] for row in rows]
    assert Occurrence.objects.count() == 3


# what grading makes of them


def test_accidents_are_counted_within_the_window_and_by_what_they_were(one: Enterprise) -> None:
    accident(one, years_ago(3), deaths=1)
    accident(one, years_ago(3, 1), deaths=2)
    accident(one, years_ago(0, 5), deaths=4, grade="larger")
    since = years_ago(3)
    names = ("accidents", "few_deaths", "larger_accidents", "fatal_accidents")
    assert [number(name, one, since) for name in names] == [2, 1, 1, 2]
    assert number("accidents", one) == 3


def test_nothing_on_record_says_nothing(one: Enterprise) -> None:
    assert all(
        known(name, one, years_ago(5)) is None for name in PROVIDERS if "accident" in name or "complaint" in name
    )
    assert number("dishonest", one) is None


def test_an_old_accident_and_none_since_is_a_known_none(one: Enterprise) -> None:
    accident(one, years_ago(6))
    assert number("accidents", one, years_ago(5)) == 0


def test_a_withdrawn_entry_does_not_count(one: Enterprise, inspector: User) -> None:
    made = accident(one, years_ago(1))
    end_record(made, by=inspector, version=1, ended_on=timezone.localdate(), reason="不是该企业的事故")
    assert known("accidents", one) is None


def test_what_became_of_a_complaint_has_its_own_english_words() -> None:
    with override("en"):
        words = [str(word) for word in ComplaintOutcome.labels]
    assert words == ["Under way", "Substantiated", "Partly substantiated", "Unsubstantiated"]


def test_complaints_count_by_their_outcome(one: Enterprise) -> None:
    for outcome in ("upheld", "partly", "unfounded", "pending"):
        complaint(one, years_ago(1), outcome=outcome)
    assert (number("complaints", one), number("complaints_upheld", one)) == (4, 2)
    assert number("complaints", one, years_ago(0, 30)) == 0


@pytest.mark.parametrize(("until", "runs"), [(None, 1), (0, 1), (-1, 0), (30, 1)])
def test_a_list_counts_while_it_is_valid(one: Enterprise, until: int | None, runs: int) -> None:
    day = None if until is None else timezone.localdate() + dt.timedelta(days=until)
    credit(one, valid_until=day)
    assert number("dishonest", one) == runs
    assert number("blacklisted", one) is None


def test_taken_off_the_list_it_counts_no_more(one: Enterprise, inspector: User) -> None:
    made = credit(one)
    end_record(made, by=inspector, version=1, ended_on=timezone.localdate(), reason="信用修复，移出名单")
    assert number("dishonest", one) == 0


def test_what_was_merged_in_counts_until_it_is_unmerged(one: Enterprise, inspector: User) -> None:
    middle, last = enterprise(inspector, 2), enterprise(inspector, 3)
    accident(one, years_ago(1))
    accident(last, years_ago(1))
    for merged, into in ((one, middle), (middle, last)):
        merge_enterprise(merged, by=inspector, into=into, reason="吸收合并")
    assert number("accidents", last) == 2
    assert [str(event.label) for event in life_of(last, inspector, Chosen("accident"))[0]] == ["事故", "事故"]
    middle.refresh_from_db()
    unmerge_enterprise(middle, by=inspector, reason="误并")
    assert (number("accidents", last), number("accidents", middle)) == (1, 1)


def test_one_document_counts_once_after_a_merge(one: Enterprise, inspector: User) -> None:
    other = enterprise(inspector, 2)
    for row in (one, other):
        accident(row, years_ago(1), number="事〔2026〕1号", deaths=1)
        accident(row, years_ago(1), number="事〔2026〕1号", deaths=1, office="云演省应急管理厅")  # the other's numbers
        accident(row, years_ago(1))  # without a number nobody can tell
        credit(row, number="信〔2026〕2号")
        credit(row, number="信〔2026〕2号", mark="blacklisted")
    merge_enterprise(other, by=inspector, into=one, reason="重复登记")
    names = ("accidents", "few_deaths", "fatal_accidents", "dishonest", "blacklisted")
    assert [number(name, one) for name in names] == [4, 2, 2, 1, 1]


def texts(one: Enterprise, inspector: User, kind: str) -> list[str]:
    return [event.url for event in life_of(one, inspector, Chosen(kind))[0]]


def test_what_counts_once_is_listed_once_on_whatever_page_of_the_history(one: Enterprise, inspector: User) -> None:
    """The later entry, on its own day: the earlier one, of another day, does not come back on another page."""
    other = enterprise(inspector, 2)
    first = accident(one, years_ago(2), number="事〔2026〕1号")
    unnumbered = [accident(row, years_ago(1)) for row in (one, other)]
    later = accident(other, years_ago(3), number="事〔2026〕1号", deaths=1)
    marks = [credit(row, number="信〔2026〕2号", mark=mark) for row in (one, other) for mark in ("dishonest", "good")]
    merge_enterprise(other, by=inspector, into=one, reason="重复登记")
    found = texts(one, inspector, "accident")
    assert found == [row.get_absolute_url() for row in (*reversed(unnumbered), later)]
    assert len(found) == number("accidents", one)
    assert texts(one, inspector, "creditentry") == [row.get_absolute_url() for row in reversed(marks[2:])]
    assert (
        life_of(one, inspector, Chosen("accident", since=years_ago(2, days=9)))[0][-1].url != first.get_absolute_url()
    )
    other.refresh_from_db()
    unmerge_enterprise(other, by=inspector, reason="误并")
    assert first.get_absolute_url() in texts(one, inspector, "accident")


def test_of_two_entries_of_one_document_the_later_one_holds(one: Enterprise, inspector: User) -> None:
    other = enterprise(inspector, 2)
    complaint(one, years_ago(1), number="受〔2026〕1号", outcome="pending")
    later = complaint(other, years_ago(1), number="受〔2026〕1号", outcome="upheld")
    merge_enterprise(other, by=inspector, into=one, reason="重复登记")
    assert (number("complaints", one), number("complaints_upheld", one)) == (1, 1)
    other.refresh_from_db()
    unmerge_enterprise(other, by=inspector, reason="误并")
    end_record(later, by=inspector, version=1, ended_on=timezone.localdate(), reason="不是该企业的")
    other.refresh_from_db()
    merge_enterprise(other, by=inspector, into=one, reason="重复登记")
    assert (number("complaints", one), number("complaints_upheld", one)) == (1, 0)


def test_two_companies_keep_their_own_counts_of_one_document(one: Enterprise, inspector: User) -> None:
    other = enterprise(inspector, 2)
    for row in (one, other):
        accident(row, years_ago(1), number="事〔2026〕1号")
    found = PROVIDERS["accidents"].find([one.pk, other.pk], None)
    assert {pk: known.value for pk, known in found.items()} == {one.pk: 1, other.pk: 1}


def test_many_enterprises_are_asked_in_as_many_queries(inspector: User, django_assert_num_queries: Any) -> None:
    rows = [enterprise(inspector, n) for n in range(1, 8)]
    for row in rows:
        accident(row, years_ago(1))
    for some in (rows[:2], rows):
        with django_assert_num_queries(2):
            assert len(PROVIDERS["accidents"].find([row.pk for row in some], None)) == len(some)


def test_the_scheme_for_chemicals_takes_the_answers_with_the_window(
    client: Client, chief: User, one: Enterprise
) -> None:
    accident(one, years_ago(4), deaths=1)
    accident(one, years_ago(1), deaths=3, grade="larger")
    answers = prefill_of(one, edition_of(one.bureau)).answers
    assert {code: answers[code] for code in ("9d", "9e", "9g")} == {"9d": 1, "9e": 0, "9g": 0}
    client.force_login(chief)
    shown = client.get(reverse("grading_add", args=[one.pk]), {"scheme": POINTS}).content.decode()
    assert f"近 3 年，{years_ago(3)} 起" in shown
    url = f"/enterprises/{one.pk}/life/?kind=accident&amp;since={years_ago(3)}"
    assert url in shown
    entries = client.get(url.replace("&amp;", "&")).context["table"].rows
    assert days_of(entries) == [years_ago(1)]


def test_what_no_entry_says_is_asked(chief: User, one: Enterprise) -> None:
    answers = prefill_of(one, edition_of(one.bureau)).answers
    assert not {"9d", "9e", "9f", "9g"} & set(answers)
    assert grade_enterprise(one, by=chief, scheme=POINTS, answers={"9g": 1}).score == 105


def test_another_answer_than_the_entries_give_needs_a_reason(chief: User, one: Enterprise) -> None:
    accident(one, years_ago(1), deaths=1)
    with pytest.raises(RuleBroken, match="写明理由"):
        grade_enterprise(one, by=chief, scheme=POINTS, answers={"9g": 1})
    grading = grade_enterprise(one, by=chief, scheme=POINTS, answers={"9e": 1})
    assert (grading.score, grading.inputs["9e"]["known"]) == (92, "1")


def test_fatal_accidents_and_lists_answer_the_scheme_by_rules(one: Enterprise) -> None:
    accident(one, years_ago(0, 30), deaths=1)
    credit(one)
    answers = prefill_of(one, edition_of(one.bureau, RULES)).answers
    assert (answers["fatal_accident"], answers["dishonest"]) == (True, True)
    assert "blacklisted" not in answers


def test_a_regrading_follows_the_entries(chief: User, one: Enterprise) -> None:
    grade_enterprise(one, by=chief, scheme=POINTS, answers={"9g": 1})
    accident(one, years_ago(1), deaths=3, grade="larger")
    run = regraded(chief)
    one.refresh_from_db()
    assert (run.moved + run.renewed, one.gradings.get(current=True).score) == (1, 90)


def test_a_scheme_may_ask_for_complaints(one: Enterprise) -> None:
    content = scheme(inputs={"9f": {"fact": "complaints_upheld", "years": 2, "least": 2}})
    edition = published(one.bureau, content)
    complaint(one, years_ago(1))
    assert prefill_of(one, edition).answers == {"9f": 0}
    complaint(one, years_ago(1))
    assert prefill_of(one, edition).answers == {"9f": 1}


@pytest.mark.parametrize(
    ("asked", "value", "answer"),
    [
        ({"least": 1}, 0, 0), ({"least": 1}, 1, 1), ({"most": 0}, 0, 1), ({"most": 0}, 1, 0),
        ({"least": 1, "most": 2}, 2, 1), ({"least": 1, "most": 2}, 3, 0), ({}, 3, 3),
    ],
)  # fmt: skip
def test_how_a_number_answers(asked: dict[str, int], value: int, answer: int) -> None:
    assert answer_to({"kind": "points"}, asked, value) == answer
    if asked:
        assert answer_to({"kind": "rules"}, asked, value) is bool(answer)


@pytest.mark.parametrize("least", ["1", True, 1.5])
def test_a_scheme_with_an_unreadable_bound_is_refused(least: Any) -> None:
    content = scheme(inputs={"9g": {"fact": "accidents", "least": least}})
    assert any("least、most 应为整数" in line for line in problems_of(content, PROVIDERS))


@pytest.mark.parametrize("fact", ["standardisation", "source_level", "open_hazards"])
@pytest.mark.parametrize("bound", ["least", "most"])
def test_only_a_number_is_held_against_a_bound(fact: str, bound: str) -> None:
    content = scheme(inputs={"9g": {"fact": fact, bound: 1}})
    assert problems_of(content, PROVIDERS) == [
        f"inputs：9g：来源 {fact} 不是数量，不能用 least、most，改用 equals 或 table"
    ]


@pytest.mark.parametrize("fact", ["accidents", "complaints", "dishonest", "major_findings", "penalties"])
def test_what_counts_may_be_held_against_a_bound(fact: str) -> None:
    assert problems_of(scheme(inputs={"9g": {"fact": fact, "most": 0}}), PROVIDERS) == []


def test_every_fact_says_whether_it_counts(one: Enterprise) -> None:
    """By what it gives: text is not a number."""
    accident(one, years_ago(1))
    complaint(one, years_ago(1))
    credit(one, mark="dishonest")
    credit(one, mark="blacklisted")
    facts_known(one, standardisation="二级", hazards=["major_source"], source_level="1")
    for name, provider in PROVIDERS.items():
        if found := known(name, one):
            assert isinstance(found.value, int) is provider.counts, name


def test_a_word_against_a_bound_leaves_the_question_open(client: Client, chief: User, one: Enterprise) -> None:
    """An edition from before the refusal: the page asks what the register cannot answer."""
    assert answer_to({"kind": "points"}, {"least": 1}, "二级") is None
    assert answer_to({"kind": "rules"}, {"equals": "二级", "most": 1}, "二级") is None
    content = scheme(inputs={"9a": {"fact": "standardisation", "least": 1}})
    SchemeEdition.objects.create(
        code=POINTS, bureau=one.bureau, name_zh=content["name_zh"], kind="points", content=content, text="",
        sha256="0" * 64, effective_from=TODAY, state="published", settled_at=timezone.now(),
    )  # fmt: skip
    facts_known(one, standardisation="二级")
    client.force_login(chief)
    assert client.get(reverse("grading_add", args=[one.pk]), {"scheme": POINTS}).status_code == 200


# the history page


def test_the_history_is_filtered_by_kind_and_day(page: Client, one: Enterprise) -> None:
    accident(one, years_ago(2))
    accident(one, years_ago(1))
    complaint(one, years_ago(1))
    url = reverse("enterprise_life", args=[one.pk])
    assert len(page.get(url).context["table"].rows) == 3
    rows = page.get(url, {"kind": "accident"}).context["table"].rows
    assert days_of(rows) == [years_ago(1), years_ago(2)]
    rows = page.get(url, {"kind": "accident", "since": years_ago(1)}).context["table"].rows
    assert days_of(rows) == [years_ago(1)]
    assert not page.get(url, {"kind": "creditentry"}).context["table"].rows
    refused = page.get(url, {"kind": "boats", "since": "x"})
    assert (refused.status_code, len(refused.context["table"].rows)) == (200, 3)


def test_older_ones_keep_the_filter(page: Client, one: Enterprise) -> None:
    for days in range(60):
        accident(one, years_ago(1, days))
    older = page.get(reverse("enterprise_life", args=[one.pk]), {"kind": "accident"}).context["older"]
    assert "kind=accident" in older
    rest = page.get(reverse("enterprise_life", args=[one.pk]) + older).context["table"].rows
    assert len(rest) == 10


def test_the_public_sees_none_of_it(client: Client, one: Enterprise) -> None:
    made = accident(one, years_ago(1))
    for url in (made.get_absolute_url(), reverse("enterprise_life", args=[one.pk])):
        assert client.get(url).status_code == 302
