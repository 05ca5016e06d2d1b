import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import enforcement.creation
import enforcement.documents.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("rulebook", "0001_initial"),
    ]

    operations = [
        enforcement.creation.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="Counter",
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
                        ("word", models.CharField(max_length=20)),
                        ("year", models.PositiveSmallIntegerField()),
                        ("last", models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        "verbose_name": "文号计数",
                        "constraints": [
                            models.UniqueConstraint(fields=("bureau", "word", "year"), name="counter_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StoredFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        ("size", models.PositiveBigIntegerField(verbose_name="大小")),
                        ("mime", models.CharField(max_length=100)),
                        ("name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("path", models.CharField(max_length=100)),
                        ("created_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "created_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文件",
                    },
                ),
                migrations.CreateModel(
                    name="Document",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("kind", models.CharField(max_length=20, verbose_name="文书种类")),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("title", models.CharField(max_length=120, verbose_name="标题")),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        ("subject", models.CharField(max_length=60)),
                        ("within", models.CharField(blank=True, max_length=60)),
                        ("context", models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                        (
                            "token",
                            models.CharField(
                                default=enforcement.documents.models.new_token, max_length=32, unique=True
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("issued", "正在生成"),
                                    ("rendered", "有效"),
                                    ("superseded", "已被替代"),
                                    ("void", "已作废"),
                                ],
                                default="issued",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("template_sha256", models.CharField(blank=True, max_length=64)),
                        (
                            "wording",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="rulebook.documenttext",
                                verbose_name="文书文本",
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
                        ("pages", models.PositiveSmallIntegerField(null=True, verbose_name="页数")),
                        (
                            "supersedes",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="superseded_by",
                                to="documents.document",
                            ),
                        ),
                        ("issued_at", models.DateTimeField(auto_now_add=True, verbose_name="制发时间")),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="制发人",
                            ),
                        ),
                        ("void_reason", models.CharField(blank=True, max_length=300, verbose_name="作废原因")),
                        ("voided_at", models.DateTimeField(null=True, verbose_name="作废时间")),
                        (
                            "voided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="作废人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "文书",
                        "indexes": [
                            models.Index(fields=["subject", "-id"], name="document_subject"),
                            models.Index(fields=["within", "-id"], name="document_within"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("bureau", "number"),
                                name="document_number_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "rendered"), _negated=True),
                                    models.Q(("file__isnull", False), ("pages__isnull", False)),
                                    _connector="OR",
                                ),
                                name="document_has_its_file",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state", "void"),
                                        ("voided_at__isnull", False),
                                        ("voided_by__isnull", False),
                                        models.Q(("void_reason", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("state", "void"), _negated=True),
                                        ("void_reason", ""),
                                        ("voided_at__isnull", True),
                                        ("voided_by__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="document_void_by_whom_and_why",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
