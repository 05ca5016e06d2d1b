"""Re-checks a published draw with Python and the file alone: builds the file anew from its inputs and compares.

python verify_draw.py PROOF.json [SEAL]  0 the draw holds, 1 it does not (the first difference is named), 2 wrong use"""

import bisect, datetime as dt, hashlib, itertools, json, pathlib, re, sys  # noqa: E401, I001 - so few lines

SIZES = {"unit": 0, "officer": 2, "expert": 1}  # the lists in their order, and how many go to each drawn unit
HOLDS = "相符 / holds\n%s\n请与公开页面所载校验值核对 / compare this seal with the one on the public page\n%s"
LIMIT = "单凭文件不能判断：跳过是否属实、有无遗漏、何时所说 / not told: if a skip is true or was left out, and when\n"
PARTS = {"format": "文件格式", "task": "任务", "sources": "种子数字", "key": "种子串", "params": "条件"}
PARTS |= {"lists": "名单", "picks": "抽中对象", "skips": "跳过记录", "exclusions": "排除情况", "conflicts": "回避组合"}
PARTS |= {"teams": "分组", "commitment": "名单承诺", "seal": "文件校验值"}
MOMENT = re.compile(r"(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)", re.ASCII)


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def sha256(table, *more):
    lines = ["\t".join(map(str, row)) + "\n" for row in table]
    return hashlib.sha256("".join([*lines, *map(canonical, more)]).encode("utf-8")).hexdigest()


def word(value):  # what is not one line of text without tabs comes out as something else, and differs
    return str(value).translate(dict.fromkeys(b"\t\n\r\0")) or "-"


def number(value, least=1):  # the same: text, true or a fraction come out as a whole number
    return max(least, int(value))


def draw(key, weights, count, skipped):  # `gone`: the entries removed so far, in list order
    width, rounds = 4 if count + len(skipped) > 65536 else 2, itertools.count()
    ends, gone, picks = list(itertools.accumulate(weights)), [], []
    while len(picks) < count:
        frame = next(rounds).to_bytes(width, "big")
        digest = hashlib.sha256(frame + key.encode("utf-8") + frame).hexdigest()
        ticket = int(digest, 16) % (ends[-1] - sum(size for _start, size in gone))
        for start, size in gone:  # shift past the tickets that are gone
            ticket += size if start <= ticket else 0
        entry = bisect.bisect_right(ends, ticket)
        bisect.insort(gone, (ends[entry] - weights[entry], weights[entry]))
        picks += [entry + 1] * (entry + 1 not in skipped)
    return picks


