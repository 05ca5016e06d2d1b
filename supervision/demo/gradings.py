"""Enterprises are graded before the plan that needs it, the dangerous ones by the scheme for chemicals; later some by
other schemes, a task, an objection, and a regrading."""

import datetime as dt
import random
from typing import Any

from django.utils import timezone

from plans.actions.grading import grade_enterprise, grade_task, object_to
from plans.actions.regrading import confirm_regrading, regrade, start_regrading
from plans.models import Enterprise, Grading
from plans.queries.grading import prefill_of
from plans.queries.scheme import edition_in_force, schemes
from plans.rules.grading import STANDARDISATION
from plans.rules.prefill import plain
from plans.states import Grade, Sector
from supervision.demo.bureau import Demo
from supervision.demo.clock import in_workdays, on, workday
from supervision.demo.year import Story

A_DAY = 10
KEYS = (Grade.RED, Grade.ORANGE, Grade.ORANGE, Grade.YELLOW, Grade.YELLOW, Grade.ORANGE)
OTHERS = (Grade.BLUE, Grade.YELLOW, Grade.BLUE, Grade.YELLOW, Grade.ORANGE, Grade.YELLOW, Grade.BLUE, Grade.RED)
CHEMICAL_POINTS: dict[Grade, dict[str, int]] = {  # also with what a standardisation rating adds
    Grade.RED: {"1.1a": 1, "1.3a": 5, "2b": 1, "3b": 1, "5c": 1},
    Grade.ORANGE: {"1.1b": 1, "1.3a": 5, "2b": 1, "6d": 1, "1.2b": 1},
    Grade.YELLOW: {"1.1c": 1, "1.3a": 3, "6d": 1, "2a": 1},
    Grade.BLUE: {"1.1d": 1, "3c": 1},
}
LIKELIHOOD_AND_SEVERITY = {Grade.RED: (3, 4), Grade.ORANGE: (2, 4), Grade.YELLOW: (2, 3), Grade.BLUE: (1, 2)}


def stories(demo: Demo) -> list[Story]:
    keys, others = demo.key_list, demo.others
    again = keys[:: max(1, len(keys) // 12)]
    return [
        graded(demo, keys, KEYS, dt.date(2024, 11, 25)),
        graded(demo, others, OTHERS, dt.date(2025, 3, 3)),
        graded(demo, again, (Grade.YELLOW, Grade.ORANGE), dt.date(2026, 10, 13)),
        otherwise(demo),
        regraded(demo),
    ]


def graded(demo: Demo, enterprises: list[int], grades: tuple[Grade, ...], begins: dt.date) -> Story:
    yield on(workday(begins), 9)
    for number, pk in enumerate(enterprises):
        if number and number % A_DAY == 0:
            yield in_workdays(1)
        enterprise = demo.enterprise(pk)
        chemical = enterprise.sector == Sector.CHEMICAL
        code, answers = ("G-19", chemical_answers) if chemical else ("G-LS", matrix_answers)
        given = answers(grades[number % len(grades)], demo.chance)
        grade_enterprise(enterprise, by=demo.staff["chief"], scheme=code, answers=as_recorded(enterprise, code, given))


def as_recorded(enterprise: Enterprise, code: str, answers: dict[str, Any]) -> dict[str, Any]:
    """Where the register or the record knows the answer, the chief takes it."""
    prefill = prefill_of(enterprise, edition_in_force(code, enterprise.bureau, timezone.localdate()))
    return plain(prefill.edition.content, answers | dict(prefill.answers))


def otherwise(demo: Demo) -> Story:
    """Some by standardisation and integrity, two tasks of one plant, and one enterprise that contests its grade."""
    chief, ranked = demo.staff["chief"], demo.others
    yield on(workday(dt.date(2026, 10, 20)), 9)
    for number, pk in enumerate(ranked[-3:]):
        one = demo.enterprise(pk)
        level = one.standardisation if one.standardisation in STANDARDISATION else STANDARDISATION[-1]
        answers = {"standardisation": level} | ({"dishonest": True} if number == 0 else {})
        grade_enterprise(one, by=chief, scheme="G-SX-XY", answers=answers)
    plant = demo.enterprise(demo.key_list[0])
    for task, values in (("二号罐区动火作业", ("3", "6", "15")), ("装卸鹤管日常作业", ("1", "6", "7"))):
        grade_task(plant, by=chief, scheme="G-LEC", task=task, answers=dict(zip("LEC", values, strict=True)))
    yield in_workdays(2)
    contested = Grading.objects.get(enterprise=demo.key_list[1], current=True)
    text = "危险工艺装置已停用拆除，请重新核定。"
    object_to(contested, by=chief, said_on=timezone.localdate(), speaker="企业安全负责人", text=text)


def regraded(demo: Demo) -> Story:
    """The chemical plants once more, by what is on record now. The job of the run finds it done."""
    yield on(workday(dt.date(2026, 11, 10)), 9)
    chief = demo.staff["chief"]
    edition = edition_in_force("G-19", chief.bureau, timezone.localdate())
    run = start_regrading(by=chief, edition=edition, sector=Sector.CHEMICAL.value)
    regrade(confirm_regrading(run, by=chief), lambda done, total: None)


def chemical_answers(grade: Grade, chance: random.Random) -> dict[str, Any]:
    return {**CHEMICAL_POINTS[grade], "1.4a": chance.randrange(1, 4), "7c": chance.randrange(3)}


def matrix_answers(grade: Grade, chance: random.Random) -> dict[str, Any]:
    """Likelihoods whose rounded mean, and severities whose maximum, give the grade."""
    likelihood, severity = LIKELIHOOD_AND_SEVERITY[grade]
    rows = [row["code"] for row in schemes()["G-LS"]["L_rows"]]
    answers = {code: max(1, likelihood - chance.randrange(2)) for code in rows} | {rows[0]: likelihood}
    worst, *rest = [row["code"] for row in schemes()["G-LS"]["S_rows"]]
    return answers | {worst: severity} | {code: chance.randrange(1, severity + 1) for code in rest}
