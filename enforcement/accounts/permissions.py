"""Everything a person can be allowed to do, once. `roles.py` says who."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(TextChoices):
    # register and plan
    VIEW_ENTERPRISES = "view_enterprises", _("查看企业库")
    MAINTAIN_ENTERPRISES = "maintain_enterprises", _("维护企业库")
    IMPORT_ENTERPRISES = "import_enterprises", _("导入企业")
    GRADE_ENTERPRISES = "grade_enterprises", _("分类分级")
    ASSIGN_SUPERVISION = "assign_supervision", _("划分监管分工")
    VIEW_PLANS = "view_plans", _("查看计划")
    DRAFT_PLANS = "draft_plans", _("编制计划")
    REVIEW_PLANS = "review_plans", _("审核计划")
    APPROVE_PLANS = "approve_plans", _("批准计划")
    PUBLISH_PLANS = "publish_plans", _("公布计划")
    VIEW_DRAWS = "view_draws", _("查看抽查")
    PREPARE_DRAWS = "prepare_draws", _("设定抽查任务")
    SUPERVISE_DRAWS = "supervise_draws", _("监督抽取")
    DECLARE_RECUSALS = "declare_recusals", _("登记回避")
    APPROVE_DRAWS = "approve_draws", _("批准作废抽取")
    ASSIGN_INSPECTIONS = "assign_inspections", _("分派检查任务")
    # inspection and correction
    VIEW_INSPECTIONS = "view_inspections", _("查看检查")
    INSPECT = "inspect", _("现场检查")
    APPROVE_VISIT_PLANS = "approve_visit_plans", _("审批现场检查方案")
    ISSUE_ORDERS = "issue_orders", _("下达责令整改")
    APPROVE_MEASURES = "approve_measures", _("批准现场处理措施")
    # penalty
    VIEW_CASES = "view_cases", _("查看案件")
    HANDLE_CASES = "handle_cases", _("承办案件")
    APPROVE_FILING = "approve_filing", _("批准立案")
    REVIEW_LEGALITY = "review_legality", _("法制审核")
    DECIDE_CASES = "decide_cases", _("作出处罚决定")
    DELIBERATE = "deliberate", _("主持集体讨论")
    CLOSE_CASES = "close_cases", _("批准结案")
    ARCHIVE_CASES = "archive_cases", _("归档")
    # supervision and the public
    VIEW_DISCLOSURE = "view_disclosure", _("查看公示")
    DISCLOSE = "disclose", _("办理公示")
    APPROVE_DISCLOSURE = "approve_disclosure", _("批准公示")
    VIEW_STATISTICS = "view_statistics", _("查看统计")
    VIEW_SPREAD = "view_spread", _("查看裁量差异")
    CLOSE_STATISTICS = "close_statistics", _("冻结统计期")
    TAKE_COMPLAINTS = "take_complaints", _("受理举报投诉")
    SUPERVISE = "supervise", _("执法监督")
    REVIEW_FILES = "review_files", _("案卷评查")
    # the system
    VIEW_LEDGER = "view_ledger", _("查看日志")
    VIEW_LAW = "view_law", _("查阅法规库")
    MAINTAIN_LAW = "maintain_law", _("维护法规库")
    APPROVE_LAW = "approve_law", _("批准法规库版次")
    MAINTAIN_CALENDAR = "maintain_calendar", _("维护工作日历")
    CONFIRM_CALENDAR = "confirm_calendar", _("确认放假通知")
    SET_VALUES = "set_values", _("设定本局取值")
    MAINTAIN_ACCOUNTS = "maintain_accounts", _("维护机构与人员")
    GRANT_ROLES = "grant_roles", _("授予角色")
    MAINTAIN_SYSTEM = "maintain_system", _("维护系统")
