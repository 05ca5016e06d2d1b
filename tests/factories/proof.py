"""A published draw of invented enterprises, made by the rules."""

from plans.rules.draw import draw, key_string
from plans.rules.draw_commitment import freeze, parameters
from plans.rules.draw_proof import Proof, build_proof

SOURCES = [[20250312], [3, 8, 17, 22, 29, 31]]


def make_proof(units=20, officers=12, weights=None, counts=(5, 3), skips=None) -> Proof:
    lists = {
        "unit": freeze([f"9132{number:014d}" for number in range(units)], weights),
        "officer": freeze([f"执法{number}" for number in range(officers)]),
    }
    key = key_string(SOURCES)
    skips = {9: "recusal"} if skips is None else skips
    draws = {
        "unit": draw(key, "unit", weights=lists["unit"].weights, count=counts[0]),
        "officer": draw(key, "officer", weights=lists["officer"].weights, count=counts[1], skips=skips),
    }
    return build_proof(
        task={"number": "甲", "title": "甲", "bureau": "甲"},
        sources=SOURCES,
        lists=lists,
        draws=draws,
        params=parameters(
            counts=dict(zip(("unit", "officer"), counts, strict=True)),
            ratio="25%",
            exclusions=["停业"],
            source="双色球第 2026023 期",
            source_time="2026-03-02T21:30:00+08:00",
        ),
        salt="b6f1c0d2a9e84e55",
        published_at="2026-03-01T09:00:00+08:00",
    )
