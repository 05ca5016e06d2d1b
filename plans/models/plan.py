from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _t, gettext_lazy as _

from enforcement.accounts.models import Unit, User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import StoredFile
from enforcement.workflow import Stateful
from plans.models.enterprise import Enterprise
from plans.states import ItemKind, LicenceKind, PlanState, Sector

ACTS = ("submitted", "reviewed", "endorsed", "approval_recorded", "filing_recorded", "refused")


class Plan(Stateful):
    """The annual plan. Only inputs are stored; every total and share is computed by `rules.workload`."""

    view_permission = Permission.VIEW_PLANS

    state = models.CharField(_("状态"), max_length=10, choices=PlanState, default=PlanState.DRAFT)
    year = models.PositiveSmallIntegerField(_("年度"))
    edition = models.PositiveSmallIntegerField(_("版次"), default=1)
    officers = models.PositiveIntegerField(_("执法人员数"))
    staff_in_post = models.PositiveIntegerField(_("在岗人数"), null=True, blank=True)
    workdays = models.PositiveSmallIntegerField(_("年法定工作日"))
    workdays_source = models.CharField(_("工作日依据"), max_length=200, blank=True)
    other_days = models.JSONField(_("其他执法工作日"), default=dict)  # item of the statute → officer-days
    non_days = models.JSONField(_("非执法工作日"), default=dict)
    travel_days = models.DecimalField(_("每次路途天数"), max_digits=3, decimal_places=1, default=0)
    reserve_percent = models.DecimalField(_("专项行动预留（%）"), max_digits=4, decimal_places=1, default=0)
    text = models.TextField(_("指导思想和原则"), blank=True)
    measures = models.TextField(_("保障措施"), blank=True)
    adjust_reason = models.TextField(_("调整原因"), blank=True)
    minor = models.BooleanField(_("一般调整"), default=False, editable=False)
    weighing = models.JSONField(_("调整幅度"), null=True, editable=False)  # frozen when the leader decides
    submitted_at = models.DateTimeField(_("报批时间"), null=True, editable=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    reviewed_at = models.DateTimeField(_("审核时间"), null=True, editable=False)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    review_opinion = models.TextField(_("审核意见"), blank=True)
    endorsed_at = models.DateTimeField(_("批准时间"), null=True, editable=False)
    endorsed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    endorse_opinion = models.TextField(_("批准意见"), blank=True)
    approval_body = models.CharField(_("批准机关"), max_length=100, blank=True)
    approval_number = models.CharField(_("政府批准文号"), max_length=60, blank=True)
    approved_on = models.DateField(_("政府批准日期"), null=True, blank=True)
    approval_recorded_at = models.DateTimeField(_("登记批准时间"), null=True, editable=False)
    approval_recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    approval_scan = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    filed_with = models.CharField(_("备案机关"), max_length=100, blank=True)
    filed_on = models.DateField(_("备案日期"), null=True, blank=True)
    filing_recorded_at = models.DateTimeField(_("登记备案时间"), null=True, editable=False)
    filing_recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    filing_late_reason = models.TextField(_("逾期备案的原因"), blank=True)
    publishing_late_reason = models.TextField(_("逾期公布的原因"), blank=True)
    refused_at = models.DateTimeField(_("不同意时间"), null=True, editable=False)
    refused_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    refuse_reason = models.TextField(_("不同意的理由"), blank=True)
    due_on = models.DateField(_("办理期限"), null=True, editable=False)  # for the desk; the clock decides
    published_on = models.DateField(_("公布日期"), null=True, blank=True)

    class Meta:
        verbose_name = _("年度监督检查计划")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "year", "edition"], name="plan_edition_once"),
            models.CheckConstraint(condition=Q(year__gte=2015, year__lte=2100), name="plan_year"),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"plan_{act}_when_and_by",
                )
                for act in ACTS
            ),
            models.CheckConstraint(
                condition=Q(approval_recorded_at__isnull=True)
                | ~Q(approval_number="") & Q(approval_scan__isnull=False),
                name="plan_approval_with_number_and_scan",
            ),
            models.CheckConstraint(
                condition=Q(minor=False) | Q(edition__gt=1, weighing__isnull=False), name="plan_minor_change_is_weighed"
            ),
            models.CheckConstraint(
                condition=Q(refused_at__isnull=True, refuse_reason="")
                | Q(state=PlanState.REFUSED, refused_at__isnull=False) & ~Q(refuse_reason=""),
                name="plan_refused_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(travel_days__gte=0, reserve_percent__gte=0, reserve_percent__lte=100), name="plan_reserve"
            ),
        ]

    def __str__(self) -> str:
        return _t("%(year)s 年度监督检查计划") % {"year": self.year}

    def get_absolute_url(self) -> str:
        return f"/plans/{self.pk}/"


