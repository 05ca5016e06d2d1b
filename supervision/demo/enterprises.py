"""Invented enterprises with valid codes, the same for the same seed."""

import datetime as dt
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from enforcement.accounts.models import Bureau
from plans.models import Enterprise
from plans.rules.credit_code import organisation_with_check_digit, with_check_digit
from plans.rules.initials import initials
from plans.states import Affiliation, EnterpriseStatus, Hazard, Scale, Sector, SourceLevel

FIRST = "晨岚星禾云汐溪霖松柏青岫远望瑞丰嘉禾明川凌波听雨知秋沐阳含章景行怀瑾望舒若水"
SECOND = "泽屿辰澜川岳野原峰渊泉石谷湾洲岩溪涧麓坪屏桥舟帆林森木叶枫竹兰芷蘅萱"
TRADES: tuple[tuple[str, Sector, str, tuple[Hazard, ...]], ...] = (
    ("化工", Sector.CHEMICAL, "C26", (Hazard.CHEM_PRODUCTION, Hazard.OCCUPATIONAL)),
    ("危化储运", Sector.CHEMICAL, "G59", (Hazard.MAJOR_SOURCE, Hazard.CHEM_STORAGE, Hazard.CHEM_TRANSPORT)),
    ("石材开采", Sector.MINE, "B10", (Hazard.OPEN_PIT,)),
    ("烟花", Sector.FIREWORKS, "C26", (Hazard.FIREWORKS,)),
    ("机械制造", Sector.TRADE, "C34", ()),
    ("家具", Sector.TRADE, "C21", (Hazard.DUST,)),
    ("食品冷链", Sector.TRADE, "C14", (Hazard.AMMONIA,)),
    ("铸造", Sector.TRADE, "C33", (Hazard.SMELTING,)),
    ("纺织", Sector.TRADE, "C17", (Hazard.DUST, Hazard.LABOUR)),
    ("污水处理", Sector.TRADE, "D46", (Hazard.CONFINED_SPACE,)),
    ("商贸", Sector.OTHER, "F51", ()),
    ("物业服务", Sector.OTHER, "K70", ()),
)
CODES = {"演示县": "539921"}  # the demo's own places; the rest of the city has the city's code
CITY = "539901"
AFFILIATIONS = (Affiliation.PRIVATE,) * 6 + (Affiliation.COUNTY, Affiliation.MUNICIPAL, Affiliation.PROVINCIAL)
DISTRICTS = ("东屏区", "西岭区", "南湾区", "北麓区", "演示县")
STREETS = ("演示大道", "试验路", "样例街", "虚构巷")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
STAFF = {Scale.LARGE: 12, Scale.MEDIUM: 4, Scale.SMALL: 1, Scale.MICRO: 1}
SCALES = (Scale.LARGE, Scale.MEDIUM, Scale.SMALL, Scale.SMALL, Scale.MICRO)


def invent(bureau: Bureau, count: int, *, seed: int = 2026) -> Iterator[Enterprise]:
    """`count` unsaved enterprises of the bureau. Codes are in the order of the number, names need not be unique."""
    chance = random.Random(seed)  # noqa: S311 - names, not secrets
    for number in range(1, count + 1):
        yield _one(bureau, number, chance)


def _one(bureau: Bureau, number: int, chance: random.Random) -> Enterprise:
    trade, sector, industry, hazards = chance.choice(TRADES)
    root = chance.choice(FIRST) + chance.choice(SECOND)
    name = f"云岭{root}{trade}（演示）有限公司"
    district = chance.choice(DISTRICTS)
    organisation = organisation_with_check_digit(f"{number:08d}")
    scale = chance.choice(SCALES)
    return Enterprise(
        bureau=bureau,
        name=name,
        initials=initials(name),
        credit_code=with_check_digit(f"91539901{organisation}"),
        registered_on=dt.date(2000 + chance.randrange(25), 1 + chance.randrange(12), 1 + chance.randrange(28)),
        kind="有限责任公司",
        legal_person=person(chance),
        capital=Decimal(chance.choice((50, 100, 200, 500, 1000, 3000))),
        scope=f"{trade}相关业务",
        province="云演省",
        region=f"云岭市{district}",
        region_code=CODES.get(district, CITY),
        address=f"云岭市{district}{chance.choice(STREETS)} {chance.randrange(1, 400)} 号",
        industry_code=industry,
        sector=sector,
        scale=scale,
        employees={"large": 600, "medium": 180, "small": 45, "micro": 8}[scale.value] + chance.randrange(20),
        safety_head=person(chance),
        hazards=[hazard.value for hazard in hazards],
        **_safety(number, scale, hazards),
        standardisation=chance.choice(("", "", "三级", "三级", "二级")),
        status=EnterpriseStatus.OPERATING if chance.random() > 0.03 else EnterpriseStatus.STOPPED,
    )


def _safety(number: int, scale: Scale, hazards: tuple[Hazard, ...]) -> dict[str, Any]:
    """From the number alone: the chance is left to what was there before, so that the same companies come out."""
    facts: dict[str, Any] = {"affiliation": AFFILIATIONS[number % len(AFFILIATIONS)], "safety_staff": STAFF[scale]}
    if Hazard.MAJOR_SOURCE in hazards:
        facts["source_level"] = SourceLevel.values[number % len(SourceLevel.values)]
    if hazards and number % 5:
        facts["insurer"] = "演示财产保险股份有限公司云岭支公司"
        facts["insured_until"] = dt.date(2026, 7, 1) + dt.timedelta(days=number * 7 % 540)
    if hazards and number % 3:
        facts["emergency_plan_number"] = f"演应急备〔{2024 + number % 3}〕{number:05d}号"
        facts["emergency_plan_on"] = dt.date(2024 + number % 3, 1 + number % 10, 1 + number % 28)
    return facts


def person(chance: random.Random) -> str:
    """赵演子: a surname, 演 for demonstration, and an earthly branch."""
    return chance.choice(SURNAMES) + "演" + chance.choice(BRANCHES)
