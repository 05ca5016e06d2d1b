from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import cited
from plans.models import Accident, EnterpriseRecord
from plans.rules.occurrence import least_level
from plans.states import AccidentGrade

LEVELS = "accident_levels"


def refuse_too_slight(one: EnterpriseRecord) -> None:
    """An accident has at least the level of its dead and injured. Before the first rule on it, any."""
    if not isinstance(one, Accident) or one.happened_on is None:
        return
    counts = {"deaths": one.deaths or 0, "serious_injuries": one.injuries or 0}
    order = AccidentGrade.values
    for row in rulebook.thresholds(LEVELS, one.happened_on)[:1]:
        least = least_level(counts, {key: row.value[key] for key in order})
        if order.index(one.grade) < order.index(least):
            words = {"deaths": one.deaths, "injuries": one.injuries, "least": AccidentGrade(least).label}
            message = _("死亡 %(deaths)s 人、重伤 %(injuries)s 人的，事故等级不低于%(least)s（%(source)s）")
            raise RuleBroken(message % {**words, "source": cited(row)}, "grade")
