"""What a domain function may raise. `enforcement.web` and the API turn each into its one answer."""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

type_text = str | Promise


@dataclass(frozen=True)
class Unmet:
    """One condition that blocks a step: what is missing, the legal source, and where to mend it."""

    message: type_text
    article: type_text = ""
    url: str = ""
    gate: str = ""


class DomainError(Exception):
    """Base of all refusals that a user can act on. `typed`: what the form held, as [label, text], where it is known."""

    typed: list[tuple[str, str]] | None = None


class StepRefused(DomainError):
    """The step is not possible now; carries every unmet condition at once. Answer: 409."""

    def __init__(self, unmet: list[Unmet]) -> None:
        self.unmet = unmet
        super().__init__("; ".join(str(one.message) for one in unmet))


class NotPermitted(DomainError):
    """The record may be seen but this may not be done to it. Answer: 403 with the reason."""


class StaleVersion(DomainError):
    """Someone changed the record since the page was opened. Answer: 409, both versions shown."""

    def __init__(self, record: Any) -> None:
        self.record = record
        super().__init__(str(record))


class RuleBroken(DomainError):
    """What was entered breaks a rule. Answer: the form again (422) with the message at `field`."""

    def __init__(self, message: type_text, field: str | None = None) -> None:
        self.message = message
        self.field = field
        super().__init__(str(message))
