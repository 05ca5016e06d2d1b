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


class Affiliation(TextChoices):
    """Of the dictionary in codes.yaml, and 民营."""

    CENTRAL = "central", _("央属")
    PROVINCIAL = "provincial", _("省属")
    MUNICIPAL = "municipal", _("市属")
    COUNTY = "county", _("县属及以下")
    PRIVATE = "private", _("民营")


class Hazard(TextChoices):
    """What makes an enterprise dangerous: a closed list, because it is drawn and planned by."""

    MAJOR_SOURCE = "major_source", _("重大危险源")
    AMMONIA = "ammonia", _("涉氨制冷")
    DUST = "dust", _("粉尘涉爆")
    CONFINED_SPACE = "confined_space", _("有限空间")
    SMELTING = "smelting", _("金属冶炼")
    CHEM_PRODUCTION = "chem_production", _("危险化学品生产")
    CHEM_STORAGE = "chem_storage", _("危险化学品储存")
    CHEM_USE = "chem_use", _("危险化学品使用")
    CHEM_SALE = "chem_sale", _("危险化学品经营")
    CHEM_TRANSPORT = "chem_transport", _("危险化学品运输")
    OCCUPATIONAL = "occupational", _("职业病危害")
    LABOUR = "labour", _("劳动密集")
    FIREWORKS = "fireworks", _("烟花爆竹")
    COAL = "coal", _("煤矿")
    OPEN_PIT = "open_pit", _("非煤露天矿山")
    UNDERGROUND = "underground", _("非煤地下矿山")
    TAILINGS = "tailings", _("尾矿库")


class SourceLevel(TextChoices):
    """Of a major hazard source."""

    FIRST = "1", _("一级")
    SECOND = "2", _("二级")
    THIRD = "3", _("三级")
    FOURTH = "4", _("四级")


class LicenceKind(TextChoices):
    """The dictionary in codes.yaml."""

    CHEM_PRODUCTION = "chem_production", _("危险化学品安全生产许可")
    CHEM_SALE = "chem_sale", _("危险化学品经营许可")
    CHEM_USE = "chem_use", _("危险化学品使用许可")
    PRECURSOR_PRODUCTION = "precursor_production", _("第一类非药品类易制毒化学品生产许可")
    PRECURSOR_SALE = "precursor_sale", _("第一类非药品类易制毒化学品经营许可")
    MINE = "mine", _("金属与非金属矿山企业安全生产许可")
    EXPLORATION = "exploration", _("地质勘探企业安全生产许可")
    MINE_WORKS = "mine_works", _("采掘施工企业安全生产许可")
    TAILINGS = "tailings", _("尾矿库安全生产许可")
    FIREWORKS = "fireworks", _("烟花爆竹安全生产许可")
    FIREWORKS_WHOLESALE = "fireworks_wholesale", _("烟花爆竹经营（批发）许可")
    FIREWORKS_RETAIL = "fireworks_retail", _("烟花爆竹经营（零售）许可")
    OCCUPATIONAL = "occupational", _("职业卫生许可")
    OTHER = "other", _("其他资质许可证书")


class LicenceState(TextChoices):
    """The dictionary in codes.yaml. Normal and suspended ones can become something else; the others are ends."""

    NORMAL = "normal", pgettext_lazy("licence", "正常")
    WITHDRAWN = "withdrawn", pgettext_lazy("licence", "撤销")
    TAKEN_BACK = "taken_back", pgettext_lazy("licence", "撤回")
    SUSPENDED = "suspended", pgettext_lazy("licence", "暂扣")
    REVOKED = "revoked", pgettext_lazy("licence", "吊销")
    CANCELLED = "cancelled", pgettext_lazy("licence", "注销")


LICENCE_LIVES = (LicenceState.NORMAL, LicenceState.SUSPENDED)


class OccurrenceKind(TextChoices):
    """What an enterprise did and suffered, kept as one sort of record."""

    COMPLAINT = "complaint", _("投诉举报")
    ACCIDENT = "accident", _("事故")
    CREDIT = "credit", _("信用记录")


class AccidentGrade(TextChoices):
    """The levels of the rule `accident_levels`, the slightest first."""

    GENERAL = "general", _("一般事故")
    LARGER = "larger", _("较大事故")
    MAJOR = "major", _("重大事故")
    EXCEPTIONAL = "exceptional", _("特别重大事故")


class ComplaintOutcome(TextChoices):
    PENDING = "pending", _("办理中")
    UPHELD = "upheld", pgettext_lazy("complaint", "属实")
    PARTLY = "partly", pgettext_lazy("complaint", "部分属实")
    UNFOUNDED = "unfounded", pgettext_lazy("complaint", "不属实")


