"""How a case is shown: identity bar, tabs, next steps, sections. Cells are formatted here, not in templates."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _t, gettext_lazy as _, pgettext_lazy

from cases.flows.asides import ASIDES
from cases.flows.penalty import FLOW
from cases.models import PenaltyCase
from cases.queries.archive import documents_in_volume
from cases.queries.elements import LACKS, sheet
from cases.queries.execution import account
from cases.queries.investigation import changes, evidence_of
from cases.queries.penalty import cause, clocks_of, next_clock, tracker
from cases.states import PenaltyState as S
from cases.views.aside_acts import aside_sections
from cases.views.clock_pages import extensions_of, moves_of, pauses_of
from cases.views.penalty_charges import charge_cards
from cases.views.penalty_law import law_part, limitation_cards
from cases.views.penalty_sections import sections
from enforcement.accounts.roles import ROLES, Role
from enforcement.documents.queries import documents_of
from enforcement.ledger.queries import history
from enforcement.web.acts import buttons
from enforcement.web.tables import Column, Table
from enforcement.wording import listed
from plans.queries.enterprise import url_within

TONES: dict[str, str] = {
    S.PROPOSED: "muted", S.REJECTED: "muted", S.WITHDRAWN: "muted", S.EXECUTED: "ok", S.CLOSED: "ok",
    S.ARCHIVED: "done",
}  # fmt: skip
PARTS: dict[str, Promise] = {
    "overview": _("概览"),
    "discretion": _("裁量"),
    "evidence": _("证据"),
    "elements": _("要件与证据"),
    "law": _("法律适用"),
    "documents": pgettext_lazy("menu", "文书"),
    "flow": _("流程"),
    "clocks": pgettext_lazy("menu", "时限"),
    "execution": _("执行"),
    "log": _("日志"),
}
BESIDE = {one.name for one in ASIDES} | {  # never the way forward
    "withdraw", "supplement", "add_evidence", "revise_report", "reject_filing", "add_charge", "weigh", "prove",
    "settle_law", "grant_extension",
}  # fmt: skip
OF_CLOCKS = {"add_pause", "end_pause", "request_extension", "refuse_extension"}  # stand on the page of the clocks
OF_ONE_CHARGE = {"amend_charge", "drop_charge"}  # offered beside each charge
ALWAYS_EXPLAINED = {"decide", "submit_review", "notify", "complete", "archive"}


def list_columns() -> tuple[Column, ...]:
    today = timezone.localdate()

    def due(case: PenaltyCase) -> str:
        if case.next_due is None:
            return ""
        late = (today - case.next_due).days
        return (
            _t("%(day)s 已超期 %(days)s 日") % {"day": case.next_due, "days": late} if late > 0 else str(case.next_due)
        )

    return (
        Column(_("案号"), str, href=lambda case: case.get_absolute_url()),
        Column(_("当事人"), lambda case: case.party),
        Column(_("案由"), lambda case: case.violation.name_zh),
        Column(_("承办人"), lambda case: "、".join(one.name for one in case.handlers.all())),
        Column(_("立案日期"), lambda case: case.filed_on),
        Column(_("最近期限"), due),
        Column(_("状态"), lambda case: case.get_state_display(), tag=lambda case: TONES.get(case.state, "info")),
    )


def act_address(case: PenaltyCase) -> Callable[[str], str]:
    def address(step: str) -> str:
        if step == "weigh":  # a page of its own: it shows what follows before anything is kept
            return reverse("penalty_discretion", args=[case.pk])
        return reverse("penalty_act", args=[case.pk, step])

    return address


def page_of(case: PenaltyCase, part: str, request: HttpRequest) -> dict[str, Any]:
    common = {"case": case, "part": part, "bar": identity_bar(case), "trail": trail(case), "tabs": tabs(case, part)}
    return common | CONTEXTS[part](case, request)


def trail(case: PenaltyCase, last: Any = "") -> list[tuple[Any, str | None]]:
    rows: list[tuple[Any, str | None]] = [(pgettext_lazy("menu", "案件"), reverse("penalty_list"))]
    rows.append((str(case), case.get_absolute_url() if last else None))
    return [*rows, (last, None)] if last else rows


def tabs(case: PenaltyCase, current: str) -> list[dict[str, Any]]:
    def url(part: str) -> str:
        return case.get_absolute_url() if part == "overview" else reverse("penalty_part", args=[case.pk, part])

    return [{"label": label, "url": url(part), "current": part == current} for part, label in PARTS.items()]


def identity_bar(case: PenaltyCase) -> dict[str, Any]:
    return {
        "title": cause(case),
        "number": case.number or _("预立案"),
        "party": case.party,
        "party_url": url_within(case.enterprise, case.bureau),
        "stage": case.get_state_display(),
        "tone": TONES.get(case.state, "info"),
        "officers": [one.name for one in case.handlers.all()],
        "facts": [(_("立案日期"), case.filed_on.isoformat() if case.filed_on else "")],
        "clock": next_clock(case),
    }


def next_steps(case: PenaltyCase, user: Any) -> list[dict[str, Any]]:
    """What can be done now; blocked ways forward are explained when they matter or nothing else is open."""
    elsewhere = OF_ONE_CHARGE | OF_CLOCKS
    steps = [one for one in buttons(FLOW, case, user, act_address(case)) if one["name"] not in elsewhere]
    forward = [one for one in steps if one["name"] not in BESIDE]
    stuck = not any(not one["unmet"] for one in forward)
    shown = [
        one for one in steps
        if not one["unmet"] or (one["name"] not in BESIDE and (stuck or one["name"] in ALWAYS_EXPLAINED))
    ]  # fmt: skip
    return sorted(shown, key=lambda one: one["name"] in BESIDE)


def overview(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    return {
        "steps": tracker(case),
        "buttons": next_steps(case, request.user),
        "turn": listed(Role(role).label for role in FLOW.turn(case.state)),
        "changes": changes_table(case),
        "charges": charge_cards(case, request.user),
        "sections": [*aside_sections(case), *sections(case)],
    }


def changes_table(case: PenaltyCase) -> Table | None:
    found = changes(case)
    if not found:
        return None
    columns = (
        Column(_("内容"), lambda one: one.label),
        Column(_("上一版"), lambda one: one.before),
        Column(_("本版"), lambda one: one.after),
    )
    return Table(_("调查报告两版之间的差别"), columns, found)


def evidence(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    columns = (
        Column(_("证据"), str, href=lambda one: one.get_absolute_url()),
        Column(_("种类"), lambda one: one.get_kind_display()),
        Column(_("证明内容"), lambda one: one.proves),
        Column(_("采集人"), lambda one: "、".join(str(p) for p in (one.collected_by, one.second_collector) if p)),
        Column(_("采集时间"), lambda one: one.collected_at),
        Column("SHA-256", lambda one: one.sha256[:16]),
        Column(_("状态"), lambda one: _t("已作废") if one.voided_at else _t("有效"),
               tag=lambda one: "muted" if one.voided_at else "ok"),
    )  # fmt: skip
    return {"table": Table(_("证据"), columns, list(evidence_of(case)), None, _("还没有证据"))}


def elements(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    held = sheet(case)
    steps = buttons(FLOW, case, request.user, act_address(case))
    return {
        "sheet": held,
        "empty": sum(bool(cell.lacks) for _charge, cells in held for cell in cells),
        "lacks": LACKS,
        "buttons": [one for one in steps if one["name"] == "prove" and not one["unmet"]],
    }


def documents(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    volume = getattr(case, "volume", None)
    return {"documents": documents_of(case), "volume": volume, "papers": len(documents_in_volume(case))}


def flow(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    rows = []
    for one in FLOW.steps:
        if case.state in one.sources:
            who = listed(role.label for role, held in ROLES.items() if one.permission in held)
            rows.append({"label": one.label, "who": who, "unmet": FLOW.check(case, one.name, request.user)})
    return {"steps": tracker(case), "rows": rows}


def clocks(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    steps = buttons(FLOW, case, request.user, act_address(case))
    return {
        "clocks": clocks_of(case),
        "limitations": limitation_cards(case),
        "buttons": [one for one in steps if one["name"] in {*OF_CLOCKS, "grant_extension"} and not one["unmet"]],
        "pauses": pauses_of(case),
        "extensions": extensions_of(case),
        "moves": moves_of(case),
    }


def execution(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    columns = (
        Column(_("缴款日期"), lambda one: one.paid_on),
        Column(_("缴款金额（元）"), lambda one: one.amount, numeric=True),
        Column(_("缴款凭证号"), lambda one: one.receipt),
        Column(_("登记人"), lambda one: one.recorded_by),
    )
    payments = case.payments.select_related("recorded_by")
    return {
        "account": account(case, timezone.localdate()),
        "table": Table(_("缴款记录"), columns, payments, None, _("还没有缴款")),
    }


def log(case: PenaltyCase, request: HttpRequest) -> dict[str, Any]:
    return {"entries": history(case)[:200]}


CONTEXTS: dict[str, Callable[[PenaltyCase, HttpRequest], dict[str, Any]]] = {
    "overview": overview, "evidence": evidence, "documents": documents, "flow": flow, "clocks": clocks,
    "execution": execution, "log": log, "law": law_part,
    "elements": elements,
}  # fmt: skip
