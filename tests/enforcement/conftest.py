from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from enforcement.rulebook import snapshot
from enforcement.rulebook.loading import load

SOURCE = Path(settings.BASE_DIR) / "fixtures" / "rulebook"


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """A test that changes the calendar or a setting is rolled back; what the process remembers of it is not."""
    snapshot.forget()
    yield
    snapshot.forget()


@pytest.fixture(scope="session")
def parsed_book():
    return yaml.load((SOURCE / "rulebook.yaml").read_text(), Loader=yaml.CSafeLoader)


@pytest.fixture
def book(parsed_book):
    return deepcopy(parsed_book)


@pytest.fixture
def changed(tmp_path, book):
    """Loads a changed copy of the source."""

    def _load(change):
        change(book)
        for name in ("checklists.yaml", "selection.yaml"):
            (tmp_path / name).write_bytes((SOURCE / name).read_bytes())
        (tmp_path / "rulebook.yaml").write_text(yaml.dump(book, allow_unicode=True, Dumper=yaml.CSafeDumper))
        return load(tmp_path)

    return _load
