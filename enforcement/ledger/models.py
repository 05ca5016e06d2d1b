from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, ref: str) -> "EntryQuerySet":
        return self.filter(Q(subject=ref) | Q(within=ref))


class Entry(models.Model):
    """One act, as text: nothing here can cascade away. A trigger refuses UPDATE, DELETE and TRUNCATE.

    `leaf` is the RFC 6962 leaf hash of the canonical JSON of all other fields but the id (see `hashing`).
    """

    at = models.DateTimeField(_("时间"))
    act = models.CharField(_("行为"), max_length=80)
    act_text = models.CharField(max_length=120)
    actor = models.CharField(max_length=40)
    actor_text = models.CharField(_("人员"), max_length=200)
    bureau = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=60)
    subject_text = models.CharField(_("对象"), max_length=300)
    within = models.CharField(max_length=60, blank=True)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    rule = models.CharField(max_length=60, blank=True)
    article = models.CharField(_("依据"), max_length=300, blank=True)
    document = models.CharField(_("文书"), max_length=200, blank=True)
    note = models.TextField(_("说明"), blank=True)
    leaf = models.CharField(max_length=64)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("日志")
        indexes = [
            models.Index(fields=["subject", "-id"], name="entry_subject"),
            models.Index(fields=["within", "-id"], name="entry_within"),
            models.Index(fields=["bureau", "-id"], name="entry_bureau"),
            models.Index(fields=["actor", "-id"], name="entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act_text} {self.subject_text}"


class Checkpoint(models.Model):
    """Root of the hash tree over the first `size` entries. Published outside, it pins everything before it."""

    at = models.DateTimeField(auto_now_add=True)
    size = models.BigIntegerField(unique=True)
    last_entry = models.BigIntegerField()
    root = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("日志校验点")
