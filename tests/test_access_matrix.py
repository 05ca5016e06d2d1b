"""Every address × every role. A new address without a row here fails the first test."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from enforcement.accounts.models import Bureau, RoleGrant, User
from enforcement.accounts.permissions import Permission as P
from enforcement.accounts.roles import ROLES, Role
from tests.factories import bureau, user_with
from tests.factories.world import World, build_world

pytestmark = pytest.mark.django_db

PUBLIC, SIGNED_IN = "public", "signed in"
Right = P | str


@dataclass(frozen=True)
class Row:
    """`sees`: without it the address does not exist (404), or for functions is refused (403). `does`: also needed.

    The page of an act is open to whoever sees the record: it says why the reader cannot take the step. That a POST is
    then refused is tested with each act.
    """

    sees: Right
    does: P | None = None
    kwargs: tuple[str, ...] = ()  # names of World attributes, in the order of the address
    one_of: tuple[P, ...] = ()  # instead of `does`: any of these
    own: bool = False  # only the people who handle the record; the others are told so


REG, PLAN, DRAW, VISIT, CASE = P.VIEW_ENTERPRISES, P.VIEW_PLANS, P.VIEW_DRAWS, P.VIEW_INSPECTIONS, P.VIEW_CASES
NAMES = (P.PREPARE_DRAWS, P.SUPERVISE_DRAWS, P.APPROVE_DRAWS)  # who reads the names of a draw before its result is out
MATRIX: dict[str, Row] = {
    "desk": Row(SIGNED_IN),
    "sign_in": Row(PUBLIC),
    "sign_out": Row(SIGNED_IN),
    "search": Row(SIGNED_IN),
    "settings": Row(SIGNED_IN),
    "sync": Row(SIGNED_IN),
    "read_reminder": Row(SIGNED_IN, kwargs=("reminder",), own=True),
    "ledger_list": Row(P.VIEW_LEDGER),
    "set_display": Row(PUBLIC),
    "set_language": Row(PUBLIC),
    "public_display": Row(PUBLIC),
    "public_language": Row(PUBLIC),
    "field_check": Row(PUBLIC),
    "favicon": Row(PUBLIC),
    "offline": Row(PUBLIC),
    "field_service_worker": Row(PUBLIC),
    "law_list": Row(P.VIEW_LAW),
    "law_compare": Row(P.VIEW_LAW),
    "law_row": Row(P.VIEW_LAW, kwargs=("law_row",)),
    "law_law": Row(P.VIEW_LAW, kwargs=("law_key",)),
    "law_article": Row(P.VIEW_LAW, kwargs=("law_key", "law_number")),
    "law_editions": Row(P.VIEW_LAW),
    "law_edition": Row(P.VIEW_LAW, kwargs=("law_edition",)),
    "law_edition_add": Row(P.MAINTAIN_LAW),
    "law_edition_act": Row(P.VIEW_LAW, kwargs=("law_edition", "law_edition_step")),
    "benchmark_list": Row(P.VIEW_LAW),
    "benchmark_add": Row(P.MAINTAIN_LAW),
    "benchmark_detail": Row(P.VIEW_LAW, kwargs=("benchmark",)),
    "benchmark_trial": Row(P.VIEW_LAW, kwargs=("benchmark",)),
    "benchmark_act": Row(P.VIEW_LAW, kwargs=("benchmark", "benchmark_step")),
    "violation_list": Row(P.VIEW_LAW),
    "violation_detail": Row(P.VIEW_LAW, kwargs=("violation",)),
    "gate_list": Row(P.VIEW_LAW),
    "calendar_year": Row(P.VIEW_LAW),
    "calendar_of_year": Row(P.VIEW_LAW, kwargs=("year",)),
    "calendar_workdays": Row(P.MAINTAIN_CALENDAR, kwargs=("year",)),
    "closure_add": Row(P.MAINTAIN_CALENDAR),
    "closure_reopen": Row(P.MAINTAIN_CALENDAR, kwargs=("closure",)),
    "notice_list": Row(P.VIEW_LAW),
    "notice_add": Row(P.MAINTAIN_CALENDAR),
    "notice_template": Row(P.MAINTAIN_CALENDAR),
    "notice_detail": Row(P.VIEW_LAW, kwargs=("holiday_notice",)),
    "notice_progress": Row(P.VIEW_LAW, kwargs=("holiday_notice",)),
    "notice_confirm": Row(P.CONFIRM_CALENDAR, kwargs=("holiday_notice",)),
    "notice_discard": Row(P.CONFIRM_CALENDAR, kwargs=("holiday_notice",)),
    "value_list": Row(P.VIEW_LAW),
    "value_detail": Row(P.VIEW_LAW, kwargs=("value_row",)),
    "value_drop": Row(P.SET_VALUES, kwargs=("value_row",)),
    "clock_change_list": Row(VISIT),
    "clock_change_detail": Row(VISIT, kwargs=("clock_change",)),
    "clock_change_progress": Row(VISIT, kwargs=("clock_change",)),
    "clock_change_export": Row(VISIT, kwargs=("clock_change",)),
    "penalty_clock_file": Row(CASE, kwargs=("paused", "clock_paper", "pause")),
    "order_extension_file": Row(VISIT, kwargs=("extended", "extension")),
    "staff_list": Row(P.MAINTAIN_ACCOUNTS),
    "staff_detail": Row(P.MAINTAIN_ACCOUNTS, kwargs=("person",)),
    "staff_add": Row(P.MAINTAIN_ACCOUNTS),
    "certificate_add": Row(P.MAINTAIN_ACCOUNTS, kwargs=("person",)),
    "grant_list": Row(P.GRANT_ROLES),
    "grant_add": Row(P.GRANT_ROLES),
    "grant_end": Row(P.GRANT_ROLES, kwargs=("grant",)),
    "enterprise_list": Row(REG),
    "enterprise_export": Row(REG),
    "export_list": Row(REG),
    "export_detail": Row(REG, kwargs=("register_export",), own=True),
    "export_progress": Row(REG, kwargs=("register_export",), own=True),
    "export_file": Row(REG, kwargs=("register_export",), own=True),
    "enterprise_add": Row(P.MAINTAIN_ENTERPRISES),
    "enterprise_detail": Row(REG, kwargs=("enterprise",)),
    "enterprise_edit": Row(REG, P.MAINTAIN_ENTERPRISES, ("enterprise",)),
    "import_list": Row(P.IMPORT_ENTERPRISES),
    "import_template": Row(P.IMPORT_ENTERPRISES),
    "import_add": Row(P.IMPORT_ENTERPRISES),
    "import_detail": Row(P.IMPORT_ENTERPRISES, kwargs=("import_run",)),
    "import_progress": Row(P.IMPORT_ENTERPRISES, kwargs=("import_run",)),
    "import_errors": Row(P.IMPORT_ENTERPRISES, kwargs=("import_run",)),
    "undone_list": Row(P.IMPORT_ENTERPRISES, kwargs=("import_run",)),
    "undone_export": Row(P.IMPORT_ENTERPRISES, kwargs=("import_run",)),
    "importrun_act": Row(P.IMPORT_ENTERPRISES, kwargs=("import_run", "import_step")),
    "enterprise_life": Row(REG, kwargs=("enterprise",)),
    "jurisdiction_exceptions": Row(REG),
    "jurisdiction_detail": Row(REG, kwargs=("enterprise",)),
    "jurisdiction_transfer": Row(REG, P.ASSIGN_SUPERVISION, ("enterprise",)),
    "jurisdiction_licensing": Row(REG, P.ASSIGN_SUPERVISION, ("enterprise",)),
    "enterprise_status": Row(REG, P.MAINTAIN_ENTERPRISES, ("enterprise",)),
    "enterprise_merge": Row(REG, P.MAINTAIN_ENTERPRISES, ("enterprise",)),
    "enterprise_unmerge": Row(REG, P.MAINTAIN_ENTERPRISES, ("enterprise",)),
    "record_add": Row(REG, P.MAINTAIN_ENTERPRISES, ("enterprise", "record_kind")),
    "record_detail": Row(REG, kwargs=("enterprise", "record_kind", "enterprise_record")),
    "record_amend": Row(REG, P.MAINTAIN_ENTERPRISES, ("enterprise", "record_kind", "enterprise_record")),
    "record_end": Row(REG, P.MAINTAIN_ENTERPRISES, ("enterprise", "record_kind", "enterprise_record")),
    "grading_add": Row(REG, P.GRADE_ENTERPRISES, ("enterprise",)),
    "grading_detail": Row(REG, kwargs=("enterprise", "grading")),
    "objection_add": Row(REG, P.GRADE_ENTERPRISES, ("enterprise", "grading")),
    "objection_answer": Row(REG, P.GRADE_ENTERPRISES, ("enterprise", "grading")),
    "task_grading_detail": Row(REG, kwargs=("enterprise", "task_grading")),
    "scheme_list": Row(REG),
    "scheme_add": Row(P.MAINTAIN_LAW),
    "scheme_detail": Row(REG, kwargs=("scheme",)),
    "scheme_file": Row(REG, kwargs=("scheme",)),
    "schemeedition_act": Row(REG, kwargs=("scheme", "scheme_step")),
    "regrading_list": Row(P.GRADE_ENTERPRISES),
    "regrading_add": Row(P.GRADE_ENTERPRISES),
    "regrading_detail": Row(P.GRADE_ENTERPRISES, kwargs=("regrading",)),
    "regrading_progress": Row(P.GRADE_ENTERPRISES, kwargs=("regrading",)),
    "regrading_export": Row(P.GRADE_ENTERPRISES, kwargs=("regrading",)),
    "regrading_act": Row(P.GRADE_ENTERPRISES, kwargs=("regrading", "regrading_step")),
    "enterprise_pool": Row(REG),
    "frequency_table": Row(REG),
    "plan_list": Row(PLAN),
    "plan_add": Row(P.DRAFT_PLANS),
    "plan_detail": Row(PLAN, kwargs=("plan",)),
    "plan_workdays": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_gauges": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_feasibility": Row(PLAN, kwargs=("plan",)),
    "plan_progress": Row(PLAN, kwargs=("plan",)),
    "plan_items": Row(PLAN, kwargs=("plan",)),
    "plan_changes": Row(PLAN, kwargs=("plan",)),
    "plan_add_key": Row(PLAN, P.DRAFT_PLANS, ("plan", "other_enterprise")),
    "plan_add_general": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_item": Row(PLAN, P.DRAFT_PLANS, ("plan", "plan_item")),
    "plan_remove_item": Row(PLAN, P.DRAFT_PLANS, ("plan", "plan_item")),
    "plan_add_campaign": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_add_emergency": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_add_many": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_paste": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_upload": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_template": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "plan_item_row": Row(PLAN, P.DRAFT_PLANS, ("plan", "plan_item")),
    "plan_tiles": Row(PLAN, kwargs=("plan",)),
    "plan_renewal": Row(PLAN, kwargs=("plan",)),
    "plan_charts": Row(PLAN, kwargs=("plan",)),
    "plan_export": Row(PLAN, kwargs=("plan",)),
    "plan_print": Row(PLAN, kwargs=("plan",)),
    "plan_check_table": Row(PLAN),
    "plan_scan": Row(PLAN, kwargs=("plan",)),
    "plan_act": Row(PLAN, kwargs=("plan", "plan_step")),
    "plan_decide": Row(PLAN, kwargs=("plan",)),
    "plan_target": Row(PLAN, P.VIEW_INSPECTIONS, ("plan", "plan_target")),
    "filing_list": Row(PLAN),
    "summary_add": Row(PLAN, P.DRAFT_PLANS, ("plan",)),
    "summary_detail": Row(PLAN, kwargs=("plan_summary",)),
    "summary_edit": Row(PLAN, P.DRAFT_PLANS, ("plan_summary",)),
    "summary_act": Row(PLAN, kwargs=("plan_summary", "summary_step")),
    "leave_list": Row(SIGNED_IN),
    "leave_add": Row(P.ASSIGN_INSPECTIONS),
    "leave_cancel": Row(P.ASSIGN_INSPECTIONS, kwargs=("leave",)),
    "draw_list": Row(DRAW),
    "draw_add": Row(P.PREPARE_DRAWS),
    "draw_detail": Row(DRAW, kwargs=("draw",)),
    "draw_need": Row(P.PREPARE_DRAWS),
    "draw_progress": Row(DRAW, kwargs=("draw",)),
    "draw_edit": Row(DRAW, P.PREPARE_DRAWS, ("draw",)),
    "draw_proof": Row(DRAW, kwargs=("draw",)),
    "draw_part": Row(DRAW, kwargs=("draw", "draw_part"), one_of=NAMES),
    "expert_list": Row(DRAW),
    "expert_add": Row(P.PREPARE_DRAWS),
    "expert_end": Row(DRAW, P.PREPARE_DRAWS, ("expert",)),
    "declared_recusal_list": Row(DRAW),
    "declared_recusal_add": Row(P.DECLARE_RECUSALS),
    "declared_recusal_end": Row(DRAW, P.PREPARE_DRAWS, ("declared_recusal",)),
    "draw_act": Row(DRAW, kwargs=("draw", "draw_step"), one_of=NAMES),
    "assignment_list": Row(VISIT),
    "assignment_add": Row(P.ASSIGN_INSPECTIONS),
    "assignment_exceptions": Row(VISIT),
    "assignment_detail": Row(VISIT, kwargs=("assignment",)),
    "assignment_act": Row(VISIT, kwargs=("assignment", "assignment_step")),
    "inspection_list": Row(VISIT),
    "inspection_start": Row(VISIT, P.INSPECT),
    "inspection_detail": Row(VISIT, kwargs=("inspection",)),
    "inspection_act": Row(VISIT, kwargs=("inspection", "inspection_step")),
    "inspection_record": Row(VISIT, kwargs=("inspection",), own=True),
    "inspection_operations": Row(VISIT, kwargs=("inspection",)),
    "inspection_sign": Row(VISIT, kwargs=("inspection", "sign_role")),
    "signature_image": Row(VISIT, kwargs=("inspection", "signature")),
    "finding_add": Row(VISIT, kwargs=("inspection",), own=True),
    "evidence_add": Row(VISIT, kwargs=("inspection",), own=True),
    "order_draft": Row(VISIT, P.ISSUE_ORDERS, ("inspection",)),
    "finding_amend": Row(VISIT, kwargs=("finding",), own=True),
    "finding_withdraw": Row(VISIT, kwargs=("finding",), own=True),
    "evidence_detail": Row(VISIT, kwargs=("evidence",)),
    "evidence_file": Row(VISIT, kwargs=("evidence",)),
    "evidence_void": Row(VISIT, kwargs=("evidence",)),
    "item_list": Row(P.VIEW_DISCLOSURE),
    "item_publish": Row(P.DISCLOSE),
    "item_end": Row(P.VIEW_DISCLOSURE, P.DISCLOSE, ("published_item",)),
    "order_list": Row(VISIT),
    "order_detail": Row(VISIT, kwargs=("order",)),
    "order_revise": Row(VISIT, kwargs=("order",)),
    "order_reinspect": Row(VISIT, kwargs=("order",)),
    "order_act": Row(VISIT, kwargs=("order", "order_step")),
    "delivery_detail": Row(VISIT, kwargs=("delivery",)),
    "delivery_file": Row(VISIT, kwargs=("delivery", "delivery_part")),
    "reinspection_detail": Row(VISIT, kwargs=("reinspection",)),
    "reinspection_seal": Row(VISIT, kwargs=("reinspection",)),
    "penalty_list": Row(CASE),
    "penalty_new": Row(CASE, P.HANDLE_CASES),
    "penalty_detail": Row(CASE, kwargs=("penalty",)),
    "penalty_act": Row(CASE, kwargs=("penalty", "penalty_step")),
    "penalty_discretion": Row(CASE, kwargs=("penalty",)),
    "penalty_part": Row(CASE, kwargs=("penalty", "penalty_part")),
    "like_snapshot": Row(CASE, kwargs=("penalty", "like_snapshot")),
    "spread_report": Row(P.VIEW_SPREAD),
    "spread_export": Row(P.VIEW_SPREAD),
    "spread_cases": Row(P.VIEW_SPREAD),
    "publication_list": Row(P.VIEW_DISCLOSURE),
    "publication_draft": Row(P.DISCLOSE),
    "publication_detail": Row(P.VIEW_DISCLOSURE, kwargs=("publication",)),
    "publication_edit": Row(P.VIEW_DISCLOSURE, P.DISCLOSE, ("publication",)),
    "publication_act": Row(P.VIEW_DISCLOSURE, kwargs=("publication", "publication_step")),
    "period_list": Row(P.VIEW_STATISTICS),
    "period_detail": Row(P.VIEW_STATISTICS, kwargs=("period",)),
    "period_act": Row(P.VIEW_STATISTICS, kwargs=("period", "period_step")),
    "figure_rows": Row(P.VIEW_STATISTICS, kwargs=("period", "figure")),
    "public_decisions": Row(PUBLIC),
    "public_data": Row(PUBLIC),
    "public_decision": Row(PUBLIC, kwargs=("public_decision",)),
    "public_plans": Row(PUBLIC),
    "public_plan": Row(PUBLIC, kwargs=("public_plan",)),
    "public_draws": Row(PUBLIC),
    "public_draw": Row(PUBLIC, kwargs=("public_draw",)),
    "public_proof": Row(PUBLIC, kwargs=("public_draw",)),
    "public_script": Row(PUBLIC),
    "public_transcript": Row(PUBLIC, kwargs=("public_draw", "list_name")),
    "document_list": Row(VISIT),
    "document": Row(VISIT, kwargs=("document",)),
    "document_file": Row(VISIT, kwargs=("document",)),
    "void_document": Row(VISIT, P.INSPECT, ("document",)),
    "render_document": Row(VISIT, kwargs=("document",)),
    "verify_document": Row(PUBLIC, kwargs=("document_token",)),
    "api_schema": Row(SIGNED_IN),
    "api_docs": Row(SIGNED_IN),
    "api-enterprises-list": Row(SIGNED_IN),
    "api-enterprises-detail": Row(REG, kwargs=("enterprise",)),
}
OK = {200, 202, 204, 302, 400, 409, 422}  # reached: shown, done, or asked to mend
BY_POST = {
    "draw_need",
    "read_reminder",
    "plan_gauges",
    "plan_item_row",
    "inspection_operations",
    "publication_draft",
    "render_document",
    "sign_out",
}
BY_POST |= {"set_display", "set_language", "public_display", "public_language"}
NO_FILE = {
    "value_drop",
    "inspection_start",
    "penalty_new",
    "plan_scan",
    "import_errors",
    "delivery_file",
    "public_proof",
    "draw_proof",
    "signature_image",
    "document_file",
}


def addresses(resolver: Any = None) -> Iterator[str]:
    for one in (resolver or get_resolver()).url_patterns:
        if isinstance(one, URLResolver):
            if one.namespace != "admin":
                yield from addresses(one)
        elif isinstance(one, URLPattern):
            yield one.name


def test_every_address_has_a_row() -> None:
    assert set(addresses()) == set(MATRIX)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One record of each kind, made through the real acts, gone after the module."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[Role, Client]:
    return {role: signed_in(user_with(role, bureau=world.bureau)) for role in Role}


def signed_in(user: User) -> Client:
    client = Client(raise_request_exception=True)
    client.force_login(user)
    return client


def ask(client: Client, name: str, url: str) -> int:
    return (client.post if name in BY_POST else client.get)(url).status_code


def address(name: str, world: World) -> str:
    return reverse(name, args=[getattr(world, one) for one in MATRIX[name].kwargs])


def expected(name: str, role: Role) -> set[int]:
    row = MATRIX[name]
    if row.sees in (PUBLIC, SIGNED_IN):
        return {403, 404} if row.own else OK | ({404} if name in NO_FILE else set())
    if row.sees not in ROLES[role]:
        return {403, 404}
    if row.one_of and not set(row.one_of) & ROLES[role]:
        return {403, 404}
    if row.own or (row.does and row.does not in ROLES[role]):
        return {403, 404}
    return OK | ({404} if name in NO_FILE else set())


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_each_role_reaches_what_is_its_own(name: str, world: World, clients: dict[Role, Client]) -> None:
    url = address(name, world)
    wrong = {}
    for role, client in clients.items():
        if name == "sign_out":
            client = signed_in(user_with(role, bureau=world.bureau))
        status = ask(client, name, url)
        if status not in expected(name, role):
            wrong[role.value] = status
    assert wrong == {}, f"{name}: {sorted(wrong.items())}"


@pytest.mark.parametrize("name", sorted(name for name, row in MATRIX.items() if row.sees != PUBLIC))
def test_strangers_are_sent_to_the_sign_in(name: str, world: World) -> None:
    url = address(name, world)
    answer = Client().post(url) if name in BY_POST else Client().get(url)
    assert answer.status_code in {302, 401, 403}
    if answer.status_code == 302:
        assert answer.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", sorted(name for name, row in MATRIX.items() if row.sees == PUBLIC))
def test_the_public_needs_no_sign_in(name: str, world: World) -> None:
    assert ask(Client(), name, address(name, world)) in OK | ({404} if name in NO_FILE else set())


@pytest.fixture(scope="module")
def neighbour(world: World) -> Client:
    """All acting roles, in another bureau."""
    elsewhere: Bureau = bureau()
    user = user_with(bureau=elsewhere)
    RoleGrant.objects.bulk_create([RoleGrant(user=user, role=role, valid_from="2020-01-01") for role in Role])
    return signed_in(user)


LAW = {("law_key",), ("law_key", "law_number"), ("law_edition",), ("law_edition", "law_edition_step")}
DAYS = {("year",), ("holiday_notice",), ("value_row",), ("clock_change",)}
OF_ALL = {(), ("law_row",), ("violation",), *LAW, *DAYS}  # what belongs to no bureau
OBJECTS = sorted(name for name, row in MATRIX.items() if row.sees != PUBLIC and row.kwargs not in OF_ALL)


@pytest.mark.parametrize("name", OBJECTS)
def test_records_of_another_bureau_do_not_exist(name: str, world: World, neighbour: Client) -> None:
    assert ask(neighbour, name, address(name, world)) == 404
