"""Re-checks a published draw. Needs Python and the published file, nothing else; written apart from the system.

python verify_draw.py PROOF.json      0 the draw holds, 1 it does not (the first difference is named), 2 wrong use"""

import bisect
import datetime as dt
import hashlib
import itertools
import json
import pathlib
import sys

SIZES = {"unit": 0, "officer": 2, "expert": 1}  # the lists in their order, and how many go to each drawn unit


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def rows(table):
    return "".join("\t".join(map(str, row)) + "\n" for row in table)


def demand(condition, place):
    if not condition:
        raise ValueError(place)


def is_text(value):
    return isinstance(value, str) and value != "" and not set(value) & set("\t\n\r")


def is_number(value, least):
    return type(value) is int and value >= least


def draw(key, weights, count, skipped):
    """Entry numbers in order of drawing. `gone` holds the entries removed so far, in list order."""
    width = 4 if count + len(skipped) > 65536 else 2
    ends = list(itertools.accumulate(weights))
    left, gone, picks = ends[-1], [], []
    for i in itertools.takewhile(lambda _: len(picks) < count, itertools.count()):
        content = i.to_bytes(width, "big") + key.encode("utf-8") + i.to_bytes(width, "big")
        ticket = int(hashlib.sha256(content).hexdigest(), 16) % left
        for start, size in gone:  # shift past the tickets that are gone
            if start > ticket:
                break
            ticket += size
        entry = bisect.bisect_right(ends, ticket)
        bisect.insort(gone, (ends[entry] - weights[entry], weights[entry]))
        left -= weights[entry]
        if entry + 1 not in skipped:
            picks.append(entry + 1)
    return picks


def check_list(name, proof, params):
    content, picks, place, key = proof["lists"][name], proof["picks"][name], "lists." + name, name + "|" + proof["key"]
    entries, weights, size = content["entries"], content["weights"], SIZES[name]
    demand(all(is_text(entry) for entry in entries) and len(set(entries)) == len(entries) > 0, place)
    demand(len(weights) == len(entries) and all(is_number(weight, 1) for weight in weights), place + ".weights")
    demand(content["sha256"] == sha256(rows(zip(itertools.count(1), entries, weights))), place + ".sha256")
    skips = [skip for skip in proof["skips"] if skip["list"] == name]
    skipped = {skip["entry"] for skip in skips if is_number(skip["entry"], 1) and is_text(skip["reason"])}
    demand(len(skipped) == len(skips) and max(skipped, default=0) <= len(entries), "skips")
    demand(content.get("wide", False) is (len(picks) + len(skipped) > 65536), place + ".wide")
    demand(0 < len(picks) <= len(entries) - len(skipped) and all(is_number(n, 1) for n in picks), "picks." + name)
    demand(params.get("counts", {name: len(picks)}).get(name) == len(picks), "picks." + name)
    demand(picks == draw(key, weights, len(picks), skipped), "picks." + name)
    if size and "conflicts_sha256" in params:  # who goes where: groups take turns, who may not go gives way to the next
        order, drawn = draw(key, weights, len(weights) - len(skipped), skipped), len(picks)
        barred = {(unit, entry) for unit, of_list, entry, _reason in proof["conflicts"] if of_list == name}
        for turn, unit in enumerate(proof["picks"].get("unit", [])):
            start = turn % (drawn // size) * size
            wanted = size + (drawn % size if start + 2 * size > drawn else 0)
            walk = order[start:drawn] + order[:start] + order[drawn:]
            team = [entry for entry in walk if (unit, entry) not in barred][:wanted]
            demand(len(team) >= size and proof["teams"][name][turn] == team, "teams." + name)


def check(proof):
    demand(proof["format"] == "enforcement-draw/1" and isinstance(proof["task"], dict), "format")
    demand(all(source and all(is_number(n, 0) for n in source) for source in proof["sources"]), "sources")
    key = "".join("".join(f"{n}." for n in sorted(source)) + "/" for source in proof["sources"])
    demand(key and proof["key"] == key, "key")
    lists, commitment, params = proof["lists"], proof["commitment"], proof.get("params", {})
    demand(lists and set(lists) == set(proof["picks"]) and set(lists) <= set(SIZES), "lists")
    demand(all(skip["list"] in lists for skip in proof["skips"]), "skips")
    for name in sorted(lists, key=list(SIZES).index):
        check_list(name, proof, params)
    hashes = [[lists[name]["sha256"]] for name in SIZES if name in lists]
    text = rows([[commitment["salt"]], *hashes]) + canonical(params)
    demand(is_text(commitment["salt"]) and commitment["sha256"] == sha256(text), "commitment.sha256")
    if "source_time" in params:
        published, drawn = map(dt.datetime.fromisoformat, [commitment["published_at"], params["source_time"]])
        demand(published < drawn, "commitment.published_at")
    for name in ["exclusions", "conflicts"]:
        demand(name + "_sha256" not in params or params[name + "_sha256"] == sha256(rows(proof[name])), name)
    demand(params.get("task", proof["task"]) == proof["task"], "task")
    demand(not params.get("sealed") or proof["seal"] == sha256(canonical({**proof, "seal": ""})), "seal")


def main(path):
    try:
        proof = {**json.loads(pathlib.Path(path).read_bytes())}  # nothing but an object
    except (OSError, ValueError, TypeError, RecursionError) as error:
        sys.stdout.write(f"无法读取: {error}\n")
        return 2
    try:
        check(proof)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        sys.stdout.write(f"不符: {error}\n")
        return 1
    sys.stdout.write("相符\n")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else sys.stderr.write(__doc__) and 2)
