"""Every act the code names has its words wherever the ledger is read, whichever modules a process has loaded."""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r'name_act\(\s*"([\w.]+)"')
ASK = """
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
from enforcement.ledger.presenters import label_of
print("\\n".join(act for act in {acts!r} if label_of(act) == act))
"""


def test_the_web_site_alone_knows_the_words_for_every_act() -> None:
    sources = [path for app in ("enforcement", "plans", "cases", "supervision") for path in (ROOT / app).rglob("*.py")]
    acts = sorted({act for path in sources for act in NAMED.findall(path.read_text("utf-8"))})
    assert {"publicdraw.state", "scheme.propose"} <= set(acts)
    command = [sys.executable, "-c", ASK.format(acts=acts)]
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "enforcement.settings"}
    asked = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    assert asked.stdout.split() == []
