"""What all benchmarks stand on: one bureau, two people, a bare connection, a way to ask the site in process."""

import datetime as dt
import io
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from bench.measure import Sizes
from enforcement.accounts.models import Bureau, Level, RoleGrant, User
from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES, Role

View = Callable[[HttpRequest], HttpResponse]


@dataclass
class Scene:
    sizes: Sizes
    folder: Path
    bureau: Bureau
    reader: User  # holds only the least role that may see the register
    chief: User
    bare: "psycopg.Connection[tuple[object, ...]]"


def build(sizes: Sizes, folder: Path) -> Scene:
    bureau = Bureau.objects.create(
        name="云岭市应急管理局",
        short_name="演",
        credit_code="11000000MB0000000X",
        level=Level.CITY,
        region_code="539901",
    )
    bureau.place_in_tree()
    reader, chief = person(bureau, "reader", least_role()), person(bureau, "chief", Role.SECTION_CHIEF)
    bare = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    return Scene(sizes, folder, bureau, reader, chief, bare)


def person(bureau: Bureau, username: str, role: Role) -> User:
    user = User.objects.create_user(username, name="测演甲", bureau=bureau)
    RoleGrant.objects.create(user=user, role=role, valid_from=dt.date(2024, 1, 1))
    return user


def least_role() -> Role:
    allowed = [role for role, permissions in ROLES.items() if Permission.VIEW_ENTERPRISES in permissions]
    return min(allowed, key=lambda role: len(ROLES[role]))


def cookie_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


class BareHandler(WSGIHandler):
    """Django around one view and nothing else: no middleware, no addresses."""

    def __init__(self, view: View) -> None:
        super().__init__()
        self.view = view

    def get_response(self, request: HttpRequest) -> HttpResponse:
        return self.view(request)


def asking(handler: WSGIHandler, path: str, cookie: str = "") -> Callable[[], bytes]:
    """A function that sends the same GET through the handler each time and gives the body."""
    environ = RequestFactory(SERVER_NAME="127.0.0.1").get(path).environ
    if cookie:
        environ["HTTP_COOKIE"] = cookie

    def ask() -> bytes:
        answered: list[str] = []

        def start(status: str, headers: Any, exc_info: Any = None, /) -> Any:
            answered.append(status)

        response = handler({**environ, "wsgi.input": io.BytesIO()}, start)
        body = b"".join(response)
        response.close()
        if answered != ["200 OK"]:
            raise RuntimeError(f"{path} answered {answered}: {body[:300].decode()}")
        return body

    return ask
