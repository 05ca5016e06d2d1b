"""The list page of the register, as the least role that may see it."""

import base64
import json
from collections.abc import Callable
from html import escape
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bench.measure import Result, interleaved
from bench.scene import BareHandler, Scene, asking, cookie_of
from plans.models import Enterprise
from plans.states import EnterpriseStatus, Grade, Sector
from plans.views.enterprise_pages import GRADE_TONES, STATUS_TONES

PAGE = 50
BODY = ("<tbody>", "</tbody>")


def measure(scene: Scene) -> list[Result]:
    cookie = cookie_of(scene.reader)
    site = WSGIHandler()

    def page(**query: str) -> Callable[[], bytes]:
        return asking(site, reverse("enterprise_list", query=query), cookie)

    deep = token(scene.sizes.rows // 10)
    return [
        against_strings(scene, page()),
        deep_against_first(scene, page(after=deep), page()),
        rows_against_key(scene, "list at depth: rows", page(after=deep), 3),
        *(rows_against_key(scene, f"first page of a search word, {kind}", page(q=word), 10) for kind, word in words()),
    ]


def against_strings(scene: Scene, page: Callable[[], bytes]) -> Result:
    statements = statements_of(page)
    head, tail = around_body(page())
    write = row_writer(scene, statements)

    def bare_view(request: Any) -> HttpResponse:
        with scene.bare.cursor() as cursor:
            for statement in statements:
                rows = cursor.execute(statement.encode()).fetchall()
                if is_rows(statement):
                    body = "".join(map(write, rows[:PAGE]))
        return HttpResponse(head + body + tail)

    floor = asking(BareHandler(bare_view), "/")
    if around_body(floor(), whole=True)[0] != around_body(page(), whole=True)[0]:
        raise RuntimeError("the bare view does not write the rows of the list page; mend bench.lists.row_writer")
    ours, bare = interleaved(page, floor, rounds=scene.sizes.rounds, times=scene.sizes.times)
    role = scene.reader.grants.get().role
    notes = {"rows": scene.sizes.rows, "role": role, "queries": len(statements), "bytes": len(page())}
    return Result("list page, 50 rows", ours, bare, 3, notes=notes)


def deep_against_first(scene: Scene, deep: Callable[[], bytes], first: Callable[[], bytes]) -> Result:
    ours, floor = interleaved(deep, first, rounds=scene.sizes.rounds, times=scene.sizes.times)
    return Result("list page, deep / first", ours, floor, 1.3)


def rows_against_key(scene: Scene, name: str, page: Callable[[], bytes], target: float) -> Result:
    """In the database alone: the statements that read the register for this page, and one row by its key."""
    reading = [statement.encode() for statement in statements_of(page) if 'FROM "plans_enterprise"' in statement]
    columns = reading[0].decode().split(" FROM ")[0] if "depth" in name else "SELECT *"
    key = f"{columns} FROM plans_enterprise WHERE id = %s"
    pk = Enterprise.objects.values_list("pk", flat=True).latest("pk")
    if "depth" in name:
        reading = [statement for statement in reading if is_rows(statement.decode())]

    def ours() -> None:
        for statement in reading:
            scene.bare.execute(statement).fetchall()

    def by_key() -> None:
        scene.bare.execute(key.encode(), [pk]).fetchall()

    times = scene.sizes.times
    seconds, floor = interleaved(ours, by_key, rounds=scene.sizes.rounds, times=times)
    return Result(name, seconds, floor, target, notes={"statements": len(reading)})


def statements_of(page: Callable[[], bytes]) -> list[str]:
    page()
    with CaptureQueriesContext(connection) as captured:
        page()
    return [one["sql"] for one in captured if one["sql"].startswith(("SELECT", "(SELECT"))]


def is_rows(statement: str) -> bool:
    return 'FROM "plans_enterprise"' in statement and statement.endswith(f"LIMIT {PAGE + 1}")


def around_body(page: bytes, *, whole: bool = False) -> tuple[str, str]:
    """What stands before and after the rows; or the rows themselves."""
    head, rest = page.decode().split(BODY[0])
    body, tail = rest.split(BODY[1])
    return (body, "") if whole else (head + BODY[0], BODY[1] + tail)


def row_writer(scene: Scene, statements: list[str]) -> Callable[[tuple[Any, ...]], str]:
    """Formatted strings, by hand, for exactly this table."""
    found = scene.bare.execute(next(one for one in statements if is_rows(one)).encode())
    place = {column.name: number for number, column in enumerate(found.description or ())}
    pk, name, code, region = (place[column] for column in ("id", "name", "credit_code", "region"))
    sector, grade, status = (place[column] for column in ("sector", "grade", "standing"))
    sectors = {value: str(label) for value, label in Sector.choices}
    grades = {value: tag(label, GRADE_TONES.get(value, "muted")) for value, label in Grade.choices}
    grades[""] = tag("未分级", "muted")
    statuses = {value: tag(label, STATUS_TONES.get(value, "muted")) for value, label in EnterpriseStatus.choices}

    def write(row: tuple[Any, ...]) -> str:
        return (
            f'<tr><th scope="row"><a href="/enterprises/{row[pk]}/">{escape(row[name])}</a></th>'
            f"<td>{row[code]}</td><td>{escape(row[region]) or '--'}</td><td>{sectors[row[sector]]}</td>"
            f"<td>{grades[row[grade]]}</td><td>{statuses[row[status]]}</td></tr>"
        )

    return write


def tag(label: Any, tone: str) -> str:
    return f'<span class="tag tag--{tone}">{label}</span>'


def token(place: int) -> str:
    """Of the page that begins after this many rows from the old end of the list."""
    pk = Enterprise.objects.order_by("id").values_list("pk", flat=True)[place]
    return base64.urlsafe_b64encode(json.dumps([pk]).encode()).decode().rstrip("=")


def words() -> list[tuple[str, str]]:
    """Two characters of a name that few have, two of one in twelve, and two that all have."""
    one = Enterprise.objects.latest("pk")
    return [("rare", one.name[2:4]), ("some", "烟花"), ("common", "公司")]
