from django.conf import settings
from django.db import migrations, models

# What was planned or assigned for a licence before it was named is about one that nobody wrote down.
NAME_THEM = """
UPDATE plans_assignment SET licence = 'other' WHERE origin = 'licensing';
UPDATE plans_planitem item SET licence = 'other'
  FROM plans_plan plan, plans_enterprise enterprise
  WHERE plan.id = item.plan_id AND enterprise.id = item.enterprise_id
    AND enterprise.licensing_bureau_id = plan.bureau_id AND enterprise.bureau_id <> plan.bureau_id;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("plans", "0005_staging_is_not_logged"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="assignment",
            name="licence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("chem_production", "危险化学品安全生产许可"),
                    ("chem_sale", "危险化学品经营许可"),
                    ("chem_use", "危险化学品使用许可"),
                    ("precursor_production", "第一类非药品类易制毒化学品生产许可"),
                    ("precursor_sale", "第一类非药品类易制毒化学品经营许可"),
                    ("mine", "金属与非金属矿山企业安全生产许可"),
                    ("exploration", "地质勘探企业安全生产许可"),
                    ("mine_works", "采掘施工企业安全生产许可"),
                    ("tailings", "尾矿库安全生产许可"),
                    ("fireworks", "烟花爆竹安全生产许可"),
                    ("fireworks_wholesale", "烟花爆竹经营（批发）许可"),
                    ("fireworks_retail", "烟花爆竹经营（零售）许可"),
                    ("occupational", "职业卫生许可"),
                    ("other", "其他资质许可证书"),
                ],
                max_length=20,
                verbose_name="检查的许可",
            ),
        ),
        migrations.AddField(
            model_name="planitem",
            name="licence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("chem_production", "危险化学品安全生产许可"),
                    ("chem_sale", "危险化学品经营许可"),
                    ("chem_use", "危险化学品使用许可"),
                    ("precursor_production", "第一类非药品类易制毒化学品生产许可"),
                    ("precursor_sale", "第一类非药品类易制毒化学品经营许可"),
                    ("mine", "金属与非金属矿山企业安全生产许可"),
                    ("exploration", "地质勘探企业安全生产许可"),
                    ("mine_works", "采掘施工企业安全生产许可"),
                    ("tailings", "尾矿库安全生产许可"),
                    ("fireworks", "烟花爆竹安全生产许可"),
                    ("fireworks_wholesale", "烟花爆竹经营（批发）许可"),
                    ("fireworks_retail", "烟花爆竹经营（零售）许可"),
                    ("occupational", "职业卫生许可"),
                    ("other", "其他资质许可证书"),
                ],
                max_length=20,
                verbose_name="检查的许可",
            ),
        ),
        migrations.RunSQL(NAME_THEM, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(models.Q(("licence", ""), _negated=True), ("origin__in", ("licensing", "plan"))),
                    models.Q(("licence", ""), models.Q(("origin", "licensing"), _negated=True)),
                    _connector="OR",
                ),
                name="assignment_licensing_says_which",
            ),
        ),
        migrations.AddConstraint(
            model_name="planitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("licence", ""), ("enterprise__isnull", False), _connector="OR"),
                name="plan_item_licence_of_an_enterprise",
            ),
        ),
    ]
