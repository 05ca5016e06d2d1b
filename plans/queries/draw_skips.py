"""What a skip may say: published with the commitment, before anybody knows whom it will name."""

from django.utils.translation import gettext as _, override

from enforcement.accounts.roles import Role
from plans.queries.draw_people import EXPERT, OFFICER, UNIT
from plans.queries.draw_recusal import GROUNDS
from plans.states import EnterpriseStatus, Exclusion
from plans.words import AFTER_FREEZING, RECUSED, exclusion_word

SYSTEM = "系统"


def skip_words() -> list[list[str]]:
    """What a skip may say, published with the commitment: the list, or that it is a recusal after the draw; who says
    so; the reason. In Chinese, as it is kept."""
    with override("zh-hans"):
        gone = [exclusion_word(f"status:{one}") for one in EnterpriseStatus.values if one != EnterpriseStatus.OPERATING]
        unit = [*gone, exclusion_word(Exclusion.MERGED), _("已由其他机关监管")]
        officer = [_("已不在岗"), exclusion_word(Exclusion.NO_CERTIFICATE)]
        lost = {UNIT: unit, OFFICER: officer, EXPERT: [exclusion_word(Exclusion.TERM_ENDS)]}
        rows = [[name, SYSTEM, after_freezing(word)] for name, words in lost.items() for word in words]
        return rows + [["recusal", str(Role.SUPERVISOR.label), recused(ground)] for ground in GROUNDS]


def after_freezing(reason: str) -> str:
    return _(AFTER_FREEZING) % {"reason": reason}


def recused(ground: str) -> str:
    return RECUSED % {"reason": ground}
