from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.models import User
from enforcement.accounts.permissions import Permission
from enforcement.documents.models import StoredFile
from enforcement.workflow import Stateful
from plans.models.enterprise import Enterprise
from plans.models.expert import Expert
from plans.models.plan import PlanItem
from plans.rules.draw_commitment import LISTS
from plans.states import DrawState, Sector

S = DrawState
SEEDED_STATES, CONFIRMED_STATES, DRAWN_STATES, REVEALED_STATES = (
    [S.SEEDED, S.CONFIRMED, S.DRAWN, S.REVEALING, S.REVEALED][first:] for first in range(4)
)


def implies(states: list[DrawState], *columns: str) -> Q:
    """In these states none of the columns is empty."""
    return ~Q(state__in=states) | Q(**{f"{name}__isnull": False for name in columns})


class Draw(Stateful):
    """A draw anyone can recompute: frozen lists, commitment, seed from a named public source, result, proof file."""

    view_permission = Permission.VIEW_DRAWS

    state = models.CharField(_("状态"), max_length=10, choices=DrawState, default=DrawState.DRAFT)
    number = models.CharField(_("抽查任务编号"), max_length=40, unique=True)
    title = models.CharField(_("任务名称"), max_length=100)
    plan_item = models.ForeignKey(PlanItem, models.PROTECT, null=True, blank=True, related_name="draws")
    conditions = models.JSONField(default=dict)  # sector, grades, hazards: which enterprises form the base
    units_wanted = models.PositiveIntegerField(_("抽取企业数"))
    officers_wanted = models.PositiveSmallIntegerField(_("抽取人员数"), default=2)
    experts_wanted = models.PositiveSmallIntegerField(_("抽取专家数"), default=0)
    specialty = models.CharField(_("专业要求"), max_length=20, choices=Sector, blank=True)
    joint_partner = models.CharField(_("联合检查单位"), max_length=100, blank=True)
    window_from = models.DateField(_("检查期间自"))
    window_to = models.DateField(_("检查期间至"))
    seed_kinds = models.JSONField(default=list)  # known sources by key, in the order their lines are entered
    seed_source = models.CharField(_("种子来源"), max_length=200)
    seed_at = models.DateTimeField(_("种子产生时间"))
    seed_bits = models.DecimalField(_("来源随机量（比特）"), max_digits=6, decimal_places=1)
    small_source_reason = models.TextField(_("来源不足的理由"), blank=True)
    entry_method = models.CharField(_("录入方法"), max_length=200, blank=True)  # of sources that are not in the table
    hashes = models.JSONField(default=dict)  # list → SHA-256; the lists are rows of DrawEntry
    salt = models.CharField(max_length=64, blank=True)
    commitment = models.CharField(_("名单承诺"), max_length=64, blank=True)
    frozen_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(_("名单承诺公布时间"), null=True)
    sources = models.JSONField(_("种子"), default=list)
    rejected_seeds = models.JSONField(default=list)  # who entered which; in the ledger once a seed is confirmed
    params = models.JSONField(default=dict)  # what the commitment covers besides the lists
    seeded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    result = models.JSONField(default=dict)  # picks, skips, transcript lines
    drawn_at = models.DateTimeField(null=True)
    revealed_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    revealed_at = models.DateTimeField(_("公布结果时间"), null=True, editable=False)
    set_on = models.DateField(
        _("条件设定日期"), default=timezone.localdate, editable=False
    )  # a draft grows old from here
    proof_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, editable=False, related_name="+")
    handled = models.PositiveIntegerField(
        default=0, editable=False
    )  # drawn units whose tasks are made, or never will be
    void_reason = models.TextField(blank=True)
    void_asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    repeat_reason = models.TextField(_("再次抽取的理由"), blank=True)
    repeat_asked_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")
    repeat_approved_by = models.ForeignKey(User, models.PROTECT, null=True, editable=False, related_name="+")

    class Meta:
        verbose_name = _("双随机抽取")
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(repeat_reason=""), name="draw_repeated_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(repeat_reason="") | Q(repeat_asked_by__isnull=False), name="draw_repeat_asked"
            ),
            models.CheckConstraint(
                condition=Q(repeat_approved_by__isnull=True) | ~Q(repeat_approved_by=F("repeat_asked_by")),
                name="draw_repeat_second_person",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True) | Q(repeat_reason="") | Q(repeat_approved_by__isnull=False),
                name="draw_repeat_approved_before_freezing",
            ),
            models.UniqueConstraint(
                fields=["replaces"], condition=~Q(state=DrawState.DISCARDED), name="draw_replaced_once"
            ),
            models.CheckConstraint(condition=Q(units_wanted__gte=1), name="draw_units_wanted"),
            models.CheckConstraint(condition=Q(officers_wanted__gte=2), name="draw_two_officers"),
            models.CheckConstraint(condition=Q(window_to__gte=F("window_from")), name="draw_window"),
            models.CheckConstraint(
                condition=Q(frozen_at__isnull=True, commitment="") | Q(frozen_at__isnull=False) & ~Q(commitment=""),
                name="draw_frozen_with_commitment",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(published_at__gte=F("frozen_at")),
                name="draw_published_later",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("seeded_by")), name="draw_seed_second_person"
            ),
            models.CheckConstraint(
                condition=Q(voided_by__isnull=True) | ~Q(voided_by=F("void_asked_by")), name="draw_void_second_person"
            ),
            models.CheckConstraint(condition=implies([S.VOID], "void_asked_by", "voided_by"), name="draw_void_by_two"),
            models.CheckConstraint(condition=implies(SEEDED_STATES, "seeded_by"), name="draw_seed_entered"),
            models.CheckConstraint(condition=implies(CONFIRMED_STATES, "confirmed_by"), name="draw_seed_confirmed"),
            models.CheckConstraint(condition=implies(DRAWN_STATES, "drawn_at"), name="draw_drawn"),
            models.CheckConstraint(condition=implies(REVEALED_STATES, "revealed_by"), name="draw_revealed_by"),
            models.CheckConstraint(
                condition=implies([S.REVEALED], "revealed_at", "proof_file"), name="draw_revealed_with_proof"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return f"/draws/{self.pk}/"

    @property
    def with_experts(self) -> bool:
        return self.experts_wanted > 0

    @property
    def list_names(self) -> tuple[str, ...]:
        return LISTS if self.with_experts else LISTS[:2]


class DrawRecusal(models.Model):
    """A drawn officer or expert steps back: one person enters it, another agrees or does not. Only the ground, one of a
    closed list, is published; the reason in words stays inside."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="recusals")
    list = models.CharField(_("名单"), max_length=7)
    entry = models.PositiveIntegerField(_("名单序号"))
    ground = models.CharField(_("回避情形"), max_length=40)
    reason = models.CharField(_("具体理由"), max_length=300)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("抽取后的回避")
        constraints = [
            models.UniqueConstraint(
                fields=["draw"], condition=Q(decided_by__isnull=True), name="draw_recusal_one_waits"
            ),
            models.UniqueConstraint(
                fields=["draw", "list", "entry"], condition=Q(agreed=True), name="draw_recusal_agreed_once"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="draw_recusal_second_person"
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, decided_at__isnull=True, agreed=False)
                | Q(decided_by__isnull=False, decided_at__isnull=False),
                name="draw_recusal_decided",
            ),
        ]


class DrawnUnit(models.Model):
    """One drawn enterprise, in order of drawing."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="units")
    place = models.PositiveIntegerField(_("顺序"))
    entry = models.PositiveIntegerField(_("名单序号"))
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    unassigned = models.TextField(_("未安排检查的原因"), blank=True)

    class Meta:
        verbose_name = _("抽取结果")
        constraints = [models.UniqueConstraint(fields=["draw", "place"], name="drawn_unit_place")]
        ordering = ["draw", "place"]


class DrawnOfficer(models.Model):
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="officers")
    place = models.PositiveIntegerField(_("顺序"))
    entry = models.PositiveIntegerField(_("名单序号"))
    officer = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "place"], name="drawn_officer_place")]
        ordering = ["draw", "place"]


class DrawnExpert(models.Model):
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="experts")
    place = models.PositiveIntegerField(_("顺序"))
    entry = models.PositiveIntegerField(_("名单序号"))
    expert = models.ForeignKey(Expert, models.PROTECT, related_name="+")
    not_sent = models.TextField(_("未派出的原因"), blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draw", "place"], name="drawn_expert_place")]
        ordering = ["draw", "place"]
