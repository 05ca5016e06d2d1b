import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import enforcement.creation
import plans.models.enterprise


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("cases", "0001_initial"),
        ("documents", "0001_initial"),
    ]

    operations = [
        enforcement.creation.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="Publication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "待复核"),
                                    ("checked", "待公示"),
                                    ("published", "公示中"),
                                    ("withdrawn", "已撤下"),
                                    ("expired", "已期满"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "penalty",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publication",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("fields", models.JSONField(verbose_name="公示内容")),
                        ("masked", models.JSONField(default=list, verbose_name="遮蔽说明")),
                        ("publish_by", models.DateField(verbose_name="公示期限")),
                        ("expires_on", models.DateField(verbose_name="公示截止期")),
                        (
                            "checked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("withdraw_reason", models.TextField(blank=True, verbose_name="撤下原因")),
                    ],
                    options={
                        "verbose_name": "公示",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("checked_by__isnull", True),
                                    models.Q(("checked_by", models.F("created_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="publication_second_person",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicDecision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.CharField(max_length=16, unique=True)),
                        ("bureau_name", models.CharField(max_length=200)),
                        ("party", models.CharField(max_length=200)),
                        ("number", models.CharField(max_length=128)),
                        ("decided_on", models.DateField()),
                        ("published_on", models.DateField()),
                        ("expires_on", models.DateField()),
                        ("fields", models.JSONField()),
                        ("withdrawn_on", models.DateField(null=True)),
                        ("withdraw_reason", models.TextField(blank=True)),
                    ],
                    options={
                        "verbose_name": "已公示处罚决定",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                plans.models.NameGrams("party"), name="public_party_grams"
                            ),
                            models.Index(fields=["-published_on", "-id"], name="public_newest"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicPlan",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.CharField(max_length=16, unique=True)),
                        ("plan", models.PositiveBigIntegerField(unique=True)),
                        ("bureau_name", models.CharField(max_length=200)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("published_on", models.DateField()),
                        ("content", models.JSONField()),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="PublicKeyItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="key_items",
                                to="supervision.publicplan",
                            ),
                        ),
                        ("name", models.CharField(max_length=200)),
                        ("subject", models.CharField(max_length=200)),
                        ("visits", models.PositiveIntegerField()),
                        ("ceiling", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("visits__lte", models.F("ceiling"))),
                                name="public_key_item_below_ceiling",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicDraw",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("slug", models.CharField(max_length=16, unique=True)),
                        ("draw", models.PositiveBigIntegerField(unique=True)),
                        ("bureau_name", models.CharField(max_length=200)),
                        ("title", models.CharField(max_length=200)),
                        ("published_at", models.DateTimeField()),
                        ("commitment", models.JSONField()),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("committed", "名单已冻结，待抽取"),
                                    ("drawn", "已抽取，检查结束后公开"),
                                    ("revealed", "已公开核验材料"),
                                    ("void", "已作废"),
                                ],
                                default="committed",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("void_reason", models.TextField(blank=True, verbose_name="作废原因")),
                        ("replaces", models.CharField(blank=True, max_length=16)),
                        ("revealed_at", models.DateTimeField(null=True)),
                        (
                            "proof_file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        ("reveal", models.JSONField(default=dict)),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("proof_file__isnull", True), ("revealed_at__isnull", True)),
                                    models.Q(("proof_file__isnull", False), ("revealed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="public_draw_revealed_with_proof",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="supervision.publicdraw",
                            ),
                        ),
                        ("list", models.CharField(max_length=7)),
                        ("number", models.PositiveIntegerField(verbose_name="轮次")),
                        ("digest", models.CharField(max_length=16, verbose_name="散列值开头")),
                        ("tickets_left", models.PositiveBigIntegerField(verbose_name="剩余票数")),
                        ("position", models.PositiveBigIntegerField(verbose_name="位置")),
                        ("entry", models.PositiveIntegerField(verbose_name="名单序号")),
                        ("code", models.CharField(max_length=32, verbose_name="名单条目")),
                        ("skipped", models.CharField(blank=True, max_length=200, verbose_name="跳过原因")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "list", "number"), name="public_round_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicationProblem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("subject", models.CharField(max_length=60, unique=True)),
                        ("bureau", models.PositiveBigIntegerField()),
                        ("title", models.CharField(max_length=300)),
                        ("url", models.CharField(max_length=200)),
                        ("text", models.TextField(verbose_name="原因")),
                        ("since", models.DateTimeField(auto_now_add=True, verbose_name="起始时间")),
                        ("last", models.DateTimeField(auto_now=True)),
                    ],
                ),
                migrations.CreateModel(
                    name="Period",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "待计算"), ("computed", "已计算"), ("frozen", "已冻结")],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("quarter", models.PositiveSmallIntegerField(verbose_name="季度")),
                        ("computed_at", models.DateTimeField(null=True, verbose_name="计算时间")),
                    ],
                    options={
                        "verbose_name": "统计期",
                        "constraints": [
                            models.UniqueConstraint(fields=("bureau", "year", "quarter"), name="period_once"),
                            models.CheckConstraint(
                                condition=models.Q(("quarter__gte", 1), ("quarter__lte", 4)), name="period_quarter"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Figure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "period",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="figures",
                                to="supervision.period",
                            ),
                        ),
                        ("code", models.CharField(max_length=4)),
                        ("value", models.DecimalField(decimal_places=2, max_digits=18)),
                    ],
                    options={
                        "ordering": ["period", "code"],
                        "constraints": [models.UniqueConstraint(fields=("period", "code"), name="figure_once")],
                    },
                ),
                migrations.CreateModel(
                    name="FigureRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "figure",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="supervision.figure",
                            ),
                        ),
                        ("ref", models.CharField(max_length=60)),
                        ("text", models.CharField(max_length=300)),
                        ("url", models.CharField(max_length=200)),
                        ("value", models.DecimalField(decimal_places=2, default=1, max_digits=18)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["figure", "id"], name="figure_rows")],
                    },
                ),
            ],
        ),
    ]
