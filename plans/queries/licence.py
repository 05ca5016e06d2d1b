"""Which licence an item of a plan, or a task, checks, and who may check it: the bureau that licenses the enterprise and
the one that supervises it from day to day."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from enforcement.errors import RuleBroken
from enforcement.wording import in_chinese
from plans.models import Enterprise, Licence, PlanItem
from plans.states import LICENCE_LIVES, ItemKind, Origin


def may_check_licence(enterprise: Enterprise, bureau: int) -> bool:
    return bureau in {enterprise.bureau_id, enterprise.licensing_bureau_id}


def beyond_licence(item: PlanItem) -> RuleBroken | None:
    """What another bureau supervises from day to day is planned for a licence alone, and the item says for which."""
    if item.for_licence_only and not item.licence:
        message = _("%(name)s 由其他机关负责日常监管，本机关只列入许可事项，选择检查的许可")
        return RuleBroken(message % {"name": item.enterprise}, "licence")
    return None


def licence_only(enterprise: Enterprise, bureau: int) -> str:
    """For the page that asks for the licence; empty where the bureau supervises it itself. Only people can tell what
    belongs to a licence."""
    if enterprise.bureau_id == bureau or enterprise.licensing_bureau_id != bureau:
        return ""
    message = _("该企业由%(bureau)s负责日常监管，本机关只检查许可事项：选择检查的许可，是否超出许可范围由本机关负责")
    return message % {"bureau": enterprise.bureau}


def usual_subject(enterprise: Enterprise, bureau: int, kind: str) -> str:
    """What an item that names the enterprise begins with. It is kept, and stands in a printed plan."""
    return in_chinese(ItemKind(kind).label if enterprise.bureau_id == bureau else Origin.LICENSING.label)


def usual_licence(enterprise: Enterprise, bureau: int) -> str:
    return usual_licences([enterprise], bureau).get(enterprise.pk, "")


def usual_licences(enterprises: Iterable[Enterprise], bureau: int) -> dict[int, str]:
    """Of what the bureau only licensed: the kind of the licence in force on the register, where that is one kind. One
    query, or none where it supervises all of them."""
    foreign = [one.pk for one in enterprises if one.bureau_id != bureau]
    if not foreign:
        return {}
    kinds: dict[int, set[str]] = {}
    for pk, kind in Licence.objects.filter(enterprise__in=foreign, state__in=LICENCE_LIVES).values_list(
        "enterprise", "kind"
    ):
        kinds.setdefault(pk, set()).add(kind)
    return {pk: next(iter(held)) for pk, held in kinds.items() if len(held) == 1}
