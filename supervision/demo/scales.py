"""How large the demo is. The caseload is lived through the real actions; the register is loaded in bulk."""

from collections.abc import Callable
from dataclasses import dataclass

from enforcement.accounts.models import Bureau
from plans.models import Enterprise
from supervision.demo.enterprises import invent
from supervision.demo.people import build_bureaus, build_staff

BATCH = 5_000


@dataclass(frozen=True)
class Scale:
    enterprises: int


SCALES = {
    "demo": Scale(1_200),
    "county": Scale(8_000),
    "city": Scale(100_000),
    "province": Scale(1_000_000),
}


def seed(name: str, *, tell: Callable[[str], None]) -> None:
    scale = SCALES[name]
    tell("机关与人员")
    bureau = build_bureaus()
    staff = build_staff(bureau)
    tell(f"企业 {scale.enterprises:,} 家")
    load_register(bureau, scale.enterprises)
    del staff


def load_register(bureau: Bureau, count: int) -> None:
    batch = []
    for enterprise in invent(bureau, count):
        batch.append(enterprise)
        if len(batch) == BATCH:
            Enterprise.objects.bulk_create(batch)
            batch = []
    Enterprise.objects.bulk_create(batch)
