from django.urls import path

from dialogue.views import feedback, feedback_list, paper, room, vote

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

urlpatterns = [path("dialogue/", room.room_open, name="room-open"), *votes, *capture, *heard]
