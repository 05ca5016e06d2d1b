import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import enforcement.creation
import plans.models.enterprise
import plans.models.enterprise_export
import plans.models.leave


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("documents", "0001_initial"),
        ("kernel", "0001_name_grams"),
    ]

    operations = [
        enforcement.creation.CreateTogether(
            operations=[
                migrations.CreateModel(
                    name="Expert",
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
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="experts",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        ("name", models.CharField(max_length=40, verbose_name="姓名")),
                        (
                            "specialty",
                            models.CharField(
                                choices=[
                                    ("coal", "煤矿"),
                                    ("mine", "非煤矿山"),
                                    ("chemical", "化工（含危险化学品）"),
                                    ("fireworks", "烟花爆竹"),
                                    ("trade", "冶金等工贸"),
                                    ("other", "其他"),
                                ],
                                max_length=20,
                                verbose_name="专业",
                            ),
                        ),
                        ("employer", models.CharField(max_length=200, verbose_name="工作单位")),
                        (
                            "employer_code",
                            models.CharField(blank=True, max_length=18, verbose_name="工作单位统一社会信用代码"),
                        ),
                        ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="出库原因")),
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
                    ],
                    options={
                        "verbose_name": "专家",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="expert_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("employer_code", ""), ("employer_code__regex", "^[0-9A-Z]{18}$"), _connector="OR"
                                ),
                                name="expert_employer_code",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Plan",
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
                                    ("draft", "编制"),
                                    ("submitted", "待科室审核"),
                                    ("reviewed", "待领导批准"),
                                    ("endorsed", "待政府批准"),
                                    ("approved", "待备案"),
                                    ("filed", "待公布"),
                                    ("published", "已公布"),
                                    ("refused", "不同意，已终止"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="版次")),
                        ("officers", models.PositiveIntegerField(verbose_name="执法人员数")),
                        ("staff_in_post", models.PositiveIntegerField(blank=True, null=True, verbose_name="在岗人数")),
                        ("workdays", models.PositiveSmallIntegerField(verbose_name="年法定工作日")),
                        ("workdays_source", models.CharField(blank=True, max_length=200, verbose_name="工作日依据")),
                        ("other_days", models.JSONField(default=dict, verbose_name="其他执法工作日")),
                        ("non_days", models.JSONField(default=dict, verbose_name="非执法工作日")),
                        (
                            "travel_days",
                            models.DecimalField(decimal_places=1, default=0, max_digits=3, verbose_name="每次路途天数"),
                        ),
                        (
                            "reserve_percent",
                            models.DecimalField(
                                decimal_places=1, default=0, max_digits=4, verbose_name="专项行动预留（%）"
                            ),
                        ),
                        ("text", models.TextField(blank=True, verbose_name="指导思想和原则")),
                        ("measures", models.TextField(blank=True, verbose_name="保障措施")),
                        ("adjust_reason", models.TextField(blank=True, verbose_name="调整原因")),
                        ("minor", models.BooleanField(default=False, editable=False, verbose_name="一般调整")),
                        ("weighing", models.JSONField(editable=False, null=True, verbose_name="调整幅度")),
                        ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="报批时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reviewed_at", models.DateTimeField(editable=False, null=True, verbose_name="审核时间")),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("review_opinion", models.TextField(blank=True, verbose_name="审核意见")),
                        ("endorsed_at", models.DateTimeField(editable=False, null=True, verbose_name="批准时间")),
                        (
                            "endorsed_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("endorse_opinion", models.TextField(blank=True, verbose_name="批准意见")),
                        ("approval_body", models.CharField(blank=True, max_length=100, verbose_name="批准机关")),
                        ("approval_number", models.CharField(blank=True, max_length=60, verbose_name="政府批准文号")),
                        ("approved_on", models.DateField(blank=True, null=True, verbose_name="政府批准日期")),
                        (
                            "approval_recorded_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="登记批准时间"),
                        ),
                        (
                            "approval_recorded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "approval_scan",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        ("filed_with", models.CharField(blank=True, max_length=100, verbose_name="备案机关")),
                        ("filed_on", models.DateField(blank=True, null=True, verbose_name="备案日期")),
                        (
                            "filing_recorded_at",
                            models.DateTimeField(editable=False, null=True, verbose_name="登记备案时间"),
                        ),
                        (
                            "filing_recorded_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("filing_late_reason", models.TextField(blank=True, verbose_name="逾期备案的原因")),
                        ("publishing_late_reason", models.TextField(blank=True, verbose_name="逾期公布的原因")),
                        ("refused_at", models.DateTimeField(editable=False, null=True, verbose_name="不同意时间")),
                        (
                            "refused_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("refuse_reason", models.TextField(blank=True, verbose_name="不同意的理由")),
                        ("due_on", models.DateField(editable=False, null=True, verbose_name="办理期限")),
                        ("published_on", models.DateField(blank=True, null=True, verbose_name="公布日期")),
                    ],
                    options={
                        "verbose_name": "年度监督检查计划",
                        "constraints": [
                            models.UniqueConstraint(fields=("bureau", "year", "edition"), name="plan_edition_once"),
                            models.CheckConstraint(
                                condition=models.Q(("year__gte", 2015), ("year__lte", 2100)), name="plan_year"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                                    models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_submitted_when_and_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("reviewed_at__isnull", True), ("reviewed_by__isnull", True)),
                                    models.Q(("reviewed_at__isnull", False), ("reviewed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_reviewed_when_and_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("endorsed_at__isnull", True), ("endorsed_by__isnull", True)),
                                    models.Q(("endorsed_at__isnull", False), ("endorsed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_endorsed_when_and_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("approval_recorded_at__isnull", True), ("approval_recorded_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("approval_recorded_at__isnull", False), ("approval_recorded_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_approval_recorded_when_and_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("filing_recorded_at__isnull", True), ("filing_recorded_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("filing_recorded_at__isnull", False), ("filing_recorded_by__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_filing_recorded_when_and_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("refused_at__isnull", True), ("refused_by__isnull", True)),
                                    models.Q(("refused_at__isnull", False), ("refused_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_refused_when_and_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approval_recorded_at__isnull", True),
                                    models.Q(
                                        models.Q(("approval_number", ""), _negated=True),
                                        ("approval_scan__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_approval_with_number_and_scan",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("minor", False),
                                    models.Q(("edition__gt", 1), ("weighing__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_minor_change_is_weighed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("refuse_reason", ""), ("refused_at__isnull", True)),
                                    models.Q(
                                        ("refused_at__isnull", False),
                                        ("state", "refused"),
                                        models.Q(("refuse_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_refused_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("reserve_percent__gte", 0), ("reserve_percent__lte", 100), ("travel_days__gte", 0)
                                ),
                                name="plan_reserve",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegisterExport",
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
                        ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="导出时间")),
                        (
                            "created_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="导出人",
                            ),
                        ),
                        ("query", models.TextField(blank=True)),
                        ("conditions", models.CharField(blank=True, max_length=500, verbose_name="筛选条件")),
                        (
                            "file_format",
                            models.CharField(
                                choices=[("csv", "CSV"), ("xlsx", "XLSX")], max_length=4, verbose_name="格式"
                            ),
                        ),
                        (
                            "file_name",
                            models.CharField(
                                default=plans.models.enterprise_export.new_file_name, editable=False, max_length=32
                            ),
                        ),
                        ("rows", models.PositiveIntegerField(default=0, verbose_name="行数")),
                        ("size", models.PositiveBigIntegerField(default=0, verbose_name="大小")),
                        ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("dropped_at", models.DateTimeField(null=True)),
                    ],
                    options={
                        "verbose_name": "企业库导出",
                        "indexes": [models.Index(fields=["created_by", "-id"], name="export_mine")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("finished_at__isnull", True), ("sha256", "")),
                                    models.Q(("finished_at__isnull", False), models.Q(("sha256", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="export_finished_with_hash",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("dropped_at__isnull", True), ("finished_at__isnull", False), _connector="OR"
                                ),
                                name="export_dropped_when_finished",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRun",
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
                                    ("uploaded", "待校验"),
                                    ("checked", "待确认"),
                                    ("confirmed", "正在导入"),
                                    ("done", "已导入"),
                                    ("cancelled", "已取消"),
                                    ("undoing", "正在撤销"),
                                    ("undone", "已撤销"),
                                ],
                                default="uploaded",
                                max_length=10,
                                verbose_name="状态",
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
                        ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                        ("rows", models.PositiveIntegerField(default=0, verbose_name="行数")),
                        ("done_rows", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                        ("new", models.PositiveIntegerField(default=0, verbose_name="新增")),
                        ("changed", models.PositiveIntegerField(default=0, verbose_name="更新")),
                        ("same", models.PositiveIntegerField(default=0, verbose_name="无变化")),
                        ("repeated", models.PositiveIntegerField(default=0, verbose_name="表内重复")),
                        ("bad", models.PositiveIntegerField(default=0, verbose_name="有误")),
                        ("duplicates", models.JSONField(default=list)),
                        ("problems", models.JSONField(default=list)),
                        (
                            "error_file",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        ("finished_at", models.DateTimeField(null=True)),
                        ("undo_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                        (
                            "undo_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="撤销人",
                            ),
                        ),
                        ("undone_at", models.DateTimeField(null=True)),
                        ("undone_enterprise", models.BigIntegerField(default=0)),
                        ("undone_entry", models.BigIntegerField(default=0)),
                        ("removed", models.PositiveIntegerField(default=0, verbose_name="已移除")),
                        ("restored", models.PositiveIntegerField(default=0, verbose_name="已恢复")),
                        ("kept", models.PositiveIntegerField(default=0, verbose_name="保留")),
                    ],
                    options={
                        "verbose_name": "企业导入",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("undo_at__isnull", True), ("undo_by__isnull", True)),
                                    models.Q(("undo_at__isnull", False), ("undo_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="import_undo_by_whom",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("undone_at__isnull", True), ("undo_at__isnull", False), _connector="OR"
                                ),
                                name="import_undone_as_ordered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Enterprise",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="企业名称")),
                        (
                            "initials",
                            models.CharField(blank=True, editable=False, max_length=200, verbose_name="拼音首字母"),
                        ),
                        ("registered_on", models.DateField(blank=True, null=True, verbose_name="注册日期")),
                        ("kind", models.CharField(blank=True, max_length=100, verbose_name="企业类型")),
                        ("legal_person", models.CharField(blank=True, max_length=60, verbose_name="法人代表")),
                        (
                            "capital",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="注册资金（万元）"
                            ),
                        ),
                        ("scope", models.TextField(blank=True, verbose_name="经营范围")),
                        ("province", models.CharField(blank=True, max_length=30, verbose_name="所在省份")),
                        ("region", models.CharField(blank=True, max_length=60, verbose_name="地区")),
                        ("region_code", models.CharField(blank=True, max_length=6, verbose_name="行政区划代码")),
                        ("address", models.CharField(blank=True, max_length=300, verbose_name="注册地址")),
                        ("industry_code", models.CharField(blank=True, max_length=6, verbose_name="行业代码")),
                        (
                            "sector",
                            models.CharField(
                                choices=[
                                    ("coal", "煤矿"),
                                    ("mine", "非煤矿山"),
                                    ("chemical", "化工（含危险化学品）"),
                                    ("fireworks", "烟花爆竹"),
                                    ("trade", "冶金等工贸"),
                                    ("other", "其他"),
                                ],
                                default="other",
                                max_length=10,
                                verbose_name="监管行业",
                            ),
                        ),
                        (
                            "scale",
                            models.CharField(
                                blank=True,
                                choices=[("large", "大型"), ("medium", "中型"), ("small", "小型"), ("micro", "微型")],
                                max_length=10,
                                verbose_name="企业规模",
                            ),
                        ),
                        (
                            "affiliation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("central", "央属"),
                                    ("provincial", "省属"),
                                    ("municipal", "市属"),
                                    ("county", "县属及以下"),
                                    ("private", "民营"),
                                ],
                                max_length=10,
                                verbose_name="隶属关系",
                            ),
                        ),
                        ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="从业人员数量")),
                        ("safety_head", models.CharField(blank=True, max_length=60, verbose_name="安全负责人")),
                        (
                            "safety_staff",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="安全管理人员数量"),
                        ),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                        (
                            "hazards",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("major_source", "重大危险源"),
                                        ("ammonia", "涉氨制冷"),
                                        ("dust", "粉尘涉爆"),
                                        ("confined_space", "有限空间"),
                                        ("smelting", "金属冶炼"),
                                        ("chem_production", "危险化学品生产"),
                                        ("chem_storage", "危险化学品储存"),
                                        ("chem_use", "危险化学品使用"),
                                        ("chem_sale", "危险化学品经营"),
                                        ("chem_transport", "危险化学品运输"),
                                        ("occupational", "职业病危害"),
                                        ("labour", "劳动密集"),
                                        ("fireworks", "烟花爆竹"),
                                        ("coal", "煤矿"),
                                        ("open_pit", "非煤露天矿山"),
                                        ("underground", "非煤地下矿山"),
                                        ("tailings", "尾矿库"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="危险因素",
                            ),
                        ),
                        (
                            "source_level",
                            models.CharField(
                                blank=True,
                                choices=[("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级")],
                                max_length=1,
                                verbose_name="重大危险源等级",
                            ),
                        ),
                        ("standardisation", models.CharField(blank=True, max_length=10, verbose_name="标准化等级")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("operating", "在业"),
                                    ("stopped", "停产停业"),
                                    ("closed", "注销"),
                                    ("moved", "迁出"),
                                ],
                                default="operating",
                                max_length=10,
                                verbose_name="经营状态",
                            ),
                        ),
                        ("status_on", models.DateField(blank=True, null=True, verbose_name="状态起始日")),
                        (
                            "insurer",
                            models.CharField(blank=True, max_length=100, verbose_name="安全生产责任保险承保机构"),
                        ),
                        (
                            "insured_until",
                            models.DateField(blank=True, null=True, verbose_name="安全生产责任保险有效期至"),
                        ),
                        (
                            "emergency_plan_number",
                            models.CharField(blank=True, max_length=60, verbose_name="应急预案备案编号"),
                        ),
                        ("emergency_plan_on", models.DateField(blank=True, null=True, verbose_name="应急预案备案日期")),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="enterprises",
                                to="accounts.bureau",
                                verbose_name="监管机关",
                            ),
                        ),
                        (
                            "licensing_bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="licensed",
                                to="accounts.bureau",
                                verbose_name="许可监管机关",
                            ),
                        ),
                        ("credit_code", models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码")),
                        (
                            "status_before",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("operating", "在业"),
                                    ("stopped", "停产停业"),
                                    ("closed", "注销"),
                                    ("moved", "迁出"),
                                ],
                                db_default="",
                                default="",
                                editable=False,
                                max_length=10,
                                verbose_name="此前的经营状态",
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("red", "红（重大风险）"),
                                    ("orange", "橙（较大风险）"),
                                    ("yellow", "黄（一般风险）"),
                                    ("blue", "蓝（低风险）"),
                                ],
                                max_length=10,
                                verbose_name="风险等级",
                            ),
                        ),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merged",
                                to="plans.enterprise",
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
                            "import_run",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="enterprises",
                                to="plans.importrun",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "企业",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                plans.models.NameGrams("name"), name="enterprise_name_grams"
                            ),
                            models.Index(fields=["bureau", "id"], name="enterprise_bureau"),
                            models.Index(fields=["bureau", "grade", "id"], name="enterprise_grade"),
                            models.Index(fields=["bureau", "sector", "id"], name="enterprise_sector"),
                            models.Index(fields=["bureau", "status", "id"], name="enterprise_status"),
                            models.Index(
                                fields=["initials"], name="enterprise_initials", opclasses=["varchar_pattern_ops"]
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("credit_code__regex", "^[0-9A-Z]{18}$")),
                                name="enterprise_code_form",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("capital__isnull", True), ("capital__gte", 0), _connector="OR"),
                                name="enterprise_capital",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("region_code__regex", "^([0-9]{6})?$")),
                                name="enterprise_region_code",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "hazards__contained_by",
                                        [
                                            "major_source",
                                            "ammonia",
                                            "dust",
                                            "confined_space",
                                            "smelting",
                                            "chem_production",
                                            "chem_storage",
                                            "chem_use",
                                            "chem_sale",
                                            "chem_transport",
                                            "occupational",
                                            "labour",
                                            "fireworks",
                                            "coal",
                                            "open_pit",
                                            "underground",
                                            "tailings",
                                        ],
                                    )
                                ),
                                name="enterprise_hazards",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("hazards__contains", ["major_source"]),
                                        ("source_level__in", ["1", "2", "3", "4"]),
                                    ),
                                    models.Q(
                                        models.Q(("hazards__contains", ["major_source"]), _negated=True),
                                        ("source_level", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="enterprise_source_level",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("insured_until__isnull", True), ("insurer", "")),
                                    models.Q(
                                        models.Q(("insurer", ""), _negated=True), ("insured_until__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="enterprise_insured",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("emergency_plan_number", ""), ("emergency_plan_on__isnull", True)),
                                    models.Q(
                                        models.Q(("emergency_plan_number", ""), _negated=True),
                                        ("emergency_plan_on__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="enterprise_plan_filed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("merged_into", models.F("id")), _negated=True),
                                name="enterprise_merges_elsewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status_on__isnull", True),
                                    models.Q(("status_before", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="enterprise_status_follows_another",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status_on__isnull", True),
                                    ("registered_on__isnull", True),
                                    ("status_on__gte", models.F("registered_on")),
                                    _connector="OR",
                                ),
                                name="enterprise_status_after_registration",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FormerName",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="former_names",
                                to="plans.enterprise",
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="曾用名")),
                        ("until", models.DateField(verbose_name="使用至")),
                    ],
                    options={
                        "verbose_name": "曾用名",
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                plans.models.NameGrams("name"), name="former_name_grams"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DeclaredRecusal",
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
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="机关",
                            ),
                        ),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="declared_recusals",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="检查人员",
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plans.enterprise",
                                verbose_name="企业",
                            ),
                        ),
                        ("ground", models.CharField(max_length=30, verbose_name="回避情形")),
                        ("note", models.CharField(blank=True, max_length=300, verbose_name="具体理由")),
                        (
                            "declared_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("declared_at", models.DateTimeField(auto_now_add=True, verbose_name="登记时间")),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "事先登记的回避",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="declared_recusal_period",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("valid_to__isnull", True)),
                                fields=("officer", "enterprise"),
                                name="one_open_declared_recusal",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_by__isnull", True),
                                    models.Q(("valid_to__isnull", False), ("valid_to__gte", models.F("valid_from"))),
                                    _connector="OR",
                                ),
                                name="declared_recusal_ended",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanItem",
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
                                on_delete=django.db.models.deletion.CASCADE, related_name="items", to="plans.plan"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("key", "重点检查"),
                                    ("general", "一般检查"),
                                    ("campaign", "专项检查"),
                                    ("emergency", "应急管理"),
                                ],
                                max_length=10,
                                verbose_name="检查类别",
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan_items",
                                to="plans.enterprise",
                            ),
                        ),
                        (
                            "sector",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("coal", "煤矿"),
                                    ("mine", "非煤矿山"),
                                    ("chemical", "化工（含危险化学品）"),
                                    ("fireworks", "烟花爆竹"),
                                    ("trade", "冶金等工贸"),
                                    ("other", "其他"),
                                ],
                                max_length=10,
                                verbose_name="行业领域",
                            ),
                        ),
                        (
                            "grades",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=10),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="风险等级",
                            ),
                        ),
                        ("region", models.CharField(blank=True, max_length=60, verbose_name="地区")),
                        (
                            "ratio",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=5, null=True, verbose_name="抽查比例（%）"
                            ),
                        ),
                        ("campaign", models.CharField(blank=True, max_length=100, verbose_name="专项名称")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="专项开始日期")),
                        ("ends_on", models.DateField(blank=True, null=True, verbose_name="专项结束日期")),
                        ("subject", models.CharField(max_length=200, verbose_name="检查事项")),
                        (
                            "licence",
                            models.CharField(
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
                        ("visits", models.PositiveIntegerField(default=1, verbose_name="计划家次")),
                        ("officers_per_visit", models.PositiveSmallIntegerField(default=2, verbose_name="每次人数")),
                        (
                            "days_per_visit",
                            models.DecimalField(decimal_places=1, default=1, max_digits=4, verbose_name="每次天数"),
                        ),
                        (
                            "months",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                default=list,
                                size=None,
                                verbose_name="计划月份",
                            ),
                        ),
                        ("frequency", models.PositiveSmallIntegerField(default=1, verbose_name="每户年度频次")),
                        ("ceiling", models.PositiveSmallIntegerField(default=2, verbose_name="每户年度上限")),
                        ("occupational_health", models.BooleanField(default=False, verbose_name="同时检查职业健康")),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.unit",
                                verbose_name="承办机构",
                            ),
                        ),
                        (
                            "added_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("changed_at", models.DateTimeField(editable=False, null=True, verbose_name="修改时间")),
                        (
                            "changed_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "计划项目",
                        "indexes": [models.Index(fields=["plan", "kind", "id"], name="plan_item_kind")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("enterprise__isnull", False)),
                                fields=("plan", "enterprise"),
                                name="plan_names_enterprise_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("enterprise__isnull", False), ("kind", "key")),
                                    models.Q(("enterprise__isnull", True), ("kind", "general")),
                                    ("kind__in", ["campaign", "emergency"]),
                                    _connector="OR",
                                ),
                                name="plan_item_key_has_enterprise",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("officers_per_visit__gte", 2)), name="plan_item_two_officers"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("ends_on__gte", models.F("starts_on")),
                                        ("kind", "campaign"),
                                        ("starts_on__isnull", False),
                                        models.Q(("campaign", ""), _negated=True),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "campaign"), _negated=True),
                                        ("campaign", ""),
                                        ("ends_on__isnull", True),
                                        ("starts_on__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_item_campaign_has_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("enterprise__isnull", True),
                                    models.Q(
                                        ("grades", []),
                                        ("ratio__isnull", True),
                                        ("region", ""),
                                        ("sector", ""),
                                        ("visits__lte", models.F("ceiling")),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_item_named_below_ceiling",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("enterprise__isnull", False),
                                    models.Q(("frequency__gte", 1), ("frequency__lte", models.F("ceiling"))),
                                    _connector="OR",
                                ),
                                name="plan_item_pool_below_ceiling",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ratio__isnull", True),
                                    models.Q(("ratio__gt", 0), ("ratio__lte", 100)),
                                    _connector="OR",
                                ),
                                name="plan_item_ratio",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("licence", ""),
                                    models.Q(
                                        ("enterprise__isnull", False),
                                        (
                                            "licence__in",
                                            [
                                                "chem_production",
                                                "chem_sale",
                                                "chem_use",
                                                "precursor_production",
                                                "precursor_sale",
                                                "mine",
                                                "exploration",
                                                "mine_works",
                                                "tailings",
                                                "fireworks",
                                                "fireworks_wholesale",
                                                "fireworks_retail",
                                                "occupational",
                                                "other",
                                            ],
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_item_licence_of_an_enterprise",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_item_changed_when_and_by",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Draw",
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
                                    ("draft", "设定条件"),
                                    ("discarded", "草稿已放弃"),
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
                        ("number", models.CharField(max_length=40, unique=True, verbose_name="抽查任务编号")),
                        ("title", models.CharField(max_length=100, verbose_name="任务名称")),
                        (
                            "plan_item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draws",
                                to="plans.planitem",
                            ),
                        ),
                        ("conditions", models.JSONField(default=dict)),
                        ("units_wanted", models.PositiveIntegerField(verbose_name="抽取企业数")),
                        ("officers_wanted", models.PositiveSmallIntegerField(default=2, verbose_name="抽取人员数")),
                        ("experts_wanted", models.PositiveSmallIntegerField(default=0, verbose_name="抽取专家数")),
                        (
                            "specialty",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("coal", "煤矿"),
                                    ("mine", "非煤矿山"),
                                    ("chemical", "化工（含危险化学品）"),
                                    ("fireworks", "烟花爆竹"),
                                    ("trade", "冶金等工贸"),
                                    ("other", "其他"),
                                ],
                                max_length=20,
                                verbose_name="专业要求",
                            ),
                        ),
                        ("joint_partner", models.CharField(blank=True, max_length=100, verbose_name="联合检查单位")),
                        ("window_from", models.DateField(verbose_name="检查期间自")),
                        ("window_to", models.DateField(verbose_name="检查期间至")),
                        ("seed_kinds", models.JSONField(default=list)),
                        ("seed_source", models.CharField(max_length=200, verbose_name="种子来源")),
                        ("seed_at", models.DateTimeField(verbose_name="种子产生时间")),
                        (
                            "seed_bits",
                            models.DecimalField(decimal_places=1, max_digits=6, verbose_name="来源随机量（比特）"),
                        ),
                        ("small_source_reason", models.TextField(blank=True, verbose_name="来源不足的理由")),
                        ("entry_method", models.CharField(blank=True, max_length=200, verbose_name="录入方法")),
                        ("hashes", models.JSONField(default=dict)),
                        ("salt", models.CharField(blank=True, max_length=64)),
                        ("commitment", models.CharField(blank=True, max_length=64, verbose_name="名单承诺")),
                        ("frozen_at", models.DateTimeField(null=True)),
                        ("published_at", models.DateTimeField(null=True, verbose_name="名单承诺公布时间")),
                        ("sources", models.JSONField(default=list, verbose_name="种子")),
                        ("rejected_seeds", models.JSONField(default=list)),
                        ("params", models.JSONField(default=dict)),
                        (
                            "seeded_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "confirmed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("result", models.JSONField(default=dict)),
                        ("drawn_at", models.DateTimeField(null=True)),
                        (
                            "revealed_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("revealed_at", models.DateTimeField(editable=False, null=True, verbose_name="公布结果时间")),
                        (
                            "set_on",
                            models.DateField(
                                default=django.utils.timezone.localdate, editable=False, verbose_name="条件设定日期"
                            ),
                        ),
                        (
                            "proof_file",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.storedfile",
                            ),
                        ),
                        ("handled", models.PositiveIntegerField(default=0, editable=False)),
                        ("void_reason", models.TextField(blank=True)),
                        (
                            "void_asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "voided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replaced_by",
                                to="plans.draw",
                            ),
                        ),
                        ("repeat_reason", models.TextField(blank=True, verbose_name="再次抽取的理由")),
                        (
                            "repeat_asked_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "repeat_approved_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "双随机抽取",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("replaces__isnull", True),
                                    models.Q(("repeat_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="draw_repeated_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("repeat_reason", ""), ("repeat_asked_by__isnull", False), _connector="OR"
                                ),
                                name="draw_repeat_asked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("repeat_approved_by__isnull", True),
                                    models.Q(("repeat_approved_by", models.F("repeat_asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="draw_repeat_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("frozen_at__isnull", True),
                                    ("repeat_reason", ""),
                                    ("repeat_approved_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="draw_repeat_approved_before_freezing",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "discarded"), _negated=True),
                                fields=("replaces",),
                                name="draw_replaced_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("units_wanted__gte", 1)), name="draw_units_wanted"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("officers_wanted__gte", 2)), name="draw_two_officers"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("window_to__gte", models.F("window_from"))), name="draw_window"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("commitment", ""), ("frozen_at__isnull", True)),
                                    models.Q(("frozen_at__isnull", False), models.Q(("commitment", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="draw_frozen_with_commitment",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("published_at__isnull", True),
                                    ("published_at__gte", models.F("frozen_at")),
                                    _connector="OR",
                                ),
                                name="draw_published_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by__isnull", True),
                                    models.Q(("confirmed_by", models.F("seeded_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="draw_seed_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("voided_by__isnull", True),
                                    models.Q(("voided_by", models.F("void_asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="draw_void_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["void"]), _negated=True),
                                    models.Q(("void_asked_by__isnull", False), ("voided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="draw_void_by_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["seeded", "confirmed", "drawn", "revealing", "revealed"]),
                                        _negated=True,
                                    ),
                                    ("seeded_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="draw_seed_entered",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["confirmed", "drawn", "revealing", "revealed"]), _negated=True
                                    ),
                                    ("confirmed_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="draw_seed_confirmed",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["drawn", "revealing", "revealed"]), _negated=True),
                                    ("drawn_at__isnull", False),
                                    _connector="OR",
                                ),
                                name="draw_drawn",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["revealing", "revealed"]), _negated=True),
                                    ("revealed_by__isnull", False),
                                    _connector="OR",
                                ),
                                name="draw_revealed_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state__in", ["revealed"]), _negated=True),
                                    models.Q(("proof_file__isnull", False), ("revealed_at__isnull", False)),
                                    _connector="OR",
                                ),
                                name="draw_revealed_with_proof",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrawRecusal",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="recusals", to="plans.draw"
                            ),
                        ),
                        ("list", models.CharField(max_length=7, verbose_name="名单")),
                        ("entry", models.PositiveIntegerField(verbose_name="名单序号")),
                        ("ground", models.CharField(max_length=40, verbose_name="回避情形")),
                        ("reason", models.CharField(max_length=300, verbose_name="具体理由")),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("asked_at", models.DateTimeField()),
                        (
                            "decided_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("decided_at", models.DateTimeField(null=True)),
                        ("agreed", models.BooleanField(default=False)),
                    ],
                    options={
                        "verbose_name": "抽取后的回避",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("decided_by__isnull", True)),
                                fields=("draw",),
                                name="draw_recusal_one_waits",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("agreed", True)),
                                fields=("draw", "list", "entry"),
                                name="draw_recusal_agreed_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by__isnull", True),
                                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="draw_recusal_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("agreed", False), ("decided_at__isnull", True), ("decided_by__isnull", True)
                                    ),
                                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="draw_recusal_decided",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrawnUnit",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="units", to="plans.draw"
                            ),
                        ),
                        ("place", models.PositiveIntegerField(verbose_name="顺序")),
                        ("entry", models.PositiveIntegerField(verbose_name="名单序号")),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.enterprise"
                            ),
                        ),
                        ("unassigned", models.TextField(blank=True, verbose_name="未安排检查的原因")),
                    ],
                    options={
                        "verbose_name": "抽取结果",
                        "ordering": ["draw", "place"],
                        "constraints": [models.UniqueConstraint(fields=("draw", "place"), name="drawn_unit_place")],
                    },
                ),
                migrations.CreateModel(
                    name="DrawnOfficer",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="officers", to="plans.draw"
                            ),
                        ),
                        ("place", models.PositiveIntegerField(verbose_name="顺序")),
                        ("entry", models.PositiveIntegerField(verbose_name="名单序号")),
                        (
                            "officer",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["draw", "place"],
                        "constraints": [models.UniqueConstraint(fields=("draw", "place"), name="drawn_officer_place")],
                    },
                ),
                migrations.CreateModel(
                    name="DrawnExpert",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="experts", to="plans.draw"
                            ),
                        ),
                        ("place", models.PositiveIntegerField(verbose_name="顺序")),
                        ("entry", models.PositiveIntegerField(verbose_name="名单序号")),
                        (
                            "expert",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.expert"
                            ),
                        ),
                        ("not_sent", models.TextField(blank=True, verbose_name="未派出的原因")),
                    ],
                    options={
                        "ordering": ["draw", "place"],
                        "constraints": [models.UniqueConstraint(fields=("draw", "place"), name="drawn_expert_place")],
                    },
                ),
                migrations.CreateModel(
                    name="Assignment",
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
                                    ("open", "待检查"),
                                    ("under_way", "检查中"),
                                    ("done", "已检查"),
                                    ("cancelled", "已取消"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="plans.enterprise",
                                verbose_name="被检查单位",
                            ),
                        ),
                        (
                            "origin",
                            models.CharField(
                                choices=[
                                    ("plan", "年度计划"),
                                    ("draw", "双随机抽取"),
                                    ("complaint", "举报投诉"),
                                    ("campaign", "专项检查"),
                                    ("superior", "上级交办"),
                                    ("reinspection", "复查"),
                                    ("joint", "联合检查"),
                                    ("supervision", "督导检查"),
                                    ("spot_check", "执法抽查"),
                                    ("cross_region", "跨区域检查"),
                                    ("licensing", "许可事项检查"),
                                ],
                                max_length=20,
                                verbose_name="任务来源",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("key", "重点检查"), ("general", "一般检查")],
                                max_length=10,
                                verbose_name="检查类别",
                            ),
                        ),
                        ("subject", models.CharField(max_length=200, verbose_name="检查事项")),
                        (
                            "licence",
                            models.CharField(
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
                        (
                            "plan_item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="plans.planitem",
                            ),
                        ),
                        (
                            "draw",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="assignments",
                                to="plans.draw",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.unit",
                                verbose_name="承办机构",
                            ),
                        ),
                        ("window_from", models.DateField(verbose_name="检查期间自")),
                        ("window_to", models.DateField(verbose_name="检查期间至")),
                        ("visit_on", models.DateField(editable=False, null=True, verbose_name="计划检查日期")),
                        ("done_on", models.DateField(editable=False, null=True, verbose_name="完成日期")),
                        ("over_ceiling_reason", models.TextField(blank=True, verbose_name="超出频次上限的理由")),
                        ("over_limits", models.JSONField(blank=True, default=list, verbose_name="超出的频次上限")),
                        ("limit_exempt", models.BooleanField(default=False, verbose_name="计入次数但不受频次上限限制")),
                        (
                            "daily_bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="日常监管机关",
                            ),
                        ),
                        ("origin_reason", models.TextField(blank=True, verbose_name="检查理由")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="批准或交办文号")),
                        (
                            "other_departments",
                            models.CharField(blank=True, max_length=300, verbose_name="其他参加部门"),
                        ),
                        (
                            "approving_bureau",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="批准的上级机关",
                            ),
                        ),
                        (
                            "shared_with",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.BigIntegerField(), blank=True, default=list, editable=False, size=None
                            ),
                        ),
                        ("cancel_reason", models.TextField(blank=True, verbose_name="取消原因")),
                        (
                            "officers",
                            models.ManyToManyField(
                                related_name="assignments", to=settings.AUTH_USER_MODEL, verbose_name="检查人员"
                            ),
                        ),
                        (
                            "experts",
                            models.ManyToManyField(
                                blank=True, related_name="assignments", to="plans.expert", verbose_name="专家"
                            ),
                        ),
                        (
                            "partners",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="accounts.bureau", verbose_name="参加机关"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "检查任务",
                        "indexes": [
                            models.Index(fields=["bureau", "state", "window_to", "id"], name="assignment_queue"),
                            models.Index(fields=["bureau", "-id"], name="assignment_newest"),
                            models.Index(
                                condition=models.Q(("over_limits", []), _negated=True),
                                fields=["-id"],
                                name="assignment_over_limits",
                            ),
                            django.contrib.postgres.indexes.GinIndex(fields=["shared_with"], name="assignment_shared"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("window_to__gte", models.F("window_from"))),
                                name="assignment_window",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state", "done"), ("done_on__isnull", True), _connector="OR"),
                                name="assignment_day_only_when_done",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("daily_bureau__isnull", True),
                                    models.Q(
                                        (
                                            "origin__in",
                                            ("supervision", "spot_check", "joint", "cross_region", "licensing"),
                                        ),
                                        models.Q(("origin_reason", ""), _negated=True),
                                        models.Q(("daily_bureau", models.F("bureau")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="assignment_not_stacked",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        (
                                            "licence__in",
                                            [
                                                "chem_production",
                                                "chem_sale",
                                                "chem_use",
                                                "precursor_production",
                                                "precursor_sale",
                                                "mine",
                                                "exploration",
                                                "mine_works",
                                                "tailings",
                                                "fireworks",
                                                "fireworks_wholesale",
                                                "fireworks_retail",
                                                "occupational",
                                                "other",
                                            ],
                                        ),
                                        ("origin__in", ("licensing", "plan")),
                                    ),
                                    models.Q(("licence", ""), models.Q(("origin", "licensing"), _negated=True)),
                                    _connector="OR",
                                ),
                                name="assignment_licensing_says_which",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origin", "cross_region"), _negated=True),
                                    models.Q(
                                        ("approving_bureau__isnull", False),
                                        models.Q(("document_number", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="assignment_cross_region_approved",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("origin__in", ("complaint", "superior")), _negated=True),
                                    models.Q(("document_number", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="assignment_origin_has_reference",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("over_limits", []),
                                    models.Q(("over_ceiling_reason", ""), _negated=True),
                                    ("limit_exempt", True),
                                    _connector="OR",
                                ),
                                name="assignment_over_limit_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrawEntry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("list", models.CharField(max_length=7, verbose_name="名单")),
                        ("number", models.PositiveIntegerField(verbose_name="序号")),
                        ("subject", models.BigIntegerField()),
                        ("code", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=200, verbose_name="名称")),
                        ("entry", models.CharField(max_length=32, verbose_name="名单条目")),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="plans.draw"
                            ),
                        ),
                        ("weight", models.PositiveSmallIntegerField(verbose_name="权重")),
                    ],
                    options={
                        "verbose_name": "名单条目",
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "list", "number"), name="draw_entry_number"),
                            models.CheckConstraint(condition=models.Q(("weight__gte", 1)), name="draw_entry_weight"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrawExclusion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("list", models.CharField(max_length=7, verbose_name="名单")),
                        ("number", models.PositiveIntegerField(verbose_name="序号")),
                        ("subject", models.BigIntegerField()),
                        ("code", models.CharField(max_length=40)),
                        ("name", models.CharField(max_length=200, verbose_name="名称")),
                        ("entry", models.CharField(max_length=32, verbose_name="名单条目")),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="exclusions", to="plans.draw"
                            ),
                        ),
                        ("reason", models.CharField(max_length=20, verbose_name="原因")),
                    ],
                    options={
                        "verbose_name": "排除对象",
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "list", "number"), name="draw_exclusion_number")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrawConflict",
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
                                on_delete=django.db.models.deletion.PROTECT, related_name="conflicts", to="plans.draw"
                            ),
                        ),
                        ("unit", models.PositiveIntegerField(verbose_name="企业名单序号")),
                        ("list", models.CharField(max_length=7, verbose_name="名单")),
                        ("entry", models.PositiveIntegerField(verbose_name="名单序号")),
                        ("reason", models.CharField(max_length=20, verbose_name="原因")),
                    ],
                    options={
                        "verbose_name": "回避组合",
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "unit", "list", "entry"), name="draw_conflict_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("name", models.CharField(max_length=200, verbose_name="企业名称")),
                        (
                            "initials",
                            models.CharField(blank=True, editable=False, max_length=200, verbose_name="拼音首字母"),
                        ),
                        ("registered_on", models.DateField(blank=True, null=True, verbose_name="注册日期")),
                        ("kind", models.CharField(blank=True, max_length=100, verbose_name="企业类型")),
                        ("legal_person", models.CharField(blank=True, max_length=60, verbose_name="法人代表")),
                        (
                            "capital",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=16, null=True, verbose_name="注册资金（万元）"
                            ),
                        ),
                        ("scope", models.TextField(blank=True, verbose_name="经营范围")),
                        ("province", models.CharField(blank=True, max_length=30, verbose_name="所在省份")),
                        ("region", models.CharField(blank=True, max_length=60, verbose_name="地区")),
                        ("region_code", models.CharField(blank=True, max_length=6, verbose_name="行政区划代码")),
                        ("address", models.CharField(blank=True, max_length=300, verbose_name="注册地址")),
                        ("industry_code", models.CharField(blank=True, max_length=6, verbose_name="行业代码")),
                        (
                            "sector",
                            models.CharField(
                                choices=[
                                    ("coal", "煤矿"),
                                    ("mine", "非煤矿山"),
                                    ("chemical", "化工（含危险化学品）"),
                                    ("fireworks", "烟花爆竹"),
                                    ("trade", "冶金等工贸"),
                                    ("other", "其他"),
                                ],
                                default="other",
                                max_length=10,
                                verbose_name="监管行业",
                            ),
                        ),
                        (
                            "scale",
                            models.CharField(
                                blank=True,
                                choices=[("large", "大型"), ("medium", "中型"), ("small", "小型"), ("micro", "微型")],
                                max_length=10,
                                verbose_name="企业规模",
                            ),
                        ),
                        (
                            "affiliation",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("central", "央属"),
                                    ("provincial", "省属"),
                                    ("municipal", "市属"),
                                    ("county", "县属及以下"),
                                    ("private", "民营"),
                                ],
                                max_length=10,
                                verbose_name="隶属关系",
                            ),
                        ),
                        ("employees", models.PositiveIntegerField(blank=True, null=True, verbose_name="从业人员数量")),
                        ("safety_head", models.CharField(blank=True, max_length=60, verbose_name="安全负责人")),
                        (
                            "safety_staff",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="安全管理人员数量"),
                        ),
                        ("phone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                        (
                            "hazards",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("major_source", "重大危险源"),
                                        ("ammonia", "涉氨制冷"),
                                        ("dust", "粉尘涉爆"),
                                        ("confined_space", "有限空间"),
                                        ("smelting", "金属冶炼"),
                                        ("chem_production", "危险化学品生产"),
                                        ("chem_storage", "危险化学品储存"),
                                        ("chem_use", "危险化学品使用"),
                                        ("chem_sale", "危险化学品经营"),
                                        ("chem_transport", "危险化学品运输"),
                                        ("occupational", "职业病危害"),
                                        ("labour", "劳动密集"),
                                        ("fireworks", "烟花爆竹"),
                                        ("coal", "煤矿"),
                                        ("open_pit", "非煤露天矿山"),
                                        ("underground", "非煤地下矿山"),
                                        ("tailings", "尾矿库"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="危险因素",
                            ),
                        ),
                        (
                            "source_level",
                            models.CharField(
                                blank=True,
                                choices=[("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级")],
                                max_length=1,
                                verbose_name="重大危险源等级",
                            ),
                        ),
                        ("standardisation", models.CharField(blank=True, max_length=10, verbose_name="标准化等级")),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("operating", "在业"),
                                    ("stopped", "停产停业"),
                                    ("closed", "注销"),
                                    ("moved", "迁出"),
                                ],
                                default="operating",
                                max_length=10,
                                verbose_name="经营状态",
                            ),
                        ),
                        ("status_on", models.DateField(blank=True, null=True, verbose_name="状态起始日")),
                        (
                            "insurer",
                            models.CharField(blank=True, max_length=100, verbose_name="安全生产责任保险承保机构"),
                        ),
                        (
                            "insured_until",
                            models.DateField(blank=True, null=True, verbose_name="安全生产责任保险有效期至"),
                        ),
                        (
                            "emergency_plan_number",
                            models.CharField(blank=True, max_length=60, verbose_name="应急预案备案编号"),
                        ),
                        ("emergency_plan_on", models.DateField(blank=True, null=True, verbose_name="应急预案备案日期")),
                        (
                            "run",
                            models.ForeignKey(
                                db_constraint=False,
                                db_index=False,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="staged",
                                to="plans.importrun",
                            ),
                        ),
                        ("place", models.PositiveIntegerField()),
                        ("number", models.PositiveIntegerField()),
                        ("credit_code", models.CharField(max_length=18)),
                        (
                            "verdict",
                            models.CharField(
                                choices=[
                                    ("new", "新增"),
                                    ("changed", "更新"),
                                    ("same", "无变化"),
                                    ("repeated", "表内重复"),
                                ],
                                default="new",
                                max_length=10,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "待导入企业",
                        "constraints": [models.UniqueConstraint(fields=("run", "place"), name="import_row_place")],
                    },
                ),
                migrations.CreateModel(
                    name="UndoneRow",
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
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="undone_rows",
                                to="plans.importrun",
                            ),
                        ),
                        ("enterprise", models.BigIntegerField()),
                        ("credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                        ("name", models.CharField(max_length=200, verbose_name="企业名称")),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("removed", "已移除"),
                                    ("restored", "已恢复"),
                                    ("partly", "部分恢复"),
                                    ("kept", "保留"),
                                ],
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        ("reasons", models.JSONField(default=list)),
                    ],
                    options={
                        "verbose_name": "撤销结果",
                        "indexes": [models.Index(fields=["run", "outcome", "enterprise"], name="undone_outcome")],
                        "constraints": [models.UniqueConstraint(fields=("run", "enterprise"), name="undone_once")],
                    },
                ),
                migrations.CreateModel(
                    name="Site",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.enterprise",
                                verbose_name="企业",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="终止日期")),
                        (
                            "end_reason",
                            models.CharField(blank=True, editable=False, max_length=500, verbose_name="终止原因"),
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
                        ("name", models.CharField(max_length=100, verbose_name="场所名称")),
                        ("address", models.CharField(max_length=300, verbose_name="场所地址")),
                        ("region_code", models.CharField(blank=True, max_length=6, verbose_name="行政区划代码")),
                        (
                            "hazards",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("major_source", "重大危险源"),
                                        ("ammonia", "涉氨制冷"),
                                        ("dust", "粉尘涉爆"),
                                        ("confined_space", "有限空间"),
                                        ("smelting", "金属冶炼"),
                                        ("chem_production", "危险化学品生产"),
                                        ("chem_storage", "危险化学品储存"),
                                        ("chem_use", "危险化学品使用"),
                                        ("chem_sale", "危险化学品经营"),
                                        ("chem_transport", "危险化学品运输"),
                                        ("occupational", "职业病危害"),
                                        ("labour", "劳动密集"),
                                        ("fireworks", "烟花爆竹"),
                                        ("coal", "煤矿"),
                                        ("open_pit", "非煤露天矿山"),
                                        ("underground", "非煤地下矿山"),
                                        ("tailings", "尾矿库"),
                                    ],
                                    max_length=20,
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="危险因素",
                            ),
                        ),
                        ("opened_on", models.DateField(blank=True, null=True, verbose_name="启用日期")),
                    ],
                    options={
                        "verbose_name": "生产经营场所",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end_reason", ""), ("ended_on__isnull", True)),
                                    models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="site_ended_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "hazards__contained_by",
                                        [
                                            "major_source",
                                            "ammonia",
                                            "dust",
                                            "confined_space",
                                            "smelting",
                                            "chem_production",
                                            "chem_storage",
                                            "chem_use",
                                            "chem_sale",
                                            "chem_transport",
                                            "occupational",
                                            "labour",
                                            "fireworks",
                                            "coal",
                                            "open_pit",
                                            "underground",
                                            "tailings",
                                        ],
                                    )
                                ),
                                name="site_hazards",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("region_code__regex", "^([0-9]{6})?$")), name="site_region_code"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("opened_on__isnull", True),
                                    ("ended_on__isnull", True),
                                    ("ended_on__gte", models.F("opened_on")),
                                    _connector="OR",
                                ),
                                name="site_closes_after_it_opens",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True)),
                                fields=("enterprise", "name"),
                                name="site_name_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Licence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.enterprise",
                                verbose_name="企业",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="终止日期")),
                        (
                            "end_reason",
                            models.CharField(blank=True, editable=False, max_length=500, verbose_name="终止原因"),
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
                            "kind",
                            models.CharField(
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
                                verbose_name="许可种类",
                            ),
                        ),
                        ("number", models.CharField(max_length=60, verbose_name="许可证编号")),
                        ("issued_by", models.CharField(max_length=100, verbose_name="发证机关")),
                        ("valid_from", models.DateField(verbose_name="有效期自")),
                        ("valid_to", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("normal", "正常"),
                                    ("withdrawn", "撤销"),
                                    ("taken_back", "撤回"),
                                    ("suspended", "暂扣"),
                                    ("revoked", "吊销"),
                                    ("cancelled", "注销"),
                                ],
                                default="normal",
                                max_length=10,
                                verbose_name="许可状态",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "行政许可",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end_reason", ""), ("ended_on__isnull", True)),
                                    models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="licence_ended_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("ended_on__isnull", True), ("state__in", ("normal", "suspended"))),
                                    models.Q(
                                        ("ended_on__isnull", False),
                                        models.Q(("state__in", ("normal", "suspended")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="licence_state_says_the_end",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="licence_runs_forward",
                            ),
                            models.UniqueConstraint(
                                fields=("enterprise", "kind", "number"), name="licence_number_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SelfReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.enterprise",
                                verbose_name="企业",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="终止日期")),
                        (
                            "end_reason",
                            models.CharField(blank=True, editable=False, max_length=500, verbose_name="终止原因"),
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
                        ("reported_on", models.DateField(verbose_name="报告日期")),
                        ("period_from", models.DateField(verbose_name="自查期间自")),
                        ("period_to", models.DateField(verbose_name="自查期间至")),
                        ("found", models.PositiveIntegerField(verbose_name="查出隐患数")),
                        ("rectified", models.PositiveIntegerField(verbose_name="已整改数")),
                        ("text", models.TextField(blank=True, verbose_name="报告内容")),
                    ],
                    options={
                        "verbose_name": "自查自报自改",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end_reason", ""), ("ended_on__isnull", True)),
                                    models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="self_report_ended_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("period_from__lte", models.F("period_to")),
                                    ("period_to__lte", models.F("reported_on")),
                                ),
                                name="self_report_days",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("rectified__lte", models.F("found"))), name="self_report_rectified"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListedHazard",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.enterprise",
                                verbose_name="企业",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="终止日期")),
                        (
                            "end_reason",
                            models.CharField(blank=True, editable=False, max_length=500, verbose_name="终止原因"),
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
                        ("title", models.CharField(max_length=200, verbose_name="重大隐患")),
                        ("listed_by", models.CharField(max_length=100, verbose_name="挂牌机关")),
                        ("number", models.CharField(max_length=60, verbose_name="督办文号")),
                        ("listed_on", models.DateField(verbose_name="挂牌日期")),
                        ("due_on", models.DateField(verbose_name="治理期限")),
                    ],
                    options={
                        "verbose_name": "挂牌督办",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end_reason", ""), ("ended_on__isnull", True)),
                                    models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="listed_hazard_cleared_with_note",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("due_on__gte", models.F("listed_on"))),
                                name="listed_hazard_due_later",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("ended_on__isnull", True),
                                    ("ended_on__gte", models.F("listed_on")),
                                    _connector="OR",
                                ),
                                name="listed_hazard_cleared_later",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Merge",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="takeovers",
                                to="plans.enterprise",
                            ),
                        ),
                        (
                            "merged",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="merges",
                                to="plans.enterprise",
                            ),
                        ),
                        ("merged_at", models.DateTimeField(verbose_name="并入时间")),
                        (
                            "merged_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="理由")),
                        ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                        (
                            "undone_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("undo_reason", models.CharField(blank=True, max_length=500, verbose_name="撤销理由")),
                    ],
                    options={
                        "verbose_name": "企业合并",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("enterprise", models.F("merged")), _negated=True),
                                name="merge_of_two",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("undo_reason", ""), ("undone_at__isnull", True), ("undone_by__isnull", True)
                                    ),
                                    models.Q(
                                        ("undone_at__isnull", False),
                                        ("undone_by__isnull", False),
                                        models.Q(("undo_reason", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="merge_undone_when_and_by",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("undone_at__isnull", True)), fields=("merged",), name="merged_once"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SchemeEdition",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "草稿"), ("published", "已发布"), ("discarded", "已作废")],
                                default="draft",
                                max_length=12,
                                verbose_name="状态",
                            ),
                        ),
                        ("code", models.CharField(max_length=20, verbose_name="编号")),
                        ("name_zh", models.CharField(max_length=200, verbose_name="名称")),
                        ("kind", models.CharField(max_length=10, verbose_name="计算方式")),
                        ("status", models.CharField(blank=True, max_length=300, verbose_name="核对情况")),
                        ("effective_from", models.DateField(blank=True, null=True, verbose_name="施行日期")),
                        ("content", models.JSONField(verbose_name="内容")),
                        ("text", models.TextField(verbose_name="原文")),
                        ("sha256", models.CharField(max_length=64)),
                        ("settled_at", models.DateTimeField(null=True, verbose_name="发布或作废时间")),
                        (
                            "settled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="发布或作废人",
                            ),
                        ),
                        ("reason", models.TextField(blank=True, verbose_name="作废理由")),
                    ],
                    options={
                        "verbose_name": "分级方案版次",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state", "draft"), ("settled_at__isnull", False), _connector="OR"),
                                name="scheme_settled_when_not_draft",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    ("settled_by", None),
                                    ("created_by", None),
                                    models.Q(("settled_by", models.F("created_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="scheme_published_by_a_second_person",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "discarded"), _negated=True),
                                    models.Q(("reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="scheme_discarded_with_a_reason",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "published")),
                                fields=("code", "bureau", "effective_from"),
                                name="one_scheme_edition_a_day",
                                nulls_distinct=False,
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "discarded"), _negated=True),
                                fields=("sha256", "bureau"),
                                name="scheme_content_once",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Regrading",
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
                                    ("draft", "待确认"),
                                    ("running", "正在重评"),
                                    ("done", "已完成"),
                                    ("cancelled", "已取消"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="状态",
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plans.schemeedition",
                                verbose_name="方案版次",
                            ),
                        ),
                        ("sector", models.CharField(blank=True, max_length=10, verbose_name="监管行业")),
                        ("grade", models.CharField(blank=True, max_length=10, verbose_name="风险等级")),
                        ("total", models.PositiveIntegerField(default=0, verbose_name="企业数")),
                        ("seen", models.PositiveIntegerField(default=0, verbose_name="已处理")),
                        ("moved", models.PositiveIntegerField(default=0, verbose_name="等级变动")),
                        ("renewed", models.PositiveIntegerField(default=0, verbose_name="等级不变，计算有变")),
                        ("same", models.PositiveIntegerField(default=0, verbose_name="无变化")),
                        ("refused", models.PositiveIntegerField(default=0, verbose_name="未能重评")),
                        ("last_id", models.BigIntegerField(default=0)),
                        ("digest", models.CharField(blank=True, max_length=64)),
                        ("finished_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                    ],
                    options={
                        "verbose_name": "批量重评",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "running")),
                                fields=("bureau",),
                                name="one_regrading_at_a_time",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "seen",
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("moved"), "+", models.F("renewed")
                                                ),
                                                "+",
                                                models.F("same"),
                                            ),
                                            "+",
                                            models.F("refused"),
                                        ),
                                    )
                                ),
                                name="regrading_counts_add_up",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RegradingMove",
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
                                on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="plans.regrading"
                            ),
                        ),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.bureau"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.enterprise"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("moved", "等级变动"),
                                    ("renewed", "等级不变，计算有变"),
                                    ("refused", "未能重评"),
                                ],
                                max_length=10,
                                verbose_name="结果",
                            ),
                        ),
                        (
                            "old",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("red", "红（重大风险）"),
                                    ("orange", "橙（较大风险）"),
                                    ("yellow", "黄（一般风险）"),
                                    ("blue", "蓝（低风险）"),
                                ],
                                max_length=10,
                                verbose_name="原等级",
                            ),
                        ),
                        (
                            "new",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("red", "红（重大风险）"),
                                    ("orange", "橙（较大风险）"),
                                    ("yellow", "黄（一般风险）"),
                                    ("blue", "蓝（低风险）"),
                                ],
                                max_length=10,
                                verbose_name="新等级",
                            ),
                        ),
                        (
                            "old_score",
                            models.DecimalField(decimal_places=1, max_digits=7, null=True, verbose_name="原得分"),
                        ),
                        (
                            "new_score",
                            models.DecimalField(decimal_places=1, max_digits=7, null=True, verbose_name="新得分"),
                        ),
                        ("why", models.JSONField(default=dict)),
                    ],
                    options={
                        "verbose_name": "重评变动",
                        "indexes": [models.Index(fields=["run", "outcome", "id"], name="regrading_outcome")],
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "enterprise"), name="regraded_once_in_a_run")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Grading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.enterprise",
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.schemeedition",
                                verbose_name="方案版次",
                            ),
                        ),
                        ("scheme", models.CharField(max_length=20, verbose_name="分级方案")),
                        ("scheme_sha256", models.CharField(max_length=64)),
                        ("answers", models.JSONField()),
                        ("score", models.DecimalField(decimal_places=1, max_digits=7, null=True, verbose_name="得分")),
                        ("arithmetic", models.JSONField()),
                        ("current", models.BooleanField(default=True)),
                        ("graded_at", models.DateTimeField(auto_now_add=True, verbose_name="分级时间")),
                        (
                            "graded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="分级人员",
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                choices=[
                                    ("red", "红（重大风险）"),
                                    ("orange", "橙（较大风险）"),
                                    ("yellow", "黄（一般风险）"),
                                    ("blue", "蓝（低风险）"),
                                ],
                                max_length=10,
                                verbose_name="等级",
                            ),
                        ),
                        ("inputs", models.JSONField(default=dict)),
                        (
                            "regrading",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="gradings",
                                to="plans.regrading",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "分级记录",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("current", True)),
                                fields=("enterprise",),
                                name="one_current_grading",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaskGrading",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.enterprise",
                            ),
                        ),
                        (
                            "edition",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.schemeedition",
                                verbose_name="方案版次",
                            ),
                        ),
                        ("scheme", models.CharField(max_length=20, verbose_name="分级方案")),
                        ("scheme_sha256", models.CharField(max_length=64)),
                        ("answers", models.JSONField()),
                        ("arithmetic", models.JSONField()),
                        ("current", models.BooleanField(default=True)),
                        ("graded_at", models.DateTimeField(auto_now_add=True, verbose_name="分级时间")),
                        (
                            "graded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="分级人员",
                            ),
                        ),
                        ("score", models.DecimalField(decimal_places=3, max_digits=9, verbose_name="得分")),
                        ("task", models.CharField(max_length=100, verbose_name="作业或部位")),
                        ("level", models.CharField(max_length=40, verbose_name="等级")),
                        ("rank", models.PositiveSmallIntegerField()),
                    ],
                    options={
                        "verbose_name": "作业分级",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("current", True)),
                                fields=("enterprise", "task"),
                                name="one_current_grading_of_a_task",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("task", ""), _negated=True), name="graded_task_has_a_name"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GradingObjection",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "grading",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objection",
                                to="plans.grading",
                            ),
                        ),
                        ("said_on", models.DateField(verbose_name="提出日期")),
                        ("speaker", models.CharField(max_length=60, verbose_name="提出人")),
                        ("text", models.TextField(verbose_name="异议内容")),
                        (
                            "recorded_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(auto_now_add=True)),
                        ("upheld", models.BooleanField(null=True, verbose_name="异议成立")),
                        ("reply", models.TextField(blank=True, verbose_name="答复")),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                        (
                            "regraded",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="plans.grading",
                                verbose_name="重新分级",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "分级异议",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("answered_at__isnull", True),
                                        ("answered_by__isnull", True),
                                        ("reply", ""),
                                        ("upheld__isnull", True),
                                    ),
                                    models.Q(
                                        ("answered_at__isnull", False),
                                        ("answered_by__isnull", False),
                                        ("upheld__isnull", False),
                                        models.Q(("reply", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="grading_objection_answered_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("regraded__isnull", True), ("upheld", True), _connector="OR"),
                                name="regraded_only_when_objection_upheld",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="JurisdictionChange",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="jurisdiction_changes",
                                to="plans.enterprise",
                            ),
                        ),
                        (
                            "duty",
                            models.CharField(
                                choices=[("daily", "日常监管"), ("licensing", "许可监管")],
                                max_length=10,
                                verbose_name="监管事项",
                            ),
                        ),
                        (
                            "from_bureau",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="原机关",
                            ),
                        ),
                        (
                            "to_bureau",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="现机关",
                            ),
                        ),
                        (
                            "bureau",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="accounts.bureau",
                                verbose_name="决定机关",
                            ),
                        ),
                        (
                            "proposed_level",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("province", "省级"),
                                    ("city", "市级"),
                                    ("county", "县级"),
                                    ("township", "乡镇"),
                                ],
                                max_length=10,
                                verbose_name="规则层级",
                            ),
                        ),
                        ("differs", models.BooleanField(default=False, verbose_name="与规则不一致")),
                        ("reason", models.TextField(blank=True, verbose_name="理由")),
                        ("document_number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("open_work", models.JSONField(default=list, verbose_name="原机关在办事项")),
                        ("decided_at", models.DateTimeField(auto_now_add=True, verbose_name="决定时间")),
                        (
                            "decided_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="决定人",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "监管分工变更",
                        "indexes": [models.Index(fields=["enterprise", "-id"], name="jurisdiction_enterprise")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("duty", "licensing"),
                                    models.Q(("from_bureau__isnull", False), ("to_bureau__isnull", False)),
                                    _connector="OR",
                                ),
                                name="jurisdiction_daily_from_and_to",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("from_bureau", models.F("to_bureau")), _negated=True),
                                    ("from_bureau__isnull", True),
                                    ("to_bureau__isnull", True),
                                    _connector="OR",
                                ),
                                name="jurisdiction_goes_elsewhere",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("differs", False), models.Q(("reason", ""), _negated=True), _connector="OR"
                                ),
                                name="jurisdiction_exception_says_why",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leave",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leaves",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="人员",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("sick", "病假、事假"),
                                    ("annual", "法定年休假、探亲假、婚（丧）假"),
                                    ("training", "学习、培训、考核、会议"),
                                ],
                                max_length=10,
                                verbose_name="事由",
                            ),
                        ),
                        ("first", models.DateField(verbose_name="自")),
                        ("last", models.DateField(verbose_name="至")),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                        ("entered_at", models.DateTimeField(auto_now_add=True)),
                        (
                            "entered_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("cancelled_at", models.DateTimeField(null=True)),
                        (
                            "cancelled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "请假、培训",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("last__gte", models.F("first"))), name="leave_ends_after_start"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("cancelled_at__isnull", True), ("cancelled_by__isnull", True)),
                                    models.Q(("cancelled_at__isnull", False), ("cancelled_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="leave_cancelled_when_and_by",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("cancelled_at__isnull", True)),
                                expressions=[
                                    ("user", "="),
                                    (
                                        plans.models.leave.DayRange(
                                            "first",
                                            "last",
                                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                                inclusive_lower=True, inclusive_upper=True
                                            ),
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="leave_one_at_a_time",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Occurrence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "enterprise",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="%(class)ss",
                                to="plans.enterprise",
                                verbose_name="企业",
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, editable=False, null=True, verbose_name="终止日期")),
                        (
                            "end_reason",
                            models.CharField(blank=True, editable=False, max_length=500, verbose_name="终止原因"),
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
                            "kind",
                            models.CharField(
                                choices=[("complaint", "投诉举报"), ("accident", "事故"), ("credit", "信用记录")],
                                editable=False,
                                max_length=10,
                                verbose_name="类别",
                            ),
                        ),
                        ("happened_on", models.DateField(blank=True, null=True, verbose_name="发生日期")),
                        ("known_on", models.DateField(verbose_name="登记日期")),
                        ("office", models.CharField(max_length=100, verbose_name="来源机关")),
                        ("number", models.CharField(blank=True, max_length=60, verbose_name="文号")),
                        ("text", models.TextField(verbose_name="简要情况")),
                        (
                            "grade",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("general", "一般事故"),
                                    ("larger", "较大事故"),
                                    ("major", "重大事故"),
                                    ("exceptional", "特别重大事故"),
                                ],
                                max_length=12,
                                verbose_name="事故等级",
                            ),
                        ),
                        ("deaths", models.PositiveIntegerField(blank=True, null=True, verbose_name="死亡人数")),
                        ("injuries", models.PositiveIntegerField(blank=True, null=True, verbose_name="重伤人数")),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("pending", "办理中"),
                                    ("upheld", "属实"),
                                    ("partly", "部分属实"),
                                    ("unfounded", "不属实"),
                                ],
                                max_length=10,
                                verbose_name="办理结果",
                            ),
                        ),
                        (
                            "mark",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("dishonest", "列入失信名单"),
                                    ("blacklisted", "列入黑名单"),
                                    ("bad", "其他不良记录"),
                                    ("good", "守信记录"),
                                ],
                                max_length=12,
                                verbose_name="信用记录种类",
                            ),
                        ),
                        ("valid_until", models.DateField(blank=True, null=True, verbose_name="有效期至")),
                    ],
                    options={
                        "verbose_name": "事故、投诉举报和信用记录",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("end_reason", ""), ("ended_on__isnull", True)),
                                    models.Q(("ended_on__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="occurrence_ended_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "accident"),
                                        ("deaths__isnull", False),
                                        ("grade__in", ["general", "larger", "major", "exceptional"]),
                                        ("injuries__isnull", False),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "accident"), _negated=True),
                                        ("deaths__isnull", True),
                                        ("grade", ""),
                                        ("injuries__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="accident_has_grade_and_counts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "complaint"),
                                        ("outcome__in", ["pending", "upheld", "partly", "unfounded"]),
                                    ),
                                    models.Q(
                                        models.Q(("kind", "complaint"), _negated=True),
                                        ("happened_on__isnull", False),
                                        ("outcome", ""),
                                    ),
                                    _connector="OR",
                                ),
                                name="complaint_has_outcome",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("kind", "credit"), ("mark__in", ["dishonest", "blacklisted", "bad", "good"])
                                    ),
                                    models.Q(
                                        models.Q(("kind", "credit"), _negated=True),
                                        ("mark", ""),
                                        ("valid_until__isnull", True),
                                    ),
                                    _connector="OR",
                                ),
                                name="credit_has_mark",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["complaint", "accident", "credit"])),
                                name="occurrence_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("office", ""), _negated=True), models.Q(("text", ""), _negated=True)
                                ),
                                name="occurrence_says_whence_and_what",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("happened_on__isnull", True),
                                    ("happened_on__lte", models.F("known_on")),
                                    _connector="OR",
                                ),
                                name="occurrence_known_after_it_happened",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_until__isnull", True),
                                    ("valid_until__gte", models.F("happened_on")),
                                    _connector="OR",
                                ),
                                name="occurrence_valid_forward",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("ended_on__isnull", True), models.Q(("number", ""), _negated=True)),
                                fields=("enterprise", "kind", "office", "number", "mark"),
                                name="occurrence_number_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Accident",
                    fields=[],
                    options={
                        "verbose_name": "事故",
                        "proxy": True,
                    },
                    bases=("plans.occurrence",),
                ),
                migrations.CreateModel(
                    name="Complaint",
                    fields=[],
                    options={
                        "verbose_name": "投诉举报",
                        "proxy": True,
                    },
                    bases=("plans.occurrence",),
                ),
                migrations.CreateModel(
                    name="CreditEntry",
                    fields=[],
                    options={
                        "verbose_name": "信用记录",
                        "proxy": True,
                    },
                    bases=("plans.occurrence",),
                ),
                migrations.CreateModel(
                    name="PlanSummary",
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
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="summaries",
                                to="plans.plan",
                                verbose_name="年度监督检查计划",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                        ("edition", models.PositiveSmallIntegerField(default=1, editable=False, verbose_name="版次")),
                        ("correct_reason", models.TextField(blank=True, editable=False, verbose_name="更正原因")),
                        ("reasons", models.TextField(blank=True, verbose_name="未完成的原因")),
                        ("measures", models.TextField(blank=True, verbose_name="下一步措施")),
                        ("figures", models.JSONField(editable=False, null=True, verbose_name="执行数字")),
                        ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="报批时间")),
                        (
                            "submitted_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("approved_at", models.DateTimeField(editable=False, null=True, verbose_name="批准时间")),
                        (
                            "approved_by",
                            models.ForeignKey(
                                editable=False,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        ("opinion", models.TextField(blank=True, verbose_name="批准意见")),
                    ],
                    options={
                        "verbose_name": "年度计划执行总结",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("bureau", "year", "edition"), name="plan_summary_edition_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["draft", "submitted"])),
                                fields=("bureau", "year"),
                                name="plan_summary_one_under_way",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "discarded"), _negated=True), ("edition__gt", 1), _connector="OR"
                                ),
                                name="plan_summary_corrections_discarded",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("correct_reason", ""), ("edition", 1)),
                                    models.Q(("edition__gt", 1), models.Q(("correct_reason", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="plan_summary_corrected_with_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("figures__isnull", True)),
                                    models.Q(
                                        ("approved_at__isnull", False),
                                        ("figures__isnull", False),
                                        ("state", "approved"),
                                    ),
                                    _connector="OR",
                                ),
                                name="plan_summary_approved_with_figures",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("submitted_at__isnull", True), ("submitted_by__isnull", True)),
                                    models.Q(("submitted_at__isnull", False), ("submitted_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_summary_submitted_when_and_by",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                                    _connector="OR",
                                ),
                                name="plan_summary_approved_when_and_by",
                            ),
                        ],
                    },
                ),
            ],
        ),
    ]
