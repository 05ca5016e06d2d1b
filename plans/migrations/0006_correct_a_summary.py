from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("plans", "0005_staging_is_not_logged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="plansummary",
            name="plan_summary_once_a_year",
        ),
        migrations.AddField(
            model_name="plansummary",
            name="correct_reason",
            field=models.TextField(blank=True, editable=False, verbose_name="更正原因"),
        ),
        migrations.AddField(
            model_name="plansummary",
            name="edition",
            field=models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版次"),
        ),
        migrations.AddConstraint(
            model_name="plansummary",
            constraint=models.UniqueConstraint(fields=("bureau", "year", "edition"), name="plan_summary_edition_once"),
        ),
        migrations.AddConstraint(
            model_name="plansummary",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "approved"), _negated=True),
                fields=("bureau", "year"),
                name="plan_summary_one_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansummary",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("correct_reason", ""), ("edition", 1)),
                    models.Q(("edition__gt", 1), models.Q(("correct_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="plan_summary_corrected_with_reason",
            ),
        ),
    ]
