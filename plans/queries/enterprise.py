"""What the pages and jobs of the register read."""

from collections.abc import Iterable
from typing import Any

from django.db.models.expressions import RawSQL

from enforcement.accounts.models import Bureau, User
from enforcement.outbox.models import Job
from plans.models import Enterprise, ImportRun
from plans.models.enterprise import EnterpriseQuerySet

LISTED = ("id", "name", "credit_code", "sector", "region", "grade", "status", "bureau_id")


def listed(user: User) -> EnterpriseQuerySet:
    """Only the columns a list shows."""
    return Enterprise.objects.visible_to(user).only(*LISTED)


def url_within(enterprise: Enterprise, bureau: Bureau) -> str:
    """For the pages of a record of that bureau: empty where its readers may not see the enterprise, which another
    bureau supervises now. No query where it is the same bureau."""
    within = enterprise.bureau_id == bureau.pk or enterprise.bureau.path.startswith(bureau.path)
    return enterprise.get_absolute_url() if within else ""


def supervised_elsewhere(bureau_id: int, codes: Iterable[str]) -> dict[str, str]:
    """Codes that another bureau already supervises, with its name. One array: thousands of parameters cost more than
    the search."""
    wanted = RawSQL("SELECT unnest(%s::varchar[])", [list(codes)])
    found = Enterprise.objects.filter(credit_code__in=wanted).exclude(bureau_id=bureau_id)
    return dict(found.values_list("credit_code", "bureau__name"))


def check_key(run: ImportRun) -> str:
    return f"check:{run.ref}"


def merge_key(run: ImportRun) -> str:
    return f"merge:{run.ref}"


def job_of(run: ImportRun, key: str) -> Job | None:
    return Job.objects.filter(key=key).first()


def repeated_codes(run: ImportRun, most: int) -> list[list[Any]]:
    """[code, [row numbers]] of codes that occur more than once, in the order of the file."""
    codes = run.staged.filter(verdict="repeated").order_by("place").values_list("credit_code", flat=True)[:most]
    numbers: dict[str, list[int]] = {code: [] for code in codes}
    rows = run.staged.filter(credit_code__in=numbers).order_by("place")
    for code, number in rows.values_list("credit_code", "number"):
        numbers[code].append(number)
    return [[code, found] for code, found in numbers.items()]
