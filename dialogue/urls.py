from django.urls import path

from dialogue.views import (
    assembly,
    delegate_import,
    feedback,
    feedback_list,
    mandate,
    paper,
    room,
    territory,
    training,
    vote,
)

app_name = "dialogue"

votes = [
    path("dialogue/votes/", vote.vote_list, name="vote-list"),
    path("dialogue/votes/<str:code>/", vote.vote_edit, name="vote-edit"),
    path("dialogue/votes/<str:code>/mains-levees/", vote.vote_hands, name="vote-hands"),
    path("dialogue/votes/<str:code>/retirer/", vote.vote_remove, name="vote-remove"),
]

capture = [
    path("dialogue/remontees/nouvelle/", feedback.feedback_create, name="feedback-create"),
    path("dialogue/remontees/jeton/", feedback.feedback_token, name="feedback-token"),
    path("dialogue/remontees/attente/", feedback.feedback_pending, name="feedback-pending"),
    path("dialogue/remontees/papier/", paper.feedback_transcribe, name="feedback-transcribe"),
    path("dialogue/remontees/formulaire/", paper.feedback_paper, name="feedback-paper"),
    path("dialogue/remontees/<uuid:pk>/recue/", feedback.feedback_receipt, name="feedback-receipt"),
    path("sw.js", feedback.service_worker, name="service-worker"),
    path("manifest.webmanifest", feedback.manifest, name="manifest"),
]

heard = [
    path("dialogue/remontees/", feedback_list.feedback_list, name="feedback-list"),
    path("dialogue/remontees/<uuid:pk>/", feedback_list.feedback_detail, name="feedback-detail"),
    path("dialogue/remontees/<uuid:pk>/modifier/", feedback_list.feedback_edit, name="feedback-edit"),
    path("dialogue/remontees/<uuid:pk>/retirer/", feedback_list.feedback_withdraw, name="feedback-withdraw"),
]

places = [
    path("dialogue/territoires/", territory.territory_list, name="territory-list"),
    path("dialogue/territoires/<str:code>/", territory.territory_detail, name="territory-detail"),
    path("dialogue/representativite/", territory.representation_open, name="representation-open"),
    path(
        "dialogue/representativite/<str:code>/",
        territory.territory_representation,
        name="territory-representation",
    ),
    path("dialogue/assemblees/", assembly.assembly_list, name="assembly-list"),
    path("dialogue/assemblees/nouvelle/", assembly.assembly_create, name="assembly-create"),
    path("dialogue/assemblees/<str:code>/", assembly.assembly_detail, name="assembly-detail"),
    path("dialogue/assemblees/<str:code>/exporter/", assembly.assembly_export, name="assembly-export"),
    path("dialogue/assemblees/<str:code>/modifier/", assembly.assembly_edit, name="assembly-edit"),
    path("dialogue/assemblees/<str:code>/sieges/", assembly.seat_create, name="seat-create"),
    path("dialogue/sieges/<int:pk>/", assembly.seat_edit, name="seat-edit"),
]

people = [
    path("dialogue/mandats/", mandate.mandate_list, name="mandate-list"),
    path("dialogue/mandats/nouveau/", mandate.mandate_create, name="mandate-create"),
    path("dialogue/mandats/exporter/", mandate.mandate_export, name="mandate-export"),
    path("dialogue/mandats/<int:pk>/modifier/", mandate.mandate_edit, name="mandate-edit"),
    path("dialogue/mandats/<int:pk>/fin/", mandate.mandate_end, name="mandate-end"),
    path("dialogue/personnes/<int:pk>/", mandate.person_detail, name="person-detail"),
    path("dialogue/personnes/<int:pk>/formations/", training.training_create, name="training-create"),
    path("dialogue/formations/", training.training_list, name="training-list"),
    path("dialogue/formations/exporter/", training.training_export, name="training-export"),
    path("dialogue/mandats/importer/", delegate_import.delegate_import, name="delegate-import"),
    path(
        "dialogue/mandats/importer/modele/",
        delegate_import.delegate_import_template,
        name="delegate-import-template",
    ),
    path(
        "dialogue/mandats/importer/<uuid:pk>/",
        delegate_import.delegate_import_detail,
        name="delegate-import-detail",
    ),
    path(
        "dialogue/mandats/importer/<uuid:pk>/confirmer/",
        delegate_import.delegate_import_confirm,
        name="delegate-import-confirm",
    ),
    path(
        "dialogue/mandats/importer/<uuid:pk>/oublier/",
        delegate_import.delegate_import_discard,
        name="delegate-import-discard",
    ),
]

urlpatterns = [
    path("dialogue/", room.room_open, name="room-open"),
    *votes,
    *capture,
    *heard,
    *places,
    *people,
]
