"""How much randomness the draw of a form needs and its sources give: said before the form is sent."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from enforcement.accounts.access import get_visible, require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from plans.forms import draw as forms
from plans.models import Draw, Plan, PlanItem
from plans.queries import draw as draws
from plans.views.draw_parts import LIST_LABELS


@dataclass(frozen=True)
class Need:
    sizes: list[tuple[Any, int, int]]  # label of the list, how many stand on it now, how many are drawn
    bits: float
    given: Decimal
    short: list[Any]  # labels of the lists with fewer than are to be drawn

    @property
    def enough(self) -> bool:
        return float(self.given) >= self.bits


def need_of(form: forms.DrawForm, by: User, *, item: PlanItem | None = None, task: Draw | None = None) -> Need | None:
    """None as long as the form cannot be read. Nothing is saved."""
    if form.is_bound and not form.is_valid():
        return None
    if not form.is_bound and task is None:
        return None
    values = form.values() if form.is_bound else {}
    planned = Draw(bureau=task.bureau if task else by.bureau, plan_item=task.plan_item if task else item)
    for name in ("conditions", "units_wanted", "officers_wanted", "experts_wanted", "specialty", "window_from",
                 "window_to", "seed_bits"):  # fmt: skip
        setattr(planned, name, values[name] if values else getattr(task, name))
    sizes, wanted = draws.candidate_counts(planned), draws.wanted(planned)
    short = [LIST_LABELS[name] for name, count in wanted.items() if count > sizes[name]]
    rows = [(LIST_LABELS[name], sizes[name], count) for name, count in wanted.items()]
    return Need(rows, draws.bits_needed(planned, sizes), planned.seed_bits, short)


@login_required
@require_POST
def draw_need(request: HttpRequest) -> HttpResponse:
    """For what stands in the form now, for htmx and for the button without scripts."""
    require(request.user, Permission.PREPARE_DRAWS)
    task = None
    if pk := request.GET.get("draw", ""):
        task = get_visible(Draw.objects.select_related("bureau", "plan_item"), request.user, pk=pk)
    item, old = origin_item(request), origin_draw(request)
    form = forms.DrawForm(request.POST, instance=task) if task else forms.DrawForm(request.POST)
    need = need_of(form, request.user, item=item or (old.plan_item if old else None), task=task)
    return render(request, "plans/draw/form.html#need", {"need": need, "wrong": form.errors})


def origin_item(request: HttpRequest) -> PlanItem | None:
    pk = request.GET.get("item", "")
    if not pk:
        return None
    item = PlanItem.objects.filter(pk=pk if pk.isdecimal() else 0, enterprise=None).select_related("plan").first()
    if item is None:
        raise Http404
    get_visible(Plan, request.user, pk=item.plan_id)
    return item


def origin_draw(request: HttpRequest) -> Draw | None:
    pk = request.GET.get("replaces", "")
    return get_visible(Draw, request.user, pk=pk) if pk else None
