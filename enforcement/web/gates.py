"""Every gate of the rulebook with its source and the steps that it is bound to, read from the flows themselves."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _, pgettext_lazy
from django.views.decorators.http import require_GET

from enforcement.accounts.access import require
from enforcement.accounts.permissions import Permission
from enforcement.ledger.presenters import label_of
from enforcement.rulebook.gates import ENTRIES, NOT_BOUND, cited, gates_of
from enforcement.rulebook.models import Gate
from enforcement.workflow import FLOWS, Step

CONDITION, ORDER, ENTRY, WARNING = _("办理条件"), _("步骤顺序"), _("填报校验"), _("提示")
STAGES: dict[str, Promise] = {
    "plan": pgettext_lazy("menu", "计划"),
    "inspection": pgettext_lazy("menu", "检查"),
    "investigation": _("调查取证"),
    "decision": _("告知和决定"),
    "service": _("送达"),
    "execution": _("执行"),
    "closing": _("结案"),
    "disclosure": _("公示"),
    "complaint": _("举报投诉"),
    "supervision": _("执法监督"),
}


@dataclass(frozen=True)
class Binding:
    """`act` is the ledger's name of the step; `how` says what keeps the gate there."""

    act: str
    title: str | Promise
    label: str | Promise
    how: Promise


def bindings() -> dict[str, list[Binding]]:
    found: dict[str, list[Binding]] = {}
    for flow in FLOWS.values():
        for one in flow.steps:
            for gate, how in ways(one):
                found.setdefault(gate, []).append(Binding(flow.act(one.name), flow.title, one.label, how))
    for gate, acts in ENTRIES.items():
        for act in acts:
            flow_of = FLOWS.get(act.partition(".")[0])
            title = flow_of.title if flow_of else ""
            found.setdefault(gate, []).append(Binding(act, title, label_of(act), ENTRY))
    return found


def ways(one: Step) -> Iterator[tuple[str, Promise]]:
    """Each gate of a step once for every way in which it is kept."""
    for guards, how in ((one.guards, CONDITION), (one.warnings, WARNING)):
        for gate in sorted(frozenset().union(*(gates_of(guard) for guard in guards))):
            yield gate, how
    for gate in one.awaits:
        yield gate, ORDER


@login_required
@require_GET
def gate_list(request: HttpRequest) -> HttpResponse:
    require(request.user, Permission.VIEW_LAW)
    bound = bindings()
    rows = [row_of(row, bound.get(row.row_id, [])) for row in Gate.objects.current().select_related("law")]
    order = {stage: n for n, stage in enumerate(STAGES)}
    rows.sort(key=lambda one: (order.get(one["stage"], len(order)), one["row_id"]))
    stages = [{"name": STAGES.get(stage, stage), "key": stage, "rows": list(held)}
              for stage, held in groupby(rows, key=lambda one: one["stage"])]  # fmt: skip
    counts = {"count": len(rows), "bound": sum(bool(one["bindings"]) for one in rows)}
    return render(request, "web/gates.html", {"stages": stages, **counts})


def row_of(row: Gate, bound: list[Binding]) -> dict[str, Any]:
    return {
        "row_id": row.row_id,
        "stage": row.stage,
        "name": row.name_zh,
        "citation": cited(row),
        "blocks": row.blocks,
        "bindings": bound,
        "reason": "" if bound else NOT_BOUND.get(row.row_id, _("没有与之对应的步骤")),
    }
