"""The forms the bureau can issue. Codes, titles and number words follow `fixtures/rulebook/documents.yaml`."""

from dataclasses import dataclass

from enforcement.accounts.permissions import Permission as P


@dataclass(frozen=True)
class DocumentKind:
    """`keys` are the top-level keys a context must carry (an empty value is struck out in print).

    `word` is the kind's part of the number: 罚 in （云）应急罚〔2026〕3号. `view_permission` opens the document
    to a reader, `void_permission` lets a person void it.
    """

    code: str
    title: str
    word: str
    template: str
    needs_number: bool = True
    view_permission: P = P.VIEW_CASES
    void_permission: P = P.HANDLE_CASES
    sealed: bool = False
    copies: int = 1
    keys: frozenset[str] = frozenset()


KINDS: dict[str, DocumentKind] = {}


def register(kind: DocumentKind) -> DocumentKind:
    if kind.code in KINDS:
        raise ValueError(f"two document kinds {kind.code}")
    KINDS[kind.code] = kind
    return kind


def _form(code: str, title: str, word: str, keys: str, **settings: object) -> None:
    template = f"documents/{code.lower()}.html"
    kind = DocumentKind(code, title, word, template, bool(word), keys=frozenset(keys.split()), **settings)  # type: ignore[arg-type]
    register(kind)


_INSPECTION = {"view_permission": P.VIEW_INSPECTIONS, "void_permission": P.INSPECT}
_OUTWARD = {"sealed": True, "copies": 2}  # 公章; one copy stays, one goes to the party
_ORDER = {"view_permission": P.VIEW_INSPECTIONS, "void_permission": P.ISSUE_ORDERS, **_OUTWARD}

# before the case
_form("JHWB", "年度安全生产监督检查计划", "检计",
      "year introduction officers staff_in_post register workdays key_enterprises key_share general_checks campaigns "
      "emergency_checks quarters units measures approval",
      view_permission=P.VIEW_PLANS, void_permission=P.APPROVE_PLANS, sealed=True)  # fmt: skip
_form("ZXZJ", "年度安全生产监督检查计划执行情况报告", "检总",
      "year plan kinds units months targets drawn adjustments reasons measures correction",
      view_permission=P.VIEW_PLANS, void_permission=P.APPROVE_PLANS, sealed=True)  # fmt: skip
_form("CQJG", "双随机抽查结果通知书", "抽查",
      "task_title scope lists sources key drawn_at units officers skips commitment supervisor operator",
      view_permission=P.VIEW_DRAWS, void_permission=P.APPROVE_DRAWS, sealed=True)  # fmt: skip
_form("XCJCFA", "现场检查方案", "检查",
      "party industry contact period officers items methods opinions remark", **_INSPECTION)  # fmt: skip
_form("XCJC", "现场检查记录", "检记",
      "party place period officers findings party_signature", **_INSPECTION)  # fmt: skip
_form("XCCLCS", "现场处理措施决定书", "现决",
      "party inspected_on hazards basis measures remedies officers",
      **{**_ORDER, "void_permission": P.APPROVE_MEASURES})  # fmt: skip
_form("CFKYJDS", "查封扣押决定书", "查扣",
      "party inspected_on hazards basis measures remedies officers",
      **{**_ORDER, "void_permission": P.APPROVE_MEASURES})  # fmt: skip
_form("TZGDJDS", "停止供电（供应民用爆炸物品）决定书", "停供决",
      "party inspected_on hazards basis measures remedies officers",
      **{**_ORDER, "void_permission": P.APPROVE_MEASURES})  # fmt: skip
_form("ZLXQZG", "责令限期整改指令书", "责改",
      "party inspected_on problems basis major_items remedies officers", **_ORDER)  # fmt: skip
_form("ZGFC", "整改复查意见书", "复查",
      "party order reviewed_on results conclusion officers", **_ORDER)  # fmt: skip

# the penalty case
_form("LASP", "立案审批表", "立",
      "case_name cause source occurred_at party facts opinions", void_permission=P.APPROVE_FILING)  # fmt: skip
_form("DCBG", "案件调查报告", "终报",
      "case_name cause party course facts evidence violated basis discretion proposal officers")  # fmt: skip
_form("XZCFGZS", "行政处罚告知书", "罚告",
      "party facts evidence violated basis penalty amount discretion reply_term office", **_OUTWARD)  # fmt: skip
_form("TZGZS", "行政处罚听证告知书", "听告",
      "party facts evidence violated basis penalty amount discretion hearing_basis hearing_term office",
      **_OUTWARD)  # fmt: skip
_form("DSRCSSB", "当事人陈述申辩笔录", "",
      "case_name period place speaker officers recorder statement")  # fmt: skip
_form("FZSH", "行政处罚法制审核意见书", "法审",
      "case_name source submitter submit_unit submitted_on checks opinion reason reviewer",
      void_permission=P.REVIEW_LEGALITY)  # fmt: skip
_form("XZCFTLJL", "行政处罚集体讨论记录", "罚集",
      "case_name period place chair reporter recorder attendees content speeches conclusion",
      void_permission=P.DELIBERATE)  # fmt: skip
_DECISION = "party facts evidence procedure violated basis discretion penalty amount payment remedies"
_form("XZCFJDDW", "行政处罚决定书", "罚", _DECISION, void_permission=P.DECIDE_CASES, **_OUTWARD)
_form("XZCFJDGR", "行政处罚决定书", "罚", _DECISION, void_permission=P.DECIDE_CASES, **_OUTWARD)
_form("BYCFJDS", "不予行政处罚决定书", "不罚",
      "party facts evidence procedure violated reason education remedies",
      void_permission=P.DECIDE_CASES, **_OUTWARD)  # fmt: skip
_form("SDHZ", "文书送达回执", "回",
      "case_name recipient lines remark", view_permission=P.VIEW_INSPECTIONS, sealed=True)  # fmt: skip
_form("JASPB", "结案审批表", "结",
      "case_name party result performance opinions", void_permission=P.CLOSE_CASES)  # fmt: skip
_form("AJSY", "案卷（首页）", "案",
      "case_name cause result filed_on closed_on officers archived_on archive_number retention pages",
      void_permission=P.ARCHIVE_CASES)  # fmt: skip
_form("JNML", "卷内目录", "",
      "case_name rows", void_permission=P.ARCHIVE_CASES)  # fmt: skip

# beside the way of the case: evidence in keeping, and a fine that is not paid
_form("XXDJTZS", "先行登记保存证据通知书", "先保通",
      "party suspected basis items place decide_by officers", **_OUTWARD)  # fmt: skip
_form("XXDJCLJDS", "先行登记保存证据处理决定书", "先保处",
      "party kept_on notice items basis disposal remedies", **_OUTWARD)  # fmt: skip
_form("YQJNPZ", "延期（分期）缴纳罚款批准书", "缴批",
      "party decision basis kind until parts opinion", void_permission=P.DECIDE_CASES,
      **{**_OUTWARD, "copies": 3})  # fmt: skip
_form("QZZXCG", "行政强制执行事先催告书", "执行催告",
      "party decision basis fine late paid total pay_to wait_days office", **_OUTWARD)  # fmt: skip
_form("QZZXSQ", "强制执行申请书", "强执",
      "court signer respondent case_name decision delivered_on demand amount basis attachments office",
      void_permission=P.DECIDE_CASES, **_OUTWARD)  # fmt: skip
