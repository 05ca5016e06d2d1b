from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Difference:
    """Where the published proof departs from what follows from it."""

    place: str
    published: str
    computed: str
    message: str


def malformed(place: str, message: str = "") -> Difference:
    return Difference(place, "", "", message or _("%(place)s 缺少或格式不正确") % {"place": place})


def differs(place: str, published: object, computed: object) -> Difference:
    words = {"place": place, "published": published, "computed": computed}
    message = _("%(place)s 不符：公布的是 %(published)s，按公布的输入重新计算应为 %(computed)s") % words
    return Difference(place, str(published), str(computed), message)
