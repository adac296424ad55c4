from django.urls import URLPattern, path

from stakeholders.views import coverage, impact, impact_bulk

app_name = "stakeholders"

registry: list[URLPattern] = []

contacts: list[URLPattern] = []

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

scores: list[URLPattern] = []

# Words come before codes: « /parties-prenantes/carte/ » is no stakeholder.
urlpatterns = [*contacts, *registry, *scores, *impacts]
