"""Enterprises are graded before the plan that needs it, the dangerous ones by the scheme for chemicals."""

import datetime as dt
import random
from typing import Any

from plans.actions.grading import grade_enterprise
from plans.queries.grading import scheme
from plans.states import Grade, Sector
from supervision.demo.bureau import Demo
from supervision.demo.clock import in_workdays, on, workday
from supervision.demo.year import Story

A_DAY = 10
KEYS = (Grade.RED, Grade.ORANGE, Grade.ORANGE, Grade.YELLOW, Grade.YELLOW, Grade.ORANGE)
OTHERS = (Grade.BLUE, Grade.YELLOW, Grade.BLUE, Grade.YELLOW, Grade.ORANGE, Grade.YELLOW, Grade.BLUE, Grade.RED)
CHEMICAL_POINTS: dict[Grade, dict[str, int]] = {
    Grade.RED: {"1.1a": 1, "1.3a": 5, "2b": 1, "3b": 1, "5c": 1},
    Grade.ORANGE: {"1.1b": 1, "1.3a": 5, "2b": 1},
    Grade.YELLOW: {"1.1c": 1, "1.3a": 3},
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
    ]


def graded(demo: Demo, enterprises: list[int], grades: tuple[Grade, ...], begins: dt.date) -> Story:
    yield on(workday(begins), 9)
    for number, pk in enumerate(enterprises):
        if number and number % A_DAY == 0:
            yield in_workdays(1)
        enterprise = demo.enterprise(pk)
        chemical = enterprise.sector == Sector.CHEMICAL
        code, answers = ("G-19", chemical_answers) if chemical else ("G-LS", matrix_answers)
        wanted = grades[number % len(grades)]
        grade_enterprise(enterprise, by=demo.staff["chief"], scheme=code, answers=answers(wanted, demo.chance))


def chemical_answers(grade: Grade, chance: random.Random) -> dict[str, Any]:
    return {**CHEMICAL_POINTS[grade], "1.4a": chance.randrange(1, 4), "7c": chance.randrange(3)}


def matrix_answers(grade: Grade, chance: random.Random) -> dict[str, Any]:
    """Likelihoods whose rounded mean, and severities whose maximum, give the grade."""
    likelihood, severity = LIKELIHOOD_AND_SEVERITY[grade]
    rows = [row["code"] for row in scheme("G-LS")["L_rows"]]
    answers = {code: max(1, likelihood - chance.randrange(2)) for code in rows} | {rows[0]: likelihood}
    worst, *rest = [row["code"] for row in scheme("G-LS")["S_rows"]]
    return answers | {worst: severity} | {code: chance.randrange(1, severity + 1) for code in rest}
