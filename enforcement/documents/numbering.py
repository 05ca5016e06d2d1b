"""Document numbers: （云）应急罚〔2026〕12号. Taken in the act's transaction, so a refused act leaves no gap."""

import datetime as dt
import re

from django.db import transaction
from django.utils.translation import gettext as _

from enforcement.accounts.models import Bureau
from enforcement.documents.models import Counter, Document
from enforcement.errors import RuleBroken

PATTERN = "（{area}）应急{word}〔{year}〕{seq}号"
NUMBER = re.compile(r"^（(?P<area>[^）]+)）应急(?P<word>[^〔]+)〔(?P<year>\d{4})〕(?P<seq>\d+)号$")


def take(bureau: Bureau, word: str, on: dt.date, *, group: str = "") -> str:
    """The next number of the word in the year of `on`. Call inside the act's transaction: the counter stays locked
    until it ends. Words of one `group` share a running number.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken outside a transaction")
    key = {"bureau": bureau, "word": group or word, "year": on.year}
    Counter.objects.bulk_create([Counter(**key)], ignore_conflicts=True)
    counter = Counter.objects.select_for_update(of=("self",)).get(**key)
    counter.last += 1
    counter.save(update_fields=["last"])
    return PATTERN.format(area=bureau.short_name, word=word, year=on.year, seq=counter.last)


def number_for(case_number: str, word: str) -> str:
    """The case's running number with the word of another of its documents."""
    parts = NUMBER.match(case_number)
    if not parts:
        raise RuleBroken(_("“%(number)s”不是文号，案件或检查批准后才有文号") % {"number": case_number})
    return PATTERN.format(**{**parts.groupdict(), "word": word})


def next_in_case(bureau: Bureau, case_number: str, word: str) -> str:
    """As `number_for`; a further document with the same word gets 12-2号. The caller holds the case's row."""
    first = number_for(case_number, word)
    stem = first.removesuffix("号")
    given = set(Document.objects.filter(bureau=bureau, number__startswith=stem).values_list("number", flat=True))
    if first not in given:
        return first
    nth = 2
    while f"{stem}-{nth}号" in given:
        nth += 1
    return f"{stem}-{nth}号"
