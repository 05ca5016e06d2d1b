"""How large the demo is. The caseload is the same in all scales; the register grows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scale:
    enterprises: int
    gradings: int = 150
    keys: int = 45  # enterprises on the key list
    plain: int = 21  # visits without orders or cases, besides those that come from the draws
    orders: int = 22  # orders that went their way to the end, besides one or two in every state
    closed: int = 10  # closed cases, besides some in every state
    drawn: int = 20  # enterprises of a draw


SCALES = {
    "demo": Scale(1_200),
    "county": Scale(8_000),
    "city": Scale(100_000),
    "province": Scale(1_000_000),
}
