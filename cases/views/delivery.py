from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from cases.models import Delivery
from cases.views.inspection import day
from enforcement.accounts.access import get_visible
from enforcement.documents.views import send_file
from enforcement.ledger.queries import history

PROOFS = ("proof", "consent")


@login_required
@require_GET
def delivery_detail(request: HttpRequest, pk: int) -> HttpResponse:
    related = Delivery.objects.select_related(
        "document", "receipt", "proof", "consent", "order", "penalty", "recorded_by"
    )
    delivery = get_visible(related, request.user, pk=pk)
    owner = delivery.order or delivery.penalty
    files = [
        {"name": held.name, "size": held.size, "sha256": held.sha256, "url": reverse("delivery_file", args=[pk, which])}
        for which in PROOFS
        if (held := getattr(delivery, which))
    ]
    context = {
        "delivery": delivery,
        "trail": [(str(owner), owner.get_absolute_url()), (_("送达"), None)],
        "rows": [
            {"label": _("文书"), "value": delivery.document, "url": delivery.document.get_absolute_url()},
            {"label": _("送达回执"), "value": delivery.receipt, "url": delivery.receipt.get_absolute_url()},
            (_("送达方式"), delivery.get_method_display()),
            (_("送出或公告日期"), day(delivery.acted_on)),
            (_("送达日期"), day(delivery.delivered_on)),
            (_("收件人"), delivery.recipient),
            (_("送达地点"), delivery.place),
            (_("送达人"), "、".join(one.name for one in delivery.officers.all())),
            (_("见证人"), delivery.witness),
            (_("邮寄单号或回执号"), delivery.tracking),
            (_("备注（拒收、见证情况）"), delivery.note),
        ],
        "files": files,
        "entries": history(delivery)[:20],
    }
    return render(request, "cases/delivery/detail.html", context)


@login_required
@require_GET
def delivery_file(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    delivery = get_visible(Delivery.objects.select_related("proof", "consent"), request.user, pk=pk)
    held = getattr(delivery, which) if which in PROOFS else None
    if held is None:
        raise Http404
    return send_file(request, held)
