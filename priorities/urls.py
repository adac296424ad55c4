from django.urls import path

from priorities.views import (
    comparison,
    criteria,
    decision,
    disagreement,
    exchange,
    financial,
    paper,
    ranking,
    trial,
    upgrade,
)

app_name = "priorities"

urlpatterns = [
    path("priorites/", ranking.ranking_current, name="ranking-current"),
    path("priorites/compiler/", ranking.ranking_compile, name="ranking-compile"),
    path("priorites/criteres/", criteria.criterion_list, name="criterion-list"),
    path("priorites/double-materialite/", financial.financial_list, name="financial-list"),
    path("priorites/double-materialite/ouvrir/", financial.financial_open, name="financial-open"),
    path(
        "priorites/double-materialite/<int:pk>/retirer/", financial.financial_delete, name="financial-delete"
    ),
    path("priorites/double-materialite/<str:code>/", financial.financial_edit, name="financial-edit"),
    path("priorites/decider/", decision.decision_room, name="decision-room"),
    path("priorites/et-si/", trial.trial_detail, name="trial-detail"),
    path("priorites/comparer/", comparison.comparison_detail, name="comparison-detail"),
    path("priorites/desaccords/", disagreement.disagreement_list, name="disagreement-list"),
    path("priorites/scenarios/<uuid:pk>/", trial.scenario_detail, name="scenario-detail"),
    path("priorites/scenarios/<uuid:pk>/supprimer/", trial.scenario_delete, name="scenario-delete"),
    path("priorites/decisions/<uuid:pk>/", decision.decision_detail, name="decision-detail"),
    path("priorites/decisions/<uuid:pk>/retirer/", decision.decision_withdraw, name="decision-withdraw"),
    path("priorites/decisions/<uuid:pk>/adopter/", decision.decision_adopt, name="decision-adopt"),
    path("priorites/decisions/<uuid:pk>/decision.json", decision.decision_content, name="decision-content"),
    path(
        "priorites/decisions/<uuid:pk>/domaines/<str:code>/",
        decision.decided_domain_edit,
        name="decided-domain-edit",
    ),
    path(
        "priorites/decisions/<uuid:pk>/domaines/<str:code>/vote/",
        decision.decided_domain_vote,
        name="decided-domain-vote",
    ),
    path("priorites/classements/", ranking.ranking_list, name="ranking-list"),
    path("priorites/classements/<uuid:pk>/", ranking.ranking_detail, name="ranking-detail"),
    path("priorites/classements/<uuid:pk>/soumettre/", decision.decision_submit, name="decision-submit"),
    path("priorites/classements/<uuid:pk>/scenarios/", trial.scenario_create, name="scenario-create"),
    path("priorites/classements/<uuid:pk>/ordre-du-jour/", disagreement.agenda_add, name="agenda-add"),
    path("priorites/classements/<uuid:pk>/<slug:section>/", ranking.ranking_section, name="ranking-section"),
    path("priorites/classements/<uuid:pk>/pourquoi/<str:code>/", ranking.ranking_why, name="ranking-why"),
    path(
        "priorites/classements/<uuid:pk>/export.<slug:format>", ranking.ranking_export, name="ranking-export"
    ),
    path("norme/versions/<int:pk>/passage/", upgrade.upgrade_detail, name="upgrade-detail"),
    path("norme/versions/<int:pk>/passage/rangs/", upgrade.upgrade_ranks, name="upgrade-ranks"),
    path("dialogue/remontees/formulaire.xlsx", paper.paper_workbook, name="paper-workbook"),
    path("echanges/", exchange.exchange_list, name="exchange-list"),
    path("echanges/<slug:name>.<slug:format>", exchange.exchange_export, name="exchange-export"),
    path("echanges/importer/", exchange.exchange_import, name="exchange-import"),
    path("echanges/imports/<uuid:pk>/", exchange.import_detail, name="import-detail"),
    path("echanges/imports/<uuid:pk>/confirmer/", exchange.import_confirm, name="import-confirm"),
    path("echanges/imports/<uuid:pk>/oublier/", exchange.import_discard, name="import-discard"),
    path("echanges/imports/<uuid:pk>/annuler/", exchange.import_undo, name="import-undo"),
]
