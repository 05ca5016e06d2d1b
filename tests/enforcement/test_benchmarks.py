"""Loading a benchmark, which one holds, and what it makes of the facts."""

from datetime import date
from decimal import Decimal as D

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.utils.translation import override

from enforcement.accounts.models import Bureau
from enforcement.accounts.roles import Role
from enforcement.errors import RuleBroken
from enforcement.ledger.models import Entry
from enforcement.ranges import Span
from enforcement.rulebook.benchmark_diff import compare, earlier_edition, touching
from enforcement.rulebook.benchmark_loading import draft_from, load_benchmark, publish_benchmark
from enforcement.rulebook.benchmark_terms import questions_of, when_of
from enforcement.rulebook.benchmark_words import span_words, when_words
from enforcement.rulebook.benchmarks import in_force, scope
from enforcement.rulebook.loading import SourceRefused
from enforcement.rulebook.models import Benchmark, BenchmarkTier, Scope
from enforcement.rulebook.queries import violation
from enforcement.rulebook.source_files import Unreadable
from tests.factories import bureau, user_with
from tests.factories.discretion import questions, weigh_for

pytestmark = pytest.mark.django_db
FOLDER = settings.BASE_DIR / "fixtures" / "benchmarks"
DEMO = FOLDER / "demo-2025.yaml"
TODAY = date(2026, 11, 20)
PLAIN = {
    "items": 2, "scale": "medium", "circumstances": "plain", "consequences": "injury", "harm": "none",
    "corrected": "no", "cooperation": "plain", "first_offence": "no", "repeated_180": 0, "repeated_365": "0",
    "concealed": False, "no_fault": False, "leniency": "none",
}  # fmt: skip


@pytest.fixture
def office():
    return bureau()


@pytest.fixture
def held(office):
    return load_benchmark(DEMO, bureau=office)[0]


@pytest.fixture
def signs():
    return violation("VI-WS-099-1", TODAY)


def small(**changes):
    """A benchmark of one violation, as a file."""
    book = {
        "series": "T", "code": "T-1", "name_zh": "基准", "issuer": "某局", "effective_from": "2025-01-01",
        "confidence": "verified", "evidence": "full_text",
        "questions": [{"key": "n", "label": "处数", "kind": "number", "whole": True, "least": 1}],
        "violations": [{"rule_key": "VI-WS-099-1", "slots": {"entity_first": [
            {"code": "A", "name": "轻", "when": {"n": 1}, "low": 0, "high": 20000, "high_in": False},
            {"code": "B", "name": "重", "when": {"n": {"from": 2}}, "low": 20000, "high": 50000},
        ]}}],
    }  # fmt: skip
    return book | changes


def tiers_of(book):
    return book["violations"][0]["slots"]["entity_first"]


def packed(book):
    return yaml.safe_dump(book, allow_unicode=True, sort_keys=False).encode()


def refused(book):
    with pytest.raises(SourceRefused) as caught:
        draft_from(packed(book), by=None)
    assert not Benchmark.objects.filter(series="T").exists()
    return "\n".join(caught.value.problems)


# ---- loading


def test_every_file_of_the_fixtures_loads(office):
    for path in sorted((FOLDER / "reference").glob("*.yaml")):
        benchmark, new = load_benchmark(path)
        assert new
        assert benchmark.reference
        assert "仅供参考" in benchmark.mark
    assert any("超出法定幅度" in text for text in Benchmark.objects.get(code="SHANXI-2021").warnings)
    assert in_force(office, TODAY) == ()
    assert not Scope.objects.filter(in_use=True).exists()


def test_the_demo_covers_what_is_used_most_and_has_no_gap(held):
    assert held.warnings == []
    assert held.scopes.values("rule_key").distinct().count() >= 20
    assert "待核定" in held.mark


def test_the_same_file_twice_is_one_benchmark(office, held):
    again, new = load_benchmark(DEMO, bureau=office)
    assert (again, new) == (held, False)
    assert Benchmark.objects.count() == 1


def mitigating(book, **changes):
    good = {"key": "good", "label": "有减轻情形", "kind": "yes_no", "needs_evidence": True}
    factor = {"code": "f", "name": "f", "effect": "mitigate", "value": "0.5", "basis": "no_or_lighter"}
    book["questions"] = [*(book.get("questions") or []), good]
    book["factors"] = [factor | {"when": {"good": True}} | changes]
    return book


