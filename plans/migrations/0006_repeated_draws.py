"""A draw that repeats another says why and is approved; those replaced until now carry the reason of the void."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REPLACED = """
UPDATE plans_draw AS held
SET repeat_reason = old.void_reason, repeat_asked_by_id = held.created_by_id, repeat_approved_by_id = old.voided_by_id
FROM plans_draw AS old WHERE old.id = held.replaces_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("plans", "0005_staging_is_not_logged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draw",
            name="repeat_approved_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="repeat_asked_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draw",
            name="repeat_reason",
            field=models.TextField(blank=True, verbose_name="再次抽取的理由"),
        ),
        migrations.RunSQL(REPLACED, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("replaces__isnull", True), models.Q(("repeat_reason", ""), _negated=True), _connector="OR"
                ),
                name="draw_repeated_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(("repeat_reason", ""), ("repeat_asked_by__isnull", False), _connector="OR"),
                name="draw_repeat_asked",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("repeat_approved_by__isnull", True),
                    models.Q(("repeat_approved_by", models.F("repeat_asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="draw_repeat_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="draw",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frozen_at__isnull", True),
                    ("repeat_reason", ""),
                    ("repeat_approved_by__isnull", False),
                    _connector="OR",
                ),
                name="draw_repeat_approved_before_freezing",
            ),
        ),
    ]
