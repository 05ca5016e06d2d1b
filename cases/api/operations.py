"""Where devices send what was recorded on site: POST /inspections/<id>/operations/."""

import json
from json import JSONDecodeError
from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions.operations import KINDS, Sent, receive
from cases.models import Inspection
from enforcement.accounts.access import get_visible
from enforcement.errors import NotPermitted


class Malformed(Exception):
    """The request is not an operation; nothing of it can be kept."""


@require_POST
def operations(request: HttpRequest, pk: int) -> JsonResponse:
    if not request.user.is_authenticated:
        return JsonResponse({"error": _("登录已过期，重新登录后自动上传")}, status=401)
    inspection = get_visible(Inspection, request.user, pk=pk)
    try:
        told = receive(inspection, read(request), by=request.user)
    except Malformed as malformed:
        return JsonResponse({"error": str(malformed)}, status=400)
    except NotPermitted as refused:
        return JsonResponse({"error": str(refused)}, status=403)
    return JsonResponse(told.body, status=told.status)


def read(request: HttpRequest) -> Sent:
    """JSON, or multipart for a photo."""
    multipart = request.content_type == "multipart/form-data"
    fields: Any = request.POST if multipart else parsed(request.body)
    payload = parsed(fields.get("payload", "")) if multipart else fields.get("payload")
    photo = request.FILES.get("photo")
    kind = fields.get("kind")
    if kind not in KINDS or not isinstance(payload, dict) or (kind == "photo") != (photo is not None):
        raise Malformed(_("操作格式不正确，更新页面后重试"))
    sha256, item, taken = fields.get("sha256"), fields.get("item") or "", fields.get("device_time") or ""
    if not isinstance(sha256, str) or len(sha256) != 64 or not isinstance(item, str) or not isinstance(taken, str):
        raise Malformed(_("操作格式不正确，更新页面后重试"))
    return Sent(
        client_id=identity(fields.get("client_id")), kind=kind, payload=payload, sha256=sha256.lower(), item=item,
        seq=number(fields.get("seq")), device_time=moment(taken), photo=photo.read() if photo else None,
    )  # fmt: skip


def parsed(text: bytes | str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (JSONDecodeError, UnicodeDecodeError) as broken:
        raise Malformed(_("操作格式不正确，更新页面后重试")) from broken
    if not isinstance(found, dict) or "\\u0000" in json.dumps(found):
        raise Malformed(_("操作格式不正确，更新页面后重试"))
    return found


def identity(value: Any) -> UUID:
    try:
        return UUID(str(value))
    except ValueError as broken:
        raise Malformed(_("操作编号格式不正确，更新页面后重试")) from broken


def number(value: Any) -> int:
    text = str(value or 0)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def moment(text: str) -> Any:
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
