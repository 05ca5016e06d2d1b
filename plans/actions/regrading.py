"""A whole register graded again: chosen, confirmed, then done by a job in batches that each stand for themselves."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy

from enforcement.accounts.access import require
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record, record_all
from enforcement.ledger.presenters import name_act
from enforcement.outbox.actions import post
from enforcement.outbox.models import Rank
from enforcement.wording import in_chinese
from plans.flows.regrading import REGRADING
from plans.models import Enterprise, Regrading, SchemeEdition
from plans.queries.facts import PROVIDERS, Known, known_of
from plans.queries.regrading import Unit, contested, digest_of, earlier_contents, next_units, pool_of
from plans.rules.prefill import windows
from plans.rules.regrading import CONTESTED, Renewal, Verdict
from plans.rules.scheme import OF_TASKS, grades_of
from plans.states import Outcome, RegradingState

SIZE = 2_000
STARTED = name_act("regrading.start", gettext_lazy("发起批量重评"))
REGRADED = name_act("enterprise.regrade", gettext_lazy("批量重评变动等级"))
Tell = Callable[[int, int], None]
COUNTS = ("total", "seen", "moved", "renewed", "same", "refused")


@transaction.atomic
def start_regrading(*, by: User, edition: SchemeEdition, sector: str = "", grade: str = "") -> Regrading:
    """Nothing is graded before it is confirmed."""
    require(by, Permission.GRADE_ENTERPRISES)
    if edition.kind == OF_TASKS:
        raise RuleBroken(_t("该方案评定作业或部位，不评定整个企业"), field="scheme")
    run = Regrading.objects.create(bureau=by.bureau, created_by=by, edition=edition, sector=sector, grade=grade)
    run.total = pool_of(run).count()
    run.save(update_fields=["total"])
    record(STARTED, by=by, subject=run, after={"edition": edition.sha256, "sector": sector, "grade": grade})
    return run


@transaction.atomic
def confirm_regrading(run: Regrading, *, by: User, version: int | None = None) -> Regrading:
    run = REGRADING.take(run, "confirm", by=by, version=version)
    record(REGRADING.act("confirm"), by=by, subject=run, after=counts(run))
    post("plans.regrade", key=run.job_key, rank=Rank.SOMEONE_WAITS, run=run.pk)
    return run


@transaction.atomic
def cancel_regrading(run: Regrading, *, by: User, version: int | None = None) -> Regrading:
    """What is graded already stays graded and listed; the batch at work ends first."""
    run = REGRADING.take(run, "cancel", by=by, version=version)
    close(run)
    record(REGRADING.act("cancel"), by=by, subject=run, after=counts(run))
    return run


def regrade(run: Regrading, tell: Tell) -> None:
    """Interrupted, it goes on after the last committed batch; finished or cancelled, it does nothing."""
    work = Work(run)
    while regrade_next(work):
        tell(run.seen, run.total)
    with transaction.atomic():
        run = Regrading.objects.select_for_update(of=("self",)).select_related("edition").get(pk=run.pk)
        if run.state != RegradingState.RUNNING:
            return
        REGRADING.take(run, "finish", by=None)
        close(run)
        record(REGRADING.act("finish"), by=None, subject=run, after=counts(run))


def close(run: Regrading) -> None:
    run.digest, run.finished_at = digest_of(run), timezone.now()
    run.save(update_fields=["digest", "finished_at"])


def counts(run: Regrading) -> dict[str, Any]:
    found: dict[str, Any] = {name: getattr(run, name) for name in COUNTS}
    return found | {"edition": run.edition.sha256} | ({"digest": run.digest} if run.digest else {})


@dataclass
class Work:
    """What all batches of one run share."""

    run: Regrading

    @cached_property
    def renewal(self) -> Renewal:
        return Renewal(self.run.edition.content, earlier_contents(self.run.edition.code))

    @cached_property
    def wanted(self) -> dict[str, tuple[str, int | None]]:
        return windows(self.run.edition.content)

    @cached_property
    def sources(self) -> dict[str, str]:
        return {key: in_chinese(PROVIDERS[name].source) for key, (name, _years) in self.wanted.items()}

    @cached_property
    def grades(self) -> dict[str, str]:
        return {level: grade.value for level, grade in grades_of(self.run.edition.content).items()}


@dataclass(frozen=True)
class Fresh:
    """One enterprise with its verdict; `grade` is empty when it could not be graded again."""

    unit: Unit
    verdict: Verdict
    known: dict[str, Known]
    grade: str = ""
    outcome: str = ""  # empty: nothing new


def regrade_next(work: Work) -> bool:
    """One batch in its own transaction; false when none is left or someone has cancelled. The row lock keeps two
    workers apart, the rows of the enterprises keep a person's grading apart."""
    run = work.run
    with transaction.atomic():
        locked = (
            Regrading.objects.select_for_update(of=("self",)).select_related("edition", "created_by").get(pk=run.pk)
        )
        if locked.state != RegradingState.RUNNING:
            return False
        units = next_units(locked, SIZE)
        if not units:
            return False
        fresh = [*judged(work, units)]
        write(locked, work, [one for one in fresh if one.outcome])
        for one in fresh:
            name = one.outcome or "same"
            setattr(locked, name, getattr(locked, name) + 1)
        locked.seen, locked.last_id = locked.seen + len(units), units[-1].pk
        locked.total = max(locked.total, locked.seen)
        locked.save(update_fields=[*COUNTS, "last_id"])
        run.seen, run.total = locked.seen, locked.total
    return True


