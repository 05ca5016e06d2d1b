from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    WAITING = "waiting", _("等待")
    DONE = "done", _("完成")
    FAILED = "failed", _("未能完成")


class Rank(models.IntegerChoices):
    """Which of the due jobs goes first."""

    SOMEONE_WAITS = 1, _("有人等待")
    ROUTINE = 5, _("一般")
    BACKLOG = 9, _("补办")


class Job(models.Model):
    """Deferred work, written in the transaction of the act that needs it. The table is the truth; Celery only wakes."""

    name = models.CharField(_("任务"), max_length=80)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    due = models.DateTimeField(_("应执行时间"), default=timezone.now)
    rank = models.PositiveSmallIntegerField(_("次序"), choices=Rank, default=Rank.ROUTINE)
    state = models.CharField(_("状态"), max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("次数"), default=0)
    last_error = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)
    progress = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("后台任务")
        indexes = [models.Index(fields=["rank", "due", "id"], condition=Q(state="waiting"), name="job_waiting")]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"
