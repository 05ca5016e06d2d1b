from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


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
    UNDOING = "undoing", _("正在撤销")
    UNDONE = "undone", pgettext_lazy("import", "已撤销")


class UndoOutcome(TextChoices):
    """What the undo of an import did with one enterprise."""

    REMOVED = "removed", _("已移除")
    RESTORED = "restored", _("已恢复")
    PARTLY = "partly", _("部分恢复")
    KEPT = "kept", _("保留")


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
