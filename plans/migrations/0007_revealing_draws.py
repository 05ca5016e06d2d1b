"""The result of a draw becomes known step by step; of those revealed until now all is done."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

REVEALED = """
UPDATE plans_draw AS held SET revealed_at = held.drawn_at, revealed_by_id = held.seeded_by_id,
  handled = (SELECT count(*) FROM plans_drawnunit WHERE draw_id = held.id)
WHERE EXISTS (SELECT 1 FROM plans_drawnunit WHERE draw_id = held.id);
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("plans", "0006_repeated_draws"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="draw",
            name="entry_method",
            field=models.CharField(blank=True, max_length=200, verbose_name="录入方法"),
        ),
        migrations.AddField(
            model_name="draw",
            name="handled",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="draw",
            name="revealed_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="公布结果时间"),
        ),
        migrations.AddField(
            model_name="draw",
            name="revealed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="drawnexpert",
            name="not_sent",
            field=models.TextField(blank=True, verbose_name="未派出的原因"),
        ),
        migrations.AddField(
            model_name="drawnunit",
            name="unassigned",
            field=models.TextField(blank=True, verbose_name="未安排检查的原因"),
        ),
        migrations.AlterField(
            model_name="draw",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "设定条件"),
                    ("frozen", "名单已冻结"),
                    ("seeded", "种子待确认"),
                    ("confirmed", "种子已确认"),
                    ("drawn", "已抽取"),
                    ("revealing", "正在公布结果"),
                    ("revealed", "已公布结果"),
                    ("void", "已作废"),
                ],
                default="draft",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RunSQL(REVEALED, migrations.RunSQL.noop),
    ]
