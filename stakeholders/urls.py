from django.urls import URLPattern, path

from stakeholders.views import score

app_name = "stakeholders"

registry: list[URLPattern] = []

contacts: list[URLPattern] = []

impacts: list[URLPattern] = []

scores: list[URLPattern] = [
    path("impacts/cotation/", score.score_grid, name="score-grid"),
    path("impacts/cotation/suivant/", score.score_next, name="score-next"),
    path("impacts/cotation/annuler/<uuid:operation>/", score.score_undo, name="score-undo"),
    path("impacts/<int:pk>/cotation/", score.score_save, name="score-save"),
    path("impacts/<int:pk>/dispersion/", score.score_spread, name="score-spread"),
]

# Words come before codes: « /parties-prenantes/carte/ » is no stakeholder.
urlpatterns = [*contacts, *registry, *scores, *impacts]
