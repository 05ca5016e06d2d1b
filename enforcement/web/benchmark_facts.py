"""What the page of a benchmark shows: its facts, its tiers by violation, its factors and its questions, in words."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.discretion import Question
from enforcement.rulebook.benchmark_diff import name_of
from enforcement.rulebook.benchmark_terms import SOURCES, factor_of, question_of, questions_of, tier_of
from enforcement.rulebook.benchmark_words import cited_basis, effect_words, measure_words, when_words
from enforcement.rulebook.models import Benchmark
from enforcement.rulebook.models.benchmarks import SLOT_LABELS


@dataclass
class Divided:
    """One violation: for each slot, the rows of its table."""

    rule_key: str
    name: str
    slots: list[dict[str, Any]]


def facts(benchmark: Benchmark) -> list[tuple[Any, Any]]:
    found: list[tuple[Any, Any]] = [
        (_("文号"), benchmark.document),
        (_("制定机关"), benchmark.issuer),
        (_("施行日期"), benchmark.effective_from),
        (_("失效日期"), benchmark.effective_to),
        (_("核定情况"), benchmark.mark or _("已核对原文")),
        (_("备注"), benchmark.note),
        (_("计算方式"), scheme_words(benchmark)),
        (_("来源文件摘要"), benchmark.sha256),
        (_("导入时间"), benchmark.imported_at),
        (_("导入人"), benchmark.imported_by or _("系统")),
    ]
    if benchmark.discard_reason:
        return [*found, (_("作废时间"), benchmark.approved_at), (_("作废理由"), benchmark.discard_reason)]
    if benchmark.approved_at:
        found += [(_("发布时间"), benchmark.approved_at), (_("发布人"), benchmark.approved_by or _("系统"))]
    return found


def scheme_words(benchmark: Benchmark) -> str:
    return _t("自幅度的 %(share)s 起算，按因素增减，取整到 %(step)s 元") % {
        "share": f"{benchmark.start_share:.0%}",
        "step": f"{benchmark.rounding:,.0f}",
    }


def violations_of(benchmark: Benchmark) -> list[Divided]:
    """Two queries, however many violations there are."""
    known = questions_of(benchmark)
    found: dict[str, Divided] = {}
    for scope in benchmark.scopes.prefetch_related("tiers"):
        one = found.setdefault(scope.rule_key, Divided(scope.rule_key, name_of(scope.rule_key), []))
        rows = []
        for row in scope.tiers.all():
            tier = tier_of(row, known)
            told = row.conditions or when_words(tier.when, known)
            rows.append({"code": row.code, "name": row.name, "when": told, "range": measure_words(tier.measure, known)})
        one.slots.append({"label": SLOT_LABELS[scope.slot], "tiers": rows, "scope": scope.pk})
    return list(found.values())


def factor_rows(benchmark: Benchmark) -> list[dict[str, Any]]:
    known = questions_of(benchmark)
    on = benchmark.effective_from
    rows = []
    for row in benchmark.factors.all():
        factor = factor_of(row, known)
        limits = [*(str(SLOT_LABELS[slot]) for slot in row.slots), *(name_of(key) for key in row.rule_keys)]
        rows.append(
            {
                "name": row.name,
                "when": when_words(factor.when, known),
                "effect": effect_words(row.effect, row.value),
                "limits": "、".join(limits) or _("全部"),
                "basis": cited_basis(row.basis, on) if on else "",
            }
        )
    return rows


def question_rows(benchmark: Benchmark) -> list[dict[str, Any]]:
    return [row_of(question_of(row)) for row in benchmark.questions]


def row_of(question: Question) -> dict[str, Any]:
    answers = "、".join(label for _value, label in question.choices) or question.unit
    return {
        "label": question.label,
        "answers": answers or _("是或否"),
        "source": SOURCES[question.source],
        "evidence": question.needs_evidence,
    }
