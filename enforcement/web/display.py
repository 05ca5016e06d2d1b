"""How pages look for one reader: mode and density, kept on the device and with the account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from enforcement.accounts.models import DisplayMode

DENSITIES = ("comfortable", "compact")
YEAR = 365 * 24 * 3600


# For public pages, whose stored bytes carry no token. Both keep nothing but a cookie on the visitor's own device.
public_language = csrf_exempt(set_language)


@csrf_exempt
@require_POST
def public_display(request: HttpRequest) -> HttpResponse:
    return remember(request)


@require_POST
def set_display(request: HttpRequest) -> HttpResponse:
    mode = request.POST.get("display")
    if mode in DisplayMode.values and request.user.is_authenticated:
        request.user.choose_display(mode)
    return remember(request)


def remember(request: HttpRequest) -> HttpResponse:
    next_url = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(next_url, {request.get_host()}, require_https=request.is_secure())
    response = redirect(next_url if safe else "/")
    mode, density = request.POST.get("display"), request.POST.get("density")
    if mode in DisplayMode.values:
        response.set_cookie("display", mode, max_age=YEAR, samesite="Lax")
    if density in DENSITIES:
        response.set_cookie("density", density, max_age=YEAR, samesite="Lax")
    return response


def display_of(request: HttpRequest) -> dict[str, str]:
    """For the page shell: this device's choice first, then the account's."""
    mode = request.COOKIES.get("display", "")
    if mode not in DisplayMode.values:
        mode = request.user.display_mode if request.user.is_authenticated else DisplayMode.STANDARD
    density = request.COOKIES.get("density", "")
    return {"mode": mode, "density": density if density in DENSITIES else DENSITIES[0]}
