from django.urls import URLPattern, path

from stakeholders.views import contact, freshness, merge, relation

app_name = "stakeholders"

registry: list[URLPattern] = []

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

impacts: list[URLPattern] = []

scores: list[URLPattern] = []

# Words come before codes: « /parties-prenantes/carte/ » is no stakeholder.
urlpatterns = [*contacts, *registry, *scores, *impacts]
