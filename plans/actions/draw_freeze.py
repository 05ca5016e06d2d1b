"""The lists of a draw become rows that nobody changes; a million enterprises go over in one statement."""

import secrets
from collections import Counter
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _t, override

from enforcement.accounts.models import User
from enforcement.errors import RuleBroken
from enforcement.ledger.actions import record
from plans.actions.draw_repeat import lock_draws
from plans.flows.draw import DRAW
from plans.models import Draw, DrawConflict, DrawEntry, DrawExclusion
from plans.queries import draw as draws
from plans.queries.draw_people import Pair, conflict_pairs, people_of
from plans.queries.draw_settings import grade_weights
from plans.queries.draw_skips import skip_words
from plans.queries.draw_units import judged_units
from plans.rules.draw import NARROW_ROUNDS
from plans.rules.draw_commitment import LISTS, commitment_sha256, parameters, sha256_of_rows
from plans.rules.seed_sources import lines_of
from plans.words import exclusion_word

BATCH = 10_000
LIST_WORDS = dict(zip(LISTS, ("企业", "人员", "专家"), strict=True))


@transaction.atomic
def freeze(task: Draw, *, by: User, version: int | None = None) -> Draw:
    """From here on the lists, the counts and the source are fixed by one hash that is in the ledger."""
    lock_draws(task.bureau_id)
    locked = DRAW.take(task, "freeze", by=by, version=version)
    locked.salt = secrets.token_hex(16)
    people = people_of(locked)
    for name, found in people.items():
        if len(found.rows) > NARROW_ROUNDS:
            raise RuleBroken(_t("人员名单最多 %(most)s 名，增加专业要求") % {"most": NARROW_ROUNDS})
        _insert_people(locked, name, found.rows, DrawEntry)
        _insert_people(locked, name, found.excluded, DrawExclusion)
    _insert_units(locked)
    _insert_conflicts(locked, conflict_pairs(locked, people))
    _commit(locked)
    after = {"commitment": locked.commitment, **locked.hashes, "params": locked.params}
    record(DRAW.act("freeze"), by=by, subject=locked, after=after, note=locked.small_source_reason)
    return locked


def _insert_people(task: Draw, name: str, rows: list[dict[str, Any]], model: type[Any]) -> None:
    salted = sorted(({**row, "entry": draws.salted(task.salt, row["code"])} for row in rows), key=lambda r: r["entry"])
    model.objects.bulk_create(
        model(draw=task, list=name, number=number, subject=row.pop("id"), **row)
        for number, row in enumerate(salted, start=1)
    )


UNITS = """
WITH judged (id, code, name, reason, weight) AS MATERIALIZED ({judged}),
salted AS (SELECT *, left(encode(sha256(convert_to(%s || chr(10) || code, 'UTF8')), 'hex'), 32) AS entry FROM judged),
numbered AS (
  SELECT *, row_number() OVER (PARTITION BY reason = '' ORDER BY entry COLLATE "C") AS number FROM salted
),
kept AS (
  INSERT INTO plans_drawentry (draw_id, list, number, subject, code, name, entry, weight)
  SELECT %s, 'unit', number, id, code, name, entry, weight FROM numbered WHERE reason = '' ORDER BY number
)
INSERT INTO plans_drawexclusion (draw_id, list, number, subject, code, name, entry, reason)
SELECT %s, 'unit', number, id, code, name, entry, reason FROM numbered WHERE reason <> '' ORDER BY number
"""


def _insert_units(task: Draw) -> None:
    """The order of the list is that of the salted entries, so nobody chose it."""
    rows = judged_units(task).order_by().values_list("pk", "credit_code", "name", "reason", "weight")
    judged, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(UNITS.format(judged=judged), [*params, task.salt, task.pk, task.pk])


def _insert_conflicts(task: Draw, pairs: list[Pair]) -> None:
    """By the numbers of the lists; pairs with somebody who is on neither list are left out."""
    subjects = {enterprise for enterprise, *_rest in pairs}
    entries = task.entries.exclude(list=draws.UNIT) | task.entries.filter(list=draws.UNIT, subject__in=subjects)
    numbers = {(name, subject): number for name, subject, number in entries.values_list("list", "subject", "number")}
    found = [
        DrawConflict(draw=task, unit=unit, list=name, entry=numbers[name, person], reason=reason)
        for enterprise, name, person, reason in pairs
        if (unit := numbers.get((draws.UNIT, enterprise)))
    ]
    DrawConflict.objects.bulk_create(found, batch_size=BATCH)


def _commit(task: Draw) -> None:
    task.frozen_at = timezone.now()
    sizes = {name: task.entries.filter(list=name).count() for name in task.list_names}
    task.hashes = {name: _hash_of(task, name) for name in task.list_names}
    with override("zh-hans"):  # published and committed to as the record has it, whatever page this came from
        task.params = parameters(
            counts=draws.wanted(task),
            ratio=f"{Decimal(task.units_wanted * 100) / sizes[draws.UNIT]:.1f}%",
            exclusions=_exclusion_counts(task),
            source=task.seed_source,
            source_time=timezone.localtime(task.seed_at).isoformat(),
            entry_method=task.entry_method,
            bits_given=str(task.seed_bits),
            bits_needed=f"{draws.bits_needed(task, sizes):.1f}",
            small_source_reason=task.small_source_reason,
            source_lines=[line.label for line in lines_of(task.seed_kinds)],
            task={"number": task.number, "title": task.title, "bureau": str(task.bureau)},
            scope=draws.describe_conditions(task),
            specialty=str(task.get_specialty_display()),
            window=[task.window_from.isoformat(), task.window_to.isoformat()],
            weights=grade_weights(task.bureau_id),
            sizes=sizes,
            exclusions_sha256=sha256_of_rows(draws.exclusion_rows(task)),
            conflicts_sha256=sha256_of_rows(draws.conflict_rows(task)),
            frozen_at=timezone.localtime(task.frozen_at).isoformat(),
            skip_words=skip_words(),
            sealed=True,
        )
    task.commitment = commitment_sha256(task.salt, task.hashes, task.params)
    task.save()


def _hash_of(task: Draw, name: str) -> str:
    rows = task.entries.filter(list=name).order_by("number").values_list("number", "entry", "weight")
    return sha256_of_rows(rows.iterator(chunk_size=BATCH))


def _exclusion_counts(task: Draw) -> list[str]:
    """What is committed to and published: reasons and how many, no names."""
    grouped = task.exclusions.order_by().values_list("list", "reason").annotate(count=Count("pk"))
    counts = Counter({(name, reason): count for name, reason, count in grouped})
    return [
        f"{LIST_WORDS[name]}：{exclusion_word(reason)} × {count}" for (name, reason), count in sorted(counts.items())
    ]
