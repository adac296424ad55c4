from django.urls import path

from dialogue.views import (
    agenda,
    amendment,
    assembly,
    attendance,
    ballot,
    bulk,
    coding,
    delegate_import,
    digest,
    document,
    emergence,
    feedback,
    feedback_detail,
    feedback_list,
    inbox,
    mandate,
    mask,
    merge,
    minutes,
    paper,
    room,
    session,
    step,
    territory,
    training,
    voice,
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
    path("dialogue/remontees/domaines/", feedback.feedback_domains, name="feedback-domains"),
    path("dialogue/remontees/attente/", feedback.feedback_pending, name="feedback-pending"),
    path("dialogue/remontees/papier/", paper.feedback_transcribe, name="feedback-transcribe"),
    path("dialogue/remontees/formulaire/", paper.feedback_paper, name="feedback-paper"),
    path("dialogue/remontees/<uuid:pk>/recue/", feedback.feedback_receipt, name="feedback-receipt"),
    path("sw.js", feedback.service_worker, name="service-worker"),
    path("manifest.webmanifest", feedback.manifest, name="manifest"),
]

heard = [
    path("dialogue/remontees/", feedback_list.feedback_list, name="feedback-list"),
    path("dialogue/remontees/<uuid:pk>/", feedback_detail.feedback_detail, name="feedback-detail"),
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

ONE = "dialogue/seances/<uuid:pk>/"
sessions = [
    path("dialogue/seances/", session.session_list, name="session-list"),
    path("dialogue/seances/calendrier/", session.session_calendar, name="session-calendar"),
    path("dialogue/seances/abonnement/", agenda.feed_detail, name="feed-detail"),
    path("dialogue/seances/abonnement/fermer/", agenda.feed_revoke, name="feed-revoke"),
    path("dialogue/agenda/<str:token>.ics", agenda.calendar_feed, name="calendar-feed"),
    path("dialogue/seances/nouvelle/", session.session_create, name="session-create"),
    path(ONE, session.session_detail, name="session-detail"),
    path(f"{ONE}modifier/", session.session_edit, name="session-edit"),
    path(f"{ONE}annuler/", session.session_cancel, name="session-cancel"),
    path(f"{ONE}convoquer/", session.session_invite, name="session-invite"),
    path(f"{ONE}seance.ics", agenda.session_ics, name="session-ics"),
    path(f"{ONE}clore/", attendance.session_close, name="session-close"),
    path(f"{ONE}presences/", attendance.attendance_detail, name="attendance-detail"),
    path(f"{ONE}presences/relever/", attendance.attendance_edit, name="attendance-edit"),
    path(f"{ONE}documents/joindre/", document.document_add, name="document-add"),
    path(f"{ONE}documents/<uuid:document>/", document.document_download, name="document-download"),
    path(f"{ONE}documents/<uuid:document>/retirer/", document.document_remove, name="document-remove"),
]

TEXT = f"{ONE}compte-rendu/"
texts = [
    path(TEXT, minutes.minutes_detail, name="minutes-detail"),
    path(f"{TEXT}rediger/", minutes.minutes_edit, name="minutes-edit"),
    path(f"{TEXT}ouvrir/", minutes.minutes_open, name="minutes-open"),
    path(f"{TEXT}adopter/", minutes.minutes_adopt, name="minutes-adopt"),
    path(f"{TEXT}reprendre/", minutes.minutes_reopen, name="minutes-reopen"),
    path(f"{TEXT}figer/", minutes.minutes_freeze, name="minutes-freeze"),
    path(f"{TEXT}texte/", minutes.minutes_text, name="minutes-text"),
    path(f"{TEXT}versions/", minutes.minutes_versions, name="minutes-versions"),
    path(f"{TEXT}amender/", amendment.amendment_create, name="amendment-create"),
    path(f"{TEXT}amendements/<int:number>/", amendment.amendment_detail, name="amendment-detail"),
    path(f"{TEXT}amendements/<int:number>/retirer/", amendment.amendment_withdraw, name="amendment-withdraw"),
]

ballots = [
    path(f"{ONE}votes/", ballot.ballot_list, name="ballot-list"),
    path(f"{ONE}votes/ouvrir/", ballot.ballot_open, name="ballot-open"),
    path("dialogue/scrutins/<uuid:pk>/", ballot.ballot_detail, name="ballot-detail"),
    path("dialogue/scrutins/<uuid:pk>/clore/", ballot.ballot_close, name="ballot-close"),
    path("dialogue/scrutins/<uuid:pk>/mains-levees/", ballot.ballot_hands, name="ballot-hands"),
]

answers = [
    path("dialogue/boite/", inbox.inbox, name="inbox"),
    path("dialogue/boite/ensemble/", bulk.feedback_bulk, name="feedback-bulk"),
    path("dialogue/remontees/<uuid:pk>/coder/", coding.coding_create, name="coding-create"),
    path("dialogue/codages/<int:pk>/retirer/", coding.coding_delete, name="coding-delete"),
    path("dialogue/remontees/<uuid:pk>/etape/<slug:move>/", step.step_create, name="step-create"),
    path("dialogue/remontees/<uuid:pk>/rapprocher/", merge.feedback_merge, name="feedback-merge"),
    path("dialogue/remontees/<uuid:pk>/masquer/", mask.feedback_mask, name="feedback-mask"),
    path("dialogue/remontees/<uuid:pk>/contester/", voice.contest_create, name="contest-create"),
    path("dialogue/contestations/<int:pk>/repondre/", voice.contest_answer, name="contest-answer"),
    path("dialogue/remontees/<uuid:pk>/avis/", voice.rating_create, name="rating-create"),
    path("dialogue/remontees/<uuid:pk>/contre-epreuve/", voice.effect_ask, name="effect-ask"),
    path("dialogue/contre-epreuves/<int:pk>/repondre/", voice.effect_answer, name="effect-answer"),
    path("dialogue/seances/<uuid:pk>/restituer/", step.session_tell, name="session-tell"),
    path("dialogue/courriels/", digest.digest_edit, name="digest-edit"),
    path("dialogue/courriels/arreter/<str:token>/", digest.digest_unsubscribe, name="digest-unsubscribe"),
]

emergences = [
    path("dialogue/emergences/", emergence.emergence_list, name="emergence-list"),
    path("dialogue/emergences/calculer/", emergence.emergence_compile, name="emergence-compile"),
    path("dialogue/emergences/<str:theme>/", emergence.emergence_detail, name="emergence-detail"),
    path("dialogue/emergences/<str:theme>/revoir/", emergence.emergence_reopen, name="emergence-reopen"),
    path("dialogue/emergences/<str:theme>/suivre/", emergence.theme_watch, name="theme-watch"),
    path("dialogue/emergences/<str:theme>/ne-plus-suivre/", emergence.theme_drop, name="theme-drop"),
]

urlpatterns = [
    path("dialogue/", room.room_open, name="room-open"),
    *sessions,
    *texts,
    *ballots,
    *votes,
    *capture,
    *heard,
    *answers,
    *emergences,
    *places,
    *people,
]
