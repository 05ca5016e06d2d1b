from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from enforcement.rulebook.loading import load, publish_edition
from enforcement.rulebook.source_files import BOOK, FILES

SOURCE = Path(settings.BASE_DIR) / "fixtures" / "rulebook"


@pytest.fixture(scope="session")
def parsed_book():
    return yaml.load((SOURCE / "rulebook.yaml").read_text(), Loader=yaml.CSafeLoader)


@pytest.fixture
def book(parsed_book):
    return deepcopy(parsed_book)


@pytest.fixture
def changed_folder(tmp_path, book):
    """The source files with one change."""

    def _write(change=None):
        if change:
            change(book)
        for name in set(FILES) - {BOOK}:
            (tmp_path / name).write_bytes((SOURCE / name).read_bytes())
        (tmp_path / BOOK).write_text(yaml.dump(book, allow_unicode=True, Dumper=yaml.CSafeDumper))
        return tmp_path

    return _write


@pytest.fixture
def draft(changed_folder):
    """Loads a changed copy of the source; it waits for a second person."""
    return lambda change, by=None: load(changed_folder(change), by=by)[0]


@pytest.fixture
def changed(changed_folder):
    """Loads a changed copy of the source and makes it the law."""

    def _load(change):
        edition, new = load(changed_folder(change))
        return publish_edition(edition, by=None), new

    return _load
