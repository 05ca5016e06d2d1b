import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import enforcement.creation


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
    ]

    operations = [
        enforcement.creation.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="Bureau",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=100, unique=True, verbose_name="机关名称")),
                        ("short_name", models.CharField(max_length=6, verbose_name="文号简称")),
                        ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                        (
                            "level",
                            models.CharField(
                                choices=[
                                    ("province", "省级"),
                                    ("city", "市级"),
                                    ("county", "县级"),
                                    ("township", "乡镇"),
                                ],
                                max_length=10,
                                verbose_name="层级",
                            ),
                        ),
                        ("region_code", models.CharField(max_length=6, verbose_name="行政区划代码")),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="accounts.bureau",
                            ),
                        ),
                        ("path", models.CharField(db_index=True, editable=False, max_length=100)),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="电话")),
                        (
                            "reconsideration_body",
                            models.CharField(blank=True, max_length=100, verbose_name="行政复议机关"),
                        ),
                        ("court", models.CharField(blank=True, max_length=100, verbose_name="管辖法院")),
                        ("bank_account", models.CharField(blank=True, max_length=200, verbose_name="罚款缴纳账户")),
                    ],
                    options={
                        "verbose_name": "机关",
                        "indexes": [
                            models.Index(fields=["path"], name="bureau_path_prefix", opclasses=["text_pattern_ops"])
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Unit",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="units", to="accounts.bureau"
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="科室")),
                    ],
                    options={
                        "verbose_name": "内设机构",
                        "constraints": [
                            models.UniqueConstraint(fields=("bureau", "name"), name="unit_name_once_per_bureau")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="User",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("password", models.CharField(max_length=128, verbose_name="password")),
                        ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                        ("username", models.CharField(max_length=60, unique=True, verbose_name="登录名")),
                        ("name", models.CharField(max_length=40, verbose_name="姓名")),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="users",
                                to="accounts.unit",
                                verbose_name="科室",
                            ),
                        ),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="电话")),
                        ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                        (
                            "display_mode",
                            models.CharField(
                                choices=[("standard", "标准"), ("elder", "长者"), ("contrast", "高对比")],
                                default="standard",
                                max_length=10,
                                verbose_name="显示模式",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "人员",
                    },
                ),
                migrations.CreateModel(
                    name="RoleGrant",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="自")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="grants",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("inspector", "检查人员"),
                                    ("section_chief", "科室负责人"),
                                    ("bureau_leader", "分管负责人"),
                                    ("principal_head", "主要负责人"),
                                    ("legal_reviewer", "法制审核人员"),
                                    ("supervisor", "执法监督人员"),
                                    ("complaint_clerk", "举报受理人员"),
                                    ("archivist", "档案管理人员"),
                                    ("statistician", "统计人员"),
                                    ("disclosure_editor", "公示管理人员"),
                                    ("system_admin", "系统管理员"),
                                    ("security_admin", "安全管理员"),
                                    ("audit_admin", "审计管理员"),
                                ],
                                max_length=20,
                                verbose_name="角色",
                            ),
                        ),
                        (
                            "granted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "角色授予",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="role_grant_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Certificate",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="自")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="certificates",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("enforcement", "行政执法证"), ("supervision", "行政执法监督证")],
                                default="enforcement",
                                max_length=20,
                                verbose_name="证件种类",
                            ),
                        ),
                        ("number", models.CharField(max_length=30, unique=True, verbose_name="证号")),
                        (
                            "specialties",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="专业",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "执法证件",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="certificate_period",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Delegation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("valid_from", models.DateField(verbose_name="自")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="至")),
                        (
                            "from_user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations_given",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "to_user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="delegations_held",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("inspector", "检查人员"),
                                    ("section_chief", "科室负责人"),
                                    ("bureau_leader", "分管负责人"),
                                    ("principal_head", "主要负责人"),
                                    ("legal_reviewer", "法制审核人员"),
                                    ("supervisor", "执法监督人员"),
                                    ("complaint_clerk", "举报受理人员"),
                                    ("archivist", "档案管理人员"),
                                    ("statistician", "统计人员"),
                                    ("disclosure_editor", "公示管理人员"),
                                    ("system_admin", "系统管理员"),
                                    ("security_admin", "安全管理员"),
                                    ("audit_admin", "审计管理员"),
                                ],
                                max_length=20,
                                verbose_name="角色",
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="事由")),
                    ],
                    options={
                        "verbose_name": "代理",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="delegation_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("from_user", models.F("to_user")), _negated=True),
                                name="delegation_to_another",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
