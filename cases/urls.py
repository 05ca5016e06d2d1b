from django.urls import URLPattern, URLResolver, path

from cases.api import operations
from cases.views import (
    clock,
    delivery,
    discretion,
    evidence,
    finding,
    inspection,
    like,
    order,
    penalty,
    penalty_acts,
    published,
    record,
    reinspection,
)

inspection_urls: list[URLPattern] = [
    path("inspections/", inspection.inspection_list, name="inspection_list"),
    path("inspections/new/", inspection.inspection_start, name="inspection_start"),
    path("inspections/<int:pk>/", inspection.inspection_detail, name="inspection_detail"),
    path("inspections/<int:pk>/do/<str:step>/", inspection.act, name="inspection_act"),
    path("inspections/<int:pk>/record/", record.record, name="inspection_record"),
    path("inspections/<int:pk>/operations/", operations.operations, name="inspection_operations"),
    path("inspections/<int:pk>/sign/<str:role>/", record.sign, name="inspection_sign"),
    path("inspections/<int:pk>/signatures/<int:signature>/", record.signature_image, name="signature_image"),
    path("inspections/<int:pk>/findings/new/", finding.finding_add, name="finding_add"),
    path("inspections/<int:pk>/evidence/new/", evidence.evidence_add, name="evidence_add"),
    path("inspections/<int:pk>/orders/new/", order.order_draft, name="order_draft"),
    path("findings/<int:pk>/amend/", finding.finding_amend, name="finding_amend"),
    path("findings/<int:pk>/withdraw/", finding.finding_withdraw, name="finding_withdraw"),
    path("evidence/<int:pk>/", evidence.evidence_detail, name="evidence_detail"),
    path("evidence/<int:pk>/file/", evidence.evidence_file, name="evidence_file"),
    path("evidence/<int:pk>/void/", evidence.evidence_void, name="evidence_void"),
]

item_urls: list[URLPattern] = [
    path("published-items/", published.item_list, name="item_list"),
    path("published-items/new/", published.item_publish, name="item_publish"),
    path("published-items/<int:pk>/end/", published.item_end, name="item_end"),
]

order_urls: list[URLPattern] = [
    path("orders/", order.order_list, name="order_list"),
    path("orders/<int:pk>/", order.order_detail, name="order_detail"),
    path("orders/<int:pk>/revise/", order.order_revise, name="order_revise"),
    path("orders/<int:pk>/reinspect/", order.order_reinspect, name="order_reinspect"),
    path("orders/<int:pk>/do/<str:step>/", order.act, name="order_act"),
    path("orders/<int:pk>/extensions/<int:item>/file/", clock.order_extension_file, name="order_extension_file"),
    path("deliveries/<int:pk>/", delivery.delivery_detail, name="delivery_detail"),
    path("deliveries/<int:pk>/<str:which>/", delivery.delivery_file, name="delivery_file"),
    path("reinspections/<int:pk>/", reinspection.reinspection_detail, name="reinspection_detail"),
    path("reinspections/<int:pk>/do/seal/", reinspection.reinspection_seal, name="reinspection_seal"),
]

clock_urls: list[URLPattern] = [
    path("clocks/changes/", clock.change_list, name="clock_change_list"),
    path("clocks/changes/<int:pk>/", clock.change_detail, name="clock_change_detail"),
    path("clocks/changes/<int:pk>/progress/", clock.change_progress, name="clock_change_progress"),
    path("clocks/changes/<int:pk>/export/", clock.change_export, name="clock_change_export"),
    path("penalties/<int:pk>/clocks/<str:kind>/<int:item>/", clock.penalty_clock_file, name="penalty_clock_file"),
]

penalty_urls: list[URLPattern] = [
    path("penalties/", penalty.penalty_list, name="penalty_list"),
    path("penalties/new/", penalty.penalty_new, name="penalty_new"),
    path("penalties/<int:pk>/", penalty.penalty_detail, name="penalty_detail"),
    path("penalties/<int:pk>/like/<int:snapshot>/", like.like_snapshot, name="like_snapshot"),
    path("penalties/<int:pk>/do/<str:step>/", penalty_acts.act, name="penalty_act"),
    path("penalties/<int:pk>/discretion/", discretion.discretion, name="penalty_discretion"),
    path("penalties/<int:pk>/<str:part>/", penalty.penalty_detail, name="penalty_part"),
]

urlpatterns: list[URLPattern | URLResolver] = [*inspection_urls, *item_urls, *order_urls, *clock_urls, *penalty_urls]
