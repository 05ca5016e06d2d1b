"""Which of the four fines of a violation row applies to a party."""

from enforcement.rulebook.models import Violation


def slot_of(row: Violation, *, person: bool, overdue: bool) -> str:
    return held_slot(row, wanted_slot(person=person, overdue=overdue))


def wanted_slot(*, person: bool, overdue: bool) -> str:
    return f"{'persons' if person else 'entity'}_{'overdue' if overdue else 'first'}"


def held_slot(row: Violation, wanted: str) -> str:
    """The plain one where the row has none for being overdue."""
    plain = wanted.replace("overdue", "first")
    return plain if row.slots[wanted] is None and row.slots[plain] is not None else wanted
