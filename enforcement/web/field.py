"""What the page used on site needs from the server beside its own pages."""

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.views.decorators.http import require_GET


@require_GET
def online_check(request: HttpRequest) -> HttpResponse:
    """ "Online" on a device means: this address answered with exactly this text."""
    return HttpResponse("online-v1", content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Served from the root, because a worker controls only what lies below its own address."""
    script = Path(settings.BASE_DIR, "static", "field", "sw.js").read_text()
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(script, content_type="text/javascript", headers=headers)


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """Kept by the service worker and shown when a page cannot be fetched."""
    return render(request, "errors/offline.html")


@require_GET
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here beside files that name no icon, such as a PDF."""
    return redirect(static("img/logo.svg"))
