from django.conf import settings
from django.db import models


class Submission(models.Model):
    """One filled-in form. The second click of the same form gets the answer of the first."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    path = models.CharField(max_length=300)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)


class Reminder(models.Model):
    """Something a person should know of, without acting on a list row: shown under 待阅 and counted at the bell."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    ref = models.CharField(max_length=60)
    text = models.CharField(max_length=300)
    url = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ref", "due_on"], name="remind_once")]
        indexes = [models.Index(fields=["user", "-id"], condition=models.Q(read_at__isnull=True), name="unread")]