REFUSED = {
    "turned round": (lambda book: tiers_of(book)[0].update(low=30_000), "VI-WS-099-1 entity_first A: 下限 30000"),
    "outside the law": (
        lambda book: tiers_of(book)[1].update(high=60_000),
        "entity_first B: 幅度 2万元以上6万元以下 超出",
    ),
    "two tiers at once": (lambda book: tiers_of(book)[1].update(when={"n": {"from": 1}}), "同时符合阶次 A、B"),
    "unknown violation": (lambda book: book["violations"][0].update(rule_key="VI-X"), "没有违法行为 VI-X"),
    "unknown slot": (lambda book: book["violations"][0]["slots"].update(entity=[]), "未知的适用情形 entity"),
    "a slot without fine": (
        lambda book: book["violations"][0]["slots"].update(
            persons_first=[{"code": "A", "name": "a", "low": 1, "high": 2}]
        ),
        "没有对此情形规定罚款",
    ),
    "unknown question": (lambda book: tiers_of(book)[0].update(when={"m": 1}), "未知的裁量事实 m"),
    "not a number": (lambda book: tiers_of(book)[0].update(low="many"), "应为数字：many"),
    "no amount between": (lambda book: tiers_of(book)[0].update(low=20_000, low_in=False), "没有任何数额"),
    "a missing column": (lambda book: tiers_of(book)[0].pop("high"), "'high'"),
    "dates turned round": (lambda book: book.update(effective_to="2024-01-01"), "有效期颠倒"),
    "no code": (lambda book: book.pop("code"), "code: 缺少这一项"),
    "unknown bureau": (lambda book: book.update(bureau="无此局"), "没有名为“无此局”的机关"),
    "unknown effect": (
        lambda book: book.update(factors=[{"code": "f", "name": "f", "effect": "double"}]),
        "f: 'double' is not a valid Effect",
    ),
    "effect too large": (
        lambda book: book.update(factors=[{"code": "f", "name": "f", "effect": "share", "value": 2}]),
        "不在允许范围内",
    ),
    "mitigation without basis": (
        lambda book: book.update(factors=[{"code": "f", "name": "f", "effect": "mitigate", "value": "0.5"}]),
        "须以 basis 引用",
    ),
    "mitigation always": (lambda book: mitigating(book, when={}), "减轻处罚须写明 when"),
    "mitigation on unproven facts": (lambda book: mitigating(book, when={"n": {"from": 1}}), "须附证据的裁量事实"),
    "mitigation with one unproven way": (
        lambda book: mitigating(book, when=[{"good": True}, {"n": {"from": 1}}]),
        "须附证据的裁量事实",
    ),
    "mitigation by another row": (lambda book: mitigating(book, basis="aggravating"), "引用规则库中减轻处罚的依据"),
    "mitigation to nothing": (lambda book: mitigating(book, value=0), "不在允许范围内"),
    "unknown basis": (
        lambda book: book.update(factors=[{"code": "f", "name": "f", "effect": "share", "value": 1, "basis": "x"}]),
        "须以 basis 引用",
    ),
    "a list where a table should be": (lambda book: book.update(violations={"a": 1}), "violations: 应为条目的列表"),
    "a word where a row should be": (lambda book: book.update(violations=["a"]), "violations[1]"),
    "twins unknown": (lambda book: book.update(same_acts=[["VI-WS-099-1", "VI-X"]]), "没有违法行为 VI-X"),
    "nothing in it": (lambda book: book.update(violations=[]), "没有任何阶次或因素"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_bad_file_is_refused_with_the_row_and_the_reason(name):
    change, words = REFUSED[name]
    book = small()
    change(book)
    assert words in refused(book)


def test_mitigation_on_proven_facts_by_its_row_is_taken():
    benchmark, _new = draft_from(packed(mitigating(small())), by=None)
    assert benchmark.factors.get().basis == "no_or_lighter"


def test_the_answers_of_a_question_keep_their_order_in_the_record():
    book = small()
    choices = {"none": "没有", "slight": "轻微", "heavy": "较重", "accident": "事故"}
    book["questions"] = [*(book.get("questions") or []),
                         {"key": "c", "label": "后果", "kind": "choice", "choices": choices}]  # fmt: skip
    benchmark, _new = draft_from(packed(book), by=None)
    benchmark.refresh_from_db()
    assert questions_of(benchmark)["c"].choices == tuple(choices.items())
    benchmark.questions = [row | {"choices": dict(row["choices"])} for row in benchmark.questions]
    assert dict(questions_of(benchmark)["c"].choices) == choices


def test_all_problems_are_told_at_once():
    book = small()
    tiers_of(book)[0].update(low=30_000)
    tiers_of(book)[1].update(when={"m": 1})
    assert len(refused(book).splitlines()) == 2


def test_gaps_are_told_but_not_refused():
    book = small()
    tiers_of(book)[1].update(low=30_000, when={"n": {"from": 3}})
    benchmark, _new = draft_from(packed(book), by=None)
    assert benchmark.warnings == [
        "VI-WS-099-1 entity_first: 处数：2时没有阶次",
        "VI-WS-099-1 entity_first: 阶次 A 与 B 之间有空档（2万元—3万元）",
    ]


def test_not_yaml_is_unreadable(tmp_path):
    for content in (b"a: [", b"- 1", b"\xff\xfe\x00", b""):
        with pytest.raises(Unreadable):
            draft_from(content, by=None)
    with pytest.raises(Unreadable):
        load_benchmark(tmp_path / "none.yaml")


def test_the_command(tmp_path, capsys):
    good, bad = tmp_path / "good.yaml", tmp_path / "bad.yaml"
    good.write_bytes(packed(small()))
    call_command("load_benchmark", good)
    assert "T-1 已装载（草稿）" in capsys.readouterr().out
    call_command("load_benchmark", good)
    assert "已是最新" in capsys.readouterr().out
    book = small(code="T-2")
    tiers_of(book)[0].update(low=30_000)
    bad.write_bytes(packed(book))
    with pytest.raises(CommandError, match="1 处问题"):
        call_command("load_benchmark", bad)
    assert "下限 30000 大于上限 20000" in capsys.readouterr().err
    assert list(Benchmark.objects.values_list("code", flat=True)) == ["T-1"]


# ---- editions


def test_a_published_benchmark_is_frozen(held):
    tier = held.tiers.first()
    for change in (
        lambda: held.tiers.update(low=1),
        lambda: held.factors.all().delete(),
        lambda: held.scopes.update(in_use=False),
        lambda: Benchmark.objects.filter(pk=held.pk).update(name_zh="别名"),
        lambda: Benchmark.objects.filter(pk=held.pk).update(validity=None),
        lambda: BenchmarkTier.objects.create(
            benchmark=held, scope=tier.scope, position=9, code="Z", name="z", low=1, high=2
        ),
    ):
        with pytest.raises(IntegrityError, match=r"published benchmark|null value"), transaction.atomic():
            change()


def test_the_database_refuses_ranges_turned_round_and_overlapping_editions(office, held):
    draft, _new = draft_from(packed(small()), by=None, bureau=office)
    with pytest.raises(IntegrityError, match="benchmark_tier_in_order"), transaction.atomic():
        draft.tiers.update(low=60_000)
    with pytest.raises(IntegrityError, match="benchmark_no_overlap"), transaction.atomic():
        draft.scopes.update(in_use=True)
    with pytest.raises(RuleBroken, match="YLAJ-2025"), transaction.atomic():
        publish_benchmark(draft, by=None)


def test_the_next_edition_ends_the_one_before(office):
    first, _new = draft_from(packed(small()), by=None, bureau=office)
    publish_benchmark(first, by=None)
    book = small(code="T-2", effective_from="2026-07-01")
    tiers_of(book)[0].update(high=10_000)
    tiers_of(book)[1].update(low=10_000, code="C")
    second, _new = draft_from(packed(book), by=None, bureau=office)
    changes = compare(earlier_edition(second), second)
    assert [(change.sign, change.name.split()[-1]) for change in changes] == [("-", "B"), ("~", "A"), ("+", "C")]
    assert touching(changes).rule_keys == {"VI-WS-099-1"}
    publish_benchmark(second, by=None)
    first.refresh_from_db()
    assert first.effective_to == date(2026, 6, 30)
    assert [in_force(office, day)[0].code for day in (date(2026, 6, 30), date(2026, 7, 1))] == [
        first.code, second.code,
    ]  # fmt: skip
    assert scope(office, "VI-WS-099-1", "entity_first", date(2026, 6, 30)).benchmark == first
    third, _new = draft_from(packed(small(code="T-3", note="x", effective_from="2026-07-01")), by=None, bureau=office)
    with pytest.raises(RuleBroken, match="须晚于"), transaction.atomic():
        publish_benchmark(third, by=None)


def test_loading_and_publishing_are_in_the_ledger(office):
    importer, second = user_with(Role.LEGAL_REVIEWER, bureau=office), user_with(Role.PRINCIPAL_HEAD, bureau=office)
    benchmark, _new = load_benchmark(DEMO, by=importer, approved_by=second, bureau=office)
    acts = Entry.objects.filter(subject=f"benchmark:{benchmark.pk}").order_by("id")
    assert [(one.act_text, one.actor) for one in acts] == [
        ("导入裁量基准", f"user:{importer.pk}"), ("发布裁量基准", f"user:{second.pk}"),
    ]  # fmt: skip
    own, _new = draft_from(packed(small()), by=importer, bureau=user_with(Role.LEGAL_REVIEWER).bureau)
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        publish_benchmark(own, by=importer)


# ---- which one holds


def test_the_nearest_bureau_up_the_tree_wins(office):
    county = Bureau.objects.create(
        name="某县局", short_name="县", credit_code="c", level="county", region_code="2", parent=office
    )
    county.place_in_tree()
    for code, where in (("T-ALL", None), ("T-CITY", office)):
        publish_benchmark(draft_from(packed(small(code=code, series=code)), by=None, bureau=where)[0], by=None)
    assert [one.code for one in in_force(county, TODAY)] == [f"T-CITY-{office.pk}", "T-ALL"]
    assert scope(county, "VI-WS-099-1", "entity_first", TODAY).benchmark.series == "T-CITY"
    publish_benchmark(draft_from(packed(small(code="T-CO", series="CO")), by=None, bureau=county)[0], by=None)
    assert scope(county, "VI-WS-099-1", "entity_first", TODAY).benchmark.series == "CO"
    assert scope(office, "VI-WS-099-1", "entity_first", TODAY).benchmark.series == "T-CITY"
    assert scope(office, "VI-WS-099-1", "entity_first", date(2024, 12, 31)) is None


# ---- weighing


def test_the_words_say_every_step(office, held, signs):
    assessed = weigh_for(office, signs, "entity_first", PLAIN | {"scale": "small", "cooperation": "active"}, on=TODAY)
    assert (assessed.tier_code, assessed.low, assessed.high, assessed.suggested) == ("B", 15_000, 35_000, 21_000)
    words = assessed.words
    assert words[0] == "法定幅度：《中华人民共和国安全生产法(2021修正)》第九十九条第一项，5万元以下"
    assert words[1] == "裁量阶次：一般（违法行为的处数或项数：2）"
    assert words[-1] == (
        "建议数额：15,000 + (35,000 − 15,000) × 30% ≈ 21,000 元，其中位置 50% -10%（小型企业） "
        "-10%（主动配合并如实陈述） = 30%"
    )
    assert "云岭应急规〔2024〕1号" in assessed.basis
    assert "待核定" in assessed.mark
    assert [line["text"] for line in assessed.arithmetic] == words
    assert assessed.arithmetic[-1]["values"]["amount"] == "21000"


def test_the_arithmetic_can_be_kept_as_json(office, held, signs):
    yaml_safe = yaml.safe_dump(weigh_for(office, signs, "entity_first", PLAIN, on=TODAY).arithmetic)
    assert "!!" not in yaml_safe


SPANS = [
    ((10_000, 30_000, True, True), "1万元以上3万元以下"),
    ((10_000, 30_000, True, False), "1万元以上不满3万元"),
    ((10_000, 30_000, False, True), "超过1万元、3万元以下"),
    ((10_000, 30_000, False, False), "超过1万元、不满3万元"),
    ((0, 50_000, False, True), "5万元以下"),
    ((0, 50_000, True, False), "不满5万元"),
    ((98_000, 98_000, True, True), "9.8万元"),
]


@pytest.mark.parametrize(("ends", "words"), SPANS)
def test_ranges_in_words(ends, words):
    assert span_words(Span(D(ends[0]), D(ends[1]), *ends[2:])) == words


def test_conditions_in_words(held):
    known = questions_of(held)
    told = [
        when_words(when_of(when, known), known)
        for when in ({"people": {"from": 3, "below": 10}}, {"people": {"above": 3}}, {"people": {"to": 3}},
                     {"harm": ["none", "slight"], "corrected": True}, [{"items": 1}, {"items": 3}])
    ]  # fmt: skip
    assert told == [
        "涉及的人数：3人以上不满10人", "涉及的人数：超过3人", "涉及的人数：3人以下",
        "已造成的危害后果：没有、轻微，是否已及时改正：是", "违法行为的处数或项数：1；或者违法行为的处数或项数：3",
    ]  # fmt: skip


def test_words_in_english_have_the_same_numbers(office, held, signs):
    with override("en"):
        words = weigh_for(office, signs, "entity_first", PLAIN, on=TODAY).words
    assert "15,000" in words[-1]
    assert "25,000" in words[-1]


def test_questions_come_in_order_and_only_those_needed(office, held, signs):
    keys = [question.key for question in questions(office, signs, "entity_first", TODAY)]
    assert keys[0] == "items"
    assert "people" not in keys
    assert "scale" in keys
    person = [question.key for question in questions(office, signs, "persons_overdue", TODAY)]
    assert "scale" not in person
    lease = [question.key for question in questions(office, violation("VI-WS-103-1", TODAY), "entity_first", TODAY)]
    assert lease[0] == "illegal_gains"


def test_an_open_question_and_a_wrong_value(office, held, signs):
    assessed = weigh_for(office, signs, "entity_first", PLAIN | {"items": ""}, on=TODAY)
    assert [question.key for question in assessed.unanswered] == ["items"]
    with pytest.raises(RuleBroken, match="先回答"):
        assessed.check("fine", D(1_000))
    for key, value in (("items", "1.5"), ("items", 0), ("items", "很多"), ("scale", "huge"), ("corrected", "maybe")):
        with pytest.raises(RuleBroken) as caught:
            weigh_for(office, signs, "entity_first", PLAIN | {key: value}, on=TODAY)
        assert caught.value.field == key


def test_what_may_be_decided(office, held, signs):
    assessed = weigh_for(office, signs, "entity_first", PLAIN, on=TODAY)
    assert assessed.check("fine", D(20_000)) == "inside"
    assert assessed.check("fine", D(40_000)) == "outside_tier"
    with pytest.raises(RuleBroken, match="超出法定幅度 5万元以下") as caught:
        assessed.check("fine", D(50_001))
    assert caught.value.field == "amount"
    with pytest.raises(RuleBroken, match="应当罚款"):
        assessed.check("exempt", D(0))
    minor = PLAIN | {"circumstances": "slight", "corrected": True}
    exempt = weigh_for(office, signs, "entity_first", minor, on=TODAY)
    assert exempt.outcome_allowed == "exempt"
    assert "行政处罚法" in exempt.words[1]
    with pytest.raises(RuleBroken, match="应当不予处罚"):
        exempt.check("fine", D(1_000))
    assert exempt.check("exempt", D(0)) == "inside"
    first = weigh_for(office, signs, "entity_first", minor | {"first_offence": True, "harm": "slight"}, on=TODAY)
    assert first.outcome_allowed == "may_exempt"
    person = weigh_for(office, signs, "persons_first", PLAIN, on=TODAY)
    assert person.outcome_allowed == "no_fine"
    with pytest.raises(RuleBroken, match="没有规定罚款"):
        person.check("fine", D(1_000))


def test_contradictory_facts_are_told(office, held, signs):
    assessed = weigh_for(office, signs, "entity_first", PLAIN | {"first_offence": True, "repeated_365": 1}, on=TODAY)
    assert assessed.contradictions == ["初次违法与 365 日内已受过处罚不能同时成立"]
    assert assessed.suggested is None
    with pytest.raises(RuleBroken, match="初次违法"):
        assessed.check("fine", D(20_000))


def test_repetition_and_accident_make_it_heavier(office, held, signs):
    again = PLAIN | {"repeated_180": 1, "repeated_365": 2}
    assessed = weigh_for(office, signs, "entity_first", again, on=TODAY)
    assert (assessed.tier_code, assessed.low, assessed.high) == ("C", 45_500, 50_000)
    accident = weigh_for(office, signs, "entity_first", PLAIN | {"harm": "accident"}, on=TODAY)
    assert (accident.tier_code, accident.low, accident.high) == ("B", 29_000, 35_000)


def test_without_a_benchmark_the_statutory_range_alone_and_the_words_say_so(office, signs):
    assessed = weigh_for(office, signs, "entity_first", {}, on=TODAY)
    assert (assessed.low, assessed.high, assessed.suggested, assessed.basis) == (0, 50_000, None, "")
    assert assessed.words[-1] == "没有适用于本机关的裁量基准，只按法定幅度裁量"
    assert assessed.check("fine", D(50_000)) == "inside"


def test_a_violation_without_tiers_is_weighed_by_the_factors(office, held):
    row = violation("VI-EM-032", TODAY)
    assessed = weigh_for(office, row, "entity_overdue", PLAIN, on=TODAY)
    assert (assessed.tier_code, assessed.suggested) == ("", 40_000)
    assert "没有为该违法行为划分阶次" in assessed.words[-1]
