import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def set_up():
    spec = importlib.util.spec_from_file_location("set_up", ROOT / "scripts" / "set_up.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ordinary_user(set_up, monkeypatch):
    monkeypatch.setattr(set_up.os, "geteuid", lambda: 1000)


def lacking(set_up, monkeypatch, library):
    monkeypatch.setitem(set_up.LIBRARIES, library, "libthat-is-nowhere.so.9")


def test_a_missing_library_is_named_with_the_command_that_installs_it(set_up, monkeypatch, capsys):
    ordinary_user(set_up, monkeypatch)
    lacking(set_up, monkeypatch, "libpango-1.0-0")

    set_up.install_system_packages(tests=False)

    assert "apt-get install libpango-1.0-0" in capsys.readouterr().out


def test_the_tests_do_not_go_on_without_a_library(set_up, monkeypatch):
    ordinary_user(set_up, monkeypatch)
    lacking(set_up, monkeypatch, "libharfbuzz-subset0")

    with pytest.raises(set_up.SetUpFailed, match="libharfbuzz-subset0"):
        set_up.install_system_packages(tests=True)


def test_a_machine_without_programs_and_fonts_is_told_all_of_them(set_up, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")

    assert set_up.missing_packages(tests=True) == [
        "fontconfig",
        "chromium-headless-shell",
        "poppler-utils",
        "redis-server",
        "fonts-noto-cjk",
    ]


def test_without_pip_it_says_what_to_install(set_up, monkeypatch, tmp_path):
    ordinary_user(set_up, monkeypatch)
    monkeypatch.setenv("PATH", "/nowhere")
    monkeypatch.setattr(set_up, "TOOLS", tmp_path)
    bare = tmp_path / "python3"
    bare.write_text("#!/bin/sh\necho No module named pip >&2\nexit 1\n")
    bare.chmod(0o755)
    monkeypatch.setattr(set_up.sys, "executable", str(bare))

    with pytest.raises(set_up.SetUpFailed, match="apt-get install python3-pip"):
        set_up.find_uv()


def test_a_change_of_any_file_is_seen(set_up, monkeypatch, tmp_path):
    monkeypatch.setattr(set_up, "BASE_DIR", tmp_path)
    (tmp_path / "a").write_text("1")
    before = set_up.digest(tmp_path / "a")
    (tmp_path / "a").write_text("2")

    assert set_up.digest(tmp_path / "a") != before
