"""The words a table of enterprises may use where the register has a closed list, and what people write instead."""

import re
from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _t, override

from plans.rules.registration import EMPTY, STANDARDISATION
from plans.states import Affiliation, EnterpriseStatus, Hazard, Scale, Sector, SourceLevel

CHOICES: dict[str, Sequence[tuple[str, object]]] = {
    "sector": Sector.choices,
    "scale": Scale.choices,
    "affiliation": Affiliation.choices,
    "source_level": SourceLevel.choices,
    "standardisation": [(word, word) for word in STANDARDISATION],
    "status": EnterpriseStatus.choices,
}
SYNONYMS: dict[str, dict[str, tuple[str, ...]]] = {
    "sector": {
        Sector.CHEMICAL: ("化工", "危险化学品", "危化品"),
        Sector.MINE: ("矿山",),
        Sector.TRADE: ("工贸", "冶金工贸"),
    },
    "affiliation": {
        Affiliation.CENTRAL: ("中央", "央企"),
        Affiliation.PROVINCIAL: ("省级",),
        Affiliation.MUNICIPAL: ("市级",),
        Affiliation.COUNTY: ("县属", "县级"),
        Affiliation.PRIVATE: ("私营",),
    },
    "source_level": {
        SourceLevel.FIRST: ("1级",),
        SourceLevel.SECOND: ("2级",),
        SourceLevel.THIRD: ("3级",),
        SourceLevel.FOURTH: ("4级",),
    },
    "status": {
        EnterpriseStatus.OPERATING: ("存续", "在营", "开业", "营业"),
        EnterpriseStatus.STOPPED: ("停产", "停业"),
        EnterpriseStatus.CLOSED: ("吊销", "关闭"),
    },
    "hazards": {
        Hazard.MAJOR_SOURCE: ("危险化学品重大危险源",),
        Hazard.AMMONIA: ("涉氨", "液氨", "氨制冷"),
        Hazard.DUST: ("可燃爆粉尘", "可燃性粉尘", "粉尘"),
        Hazard.CONFINED_SPACE: ("受限空间", "有限空间作业"),
        Hazard.SMELTING: ("冶炼", "高温熔融金属"),
        Hazard.CHEM_PRODUCTION: ("危化品生产",),
        Hazard.CHEM_STORAGE: ("危化品储存", "危险化学品存储", "危化品存储"),
        Hazard.CHEM_USE: ("危化品使用",),
        Hazard.CHEM_SALE: ("危化品经营",),
        Hazard.CHEM_TRANSPORT: ("危化品运输",),
        Hazard.OCCUPATIONAL: ("职业病", "职业危害"),
        Hazard.LABOUR: ("劳动密集型",),
        Hazard.OPEN_PIT: ("露天矿山", "露天开采", "露天矿"),
        Hazard.UNDERGROUND: ("地下矿山", "地下开采"),
        Hazard.TAILINGS: ("尾矿",),
    },
}
BETWEEN_WORDS = re.compile("[、，,；;/]")


def labels(name: str) -> dict[str, str]:
    """Code → Chinese word of a column, whatever the language of the page."""
    with override("zh-hans"):
        return {value: str(label) for value, label in (Hazard.choices if name == "hazards" else CHOICES[name])}


def known_words(name: str) -> dict[str, str]:
    words, others = labels(name), SYNONYMS.get(name, {})
    known = {label: value for value, label in words.items()} | {value: value for value in words}
    return known | {word: value for value, synonyms in others.items() for word in synonyms}


def chooser(name: str) -> Callable[[str], str]:
    known, offered = known_words(name) | {"": ""}, "、".join(labels(name).values())

    def read(text: str) -> str:
        found = known.get(text)
        if found is None:
            raise ValueError(_t("只能填：%(words)s") % {"words": offered})
        return found

    return read


def hazards_reader() -> Callable[[str], list[str]]:
    """Words of the closed list or what people call them; in the order of the list."""
    known, offered = known_words("hazards"), "、".join(labels("hazards").values())

    def read(text: str) -> list[str]:
        words = [word for word in map(str.strip, BETWEEN_WORDS.split(text)) if word and word not in EMPTY]
        if unknown := [word for word in words if word not in known]:
            message = _t("没有危险因素“%(word)s”，已有：%(words)s；多项用顿号分开")
            raise ValueError(message % {"word": "、".join(unknown), "words": offered})
        chosen = {known[word] for word in words}
        return [value for value in Hazard.values if value in chosen]

    return read
