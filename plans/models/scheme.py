from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.states import EditionState
from enforcement.wording import remarked
from enforcement.workflow import Stateful


def chain_of(bureau: Bureau) -> list[int]:
    """The bureau and those above it, the topmost first."""
    return [int(number) for number in bureau.path.split(".") if number]


class SchemeQuerySet(VisibleQuerySet["SchemeEdition"]):
    def visible_to(self, user: User) -> Self:
        """Those for everybody, those of the bureaus above, which apply to the reader, and those the reader sees."""
        if not user.is_authenticated or not user.may(Permission.VIEW_ENTERPRISES):
            return self.none()
        return self.filter(Q(bureau=None) | Q(bureau__in=[*chain_of(user.bureau), *user.bureau_ids]))


class SchemeEdition(Stateful):
    """One edition of a grading scheme, as its file says it. `bureau` none: for every bureau; `effective_from` none:
    from the beginning. A draft is published by a second person or discarded; then nothing of it changes (trigger)."""

    view_permission = Permission.VIEW_ENTERPRISES

    bureau = models.ForeignKey(  # type: ignore[assignment]  # unlike other records it may be everybody's
        Bureau, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("适用机关")
    )
    state = models.CharField(_("状态"), max_length=12, choices=EditionState, default=EditionState.DRAFT)
    code = models.CharField(_("编号"), max_length=20)
    name_zh = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("计算方式"), max_length=10)
    status = models.CharField(_("核对情况"), max_length=300, blank=True)
    effective_from = models.DateField(_("施行日期"), null=True, blank=True)
    content: Any = models.JSONField(_("内容"))
    text = models.TextField(_("原文"))  # the file, with its own order and remarks
    sha256 = models.CharField(max_length=64)  # of the content, in one fixed way of writing it
    settled_at = models.DateTimeField(_("发布或作废时间"), null=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("发布或作废人"))
    reason = models.TextField(_("作废理由"), blank=True)

    objects = SchemeQuerySet.as_manager()  # type: ignore[misc]  # the plugin makes only the base's a ClassVar

    class Meta:
        verbose_name = _("分级方案版次")
        constraints = [
            models.CheckConstraint(
                name="scheme_settled_when_not_draft",
                condition=Q(state=EditionState.DRAFT) | Q(settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="scheme_published_by_a_second_person",
                condition=~Q(state=EditionState.PUBLISHED)
                | Q(settled_by=None)
                | Q(created_by=None)
                | ~Q(settled_by=F("created_by")),
            ),
            models.CheckConstraint(
                name="scheme_discarded_with_a_reason", condition=~Q(state=EditionState.DISCARDED) | ~Q(reason="")
            ),
            models.UniqueConstraint(
                fields=["code", "bureau", "effective_from"],
                condition=Q(state=EditionState.PUBLISHED),
                nulls_distinct=False,
                name="one_scheme_edition_a_day",
            ),
            models.UniqueConstraint(
                fields=["sha256", "bureau"],
                condition=~Q(state=EditionState.DISCARDED),
                nulls_distinct=False,
                name="scheme_content_once",
            ),
        ]

    def __str__(self) -> str:
        return remarked(f"{self.code} {self.name_zh}", self.edition)

    def get_absolute_url(self) -> str:
        return f"/enterprises/schemes/{self.pk}/"

    @property
    def edition(self) -> str:
        return _t("%(day)s 版") % {"day": self.effective_from} if self.effective_from else _t("首版")

    @property
    def name(self) -> str:
        """In the reader's language, where the scheme is one of the installed ones."""
        return _t(self.name_zh)

    @property
    def mark(self) -> str:
        """Unless someone has read the scheme in an original."""
        return "" if "original" in self.status else _t("待核定")

    @property
    def checked(self) -> str:
        """How far anyone has compared it with its source; the note in the file is for those who keep the file."""
        if not self.mark:
            return _t("已核对原文")
        if self.status.startswith("verified"):
            return _t("已核对公开转载的内容，未见原文，待核定")
        if self.status.startswith("composed"):
            return _t("按有关规定编写，由使用机关核定")
        return _t("未核对，待核定")

    @property
    def is_in_force_later(self) -> bool:
        return self.effective_from is not None and self.effective_from > timezone.localdate()