def teams(units, order, drawn, size, *, bars, recused):  # groups take turns; who may not go gives way to the next
    starts = [turn % (drawn // size) * size for turn in range(len(units))]
    walks = [(unit, order[at:drawn] + order[:at] + order[drawn:]) for unit, at in zip(units, starts, strict=True)]
    found = [[n for n in walk if (unit, n) not in bars] for unit, walk in walks]
    found = [some[: size + (drawn % size) * (at + 2 * size > drawn)] for some, at in zip(found, starts, strict=True)]
    for at, out in enumerate(recused):  # who steps back later leaves the own places only
        found = found if out in [n for n in order if n not in recused[:at]][:drawn] + sum(found, []) else [[]]
        for unit, team in [one for one in zip(units, found, strict=False) if out in one[1]]:
            taken, place = recused[: at + 1] + team, team.index(out)
            free = [n for n in order[drawn:] + order[:drawn] if n not in taken and (unit, n) not in bars]
            team[place : place + 1] = free[:1]
    return found if all(len(team) >= size for team in found) else None


def add_list(name, file, proof, counts):
    content, key, size = proof["lists"][name], name + "|" + file["key"], SIZES[name]
    entries, weights = list(dict.fromkeys(map(word, content["entries"]))), [*map(number, content["weights"])]
    skips = {skip["entry"]: "recusal" in skip for skip in file["skips"] if skip["list"] == name}
    picks = file["picks"][name] = draw(key, weights, number(counts.get(name, len(proof["picks"][name]))), skips)
    hashed = sha256(zip(range(1, len(entries) + 1), entries, weights, strict=True))
    file["lists"][name] = {"entries": entries, "weights": weights, "sha256": hashed}
    file["lists"][name] |= {"wide": True} if len(picks) + len(skips) > 65536 else {}
    if size and "teams" in file:
        bars = {(unit, entry) for unit, of_list, entry, _reason in file["conflicts"] if of_list == name}
        passed, later = ([entry for entry in skips if skips[entry] is recused] for recused in (False, True))
        order = draw(key, weights, len(weights) - len(passed), passed)
        file["teams"][name] = teams(file["picks"].get("unit", []), order, len(picks), size, bars=bars, recused=later)


def check(proof):
    params, lists, given, turns = proof.get("params", {}), proof["lists"], proof["commitment"], itertools.count(1)
    sources = [[number(n, 0) for n in source] for source in proof["sources"] if source]
    key = "".join("".join(f"{n}." for n in sorted(source)) + "/" for source in sources)
    file = {"format": "enforcement-draw/1", "sources": sources, "key": key, "lists": {}, "picks": {}}
    file |= {"exclusions": [[*map(word, row)] for row in proof["exclusions"]]} if "exclusions_sha256" in params else {}
    apart = [(number(u), word(name), number(n), word(why)) for u, name, n, why in proof.get("conflicts", [])]
    file |= {"conflicts": apart, "teams": {}} if "conflicts_sha256" in params else {}
    bound = {f"{name}_sha256": sha256(file[name]) for name in ("exclusions", "conflicts") if name in file}
    file |= {"params": {**params, **bound}, "task": params.get("task", proof["task"])}
    kinds = {"list": word, "reason": word, "by": word, "at": word, "entry": number, "recusal": lambda _n: next(turns)}
    needed = ["list", "entry", "reason"] + ["by", "at"] * bool(params.get("sealed"))
    skips = [skip for skip in proof["skips"] if "recusal" not in skip or SIZES[skip["list"]] and "teams" in file]
    skips = [{name: kinds[name](skip[name]) for name in dict.fromkeys([*needed, *skip])} for skip in skips]
    at, get, words = given["published_at"], params.get, [] + params.get("skip_words", [])  # nothing but a list
    rows = [["recusal" if "recusal" in s else s["list"], s["by"], s["reason"]] for s in skips if "skip_words" in params]
    texts = [get("frozen_at", at), at, get("source_time", "9999-01-01T00:00:00Z"), *(s["at"] for s in skips if rows)]
    frozen, early, *late = (dt.datetime.fromisoformat(MOMENT.fullmatch(text)[0]) for text in texts)
    known = all(row in words for row in rows) and late == sorted(late)
    file["skips"] = [*{(s["list"], lists[s["list"]]["entries"][s["entry"] - 1]): s for s in skips}.values()] * known
    any(add_list(name, file, proof, params.get("counts", {})) for name in SIZES if name in lists)
    head = sha256([[word(given["salt"])], *([one["sha256"]] for one in file["lists"].values())], params)
    file["commitment"] = {"sha256": head, "salt": word(given["salt"]), "published_at": at * (frozen <= early < late[0])}
    file |= {"seal": sha256([], {**file, "seal": ""})} if params.get("sealed") else {}
    for name, part in {**dict.fromkeys(file), "params": {}, **proof}.items():
        if name not in file or canonical(file[name]) != canonical(part):
            raise ValueError(name)


def told(error):  # in words: which part is missing, does not follow from the others, or is damaged
    name, wrong = str(next(iter(error.args), "")), "文件有损坏 / damaged"
    wrong = f"{PARTS[name]}与文件其余内容不符 / does not follow from the rest" if name in PARTS else wrong
    return f"{'缺少 / missing' if isinstance(error, KeyError) else wrong}: {error!r}"


def main(path, seal=""):
    code = 2
    try:
        code, proof = 1, {**json.loads(pathlib.Path(path).read_bytes())}  # nothing but an object
        check(proof if seal in ("", proof.get("seal")) else {**proof, "seal": None})
    except Exception as error:  # noqa: BLE001 - whatever breaks: this is no proof of a draw
        return sys.stdout.write(f"{('', '不符 / differs', '无法读取 / unreadable')[code]}: {told(error)}\n") * 0 + code
    return sys.stdout.write(HOLDS % (proof.get("seal", ""), "" if seal else LIMIT)) * 0


if __name__ == "__main__":
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main(*sys.argv[1:]) if len(sys.argv) in (2, 3) else sys.stderr.write(__doc__) and 2)
