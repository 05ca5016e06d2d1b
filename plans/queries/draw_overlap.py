"""How much the list a draw would freeze now has in common with lists frozen before."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from plans.models import Draw, DrawEntry
from plans.queries.draw_people import UNIT
from plans.queries.draw_settings import REPEATS, figure
from plans.queries.draw_units import judged_units, unit_counts
from plans.states import DrawState


@dataclass(frozen=True)
class Overlap:
    """Of this list, as it would be frozen now, so many stand on the earlier one. Of a void draw the share of its own
    list counts as well, so that nobody gets round it by adding others; of one that stands it does not: a draw of
    everybody after a small special one repeats nothing."""

    draw: Draw
    common: int
    size: int
    least: int  # percent that makes it the same draw
    earlier: int = 0  # size of the void draw's list

    @property
    def by_earlier(self) -> bool:
        """The smaller list gives the larger share."""
        return 0 < self.earlier < self.size

    @property
    def whole(self) -> int:
        return self.earlier if self.by_earlier else self.size

    @property
    def is_same(self) -> bool:
        return self.whole > 0 and self.common * 100 >= self.whole * self.least

    @property
    def in_words(self) -> str:
        words = {
            "size": f"{self.whole:,}", "common": f"{self.common:,}", "least": self.least,
            "share": f"{self.common * 100 / self.whole if self.whole else 0:.1f}",
        }  # fmt: skip
        return (self._of_earlier if self.by_earlier else self._of_this) % words

    @property
    def _of_this(self) -> str:
        if self.is_same:
            return _("本次名单 %(size)s 家中有 %(common)s 家在其冻结的名单上，占 %(share)s%%，达到 %(least)s%%，待核定")
        return _("本次名单 %(size)s 家中有 %(common)s 家在其冻结的名单上，占 %(share)s%%，未达到 %(least)s%%，待核定")

    @property
    def _of_earlier(self) -> str:
        if self.is_same:
            return _("其冻结的名单 %(size)s 家中有 %(common)s 家在本次名单上，占 %(share)s%%，达到 %(least)s%%，待核定")
        return _("其冻结的名单 %(size)s 家中有 %(common)s 家在本次名单上，占 %(share)s%%，未达到 %(least)s%%，待核定")


def overlaps(task: Draw, earlier: Sequence[Draw]) -> list[Overlap]:
    """With each of `earlier` that is frozen, also the void ones. Three statements, no row of the register read; none at
    all where nothing is frozen yet."""
    frozen = [one for one in earlier if one.commitment]
    if not frozen:
        return []
    now = judged_units(task).filter(reason="").order_by().values("pk")
    common = _counted(DrawEntry.objects.filter(draw__in=frozen, subject__in=now))
    void = [one for one in frozen if one.state == DrawState.VOID]
    sizes = _counted(DrawEntry.objects.filter(draw__in=void)) if void else {}
    size, least = unit_counts(task)[""], figure("same_share", task.bureau_id, REPEATS)
    return [Overlap(one, common.get(one.pk, 0), size, least, sizes.get(one.pk, 0)) for one in frozen]


def _counted(entries: QuerySet[DrawEntry]) -> dict[int, int]:
    return dict(entries.filter(list=UNIT).values_list("draw").annotate(count=Count("pk")).order_by())
