from typing import Any

from django.utils.translation import gettext as _, override

from plans.models import Draw
from plans.queries import draw as draws
from plans.rules.draw import key_string

LIST_NAMES = {"unit": "检查对象名录库", "officer": "执法检查人员名录库", "expert": "专家库"}


def draw_result(task: Draw) -> dict[str, Any]:
    """Context of CQJG."""
    with override("zh-hans"):
        return {
            "task_title": task.title,
            "scope": draws.describe_conditions(task),
            "specialty": str(task.get_specialty_display()),
            "weights": draws.describe_weights(task),
            "lists": [
                {
                    "name": LIST_NAMES[name],
                    "count": task.params["sizes"][name],
                    "drawn": len(task.result["picks"][name]),
                    "sha256": task.hashes[name],
                }
                for name in task.list_names
            ],
            "sources": [task.seed_source],
            "key": key_string(task.sources),
            "drawn_at": task.drawn_at,
            "units": [
                {"order": row["order"], "entry": row["number"], "name": row["name"], "credit_code": row["code"]}
                for row in draws.drawn_rows(task, draws.UNIT)
            ],
            "officers": [
                {"order": row["order"], "entry": row["number"], "name": row["name"], "certificate": row["code"]}
                for row in draws.drawn_rows(task, draws.OFFICER)
            ],
            "experts": [
                {"order": row["order"], "entry": row["number"], "name": row["name"]}
                for row in draws.drawn_rows(task, draws.EXPERT)
            ],
            "skips": [{**skip, "list": LIST_NAMES[skip["list"]]} for skip in task.result["skips"]],
            "commitment": {"sha256": task.commitment, "published_at": task.published_at},
            "supervisor": str(task.confirmed_by or _("未登记")),
            "operator": str(task.revealed_by or ""),
        }
