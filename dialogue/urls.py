from django.urls import path

from dialogue.views import (
    agenda,
    amendment,
    assembly,
    attendance,
    ballot,
    bulk,
    coding,
    consult,
    consultation,
    consultation_invitation,
    consultation_results,
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
    question,
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

ASKED = "dialogue/consultations/<uuid:pk>/"
QUESTION = f"{ASKED}questions/<str:code>/"
consultations = [
    path("dialogue/consultations/", consultation.consultation_list, name="consultation-list"),
    path("dialogue/consultations/nouvelle/", consultation.consultation_create, name="consultation-create"),
    path(ASKED, consultation.consultation_detail, name="consultation-detail"),
    path(f"{ASKED}modifier/", consultation.consultation_edit, name="consultation-edit"),
    path(f"{ASKED}groupes/", consultation.consultation_groups, name="consultation-groups"),
    path(f"{ASKED}apercu/", consultation.consultation_preview, name="consultation-preview"),
    path(f"{ASKED}ouvrir/", consultation.consultation_open, name="consultation-open"),
    path(f"{ASKED}clore/", consultation.consultation_close, name="consultation-close"),
    path(f"{ASKED}publier/", consultation.consultation_publish, name="consultation-publish"),
    path(f"{ASKED}questions/", question.question_list, name="question-list"),
    path(f"{ASKED}questions/nouvelle/", question.question_create, name="question-create"),
    path(QUESTION, question.question_edit, name="question-edit"),
    path(f"{QUESTION}retirer/", question.question_delete, name="question-delete"),
    path(f"{QUESTION}deplacer/", question.question_move, name="question-move"),
    path(f"{ASKED}invitations/", consultation_invitation.consulted_list, name="consulted-list"),
    path(f"{ASKED}invitations/messages/", consultation_invitation.consulted_mail, name="consulted-mail"),
    path(f"{ASKED}invitations/envoyer/", consultation_invitation.consulted_send, name="consulted-send"),
    path(
        f"{ASKED}invitations/revenus/", consultation_invitation.consulted_returned, name="consulted-returned"
    ),
    path(
        f"{ASKED}invitations/<uuid:batch>/revoquer/",
        consultation_invitation.consulted_revoke,
        name="consulted-revoke",
    ),
    path(f"{ASKED}relancer/", consultation_invitation.consulted_remind, name="consulted-remind"),
    path(f"{ASKED}resultats/", consultation_results.consultation_results, name="consultation-results"),
    path(
        f"{ASKED}resultats/fichiers/<slug:format>/",
        consultation_results.consultation_export,
        name="consultation-export",
    ),
    path(f"{ASKED}papier/", consultation_results.consultation_paper, name="consultation-paper"),
    path(
        f"{ASKED}papier/modele/",
        consultation_results.consultation_paper_template,
        name="consultation-paper-template",
    ),
]

ANSWER = "consultation/"  # the respondent's pages, outside any room
respondents = [
    path(ANSWER, consult.consult_enter, name="consult-enter"),
    path(f"{ANSWER}publiees/<uuid:pk>/", consult.consult_results, name="consult-results"),
    path(f"{ANSWER}etapes/<int:number>/", consult.consult_step, name="consult-step"),
    path(f"{ANSWER}pause/", consult.consult_pause, name="consult-pause"),
    path(f"{ANSWER}fin/", consult.consult_finish, name="consult-finish"),
    path(f"{ANSWER}recu/", consult.consult_receipt, name="consult-receipt"),
    path(f"{ANSWER}retirer/", consult.consult_withdraw, name="consult-withdraw"),
    path(f"{ANSWER}quitter/", consult.consult_leave, name="consult-leave"),
    path(f"{ANSWER}<str:code>/", consult.consult_welcome, name="consult-welcome"),
]

urlpatterns = [
    path("dialogue/", room.room_open, name="room-open"),
    *consultations,
    *respondents,
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
