"""One context per document kind, as the builders of the apps write them. Names are invented."""

from decimal import Decimal
from typing import Any

PARTY = {
    "name": "云岭市青石湾精细化工有限公司", "person": False, "credit_code": "91530100MA6K00000X", "postcode": "650000",
    "address": "云岭市青石湾工业园区创业路18号", "legal_rep": "赟喆堃", "post": "总经理", "phone": "0871-00000000",
}  # fmt: skip
PERSON = {
    "name": "司徒䶮", "person": True, "sex": "男", "age": 46, "id_number": "530102198001010011",
    "home": "云岭市望湖路9号3幢201室", "employer": "云岭市青石湾精细化工有限公司", "post": "安全总监",
    "employer_address": "云岭市青石湾工业园区创业路18号", "phone": "13000000000",
}  # fmt: skip
OFFICERS = [{"name": "岑一舟", "certificate": "25010010001"}, {"name": "乐长安", "certificate": "25010010002"}]
PERIOD = {"start": "2026-11-20T09:05", "end": "2026-11-20T11:30"}
REMEDIES = {"government": "云岭市人民政府", "court": "云岭市青石湾人民法院", "review_term": "六十日", "suit_term": "六个月"}
OFFICE = {"agency": "云岭市应急管理局", "address": "云岭市政务路1号", "postcode": "650000", "person": "岑一舟", "phone": "0871-00000001"}
VIOLATED = [{"citation": "《中华人民共和国安全生产法》第二十八条第一款", "text": "生产经营单位应当对从业人员进行安全生产教育和培训"}]
BASIS = [{"citation": "《中华人民共和国安全生产法》第九十七条第三项", "text": ""}]
ORDER_BASIS = [{"citation": "《中华人民共和国安全生产法》第六十五条第一款第二项", "text": ""}]
EVIDENCE = [
    {"name": "《现场检查记录》（（云）应急检记〔2026〕12号）", "proves": "证明现场检查发现的违法事实"},
    {"name": "2026年新进员工花名册复印件1份", "proves": "证明7名新进员工未经培训上岗"},
    {"name": "对安全总监司徒䶮的《询问笔录》1份", "proves": "证明当事人对违法事实无异议"},
]
CASE_NAME = "云岭市青石湾精细化工有限公司未按规定进行安全生产教育和培训案"
FACTS = (
    "2026年11月20日，本机关执法人员对你单位进行现场检查，查阅2026年安全生产教育培训档案，发现合成车间新进员工7人未经三级安全"
    "教育培训即上岗作业，培训档案中无上述人员的培训记录和考核结果。\n上述员工自2026年9月1日起从事危险化学品装卸作业，至检查之日"
    "已上岗81日。"
)


def opinion(heading: str, text: str, *signers: dict[str, str]) -> dict[str, Any]:
    return {"heading": heading, "text": text, "signers": list(signers), "on": "2026-11-23"}


APPROVER = {"name": "温如故", "certificate": ""}
OPINIONS = [
    opinion("承办人意见", "上述行为涉嫌违反安全生产法律规定，建议立案调查，由岑一舟、乐长安承办。", *OFFICERS),
    opinion("审核意见", "同意立案。", {"name": "费思远", "certificate": ""}),
    opinion("审批意见", "同意立案。", APPROVER),
]
NOTICE = {
    "party": PARTY, "facts": FACTS, "evidence": EVIDENCE, "violated": VIOLATED, "basis": BASIS,
    "penalty": ["警告"], "amount": Decimal("20000.00"), "office": OFFICE,
}  # fmt: skip
DECISION = {
    "party": PARTY, "facts": FACTS, "evidence": EVIDENCE, "violated": VIOLATED, "basis": BASIS, "penalty": [],
    "procedure": "2026年12月7日，本机关向你单位送达《行政处罚告知书》，告知拟作出处罚的事实、理由、依据和内容以及依法享有的陈述、申辩权利。"
    "你单位在规定期限内提出陈述申辩，称已补充培训。本机关经复核认为，事后补训不影响违法事实的认定，但可作为裁量情节。",
    "discretion": "你单位系初次违法，发现后主动补训，符合裁量基准从轻档次，罚款幅度为10000元以上30000元以下。",
    "amount": "20000.00", "remedies": REMEDIES,
    "payment": {"term": "十五日", "bank": "云岭银行政务路支行", "account": "0000 1111 2222 3333", "late_fee": "每日按罚款数额的百分之三加处罚款"},
}  # fmt: skip

