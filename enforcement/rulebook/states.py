from django.db import models
from django.utils.translation import gettext_lazy as _


class EditionState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    PUBLISHED = "published", _("已发布")
    DISCARDED = "discarded", _("已作废")


class Level(models.IntegerChoices):
    """Rank of a source of law; the smaller number prevails when two rows of one key are in force at once."""

    STATUTE = 10, _("法律")
    REGULATION = 20, _("行政法规")
    INTERPRETATION = 25, _("司法解释")
    LOCAL_REGULATION = 30, _("地方性法规")
    MINISTRY_RULE = 40, _("部门规章")
    STATE_POLICY = 50, _("国务院文件")
    NORMATIVE = 60, _("规范性文件")
    LOCAL_POLICY = 70, _("地方文件")
    DRAFT = 90, _("征求意见稿")


class Unit(models.TextChoices):
    WORKING_DAY = "working_day", _("工作日")
    CALENDAR_DAY = "calendar_day", _("日")
    MONTH = "month", _("个月")
    YEAR = "year", _("年")
    HOUR = "hour", _("小时")


class Confidence(models.TextChoices):
    VERIFIED = "verified", _("已核对")
    FROM_MEMORY = "from_memory", _("凭经验录入")
    UNVERIFIED = "unverified", _("未核对")
    COMPOSED = "composed", _("本系统编写")


class Evidence(models.TextChoices):
    NONE = "", _("无")
    FULL_TEXT = "full_text", _("全文")
    QUOTED_TEXT = "quoted_text", _("条文引文")
    SECONDARY_REPORT = "secondary_report", _("转引")


class DayKind(models.TextChoices):
    HOLIDAY = "holiday", _("放假")
    WORKDAY = "workday", _("调休上班")
    CLOSURE = "closure", _("本地停止办公")


class ElementPart(models.TextChoices):
    SUBJECT = "subject", _("主体")
    DUTY = "duty", _("义务")
    ACT = "act", _("行为")
    MIND = "mind", _("主观状态")
    TIME = "time", _("时间")
    PLACE = "place", _("地点")
    RESULT = "result", _("后果")
    OVERDUE = "overdue", _("逾期未改正")


class ProofKind(models.TextChoices):
    """The kinds of evidence, by the names that the evidence of cases has."""

    PHOTO = "photo", _("现场照片")
    VIDEO = "video", _("视听资料")
    DOCUMENT = "document", _("书证")
    OBJECT = "object", _("物证")
    WITNESS = "witness", _("证人证言")
    STATEMENT = "statement", _("当事人陈述")
    ELECTRONIC = "electronic", _("电子数据")
    EXPERT = "expert", _("鉴定意见")
    RECORD = "record", _("勘验笔录、现场笔录")


class NoticeState(models.TextChoices):
    ENTERED = "entered", _("待他人确认")
    CONFIRMED = "confirmed", _("已确认")
    DISCARDED = "discarded", _("已作废")


class ExcludedPeriod(models.TextChoices):
    """What a period may stand still for, where its rule says so."""

    APPRAISAL = "appraisal", _("检测、检验、检疫或者鉴定")
    HEARING = "hearing", _("听证")
    PUBLIC_NOTICE = "public_notice", _("公告送达")
