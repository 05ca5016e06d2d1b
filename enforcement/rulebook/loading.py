"""Writes an edition that `source.read` found without problems. Called by the load_rulebook command and by tests."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DataError, IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy

from enforcement.accounts.models import User
from enforcement.ledger.actions import describe, record
from enforcement.ledger.presenters import name_act
from enforcement.rulebook import snapshot
from enforcement.rulebook.changed import Change, announce
from enforcement.rulebook.models import CalendarDay, Checklist, Edition, HolidayYear, Law, SourceFile
from enforcement.rulebook.source import read
from enforcement.rulebook.source_files import FILES, Row, Source, digest, read_yaml
from enforcement.rulebook.states import Confidence, DayKind, EditionState

IMPORT = name_act("rulebook.import", gettext_lazy("导入规则库版次"))
PUBLISH = name_act("rulebook.publish", gettext_lazy("发布规则库版次"))
SYSTEM, FIRST = "系统", "首个版次，装载时直接发布"  # in the ledger, which is Chinese whoever reads
LATER = ("Law", "Checklist", "ChecklistItem")  # written in their own order, because other rows point at them


class SourceRefused(Exception):
    """Nothing was loaded; `problems` names each row and what is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@transaction.atomic
def load(folder: Path, *, by: User | None = None) -> tuple[Edition, bool]:
    """The edition of these files, and whether it is new: a draft until a second person publishes it.

    Where nothing is published yet there is nothing to compare with and nobody who could approve: the first edition is
    published at once, by the system. Two loads at once: the second waits and finds the edition there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('rulebook.load'))")
    found = Edition.objects.filter(sha256=digest(folder)).first()
    if found is not None:
        return found, False
    source = read(folder)
    if source.problems:
        raise SourceRefused(source.problems)
    try:
        with transaction.atomic():
            edition = _write(source, folder, by)
    except (IntegrityError, DataError) as error:
        raise SourceRefused([str(error)]) from error
    counts = {name: len(rows) for name, rows in source.rows.items()}
    record(IMPORT, by=by, subject=edition, after={"sha256": edition.sha256, "rows": counts})
    if not Edition.objects.filter(state=EditionState.PUBLISHED).exists():
        publish_edition(edition, by=None)
    return edition, True


def publish_edition(edition: Edition, *, by: User | None, changes: dict[str, Any] | None = None) -> Edition:
    """Makes it the law from now on and tells whoever derived something from the one before. No check: see `editions`.

    `changes`: `rule_keys` that differ from the edition before, and `counts` for the ledger. Nothing was derived from
    no edition, so the first one is not announced.
    """
    first = not Edition.objects.filter(state=EditionState.PUBLISHED).exists()
    edition.state, edition.published_at, edition.published_by = EditionState.PUBLISHED, timezone.now(), by
    edition.version += 1
    edition.save(update_fields=["state", "published_at", "published_by", "version"])
    snapshot.compare_anew()
    people = {
        "imported_by": describe(edition.imported_by) if edition.imported_by else SYSTEM,
        "approved_by": describe(by) if by else SYSTEM,
    }
    after = {**people, **(changes or {}).get("counts", {})}
    record(PUBLISH, by=by, subject=edition, after=after, note=FIRST if first else "")
    if not first:
        keys = frozenset(changes["rule_keys"]) if changes else None
        reason = _("规则库版次 %(code)s 发布") % {"code": edition.code}
        announce(Change(f"edition:{edition.pk}", reason, by=by, rule_keys=keys))
    return edition


def _write(source: Source, folder: Path, by: User | None) -> Edition:
    edition = Edition.objects.create(
        code=source.code,
        sha256=source.sha256,
        as_of=source.as_of,
        selection_rule=source.selection_rule,
        open_questions=source.open_questions,
        imported_by=by,
    )
    texts = {name: folder / name for name in FILES if (folder / name).exists()}
    SourceFile.objects.bulk_create(
        [SourceFile(edition=edition, name=name, text=path.read_text("utf-8")) for name, path in texts.items()]
    )
    made = Law.objects.bulk_create([Law(edition=edition, **_dated(row)) for row in source.rows["Law"]])
    laws = {law.key: law for law in made}
    for name, rows in source.rows.items():
        if name not in LATER:
            model = apps.get_model("rulebook", name)
            model.objects.bulk_create([model(edition=edition, **_linked(_dated(row), laws)) for row in rows])
    checklists = Checklist.objects.bulk_create(
        [Checklist(edition=edition, **_dated(row)) for row in source.rows["Checklist"]]
    )
    by_code = {checklist.code: checklist for checklist in checklists}
    item = apps.get_model("rulebook", "ChecklistItem")
    item.objects.bulk_create(
        [
            item(edition=edition, **(row | {"checklist": by_code[row["checklist"]]}))
            for row in source.rows["ChecklistItem"]
        ]
    )
    return edition


def _dated(row: Row) -> Row:
    return row | {"validity": DateRange(*row["validity"], "[)")} if "validity" in row else row


def _linked(row: Row, laws: dict[str, Law]) -> Row:
    return row | {name: laws[row[name]] for name in ("law", "violated_law") if name in row}


@transaction.atomic
def load_holidays(folder: Path) -> int:
    """Years and days that are not there yet. What the bureau has changed since stays as it is."""
    book = read_yaml(folder / "years.yaml", needed=False)
    problems: list[str] = []
    years = [year for row in book.get("years") or [] for year in _years(row, problems)]
    days = [_calendar_day(row, problems) for row in book.get("days") or []]
    if problems:
        raise SourceRefused(problems)
    before = HolidayYear.objects.count() + CalendarDay.objects.count()
    known = set(HolidayYear.objects.values_list("year", flat=True))
    if missing := [year for year in years if year.year not in known]:
        HolidayYear.objects.bulk_create(missing, ignore_conflicts=True)
    if days:
        CalendarDay.objects.bulk_create([day for day in days if day], ignore_conflicts=True)
    snapshot.compare_anew()
    return HolidayYear.objects.count() + CalendarDay.objects.count() - before


def _years(row: Row, problems: list[str]) -> list[HolidayYear]:
    first, last = row.get("year") or row.get("from"), row.get("year") or row.get("to")
    if not isinstance(first, int) or not isinstance(last, int) or first > last:
        problems.append(_("years.yaml: 年份无法识别：%(row)s") % {"row": row})
        return []
    if row.get("confidence", Confidence.VERIFIED) not in Confidence.values:
        problems.append(_("years.yaml: 文号可信度无法识别：%(row)s") % {"row": row})
    texts = {name: row.get(name, "") for name in ("notice", "source")}
    texts["confidence"] = row.get("confidence", Confidence.VERIFIED)
    announced, official = row.get("announced", True), row.get("official_workdays")
    return [
        HolidayYear(year=year, announced=announced, official_workdays=official, **texts)
        for year in range(first, last + 1)
    ]


def _calendar_day(row: Row, problems: list[str]) -> CalendarDay | None:
    if row.get("kind") not in DayKind.values or not row.get("day") or not row.get("name"):
        problems.append(
            _("years.yaml: 日期条目需有 day、kind（holiday、workday、closure）和 name：%(row)s") % {"row": row}
        )
        return None
    return CalendarDay(day=row["day"], kind=row["kind"], name=row["name"], source=row.get("source", ""))
