"""What is loaded together with the rulebook. An app above registers, in its `desk` module, what its files hold."""

from collections.abc import Callable
from pathlib import Path

from enforcement.accounts.models import User

Loader = Callable[[Path, User | None], int]  # the folder of the rulebook, who loads → how many editions are new
COMPANIONS: list[Loader] = []


def register(loader: Loader) -> None:
    COMPANIONS.append(loader)


def load_beside(folder: Path, by: User | None) -> int:
    """Raises SourceRefused like the rulebook itself."""
    return sum(load(folder, by) for load in COMPANIONS)
