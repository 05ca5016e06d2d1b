"""The grading schemes of the rulebook."""

import hashlib
import json
from functools import cache
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken

SOURCE = settings.BASE_DIR / "fixtures" / "rulebook" / "grading.yaml"
KINDS = ("points", "matrix")  # those that grade a whole unit; the others grade a task or merge two grades


@cache
def schemes() -> dict[str, dict[str, Any]]:
    content = yaml.safe_load(SOURCE.read_text(encoding="utf-8"))
    return {scheme["code"]: scheme for scheme in content["schemes"] if scheme["kind"] in KINDS}


def scheme(code: str) -> dict[str, Any]:
    if code not in schemes():
        raise RuleBroken(_("没有编号为 %(code)s 的分级方案，请从列表中选择") % {"code": code}, field="scheme")
    return schemes()[code]


@cache
def scheme_sha256(code: str) -> str:
    """Of the scheme's own text, so that an old grading shows by which edition it was made."""
    text = json.dumps(scheme(code), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def is_verified(code: str) -> bool:
    """Whether someone has read the scheme in an original; else pages mark it."""
    return "original" in str(scheme(code).get("status", ""))
