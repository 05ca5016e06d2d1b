from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from enforcement.errors import Unmet
from supervision.models import Period
from supervision.queries.statistics import quarter


def quarter_is_over(period: Period, by: Any) -> Unmet | None:
    end = quarter(period.bureau, period.year, period.quarter).end
    if end >= timezone.localdate():
        return Unmet(_("本季度到 %(end)s 才结束") % {"end": end})
    return None
