import datetime as dt

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import PenaltyCase
from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import StoredFile
from enforcement.web.stored_pages import PublicRow
from enforcement.workflow import Stateful
from plans.models import NameGrams
from supervision.states import PublicationState, PublicDrawState


class Publication(Stateful):
    """The inside of a disclosure: what is to be shown, from when to when, who checked it."""

    view_permission = Permission.VIEW_DISCLOSURE

    state = models.CharField(_("状态"), max_length=10, choices=PublicationState, default=PublicationState.PROPOSED)
    penalty = models.OneToOneField(PenaltyCase, models.PROTECT, related_name="publication")
    fields = models.JSONField(_("公示内容"))  # field of disclosure-fields.yaml → masked value
    masked = models.JSONField(_("遮蔽说明"), default=list)  # what was masked and under which rule
    publish_by = models.DateField(_("公示期限"))
    expires_on = models.DateField(_("公示截止期"))
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    withdraw_reason = models.TextField(_("撤下原因"), blank=True)

    class Meta:
        verbose_name = _("公示")
        constraints = [
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("created_by")), name="publication_second_person"
            )
        ]

    def __str__(self) -> str:
        return str(self.fields.get("CF_WSH") or self.penalty)

    def get_absolute_url(self) -> str:
        return f"/disclosure/{self.pk}/"


class PublicDecisionQuerySet(models.QuerySet["PublicDecision"]):
    def named_like(self, words: str) -> "PublicDecisionQuerySet":
        """Party names that contain the words, from the index; or the exact number."""
        grams = NameGrams(Value(words))
        named = Q(grams__contains=grams, party__contains=words)
        return self.alias(grams=NameGrams("party")).filter(named | Q(number=words))


class PublicDecision(PublicRow):
    """What the public reads. Copied at publication; public pages know no other table of cases."""

    folder = "decisions"

    bureau_name = models.CharField(max_length=200)
    party = models.CharField(max_length=200)
    number = models.CharField(max_length=128)
    decided_on = models.DateField()
    published_on = models.DateField()
    expires_on = models.DateField()
    fields = models.JSONField()
    withdrawn_on = models.DateField(null=True)
    withdraw_reason = models.TextField(blank=True)

    objects = PublicDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("已公示处罚决定")
        indexes = [
            GinIndex(NameGrams("party"), name="public_party_grams"),
            models.Index(fields=["-published_on", "-id"], name="public_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    def is_over(self, today: dt.date) -> bool:
        return self.expires_on < today

    def shown_until(self) -> dt.datetime | None:
        if self.withdrawn_on or self.is_over(timezone.localdate()):
            return None
        return timezone.make_aware(dt.datetime.combine(self.expires_on + dt.timedelta(days=1), dt.time()))


class PublicPlan(PublicRow):
    """A published annual plan, copied."""

    folder = "plans"

    plan = models.PositiveBigIntegerField(unique=True)
    bureau_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    published_on = models.DateField()
    content = models.JSONField()

    def __str__(self) -> str:
        return f"{self.bureau_name} {self.year}"


class PublicKeyItem(models.Model):
    """A line of the key list of a published plan, copied as it was."""

    plan = models.ForeignKey(PublicPlan, models.CASCADE, related_name="key_items")
    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    visits = models.PositiveIntegerField()
    ceiling = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(visits__lte=F("ceiling")), name="public_key_item_below_ceiling")
        ]

    def __str__(self) -> str:
        return self.name


class PublicDraw(PublicRow):
    """Commitment before the seed exists, the whole proof after the reveal: a file made once, because it may be as long
    as the register."""

    folder = "draws"

    draw = models.PositiveBigIntegerField(unique=True)
    bureau_name = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    published_at = models.DateTimeField()
    commitment = models.JSONField()
    state = models.CharField(_("状态"), max_length=10, choices=PublicDrawState, default=PublicDrawState.COMMITTED)
    void_reason = models.TextField(_("作废原因"), blank=True)
    replaces = models.CharField(max_length=16, blank=True)  # slug of the void one this repeats
    revealed_at = models.DateTimeField(null=True)
    proof_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    reveal = models.JSONField(default=dict)  # seal, its entry and leaf in the ledger; the seed

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(proof_file__isnull=True, revealed_at__isnull=True)
                | Q(proof_file__isnull=False, revealed_at__isnull=False),
                name="public_draw_revealed_with_proof",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_late(self) -> bool:
        """Published when the seed existed already: it proves nothing, and there is no draw."""
        seed_at = self.commitment.get("seed_at")
        return bool(seed_at) and self.published_at >= dt.datetime.fromisoformat(seed_at)


class PublicRound(models.Model):
    """One line of the transcript, copied at the reveal: the digest's start, the number it gave, whom that chose."""

    draw = models.ForeignKey(PublicDraw, models.PROTECT, related_name="rounds")
    list = models.CharField(max_length=7)
    number = models.PositiveIntegerField(_("轮次"))
    digest = models.CharField(_("散列值开头"), max_length=16)
    tickets_left = models.PositiveBigIntegerField(_("剩余票数"))
    position = models.PositiveBigIntegerField(_("位置"))
    entry = models.PositiveIntegerField(_("名单序号"))
    code = models.CharField(_("名单条目"), max_length=32)
    skipped = models.CharField(_("跳过原因"), max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "list", "number"], name="public_round_once")]


class PublicationProblem(models.Model):
    """A plan or a draw that could not be published; staff see it until it can."""

    subject = models.CharField(
        max_length=60, unique=True
    )  # "draw:12 reveal": one step may fail while another goes through
    bureau = models.PositiveBigIntegerField()
    title = models.CharField(max_length=300)
    url = models.CharField(max_length=200)
    text = models.TextField(_("原因"))
    since = models.DateTimeField(_("起始时间"), auto_now_add=True)
    last = models.DateTimeField(auto_now=True)