SAMPLES: dict[str, dict[str, Any]] = {
    "JHWB": {
        "year": 2027,
        "introduction": "为规范安全生产监督检查，根据有关规定，结合本机关执法力量和辖区生产经营单位状况，制定本计划。",
        "workdays": [
            {"item": "总法定工作日", "expression": "248日×12人", "days": 2976},
            {"item": "其他执法工作日", "expression": "近三年平均", "days": 820},
            {"item": "非执法工作日", "expression": "近三年平均", "days": 956},
            {"item": "监督检查工作日", "expression": "2976－820－956", "days": 1200},
        ],
        "key_enterprises": [
            {"name": f"云岭市示例化工{n}有限公司", "industry": "危险化学品", "grade": "A级", "times": 2} for n in range(1, 31)
        ],
        "general_checks": [{"title": "工贸企业抽查", "scope": "一般检查单位总库", "ratio": "5%", "period": "4月至6月", "count": 42}],
        "key_share": "62.5%",
        "measures": ["统筹执法力量，合理安排检查时间。", "重大调整按原程序报批。"],
        "approval": {"government": "云岭市人民政府", "number": "云政复〔2026〕88号", "on": "2026-11-18"},
    },
    "CQJG": {
        "task_title": "2026年第四季度工贸企业", "scope": "一般检查单位总库中的工贸企业", "key": "20250312./3.8.17.22.29.31./",
        "lists": [{"name": "检查对象名录库", "count": 120, "drawn": 2, "sha256": "ab" * 32},
                  {"name": "执法检查人员名录库", "count": 12, "drawn": 2, "sha256": "cd" * 32}],
        "sources": ["2026年11月20日收盘指数"], "drawn_at": "2026-11-20T15:30",
        "units": [{"order": 1, "entry": 13, "name": PARTY["name"], "credit_code": PARTY["credit_code"]},
                  {"order": 2, "entry": 10, "name": "云岭市望湖机械厂", "credit_code": "91530100MA6K00001X"}],
        "officers": [{"order": n, "entry": n + 4, **one} for n, one in enumerate(OFFICERS, 1)],
        "skips": [{"list": "执法检查人员名录库", "entry": 9, "reason": "与检查对象有直接利害关系，回避"}],
        "commitment": {"sha256": "ef" * 32, "published_at": "2026-11-19T09:00"}, "supervisor": "温如故", "operator": "岑一舟",
    },
    "XCJCFA": {
        "party": PARTY, "industry": "化工", "contact": "司徒䶮 13000000000", "period": PERIOD, "officers": OFFICERS,
        "items": ["安全生产责任制建立和落实情况", "从业人员安全生产教育和培训情况", "重大危险源登记建档、检测、监控情况"],
        "methods": ["现场检查", "查阅资料", "询问"], "remark": "",
        "opinions": [opinion("审核意见", "同意。", {"name": "费思远", "certificate": ""}), opinion("审批意见", "同意。", APPROVER)],
    },
    "XCJC": {
        "party": PARTY, "place": "合成车间、培训档案室", "period": PERIOD, "officers": OFFICERS,
        "findings": ["合成车间新进员工7人未经三级安全教育培训上岗作业（方案第2项）。", "合成车间东侧安全出口被原料桶堵塞，占用宽度0.8米。"],
        "party_signature": {"name": "司徒䶮", "post": "安全总监", "on": "2026-11-20", "refused": False, "reason": "", "witness": ""},
    },
    "XCCLCS": {
        "party": PARTY, "inspected_on": "2026-11-20", "hazards": ["合成车间东侧安全出口被原料桶堵塞。", "3号反应釜安全阀已过检验期限。"],
        "basis": ORDER_BASIS, "measures": ["立即清除安全出口堵塞物。", "立即停止使用3号反应釜。"], "remedies": REMEDIES, "officers": OFFICERS,
    },
    "ZLXQZG": {
        "party": PARTY, "inspected_on": "2026-11-20",
        "problems": [
            {"text": "合成车间新进员工7人未经三级安全教育培训上岗作业", "citation": VIOLATED[0]["citation"], "major": False, "due": "2026-12-20"},
            {"text": "3号反应釜安全阀已过检验期限", "citation": "《特种设备安全监察条例》第二十七条", "major": True, "due": "2026-12-05"},
        ],
        "basis": ORDER_BASIS, "major_items": "第2项", "remedies": REMEDIES, "officers": OFFICERS,
    },
    "ZGFC": {
        "party": PARTY, "order": {"title": "责令限期整改指令书", "number": "（云）应急责改〔2026〕12号", "on": "2026-11-20"},
        "reviewed_on": "2026-12-21",
        "results": [{"item": "新进员工补训", "result": "已整改", "evidence": "培训档案7份"}, {"item": "安全阀检验", "result": "未整改", "evidence": ""}],
        "conclusion": "第1项已整改完毕；第2项逾期未整改，本机关将依法处理。", "officers": OFFICERS,
    },
    "LASP": {
        "case_name": CASE_NAME, "cause": "涉嫌未按规定进行安全生产教育和培训案", "source": "现场检查", "occurred_at": "2026-11-20T09:40",
        "party": PARTY, "facts": FACTS, "opinions": OPINIONS,
    },
    "DCBG": {
        "case_name": CASE_NAME, "cause": "涉嫌未按规定进行安全生产教育和培训案", "party": PARTY,
        "course": "2026年11月23日立案后，承办人依法收集了书证、询问笔录等证据。", "facts": FACTS, "evidence": EVIDENCE,
        "violated": VIOLATED, "basis": BASIS, "discretion": DECISION["discretion"], "proposal": "建议处罚款20000元。", "officers": OFFICERS,
    },
    "XZCFGZS": {**NOTICE, "discretion": DECISION["discretion"], "reply_term": "三个工作日"},
    "TZGZS": {**NOTICE, "amount": "200000", "hearing_basis": "《中华人民共和国行政处罚法》第六十三条、第六十四条", "hearing_term": "五个工作日"},
    "DSRCSSB": {
        "case_name": CASE_NAME, "period": PERIOD, "place": "云岭市应急管理局203室",
        "speaker": {"name": "司徒䶮", "sex": "男", "post": "安全总监", "employer": PARTY["name"], "phone": "13000000000", "address": PARTY["address"], "postcode": ""},
        "officers": OFFICERS, "recorder": "乐长安", "statement": "我单位已于11月25日补充培训7名员工，有签到表和考核试卷。\n请求从轻处罚。",
    },
    "FZSH": {
        "case_name": CASE_NAME, "source": "现场检查", "submitter": "岑一舟", "submit_unit": "执法一科", "submitted_on": "2026-12-01",
        "checks": [{"item": one, "result": "符合", "note": ""} for one in
                   ("主体与管辖", "事实与证据", "法律适用与裁量", "程序", "文书", "是否涉嫌犯罪")],
        "opinion": "同意", "reason": "事实清楚，证据确凿，适用法律正确，程序合法，裁量适当。",
        "reviewer": {"name": "柏明镜", "qualification": "A20205300000000", "on": "2026-12-02"},
    },
    "XZCFTLJL": {
        "case_name": CASE_NAME, "period": PERIOD, "place": "云岭市应急管理局会议室", "chair": "温如故", "reporter": "岑一舟", "recorder": "乐长安",
        "attendees": [{"name": "温如故", "post": "局长"}, {"name": "费思远", "post": "副局长"}, {"name": "柏明镜", "post": "法制科科长"}],
        "content": "是否对当事人作出行政处罚及处罚幅度。",
        "speeches": [{"name": "岑一舟", "text": "汇报案件调查情况和处理建议。"}, {"name": "费思远", "text": "同意处理建议。"}],
        "conclusion": "一致同意对当事人处罚款20000元。",
    },
    "XZCFJDDW": DECISION,
    "XZCFJDGR": {**DECISION, "party": PERSON, "penalty": ["警告"]},
    "SDHZ": {
        "case_name": CASE_NAME, "recipient": PARTY["name"], "remark": "",
        "lines": [{"document": "行政处罚决定书", "number": "（云）应急罚〔2026〕12号", "receiver": "", "place": PARTY["address"],
                   "at": "2026-12-15T10:00", "method": "直接送达", "officers": ["岑一舟", "乐长安"]}],
    },
    "JASPB": {
        "case_name": CASE_NAME, "party": PERSON, "result": "罚款20000元（人民币贰万元整）。",
        "performance": "当事人已于2026年12月20日缴清罚款，票据号0001。", "opinions": OPINIONS,
    },
    "AJSY": {
        "case_name": CASE_NAME, "cause": "未按规定进行安全生产教育和培训案", "result": "罚款20000元（人民币贰万元整）。",
        "filed_on": "2026-11-23", "closed_on": "2026-12-22", "officers": OFFICERS, "archived_on": "2026-12-25",
        "archive_number": "2026-0012", "retention": "30年", "pages": "",
    },
    "JNML": {
        "case_name": CASE_NAME,
        "rows": [{"title": "行政处罚决定书", "number": "（云）应急罚〔2026〕12号", "on": "2026-12-14", "page": "1", "remark": ""},
                 {"title": "立案审批表", "number": "（云）应急立〔2026〕12号", "on": "2026-11-23", "page": "5", "remark": ""}],
    },
}  # fmt: skip
