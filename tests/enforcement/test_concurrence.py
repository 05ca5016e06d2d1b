"""Several violations of one case: the sum, and the pairs that may be one act fined twice."""

from datetime import date
from decimal import Decimal

from enforcement.concurrence import Act, combine, double_fine

DAY, LATER = date(2026, 5, 1), date(2026, 5, 2)


def act(key, law="WSL2021", day=DAY, **fields):
    return Act(key, key, law, day, **fields)


def kinds(*acts, twins=()):
    return [(one.kind, one.first.rule_key, one.second.rule_key) for one in double_fine(acts, twins)]


def test_the_sum_and_its_lines():
    combined = combine([("甲", Decimal(20_000)), ("乙", Decimal("5000.50"))])
    assert combined.total == Decimal("25000.50")
    assert [line.code for line in combined.lines] == ["part", "part", "total"]
    assert combine([]).total == 0


def test_one_finding_under_two_laws():
    both = act("V1", findings=frozenset({1, 2})), act("V2", "HCL2025", LATER, findings=frozenset({2}))
    assert kinds(*both) == [("same_act", "V1", "V2")]
    assert kinds(act("V1", findings=frozenset({1})), act("V2", "HCL2025", findings=frozenset({2}))) == []


def test_twins_on_one_day():
    twins = [("V1", "V2")]
    assert kinds(act("V1"), act("V2", "HCL2025"), twins=twins) == [("same_act", "V1", "V2")]
    assert kinds(act("V1"), act("V2", "HCL2025", LATER), twins=twins) == []


def test_the_same_violation_again():
    assert kinds(act("V1"), act("V1")) == [("same_violation", "V1", "V1")]
    assert kinds(act("V1"), act("V1", day=LATER)) == []
    assert kinds(act("V1"), act("V1", decided=True)) == [("same_violation", "V1", "V1")]
    assert kinds(act("V1", decided=True), act("V1", decided=True)) == []


def test_safety_and_health_together():
    assert kinds(act("V1"), act("V2", "ODL2018", field="health")) == [("safety_and_health", "V1", "V2")]
    assert kinds(act("V1"), act("V2", "ODL2018", LATER, field="health")) == []
    assert kinds(act("V1", field="health"), act("V2", field="health")) == []
