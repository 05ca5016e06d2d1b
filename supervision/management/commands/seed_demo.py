import sys
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from enforcement.accounts.models import Bureau, RoleGrant
from enforcement.accounts.roles import Role
from enforcement.rulebook.models import Violation
from supervision.demo.people import PASSWORD
from supervision.demo.scales import SCALES, seed

TWO = (Role.INSPECTOR, Role.SECTION_CHIEF)


class Command(BaseCommand):
    help = "Fill an empty installation with the demo bureau: invented, the same every time, one year of cases."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scale", choices=sorted(SCALES), default="demo")

    def handle(self, *args: Any, **options: Any) -> None:
        if Bureau.objects.exists():
            self.stderr.write("There are bureaus here already; the demo fills only an empty installation.")
            sys.exit(1)
        if not Violation.objects.exists():
            self.stderr.write("The rulebook is not loaded; run manage.py load_rulebook first.")
            sys.exit(1)
        with transaction.atomic():
            seed(SCALES[options["scale"]], tell=lambda text: self.stderr.write(text))
        self.stdout.write(self.sign_ins())

    def sign_ins(self) -> str:
        """One per role; of officers and section chiefs two, where a second must do what the first may not. Kept beside
        the database for `make demo` to print."""
        lines = []
        for role in Role:
            grants = RoleGrant.objects.filter(role=role).select_related("user").order_by("id")
            for grant in grants[: 2 if role in TWO else 1]:
                lines.append(f"{role.label}\t{grant.user.username}\t{PASSWORD}\t{grant.user.name}")
        for grant in RoleGrant.objects.filter(user__bureau__parent=None).select_related("user__bureau").order_by("id"):
            who = f"{grant.user.name} {grant.user.bureau}"
            lines.append(f"{grant.get_role_display()}\t{grant.user.username}\t{PASSWORD}\t{who}")
        text = "\n".join(lines) + "\n"
        settings.RUN_DIR.mkdir(parents=True, exist_ok=True)
        (settings.RUN_DIR / "sign-ins.txt").write_text(text)
        return text
