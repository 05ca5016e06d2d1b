import datetime as dt
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import Bureau, User
from enforcement.accounts.permissions import Permission
from plans.models.name_frequency import frequencies
from plans.rules.registration import company_name, plain, status_at
from plans.states import Affiliation, EnterpriseStatus, Grade, Hazard, Scale, Sector, SourceLevel

COMMON_ENDINGS = ("有限责任公司", "股份有限公司")  # in nearly every name: the index would only cost
MERGED = "merged"
MOST_FORMER = 5_000  # former names looked up beforehand: as numbers, they leave the choice of the index to the planner


class NameGrams(Func):
    """`name_grams(text) -> text[]`: every single character and every pair, our own immutable SQL function."""

    function = "name_grams"
    template = '(%(function)s(%(expressions)s) COLLATE "C")'  # compared byte by byte: half the work of the index
    output_field = ArrayField(models.TextField())


def in_nearly_all_names(words: str) -> bool:
    return bool(words) and any(words in ending for ending in COMMON_ENDINGS)


def supervisors(bureaus: list[int], prefix: str = "") -> Q:
    """Whoever supervises the daily operation sees the enterprise, and whoever supervises what it licensed."""
    return Q(**{f"{prefix}bureau__in": bureaus}) | Q(**{f"{prefix}licensing_bureau__in": bureaus})


def of_plans(bureau: int) -> Q:
    """What a bureau's plan may name: what it supervises from day to day, and what it licensed, for that alone."""
    return Q(bureau=bureau) | Q(licensing_bureau=bureau)


class EnterpriseQuerySet(VisibleQuerySet["Enterprise"]):
    def visible_to(self, user: User) -> "EnterpriseQuerySet":
        if not user.is_authenticated or not user.may(Permission.VIEW_ENTERPRISES):
            return self.none()
        return self.filter(supervisors(user.bureau_ids))

    def supervised_by(self, user: User) -> "EnterpriseQuerySet":
        """Of its bureau and those below, from day to day: what is counted there and nowhere else. Not `visible_to` and
        then narrowed: the planner would take the two for independent and misjudge what is left."""
        if not user.is_authenticated or not user.may(Permission.VIEW_ENTERPRISES):
            return self.none()
        return self.filter(bureau__in=user.bureau_ids)

    def named_like(self, words: str) -> "EnterpriseQuerySet":
        """Names, former ones too, that contain the words; from the index for two characters and more. Words that nearly
        every name contains are looked for in present names only."""
        words = "".join(words.split())
        if not words:
            return self
        if in_nearly_all_names(words) or frequencies().fills_a_page(words):
            return self.filter(name__contains=words)
        present = Q(grams__contains=NameGrams(Value(words)), name__contains=words)
        return self.alias(grams=NameGrams("name")).filter(present | _formerly(words))

    def named(self, name: str) -> "EnterpriseQuerySet":
        """Exactly so, today or formerly; from the index of names."""
        grams = NameGrams(Value(name))
        former = FormerName.objects.alias(grams=NameGrams("name")).filter(grams__contains=grams, name=name)
        present = Q(grams__contains=grams, name=name)
        return self.alias(grams=NameGrams("name")).filter(
            present | Q(pk__in=list(former.values_list("enterprise_id", flat=True)))
        )

    def found_by(self, words: str) -> "EnterpriseQuerySet":
        """What people type into one box: part of a name, the start of a credit code or of the pinyin initials.
        `found_as` is the last former name that contains the words."""
        text = "".join(plain(words).split())
        if text.isascii() and text.isalnum():
            return self.filter(Q(credit_code__startswith=text.upper()) | Q(initials__startswith=text.lower()))
        name = company_name("".join(words.split()))
        former = FormerName.objects.filter(enterprise=OuterRef("pk"), name__contains=name).order_by("-until", "-id")
        return self.named_like(name).annotate(found_as=Subquery(former.values("name")[:1]))

    def in_pool(self, on: dt.date | None = None) -> "EnterpriseQuerySet":
        """Those that can be inspected on the day (default: today): operating then, and not merged into another."""
        return self.standing_as(EnterpriseStatus.OPERATING, on)

    def standing_as(self, standing: str, on: dt.date | None = None) -> "EnterpriseQuerySet":
        """Those whose standing on the day (default: today) it is: a status, or that another one took them over."""
        if standing == MERGED:
            return self.filter(merged_into__isnull=False)
        day = on or timezone.localdate()
        begun = Q(status_on__isnull=True) | Q(status_on__lte=day)
        still = Q(status_before=standing, status_on__gt=day)
        return self.filter(Q(status=standing) & begun | still, merged_into__isnull=True)

    def with_standing(self) -> "EnterpriseQuerySet":
        """`standing`: the status of today, or that another one took it over."""
        standing = Case(
            When(merged_into__isnull=False, then=Value(MERGED)),
            When(status_on__gt=timezone.localdate(), then=F("status_before")),
            default=F("status"),
        )
        return self.annotate(standing=standing)


