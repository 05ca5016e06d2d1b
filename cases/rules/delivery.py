"""What each way of service must show before it counts."""

from dataclasses import dataclass

DIRECT, LEFT, POST, ENTRUSTED, THROUGH_UNIT, ELECTRONIC, PUBLIC_NOTICE, ON_THE_SPOT = (f"SV-{n}" for n in range(1, 9))


@dataclass(frozen=True)
class Needs:
    """Names of the fields that must be filled in; `same_day`: it counts on the day of the act."""

    fields: tuple[str, ...] = ()
    same_day: bool = False


NEEDS: dict[str, Needs] = {
    DIRECT: Needs(("proof",), same_day=True),
    LEFT: Needs(("note", "witness_or_proof"), same_day=True),
    POST: Needs(("tracking", "proof")),
    ENTRUSTED: Needs(("note", "proof")),
    THROUGH_UNIT: Needs(("note", "proof")),
    ELECTRONIC: Needs(("consent", "proof"), same_day=True),
    PUBLIC_NOTICE: Needs(("note", "proof")),
    ON_THE_SPOT: Needs((), same_day=True),
}
