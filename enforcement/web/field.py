"""What the inspection page needs at fixed addresses: the online check, the service worker, the page without network."""

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

ONLINE = "online-v1"  # static/field/sender.js expects this text


@require_GET
def online_check(request: HttpRequest) -> HttpResponse:
    return HttpResponse(ONLINE, content_type="text/plain", headers={"Cache-Control": "no-store"})


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """Outside the static address, because a worker's scope is its own folder and below."""
    path = finders.find("field/sw.js")
    if path is None:
        raise Http404
    with open(path, encoding="utf-8") as file:
        body = file.read()
    headers = {"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"}
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers=headers)


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "errors/offline.html")
