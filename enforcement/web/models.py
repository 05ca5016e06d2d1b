from django.conf import settings
from django.db import models


class Submission(models.Model):
    """One filled-in form. The second click of the same form gets the answer of the first."""

    key = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True)
    path = models.CharField(max_length=300)
    location = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)
