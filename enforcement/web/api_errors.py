from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from enforcement.errors import DomainError, NotPermitted, RuleBroken, StaleVersion, StepRefused


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The API's form of the same refusals as the pages."""
    if isinstance(error, StepRefused):
        unmet = [{"message": str(u.message), "article": str(u.article), "gate": u.gate} for u in error.unmet]
        return Response({"error": "refused", "unmet": unmet}, status=409)
    if isinstance(error, StaleVersion):
        return Response({"error": "stale", "version": error.record.version}, status=409)
    if isinstance(error, NotPermitted):
        return Response({"error": "not_permitted", "message": str(error)}, status=403)
    if isinstance(error, RuleBroken):
        return Response({"error": "invalid", "field": error.field, "message": str(error.message)}, status=422)
    if isinstance(error, DomainError):
        return Response({"error": "refused", "message": str(error)}, status=409)
    return exception_handler(error, context)
