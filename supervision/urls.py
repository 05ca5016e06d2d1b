from django.urls import path

from supervision.views import disclosure, public, public_plan, spread, statistics

urlpatterns = [
    path("disclosure/", disclosure.publication_list, name="publication_list"),
    path("disclosure/draft/", disclosure.draft, name="publication_draft"),
    path("disclosure/<int:pk>/", disclosure.publication_detail, name="publication_detail"),
    path("disclosure/<int:pk>/edit/", disclosure.publication_edit, name="publication_edit"),
    path("disclosure/<int:pk>/do/<str:step>/", disclosure.publication_act, name="publication_act"),
    path("statistics/", statistics.period_list, name="period_list"),
    path("statistics/spread/", spread.spread_report, name="spread_report"),
    path("statistics/spread/export/", spread.spread_export, name="spread_export"),
    path("statistics/spread/cases/", spread.spread_cases, name="spread_cases"),
    path("statistics/<int:pk>/", statistics.period_detail, name="period_detail"),
    path("statistics/<int:pk>/do/<str:step>/", statistics.period_act, name="period_act"),
    path("statistics/<int:pk>/<str:code>/", statistics.figure_rows, name="figure_rows"),
    path("public/", public.decision_list, name="public_decisions"),
    path("public/decisions.csv", public.decision_data, name="public_data"),
    path("public/decisions/<slug:slug>/", public.decision_detail, name="public_decision"),
    path("public/plans/", public.plan_list, name="public_plans"),
    path("public/plans/<slug:slug>/", public_plan.plan_detail, name="public_plan"),
    path("public/draws/", public.draw_list, name="public_draws"),
    path("public/draws/verify_draw.py", public.draw_script, name="public_script"),
    path("public/draws/<slug:slug>/", public.draw_detail, name="public_draw"),
    path("public/draws/<slug:slug>/transcript/<slug:name>/", public.draw_transcript, name="public_transcript"),
    path("public/draws/<slug:slug>/proof.json", public.draw_proof, name="public_proof"),
]
