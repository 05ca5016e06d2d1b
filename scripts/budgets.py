"""The sizes and bans of the code style that no linter knows. Prints every excess and exits 1 if there is one."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

BASE_DIR = Path(__file__).resolve().parent.parent
CODE = ("enforcement", "plans", "cases", "supervision", "scripts", "bench")
FILE_LINES, FUNCTION_LINES = 400, 60
HALF_OF_FILES, NINE_OF_TEN_FILES, NINE_OF_TEN_FUNCTIONS = 60, 220, 30
IMPORTED_LATE = {"weasyprint", "openpyxl"}
IN_TEMPLATES = {
    "inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.IGNORECASE),
    "inline style": re.compile(r"\sstyle=|<style[\s>]", re.IGNORECASE),
    "inline event": re.compile(r"\son[a-z]+=[\"']", re.IGNORECASE),
    "unescaped output": re.compile(r"\|\s*safe\b|autoescape off"),
}


def code_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        for path in sorted((BASE_DIR / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def count_lines(text: str) -> int:
    return sum(1 for line in text.splitlines() if line.strip())


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def late_imports(function: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(function):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or "."] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name.split(".")[0] not in IMPORTED_LATE:
                yield node.lineno, f"imports {name} inside a function"


def bans_in(tree: ast.AST, *, test: bool) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and any(
            getattr(base, "id", getattr(base, "attr", "")) == "Model" for base in node.bases
        ):
            yield from ((part.lineno, "overrides save()") for part in node.body if getattr(part, "name", "") == "save")
        called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        if called.split(".")[-1] == "mark_safe":
            yield node.lineno, "calls mark_safe"
        if test and called in {"time.sleep", "sleep"}:
            yield node.lineno, "sleeps in a test"


def excesses_of(path: Path, tree: ast.AST, lines: int) -> Iterator[str]:
    where = path.relative_to(BASE_DIR)
    test = where.parts[0] == "tests"
    if lines > FILE_LINES:
        yield f"{where}: {lines} lines, {FILE_LINES} allowed"
    found = set(bans_in(tree, test=test))
    for function in functions(tree):
        if (length := own_lines(function)) > FUNCTION_LINES:
            found.add((function.lineno, f"{function.name} has {length} lines, {FUNCTION_LINES} allowed"))
        found |= set(late_imports(function))
    yield from (f"{where}:{line}: {what}" for line, what in sorted(found))


def template_excesses() -> Iterator[str]:
    for path in sorted((BASE_DIR / "templates").rglob("*.html")):
        if path.is_relative_to(BASE_DIR / "templates" / "documents"):
            continue  # documents become PDF, not pages
        for number, line in enumerate(path.read_text().splitlines(), 1):
            for what, pattern in IN_TEMPLATES.items():
                if pattern.search(line):
                    yield f"{path.relative_to(BASE_DIR)}:{number}: {what}"


def share(sizes: list[int], tenths: int) -> float:
    return quantiles(sizes, n=10, method="inclusive")[tenths - 1] if len(sizes) > 1 else 0


def main() -> int:
    excesses: list[str] = []
    file_sizes, function_sizes, lines_of = [], [], {"code": 0, "tests": 0}
    for path in code_files(*CODE, "tests"):
        text = path.read_text()
        tree, lines = ast.parse(text), count_lines(text)
        excesses += excesses_of(path, tree, lines)
        lines_of["tests" if path.is_relative_to(BASE_DIR / "tests") else "code"] += lines
        if lines:
            file_sizes.append(lines)
        function_sizes += [own_lines(function) for function in functions(tree)]
    excesses += template_excesses()
    print(
        f"files: median {share(file_sizes, 5):.0f} (budget {HALF_OF_FILES}), "
        f"9th tenth {share(file_sizes, 9):.0f} ({NINE_OF_TEN_FILES}); "
        f"functions: 9th tenth {share(function_sizes, 9):.0f} ({NINE_OF_TEN_FUNCTIONS}); "
        f"test lines per code line {lines_of['tests'] / max(lines_of['code'], 1):.2f} (1.3)"
    )
    print("\n".join(excesses))
    return 1 if excesses else 0


if __name__ == "__main__":
    sys.exit(main())