class PlanItem(models.Model):
    """An item names its enterprise, or a pool and how many are drawn from it; which of the two gives its method."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="items")
    kind = models.CharField(_("检查类别"), max_length=10, choices=ItemKind)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="plan_items")
    sector = models.CharField(_("行业领域"), max_length=10, choices=Sector, blank=True)
    grades = ArrayField(models.CharField(max_length=10), default=list, blank=True, verbose_name=_("风险等级"))
    region = models.CharField(_("地区"), max_length=60, blank=True)
    ratio = models.DecimalField(_("抽查比例（%）"), max_digits=5, decimal_places=2, null=True, blank=True)
    campaign = models.CharField(_("专项名称"), max_length=100, blank=True)
    starts_on = models.DateField(_("专项开始日期"), null=True, blank=True)
    ends_on = models.DateField(_("专项结束日期"), null=True, blank=True)
    subject = models.CharField(_("检查事项"), max_length=200)
    licence = models.CharField(_("检查的许可"), max_length=20, choices=LicenceKind, blank=True)  # none: not for one
    visits = models.PositiveIntegerField(_("计划家次"), default=1)
    officers_per_visit = models.PositiveSmallIntegerField(_("每次人数"), default=2)
    days_per_visit = models.DecimalField(_("每次天数"), max_digits=4, decimal_places=1, default=1)
    months = ArrayField(models.PositiveSmallIntegerField(), default=list, verbose_name=_("计划月份"))
    frequency = models.PositiveSmallIntegerField(_("每户年度频次"), default=1)  # of a pool; a named one has `visits`
    ceiling = models.PositiveSmallIntegerField(_("每户年度上限"), default=2)
    occupational_health = models.BooleanField(_("同时检查职业健康"), default=False)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("承办机构"))
    added_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    changed_at = models.DateTimeField(_("修改时间"), null=True, editable=False)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("计划项目")
        indexes = [models.Index(fields=["plan", "kind", "id"], name="plan_item_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "enterprise"], condition=Q(enterprise__isnull=False), name="plan_names_enterprise_once"
            ),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.KEY, enterprise__isnull=False)
                | Q(kind=ItemKind.GENERAL, enterprise__isnull=True)
                | Q(kind__in=[ItemKind.CAMPAIGN, ItemKind.EMERGENCY]),
                name="plan_item_key_has_enterprise",
            ),
            models.CheckConstraint(condition=Q(officers_per_visit__gte=2), name="plan_item_two_officers"),
            models.CheckConstraint(
                condition=Q(kind=ItemKind.CAMPAIGN, starts_on__isnull=False, ends_on__gte=F("starts_on"))
                & ~Q(campaign="")
                | ~Q(kind=ItemKind.CAMPAIGN) & Q(campaign="", starts_on__isnull=True, ends_on__isnull=True),
                name="plan_item_campaign_has_period",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=True)
                | Q(sector="", grades=[], region="", ratio__isnull=True, visits__lte=F("ceiling")),
                name="plan_item_named_below_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(enterprise__isnull=False) | Q(frequency__gte=1, frequency__lte=F("ceiling")),
                name="plan_item_pool_below_ceiling",
            ),
            models.CheckConstraint(
                condition=Q(ratio__isnull=True) | Q(ratio__gt=0, ratio__lte=100), name="plan_item_ratio"
            ),
            models.CheckConstraint(
                condition=Q(licence="") | Q(licence__in=LicenceKind.values, enterprise__isnull=False),
                name="plan_item_licence_of_an_enterprise",
            ),
            models.CheckConstraint(
                condition=Q(changed_at__isnull=True, changed_by__isnull=True)
                | Q(changed_at__isnull=False, changed_by__isnull=False),
                name="plan_item_changed_when_and_by",
            ),
        ]

    def __str__(self) -> str:
        return str(self.enterprise or self.subject)

    def get_absolute_url(self) -> str:
        return f"/plans/{self.plan_id}/items/{self.pk}/"

    @property
    def is_random(self) -> bool:
        """By draw from a pool; otherwise as the plan names it."""
        return self.enterprise_id is None

    @property
    def for_licence_only(self) -> bool:
        """At an enterprise that another bureau supervises from day to day and the plan's bureau licenses."""
        one, bureau = self.enterprise, self.plan.bureau_id
        return one is not None and one.licensing_bureau_id == bureau != one.bureau_id

    @property
    def times(self) -> int:
        """Inspections of one enterprise in the year."""
        return self.frequency if self.is_random else self.visits
