"""A province, a city below it, and two counties below the city, each with the people of a plan."""

from dataclasses import dataclass

from enforcement.accounts.models import Level
from tests.factories.accounts import bureau
from tests.factories.plan import Team, team


@dataclass
class Tree:
    province: Team
    city: Team
    county: Team
    other: Team


def tree() -> Tree:
    province = bureau(level=Level.PROVINCE, region_code="530000")
    city = bureau(parent=province, level=Level.CITY, region_code="530100")
    county = bureau(parent=city, level=Level.COUNTY, region_code="530111")
    other = bureau(parent=city, level=Level.COUNTY, region_code="530112")
    return Tree(*(team(home) for home in (province, city, county, other)))
