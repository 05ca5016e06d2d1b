def named_lines(text: str, separator: str) -> list[tuple[str, str]] | None:
    """Lines "姓名 职务" or "姓名：发言" as pairs. None when a line has only one part."""
    pairs = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, _, rest = line.partition(separator)
        if not name.strip() or not rest.strip():
            return None
        pairs.append((name.strip(), rest.strip()))
    return pairs or None
