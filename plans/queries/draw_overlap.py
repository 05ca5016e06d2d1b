"""How much of the list a draw would freeze now stands on lists frozen before."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.utils.translation import gettext as _

from plans.models import Draw, DrawEntry
from plans.queries.draw_people import UNIT
from plans.queries.draw_settings import REPEATS, figure
from plans.queries.draw_units import judged_units, unit_counts


@dataclass(frozen=True)
class Overlap:
    draw: Draw
    common: int
    size: int  # of the list as it would be frozen now
    least: int  # percent that makes it the same draw

    @property
    def is_same(self) -> bool:
        return self.size > 0 and self.common * 100 >= self.size * self.least

    @property
    def in_words(self) -> str:
        words = {
            "size": f"{self.size:,}", "common": f"{self.common:,}", "least": self.least,
            "share": f"{self.common * 100 / self.size if self.size else 0:.1f}",
        }  # fmt: skip
        text = (
            _("本次名单 %(size)s 家中有 %(common)s 家在其冻结的名单上，占 %(share)s%%，达到 %(least)s%%，待核定")
            if self.is_same
            else _("本次名单 %(size)s 家中有 %(common)s 家在其冻结的名单上，占 %(share)s%%，未达到 %(least)s%%，待核定")
        )
        return text % words


def overlaps(task: Draw, earlier: Sequence[Draw]) -> list[Overlap]:
    """With each of `earlier` that is frozen, also the void ones. Two statements over the register, none of its rows
    read; none at all where nothing is frozen yet."""
    frozen = [one for one in earlier if one.commitment]
    if not frozen:
        return []
    now = judged_units(task).filter(reason="").order_by().values("pk")
    shared = DrawEntry.objects.filter(draw__in=frozen, list=UNIT, subject__in=now)
    common = dict(shared.values_list("draw").annotate(count=Count("pk")).order_by())
    size, least = unit_counts(task)[""], figure("same_share", task.bureau_id, REPEATS)
    return [Overlap(one, common.get(one.pk, 0), size, least) for one in frozen]
