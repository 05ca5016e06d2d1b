"""A register graded again by another edition, against the same rows read and written with bare SQL."""

import datetime as dt
import tracemalloc
from typing import Any

from psycopg.types.json import Jsonb

from bench.measure import Result, interleaved
from bench.scene import Scene
from enforcement.rulebook.states import EditionState
from plans.actions.regrading import GRADING, MOVE, SIZE, regrade
from plans.models import Enterprise, Grading, Regrading, SchemeEdition
from plans.queries.scheme import schemes, sha256_of
from plans.rules.grading import evaluate
from plans.states import RegradingState

REGISTER = 100_000
SHORT = 300
CODE = "G-19"
READ = """SELECT e.id, e.grade, g.answers, g.inputs, g.score, g.grade, g.arithmetic FROM plans_enterprise e
            JOIN plans_grading g ON g.enterprise_id = e.id AND g.current
           WHERE e.bureau_id = %s AND e.id > %s ORDER BY e.id LIMIT %s FOR UPDATE OF e"""
END = "UPDATE plans_grading SET current = false WHERE enterprise_id = ANY(%s) AND current"
MOVED = """UPDATE plans_enterprise held SET grade = fresh.grade, version = version + 1
             FROM unnest(%s::bigint[], %s::text[]) AS fresh(id, grade) WHERE held.id = fresh.id"""
KEYS = "SELECT nextval('plans_grading_id_seq') FROM generate_series(1, %s)"
ENTRY = ("at", "act", "act_text", "actor", "actor_text", "bureau", "subject", "subject_text", '"within"', "before",
         "after", "rule", "article", "document", "note", "leaf")  # fmt: skip


def measure(scene: Scene) -> list[Result]:
    """Most enterprises move with the edition; all get another sum, so every row is written."""
    rows = SHORT if scene.sizes.rows <= SHORT else min(REGISTER, scene.sizes.rows)
    editions = [edition_worth(points) for points in (1, 30)]
    fill(scene, rows, editions[0])
    turns = iter(range(1, 1000))
    moved: list[int] = []

    def ours() -> None:
        moved.append(run_of(scene, editions[next(turns) % 2]).moved)

    def bare() -> None:
        read_and_write(scene, editions[0])

    ours()
    seconds, floor = interleaved(ours, bare, rounds=scene.sizes.heavy_rounds)
    tracemalloc.start()
    ours()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    notes = {"enterprises": rows, "moved": moved[-1], "batch": SIZE, "peak_mb": round(peak / 2**20, 1)}
    scene.bare.execute("TRUNCATE plans_regradingmove, plans_grading CASCADE")
    Enterprise.objects.filter(bureau=scene.bureau, name__startswith="重评").delete()
    return [Result("regrade a register", seconds, floor, 3, notes=notes)]


def run_of(scene: Scene, edition: SchemeEdition) -> Regrading:
    total = Enterprise.objects.filter(bureau=scene.bureau).count()
    state = RegradingState.RUNNING
    run = Regrading.objects.create(
        bureau=scene.bureau, created_by=scene.chief, edition=edition, state=state, total=total
    )
    regrade(run, lambda done, total: None)
    run.refresh_from_db()
    return run


def edition_worth(points: int) -> SchemeEdition:
    """The scheme for chemicals, one item worth more or less."""
    content = dict(schemes()[CODE])
    content["projects"] = [dict(project, max_deduct=99) for project in content["projects"]]
    content["projects"][2] = content["projects"][2] | {
        "items": [content["projects"][2]["items"][0] | {"points": points}]
    }
    return SchemeEdition.objects.create(
        code=CODE, name_zh=content["name_zh"], kind="points", content=content, text="", sha256=sha256_of(content),
        effective_from=dt.date(2020, 1, points), state=EditionState.PUBLISHED, settled_at=dt.datetime.now(dt.UTC),
    )  # fmt: skip


def answers_of(number: int) -> dict[str, int]:
    return {"1.1b": 1, "1.3a": 1 + number % 2, "1.4a": number % 7 + 1, "4a": number % 3 + 1, "6a": number % 2 + 1}


def fill(scene: Scene, rows: int, edition: SchemeEdition) -> None:
    """Enterprises with a grading in force, each with some answers."""
    for begin in range(0, rows, 5000):
        numbers = range(begin, min(begin + 5000, rows))
        made = Enterprise.objects.bulk_create(
            Enterprise(bureau=scene.bureau, name=f"重评第{n}有限公司", credit_code=f"91RG{n:014d}", grade="blue")
            for n in numbers
        )
        Grading.objects.bulk_create(
            Grading(
                enterprise=one, edition=edition, scheme=CODE, scheme_sha256=edition.sha256,
                answers={"items": answers_of(n), "direct_red": []}, score=90, grade="blue", graded_by=scene.chief,
                arithmetic=evaluate(edition.content, answers_of(n)).as_json(),
            )
            for n, one in zip(numbers, made, strict=True)
        )  # fmt: skip


def read_and_write(scene: Scene, edition: SchemeEdition) -> None:
    """The same rows in the same batches: every grading anew, every other enterprise with a move and a ledger entry."""
    after, bureau, chief = 0, scene.bureau.pk, scene.chief.pk
    run = Regrading.objects.create(bureau=scene.bureau, created_by=scene.chief, edition=edition).pk
    while rows := scene.bare.execute(READ.encode(), [bureau, after, SIZE]).fetchall():
        write(scene, edition, [bureau, chief, run], rows)
        after = int(str(rows[-1][0]))


def write(scene: Scene, edition: SchemeEdition, keys: list[int], rows: list[Any]) -> None:
    bureau, chief, run = keys
    now, moved = dt.datetime.now(dt.UTC), rows[::2]
    with scene.bare.transaction(), scene.bare.cursor() as cursor:
        cursor.execute(END.encode(), [[row[0] for row in rows]])
        made = cursor.execute(KEYS.encode(), [len(rows)]).fetchall()
        with cursor.copy(f"COPY plans_grading ({', '.join(GRADING)}) FROM STDIN".encode()) as copy:
            for key, (pk, _grade, answers, inputs, score, grade, sums) in zip(made, rows, strict=True):
                copy.write_row((
                    key[0], pk, edition.pk, CODE, edition.sha256, Jsonb(answers), Jsonb(inputs), score, grade,
                    Jsonb(sums), True, now, chief, None,
                ))  # fmt: skip
        other = ["yellow" if row[1] == "blue" else "blue" for row in moved]
        cursor.execute(MOVED.encode(), [[row[0] for row in moved], other])
        with cursor.copy(f"COPY plans_regradingmove ({', '.join(MOVE)}) FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row((run, bureau, row[0], "moved", row[1], row[1], row[4], row[4], '{"editions": [1, 2]}'))
        with cursor.copy(f"COPY ledger_entry ({', '.join(ENTRY)}) FROM STDIN".encode()) as copy:
            for row in moved:
                copy.write_row((
                    now, "enterprise.regrade", "批量重评变动等级", f"user:{chief}", "测演甲", bureau,
                    f"enterprise:{row[0]}", "重评有限公司", f"regrading:{run}", '{"grade": "blue"}',
                    '{"grade": "yellow", "score": "90", "scheme": "G-19"}', "", "", "", "", "0" * 64,
                ))  # fmt: skip
