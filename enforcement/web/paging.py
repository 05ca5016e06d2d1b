"""Keyset paging: any depth costs what the first page costs. Counting stops at a cap."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

COUNT_CAP = 10_000
SIZES = (20, 50, 100)


@dataclass
class Page:
    rows: list[Any]
    count: int
    count_capped: bool
    first_url: str = ""
    next_url: str = ""
    size: int = 50


def keyset_page(
    queryset: QuerySet[Any],
    request: HttpRequest,
    *,
    order: Sequence[str],
    size: int | None = None,
    count_cap: int = COUNT_CAP,
) -> Page:
    """One page in `order` (the last name must be unique). Two queries: the rows, the capped count."""
    size = size or _size(request)
    ordered = queryset.order_by(*order)
    key = _fitting(queryset.model, order, _decode(request.GET.get("after", ""), len(order)))
    if key:
        ordered = ordered.filter(_after(order, key))
    rows = list(ordered[: size + 1])
    count = capped_count(queryset, count_cap)
    page = Page(rows[:size], min(count, count_cap), count > count_cap, size=size)
    if key:
        page.first_url = _url(request, "")
    if len(rows) > size:
        page.next_url = _url(request, _encode(rows[size - 1], order))
    return page


def capped_count(queryset: QuerySet[Any], cap: int) -> int:
    """Stops counting after one more than the cap. Django's own count puts the statement together twice."""
    counted = queryset.order_by()[: cap + 1]
    if queryset.query.combinator or queryset.query.distinct_fields:
        return counted.count()
    try:
        found, values = counted.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({found}) counted", values)  # noqa: S608 - of the ORM; values apart
        return int(cursor.fetchone()[0])


def _size(request: HttpRequest) -> int:
    sizes = {str(size): size for size in SIZES}
    return sizes.get(request.GET.get("size", ""), 50)


def _after(order: Sequence[str], key: list[Any]) -> Q:
    condition = Q()
    for depth, name in enumerate(order):
        same = {order[i].lstrip("-"): key[i] for i in range(depth)}
        beyond = {f"{name.lstrip('-')}__{'lt' if name.startswith('-') else 'gt'}": key[depth]}
        condition |= Q(**same, **beyond)
    return condition


def _encode(row: Model, order: Sequence[str]) -> str:
    values = [getattr(row, name.lstrip("-")) for name in order]
    text = json.dumps([v if isinstance(v, int | str) or v is None else str(v) for v in values], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decode(token: str, length: int) -> list[Any] | None:
    """None for an empty or damaged token: the reader gets the first page."""
    try:
        key = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        return None
    plain = isinstance(key, list) and len(key) == length and all(isinstance(v, int | str) for v in key)
    return key if plain and not any("\x00" in str(v) for v in key) else None


def _fitting(model: type[Model], order: Sequence[str], key: list[Any] | None) -> list[Any] | None:
    """The values as the fields hold them; None when one is of another kind, as in a token of another list."""
    fields: list[Any] = [model._meta.get_field(name.lstrip("-")) for name in order]
    try:
        return key and [field.to_python(value) for field, value in zip(fields, key, strict=True)]
    except (ValidationError, TypeError):
        return None


def _url(request: HttpRequest, token: str) -> str:
    query = request.GET.copy()
    query.pop("after", None)
    if token:
        query["after"] = token
    return f"?{query.urlencode()}" if query else request.path


def list_page(rows: Sequence[Any], request: HttpRequest) -> Page:
    """One page of rows that are in memory already; the token is the place of the first row."""
    size, token = _size(request), request.GET.get("after", "")
    start = int(token) if token.isascii() and token.isdigit() and len(token) < 8 else 0
    page = Page(list(rows[start : start + size]), len(rows), count_capped=False, size=size)
    if start:
        page.first_url = _url(request, "")
    if start + size < len(rows):
        page.next_url = _url(request, str(start + size))
    return page


def size_choices(request: HttpRequest, page: Page) -> list[dict[str, Any]]:
    """How many rows a page may have, for the foot of a table; another size begins at the first page."""
    query = request.GET.copy()
    query.pop("after", None)
    found = []
    for size in SIZES:
        query["size"] = str(size)
        found.append({"label": size, "url": f"?{query.urlencode()}", "current": page.size == size})
    return found
