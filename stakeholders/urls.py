from django.urls import URLPattern, path

from stakeholders.views import bulk, significance
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

contacts: list[URLPattern] = []

impacts: list[URLPattern] = []

scores: list[URLPattern] = []

# Words come before codes: « /parties-prenantes/carte/ » is no stakeholder.
urlpatterns = [*contacts, *registry, *scores, *impacts]