def _formerly(words: str) -> Q:
    """One query, so that the main one can join two indexes; beyond the limit the words are common and it scans."""
    grams = NameGrams(Value(words))
    former = FormerName.objects.alias(grams=NameGrams("name")).filter(grams__contains=grams, name__contains=words)
    found = list(former.values_list("enterprise_id", flat=True)[: MOST_FORMER + 1])
    return Q(pk__in=found if len(found) <= MOST_FORMER else former.values("enterprise_id"))


class RegisteredFacts(models.Model):
    """What a table can say about an enterprise; also the columns of the staging table."""

    name = models.CharField(_("企业名称"), max_length=200)
    initials = models.CharField(_("拼音首字母"), max_length=200, blank=True, editable=False)
    registered_on = models.DateField(_("注册日期"), null=True, blank=True)
    kind = models.CharField(_("企业类型"), max_length=100, blank=True)
    legal_person = models.CharField(_("法人代表"), max_length=60, blank=True)
    capital = models.DecimalField(_("注册资金（万元）"), max_digits=16, decimal_places=2, null=True, blank=True)
    scope = models.TextField(_("经营范围"), blank=True)
    province = models.CharField(_("所在省份"), max_length=30, blank=True)
    region = models.CharField(_("地区"), max_length=60, blank=True)
    region_code = models.CharField(_("行政区划代码"), max_length=6, blank=True)
    address = models.CharField(_("注册地址"), max_length=300, blank=True)
    industry_code = models.CharField(_("行业代码"), max_length=6, blank=True)
    sector = models.CharField(_("监管行业"), max_length=10, choices=Sector, default=Sector.OTHER)
    scale = models.CharField(_("企业规模"), max_length=10, choices=Scale, blank=True)
    affiliation = models.CharField(_("隶属关系"), max_length=10, choices=Affiliation, blank=True)
    employees = models.PositiveIntegerField(_("从业人员数量"), null=True, blank=True)
    safety_head = models.CharField(_("安全负责人"), max_length=60, blank=True)
    safety_staff = models.PositiveIntegerField(_("安全管理人员数量"), null=True, blank=True)
    phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    hazards = ArrayField(
        models.CharField(max_length=20, choices=Hazard), default=list, blank=True, verbose_name=_("危险因素")
    )
    source_level = models.CharField(_("重大危险源等级"), max_length=1, choices=SourceLevel, blank=True)
    standardisation = models.CharField(_("标准化等级"), max_length=10, blank=True)
    status = models.CharField(
        _("经营状态"), max_length=10, choices=EnterpriseStatus, default=EnterpriseStatus.OPERATING
    )
    status_on = models.DateField(_("状态起始日"), null=True, blank=True)  # none: since before it was registered here
    insurer = models.CharField(_("安全生产责任保险承保机构"), max_length=100, blank=True)
    insured_until = models.DateField(_("安全生产责任保险有效期至"), null=True, blank=True)
    emergency_plan_number = models.CharField(_("应急预案备案编号"), max_length=60, blank=True)
    emergency_plan_on = models.DateField(_("应急预案备案日期"), null=True, blank=True)

    class Meta:
        abstract = True


def both_or_neither(text: str, day: str) -> Q:
    return Q(**{text: "", f"{day}__isnull": True}) | (~Q(**{text: ""}) & Q(**{f"{day}__isnull": False}))


