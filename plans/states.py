from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EnterpriseStatus(TextChoices):
    OPERATING = "operating", _("在业")
    STOPPED = "stopped", _("停产停业")
    CLOSED = "closed", _("注销")
    MOVED = "moved", _("迁出")


class Sector(TextChoices):
    COAL = "coal", _("煤矿")
    MINE = "mine", _("非煤矿山")
    CHEMICAL = "chemical", _("化工（含危险化学品）")
    FIREWORKS = "fireworks", _("烟花爆竹")
    TRADE = "trade", _("冶金等工贸")
    OTHER = "other", _("其他")


class Scale(TextChoices):
    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


class Grade(TextChoices):
    """Risk grade as the schemes give it; drawn and planned by."""

    RED = "red", _("红（重大风险）")
    ORANGE = "orange", _("橙（较大风险）")
    YELLOW = "yellow", _("黄（一般风险）")
    BLUE = "blue", _("蓝（低风险）")


class ImportState(TextChoices):
    UPLOADED = "uploaded", _("待校验")
    CHECKED = "checked", _("待确认")
    CONFIRMED = "confirmed", _("正在导入")
    DONE = "done", _("已导入")
    CANCELLED = "cancelled", _("已取消")


class Verdict(TextChoices):
    """What a row of an imported table would do."""

    NEW = "new", _("新增")
    CHANGED = "changed", _("更新")
    SAME = "same", _("无变化")
    REPEATED = "repeated", _("表内重复")


class PlanState(TextChoices):
    DRAFT = "draft", _("编制")
    SUBMITTED = "submitted", _("待科室审核")
    REVIEWED = "reviewed", _("待领导批准")
    ENDORSED = "endorsed", _("待政府批准")
    APPROVED = "approved", _("待备案")
    FILED = "filed", _("待公布")
    PUBLISHED = "published", _("已公布")


class CheckKind(TextChoices):
    KEY = "key", _("重点检查")
    GENERAL = "general", _("一般检查")


class DrawState(TextChoices):
    DRAFT = "draft", _("设定条件")
    FROZEN = "frozen", _("名单已冻结")
    SEEDED = "seeded", _("种子待确认")
    CONFIRMED = "confirmed", _("种子已确认")
    DRAWN = "drawn", _("已抽取")
    REVEALED = "revealed", _("已公布结果")
    VOID = "void", _("已作废")


class Exclusion(TextChoices):
    """Why somebody who meets the conditions is not on a list. `status:` and an EnterpriseStatus says that one."""

    MERGED = "merged", _("已并入其他企业")
    KEY_LIST = "key_list", _("已列入年度重点检查名单")
    AT_CEILING = "at_ceiling", _("本年检查安排达到年度上限")
    NO_TEAM = "no_team", _("可派人员不足（回避或连续检查）")
    NO_CERTIFICATE = "no_certificate", _("没有有效的执法证")
    CERTIFICATE_ENDS = "certificate_ends", _("执法证早于检查期间截止日到期")
    SPECIALTY = "specialty", _("不具备要求的专业")
    FULL_CALENDAR = "full_calendar", _("检查期间日程已满")
    TERM_ENDS = "term_ends", _("入库期限早于检查期间截止日届满")


class Conflict(TextChoices):
    """Why an officer or expert does not go to one unit. The ground itself is nobody's business outside."""

    RECUSAL = "recusal", _("事先登记的回避")
    STREAK = "streak", _("连续检查同一企业")
    EMPLOYER = "employer", _("在该企业任职")


class AssignmentState(TextChoices):
    OPEN = "open", _("待检查")
    UNDER_WAY = "under_way", _("检查中")
    DONE = "done", _("已检查")
    CANCELLED = "cancelled", _("已取消")


class Origin(TextChoices):
    PLAN = "plan", _("年度计划")
    DRAW = "draw", _("双随机抽取")
    COMPLAINT = "complaint", _("举报投诉")
    CAMPAIGN = "campaign", _("专项检查")
    SUPERIOR = "superior", _("上级交办")
    REINSPECTION = "reinspection", _("复查")
    JOINT = "joint", _("联合检查")
