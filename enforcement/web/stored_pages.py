"""Public pages kept as bytes and answered before sessions, sign-in and the database are asked.

A page is rendered for its first reader by the whole middleware, headers included, and kept as a file. It goes the
moment its row changes: whoever changes the row locks it, drops the page, then commits; whoever fills it holds the same
lock from reading the row until the file is written. So no file is older than its committed row.
"""

import datetime as dt
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, ClassVar, cast

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import ResponseHeaders
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.translation import get_language_from_request

from enforcement.accounts.models import DisplayMode
from enforcement.documents.files import write_whole

log = logging.getLogger(__name__)
Answer = Callable[[HttpRequest], HttpResponse]
SLUG = re.compile(r"[0-9A-Za-z_-]+")
PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")  # with one of these cookies a page may be another
MADE_FROM = ("templates/**/*.html", "locale/**/*.mo", "fixtures/rulebook/*.yaml", "requirements.lock")
MADE_BY = ("enforcement/**/*.py", "supervision/**/*.py")
MODES = tuple(DisplayMode.values)  # the first one for whoever chose none
REMEMBERED = 500  # of each kind, in the memory of one worker
KEPT: dict[str, type["PublicRow"]] = {}


class PublicRow(models.Model):
    """A row with one public page at /public/<folder>/<slug>/. Only `amend` changes it, because it drops the page."""

    folder: ClassVar[str]
    slug = models.CharField(max_length=16, unique=True)

    class Meta:
        abstract = True

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        KEPT[f"/public/{cls.folder}"] = cls

    def get_absolute_url(self) -> str:
        return f"/public/{self.folder}/{self.slug}/"

    def shown_until(self) -> dt.datetime | None:
        """When the page will read differently though nobody changes the row; None if never."""
        return None

    @transaction.atomic
    def amend(self, **changes: object) -> None:
        type(self)._base_manager.filter(pk=self.pk).update(**changes)  # locks the row
        drop(self.get_absolute_url())


class FixedHeaders(ResponseHeaders):
    """Shared by all answers with the page: to set and read eleven headers anew would cost as much as all the rest, and
    nobody adds to them, because no middleware stands further out."""

    def __init__(self, headers: dict[str, str]) -> None:
        super().__init__(headers)
        self.pairs = tuple(headers.items())

    def items(self) -> Any:
        return self.pairs


@dataclass(frozen=True)
class StoredPage:
    body: bytes
    fixed: dict[str, str]
    until: float | None  # seconds since 1970

    @cached_property
    def headers(self) -> FixedHeaders:
        return FixedHeaders(self.fixed)

    def answer(self, request: HttpRequest) -> HttpResponse:
        response: Any = HttpResponse(self.body)
        response.headers = self.headers
        if "HTTP_IF_NONE_MATCH" in request.META:
            response = get_conditional_response(request, etag=self.fixed["ETag"], response=response)
        return cast(HttpResponse, response)

    def over(self) -> bool:
        return self.until is not None and timezone.now().timestamp() >= self.until


class StoredPages:
    """The outermost middleware. What it does not keep goes on as ever."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.remembered: dict[str, tuple[tuple[int, int], StoredPage]] = {}
        self.hosts: set[tuple[str | None, str]] = set()
        self.variants: dict[tuple[str | None, str | None], str] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        address, _, slug = request.path_info[:-1].rpartition("/")
        if address not in KEPT or not plain(request) or not SLUG.fullmatch(slug):
            return self.get_response(request)
        variant = self.variant(request)
        if not variant:
            return self.get_response(request)
        self.check_host(request)
        name = place(request.path_info) + variant
        if page := self.find(name):
            return page.answer(request)
        return self.fill(request, KEPT[address], slug, name)

    def variant(self, request: HttpRequest) -> str:
        """Edition, language and display mode; empty for a reader whom the site may know."""
        asked = (request.META.get("HTTP_ACCEPT_LANGUAGE"), request.META.get("HTTP_COOKIE"))
        if found := self.variants.get(asked):
            return found
        if any(name in request.COOKIES for name in PERSONAL):
            return ""
        mode = request.COOKIES.get("display")
        variant = f"{edition()}.{get_language_from_request(request)}.{mode if mode in MODES else MODES[0]}"
        if len(self.variants) >= REMEMBERED:
            self.variants.clear()
        self.variants[asked] = variant
        return variant

    def check_host(self, request: HttpRequest) -> None:
        """A foreign host is refused, as on every page."""
        host = (request.META.get("HTTP_HOST"), request.META["SERVER_NAME"])
        if host not in self.hosts:
            request.get_host()
            if len(self.hosts) < REMEMBERED:
                self.hosts.add(host)

    def find(self, name: str) -> StoredPage | None:
        """From memory if the file is still the same one, else from the file."""
        try:
            seen = os.stat(name)  # noqa: PTH116 - a third of the cost of Path.stat
            mark = (seen.st_ino, seen.st_mtime_ns)
            kept = self.remembered.get(name)
            if kept is None or kept[0] != mark:
                if len(self.remembered) >= REMEMBERED:
                    self.remembered.clear()
                kept = self.remembered[name] = (mark, read(name))
        except (FileNotFoundError, NotADirectoryError):
            return None
        return None if kept[1].over() else kept[1]

    def fill(self, request: HttpRequest, model: type[PublicRow], slug: str, name: str) -> HttpResponse:
        with transaction.atomic():
            row = model._base_manager.select_for_update().filter(slug=slug).first()
            response = self.get_response(request)
            if row is None or response.status_code != 200 or response.cookies:
                return response
            until = row.shown_until()
            page = kept_as(response, until.timestamp() if until else None)
            try:
                write(name, page)
            except OSError:
                log.exception("the page %s could not be kept; it is rendered for each reader", request.path)
        return page.answer(request)


def plain(request: HttpRequest) -> bool:
    return request.method == "GET" and not request.META.get("QUERY_STRING") and request.path_info.endswith("/")


@cache
def edition() -> str:
    """Of all that a page is made from but its row: an upgraded program renders anew."""
    summed = hashlib.sha256()
    for pattern in MADE_FROM + MADE_BY:
        for path in sorted(settings.BASE_DIR.glob(pattern)):
            summed.update(path.read_bytes())
    return summed.hexdigest()[:16]


def place(address: str) -> str:
    """The folder of all variants of one page; ends with a slash, as addresses do."""
    return f"{settings.FILES_ROOT}/pages{address}"


def kept_as(response: HttpResponse, until: float | None) -> StoredPage:
    """Readers ask each time whether it changed: a withdrawn page is gone from their devices too."""
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Content-Length"] = str(len(response.content))
    return StoredPage(response.content, dict(response.items()), until)


def write(name: str, page: StoredPage) -> None:
    about = json.dumps({"headers": page.fixed, "until": page.until}).encode()
    write_whole(Path(name), about + b"\n" + page.body)


def read(name: str) -> StoredPage:
    about, _, body = Path(name).read_bytes().partition(b"\n")
    given = json.loads(about)
    return StoredPage(body, given["headers"], given["until"])


def drop(address: str) -> None:
    """Before the commit, and for good: a folder entry that a power cut brought back would show what was withdrawn."""
    folder = Path(place(address))
    if not folder.exists():
        return
    shutil.rmtree(folder)
    above = os.open(folder.parent, os.O_RDONLY)
    try:
        os.fsync(above)
    finally:
        os.close(above)
