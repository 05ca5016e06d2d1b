import secrets

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from enforcement.accounts.access import bureaus_of
from enforcement.accounts.models import Bureau, User
from enforcement.documents.kinds import KINDS, DocumentKind
from enforcement.rulebook.models import DocumentText


def new_token() -> str:
    """What the printed code leads to: cannot be guessed, says nothing."""
    return secrets.token_urlsafe(16)


class Counter(models.Model):
    """The last number given for a word in a year. Its row is locked by whoever takes the next one."""

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+")
    word = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("文号计数")
        constraints = [models.UniqueConstraint(fields=["bureau", "word", "year"], name="counter_once")]


class StoredFile(models.Model):
    """A file under its own hash. `path` is relative to FILES_ROOT; the same content is kept once."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField(_("大小"))
    mime = models.CharField(max_length=100)
    name = models.CharField(_("文件名"), max_length=200)
    path = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("文件")

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    ISSUED = "issued", _("正在生成")
    RENDERED = "rendered", _("有效")
    SUPERSEDED = "superseded", _("已被替代")
    VOID = "void", _("已作废")


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User) -> "DocumentQuerySet":
        if not user.is_authenticated:
            return self.none()
        open_kinds = [kind.code for kind in KINDS.values() if user.may(kind.view_permission)]
        return self.filter(bureau__in=bureaus_of(user), kind__in=open_kinds)

    def about(self, ref: str) -> "DocumentQuerySet":
        return self.filter(Q(subject=ref) | Q(within=ref))


class Document(models.Model):
    """A trigger keeps number, content and subject as they were issued, and the row from deletion."""

    kind = models.CharField(_("文书种类"), max_length=20)
    number = models.CharField(_("文号"), max_length=60, blank=True)
    title = models.CharField(_("标题"), max_length=120)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("机关"))
    subject = models.CharField(max_length=60)
    within = models.CharField(max_length=60, blank=True)
    context = models.JSONField(encoder=DjangoJSONEncoder)
    token = models.CharField(max_length=32, unique=True, default=new_token)
    state = models.CharField(_("状态"), max_length=12, choices=State, default=State.ISSUED)
    template_sha256 = models.CharField(max_length=64, blank=True)
    wording = models.ForeignKey(
        DocumentText, models.PROTECT, null=True, related_name="+", verbose_name=_("文书文本")
    )  # in force on the printed date; none where the rulebook does not describe the form
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    pages = models.PositiveSmallIntegerField(_("页数"), null=True)
    supersedes = models.OneToOneField("self", models.PROTECT, null=True, related_name="superseded_by")
    issued_at = models.DateTimeField(_("制发时间"), auto_now_add=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("制发人"))
    void_reason = models.CharField(_("作废原因"), max_length=300, blank=True)
    voided_at = models.DateTimeField(_("作废时间"), null=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("作废人"))

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("文书")
        indexes = [
            models.Index(fields=["subject", "-id"], name="document_subject"),
            models.Index(fields=["within", "-id"], name="document_within"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "number"], condition=~Q(number=""), name="document_number_once"),
            models.CheckConstraint(
                condition=~Q(state="rendered") | Q(file__isnull=False, pages__isnull=False),
                name="document_has_its_file",
            ),
            models.CheckConstraint(
                condition=Q(state="void", voided_at__isnull=False, voided_by__isnull=False) & ~Q(void_reason="")
                | ~Q(state="void") & Q(voided_at__isnull=True, voided_by__isnull=True, void_reason=""),
                name="document_void_by_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.number}".strip()

    def get_absolute_url(self) -> str:
        return reverse("document", args=[self.pk])

    @property
    def form(self) -> DocumentKind:
        return KINDS[self.kind]

    @property
    def sha256(self) -> str:
        return self.file.sha256 if self.file else ""

    @property
    def is_in_force(self) -> bool:
        return self.state in {State.ISSUED, State.RENDERED}
