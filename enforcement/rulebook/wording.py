"""Which wording of a form is in force on a day."""

from datetime import date

from enforcement.rulebook.models import DocumentText


def wording_in_force(code: str, on: date) -> DocumentText | None:
    """None for forms the source does not describe. One query."""
    found: DocumentText | None = DocumentText.objects.current().in_force(on).filter(code=code).first()
    return found
