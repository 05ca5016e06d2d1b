import django.contrib.postgres.fields
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
        ("documents", "0001_initial"),
        ("plans", "0001_initial"),
        ("rulebook", "0001_initial"),
    ]

    operations = [
        enforcement.creation.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="Inspection",
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
                                    ("planning", "方案编制"),
                                    ("submitted", "方案待审批"),
                                    ("approved", "待检查"),
                                    ("under_way", "检查中"),
                                    ("finished", "待签字封存"),
                                    ("sealed", "已封存"),
                                    ("closed", "已办结"),
                                ],
                                default="planning",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "assignment",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspection",
                                to="plans.assignment",
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspections",
                                to="plans.enterprise",
                                verbose_name="被检查单位",
                            ),
                        ),
                        (
                            "checklist",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.checklist",
                                verbose_name="检查表",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="方案文号")),
                        ("planned_on", models.DateField(verbose_name="计划检查日期")),
                        ("subject", models.CharField(max_length=300, verbose_name="检查内容")),
                        ("method", models.CharField(blank=True, max_length=200, verbose_name="检查方式")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="检查场所")),
                        ("contact", models.CharField(blank=True, max_length=100, verbose_name="联系人及电话")),
                        ("return_reason", models.TextField(blank=True, verbose_name="退回意见")),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="方案批准时间")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan_document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("started_at", models.DateTimeField(null=True, verbose_name="检查开始")),
                        ("ended_at", models.DateTimeField(null=True, verbose_name="检查结束")),
                        ("host_name", models.CharField(blank=True, max_length=60, verbose_name="陪同人员")),
                        ("host_post", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                        ("certificates_shown", models.BooleanField(default=False, verbose_name="已出示执法证件")),
                        (
                            "no_photo_reason",
                            models.CharField(blank=True, max_length=200, verbose_name="不具备拍照条件的原因"),
                        ),
                        ("summary", models.TextField(blank=True, verbose_name="检查情况")),
                        ("record_hash", models.CharField(blank=True, max_length=64, verbose_name="记录哈希")),
                        ("sealed_at", models.DateTimeField(null=True, verbose_name="封存时间")),
                        (
                            "sealed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "record_document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "shared_with",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None
                            ),
                        ),
                        (
                            "officers",
                            models.ManyToManyField(
                                related_name="inspections", to=settings.AUTH_USER_MODEL, verbose_name="检查人员"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "现场检查",
                        "indexes": [
                            models.Index(fields=["bureau", "state", "planned_on", "id"], name="inspection_queue"),
                            models.Index(fields=["enterprise", "-id"], name="inspection_enterprise"),
                            django.contrib.postgres.indexes.GinIndex(fields=["shared_with"], name="inspection_shared"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("sealed_at__isnull", True), ("sealed_by__isnull", True)),
                                    models.Q(
                                        ("record_hash__regex", "^[0-9a-f]{64}$"),
                                        ("sealed_at__isnull", False),
                                        ("sealed_by__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="inspection_seal_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="inspection_approval_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_at__isnull", True),
                                    ("ended_at__gte", models.F("started_at")),
                                    _connector="OR",
                                ),
                                name="inspection_ends_after_start",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Answer",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="answers",
                                to="cases.inspection",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.checklistitem",
                            ),
                        ),
                        (
                            "result",
                            models.CharField(
                                choices=[("ok", "合格"), ("bad", "不合格"), ("na", "不适用"), ("open", "未检查")],
                                default="open",
                                max_length=10,
                                verbose_name="检查情况",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="说明")),
                        ("version", models.PositiveIntegerField(default=1)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("inspection", "item"), name="one_answer_per_item")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Operation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="operations",
                                to="cases.inspection",
                            ),
                        ),
                        ("client_id", models.UUIDField()),
                        ("kind", models.CharField(max_length=20)),
                        ("item", models.CharField(blank=True, max_length=30)),
                        ("seq", models.PositiveIntegerField(default=0)),
                        ("payload", models.JSONField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "sent_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("device_time", models.DateTimeField(null=True)),
                        ("received_at", models.DateTimeField(auto_now_add=True)),
                        ("receipt", models.CharField(max_length=16)),
                        ("refused", models.CharField(blank=True, max_length=40)),
                        ("answer", models.JSONField(default=dict)),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "现场操作",
                        "constraints": [
                            models.UniqueConstraint(fields=("client_id", "sha256"), name="operation_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("refused", "")),
                                fields=("client_id",),
                                name="operation_applied_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signature",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="signatures",
                                to="cases.inspection",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[("officer", "检查人员"), ("party", "被检查单位负责人")],
                                max_length=20,
                                verbose_name="签名身份",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="姓名")),
                        (
                            "officer",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "mode",
                            models.CharField(
                                choices=[("drawn", "手写签名"), ("paper", "纸质签名拍照"), ("refused", "拒签")],
                                max_length=10,
                                verbose_name="签名方式",
                            ),
                        ),
                        (
                            "image",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="拒签原因")),
                        ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                        ("record_hash", models.CharField(max_length=64)),
                        ("signed_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "签名",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("inspection", "officer", "record_hash"), name="officer_signs_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("role", "party")),
                                fields=("inspection", "record_hash"),
                                name="party_signs_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("image__isnull", True),
                                        ("mode", "refused"),
                                        models.Q(("reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("mode", "refused"), _negated=True),
                                        ("image__isnull", False),
                                        ("reason", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="signature_or_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.bureau"
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="cases.inspection",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.checklistitem",
                            ),
                        ),
                        ("description", models.TextField(verbose_name="问题描述")),
                        ("place", models.CharField(blank=True, max_length=100, verbose_name="部位")),
                        (
                            "severity",
                            models.CharField(
                                choices=[("general", "一般隐患"), ("major", "重大事故隐患")],
                                default="general",
                                max_length=10,
                                verbose_name="隐患级别",
                            ),
                        ),
                        (
                            "violation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                            ),
                        ),
                        ("basis", models.TextField(blank=True, verbose_name="强制性依据")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "待处理"),
                                    ("ordered", "整改中"),
                                    ("rectified", "已整改"),
                                    ("filed", "已立案"),
                                    ("noted", "仅记录"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "found_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("found_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "问题隐患",
                        "indexes": [models.Index(fields=["inspection", "id"], name="finding_inspection")],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
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
                                    ("draft", "拟制"),
                                    ("submitted", "待批准"),
                                    ("approved", "待下达"),
                                    ("issued", "待送达"),
                                    ("delivered", "整改中"),
                                    ("passed", "待同意恢复"),
                                    ("lifted", "已解除"),
                                    ("escalated", "已转立案"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="cases.inspection",
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="plans.enterprise",
                                verbose_name="被检查单位",
                            ),
                        ),
                        ("kind", models.CharField(max_length=10, verbose_name="种类")),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("measure", models.TextField(blank=True, verbose_name="现场处理措施")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("issued_at", models.DateTimeField(null=True, verbose_name="下达时间")),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("approved_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("return_reason", models.TextField(blank=True, verbose_name="退回意见")),
                        ("delivered_on", models.DateField(null=True, verbose_name="送达日期")),
                        ("lifted_on", models.DateField(null=True, verbose_name="解除日期")),
                        ("next_due", models.DateField(db_index=True, null=True, verbose_name="最近整改期限")),
                    ],
                    options={
                        "verbose_name": "责令整改",
                        "indexes": [models.Index(fields=["bureau", "state", "next_due", "id"], name="order_queue")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("issued_at__isnull", True), ("issued_by__isnull", True)),
                                    models.Q(("issued_at__isnull", False), ("issued_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="order_issue_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="order_approval_complete",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.order"
                            ),
                        ),
                        (
                            "finding",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="order_item",
                                to="cases.finding",
                            ),
                        ),
                        ("requirement", models.TextField(verbose_name="整改要求")),
                        ("term", models.PositiveSmallIntegerField(default=0, verbose_name="期限")),
                        (
                            "term_unit",
                            models.CharField(
                                choices=[("at_once", "立即"), ("calendar_day", "自然日"), ("working_day", "工作日")],
                                max_length=20,
                                verbose_name="期限单位",
                            ),
                        ),
                        ("term_from", models.DateField(null=True, verbose_name="期限起算日")),
                        ("due_on", models.DateField(null=True, verbose_name="整改期限")),
                        ("passed_on", models.DateField(null=True, verbose_name="复查合格日期")),
                    ],
                    options={
                        "verbose_name": "整改事项",
                        "ordering": ["order", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("term", 0), ("term_unit", "at_once")),
                                    models.Q(models.Q(("term_unit", "at_once"), _negated=True), ("term__gt", 0)),
                                    _connector="OR",
                                ),
                                name="order_item_term",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reinspection",
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
                                choices=[("under_way", "复查中"), ("sealed", "已出具意见")],
                                default="under_way",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reinspections",
                                to="cases.order",
                            ),
                        ),
                        ("done_on", models.DateField(verbose_name="复查日期")),
                        ("opinion", models.TextField(blank=True, verbose_name="复查意见")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "officers",
                            models.ManyToManyField(
                                related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="复查人员"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "复查",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "under_way")),
                                fields=("order",),
                                name="one_open_reinspection",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReinspectionItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "reinspection",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="cases.reinspection",
                            ),
                        ),
                        (
                            "order_item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reinspected",
                                to="cases.orderitem",
                            ),
                        ),
                        ("passed", models.BooleanField(verbose_name="是否合格")),
                        ("note", models.TextField(blank=True, verbose_name="整改情况")),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("reinspection", "order_item"), name="one_result_per_item")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PenaltyCase",
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
                                    ("proposed", "立案待批"),
                                    ("rejected", "不予立案"),
                                    ("investigating", "调查取证"),
                                    ("reported", "调查终结"),
                                    ("notified", "已告知"),
                                    ("hearing", "听证中"),
                                    ("stated", "已听取意见"),
                                    ("reviewing", "待法制审核"),
                                    ("reviewed", "审核通过"),
                                    ("deliberated", "已集体讨论"),
                                    ("decided", "待送达"),
                                    ("delivered", "执行中"),
                                    ("executed", "执行完毕"),
                                    ("closed", "已结案"),
                                    ("archived", "已归档"),
                                    ("withdrawn", "已撤销"),
                                ],
                                default="proposed",
                                max_length=20,
                                verbose_name="状态",
                            ),
                        ),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="案号")),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalties",
                                to="plans.enterprise",
                                verbose_name="企业",
                            ),
                        ),
                        (
                            "party_kind",
                            models.CharField(
                                choices=[("entity", "单位"), ("person", "个人")],
                                default="entity",
                                max_length=10,
                                verbose_name="当事人类别",
                            ),
                        ),
                        ("party", models.CharField(max_length=200, verbose_name="当事人")),
                        ("party_id", models.CharField(blank=True, max_length=20, verbose_name="证件号码")),
                        ("party_post", models.CharField(blank=True, max_length=60, verbose_name="职务")),
                        ("party_address", models.CharField(blank=True, max_length=200, verbose_name="住址")),
                        ("party_phone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                        (
                            "inspection",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalties",
                                to="cases.inspection",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="penalties",
                                to="cases.order",
                            ),
                        ),
                        (
                            "violation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                                verbose_name="案由",
                            ),
                        ),
                        ("overdue", models.BooleanField(default=False, verbose_name="责令限期改正后逾期未改正")),
                        ("act_on", models.DateField(verbose_name="违法行为发生日期")),
                        ("found_on", models.DateField(verbose_name="发现日期")),
                        ("facts", models.TextField(verbose_name="立案事由")),
                        ("filed_on", models.DateField(null=True, verbose_name="立案日期")),
                        (
                            "filed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("review_requested_on", models.DateField(null=True, verbose_name="送审日期")),
                        (
                            "review_requested_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("closed_on", models.DateField(null=True, verbose_name="结案日期")),
                        ("end_reason", models.TextField(blank=True, verbose_name="不予立案或撤销案件的理由")),
                        ("next_due", models.DateField(db_index=True, null=True, verbose_name="最近办案期限")),
                        (
                            "findings",
                            models.ManyToManyField(
                                related_name="penalties", to="cases.finding", verbose_name="违法行为线索"
                            ),
                        ),
                        (
                            "handlers",
                            models.ManyToManyField(
                                related_name="handled_cases", to=settings.AUTH_USER_MODEL, verbose_name="承办人"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "行政处罚案件",
                        "indexes": [
                            models.Index(fields=["bureau", "state", "next_due", "id"], name="penalty_queue"),
                            django.contrib.postgres.indexes.GinIndex(
                                plans.models.NameGrams("party"), name="penalty_party_grams"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("filed_by__isnull", True), ("filed_on__isnull", True)),
                                    models.Q(("filed_by__isnull", False), ("filed_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="penalty_filing_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("review_requested_by__isnull", True), ("review_requested_on__isnull", True)
                                    ),
                                    models.Q(
                                        ("review_requested_by__isnull", False), ("review_requested_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="penalty_review_request_complete",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("found_on__gte", models.F("act_on"))),
                                name="penalty_found_after_act",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("bureau", "number"),
                                name="penalty_number_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Volume",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="volume",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, unique=True, verbose_name="档号")),
                        ("catalogue", models.JSONField()),
                        ("retention", models.CharField(max_length=60, verbose_name="保管期限")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "cover",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("archived_on", models.DateField(verbose_name="归档日期")),
                        (
                            "archived_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "案卷",
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decision",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "violation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="rulebook.violation"
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="罚款金额（元）")),
                        ("facts", models.TextField(verbose_name="违法事实和证据")),
                        ("correction", models.TextField(verbose_name="责令改正的内容或已改正情况")),
                        ("reasons", models.TextField(verbose_name="裁量依据和理由")),
                        ("arithmetic", models.JSONField(default=list)),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        ("decided_on", models.DateField(verbose_name="决定日期")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("delivered_on", models.DateField(null=True, verbose_name="送达日期")),
                    ],
                    options={
                        "verbose_name": "处罚决定",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="decision_amount_not_negative"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Deliberation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliberations",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("held_on", models.DateField(verbose_name="讨论日期")),
                        (
                            "host",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="主持人",
                            ),
                        ),
                        ("attendees", models.TextField(verbose_name="出席人员")),
                        ("record", models.TextField(verbose_name="讨论记录")),
                        ("conclusion", models.TextField(verbose_name="结论性意见")),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, verbose_name="讨论确定的罚款金额（元）"
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "集体讨论",
                        "ordering": ["penalty", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Investigation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="investigations",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                        ("facts", models.TextField(verbose_name="违法事实")),
                        ("evidence_text", models.TextField(verbose_name="证据及证明内容")),
                        ("circumstances", models.TextField(blank=True, verbose_name="从轻、减轻或从重情节")),
                        (
                            "violation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                                verbose_name="适用的条款",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="拟罚款金额（元）"),
                        ),
                        ("reasons", models.TextField(verbose_name="裁量理由")),
                        ("arithmetic", models.JSONField(default=list)),
                        (
                            "measures",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[("revoke", "吊销许可证件"), ("close", "予以关闭"), ("detain", "行政拘留")],
                                    max_length=10,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="建议由其他机关决定的措施",
                            ),
                        ),
                        ("grave", models.BooleanField(default=False, verbose_name="情节复杂或者重大违法行为")),
                        ("crime_suspected", models.BooleanField(default=False, verbose_name="涉嫌犯罪，应当移送")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("reported_at", models.DateTimeField(auto_now_add=True, verbose_name="报告时间")),
                        (
                            "reported_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "调查报告",
                        "ordering": ["penalty", "edition"],
                        "constraints": [
                            models.UniqueConstraint(fields=("penalty", "edition"), name="investigation_edition"),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)), name="investigation_amount_not_negative"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Charge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="charges",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField(verbose_name="序号")),
                        (
                            "violation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                                verbose_name="违法行为",
                            ),
                        ),
                        ("overdue", models.BooleanField(default=False, verbose_name="责令限期改正后逾期未改正")),
                        ("began_on", models.DateField(blank=True, null=True, verbose_name="持续违法行为的开始日期")),
                        ("act_on", models.DateField(verbose_name="违法行为发生或终了日期")),
                        ("harm", models.BooleanField(default=False, verbose_name="涉及公民生命健康安全且有危害后果")),
                        ("facts", models.JSONField(blank=True, default=list, verbose_name="裁量事实")),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("dropped_reason", models.TextField(blank=True, verbose_name="不再追究的理由")),
                        (
                            "findings",
                            models.ManyToManyField(
                                blank=True, related_name="charges", to="cases.finding", verbose_name="违法行为线索"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "违法行为",
                        "ordering": ["penalty", "number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("penalty", "number"), name="charge_number_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("began_on__isnull", True), ("began_on__lte", models.F("act_on")), _connector="OR"
                                ),
                                name="charge_ends_after_it_began",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Assessment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "charge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="cases.charge",
                            ),
                        ),
                        (
                            "violation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                                verbose_name="适用的条款",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("fine", "罚款"), ("warning", "警告"), ("exempt", "不予处罚")],
                                default="fine",
                                max_length=12,
                                verbose_name="处理",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="罚款金额（元）"
                            ),
                        ),
                        (
                            "benchmark",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.benchmark",
                                verbose_name="裁量基准",
                            ),
                        ),
                        ("basis", models.TextField(blank=True, verbose_name="裁量依据")),
                        ("tier", models.CharField(blank=True, max_length=60, verbose_name="裁量阶次")),
                        (
                            "low",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="阶次下限（元）"
                            ),
                        ),
                        (
                            "high",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="阶次上限（元）"
                            ),
                        ),
                        ("outside_reason", models.TextField(blank=True, verbose_name="超出阶次的理由")),
                        ("arithmetic", models.JSONField(default=list)),
                        (
                            "investigation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assessments",
                                to="cases.investigation",
                            ),
                        ),
                        ("facts", models.JSONField(default=list)),
                        ("warnings", models.JSONField(default=list)),
                        ("warnings_answer", models.TextField(blank=True, verbose_name="对重复处罚提示的说明")),
                        ("like_reason", models.TextField(blank=True, verbose_name="与同类案件差异的理由")),
                    ],
                    options={
                        "verbose_name": "裁量",
                        "ordering": ["charge__number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("investigation", "charge"), name="assessment_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgreedCharge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "deliberation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="charges",
                                to="cases.deliberation",
                            ),
                        ),
                        (
                            "charge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="agreed", to="cases.charge"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("fine", "罚款"), ("warning", "警告"), ("exempt", "不予处罚")],
                                default="fine",
                                max_length=12,
                                verbose_name="处理",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="罚款金额（元）"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "集体讨论确定的处理",
                        "ordering": ["charge__number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("deliberation", "charge"), name="agreed_charge_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DecidedCharge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "charge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="cases.charge",
                            ),
                        ),
                        (
                            "violation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                                verbose_name="适用的条款",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[("fine", "罚款"), ("warning", "警告"), ("exempt", "不予处罚")],
                                default="fine",
                                max_length=12,
                                verbose_name="处理",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=14, verbose_name="罚款金额（元）"
                            ),
                        ),
                        (
                            "benchmark",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.benchmark",
                                verbose_name="裁量基准",
                            ),
                        ),
                        ("basis", models.TextField(blank=True, verbose_name="裁量依据")),
                        ("tier", models.CharField(blank=True, max_length=60, verbose_name="裁量阶次")),
                        (
                            "low",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="阶次下限（元）"
                            ),
                        ),
                        (
                            "high",
                            models.DecimalField(
                                decimal_places=2, max_digits=14, null=True, verbose_name="阶次上限（元）"
                            ),
                        ),
                        ("outside_reason", models.TextField(blank=True, verbose_name="超出阶次的理由")),
                        ("arithmetic", models.JSONField(default=list)),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="charges", to="cases.decision"
                            ),
                        ),
                        ("rule_key", models.CharField(max_length=60, verbose_name="违法行为代号")),
                        ("slot", models.CharField(max_length=20, verbose_name="适用情形")),
                        ("scale", models.CharField(blank=True, max_length=10, verbose_name="企业规模")),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.bureau"
                            ),
                        ),
                        ("decided_on", models.DateField(verbose_name="决定日期")),
                    ],
                    options={
                        "verbose_name": "决定的违法行为",
                        "ordering": ["charge__number"],
                        "indexes": [
                            models.Index(fields=["rule_key", "slot", "decided_on", "id"], name="decided_charge_like")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("decision", "charge"), name="decided_charge_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="pauses",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("appraisal", "检测、检验、检疫或者鉴定"),
                                    ("hearing", "听证"),
                                    ("public_notice", "公告送达"),
                                ],
                                max_length=20,
                                verbose_name="扣除事由",
                            ),
                        ),
                        ("began_on", models.DateField(verbose_name="开始日期")),
                        ("ended_on", models.DateField(null=True, verbose_name="结束日期")),
                        ("reason", models.CharField(max_length=300, verbose_name="说明")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        (
                            "end_file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "扣除期间",
                        "ordering": ["penalty", "began_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True), ("ended_on__gte", models.F("began_on")), _connector="OR"
                                ),
                                name="pause_ends_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("document__isnull", False), ("file__isnull", False), _connector="OR"
                                ),
                                name="pause_has_a_document",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("penalty",),
                                name="one_open_pause",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Extension",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extensions",
                                to="cases.order",
                            ),
                        ),
                        ("rule_key", models.CharField(max_length=60, verbose_name="时限")),
                        ("rule", models.CharField(max_length=60, verbose_name="行号")),
                        (
                            "state",
                            models.CharField(
                                choices=[("requested", "待批准"), ("granted", "已批准"), ("refused", "不批准")],
                                default="requested",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("length", models.PositiveSmallIntegerField(null=True, verbose_name="延长后的期限")),
                        (
                            "unit",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("working_day", "工作日"),
                                    ("calendar_day", "日"),
                                    ("month", "个月"),
                                    ("year", "年"),
                                    ("hour", "小时"),
                                ],
                                max_length=20,
                                verbose_name="期限单位",
                            ),
                        ),
                        ("until", models.DateField(null=True, verbose_name="延长至")),
                        ("reason", models.TextField(verbose_name="理由")),
                        (
                            "file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        ("applied_on", models.DateField(verbose_name="申请日期")),
                        ("late", models.BooleanField(default=False, verbose_name="逾期提出")),
                        (
                            "requested_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("requested_at", models.DateTimeField(auto_now_add=True)),
                        ("decided_at", models.DateTimeField(null=True, verbose_name="批准时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opinion", models.TextField(blank=True, verbose_name="审批意见")),
                    ],
                    options={
                        "verbose_name": "延长期限",
                        "ordering": ["id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("order__isnull", True), ("penalty__isnull", False)),
                                    models.Q(("order__isnull", False), ("penalty__isnull", True)),
                                    _connector="OR",
                                ),
                                name="extension_of_one_record",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("length__isnull", False), ("until__isnull", True)),
                                    models.Q(("length__isnull", True), ("until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="extension_says_how_long",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_at__isnull", True),
                                        ("decided_by__isnull", True),
                                        ("state", "requested"),
                                    ),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="extension_decided_by_someone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("requested_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="extension_decided_by_another",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "requested")),
                                fields=("penalty", "rule_key"),
                                name="one_request_per_case",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "requested")),
                                fields=("order",),
                                name="one_request_per_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rederivation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("reference", models.CharField(max_length=100, unique=True)),
                        ("reason", models.CharField(max_length=300, verbose_name="原因")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="变动人",
                            ),
                        ),
                        ("asked_at", models.DateTimeField(auto_now_add=True, verbose_name="提出时间")),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                        ("seen", models.PositiveIntegerField(default=0, verbose_name="核对的时限")),
                        ("moved", models.PositiveIntegerField(default=0, verbose_name="变动的时限")),
                    ],
                    options={
                        "verbose_name": "时限重算",
                        "ordering": ["-id"],
                    },
                ),
                migrations.CreateModel(
                    name="Move",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="moves",
                                to="cases.rederivation",
                            ),
                        ),
                        (
                            "bureau",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                            ),
                        ),
                        ("kind", models.CharField(max_length=20)),
                        ("record", models.BigIntegerField()),
                        ("text", models.CharField(max_length=300, verbose_name="记录")),
                        ("clock", models.CharField(max_length=100, verbose_name="时限")),
                        ("old", models.DateField(null=True, verbose_name="原届满日")),
                        ("new", models.DateField(null=True, verbose_name="新届满日")),
                        (
                            "people",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), default=list, size=None
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "时限变动",
                        "indexes": [models.Index(fields=["kind", "record"], name="move_of_record")],
                    },
                ),
                migrations.CreateModel(
                    name="Deferral",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deferrals",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("defer", "延期缴纳"), ("parts", "分期缴纳")],
                                max_length=10,
                                verbose_name="方式",
                            ),
                        ),
                        ("applied_on", models.DateField(verbose_name="当事人申请日期")),
                        ("reason", models.TextField(verbose_name="经济困难的情况")),
                        ("parts", models.JSONField(verbose_name="缴款安排")),
                        ("until", models.DateField(verbose_name="延长至")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("requested", "待批准"), ("granted", "已批准"), ("refused", "不批准")],
                                default="requested",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_on", models.DateField(null=True, verbose_name="决定日期")),
                        ("opinion", models.TextField(blank=True, verbose_name="审批意见")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "延期或者分期缴纳罚款",
                        "ordering": ["penalty", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("decided_by__isnull", True), ("state", "requested")),
                                    models.Q(("decided_by__isnull", False), ("decided_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="deferral_decided_by_someone",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "requested")),
                                fields=("penalty",),
                                name="one_deferral_asked",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Demand",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="demand",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="催告金额（元）")),
                        ("issued_on", models.DateField(verbose_name="催告日期")),
                        ("delivered_on", models.DateField(null=True, verbose_name="送达日期")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "催告",
                    },
                ),
                migrations.CreateModel(
                    name="CourtApplication",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="court_application",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("court", models.CharField(max_length=100, verbose_name="人民法院")),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="申请执行的金额（元）"),
                        ),
                        ("applied_on", models.DateField(verbose_name="申请日期")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        (
                            "applied_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "申请人民法院强制执行",
                    },
                ),
                migrations.CreateModel(
                    name="Delivery",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.bureau"
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="documents.document",
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="cases.order",
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deliveries",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "method",
                            models.CharField(
                                choices=[
                                    ("SV-1", "直接送达"),
                                    ("SV-2", "留置送达"),
                                    ("SV-3", "邮寄送达"),
                                    ("SV-4", "委托送达"),
                                    ("SV-5", "转交送达"),
                                    ("SV-6", "电子送达"),
                                    ("SV-7", "公告送达"),
                                    ("SV-8", "当场交付"),
                                ],
                                max_length=10,
                                verbose_name="送达方式",
                            ),
                        ),
                        ("acted_on", models.DateField(verbose_name="送出或公告日期")),
                        ("delivered_on", models.DateField(verbose_name="送达日期")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="送达地点")),
                        ("recipient", models.CharField(max_length=60, verbose_name="收件人")),
                        ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                        ("tracking", models.CharField(blank=True, max_length=60, verbose_name="邮寄单号或回执号")),
                        (
                            "consent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        ("note", models.TextField(blank=True, verbose_name="备注（拒收、见证情况）")),
                        (
                            "proof",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        (
                            "receipt",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "officers",
                            models.ManyToManyField(
                                related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="送达人"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "送达",
                        "constraints": [models.UniqueConstraint(fields=("document",), name="document_delivered_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Evidence",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.bureau"
                            ),
                        ),
                        (
                            "inspection",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="cases.inspection",
                            ),
                        ),
                        (
                            "finding",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="cases.finding",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.checklistitem",
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("number", models.PositiveIntegerField(verbose_name="编号")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("photo", "现场照片"),
                                    ("video", "视听资料"),
                                    ("document", "书证"),
                                    ("object", "物证"),
                                    ("witness", "证人证言"),
                                    ("statement", "当事人陈述"),
                                    ("electronic", "电子数据"),
                                    ("expert", "鉴定意见"),
                                    ("record", "勘验笔录、现场笔录"),
                                ],
                                max_length=20,
                                verbose_name="证据种类",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="证据名称")),
                        ("proves", models.CharField(blank=True, max_length=300, verbose_name="证明内容")),
                        (
                            "file",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, verbose_name="采集时哈希")),
                        ("collected_at", models.DateTimeField(verbose_name="采集时间")),
                        ("device_time", models.DateTimeField(null=True)),
                        (
                            "collected_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "second_collector",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("monitored", models.BooleanField(default=False, verbose_name="电子技术监控设备收集、固定")),
                        ("void_reason", models.CharField(blank=True, max_length=200, verbose_name="作废原因")),
                        ("voided_at", models.DateTimeField(null=True)),
                        (
                            "voided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "证据",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("inspection__isnull", False), ("penalty__isnull", False), _connector="OR"
                                ),
                                name="evidence_belongs_somewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("voided_at__isnull", True), ("voided_by__isnull", True)),
                                    models.Q(("voided_at__isnull", False), ("voided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="evidence_void_complete",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("inspection__isnull", False)),
                                fields=("inspection", "number"),
                                name="evidence_number_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MonitoringReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "evidence",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="monitoring_review",
                                to="cases.evidence",
                            ),
                        ),
                        ("place_published", models.BooleanField(verbose_name="设置地点已向社会公布")),
                        ("legal_opinion", models.TextField(verbose_name="法制审核意见")),
                        ("technical_opinion", models.TextField(verbose_name="技术审核意见")),
                        ("technician", models.CharField(max_length=60, verbose_name="技术审核人")),
                        ("passed", models.BooleanField(verbose_name="真实、清晰、完整、准确")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(auto_now_add=True, verbose_name="审核时间")),
                    ],
                    options={
                        "verbose_name": "电子技术监控记录审核",
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("amount", models.DecimalField(decimal_places=2, max_digits=14, verbose_name="缴款金额（元）")),
                        ("paid_on", models.DateField(verbose_name="缴款日期")),
                        ("receipt", models.CharField(max_length=60, verbose_name="缴款凭证号")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        "verbose_name": "缴款",
                        "ordering": ["penalty", "paid_on", "id"],
                        "constraints": [
                            models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_positive"),
                            models.UniqueConstraint(fields=("receipt",), name="payment_receipt_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "investigation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notices",
                                to="cases.investigation",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="拟罚款金额（元）"),
                        ),
                        ("hearing_right", models.BooleanField(verbose_name="告知听证权利")),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                            ),
                        ),
                        ("issued_on", models.DateField(verbose_name="告知日期")),
                        ("delivered_on", models.DateField(null=True, verbose_name="送达日期")),
                    ],
                    options={
                        "verbose_name": "处罚告知",
                        "ordering": ["penalty", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "notice",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="statement", to="cases.notice"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("stated", "提出陈述申辩"), ("waived", "书面放弃"), ("silent", "逾期未提出")],
                                max_length=10,
                                verbose_name="意见情况",
                            ),
                        ),
                        ("heard_on", models.DateField(verbose_name="记录日期")),
                        ("speaker", models.CharField(blank=True, max_length=60, verbose_name="陈述申辩人")),
                        ("text", models.TextField(blank=True, verbose_name="陈述申辩内容")),
                        ("accepted", models.BooleanField(default=False, verbose_name="是否采纳")),
                        ("reply", models.TextField(blank=True, verbose_name="复核意见")),
                        ("objects_to_discretion", models.BooleanField(default=False, verbose_name="对裁量提出异议")),
                        ("objection", models.TextField(blank=True, verbose_name="对裁量的异议")),
                        ("explanation", models.TextField(blank=True, verbose_name="对裁量的解释说明")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "陈述申辩",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "stated"), _negated=True),
                                    models.Q(
                                        models.Q(("text", ""), _negated=True),
                                        models.Q(
                                            ("accepted", True), models.Q(("reply", ""), _negated=True), _connector="OR"
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="statement_answered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("objects_to_discretion", False),
                                    models.Q(
                                        models.Q(("objection", ""), _negated=True),
                                        models.Q(("explanation", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="discretion_explained",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hearing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "notice",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="hearing", to="cases.notice"
                            ),
                        ),
                        ("requested_on", models.DateField(verbose_name="申请日期")),
                        ("requested_by", models.CharField(max_length=60, verbose_name="申请人")),
                        ("notified_on", models.DateField(null=True, verbose_name="通知日期")),
                        ("held_on", models.DateField(null=True, verbose_name="听证日期")),
                        ("place", models.CharField(blank=True, max_length=200, verbose_name="听证地点")),
                        (
                            "host",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="主持人",
                            ),
                        ),
                        ("record", models.TextField(blank=True, verbose_name="听证笔录")),
                        ("conclusion", models.TextField(blank=True, verbose_name="听证意见")),
                    ],
                    options={
                        "verbose_name": "听证",
                    },
                ),
                migrations.CreateModel(
                    name="LawChoice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "charge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="law_choices",
                                to="cases.charge",
                            ),
                        ),
                        (
                            "at_act",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                                verbose_name="行为时的规定",
                            ),
                        ),
                        (
                            "at_decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.violation",
                                verbose_name="决定时的规定",
                            ),
                        ),
                        (
                            "governs",
                            models.CharField(
                                choices=[("act", "适用违法行为发生时的规定"), ("decision", "适用作出决定时的规定")],
                                max_length=10,
                                verbose_name="适用的规定",
                            ),
                        ),
                        ("reason", models.TextField(verbose_name="理由")),
                        ("shown", models.JSONField(default=list)),
                        ("chosen_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "chosen_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "法律适用的选择",
                        "ordering": ["pk"],
                    },
                ),
                migrations.CreateModel(
                    name="LikeSnapshot",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "charge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="like_snapshots",
                                to="cases.charge",
                            ),
                        ),
                        (
                            "investigation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="like_snapshots",
                                to="cases.investigation",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="拟罚款金额（元）"),
                        ),
                        ("tier", models.CharField(blank=True, max_length=60, verbose_name="裁量阶次")),
                        ("scale", models.CharField(blank=True, max_length=10, verbose_name="企业规模")),
                        ("since", models.DateField(verbose_name="自")),
                        ("until", models.DateField(verbose_name="至")),
                        ("cases", models.JSONField(default=list)),
                        ("excluded", models.JSONField(default=list)),
                        ("figures", models.JSONField(default=dict)),
                        ("position", models.CharField(blank=True, max_length=10, verbose_name="拟罚款的位置")),
                        ("reason", models.TextField(blank=True, verbose_name="与同类案件差异的理由")),
                        ("digest", models.CharField(max_length=64, verbose_name="摘要")),
                        ("shown_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "shown_to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "同类案件快照",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(fields=("investigation", "charge"), name="like_snapshot_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Preservation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="preservations",
                                to="cases.penaltycase",
                            ),
                        ),
                        ("items", models.TextField(verbose_name="登记保存的物品")),
                        ("place", models.CharField(max_length=200, verbose_name="保存地点")),
                        ("reason", models.TextField(verbose_name="证据可能灭失或者以后难以取得的理由")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_on", models.DateField(auto_now_add=True, verbose_name="申请日期")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("approved_on", models.DateField(null=True, verbose_name="批准日期")),
                        ("kept_on", models.DateField(null=True, verbose_name="登记保存日期")),
                        (
                            "notice",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("disposed_on", models.DateField(null=True, verbose_name="处理日期")),
                        ("disposal", models.TextField(blank=True, verbose_name="处理决定")),
                        ("late_reason", models.TextField(blank=True, verbose_name="逾期处理的说明")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "先行登记保存",
                        "ordering": ["penalty", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kept_on__isnull", True),
                                    models.Q(("approved_by__isnull", False), ("approved_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="preservation_kept_after_approval",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("disposed_on__isnull", True),
                                    models.Q(("kept_on__isnull", False), models.Q(("disposal", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="preservation_disposed_after_keeping",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("disposed_on__isnull", True)),
                                fields=("penalty",),
                                name="one_open_preservation",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Proof",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "charge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="proofs", to="cases.charge"
                            ),
                        ),
                        (
                            "element",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.element",
                                verbose_name="要件",
                            ),
                        ),
                        ("fact", models.TextField(blank=True, verbose_name="事实")),
                        ("not_needed", models.BooleanField(default=False, verbose_name="无需证明")),
                        ("reason", models.TextField(blank=True, verbose_name="无需证明的理由")),
                        ("saved_at", models.DateTimeField(auto_now=True)),
                        (
                            "saved_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "evidence",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="cases.evidence", verbose_name="证据"
                            ),
                        ),
                        (
                            "documents",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="documents.document", verbose_name="执法文书"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "要件证明",
                        "ordering": ["charge__number", "element__position"],
                        "constraints": [
                            models.UniqueConstraint(fields=("charge", "element"), name="proof_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("not_needed", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="proof_not_needed_has_reason",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublishedItem",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.bureau"
                            ),
                        ),
                        ("checklist", models.CharField(max_length=40, verbose_name="检查表")),
                        ("name", models.CharField(max_length=200, verbose_name="检查事项")),
                        ("source", models.CharField(max_length=200, verbose_name="公布的网址或文号")),
                        ("published_on", models.DateField(verbose_name="公布日期")),
                        ("ended_on", models.DateField(null=True, verbose_name="停止日期")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "公布的检查事项",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    ("ended_on__gte", models.F("published_on")),
                                    _connector="OR",
                                ),
                                name="item_ends_later",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("bureau", "checklist"),
                                name="item_published_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Recusal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recusals",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="应当回避的人员",
                            ),
                        ),
                        ("asked_by_party", models.BooleanField(default=False, verbose_name="由当事人申请")),
                        ("reason", models.TextField(verbose_name="回避事由")),
                        ("asked_on", models.DateField(verbose_name="提出日期")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("requested", "待批准"), ("granted", "已批准"), ("refused", "不批准")],
                                default="requested",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_on", models.DateField(null=True, verbose_name="决定日期")),
                        ("opinion", models.TextField(blank=True, verbose_name="决定理由")),
                    ],
                    options={
                        "verbose_name": "回避",
                        "ordering": ["penalty", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by__isnull", True),
                                        ("decided_on__isnull", True),
                                        ("state", "requested"),
                                    ),
                                    models.Q(("decided_by__isnull", False), ("decided_on__isnull", False)),
                                    _connector="OR",
                                ),
                                name="recusal_decided_by_someone",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("officer")), _negated=True),
                                    _connector="OR",
                                ),
                                name="recusal_decided_by_another",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "requested")),
                                fields=("penalty",),
                                name="one_recusal_asked",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("revoke", "吊销许可证件"), ("close", "予以关闭"), ("detain", "行政拘留")],
                                max_length=10,
                                verbose_name="提请事项",
                            ),
                        ),
                        ("authority", models.CharField(max_length=100, verbose_name="有权机关")),
                        ("reason", models.TextField(verbose_name="理由")),
                        ("referred_on", models.DateField(verbose_name="提请日期")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "提请有权机关处理",
                        "ordering": ["penalty", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="LegalReview",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "penalty",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="legal_reviews",
                                to="cases.penaltycase",
                            ),
                        ),
                        (
                            "investigation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="legal_reviews",
                                to="cases.investigation",
                            ),
                        ),
                        ("passed", models.BooleanField(verbose_name="审核通过")),
                        ("points", models.JSONField(default=list)),
                        ("opinion", models.TextField(verbose_name="审核意见")),
                        (
                            "document",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(auto_now_add=True, verbose_name="审核时间")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "法制审核",
                        "ordering": ["penalty", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Sealing",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT, related_name="sealing", to="cases.order"
                            ),
                        ),
                        ("items", models.TextField(verbose_name="查封、扣押的场所、设施或者财物")),
                        ("involved", models.BooleanField(default=False, verbose_name="均与违法行为有关")),
                        ("necessities", models.BooleanField(default=False, verbose_name="含有生活必需品")),
                        ("party_present", models.BooleanField(default=False, verbose_name="当事人到场")),
                        ("witness", models.CharField(blank=True, max_length=60, verbose_name="见证人")),
                        ("told", models.BooleanField(default=False, verbose_name="已当场告知理由、依据和救济途径")),
                        ("heard", models.TextField(blank=True, verbose_name="当事人的陈述和申辩")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now=True, verbose_name="记录时间")),
                    ],
                    options={
                        "verbose_name": "查封、扣押现场记录",
                    },
                ),
            ],
        ),
    ]
