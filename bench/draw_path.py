"""The whole way of a draw of 1 % on a register of so many enterprises, by the real acts: seconds and memory by step.

Peak memory is that of the process (`ru_maxrss`) and only grows, so each figure includes those before it. It says what
the design costs; how fast the drawing itself is, `draws` measures against its floor.
"""

import datetime as dt
import json
import resource
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone

from bench.scene import person
from enforcement.accounts.models import Bureau, Certificate, Level
from enforcement.accounts.roles import Role
from plans.actions import draw as acts
from plans.actions.draw_reveal import make_tasks
from plans.models import Draw, Enterprise
from plans.queries.draw import candidate_counts, proof_of
from plans.rules.draw_proof import verify
from supervision.demo.clock import at
from supervision.demo.enterprises import invent

SEED = "3 8 17 22 29 31\n7"
TOLD_APART = {
    "name": "'演示第' || n || '企业有限公司'",
    "credit_code": "lpad(n::text, 18, '0')",
    "sector": "'trade'",
    "grade": "(ARRAY['red', 'orange', 'yellow', 'blue'])[1 + n % 4]",
    "status": "CASE WHEN n % 50 = 0 THEN 'closed' ELSE 'operating' END",
}
Steps = dict[str, dict[str, float]]


def measure(rows: int) -> dict[str, Any]:
    home = Bureau.objects.create(
        name="云岭市应急管理局", short_name="演", credit_code="", level=Level.CITY, region_code="539901"
    )
    home.place_in_tree()
    chief, watcher = person(home, "draw-chief", Role.SECTION_CHIEF), person(home, "draw-watcher", Role.SUPERVISOR)
    for number in range(40):
        officer = person(home, f"draw-officer{number}", Role.INSPECTOR)
        Certificate.objects.create(user=officer, number=f"P{number}", valid_from="2020-01-01", valid_to="2099-12-31")
    fill(home, rows)
    steps: Steps = {}
    task = acts.create_draw(by=chief, **conditions(rows))
    timed(steps, "page of the conditions", lambda: candidate_counts(fresh(task)))
    timed(steps, "freeze", lambda: acts.freeze(fresh(task), by=chief))
    acts.publish_commitment(fresh(task))
    with at(task.seed_at + dt.timedelta(hours=1)):
        acts.enter_seed(fresh(task), by=chief, sources=SEED)
        acts.confirm_seed(fresh(task), by=watcher, sources=SEED)
        timed(steps, "draw", lambda: acts.draw(fresh(task), by=chief))
        proof = timed(steps, "build and check the file", lambda: proof_of(fresh(task)))
        task = fresh(task)
        timed(steps, "ask for the reveal", lambda: acts.reveal(task, by=chief, at_once=0))
        timed(steps, "reveal", lambda: make_tasks(task.pk, lambda _done, _total: None))
    text = json.dumps(proof, ensure_ascii=False)
    del proof
    differences = timed(steps, "verify_draw", lambda: verify(json.loads(text)))
    return {
        "rows": rows,
        "drawn": task.units_wanted,
        "tasks": task.assignments.count(),
        "holds": not differences,
        "file MB": round(len(text.encode()) / 2**20, 1),
        "steps": steps,
    }


def fill(home: Bureau, rows: int) -> None:
    """So many enterprises like one that is invented; what tells them apart is counted."""
    one = next(invent(home, 1))
    one.save()
    columns = [field.column for field in Enterprise._meta.concrete_fields if not field.primary_key]
    values = ", ".join(TOLD_APART.get(name, f"one.{name}") for name in columns)
    source = "FROM plans_enterprise one, generate_series(1, {}) n"
    with connection.cursor() as cursor:  # names of the model's own columns, and the number of rows
        cursor.execute(f"INSERT INTO plans_enterprise ({', '.join(columns)}) SELECT {values} {source.format(rows)}")
        cursor.execute("DELETE FROM plans_enterprise WHERE id = %s", [one.pk])
        cursor.execute("ANALYZE plans_enterprise")


def conditions(rows: int) -> dict[str, Any]:
    day = timezone.localdate() + dt.timedelta(days=10)
    return {
        "title": "1 % 抽查",
        "conditions": {"sectors": ["trade"], "grades": [], "hazards": []},
        "units_wanted": rows // 100,
        "officers_wanted": 8,
        "window_from": day,
        "window_to": day + dt.timedelta(days=60),
        "seed_kinds": ["ssq"],
        "seed_source": "双色球一期",
        "seed_at": timezone.now() + dt.timedelta(hours=2),
        "seed_bits": "24.0",
        "small_source_reason": "测量",
    }


def fresh(task: Draw) -> Draw:
    return Draw.objects.select_related("bureau", "plan_item").get(pk=task.pk)


def timed(steps: Steps, name: str, act: Callable[[], Any]) -> Any:
    sent: list[str] = []
    started = time.perf_counter()
    with connection.execute_wrapper(lambda execute, sql, *rest: sent.append(sql[:1]) or execute(sql, *rest)):
        result = act()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    steps[name] = {"seconds": round(time.perf_counter() - started, 2), "peak MB": round(peak), "statements": len(sent)}
    return result