class CreditMark(TextChoices):
    DISHONEST = "dishonest", _("列入失信名单")
    BLACKLISTED = "blacklisted", _("列入黑名单")
    BAD = "bad", _("其他不良记录")
    GOOD = "good", _("守信记录")


class Grade(TextChoices):
    """Risk grade as the schemes give it; drawn and planned by."""

    RED = "red", _("红（重大风险）")
    ORANGE = "orange", _("橙（较大风险）")
    YELLOW = "yellow", _("黄（一般风险）")
    BLUE = "blue", _("蓝（低风险）")


class RegradingState(TextChoices):
    DRAFT = "draft", _("待确认")
    RUNNING = "running", _("正在重评")
    DONE = "done", _("已完成")
    CANCELLED = "cancelled", _("已取消")


class Outcome(TextChoices):
    """What a regrading did with an enterprise, where it did not find the same grade by the same way."""

    MOVED = "moved", _("等级变动")
    RENEWED = "renewed", _("等级不变，计算有变")
    REFUSED = "refused", _("未能重评")


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
    REFUSED = "refused", _("不同意，已终止")


class SummaryState(TextChoices):
    DRAFT = "draft", _("编写")
    SUBMITTED = "submitted", _("待领导批准")
    APPROVED = "approved", _("已批准")
    DISCARDED = "discarded", _("更正已放弃")


class LeaveKind(TextChoices):
    """Why an officer is away; each is one of the kinds of non-enforcement days of the plan."""

    SICK = "sick", _("病假、事假")
    ANNUAL = "annual", _("法定年休假、探亲假、婚（丧）假")
    TRAINING = "training", _("学习、培训、考核、会议")


class CheckKind(TextChoices):
    KEY = "key", _("重点检查")
    GENERAL = "general", _("一般检查")


class ItemKind(TextChoices):
    """Parts of the annual plan. The first two are also kinds of a task; a task of the others is one or the other."""

    KEY = "key", _("重点检查")
    GENERAL = "general", _("一般检查")
    CAMPAIGN = "campaign", _("专项检查")
    EMERGENCY = "emergency", _("应急管理")


class DrawState(TextChoices):
    DRAFT = "draft", _("设定条件")
    DISCARDED = "discarded", _("草稿已放弃")
    FROZEN = "frozen", _("名单已冻结")
    SEEDED = "seeded", _("种子待确认")
    CONFIRMED = "confirmed", _("种子已确认")
    DRAWN = "drawn", _("已抽取")
    REVEALING = "revealing", _("正在公布结果")
    REVEALED = "revealed", _("已公布结果")
    VOID = "void", _("已作废")


class Exclusion(TextChoices):
    """Why somebody who meets the conditions is not on a list. `status:` and an EnterpriseStatus says that one."""

    MERGED = "merged", _("已并入其他企业")
    KEY_LIST = "key_list", _("已列入年度重点检查名单")
    AT_CEILING = "at_ceiling", _("本年检查安排达到年度上限")
    AT_LIMIT = "at_limit", _("检查期间起始日的当日、当周或者当月检查安排达到上限")
    NO_TEAM = "no_team", _("可派人员不足（回避或连续检查）")
    NO_CERTIFICATE = "no_certificate", _("没有有效的执法证")
    ROLE_ENDS = "role_ends", _("检查岗位任期早于检查期间截止日届满")
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
    SUPERVISION = "supervision", _("督导检查")
    SPOT_CHECK = "spot_check", _("执法抽查")
    CROSS_REGION = "cross_region", _("跨区域检查")
    LICENSING = "licensing", _("许可事项检查")


ON_REFERENCE = (Origin.COMPLAINT, Origin.SUPERIOR)  # a report or a letter stands behind them
OF_OTHERS = (Origin.SUPERVISION, Origin.SPOT_CHECK, Origin.JOINT, Origin.CROSS_REGION, Origin.LICENSING)
OF_LICENCES = (Origin.LICENSING, Origin.PLAN)  # those that may name the licence they check


class Period(TextChoices):
    """How often one enterprise may be inspected is limited for each of these."""

    DAY = "day", _("当日")
    WEEK = "week", _("当周")
    MONTH = "month", _("当月")
    YEAR = "year", _("当年")


class Duty(TextChoices):
    """What a bureau has to do with an enterprise; each is held by one bureau at most."""

    DAILY = "daily", _("日常监管")
    LICENSING = "licensing", _("许可监管")
