"""What the pages and jobs of the register read."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils import timezone

from enforcement.accounts.models import Bureau, User
from enforcement.codes import division_name, divisions
from enforcement.outbox.models import Job
from plans.models import Enterprise, ImportRun
from plans.models.enterprise import MERGED, EnterpriseQuerySet

LISTED = ("id", "name", "credit_code", "sector", "region", "grade", "bureau_id")
SUGGESTED = 60
OFFICE = re.compile("应急管理[局厅]$")


def listed(user: User) -> EnterpriseQuerySet:
    """With `standing`: the status of today, or that another one took it over."""
    standing = Case(
        When(merged_into__isnull=False, then=Value(MERGED)),
        When(status_on__gt=timezone.localdate(), then=F("status_before")),
        default=F("status"),
    )
    return Enterprise.objects.visible_to(user).annotate(standing=standing)


def as_rows(found: QuerySet[Enterprise]) -> QuerySet[Enterprise, Any]:
    """Only the columns a list shows, as plain rows: 50 models cost more than reading them."""
    added = [name for name in ("standing", "found_as") if name in found.query.annotations]
    return found.values_list(*LISTED, *added, named=True)


def known_divisions() -> dict[str, str]:
    """Code → full name: the national list, and the places of our bureaus that it does not have."""
    own = dict(Bureau.objects.exclude(region_code="").values_list("region_code", "name"))
    names = division_names()
    return names | {code: OFFICE.sub("", name) for code, name in own.items() if code not in names}


@cache
def division_names() -> dict[str, str]:
    return {code: division_name(code) for code in divisions()}


def divisions_near(bureau: Bureau | None, known: Iterable[str]) -> list[str]:
    """What a form suggests: the places within the bureau's own, those of a province without its counties."""
    code = bureau.region_code if bureau else ""
    inside = code.rstrip("0") if len(code) == 6 else ""
    inside = inside + "0" * (len(inside) % 2)
    near = [one for one in known if inside and one.startswith(inside)]
    return near if len(near) <= SUGGESTED else [one for one in near if one.endswith("00")][:SUGGESTED]


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


def job_of(key: str) -> Job | None:
    return Job.objects.filter(key=key).first()


def repeated_codes(run: ImportRun, most: int) -> list[list[Any]]:
    """[code, [row numbers]] of codes that occur more than once, in the order of the file."""
    codes = run.staged.filter(verdict="repeated").order_by("place").values_list("credit_code", flat=True)[:most]
    numbers: dict[str, list[int]] = {code: [] for code in codes}
    rows = run.staged.filter(credit_code__in=numbers).order_by("place")
    for code, number in rows.values_list("credit_code", "number"):
        numbers[code].append(number)
    return [[code, found] for code, found in numbers.items()]
