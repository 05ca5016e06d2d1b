"""A published draw of invented enterprises, made by the rules."""

from dataclasses import replace

from plans.rules.draw import Skip, draw, key_string
from plans.rules.draw_commitment import freeze, parameters, sha256_of_rows
from plans.rules.draw_proof import Proof, build_proof

SOURCES = [[20250312], [3, 8, 17, 22, 29, 31]]
TASK = {"number": "甲", "title": "甲", "bureau": "甲"}


def make_proof(units=20, officers=12, weights=None, counts=(5, 3), skips=None) -> Proof:
    """The agreed form and no more: what an independent reader of the documented keys meets."""
    lists = {
        "unit": freeze([f"9132{number:014d}" for number in range(units)], weights),
        "officer": freeze([f"执法{number}" for number in range(officers)]),
    }
    return build(lists, dict(zip(("unit", "officer"), counts, strict=True)), {9: "recusal"} if skips is None else skips)


EXCLUDED = [("unit", "f00d", "注销"), ("officer", "beef", "日程已满")]
CONFLICTS = [
    (13, "officer", 7, "回避"),
    (10, "officer", 9, "回避"),
    (17, "officer", 3, "连续检查"),
    (4, "expert", 2, "任职"),
]


def make_full_proof(
    units=20, officers=12, experts=5, counts=(5, 5, 2), conflicts=CONFLICTS, skips=None, recused=()
) -> Proof:
    """As the product publishes it: three lists, exclusions, conflicts, teams, seal. `skips`: officers passed over at
    the draw; `recused`: officers who stepped back afterwards, in that order."""
    lists = {
        "unit": freeze([f"9132{number:014d}" for number in range(units)], [1 + number % 3 for number in range(units)]),
        "officer": freeze([f"执法{number}" for number in range(officers)]),
        "expert": freeze([f"专家{number}" for number in range(experts)]),
    }
    reasons = sorted({"执法证到期", "已不在岗", *(skips or {}).values()})
    bound = {
        "task": TASK,
        "frozen_at": "2026-03-01T08:30:00+08:00",
        "skip_words": [
            *(["officer", "系统", reason] for reason in reasons),
            *(["recusal", "执法监督人员", ground] for ground in ("近亲属", "曾任职或代理")),
        ],
        "sealed": True,
        "exclusions_sha256": sha256_of_rows(EXCLUDED),
        "conflicts_sha256": sha256_of_rows(conflicts),
    }
    wanted = dict(zip(("unit", "officer", "expert"), counts, strict=True))
    said = {("officer", entry): {"by": "系统", "at": "2026-03-02T22:00:00+08:00"} for entry in skips or {}}
    said |= {
        ("officer", entry): {"by": "执法监督人员", "at": f"2026-03-03T09:0{number}:00+08:00", "recusal": number}
        for number, entry in enumerate(recused, start=1)
    }
    named = {**(skips or {}), **dict.fromkeys(recused, "近亲属")}
    return build(lists, wanted, named, bound, exclusions=EXCLUDED, conflicts=conflicts, said=said)


def build(lists, wanted, skips, bound=None, **facts) -> Proof:
    key = key_string(SOURCES)
    draws = {
        name: draw(key, name, weights=lists[name].weights, count=count, skips=skips if name == "officer" else {})
        for name, count in wanted.items()
    }
    if bound:  # every named officer is published: whoever comes later in the order may step in
        shown = tuple(Skip(entry, reason) for entry, reason in sorted(skips.items()))
        draws["officer"] = replace(draws["officer"], skips=shown)
    return build_proof(
        task=TASK,
        sources=SOURCES,
        lists=lists,
        draws=draws,
        params=parameters(
            counts=wanted,
            ratio="25%",
            exclusions=["停业"],
            source="双色球第 2026023 期",
            source_time="2026-03-02T21:30:00+08:00",
            **(bound or {}),
        ),
        salt="b6f1c0d2a9e84e55",
        published_at="2026-03-01T09:00:00+08:00",
        **facts,
    )
