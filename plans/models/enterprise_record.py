"""What belongs to an enterprise and has a life of its own: it is added, amended, and one day ends."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import User
from plans.models.enterprise import Enterprise, OfEnterprise
from plans.states import LICENCE_LIVES, Hazard, LicenceKind, LicenceState


class EnterpriseRecord(OfEnterprise):
    """`kind_of` is its word in addresses. Ended: `ended_on` with the reason; nothing is deleted."""

    kind_of: ClassVar[str]
    given: ClassVar[dict[str, Any]] = {}  # what every row of the kind has, without being asked

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="%(class)ss", verbose_name=_("企业"))
    ended_on = models.DateField(_("终止日期"), null=True, blank=True, editable=False)
    end_reason = models.CharField(_("终止原因"), max_length=500, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        return f"/enterprises/{self.enterprise_id}/{self.kind_of}/{self.pk}/"


def ended_with_reason(name: str) -> models.CheckConstraint:
    neither = Q(ended_on__isnull=True, end_reason="")
    return models.CheckConstraint(condition=neither | (Q(ended_on__isnull=False) & ~Q(end_reason="")), name=name)


class Site(EnterpriseRecord):
    """One company, several places."""

    kind_of = "sites"

    name = models.CharField(_("场所名称"), max_length=100)
    address = models.CharField(_("场所地址"), max_length=300)
    region_code = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    hazards = ArrayField(
        models.CharField(max_length=20, choices=Hazard), default=list, blank=True, verbose_name=_("危险因素")
    )
    opened_on = models.DateField(_("启用日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("生产经营场所")
        constraints = [
            ended_with_reason("site_ended_with_reason"),
            models.CheckConstraint(condition=Q(hazards__contained_by=Hazard.values), name="site_hazards"),
            models.CheckConstraint(condition=Q(region_code__regex=r"^([0-9]{6})?$"), name="site_region_code"),
            models.CheckConstraint(
                condition=Q(opened_on__isnull=True) | Q(ended_on__isnull=True) | Q(ended_on__gte=F("opened_on")),
                name="site_closes_after_it_opens",
            ),
            models.UniqueConstraint(
                fields=["enterprise", "name"], condition=Q(ended_on__isnull=True), name="site_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Licence(EnterpriseRecord):
    """Of whatever bureau issued it. Its expiry is a day; nothing counts it down but the page that shows it."""

    kind_of = "licences"

    kind = models.CharField(_("许可种类"), max_length=20, choices=LicenceKind)
    number = models.CharField(_("许可证编号"), max_length=60)
    issued_by = models.CharField(_("发证机关"), max_length=100)
    valid_from = models.DateField(_("有效期自"))
    valid_to = models.DateField(_("有效期至"), null=True, blank=True)
    state = models.CharField(_("许可状态"), max_length=10, choices=LicenceState, default=LicenceState.NORMAL)

    class Meta:
        verbose_name = _("行政许可")
        constraints = [
            ended_with_reason("licence_ended_with_reason"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, state__in=LICENCE_LIVES)
                | (Q(ended_on__isnull=False) & ~Q(state__in=LICENCE_LIVES)),
                name="licence_state_says_the_end",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="licence_runs_forward"
            ),
            models.UniqueConstraint(fields=["enterprise", "kind", "number"], name="licence_number_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class SelfReport(EnterpriseRecord):
    """What the enterprise says it found and put right by itself (自查自报自改)."""

    kind_of = "self-reports"

    reported_on = models.DateField(_("报告日期"))
    period_from = models.DateField(_("自查期间自"))
    period_to = models.DateField(_("自查期间至"))
    found = models.PositiveIntegerField(_("查出隐患数"))
    rectified = models.PositiveIntegerField(_("已整改数"))
    text = models.TextField(_("报告内容"), blank=True)

    class Meta:
        verbose_name = _("自查自报自改")
        constraints = [
            ended_with_reason("self_report_ended_with_reason"),
            models.CheckConstraint(
                condition=Q(period_from__lte=F("period_to"), period_to__lte=F("reported_on")), name="self_report_days"
            ),
            models.CheckConstraint(condition=Q(rectified__lte=F("found")), name="self_report_rectified"),
        ]

    def __str__(self) -> str:
        return _t("自查 %(from)s 至 %(to)s：查出 %(found)s 项，已整改 %(rectified)s 项") % {
            "from": self.period_from.isoformat(),
            "to": self.period_to.isoformat(),
            "found": self.found,
            "rectified": self.rectified,
        }


class ListedHazard(EnterpriseRecord):
    """A major hazard under listed supervision (挂牌督办); it ends by being cleared."""

    kind_of = "listed-hazards"

    title = models.CharField(_("重大隐患"), max_length=200)
    listed_by = models.CharField(_("挂牌机关"), max_length=100)
    number = models.CharField(_("督办文号"), max_length=60)
    listed_on = models.DateField(_("挂牌日期"))
    due_on = models.DateField(_("治理期限"))

    class Meta:
        verbose_name = _("挂牌督办")
        constraints = [
            ended_with_reason("listed_hazard_cleared_with_note"),
            models.CheckConstraint(condition=Q(due_on__gte=F("listed_on")), name="listed_hazard_due_later"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("listed_on")), name="listed_hazard_cleared_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}"


class Merge(OfEnterprise):
    """One enterprise taken over by another (`enterprise`). Undone, it stays as history."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="takeovers")
    merged = models.ForeignKey(Enterprise, models.PROTECT, related_name="merges")
    merged_at = models.DateTimeField(_("并入时间"))
    merged_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    reason = models.CharField(_("理由"), max_length=500)
    undone_at = models.DateTimeField(_("撤销时间"), null=True)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    undo_reason = models.CharField(_("撤销理由"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("企业合并")
        constraints = [
            models.CheckConstraint(condition=~Q(enterprise=F("merged")), name="merge_of_two"),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
                name="merge_undone_when_and_by",
            ),
            models.UniqueConstraint(fields=["merged"], condition=Q(undone_at__isnull=True), name="merged_once"),
        ]

    def __str__(self) -> str:
        return _t("%(merged)s并入%(enterprise)s") % {"merged": self.merged, "enterprise": self.enterprise}
