from django.urls import path

from priorities.views import criteria, ranking

app_name = "priorities"

urlpatterns = [
    path("priorites/", ranking.ranking_current, name="ranking-current"),
    path("priorites/compiler/", ranking.ranking_compile, name="ranking-compile"),
    path("priorites/criteres/", criteria.criterion_list, name="criterion-list"),
    path("priorites/classements/", ranking.ranking_list, name="ranking-list"),
    path("priorites/classements/<uuid:pk>/", ranking.ranking_detail, name="ranking-detail"),
    path("priorites/classements/<uuid:pk>/<slug:section>/", ranking.ranking_section, name="ranking-section"),
    path("priorites/classements/<uuid:pk>/pourquoi/<str:code>/", ranking.ranking_why, name="ranking-why"),
    path(
        "priorites/classements/<uuid:pk>/export.<slug:format>", ranking.ranking_export, name="ranking-export"
    ),
]
