"""Started by `manage.py bench` as a process of its own, with DATABASE_URL naming the scratch database."""

import os
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "enforcement.settings")
django.setup()

from bench.run import main  # noqa: E402

sys.exit(main(sys.argv[1:]))
