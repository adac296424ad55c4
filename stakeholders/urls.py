from django.urls import URLPattern, path

from stakeholders.views import (
    bulk,
    carried,
    contact,
    coverage,
    freshness,
    impact,
    impact_bulk,
    merge,
    relation,
    score,
    significance,
)
from stakeholders.views import map as stakeholder_maps
from stakeholders.views import registry as stakeholders

app_name = "stakeholders"

registry: list[URLPattern] = [
    path("parties-prenantes/", stakeholders.stakeholder_list, name="stakeholder-list"),
    path("parties-prenantes/carte/", stakeholder_maps.stakeholder_map, name="stakeholder-map"),
    path("parties-prenantes/nouvelle/", stakeholders.stakeholder_create, name="stakeholder-create"),
    path("parties-prenantes/lot/", bulk.stakeholder_bulk, name="stakeholder-bulk"),
    # An imported code may hold a slash.
    path("parties-prenantes/<path:code>/modifier/", stakeholders.stakeholder_edit, name="stakeholder-edit"),
    path(
        "parties-prenantes/<path:code>/significativite/",
        significance.significance_edit,
        name="significance-edit",
    ),
    path("parties-prenantes/<path:code>/", stakeholders.stakeholder_detail, name="stakeholder-detail"),
]

contacts: list[URLPattern] = [
    path("parties-prenantes/contacts/", contact.contact_list, name="contact-list"),
    path("parties-prenantes/contacts/nouveau/", contact.contact_create, name="contact-create"),
    path("parties-prenantes/contacts/qui-connait-qui/", contact.relation_list, name="relation-list"),
    path("parties-prenantes/contacts/<int:pk>/", contact.contact_detail, name="contact-detail"),
    path("parties-prenantes/contacts/<int:pk>/modifier/", contact.contact_edit, name="contact-edit"),
    path("parties-prenantes/contacts/<int:pk>/supprimer/", contact.contact_delete, name="contact-delete"),
    path("parties-prenantes/contacts/<int:pk>/liens/", relation.role_add, name="role-add"),
    path(
        "parties-prenantes/contacts/<int:pk>/liens/<int:relation>/modifier/",
        relation.role_edit,
        name="role-edit",
    ),
    path(
        "parties-prenantes/contacts/<int:pk>/liens/<int:relation>/retirer/",
        relation.role_remove,
        name="role-remove",
    ),
    path(
        "parties-prenantes/contacts/<int:pk>/connaissances/",
        relation.acquaintance_add,
        name="acquaintance-add",
    ),
    path(
        "parties-prenantes/contacts/<int:pk>/connaissances/<int:relation>/modifier/",
        relation.acquaintance_edit,
        name="acquaintance-edit",
    ),
    path(
        "parties-prenantes/contacts/<int:pk>/connaissances/<int:relation>/retirer/",
        relation.acquaintance_remove,
        name="acquaintance-remove",
    ),
    path("parties-prenantes/a-verifier/", freshness.verify_list, name="verify-list"),
    path("parties-prenantes/doublons/", merge.merge_list, name="merge-list"),
    path(
        "parties-prenantes/doublons/fiches/<int:kept>/<int:merged>/",
        merge.merge_stakeholders,
        name="merge-stakeholders",
    ),
    path(
        "parties-prenantes/doublons/contacts/<int:kept>/<int:merged>/",
        merge.merge_contacts,
        name="merge-contacts",
    ),
]

impacts: list[URLPattern] = [
    path("impacts/", impact.impact_list, name="impact-list"),
    path("impacts/nouveau/", impact.impact_create, name="impact-create"),
    path("impacts/lot/", impact_bulk.impact_bulk, name="impact-bulk"),
    path("impacts/couverture/", coverage.coverage, name="coverage"),
    path("impacts/couverture/<str:code>/", coverage.coverage_domain, name="coverage-domain"),
    path("impacts/<int:pk>/", impact.impact_detail, name="impact-detail"),
    path("impacts/<int:pk>/modifier/", impact.impact_edit, name="impact-edit"),
    path("impacts/<int:pk>/retirer/", impact.impact_delete, name="impact-delete"),
]

scores: list[URLPattern] = [
    path("impacts/cotation/", score.score_grid, name="score-grid"),
    path("impacts/cotation/suivant/", score.score_next, name="score-next"),
    path("impacts/cotation/annuler/<uuid:operation>/", score.score_undo, name="score-undo"),
    path("impacts/<int:pk>/cotation/", score.score_save, name="score-save"),
    path("impacts/<int:pk>/dispersion/", score.score_spread, name="score-spread"),
]

baseline: list[URLPattern] = [
    path("exercice/reprise/", carried.carried_list, name="carried-list"),
    path("exercice/reprise/choisir/", carried.carried_copy, name="carried-copy"),
    path("exercice/reprise/confirmer/", carried.carried_confirm, name="carried-confirm"),
    path("exercice/reprise/ecarter/", carried.carried_dismiss, name="carried-dismiss"),
    path("exercice/reprise/<int:pk>/", carried.carried_edit, name="carried-edit"),
]

# Words come before codes: « /parties-prenantes/carte/ » is no stakeholder.
urlpatterns = [*contacts, *registry, *scores, *impacts, *baseline]
