"""What differs between two editions of a benchmark, row by row."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from enforcement.discretion import Question
from enforcement.rulebook.benchmark_terms import factor_of, questions_of, tier_of
from enforcement.rulebook.benchmark_words import effect_words, measure_words, when_words
from enforcement.rulebook.models import Benchmark
from enforcement.rulebook.models.benchmarks import SLOT_LABELS
from enforcement.rulebook.snapshot import current
from enforcement.rulebook.states import EditionState
from enforcement.rulebook.touched import Changed

ADDED, CHANGED, ENDED = "+", "~", "-"


@dataclass(frozen=True)
class Change:
    sign: str
    name: str
    was: str
    now: str
    rule_keys: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return (
            f"{self.name}：{self.was} → {self.now}" if self.sign == CHANGED else f"{self.name}：{self.was or self.now}"
        )


def earlier_edition(benchmark: Benchmark) -> Benchmark | None:
    """The published edition of the series that this one follows."""
    others = Benchmark.objects.filter(
        series=benchmark.series, bureau=benchmark.bureau, state=EditionState.PUBLISHED
    ).exclude(pk=benchmark.pk)
    if benchmark.validity.lower:
        others = others.filter(validity__startswith__lt=benchmark.validity.lower)
    return others.order_by("-validity", "-pk").first()


def compare(earlier: Benchmark, later: Benchmark) -> list[Change]:
    was, now = _rows(earlier), _rows(later)
    changes = [Change(ENDED, name, text, "", keys) for name, (text, keys) in was.items() if name not in now]
    for name, (text, keys) in now.items():
        if name not in was:
            changes.append(Change(ADDED, name, "", text, keys))
        elif was[name] != (text, keys):
            changes.append(Change(CHANGED, name, was[name][0], text, tuple(dict.fromkeys((*keys, *was[name][1])))))
    return changes


def touching(changes: list[Change]) -> Changed:
    return Changed(frozenset(key for change in changes for key in change.rule_keys), frozenset())


def name_of(rule_key: str) -> str:
    rows = [row for row in current().by_id.values() if row.rule_key == rule_key]
    return rows[-1].name_zh if rows else rule_key


def _rows(benchmark: Benchmark) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Text and touched violations by a name that both editions would give the row."""
    known = questions_of(benchmark)
    covered = tuple(dict.fromkeys(benchmark.scopes.values_list("rule_key", flat=True)))
    found: dict[str, tuple[str, tuple[str, ...]]] = {_("计算方式"): (_scheme(benchmark), covered)}
    for tier in benchmark.tiers.select_related("scope").order_by("scope_id", "position"):
        scope = tier.scope
        name = f"{name_of(scope.rule_key)} {SLOT_LABELS[scope.slot]} {tier.code}"
        found[name] = _tier_words(tier, known), (scope.rule_key,)
    for factor in benchmark.factors.all():
        text = f"{factor.name}，{effect_words(factor.effect, factor.value)}"
        conditions = when_words(factor_of(factor, known).when, known)
        limits = "、".join([*(str(SLOT_LABELS[slot]) for slot in factor.slots), *factor.rule_keys])
        parts = [part for part in (text, conditions, limits) if part]
        found[f"{_('因素')} {factor.code}"] = "；".join(parts), tuple(factor.rule_keys) or covered
    return found


def _scheme(benchmark: Benchmark) -> str:
    return _("自幅度的 %(share)s 起算，取整到 %(step)s 元") % {
        "share": f"{benchmark.start_share:.0%}",
        "step": f"{benchmark.rounding:,.0f}",
    }


def _tier_words(row: Any, known: dict[str, Question]) -> str:
    tier = tier_of(row, known)
    parts = (tier.name, measure_words(tier.measure, known), when_words(tier.when, known))
    return "，".join(part for part in parts if part)
