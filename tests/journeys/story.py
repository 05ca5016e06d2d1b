"""The bureau, its people and the days of the story. Only the bureau and its people stand before it begins."""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from supervision.demo.people import PASSWORD, Staff
from tests.journeys.person import Journey, Person

NAMES = tuple(f"云岭市{word}化工有限公司" for word in ("演禾", "演岚", "演砺", "演泽", "演衡", "演朴"))


@dataclass
class Story:
    journey: Journey
    staff: Staff
    company: str = ""
    officers: list[str] = field(default_factory=list)

    def person(self, username: str, *, phone: bool = False) -> Person:
        return self.journey.person(username, PASSWORD, phone=phone)

    def visitor(self) -> Person:
        return Person(self.journey, self.journey.context().new_page())


def at(month: int, day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
