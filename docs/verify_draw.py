"""Re-checks a published draw. Needs Python and the published file, nothing else; written apart from the system.

python verify_draw.py PROOF.json      0 the draw holds, 1 it does not (the first difference is named), 2 wrong use
"""

import bisect
import datetime as dt
import hashlib
import itertools
import json
import pathlib
import sys

NAMES = ["unit", "officer", "expert"]


def sha256(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


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
    for i in itertools.count():
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
        if len(picks) == count:
            break
    return picks


def check_list(name, proof):
    content, picks, place = proof["lists"][name], proof["picks"][name], "lists." + name
    entries, weights, counts = content["entries"], content["weights"], proof.get("params", {}).get("counts")
    demand(all(is_text(entry) for entry in entries) and len(set(entries)) == len(entries) > 0, place)
    demand(len(weights) == len(entries) and all(is_number(weight, 1) for weight in weights), place)
    lines = [f"{n}\t{entry}\t{weight}\n" for n, (entry, weight) in enumerate(zip(entries, weights, strict=True), 1)]
    demand(content["sha256"] == sha256("".join(lines)), place + ".sha256")
    skips = [skip for skip in proof.get("skips") if skip["list"] == name]
    demand(all(is_number(skip["entry"], 1) and is_text(skip["reason"]) for skip in skips), "skips")
    skipped = {skip["entry"] for skip in skips}
    demand(len(skipped) == len(skips) and max(skipped, default=0) <= len(entries), "skips")
    demand(content.get("wide", False) is (len(picks) + len(skipped) > 65536), place + ".wide")
    demand(0 < len(picks) <= len(entries) - len(skipped) and all(is_number(n, 1) for n in picks), "picks." + name)
    demand(not isinstance(counts, dict) or counts.get(name) == len(picks), "picks." + name)
    demand(picks == draw(name + "|" + proof["key"], weights, len(picks), skipped), "picks." + name)


def check(proof):
    demand(proof["format"] == "enforcement-draw/1" and isinstance(proof["task"], dict), "format")
    demand(all(source and all(is_number(n, 0) for n in source) for source in proof["sources"]), "sources")
    key = "".join("".join(f"{n}." for n in sorted(source)) + "/" for source in proof["sources"])
    demand(key and proof["key"] == key, "key")
    lists, commitment, params = proof["lists"], proof["commitment"], proof.get("params", {})
    demand(lists and set(lists) == set(proof["picks"]) and set(lists) <= set(NAMES), "lists")
    demand(all(skip["list"] in lists for skip in proof["skips"]), "skips")
    for name in sorted(lists, key=NAMES.index):
        check_list(name, proof)
    hashes = [lists[name]["sha256"] for name in NAMES if name in lists]
    text = "".join(line + "\n" for line in [commitment["salt"], *hashes])
    text += json.dumps(params, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    demand(is_text(commitment["salt"]) and commitment["sha256"] == sha256(text), "commitment.sha256")
    if "source_time" in params:
        published, drawn = map(dt.datetime.fromisoformat, [commitment["published_at"], params["source_time"]])
        demand(published < drawn, "commitment.published_at")


def main(path):
    try:
        proof = json.loads(pathlib.Path(path).read_bytes())
        demand(isinstance(proof, dict), "JSON")
    except (OSError, ValueError, RecursionError) as error:
        sys.stdout.write(f"无法读取: {error}\n")
        return 2
    try:
        check(proof)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        sys.stdout.write(f"不符: {error}\n")
        return 1
    sys.stdout.write("相符\n")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else sys.stderr.write(__doc__) and 2)
