"""Every check that is not a test, two at a time; all of them run, and what failed is said at the end."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
MANAGE = [PYTHON, "manage.py"]
CHECKS = {
    "types": [PYTHON, "-m", "mypy"],
    "imports": [str(BIN / "lint-imports"), "--no-logo"],
    "lint": [PYTHON, "-m", "ruff", "check", "--quiet", "."],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."],
    "templates": [PYTHON, "-m", "djhtml", "--check", "--tabwidth", "2", "templates"],
    "budgets": [PYTHON, "scripts/budgets.py"],
    "system": [*MANAGE, "check", "--fail-level", "WARNING"],
    "migrations": [*MANAGE, "makemigrations", "--check", "--dry-run"],
    "translations": [*MANAGE, "translations", "--check"],
    "reference": [*MANAGE, "reference", "--check"],
}


def run(name: str) -> tuple[str, bool, str, str]:
    started = time.monotonic()
    done = subprocess.run(
        CHECKS[name], cwd=BASE_DIR, env=os.environ | {"PYTHONWARNINGS": "default"}, text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    word = "FAILED" if done.returncode else "ok"
    return name, done.returncode == 0, f"{name:13}{word:7}{time.monotonic() - started:5.1f} s\n", done.stdout


def main() -> int:
    wanted = sys.argv[1:] or list(CHECKS)
    if unknown := set(wanted) - set(CHECKS):
        print(f"No check named {', '.join(unknown)}; there are {', '.join(CHECKS)}.")
        return 2
    failed = []
    with ThreadPoolExecutor(2) as pool:
        for name, passed, line, output in pool.map(run, wanted):
            print(line, end="" if passed else output, flush=True)
            if not passed:
                failed.append(name)
    if failed:
        print(f"check failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
