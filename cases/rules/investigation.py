def evidence_lines(text: str) -> list[dict[str, str]] | None:
    """One piece of evidence a line, "name：what it proves". None when a line lacks either."""
    lines = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        name, _, proves = line.replace(":", "：", 1).partition("：") if "：" not in line else line.partition("：")
        if not name.strip() or not proves.strip():
            return None
        lines.append({"name": name.strip(), "proves": proves.strip()})
    return lines or None
