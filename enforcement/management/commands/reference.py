"""Write or check docs/reference: state diagrams and the role table, printed from the code."""

import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import override

from enforcement.accounts.permissions import Permission
from enforcement.accounts.roles import ROLES, Role
from enforcement.workflow import FLOWS, Workflow


class Command(BaseCommand):
    help = "Write docs/reference from the code; with --check, exit 1 when a page is stale."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        autodiscover_modules("views")
        folder = Path(settings.BASE_DIR, "docs", "reference")
        with override("zh-hans"):
            pages = {"roles.md": roles_page(), "states.md": states_page()}
        stale = [
            name for name, text in pages.items() if not (folder / name).exists() or (folder / name).read_text() != text
        ]
        if options["check"]:
            if stale:
                self.stderr.write(f"docs/reference is stale: {', '.join(stale)}; run manage.py reference")
                sys.exit(1)
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            (folder / name).write_text(pages[name])
            self.stdout.write(f"wrote docs/reference/{name}")


def roles_page() -> str:
    roles = list(Role)
    head = "| 权限 | " + " | ".join(str(role.label) for role in roles) + " |"
    line = "|---|" + "---|" * len(roles)
    rows = [
        f"| {permission.label} `{permission.value}` | "
        + " | ".join("●" if permission in ROLES[role] else "" for role in roles)
        + " |"
        for permission in Permission
    ]
    return "\n".join(["# Roles and permissions", "", "Printed by `manage.py reference`.", "", head, line, *rows, ""])


def states_page() -> str:
    parts = ["# States", "", "Printed by `manage.py reference` from the flow tables."]
    for name in sorted(FLOWS):
        parts += ["", f"## {name}", "", *diagram(FLOWS[name]), "", *owners(FLOWS[name])]
    return "\n".join([*parts, ""])


def diagram(flow: Workflow) -> list[str]:
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {state.value}: {state.label}" for state in flow.states]
    for one in flow.steps:
        for source in sorted(one.sources):
            lines.append(f"    {source} --> {one.target or source}: {one.label}")
    return [*lines, "```"]


def owners(flow: Workflow) -> list[str]:
    rows = ["| 状态 | 轮到谁 |", "|---|---|"]
    for state in flow.states:
        roles = "、".join(str(role.label) for role in flow.turn(state.value)) or "—"
        rows.append(f"| {state.label} `{state.value}` | {roles} |")
    return rows
