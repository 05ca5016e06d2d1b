import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import enforcement.creation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        enforcement.creation.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="Submission",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=64, unique=True)),
                        (
                            "user",
                            models.ForeignKey(
                                null=True, on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL
                            ),
                        ),
                        ("path", models.CharField(max_length=300)),
                        ("location", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Reminder",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reminders",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("ref", models.CharField(max_length=60)),
                        ("text", models.CharField(max_length=300)),
                        ("url", models.CharField(max_length=200)),
                        ("due_on", models.DateField(null=True)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        ("read_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("read_at__isnull", True)), fields=["user", "-id"], name="unread"
                            )
                        ],
                        "constraints": [models.UniqueConstraint(fields=("user", "ref", "due_on"), name="remind_once")],
                    },
                ),
            ],
        ),
    ]
