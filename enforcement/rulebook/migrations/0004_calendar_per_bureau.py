import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# A bureau that moves in the tree inherits other values: what processes hold in memory is no longer so.
MOVES = """
CREATE TRIGGER rulebook_renew_token AFTER UPDATE OF path ON accounts_bureau
    FOR EACH ROW WHEN (OLD.path IS DISTINCT FROM NEW.path AND OLD.path <> '') EXECUTE FUNCTION rulebook_renew_token();
"""
STAYS = "DROP TRIGGER IF EXISTS rulebook_renew_token ON accounts_bureau"
# The numbers that came with the first release were never compared with the notices.
FROM_MEMORY = """
UPDATE rulebook_holidayyear SET confidence = 'from_memory'
 WHERE notice IN ('国办发明电〔2023〕7号', '国办发明电〔2024〕12号', '国办发明电〔2025〕7号')
"""
CONFIDENCES = [
    ("verified", "已核对"),
    ("from_memory", "凭经验录入"),
    ("unverified", "未核对"),
    ("composed", "本系统编写"),
]
NOTICE_STATES = [("entered", "待他人确认"), ("confirmed", "已确认"), ("discarded", "已作废")]


def to(model: str, name: str, *, optional: bool = False) -> models.ForeignKey:
    blank = {"null": True, "blank": True} if optional else {}
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model, verbose_name=name, **blank
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("rulebook", "0003_elements_of_violations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField("calendarday", "bureau", to("accounts.bureau", "机关", optional=True)),
        migrations.AlterField("calendarday", "day", models.DateField(verbose_name="日期")),
        migrations.AddField(
            "holidayyear",
            "confidence",
            models.CharField(choices=CONFIDENCES, default="verified", max_length=20, verbose_name="文号可信度"),
        ),
        migrations.AddField("setting", "bureau", to("accounts.bureau", "机关", optional=True)),
        migrations.AlterField("setting", "row_id", models.CharField(max_length=60, verbose_name="行号")),
        migrations.AddConstraint(
            "calendarday",
            models.UniqueConstraint(fields=["day", "bureau"], nulls_distinct=False, name="one_kind_per_day"),
        ),
        migrations.AddConstraint(
            "calendarday",
            models.CheckConstraint(
                condition=models.Q(bureau__isnull=True) | models.Q(kind="closure"), name="bureaus_only_close"
            ),
        ),
        migrations.AddConstraint(
            "setting",
            models.UniqueConstraint(fields=["row_id", "bureau"], nulls_distinct=False, name="one_value_per_bureau"),
        ),
        migrations.CreateModel(
            name="HolidayNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("number", models.CharField(max_length=200, verbose_name="放假通知文号")),
                ("text", models.TextField(verbose_name="通知内容")),
                ("days", models.JSONField(default=list, verbose_name="日期")),
                (
                    "state",
                    models.CharField(choices=NOTICE_STATES, default="entered", max_length=10, verbose_name="状态"),
                ),
                ("affected", models.PositiveIntegerField(null=True, verbose_name="将变动的时限数")),
                ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("bureau", to("accounts.bureau", "机关")),
                ("entered_by", to(settings.AUTH_USER_MODEL, "录入人")),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
            ],
            options={"verbose_name": "放假通知", "verbose_name_plural": "放假通知", "ordering": ["-id"]},
        ),
        migrations.AddConstraint(
            "holidaynotice",
            models.CheckConstraint(
                name="notice_settled_by_someone",
                condition=models.Q(state="entered", settled_at=None, settled_by=None)
                | models.Q(settled_at__isnull=False, settled_by__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "holidaynotice",
            models.CheckConstraint(
                name="notice_confirmed_by_another",
                condition=~models.Q(state="confirmed") | ~models.Q(settled_by=models.F("entered_by")),
            ),
        ),
        migrations.RunSQL(MOVES, STAYS),
        migrations.RunSQL(FROM_MEMORY, migrations.RunSQL.noop),
    ]
