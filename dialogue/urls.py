from django.urls import path

from dialogue.views import vote

app_name = "dialogue"

votes = [
    path("dialogue/votes/", vote.vote_list, name="vote-list"),
    path("dialogue/votes/<str:code>/", vote.vote_edit, name="vote-edit"),
    path("dialogue/votes/<str:code>/mains-levees/", vote.vote_hands, name="vote-hands"),
    path("dialogue/votes/<str:code>/retirer/", vote.vote_remove, name="vote-remove"),
]

urlpatterns = [*votes]
