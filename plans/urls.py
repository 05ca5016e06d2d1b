from django.urls import URLPattern, URLResolver, path

from enforcement.api import api_urls
from plans.api.enterprise import EnterpriseViewSet
from plans.views import (
    assignment,
    draw,
    draw_bases,
    draw_parts,
    enterprise,
    enterprise_act,
    enterprise_export,
    enterprise_import,
    enterprise_life,
    enterprise_record,
    enterprise_undo,
    feasibility,
    filing,
    grading,
    jurisdiction,
    leave,
    plan,
    plan_approval,
    plan_items,
    progress,
    scheme,
    summary,
)

ENTERPRISE = [
    path("enterprises/", enterprise.enterprise_list, name="enterprise_list"),
    path("enterprises/export/", enterprise_export.enterprise_export, name="enterprise_export"),
    path("enterprises/exports/", enterprise_export.export_list, name="export_list"),
    path("enterprises/exports/<int:pk>/", enterprise_export.export_detail, name="export_detail"),
    path("enterprises/exports/<int:pk>/progress/", enterprise_export.export_progress, name="export_progress"),
    path("enterprises/exports/<int:pk>/file/", enterprise_export.export_file, name="export_file"),
    path("enterprises/new/", enterprise.enterprise_add, name="enterprise_add"),
    path("enterprises/<int:pk>/", enterprise.enterprise_detail, name="enterprise_detail"),
    path("enterprises/<int:pk>/edit/", enterprise.enterprise_edit, name="enterprise_edit"),
    path("enterprises/imports/", enterprise_import.import_list, name="import_list"),
    path("enterprises/imports/template/", enterprise_import.import_template, name="import_template"),
    path("enterprises/imports/new/", enterprise_import.import_add, name="import_add"),
    path("enterprises/imports/<int:pk>/", enterprise_import.import_detail, name="import_detail"),
    path("enterprises/imports/<int:pk>/progress/", enterprise_import.import_progress, name="import_progress"),
    path("enterprises/imports/<int:pk>/errors/", enterprise_import.import_errors, name="import_errors"),
    path("enterprises/imports/<int:pk>/undone/", enterprise_undo.undone_list, name="undone_list"),
    path("enterprises/imports/<int:pk>/undone/export/", enterprise_undo.undone_export, name="undone_export"),
    path("enterprises/imports/<int:pk>/do/<slug:step>/", enterprise_import.act, name="importrun_act"),
    path("enterprises/<int:pk>/status/", enterprise_act.enterprise_status, name="enterprise_status"),
    path("enterprises/<int:pk>/merge/", enterprise_act.enterprise_merge, name="enterprise_merge"),
    path("enterprises/<int:pk>/unmerge/", enterprise_act.enterprise_unmerge, name="enterprise_unmerge"),
    path("enterprises/<int:pk>/life/", enterprise_life.enterprise_life, name="enterprise_life"),
    path("enterprises/jurisdiction/", jurisdiction.jurisdiction_exceptions, name="jurisdiction_exceptions"),
    path("enterprises/<int:pk>/jurisdiction/", jurisdiction.jurisdiction_detail, name="jurisdiction_detail"),
    path(
        "enterprises/<int:pk>/jurisdiction/transfer/", jurisdiction.jurisdiction_transfer, name="jurisdiction_transfer"
    ),
    path(
        "enterprises/<int:pk>/jurisdiction/licensing/",
        jurisdiction.jurisdiction_licensing,
        name="jurisdiction_licensing",
    ),
    path("enterprises/<int:pk>/gradings/new/", grading.grading_add, name="grading_add"),
    path("enterprises/<int:pk>/gradings/<int:grading_pk>/", grading.grading_detail, name="grading_detail"),
    path("enterprises/<int:pk>/gradings/<int:grading_pk>/object/", grading.objection_add, name="objection_add"),
    path("enterprises/<int:pk>/gradings/<int:grading_pk>/answer/", grading.objection_answer, name="objection_answer"),
]
ITEMS = "plans/<int:pk>/items/"
PLAN_ITEMS = [
    path(ITEMS, plan_items.plan_items, name="plan_items"),
    path(f"{ITEMS}gauges/", plan_items.plan_tiles, name="plan_tiles"),
    path(f"{ITEMS}key/<int:enterprise>/", plan_items.plan_add_key, name="plan_add_key"),
    path(f"{ITEMS}general/", plan_items.plan_add_pool, {"kind": "general"}, name="plan_add_general"),
    path(f"{ITEMS}campaign/", plan_items.plan_add_pool, {"kind": "campaign"}, name="plan_add_campaign"),
    path(f"{ITEMS}emergency/", plan_items.plan_add_pool, {"kind": "emergency"}, name="plan_add_emergency"),
    path(f"{ITEMS}<int:item>/", plan_items.plan_item, name="plan_item"),
    path(f"{ITEMS}<int:item>/row/", plan_items.plan_item_row, name="plan_item_row"),
    path(f"{ITEMS}<int:item>/remove/", plan_items.plan_remove_item, name="plan_remove_item"),
]
SCHEME = [
    path("enterprises/schemes/", scheme.scheme_list, name="scheme_list"),
    path("enterprises/schemes/new/", scheme.scheme_add, name="scheme_add"),
    path("enterprises/schemes/<int:pk>/", scheme.scheme_detail, name="scheme_detail"),
    path("enterprises/schemes/<int:pk>/file/", scheme.scheme_file, name="scheme_file"),
    path("enterprises/schemes/<int:pk>/do/<slug:step>/", scheme.act, name="schemeedition_act"),
    path("enterprises/<int:pk>/tasks/<int:grading_pk>/", grading.task_detail, name="task_grading_detail"),
]
ENTERPRISE_RECORD = [
    path("enterprises/<int:pk>/<slug:kind>/new/", enterprise_record.record_add, name="record_add"),
    path("enterprises/<int:pk>/<slug:kind>/<int:record>/", enterprise_record.record_detail, name="record_detail"),
    path("enterprises/<int:pk>/<slug:kind>/<int:record>/edit/", enterprise_record.record_amend, name="record_amend"),
    path("enterprises/<int:pk>/<slug:kind>/<int:record>/end/", enterprise_record.record_end, name="record_end"),
]
PLAN = [
    path("plans/", plan.plan_list, name="plan_list"),
    path("plans/new/", plan.plan_add, name="plan_add"),
    path("plans/<int:pk>/", plan.plan_detail, name="plan_detail"),
    path("plans/<int:pk>/workdays/", plan.plan_workdays, name="plan_workdays"),
    path("plans/<int:pk>/workdays/gauges/", plan.plan_gauges, name="plan_gauges"),
    path("plans/<int:pk>/feasibility/", feasibility.plan_feasibility, name="plan_feasibility"),
    path("plans/<int:pk>/progress/", progress.plan_progress, name="plan_progress"),
    *PLAN_ITEMS,
    path("plans/<int:pk>/scan/", plan.plan_scan, name="plan_scan"),
    path("plans/<int:pk>/do/<slug:step>/", plan_approval.plan_act, name="plan_act"),
    path("plans/<int:pk>/decide/", plan_approval.plan_decide, name="plan_decide"),
    path("plans/<int:pk>/targets/<slug:code>/", progress.target_rows, name="plan_target"),
    path("plans/<int:pk>/summary/", summary.summary_add, name="summary_add"),
    path("plans/filings/", filing.filing_list, name="filing_list"),
    path("plans/summaries/<int:pk>/", summary.summary_detail, name="summary_detail"),
    path("plans/summaries/<int:pk>/edit/", summary.summary_edit, name="summary_edit"),
    path("plans/summaries/<int:pk>/do/<slug:step>/", summary.summary_act, name="summary_act"),
    path("leaves/", leave.leave_list, name="leave_list"),
    path("leaves/new/", leave.leave_add, name="leave_add"),
    path("leaves/<int:pk>/cancel/", leave.leave_cancel, name="leave_cancel"),
]
DRAW = [
    path("draws/", draw.draw_list, name="draw_list"),
    path("draws/new/", draw.draw_add, name="draw_add"),
    path("draws/<int:pk>/", draw.draw_detail, name="draw_detail"),
    path("draws/<int:pk>/edit/", draw.draw_edit, name="draw_edit"),
    path("draws/<int:pk>/proof/", draw.draw_proof, name="draw_proof"),
    path("draws/<int:pk>/parts/<slug:part>/", draw_parts.draw_part, name="draw_part"),
    path("draws/<int:pk>/do/<slug:step>/", draw.draw_act, name="draw_act"),
]
DRAW_BASES = [
    path("draws/experts/", draw_bases.expert_list, name="expert_list"),
    path("draws/experts/new/", draw_bases.expert_add, name="expert_add"),
    path("draws/experts/<int:pk>/end/", draw_bases.expert_end, name="expert_end"),
    path("draws/recusals/", draw_bases.declared_recusal_list, name="declared_recusal_list"),
    path("draws/recusals/new/", draw_bases.declared_recusal_add, name="declared_recusal_add"),
    path("draws/recusals/<int:pk>/end/", draw_bases.declared_recusal_end, name="declared_recusal_end"),
]
ASSIGNMENT = [
    path("assignments/", assignment.assignment_list, name="assignment_list"),
    path("assignments/new/", assignment.assignment_add, name="assignment_add"),
    path("assignments/exceptions/", assignment.assignment_exceptions, name="assignment_exceptions"),
    path("assignments/<int:pk>/", assignment.assignment_detail, name="assignment_detail"),
    path("assignments/<int:pk>/do/<slug:step>/", assignment.assignment_act, name="assignment_act"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    *ENTERPRISE,
    *SCHEME,
    *PLAN,
    *DRAW,
    *DRAW_BASES,
    *ASSIGNMENT,
    *ENTERPRISE_RECORD,
    *api_urls({"enterprises": EnterpriseViewSet}),
]
