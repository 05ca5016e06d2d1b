import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.operations
import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models

import enforcement.creation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        enforcement.creation.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="Benchmark",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("series", models.CharField(max_length=60, verbose_name="系列")),
                        ("code", models.CharField(max_length=60, verbose_name="版次")),
                        ("name_zh", models.CharField(max_length=200, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=300, verbose_name="英文名称")),
                        ("document", models.CharField(blank=True, max_length=200, verbose_name="文号")),
                        ("issuer", models.CharField(max_length=200, verbose_name="制定机关")),
                        (
                            "bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="适用机关",
                            ),
                        ),
                        ("reference", models.BooleanField(default=False, verbose_name="仅供参考")),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("start_share", models.DecimalField(decimal_places=3, max_digits=4, verbose_name="起算位置")),
                        (
                            "rounding",
                            models.DecimalField(decimal_places=2, max_digits=16, verbose_name="取整单位（元）"),
                        ),
                        ("questions", models.JSONField(blank=True, default=list, verbose_name="裁量事实")),
                        ("conflicts", models.JSONField(blank=True, default=list, verbose_name="相互矛盾的事实")),
                        ("same_acts", models.JSONField(blank=True, default=list, verbose_name="同一行为的不同案由")),
                        ("warnings", models.JSONField(blank=True, default=list, verbose_name="导入提示")),
                        ("sha256", models.CharField(max_length=64, verbose_name="来源文件摘要")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "草稿"), ("published", "已发布"), ("discarded", "已作废")],
                                default="draft",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="导入时间")),
                        (
                            "imported_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="导入人",
                            ),
                        ),
                        ("approved_at", models.DateTimeField(blank=True, null=True, verbose_name="批准或退回时间")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="批准或退回人",
                            ),
                        ),
                        ("discard_reason", models.TextField(blank=True, verbose_name="退回理由")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "裁量基准",
                        "verbose_name_plural": "裁量基准",
                        "ordering": ["-imported_at", "-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at", None), ("state", "draft")),
                                    models.Q(
                                        models.Q(("state", "draft"), _negated=True), ("approved_at__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="published_benchmark_has_a_time",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "discarded"), _negated=True),
                                fields=("code",),
                                name="benchmark_code_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "discarded"), _negated=True),
                                fields=("sha256",),
                                name="benchmark_sha256_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", None),
                                    ("imported_by", None),
                                    models.Q(("approved_by", models.F("imported_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="benchmark_approved_by_a_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "discarded"), ("discard_reason", ""), _connector="XOR"),
                                name="discarded_benchmark_has_a_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("start_share__gte", 0), ("start_share__lte", 1)),
                                name="benchmark_starts_within_its_range",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rounding__gt", 0)), name="benchmark_rounds_to_something"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Scope",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "benchmark",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scopes",
                                to="rulebook.benchmark",
                            ),
                        ),
                        (
                            "bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        ("rule_key", models.CharField(db_index=True, max_length=60, verbose_name="违法行为")),
                        (
                            "slot",
                            models.CharField(
                                choices=[
                                    ("entity_first", "单位"),
                                    ("entity_overdue", "单位逾期未改"),
                                    ("persons_first", "个人"),
                                    ("persons_overdue", "个人逾期未改"),
                                ],
                                max_length=20,
                                verbose_name="适用情形",
                            ),
                        ),
                        ("in_use", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "裁量范围",
                        "verbose_name_plural": "裁量范围",
                        "ordering": ["benchmark", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("benchmark", "rule_key", "slot"), name="benchmark_scope_once"
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("in_use", True)),
                                expressions=[
                                    (
                                        django.db.models.functions.comparison.Coalesce(
                                            models.F("bureau_id"), models.Value(0, models.BigIntegerField())
                                        ),
                                        "=",
                                    ),
                                    ("rule_key", "="),
                                    ("slot", "="),
                                    ("validity", "&&"),
                                ],
                                name="benchmark_no_overlap",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BenchmarkTier",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "benchmark",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tiers",
                                to="rulebook.benchmark",
                            ),
                        ),
                        (
                            "scope",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE, related_name="tiers", to="rulebook.scope"
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("code", models.CharField(max_length=20, verbose_name="阶次代号")),
                        ("name", models.CharField(max_length=60, verbose_name="阶次")),
                        ("conditions", models.CharField(blank=True, max_length=500, verbose_name="适用条件")),
                        ("when", models.JSONField(blank=True, default=list)),
                        ("low", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="下限")),
                        ("high", models.DecimalField(decimal_places=2, max_digits=16, verbose_name="上限")),
                        ("low_in", models.BooleanField(default=True, verbose_name="含下限")),
                        ("high_in", models.BooleanField(default=True, verbose_name="含上限")),
                        ("bases", models.JSONField(blank=True, default=list)),
                        ("percent", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "裁量阶次",
                        "verbose_name_plural": "裁量阶次",
                        "ordering": ["scope", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("scope", "code"), name="benchmark_tier_once"),
                            models.CheckConstraint(
                                condition=models.Q(("low__gte", 0), ("low__lte", models.F("high"))),
                                name="benchmark_tier_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BenchmarkFactor",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "benchmark",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="factors",
                                to="rulebook.benchmark",
                            ),
                        ),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("code", models.CharField(max_length=40, verbose_name="因素代号")),
                        ("name", models.CharField(max_length=200, verbose_name="因素")),
                        (
                            "effect",
                            models.CharField(
                                choices=[
                                    ("share", "在幅度内增减"),
                                    ("step", "升降阶次"),
                                    ("upper", "取幅度上部"),
                                    ("heavier", "从重"),
                                    ("lighter", "从轻"),
                                    ("mitigate", "减轻"),
                                    ("may_exempt", "可以不予处罚"),
                                    ("exempt", "不予处罚"),
                                ],
                                max_length=12,
                                verbose_name="作用",
                            ),
                        ),
                        ("value", models.DecimalField(decimal_places=3, default=0, max_digits=6, verbose_name="数值")),
                        ("when", models.JSONField(blank=True, default=list)),
                        ("basis", models.CharField(blank=True, max_length=60, verbose_name="依据")),
                        ("rule_keys", models.JSONField(blank=True, default=list, verbose_name="适用的违法行为")),
                        ("slots", models.JSONField(blank=True, default=list, verbose_name="适用情形")),
                    ],
                    options={
                        "verbose_name": "裁量因素",
                        "verbose_name_plural": "裁量因素",
                        "ordering": ["benchmark", "position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("benchmark", "code"), name="benchmark_factor_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HolidayYear",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(unique=True, verbose_name="年份")),
                        ("announced", models.BooleanField(default=True, verbose_name="放假安排已公布")),
                        ("notice", models.CharField(blank=True, max_length=200, verbose_name="放假通知文号")),
                        (
                            "official_workdays",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="法定工作日数"),
                        ),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="法定工作日数来源")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                default="verified",
                                max_length=20,
                                verbose_name="文号可信度",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "放假年度",
                        "verbose_name_plural": "放假年度",
                        "ordering": ["-year"],
                    },
                ),
                migrations.CreateModel(
                    name="CalendarDay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("day", models.DateField(verbose_name="日期")),
                        (
                            "bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("holiday", "放假"), ("workday", "调休上班"), ("closure", "本地停止办公")],
                                max_length=12,
                                verbose_name="类别",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="名称")),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="依据")),
                        ("set_at", models.DateTimeField(auto_now=True, verbose_name="设定时间")),
                        (
                            "set_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="设定人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "日历调整",
                        "verbose_name_plural": "日历调整",
                        "ordering": ["day"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("day", "bureau"), name="one_kind_per_day", nulls_distinct=False
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("bureau__isnull", True), ("kind", "closure"), _connector="OR"),
                                name="bureaus_only_close",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Setting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("row_id", models.CharField(max_length=60, verbose_name="行号")),
                        (
                            "bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        ("value", models.JSONField(verbose_name="本局取值")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                        ("set_at", models.DateTimeField(auto_now=True, verbose_name="设定时间")),
                        (
                            "set_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="设定人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "本局设定",
                        "verbose_name_plural": "本局设定",
                        "ordering": ["row_id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("row_id", "bureau"), name="one_value_per_bureau", nulls_distinct=False
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HolidayNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                        ("number", models.CharField(max_length=200, verbose_name="放假通知文号")),
                        ("text", models.TextField(verbose_name="通知内容")),
                        ("days", models.JSONField(default=list, verbose_name="日期")),
                        (
                            "state",
                            models.CharField(
                                choices=[("entered", "待他人确认"), ("confirmed", "已确认"), ("discarded", "已作废")],
                                default="entered",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("affected", models.PositiveIntegerField(null=True, verbose_name="将变动的时限数")),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        ("entered_at", models.DateTimeField(auto_now_add=True, verbose_name="录入时间")),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="录入人",
                            ),
                        ),
                        ("settled_at", models.DateTimeField(null=True, verbose_name="确认时间")),
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
                    options={
                        "verbose_name": "放假通知",
                        "verbose_name_plural": "放假通知",
                        "ordering": ["-id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("settled_at", None), ("settled_by", None), ("state", "entered")),
                                    models.Q(("settled_at__isnull", False), ("settled_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="notice_settled_by_someone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "confirmed"), _negated=True),
                                    models.Q(("settled_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="notice_confirmed_by_another",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Version",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("token", models.UUIDField()),
                    ],
                    options={
                        "verbose_name": "规则库变动标记",
                        "verbose_name_plural": "规则库变动标记",
                    },
                ),
                migrations.CreateModel(
                    name="Edition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("code", models.CharField(max_length=60, unique=True, verbose_name="版次")),
                        ("sha256", models.CharField(max_length=64, unique=True, verbose_name="来源文件摘要")),
                        ("as_of", models.DateField(verbose_name="资料截止日")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "草稿"), ("published", "已发布"), ("discarded", "已作废")],
                                default="draft",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("selection_rule", models.TextField(blank=True, verbose_name="选用规则")),
                        ("open_questions", models.JSONField(blank=True, default=list, verbose_name="待查问题")),
                        ("imported_at", models.DateTimeField(auto_now_add=True, verbose_name="导入时间")),
                        (
                            "imported_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="导入人",
                            ),
                        ),
                        ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="发布时间")),
                        (
                            "published_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="发布人",
                            ),
                        ),
                        ("discarded_at", models.DateTimeField(blank=True, null=True, verbose_name="作废时间")),
                        (
                            "discarded_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废人",
                            ),
                        ),
                        ("discard_reason", models.TextField(blank=True, verbose_name="作废理由")),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                    ],
                    options={
                        "verbose_name": "规则库版次",
                        "verbose_name_plural": "规则库版次",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(models.Q(("state", "published"), _negated=True), ("published_at", None)),
                                    models.Q(("published_at__isnull", False), ("state", "published")),
                                    _connector="OR",
                                ),
                                name="published_edition_has_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("discarded_at__isnull", False),
                                        ("discarded_by__isnull", False),
                                        ("state", "discarded"),
                                        models.Q(("discard_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "discarded"), _negated=True),
                                        ("discard_reason", ""),
                                        ("discarded_at__isnull", True),
                                        ("discarded_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="discarded_edition_by_whom_and_why",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published_by", None),
                                    ("imported_by", None),
                                    models.Q(("published_by", models.F("imported_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="edition_is_published_by_a_second_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Law",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("key", models.CharField(max_length=30, verbose_name="代号")),
                        ("document", models.TextField(blank=True, verbose_name="文号")),
                        ("status", models.CharField(max_length=60, verbose_name="状态")),
                        (
                            "level",
                            models.PositiveSmallIntegerField(
                                choices=[
                                    (10, "法律"),
                                    (20, "行政法规"),
                                    (25, "司法解释"),
                                    (30, "地方性法规"),
                                    (40, "部门规章"),
                                    (50, "国务院文件"),
                                    (60, "规范性文件"),
                                    (70, "地方文件"),
                                    (90, "征求意见稿"),
                                ],
                                verbose_name="效力层级",
                            ),
                        ),
                        ("articles_read", models.CharField(blank=True, max_length=40, verbose_name="已读条文")),
                        ("day_rule", models.CharField(blank=True, max_length=20, verbose_name="期间计算规则")),
                        (
                            "rolls_forward",
                            models.BooleanField(default=False, verbose_name="期限最后一日为休息日时顺延"),
                        ),
                        ("itemised", models.JSONField(blank=True, default=list, verbose_name="括号内为项的条")),
                    ],
                    options={
                        "verbose_name": "法律法规",
                        "verbose_name_plural": "法律法规",
                        "ordering": ["level", "key"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("key", "="), ("validity", "&&")], name="law_no_overlap"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PenaltyClause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalty_clauses",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("code", models.CharField(max_length=30, verbose_name="代号")),
                        ("law_name", models.CharField(max_length=120, verbose_name="法律")),
                        ("article", models.CharField(max_length=60, verbose_name="条款")),
                        ("against", models.CharField(blank=True, max_length=60, verbose_name="处罚对象")),
                        ("acts", models.TextField(blank=True, verbose_name="行为")),
                        ("items", models.JSONField(blank=True, default=dict, verbose_name="各项")),
                        ("first", models.JSONField(blank=True, default=dict, verbose_name="首次")),
                        ("overdue", models.JSONField(blank=True, default=dict, verbose_name="逾期")),
                        ("accident", models.TextField(blank=True, verbose_name="造成事故")),
                        ("enforced_by", models.CharField(blank=True, max_length=60, verbose_name="执法部门")),
                    ],
                    options={
                        "verbose_name": "罚则",
                        "verbose_name_plural": "罚则",
                        "ordering": ["code"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("edition"), models.F("code"), name="one_penalty_clause_per_code"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Checklist",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("code", models.CharField(max_length=30, verbose_name="代号")),
                        ("version", models.CharField(max_length=80, verbose_name="版本")),
                        ("applies_to", models.TextField(blank=True, verbose_name="适用对象")),
                        ("source", models.TextField(blank=True, verbose_name="来源")),
                        ("print_columns", models.JSONField(default=list, verbose_name="打印栏目")),
                    ],
                    options={
                        "verbose_name": "检查表",
                        "verbose_name_plural": "检查表",
                        "ordering": ["code"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("code", "="), ("validity", "&&")],
                                name="checklist_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ChecklistItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="checklist_items",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        (
                            "checklist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="rulebook.checklist",
                                verbose_name="检查表",
                            ),
                        ),
                        ("row_id", models.CharField(max_length=30, verbose_name="行号")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        ("category", models.CharField(max_length=120, verbose_name="类别")),
                        ("text", models.TextField(verbose_name="检查内容")),
                        ("basis", models.JSONField(default=list, verbose_name="检查依据")),
                        ("penalty", models.JSONField(default=list, verbose_name="处罚依据")),
                        ("methods", models.JSONField(default=list, verbose_name="检查方法")),
                        ("expected_evidence", models.TextField(blank=True, verbose_name="证据")),
                        ("severity", models.CharField(max_length=20, verbose_name="隐患等级")),
                        ("status", models.CharField(max_length=200, verbose_name="核对情况")),
                        ("violation_key", models.CharField(blank=True, max_length=60, verbose_name="对应违法行为")),
                    ],
                    options={
                        "verbose_name": "检查项",
                        "verbose_name_plural": "检查项",
                        "ordering": ["checklist", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("edition"), models.F("row_id"), name="one_checklist_item_per_row_id"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Guide",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="guides",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("rule_key", models.CharField(max_length=60, verbose_name="规则键")),
                        ("words", models.JSONField(default=list, verbose_name="口语说法")),
                        ("note", models.TextField(blank=True, verbose_name="取证提示")),
                    ],
                    options={
                        "verbose_name": "违法行为取证指引",
                        "verbose_name_plural": "违法行为取证指引",
                        "ordering": ["rule_key"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("edition"), models.F("rule_key"), name="one_guide_per_rule_key"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Element",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="elements",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("rule_key", models.CharField(max_length=60, verbose_name="规则键")),
                        ("code", models.CharField(max_length=30, verbose_name="要件代号")),
                        ("position", models.PositiveSmallIntegerField(verbose_name="序号")),
                        (
                            "part",
                            models.CharField(
                                choices=[
                                    ("subject", "主体"),
                                    ("duty", "义务"),
                                    ("act", "行为"),
                                    ("mind", "主观状态"),
                                    ("time", "时间"),
                                    ("place", "地点"),
                                    ("result", "后果"),
                                    ("overdue", "逾期未改正"),
                                ],
                                max_length=12,
                                verbose_name="要件类别",
                            ),
                        ),
                        ("text", models.TextField(verbose_name="要件")),
                        ("overdue", models.BooleanField(default=False, verbose_name="仅在逾期未改正时")),
                        ("evidence", models.JSONField(default=list, verbose_name="通常需要的证据")),
                    ],
                    options={
                        "verbose_name": "违法行为构成要件",
                        "verbose_name_plural": "违法行为构成要件",
                        "ordering": ["rule_key", "position"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("edition"), models.F("rule_key"), models.F("code"), name="one_element_per_code"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DayRule",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(max_length=60, verbose_name="行号")),
                        ("law_text", models.CharField(max_length=200, verbose_name="适用法律")),
                    ],
                    options={
                        "verbose_name": "期间计算规则",
                        "verbose_name_plural": "期间计算规则",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("row_id", "="), ("validity", "&&")],
                                name="dayrule_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TimeLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(db_index=True, max_length=60, verbose_name="行号")),
                        ("rule_key", models.CharField(db_index=True, max_length=60, verbose_name="规则键")),
                        (
                            "law",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.law",
                                verbose_name="法律法规",
                            ),
                        ),
                        ("article", models.CharField(blank=True, max_length=120, verbose_name="条款")),
                        ("stage", models.CharField(max_length=40, verbose_name="阶段")),
                        ("trigger", models.TextField(verbose_name="起算事由")),
                        ("length", models.PositiveIntegerField(blank=True, null=True, verbose_name="期限")),
                        (
                            "unit",
                            models.CharField(
                                choices=[
                                    ("working_day", "工作日"),
                                    ("calendar_day", "日"),
                                    ("month", "个月"),
                                    ("year", "年"),
                                    ("hour", "小时"),
                                ],
                                max_length=20,
                                verbose_name="单位",
                            ),
                        ),
                        ("counts_from", models.TextField(verbose_name="起算点")),
                        ("extension", models.TextField(blank=True, verbose_name="延长")),
                        ("consequence", models.TextField(blank=True, verbose_name="逾期后果")),
                        (
                            "default_when_unset",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="未核定时暂用值"),
                        ),
                        ("hard", models.BooleanField(default=True, verbose_name="硬性期限")),
                        ("backward", models.BooleanField(default=False, verbose_name="倒算")),
                        ("yields_to_rules", models.BooleanField(default=False, verbose_name="法律明定从规章另行规定")),
                    ],
                    options={
                        "verbose_name": "时限",
                        "verbose_name_plural": "时限",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("rule_key", "="), ("law", "="), ("validity", "&&")],
                                name="timelimit_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Threshold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(db_index=True, max_length=60, verbose_name="行号")),
                        ("rule_key", models.CharField(db_index=True, max_length=60, verbose_name="规则键")),
                        (
                            "law",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.law",
                                verbose_name="法律法规",
                            ),
                        ),
                        ("article", models.CharField(blank=True, max_length=120, verbose_name="条款")),
                        ("value", models.JSONField(verbose_name="数额或条件")),
                        ("variant", models.CharField(blank=True, max_length=40, verbose_name="分项")),
                    ],
                    options={
                        "verbose_name": "数额标准",
                        "verbose_name_plural": "数额标准",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[
                                    ("edition", "="),
                                    ("rule_key", "="),
                                    ("law", "="),
                                    ("variant", "="),
                                    ("validity", "&&"),
                                ],
                                name="threshold_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(db_index=True, max_length=60, verbose_name="行号")),
                        ("rule_key", models.CharField(db_index=True, max_length=60, verbose_name="规则键")),
                        (
                            "law",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.law",
                                verbose_name="法律法规",
                            ),
                        ),
                        ("article", models.CharField(blank=True, max_length=120, verbose_name="条款")),
                        ("stage", models.CharField(max_length=40, verbose_name="阶段")),
                        ("blocks", models.BooleanField(verbose_name="阻断")),
                    ],
                    options={
                        "verbose_name": "前置条件",
                        "verbose_name_plural": "前置条件",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("rule_key", "="), ("validity", "&&")],
                                name="gate_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Violation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(db_index=True, max_length=60, verbose_name="行号")),
                        ("rule_key", models.CharField(db_index=True, max_length=60, verbose_name="规则键")),
                        (
                            "law",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.law",
                                verbose_name="法律法规",
                            ),
                        ),
                        ("article", models.CharField(blank=True, max_length=120, verbose_name="条款")),
                        (
                            "violated_law",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="violated_in",
                                to="rulebook.law",
                                verbose_name="违反的法律",
                            ),
                        ),
                        ("violated_article", models.CharField(blank=True, max_length=120, verbose_name="违反的条款")),
                        ("entity_first", models.JSONField(blank=True, null=True, verbose_name="单位：首次")),
                        ("entity_overdue", models.JSONField(blank=True, null=True, verbose_name="单位：逾期")),
                        ("persons_first", models.JSONField(blank=True, null=True, verbose_name="个人：首次")),
                        ("persons_overdue", models.JSONField(blank=True, null=True, verbose_name="个人：逾期")),
                        (
                            "entity_first_min",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="单位首次下限"),
                        ),
                        (
                            "entity_first_max",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="单位首次上限"),
                        ),
                        (
                            "entity_overdue_min",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="单位逾期下限"),
                        ),
                        (
                            "entity_overdue_max",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="单位逾期上限"),
                        ),
                        (
                            "persons_first_min",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="个人首次下限"),
                        ),
                        (
                            "persons_first_max",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="个人首次上限"),
                        ),
                        (
                            "persons_overdue_min",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="个人逾期下限"),
                        ),
                        (
                            "persons_overdue_max",
                            models.PositiveBigIntegerField(blank=True, null=True, verbose_name="个人逾期上限"),
                        ),
                        ("other_measures", models.TextField(blank=True, verbose_name="其他措施")),
                        ("text", models.TextField(blank=True, verbose_name="罚则原文摘要")),
                        ("authority", models.TextField(blank=True, verbose_name="处罚机关")),
                        ("discretion_tiers", models.JSONField(blank=True, default=list, verbose_name="裁量档次")),
                    ],
                    options={
                        "verbose_name": "违法行为",
                        "verbose_name_plural": "违法行为",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("rule_key", "="), ("validity", "&&")],
                                name="violation_no_overlap",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("entity_first_min__lte", models.F("entity_first_max")),
                                    ("entity_first_max__isnull", True),
                                    _connector="OR",
                                ),
                                name="violation_entity_first_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("entity_overdue_min__lte", models.F("entity_overdue_max")),
                                    ("entity_overdue_max__isnull", True),
                                    _connector="OR",
                                ),
                                name="violation_entity_overdue_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("persons_first_min__lte", models.F("persons_first_max")),
                                    ("persons_first_max__isnull", True),
                                    _connector="OR",
                                ),
                                name="violation_persons_first_in_order",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("persons_overdue_min__lte", models.F("persons_overdue_max")),
                                    ("persons_overdue_max__isnull", True),
                                    _connector="OR",
                                ),
                                name="violation_persons_overdue_in_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderType",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(max_length=60, verbose_name="行号")),
                        ("nature", models.CharField(max_length=60, verbose_name="性质")),
                        ("legal_basis", models.TextField(verbose_name="依据")),
                        ("approval", models.TextField(verbose_name="审批")),
                        ("max_period", models.TextField(verbose_name="最长期限")),
                        ("follow_up", models.TextField(verbose_name="后续")),
                    ],
                    options={
                        "verbose_name": "责令类型",
                        "verbose_name_plural": "责令类型",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("row_id", "="), ("validity", "&&")],
                                name="ordertype_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ServiceMethod",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(max_length=60, verbose_name="行号")),
                        ("rule", models.TextField(verbose_name="规则")),
                        ("served_on", models.TextField(verbose_name="送达日")),
                        ("source", models.TextField(verbose_name="依据")),
                    ],
                    options={
                        "verbose_name": "送达方式",
                        "verbose_name_plural": "送达方式",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("row_id", "="), ("validity", "&&")],
                                name="servicemethod_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecurringDate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(max_length=60, verbose_name="行号")),
                        ("due", models.CharField(max_length=60, verbose_name="时间")),
                        ("frequency", models.CharField(max_length=60, verbose_name="频次")),
                        ("source", models.TextField(verbose_name="依据")),
                        ("force", models.CharField(max_length=40, verbose_name="效力")),
                    ],
                    options={
                        "verbose_name": "定期事项",
                        "verbose_name_plural": "定期事项",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("row_id", "="), ("validity", "&&")],
                                name="recurringdate_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Retention",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(max_length=60, verbose_name="行号")),
                        ("period", models.TextField(verbose_name="保管期限")),
                        ("source", models.TextField(verbose_name="依据")),
                    ],
                    options={
                        "verbose_name": "保管期限",
                        "verbose_name_plural": "保管期限",
                        "ordering": ["row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("row_id", "="), ("validity", "&&")],
                                name="retention_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Article",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        (
                            "law",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="articles",
                                to="rulebook.law",
                                verbose_name="法律法规",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="条号")),
                        ("position", models.PositiveIntegerField(verbose_name="序号")),
                        ("text", models.TextField(blank=True, verbose_name="原文")),
                    ],
                    options={
                        "verbose_name": "条文",
                        "verbose_name_plural": "条文",
                        "ordering": ["law", "position", "number"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("law", "="), ("number", "="), ("validity", "&&")],
                                name="article_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DocumentText",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("validity", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="有效期")),
                        (
                            "confidence",
                            models.CharField(
                                choices=[
                                    ("verified", "已核对"),
                                    ("from_memory", "凭经验录入"),
                                    ("unverified", "未核对"),
                                    ("composed", "本系统编写"),
                                ],
                                max_length=20,
                                verbose_name="可信度",
                            ),
                        ),
                        (
                            "evidence",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "无"),
                                    ("full_text", "全文"),
                                    ("quoted_text", "条文引文"),
                                    ("secondary_report", "转引"),
                                ],
                                max_length=20,
                                verbose_name="证据",
                            ),
                        ),
                        ("verified_in", models.TextField(blank=True, verbose_name="核对出处")),
                        ("name_zh", models.CharField(max_length=300, verbose_name="名称")),
                        ("name_en", models.CharField(blank=True, max_length=400, verbose_name="英文名称")),
                        ("note", models.TextField(blank=True, verbose_name="备注")),
                        ("row_id", models.CharField(db_index=True, max_length=60, verbose_name="行号")),
                        ("code", models.CharField(max_length=30, verbose_name="文书代号")),
                        ("version", models.CharField(max_length=60, verbose_name="版本")),
                        ("word", models.CharField(blank=True, max_length=20, verbose_name="文号字样")),
                        ("stage", models.CharField(max_length=40, verbose_name="阶段")),
                        ("seal", models.CharField(blank=True, max_length=60, verbose_name="印章")),
                        ("copies", models.PositiveSmallIntegerField(default=1, verbose_name="份数")),
                        ("basis", models.TextField(blank=True, verbose_name="印制的依据")),
                        ("body", models.TextField(blank=True, verbose_name="固定文字")),
                        ("purpose", models.TextField(blank=True, verbose_name="用途")),
                        ("fields", models.JSONField(blank=True, default=list, verbose_name="栏目")),
                        ("sources", models.JSONField(blank=True, default=list, verbose_name="来源")),
                    ],
                    options={
                        "verbose_name": "文书文本",
                        "verbose_name_plural": "文书文本",
                        "ordering": ["code", "row_id"],
                        "constraints": [
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                expressions=[("edition", "="), ("code", "="), ("validity", "&&")],
                                name="documenttext_no_overlap",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SourceFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="rulebook.edition",
                                verbose_name="版次",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="文件名")),
                        ("text", models.TextField(blank=True, verbose_name="内容")),
                    ],
                    options={
                        "verbose_name": "来源文件",
                        "verbose_name_plural": "来源文件",
                        "ordering": ["name"],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("edition"), models.F("name"), name="one_source_file_per_name"
                            )
                        ],
                    },
                ),
            ],
        ),
    ]
