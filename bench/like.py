"""Like cases among decided charges: the query with its figures, against the same rows read with bare SQL."""

from collections.abc import Iterable
from decimal import Decimal

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from bench.measure import Result, interleaved
from bench.scene import Scene
from cases.models import Charge, DecidedCharge, Decision, PenaltyCase
from cases.queries.like import FIELDS, Kind, found, level_of, like_cases
from cases.rules.like import SCALES, since
from enforcement.accounts.models import User
from enforcement.documents.models import Document
from enforcement.rulebook.models import Violation
from plans.models import Enterprise

DECIDED = 300_000
SHORT = 600
SLOTS = ("entity_first", "entity_overdue")
TIERS = ("A", "B", "C")
ENDS = (Decimal(0), Decimal(48_000))
DAYS = 10 * 365


def measure(scene: Scene) -> list[Result]:
    rows = SHORT if scene.sizes.rows <= SHORT else DECIDED
    sample = fill(scene, rows)
    kind = Kind(sample.violation.rule_key, SLOTS[0], TIERS[0], SCALES[1], *ENDS)
    today, user = timezone.localdate(), officer(scene)
    charge = Charge.objects.select_related("penalty__bureau", "violation").get(pk=sample.pk)
    bureaus = level_of(scene.bureau, user)
    wanted = found(kind, bureaus, since(today), today).values_list(*FIELDS)
    statement, values = wanted.query.sql_with_params()

    def ours() -> int:
        return len(like_cases(charge, kind, on=today, user=user).shown)

    def bare() -> int:
        return len(scene.bare.execute(statement.encode(), values).fetchall())

    seconds, floor = interleaved(ours, bare, rounds=scene.sizes.rounds, times=scene.sizes.times)
    notes = {"decided charges": rows, "rows found": bare()}
    return [Result("like cases of a charge", seconds, floor, 3, notes=notes)]


def officer(scene: Scene) -> User:
    """Sees the cases of the bureau."""
    return scene.chief if scene.chief.may_any([PenaltyCase.view_permission]) else scene.reader


def fill(scene: Scene, rows: int) -> Charge:
    """Decided charges spread over all violations, slots, tiers, scales and ten years: one made by hand, the others
    copied from it in the database. Gives the first."""
    first = pattern(scene)
    keys = list(Violation.objects.current().in_force(timezone.localdate()).order_by("row_id").values_list("rule_key"))
    made = DecidedCharge.objects.get(charge=first)
    number = {PenaltyCase: first.penalty_id, Charge: first.pk, Decision: made.decision_id, DecidedCharge: made.pk}
    day = f"(current_date - (n::bigint * 7919 %% {DAYS})::int)"
    among = {"slot": SLOTS, "tier": TIERS, "scale": SCALES}
    steps = {"slot": 3, "tier": 7, "scale": 11}
    picked = {name: picks(values, steps[name]) for name, values in among.items()}
    keyed = picks([key for (key,) in keys], 1)
    changes: dict[type[Model], dict[str, str]] = {
        PenaltyCase: {"number": "'bench' || n"},
        Charge: {"penalty_id": f"{number[PenaltyCase]} + n"},
        Decision: {"penalty_id": f"{number[PenaltyCase]} + n", "decided_on": day},
        DecidedCharge: {
            "charge_id": f"{number[Charge]} + n", "decision_id": f"{number[Decision]} + n", "decided_on": day,
            "amount": "1000 + n * 37 %% 49000", "rule_key": keyed, **picked,
        },
    }  # fmt: skip
    for model, changed in changes.items():
        copy(model, number[model], rows, changed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE cases_decidedcharge, cases_decision, cases_penaltycase")
    return first


def picks(values: Iterable[str], step: int) -> str:
    held = list(values)
    listed = ", ".join(f"'{one}'" for one in held)
    return f"(ARRAY[{listed}])[(n / {step} %% {len(held)}) + 1]"


def copy(model: type[Model], pk: int, rows: int, changed: dict[str, str]) -> None:
    """`rows` further rows like the one of `pk`, with ids after it, each column as `changed` says of its number n."""
    columns = [field.column for field in model._meta.concrete_fields]
    chosen = {**{name: f"t.{name}" for name in columns}, "id": "t.id + n", **changed}
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen[name] for name in columns)} "
            f"FROM {table} t, generate_series(1, %s) AS n WHERE t.id = %s",
            [rows, pk],
        )
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), %s)", [pk + rows])


def pattern(scene: Scene) -> Charge:
    today, by, where = timezone.localdate(), scene.chief, scene.bureau
    row = Violation.objects.current().in_force(today).order_by("row_id")[0]
    enterprise = Enterprise.objects.create(
        bureau=where, name="同类案件测试企业", credit_code="91539901MA6BENCH0X", created_by=by
    )
    paper = Document.objects.create(
        kind="XZCFJDDW", title="同类案件", bureau=where, subject="bench:1", context={}, issued_by=by
    )
    case = PenaltyCase.objects.create(
        bureau=where, enterprise=enterprise, violation=row, act_on=today, found_on=today, facts="x",
        party=enterprise.name, number="bench", created_by=by,
    )  # fmt: skip
    charge = Charge.objects.create(penalty=case, number=1, violation=row, act_on=today, added_by=by)
    decision = Decision.objects.create(
        penalty=case, violation=row, amount=1000, facts="x", reasons="x", correction="x", decided_on=today,
        decided_by=by, document=paper,
    )  # fmt: skip
    DecidedCharge.objects.create(
        decision=decision, charge=charge, violation=row, amount=1000, tier=TIERS[0], low=ENDS[0], high=ENDS[1],
        rule_key=row.rule_key, slot=SLOTS[0], scale=SCALES[0], bureau=where, decided_on=today,
    )  # fmt: skip
    return charge