class Enterprise(RegisteredFacts):
    """A subject of supervision. `bureau` is the one bureau that supervises its daily operation; `licensing_bureau`, if
    there is one, supervises what it licensed."""

    view_permission = Permission.VIEW_ENTERPRISES

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="enterprises", verbose_name=_("监管机关"))
    licensing_bureau = models.ForeignKey(
        Bureau, models.PROTECT, null=True, blank=True, related_name="licensed", verbose_name=_("许可监管机关")
    )
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18, unique=True)
    # kept by the database, because an import writes the status too: what held before `status_on`; where nobody knows,
    # it was operating
    status_before = models.CharField(
        _("此前的经营状态"),
        max_length=10,
        choices=EnterpriseStatus,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    grade = models.CharField(_("风险等级"), max_length=10, choices=Grade, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    import_run = models.ForeignKey("ImportRun", models.SET_NULL, null=True, related_name="enterprises")

    objects = EnterpriseQuerySet.as_manager()

    class Meta:
        verbose_name = _("企业")
        indexes = [
            GinIndex(NameGrams("name"), name="enterprise_name_grams"),
            models.Index(fields=["bureau", "id"], name="enterprise_bureau"),
            models.Index(fields=["bureau", "grade", "id"], name="enterprise_grade"),
            models.Index(fields=["bureau", "sector", "id"], name="enterprise_sector"),
            models.Index(fields=["bureau", "status", "id"], name="enterprise_status"),
            models.Index(fields=["initials"], name="enterprise_initials", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(credit_code__regex=r"^[0-9A-Z]{18}$"), name="enterprise_code_form"),
            models.CheckConstraint(condition=Q(capital__isnull=True) | Q(capital__gte=0), name="enterprise_capital"),
            models.CheckConstraint(condition=Q(region_code__regex=r"^([0-9]{6})?$"), name="enterprise_region_code"),
            models.CheckConstraint(condition=Q(hazards__contained_by=Hazard.values), name="enterprise_hazards"),
            models.CheckConstraint(
                condition=Q(hazards__contains=[Hazard.MAJOR_SOURCE], source_level__in=SourceLevel.values)
                | (~Q(hazards__contains=[Hazard.MAJOR_SOURCE]) & Q(source_level="")),
                name="enterprise_source_level",
            ),
            models.CheckConstraint(condition=both_or_neither("insurer", "insured_until"), name="enterprise_insured"),
            models.CheckConstraint(
                condition=both_or_neither("emergency_plan_number", "emergency_plan_on"), name="enterprise_plan_filed"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="enterprise_merges_elsewhere"),
            models.CheckConstraint(
                condition=Q(status_on__isnull=True) | ~Q(status_before=""), name="enterprise_status_follows_another"
            ),
            models.CheckConstraint(
                condition=Q(status_on__isnull=True)
                | Q(registered_on__isnull=True)
                | Q(status_on__gte=F("registered_on")),
                name="enterprise_status_after_registration",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"/enterprises/{self.pk}/"

    def status_at(self, day: dt.date) -> EnterpriseStatus:
        return EnterpriseStatus(status_at(day, self.status, self.status_on, self.status_before))


class OfEnterpriseQuerySet(models.QuerySet[Any]):
    def visible_to(self, user: User) -> Self:
        if not user.is_authenticated or not user.may(Permission.VIEW_ENTERPRISES):
            return self.none()
        path = getattr(self.model, "enterprise_path", "enterprise__")
        return self.filter(supervisors(user.bureau_ids, path))


class OfEnterprise(models.Model):
    """What is told of an enterprise belongs to whoever supervises it now: it has no bureau of its own, so a transfer
    takes it along. `enterprise_path`: the lookup that leads to the enterprise, where it is not a field."""

    view_permission = Permission.VIEW_ENTERPRISES

    enterprise: Any
    objects = OfEnterpriseQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def bureau(self) -> Bureau:
        supervisor: Bureau = self.enterprise.bureau
        return supervisor

    @property
    def bureau_id(self) -> int:
        return int(self.enterprise.bureau_id)


class FormerName(models.Model):
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="former_names")
    name = models.CharField(_("曾用名"), max_length=200)
    until = models.DateField(_("使用至"))

    class Meta:
        verbose_name = _("曾用名")
        indexes = [GinIndex(NameGrams("name"), name="former_name_grams")]

    def __str__(self) -> str:
        return self.name
