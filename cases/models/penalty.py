from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _t, gettext_lazy as _

from cases.models.finding import Finding
from cases.models.inspection import Inspection
from cases.models.order import Order
from cases.states import PartyKind, PenaltyState
from enforcement.accounts.access import VisibleQuerySet
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.rulebook.models import Violation
from enforcement.wording import remarked
from enforcement.workflow import Stateful
from plans.models import Enterprise, NameGrams


class PenaltyQuerySet(VisibleQuerySet["PenaltyCase"]):
    def of_party(self, words: str) -> "PenaltyQuerySet":
        """Parties whose name contains the words; from the index for two characters and more."""
        words = "".join(words.split())
        if not words:
            return self
        grams = NameGrams(models.Value(words))
        return self.alias(grams=NameGrams("party")).filter(grams__contains=grams, party__contains=words)

    def overdue(self, today: object) -> "PenaltyQuerySet":
        return self.filter(next_due__lt=today)


class PenaltyCase(Stateful):
    """A penalty case of the ordinary procedure. `violation` is the row in force on the day of the act."""

    view_permission = Permission.VIEW_CASES

    state = models.CharField(_("状态"), max_length=20, choices=PenaltyState, default=PenaltyState.PROPOSED)
    number = models.CharField(_("案号"), max_length=60, blank=True)
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="penalties", verbose_name=_("企业"))
    party_kind = models.CharField(_("当事人类别"), max_length=10, choices=PartyKind, default=PartyKind.ENTITY)
    party = models.CharField(_("当事人"), max_length=200)
    party_id = models.CharField(_("证件号码"), max_length=20, blank=True)
    party_post = models.CharField(_("职务"), max_length=60, blank=True)
    party_address = models.CharField(_("住址"), max_length=200, blank=True)
    party_phone = models.CharField(_("联系电话"), max_length=30, blank=True)
    inspection = models.ForeignKey(Inspection, models.PROTECT, null=True, blank=True, related_name="penalties")
    order = models.ForeignKey(Order, models.PROTECT, null=True, blank=True, related_name="penalties")
    findings = models.ManyToManyField(Finding, related_name="penalties", verbose_name=_("违法行为线索"))
    violation = models.ForeignKey(Violation, models.PROTECT, related_name="+", verbose_name=_("案由"))
    overdue = models.BooleanField(_("责令限期改正后逾期未改正"), default=False)
    act_on = models.DateField(_("违法行为发生日期"))
    found_on = models.DateField(_("发现日期"))
    facts = models.TextField(_("立案事由"))
    handlers = models.ManyToManyField(User, related_name="handled_cases", verbose_name=_("承办人"))
    filed_on = models.DateField(_("立案日期"), null=True)
    filed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    review_requested_on = models.DateField(_("送审日期"), null=True)
    review_requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    closed_on = models.DateField(_("结案日期"), null=True)
    end_reason = models.TextField(_("不予立案或撤销案件的理由"), blank=True)
    next_due = models.DateField(_("最近办案期限"), null=True, db_index=True)  # projection of the running clocks

    objects = PenaltyQuerySet.as_manager()  # type: ignore[misc]  # the plugin makes only the base's a ClassVar

    class Meta:
        verbose_name = _("行政处罚案件")
        constraints = [
            models.CheckConstraint(
                condition=Q(filed_on__isnull=True, filed_by__isnull=True)
                | Q(filed_on__isnull=False, filed_by__isnull=False),
                name="penalty_filing_complete",
            ),
            models.CheckConstraint(
                condition=Q(review_requested_on__isnull=True, review_requested_by__isnull=True)
                | Q(review_requested_on__isnull=False, review_requested_by__isnull=False),
                name="penalty_review_request_complete",
            ),
            models.CheckConstraint(condition=Q(found_on__gte=models.F("act_on")), name="penalty_found_after_act"),
            models.UniqueConstraint(fields=["bureau", "number"], condition=~Q(number=""), name="penalty_number_once"),
        ]
        indexes = [
            models.Index(fields=["bureau", "state", "next_due", "id"], name="penalty_queue"),
            GinIndex(NameGrams("party"), name="penalty_party_grams"),
        ]

    def __str__(self) -> str:
        return self.number or remarked(self.party, _t("预立案"))

    def get_absolute_url(self) -> str:
        return f"/penalties/{self.pk}/"

    @property
    def is_person(self) -> bool:
        return self.party_kind == PartyKind.PERSON
