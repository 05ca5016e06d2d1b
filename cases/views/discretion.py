"""The page on which the facts of discretion are answered; tier, range and amount follow on the server."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _
from django.views.decorators.http import require_http_methods

from cases.actions import discretion as actions
from cases.flows.penalty import FLOW
from cases.forms.discretion import FactsForm
from cases.models import PenaltyCase
from cases.queries.charge import charges_of
from cases.queries.like import kind_of
from cases.queries.weighing import Answers, Weighing, day_weighed, warnings, weighing_of
from cases.states import PenaltyState
from cases.views.like_cards import like_card
from cases.views.penalty_pages import identity_bar, tabs, trail
from cases.views.penalty_weighing import card_of, total_lines
from enforcement.accounts.access import get_visible
from enforcement.accounts.models import User
from enforcement.errors import RuleBroken, Unmet
from enforcement.web.attempts import attempt, status_of, version_of, version_shown


@login_required
@require_http_methods(["GET", "POST"])
def discretion(request: HttpRequest, pk: int) -> HttpResponse:
    """计算 shows what follows from the answers and keeps nothing; 保存 keeps them with the case."""
    case = get_visible(PenaltyCase.objects.select_related("bureau", "enterprise", "violation"), request.user, pk=pk)
    unmet = FLOW.check(case, "weigh", request.user)
    held, missing = weighed_now(case, {})
    form = FactsForm(request.POST if request.method == "POST" else None, case=case, weighings=held)
    if request.method == "POST":
        kept = attempt(form, lambda: save(request, case, form)) if "save" in request.POST else None
        if kept is not None:
            messages.success(request, _t("裁量事实已保存"))
            return redirect("penalty_discretion", pk=case.pk)
        form.is_valid()
        held, missing = weighed_now(case, form.answers(), form)
    context = page(case, held, form, unmet=unmet, user=request.user) | {
        "version": version_shown(request, case), "missing": missing, "computed": request.method == "POST",
    }  # fmt: skip
    return render(request, "cases/penalty/discretion.html", context, status=status_of(form))


def save(request: HttpRequest, case: PenaltyCase, form: FactsForm) -> PenaltyCase:
    return actions.weigh(case, by=request.user, answers=form.answers(), version=version_of(request))


def weighed_now(
    case: PenaltyCase, answers: Mapping[int, Answers], form: FactsForm | None = None
) -> tuple[list[Weighing], list[str]]:
    """Every charge that a row governs, and for the others why none does. A wrong answer counts as none."""
    found, missing, on = [], [], day_weighed(case)
    for charge in charges_of(case):
        try:
            found.append(weighing_of(charge, on, answers.get(charge.number)))
        except RuleBroken as broken:
            if form is None:
                missing.append(f"{charge.violation.name_zh}：{broken.message}")
                continue
            form.refuse(RuleBroken(broken.message, actions.fact_field(charge, broken.field or "")))
    return found, missing


def suggestion(one: Weighing) -> Decimal | None:
    return one.assessed.suggested if one.assessed else None


def page(case: PenaltyCase, held: list[Weighing], form: FactsForm, *, unmet: list[Unmet], user: User) -> dict[str, Any]:
    step = "revise_report" if case.state == PenaltyState.REPORTED else "report"
    return {
        "case": case,
        "bar": identity_bar(case),
        "tabs": tabs(case, "discretion"),
        "trail": trail(case, _("裁量")),
        "form": form,
        "unmet": unmet,
        "cards": [card_of(one) | {"pairs": form.pairs_of(one)} for one in held],
        "likes": [like_card(one.charge, kind_of(one), user=user, amount=suggestion(one)) for one in held if one.row],
        "total": total_lines(held),
        "warnings": warnings(case, timezone.localdate()),
        "report_url": reverse("penalty_act", args=[case.pk, step]),
        "report_label": FLOW.by_name[step].label,
    }
