from django.urls import path

from priorities.views import criteria, exchange, paper, ranking

app_name = "priorities"

urlpatterns = [
    path("priorites/", ranking.ranking_current, name="ranking-current"),
    path("priorites/compiler/", ranking.ranking_compile, name="ranking-compile"),
    path("priorites/criteres/", criteria.criterion_list, name="criterion-list"),
    path("priorites/classements/", ranking.ranking_list, name="ranking-list"),
    path("priorites/classements/<uuid:pk>/", ranking.ranking_detail, name="ranking-detail"),
    path("priorites/classements/<uuid:pk>/<slug:section>/", ranking.ranking_section, name="ranking-section"),
    path("priorites/classements/<uuid:pk>/pourquoi/<str:code>/", ranking.ranking_why, name="ranking-why"),
    path(
        "priorites/classements/<uuid:pk>/export.<slug:format>", ranking.ranking_export, name="ranking-export"
    ),
    path("dialogue/remontees/formulaire.xlsx", paper.paper_workbook, name="paper-workbook"),
    path("echanges/", exchange.exchange_list, name="exchange-list"),
    path("echanges/<slug:name>.<slug:format>", exchange.exchange_export, name="exchange-export"),
    path("echanges/importer/", exchange.exchange_import, name="exchange-import"),
    path("echanges/imports/<uuid:pk>/", exchange.import_detail, name="import-detail"),
    path("echanges/imports/<uuid:pk>/confirmer/", exchange.import_confirm, name="import-confirm"),
    path("echanges/imports/<uuid:pk>/oublier/", exchange.import_discard, name="import-discard"),
    path("echanges/imports/<uuid:pk>/annuler/", exchange.import_undo, name="import-undo"),
]
