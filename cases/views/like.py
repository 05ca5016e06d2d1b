"""What was shown of like cases when an amount was proposed, as it stays in the file."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from cases.models import PenaltyCase
from cases.queries.like import snapshots_of
from cases.views.like_cards import kept_table, method, snapshot_facts
from cases.views.penalty_pages import identity_bar, trail
from enforcement.accounts.access import get_visible
from enforcement.accounts.models import Bureau


@login_required
@require_GET
def like_snapshot(request: HttpRequest, pk: int, snapshot: int) -> HttpResponse:
    """As it was shown then; a case that the reader may not see is no link."""
    case = get_visible(PenaltyCase, request.user, pk=pk)
    held = get_object_or_404(snapshots_of(case), pk=snapshot)
    rows = [*held.cases, *held.excluded]
    ids = [one["penalty"] for one in rows]
    seen = set(PenaltyCase.objects.visible_to(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    names = dict(Bureau.objects.filter(pk__in={one["bureau"] for one in rows}).values_list("pk", "name"))
    context = {
        "case": case, "snapshot": held, "bar": identity_bar(case), "trail": trail(case, _("同类案件快照")),
        "rows": snapshot_facts(held),
        "cases": kept_table(_("当时列出的同类案件"), held.cases, names, seen),
        "excluded": kept_table(_("超出当时裁量阶次，不计入"), held.excluded, names, seen) if held.excluded else None,
        "method": method(),
    }  # fmt: skip
    return render(request, "cases/like/snapshot.html", context)
