from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _, pgettext_lazy


class InspectionState(TextChoices):
    PLANNING = "planning", _("方案编制")
    SUBMITTED = "submitted", _("方案待审批")
    APPROVED = "approved", _("待检查")
    UNDER_WAY = "under_way", _("检查中")
    FINISHED = "finished", _("待签字封存")
    SEALED = "sealed", _("已封存")
    CLOSED = "closed", _("已办结")


class AnswerResult(TextChoices):
    """The values are those that devices send; they stay."""

    PASS = "ok", _("合格")
    FAIL = "bad", _("不合格")
    NOT_APPLICABLE = "na", _("不适用")
    UNCHECKED = "open", _("未检查")


class Severity(TextChoices):
    GENERAL = "general", _("一般隐患")
    MAJOR = "major", _("重大事故隐患")


class FindingState(TextChoices):
    OPEN = "open", _("待处理")
    ORDERED = "ordered", _("整改中")
    RECTIFIED = "rectified", _("已整改")
    FILED = "filed", _("已立案")
    NOTED = "noted", _("仅记录")


class SignatureMode(TextChoices):
    DRAWN = "drawn", _("手写签名")
    PAPER = "paper", _("纸质签名拍照")
    REFUSED = "refused", _("拒签")


class SignatureRole(TextChoices):
    OFFICER = "officer", _("检查人员")
    PARTY = "party", _("被检查单位负责人")


class EvidenceKind(TextChoices):
    PHOTO = "photo", _("现场照片")
    VIDEO = "video", _("视听资料")
    DOCUMENT = "document", _("书证")
    OBJECT = "object", _("物证")
    WITNESS = "witness", _("证人证言")
    STATEMENT = "statement", _("当事人陈述")
    ELECTRONIC = "electronic", _("电子数据")
    EXPERT = "expert", _("鉴定意见")
    RECORD = "record", _("勘验笔录、现场笔录")


class OrderState(TextChoices):
    DRAFT = "draft", _("拟制")
    SUBMITTED = "submitted", _("待批准")
    APPROVED = "approved", _("待下达")
    ISSUED = "issued", _("待送达")
    DELIVERED = "delivered", _("整改中")
    PASSED = "passed", _("待同意恢复")
    LIFTED = "lifted", _("已解除")
    ESCALATED = "escalated", _("已转立案")


class ReinspectionState(TextChoices):
    UNDER_WAY = "under_way", _("复查中")
    SEALED = "sealed", _("已出具意见")


class PenaltyState(TextChoices):
    PROPOSED = "proposed", _("立案待批")
    REJECTED = "rejected", _("不予立案")
    INVESTIGATING = "investigating", _("调查取证")
    REPORTED = "reported", _("调查终结")
    NOTIFIED = "notified", _("已告知")
    HEARING = "hearing", _("听证中")
    STATED = "stated", _("已听取意见")
    REVIEWING = "reviewing", _("待法制审核")
    REVIEWED = "reviewed", _("审核通过")
    DELIBERATED = "deliberated", _("已集体讨论")
    DECIDED = "decided", _("待送达")
    DELIVERED = "delivered", _("执行中")
    EXECUTED = "executed", _("执行完毕")
    CLOSED = "closed", _("已结案")
    ARCHIVED = "archived", _("已归档")
    WITHDRAWN = "withdrawn", _("已撤销")


class PartyKind(TextChoices):
    ENTITY = "entity", pgettext_lazy("party", "单位")
    PERSON = "person", _("个人")


class Outcome(TextChoices):
    FINE = "fine", _("罚款")
    WARNING = "warning", _("警告")
    EXEMPT = "exempt", _("不予处罚")


class Governs(TextChoices):
    """Which of two rows governs a charge; the same words as the rulebook's."""

    ACT = "act", _("适用违法行为发生时的规定")
    DECISION = "decision", _("适用作出决定时的规定")


class StatementKind(TextChoices):
    STATED = "stated", _("提出陈述申辩")
    WAIVED = "waived", _("书面放弃")
    SILENT = "silent", _("逾期未提出")


class DeliveryMethod(TextChoices):
    """The service methods of the rulebook, SV-1 … SV-8."""

    DIRECT = "SV-1", _("直接送达")
    LEFT = "SV-2", _("留置送达")
    POST = "SV-3", _("邮寄送达")
    ENTRUSTED = "SV-4", _("委托送达")
    THROUGH_UNIT = "SV-5", _("转交送达")
    ELECTRONIC = "SV-6", _("电子送达")
    PUBLIC_NOTICE = "SV-7", _("公告送达")
    ON_THE_SPOT = "SV-8", _("当场交付")


class ExtensionState(TextChoices):
    REQUESTED = "requested", _("待批准")
    GRANTED = "granted", _("已批准")
    REFUSED = "refused", _("不批准")


class DeferralKind(TextChoices):
    DEFER = "defer", _("延期缴纳")
    PARTS = "parts", _("分期缴纳")


class ReferralKind(TextChoices):
    REVOKE = "revoke", _("吊销许可证件")
    CLOSE = "close", _("予以关闭")
    DETAIN = "detain", _("行政拘留")
