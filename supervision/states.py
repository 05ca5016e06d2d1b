from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PublicationState(TextChoices):
    PROPOSED = "proposed", _("待复核")
    CHECKED = "checked", _("待公示")
    PUBLISHED = "published", _("公示中")
    WITHDRAWN = "withdrawn", _("已撤下")
    EXPIRED = "expired", _("已期满")


class PeriodState(TextChoices):
    OPEN = "open", _("待计算")
    COMPUTED = "computed", _("已计算")
    FROZEN = "frozen", _("已冻结")


class PublicDrawState(TextChoices):
    """What the public is told of a draw."""

    COMMITTED = "committed", _("名单已冻结，待抽取")
    DRAWN = "drawn", _("已抽取，检查结束后公开")
    REVEALED = "revealed", _("已公开核验材料")
    VOID = "void", _("已作废")