def judged(work: Work, units: Sequence[Unit]) -> Iterable[Fresh]:
    ids = [unit.pk for unit in units]
    waiting, on_record = contested(ids), known_of(ids, work.wanted, timezone.localdate())
    for unit in units:
        known = on_record[unit.pk]
        if unit.pk in waiting:
            yield Fresh(unit, Verdict(refused=CONTESTED), known, outcome=Outcome.REFUSED)
            continue
        values = {key: one.value for key, one in known.items()}
        words = {key: str(one.words) for key, one in known.items()}
        verdict = work.renewal.renew(unit.before, values, words)
        yield settled(work, unit, verdict, known)


def settled(work: Work, unit: Unit, verdict: Verdict, known: dict[str, Known]) -> Fresh:
    if verdict.result is None:
        return Fresh(unit, verdict, known, outcome=Outcome.REFUSED)
    grade = work.grades[verdict.result.level]
    if grade != unit.grade:
        return Fresh(unit, verdict, known, grade, Outcome.MOVED)
    stands = unit.before and unit.current and unit.before.edition == work.run.edition_id and not verdict.changes
    return Fresh(unit, verdict, known, grade, "" if stands else Outcome.RENEWED)


def write(run: Regrading, work: Work, fresh: list[Fresh]) -> None:
    graded = [one for one in fresh if one.grade]
    write_gradings(run, work, graded)
    moved = [one for one in fresh if one.outcome == Outcome.MOVED]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE plans_enterprise held SET grade = fresh.grade, version = held.version + 1"
            " FROM unnest(%s::bigint[], %s::text[]) AS fresh(id, grade) WHERE held.id = fresh.id",
            [[one.unit.pk for one in moved], [one.grade for one in moved]],
        )
        with cursor.copy(f"COPY plans_regradingmove ({', '.join(MOVE)}) FROM STDIN") as copy:
            for one in fresh:
                copy.write_row(move_of(run, one))
    changes = (
        (
            Enterprise(pk=one.unit.pk, name=one.unit.name, bureau_id=run.bureau_id),
            {"grade": one.unit.grade},
            {
                "grade": one.grade,
                "scheme": run.edition.code,
                "score": str(one.verdict.result and one.verdict.result.score),
            },
        )
        for one in moved
    )
    record_all(REGRADED, by=run.created_by, within=run, changes=changes)


MOVE = ("run_id", "bureau_id", "enterprise_id", "outcome", "old", "new", "old_score", "new_score", "why")
GRADING = (
    *("id", "enterprise_id", "edition_id", "scheme", "scheme_sha256", "answers", "inputs", "score"),
    *("grade", "arithmetic", "current", "graded_at", "graded_by_id", "regrading_id"),
)
END_CURRENT = "UPDATE plans_grading SET current = false WHERE enterprise_id = ANY(%s) AND current"


def write_gradings(run: Regrading, work: Work, graded: list[Fresh]) -> None:
    """Copied in: the ORM's insert of as many rows costs more than grading them."""
    units, now, edition = [one.unit.pk for one in graded], timezone.now(), run.edition
    with connection.cursor() as cursor:
        cursor.execute(END_CURRENT, [units])
        cursor.execute("SELECT nextval('plans_grading_id_seq') FROM generate_series(1, %s)", [len(graded)])
        keys = [key for (key,) in cursor.fetchall()]
        with cursor.copy(f"COPY plans_grading ({', '.join(GRADING)}) FROM STDIN") as copy:
            for key, one in zip(keys, graded, strict=True):
                copy.write_row((
                    key, one.unit.pk, edition.pk, edition.code, edition.sha256,
                    as_json({"items": one.verdict.answers, "direct_red": one.verdict.direct_red}),
                    as_json(inputs_of(work, one)), score_of(one), one.grade, as_json(arithmetic_of(one)), True, now,
                    run.created_by_id, run.pk,
                ))  # fmt: skip


def as_json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def score_of(one: Fresh) -> Any:
    return one.verdict.result.score if one.verdict.result else None


def arithmetic_of(one: Fresh) -> Any:
    return one.verdict.result.as_json() if one.verdict.result else {}


def inputs_of(work: Work, one: Fresh) -> dict[str, Any]:
    """As `queries.grading.Prefill` keeps them for a grading by hand."""
    found = {}
    for code, value in one.verdict.proposals.items():
        fact = work.renewal.fact_of[code]
        kept = {"fact": fact, "known": str(one.known[fact].words), "source": work.sources[fact], "proposed": value}
        if one.verdict.answers.get(code, 0) != value and fact in one.verdict.reasons:
            kept["reason"] = one.verdict.reasons[fact]
        found[code] = kept
    return found


def move_of(run: Regrading, one: Fresh) -> tuple[Any, ...]:
    why: dict[str, Any] = {"answers": one.verdict.changes} if one.verdict.changes else {}
    if one.verdict.refused:
        why |= {"refused": one.verdict.refused, "codes": one.verdict.codes}
    elif one.unit.before is None:
        why["first"] = True
    elif one.unit.before.edition != run.edition_id:
        why["editions"] = [one.unit.before.edition, run.edition_id]
    old, new, outcome = one.unit.grade, one.grade, str(one.outcome)
    return run.pk, run.bureau_id, one.unit.pk, outcome, old, new, one.unit.score, score_of(one), as_json(why)
