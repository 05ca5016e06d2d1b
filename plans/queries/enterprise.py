"""What the pages and jobs of the register read."""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from enforcement.accounts.models import Bureau, User
from enforcement.codes import division_name, divisions
from enforcement.outbox.models import Job
from plans.models import Enterprise, ImportRun
from plans.models.enterprise import EnterpriseQuerySet
from plans.rules.registration import company_name
from plans.states import Exclusion
from plans.words import exclusion_word

LISTED = ("id", "name", "credit_code", "sector", "region", "grade", "bureau_id")
SUGGESTED = 60
OFFICE = re.compile("应急管理[局厅]$")


def listed(user: User) -> EnterpriseQuerySet:
    """What the reader sees. A bureau with none below it that licenses nothing elsewhere, which is most, is asked by its
    own index, in order: over two columns the register is walked backwards until a page is full. One query for it."""
    seen, own = Enterprise.objects.visible_to(user), user.bureau_ids
    licensed = Enterprise.objects.filter(licensing_bureau__in=own).exclude(bureau__in=own)
    if len(own) == 1 and not licensed.exists():
        seen = Enterprise.objects.supervised_by(user)
    return seen.with_standing()


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
    theirs = bureau.pk in (enterprise.bureau_id, enterprise.licensing_bureau_id)
    within = theirs or enterprise.bureau.path.startswith(bureau.path)
    return enterprise.get_absolute_url() if within else ""


class OnRecord(NamedTuple):
    """What the register holds of a code that a table brings, as far as it may speak against the row."""

    credit_code: str
    bureau_id: int
    bureau: str
    survivor: str | None
    registered_on: dt.date | None
    status_on: dt.date | None


def on_record(bureau_id: int, codes: Iterable[str], with_status: Iterable[str]) -> dict[str, OnRecord]:
    """Codes that another bureau supervises, that were merged into another, or whose status has a day; and those of
    `with_status`, to which the table gives one. One array: thousands of parameters cost more than the search."""
    wanted, also = (RawSQL("SELECT unnest(%s::varchar[])", [list(some)]) for some in (codes, with_status))
    telling = ~Q(bureau_id=bureau_id) | Q(merged_into__isnull=False) | Q(status_on__isnull=False)
    found = Enterprise.objects.filter(telling | Q(credit_code__in=also), credit_code__in=wanted)
    names = ("credit_code", "bureau_id", "bureau__name", "merged_into__name", "registered_on", "status_on")
    return {row[0]: OnRecord(*row) for row in found.values_list(*names)}


def namesakes(user: User, name: str, code: str) -> list[Enterprise]:
    """Who has or had the name under another code, as far as the reader may see: perhaps the same company."""
    found = Enterprise.objects.visible_to(user).named(company_name(name)).exclude(credit_code=code)
    return list(found.select_related("bureau").order_by("id")[:SUGGESTED])


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


def why_out(one: Enterprise, bureau: int, on: dt.date) -> str:
    """Of an enterprise that is not in the bureau's pool on the day."""
    if one.merged_into_id:
        return exclusion_word(Exclusion.MERGED)
    if one.bureau_id != bureau:
        return _("已由其他机关监管")
    return exclusion_word(f"status:{one.status_at(on)}")
