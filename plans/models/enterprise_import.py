from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import StoredFile
from enforcement.workflow import Stateful
from plans.models.enterprise import RegisteredFacts
from plans.states import ImportState, UndoOutcome, Verdict


class ImportRun(Stateful):
    """One uploaded table: what was found in it, what became of it. Bad rows come back in `error_file`."""

    view_permission = Permission.IMPORT_ENTERPRISES

    state = models.CharField(_("状态"), max_length=10, choices=ImportState, default=ImportState.UPLOADED)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    file_name = models.CharField(_("文件名"), max_length=200)
    rows = models.PositiveIntegerField(_("行数"), default=0)
    done_rows = models.PositiveIntegerField(_("已处理"), default=0)
    new = models.PositiveIntegerField(_("新增"), default=0)
    changed = models.PositiveIntegerField(_("更新"), default=0)
    same = models.PositiveIntegerField(_("无变化"), default=0)
    repeated = models.PositiveIntegerField(_("表内重复"), default=0)
    bad = models.PositiveIntegerField(_("有误"), default=0)
    duplicates = models.JSONField(default=list)  # [code, [row numbers]]: the first codes that occur more than once
    problems = models.JSONField(default=list)  # the first ones, as {sheet, cell, heading, message}
    error_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    undo_at = models.DateTimeField(_("撤销时间"), null=True)  # when it was ordered
    undo_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("撤销人"))
    undone_at = models.DateTimeField(null=True)
    undone_enterprise = models.BigIntegerField(default=0)  # how far the undo has come: the last new enterprise …
    undone_entry = models.BigIntegerField(default=0)  # … and the last entry of an amendment
    removed = models.PositiveIntegerField(_("已移除"), default=0)
    restored = models.PositiveIntegerField(_("已恢复"), default=0)
    kept = models.PositiveIntegerField(_("保留"), default=0)

    class Meta:
        verbose_name = _("企业导入")
        constraints = [
            models.CheckConstraint(
                condition=Q(undo_at__isnull=True, undo_by__isnull=True)
                | Q(undo_at__isnull=False, undo_by__isnull=False),
                name="import_undo_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | Q(undo_at__isnull=False), name="import_undone_as_ordered"
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    def get_absolute_url(self) -> str:
        return f"/enterprises/imports/{self.pk}/"


FIELDS = {"credit_code": None} | {field.name: field for field in RegisteredFacts._meta.local_fields}
COLUMNS = tuple(FIELDS)
NUMBERS_AND_DAYS = (models.DateField, models.IntegerField, models.DecimalField)
NOT_TEXT = {name for name, field in FIELDS.items() if isinstance(field, NUMBERS_AND_DAYS)}
AMENDABLE = COLUMNS[1:]
DEFAULTS = {name: field.default for name, field in FIELDS.items() if field is not None}
INSERTED_DEFAULTS = {name: f"'{value.value}'" for name, value in DEFAULTS.items() if isinstance(value, TextChoices)}


def given(column: str) -> str:
    """SQL of a staged value, or NULL where the table says nothing: an empty cell never wipes out what is known. The
    level of a major hazard source goes with the hazards: where a table lists them, it says whether there is one."""
    if column in NOT_TEXT:
        return f"s.{column}"
    if column == "source_level":
        return "CASE WHEN s.hazards <> '{}' THEN s.source_level END"
    return f"NULLIF(s.{column}, '{{}}')" if column == "hazards" else f"NULLIF(s.{column}, '')"


DIFFERS = " OR ".join(f"COALESCE({given(column)} <> e.{column}, {given(column)} IS NOT NULL)" for column in AMENDABLE)
STATUS_DAY, REGISTERED = (f"COALESCE({given(name)}, e.{name})" for name in ("status_on", "registered_on"))
# what the check has asked already, for whatever became of the enterprise since
STILL_OURS = f"e.bureau_id = %s AND e.merged_into_id IS NULL AND ({STATUS_DAY} >= {REGISTERED}) IS NOT FALSE"
BATCH = "s.run_id = %s AND s.place > %s AND s.place <= %s AND s.verdict = %s"

# SQL below is put together from the column names above only; every value is a parameter. Hence the marks for ruff.
NAMES = ", ".join(COLUMNS)
STAGED = ", ".join(
    f"COALESCE({given(column)}, {INSERTED_DEFAULTS[column]})" if column in INSERTED_DEFAULTS else f"s.{column}"
    for column in COLUMNS
)
AMENDMENTS = ", ".join(f"{column} = COALESCE({given(column)}, e.{column})" for column in AMENDABLE)
COPY = f"COPY plans_importrow (run_id, place, number, verdict, {NAMES}) FROM STDIN"
MARK_REPEATED = """
    UPDATE plans_importrow s SET verdict = 'repeated'
    FROM (SELECT credit_code, max(place) AS last FROM plans_importrow WHERE run_id = %s
          GROUP BY credit_code HAVING count(*) > 1) AS twice
    WHERE s.run_id = %s AND s.credit_code = twice.credit_code AND s.place < twice.last
"""
MARK_KNOWN = f"""
    UPDATE plans_importrow s SET verdict = CASE WHEN {DIFFERS} THEN 'changed' ELSE 'same' END
    FROM plans_enterprise e WHERE s.run_id = %s AND s.verdict = 'new' AND e.credit_code = s.credit_code
"""  # noqa: S608
INSERT_NEW = f"""
    INSERT INTO plans_enterprise ({NAMES}, bureau_id, grade, version, created_at, created_by_id, import_run_id)
    SELECT {STAGED}, %s, '', 1, now(), %s, %s FROM plans_importrow s WHERE {BATCH} ORDER BY s.place
    ON CONFLICT (credit_code) DO NOTHING
"""  # noqa: S608
KEEP_FORMER_NAMES = f"""
    INSERT INTO plans_formername (enterprise_id, name, until)
    SELECT e.id, e.name, %s FROM plans_importrow s JOIN plans_enterprise e ON e.credit_code = s.credit_code
    WHERE {BATCH} AND {STILL_OURS} AND e.name <> s.name
"""  # noqa: S608
AMEND_KNOWN = f"""
    UPDATE plans_enterprise e SET {AMENDMENTS}, version = e.version + 1
    FROM plans_importrow s WHERE {BATCH} AND e.credit_code = s.credit_code AND {STILL_OURS}
"""  # noqa: S608


TIDY = "SELECT gin_clean_pending_list('enterprise_name_grams'); ANALYZE plans_enterprise"
SORT_IN_MEMORY = "SET LOCAL work_mem = '64MB'"  # the index of names is brought up to date in larger pieces


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def load(self, rows: Iterable[Sequence[Any]]) -> None:
        """COPY of (run id, place, number, verdict, *COLUMNS)."""
        with connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for row in rows:
                copy.write_row(row)

    def settle(self, run: ImportRun) -> None:
        """Rows are loaded as new; here the repeated and the already known ones are told apart."""
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE plans_importrow")
            cursor.execute(MARK_REPEATED, [run.pk, run.pk])
            cursor.execute(MARK_KNOWN, [run.pk])

    def insert_new(self, run: ImportRun, first: int, last: int) -> int:
        """How many were really new: a code registered since the check stays as it is."""
        with connection.cursor() as cursor:
            cursor.execute(SORT_IN_MEMORY)
            made_by = [run.bureau_id, run.created_by_id, run.pk]
            cursor.execute(INSERT_NEW, [*made_by, run.pk, first, last, Verdict.NEW])
            return int(cursor.rowcount)

    def amend_known(self, run: ImportRun, first: int, last: int, today: Any) -> int:
        batch: list[Any] = [run.pk, first, last, Verdict.CHANGED.value, run.bureau_id]
        with connection.cursor() as cursor:
            cursor.execute(KEEP_FORMER_NAMES, [today, *batch])
            cursor.execute(AMEND_KNOWN, batch)
            return int(cursor.rowcount)

    def tidy_register(self) -> None:
        """After many rows: search reads no list of pending names, and the planner knows how many there are."""
        with connection.cursor() as cursor:
            cursor.execute(TIDY)


class ImportRow(RegisteredFacts):
    """A row that passed its checks and waits for the confirmation. Gone when the import is done.

    The table is unlogged and checks no foreign key, as it can be filled again from the file: a crash of the server
    empties it.
    """

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="staged", db_constraint=False, db_index=False)
    place = models.PositiveIntegerField()  # 1, 2, 3 … over the rows with content
    number = models.PositiveIntegerField()  # the row number on the reader's screen
    credit_code = models.CharField(max_length=18)
    verdict = models.CharField(max_length=10, choices=Verdict, default=Verdict.NEW)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("待导入企业")
        constraints = [models.UniqueConstraint(fields=["run", "place"], name="import_row_place")]


class UndoneRow(models.Model):
    """What the undo of a run did with one enterprise. No foreign key to it: it may be gone."""

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="undone_rows", db_index=False)
    enterprise = models.BigIntegerField()
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    name = models.CharField(_("企业名称"), max_length=200)
    outcome = models.CharField(_("结果"), max_length=10, choices=UndoOutcome)
    reasons = models.JSONField(default=list)  # why not, or not all: see plans.queries.enterprise_undo.reason_words

    class Meta:
        verbose_name = _("撤销结果")
        constraints = [models.UniqueConstraint(fields=["run", "enterprise"], name="undone_once")]
        indexes = [models.Index(fields=["run", "outcome", "enterprise"], name="undone_outcome")]

    def __str__(self) -> str:
        return self.name
