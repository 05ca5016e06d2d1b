import logging
from collections.abc import Callable

from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from enforcement.errors import DomainError, NotPermitted, RuleBroken, StaleVersion, StepRefused, Unmet
from enforcement.once import reading_once
from enforcement.web.models import Submission

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]


class SignedInPagesStayPrivate:
    """No shared device keeps a page of a signed-in person."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


class NoNulCharacters:
    """The database keeps none and nobody types one: they are dropped before they reach a query, as from a sheet."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path:
            raise Http404
        request.GET, request.POST = without_nul(request.GET), without_nul(request.POST)
        return self.get_response(request)


def without_nul(given: QueryDict) -> QueryDict:
    if not any("\x00" in text for _name, values in given.lists() for text in values):
        return given
    kept = QueryDict(mutable=True)
    for name, values in given.lists():
        kept.setlist(name, [text.replace("\x00", "") for text in values])
    return kept


class OneSubmission:
    """A form carries `once`, a random key. The key is taken before the act; a second click is led to the first result.

    An answer that is not a redirect (errors in the form) frees the key, so that the corrected form can be sent. Whoever
    is not signed in takes no key: the same form is sent again after the sign-in.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.POST.get("once", "")[:64] if request.method == "POST" else ""
        if not key or not request.user.is_authenticated:
            return self.get_response(request)
        given = {"user": request.user, "path": request.path[:300]}
        first, fresh = Submission.objects.get_or_create(key=key, defaults=given)
        if not fresh:
            return self.first_answer(request, first)
        done = False
        try:
            response = self.get_response(request)
            done = response.status_code in {302, 303}
        finally:
            if not done:
                first.delete()
        if done:
            first.location = response["Location"][:500]
            first.save(update_fields=["location"])
        return response

    def first_answer(self, request: HttpRequest, first: Submission) -> HttpResponse:
        mine = first.user_id == request.user.pk and first.path == request.path[:300]
        if mine and first.location:
            return redirect(first.location)
        waiting = [Unmet(_("同一表单已提交，正在办理，请稍候刷新页面查看结果"))]
        return render(request, "errors/409.html", {"unmet": waiting}, status=409)


class ReadsOnce:
    """A page asks for each thing once."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "GET":
            return self.get_response(request)
        with reading_once():
            return self.get_response(request)


class DomainErrors:
    """Refusals of the domain become pages. Views hold no `try` for them."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, IntegrityError):  # two people did the same at the same moment; the database kept one
            log.warning("refused by a constraint on %s", request.path, exc_info=error)
            error = StepRefused([Unmet(_("他人刚刚办理了相同事项，打开最新页面核对后再办"))])
        if not isinstance(error, DomainError):
            return None
        typed = error.typed
        if typed is None:
            typed = [
                (k, v) for k, v in request.POST.items() if k not in {"csrfmiddlewaretoken", "once", "version"} and v
            ]
        back = request.path
        if isinstance(error, NotPermitted):
            return render(request, "errors/403.html", {"reason": str(error), "back_url": back}, status=403)
        if isinstance(error, StaleVersion):
            context = {"record": error.record, "typed": typed, "back_url": error.record.get_absolute_url()}
            return render(request, "errors/stale.html", context, status=409)
        if isinstance(error, StepRefused):
            return render(
                request, "errors/409.html", {"unmet": error.unmet, "typed": typed, "back_url": back}, status=409
            )
        message = error.message if isinstance(error, RuleBroken) else str(error)
        return render(request, "errors/422.html", {"message": message, "typed": typed, "back_url": back}, status=422)
