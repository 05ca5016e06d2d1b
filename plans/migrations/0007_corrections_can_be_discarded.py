from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("plans", "0006_licence_of_items_and_tasks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="plansummary",
            name="plan_summary_one_under_way",
        ),
        migrations.AlterField(
            model_name="plansummary",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "编写"),
                    ("submitted", "待领导批准"),
                    ("approved", "已批准"),
                    ("discarded", "更正已放弃"),
                ],
                default="draft",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansummary",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "submitted"])),
                fields=("bureau", "year"),
                name="plan_summary_one_under_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="plansummary",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "discarded"), _negated=True), ("edition__gt", 1), _connector="OR"
                ),
                name="plan_summary_corrections_discarded",
            ),
        ),
    ]
