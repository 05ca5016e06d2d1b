"""Exactly one bureau supervises an enterprise from day to day, and only what is in the pool is inspected."""

import datetime as dt

from django.utils.translation import gettext as _

from enforcement.accounts.models import Bureau
from enforcement.errors import RuleBroken
from enforcement.rulebook import queries as rulebook
from enforcement.rulebook.gates import checks_entry, cited
from plans.models import Enterprise

NO_STACKING = "GT-PLN-004"


def above(upper: Bureau, lower: Bureau) -> bool:
    """The bureau itself counts as above itself."""
    return lower.path.startswith(upper.path)


def refuse_out_of_pool(enterprise: Enterprise, on: dt.date | None = None) -> None:
    """On the day of the inspection; none is today."""
    if not Enterprise.objects.in_pool(on).filter(pk=enterprise.pk).exists():
        raise RuleBroken(_("%(name)s 不是在业的监管对象，选择其他企业") % {"name": enterprise}, "enterprise")


@checks_entry(NO_STACKING, "plan.add_item")
def refuse_supervised_elsewhere(enterprise: Enterprise, bureau: Bureau) -> None:
    """For a bureau's own plan: what another one supervises is not planned, but for what the bureau licensed there."""
    if bureau.pk not in {enterprise.bureau_id, enterprise.licensing_bureau_id}:
        message = _("%(name)s 由%(bureau)s负责日常监管，不列入本机关计划；许可监管机关可以列入许可事项（%(source)s）")
        words = {"name": enterprise, "bureau": enterprise.bureau, "source": cited(rulebook.gate(NO_STACKING))}
        raise RuleBroken(message % words, "enterprise")
