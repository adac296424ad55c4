from django.urls import path

from iso26000.views import evidence, finding, practice, reading

app_name = "iso26000"

urlpatterns = [
    path("norme/lecture/", reading.reading_detail, name="reading-detail"),
    path("diagnostic/", practice.practice_list, name="practice-list"),
    path("diagnostic/preuves/", evidence.evidence_list, name="evidence-list"),
    path("diagnostic/constats/", finding.finding_list, name="finding-list"),
    path("diagnostic/<str:code>/", practice.practice_edit, name="practice-edit"),
    path("diagnostic/<str:code>/preuves/", evidence.evidence_create, name="evidence-create"),
    path("diagnostic/<str:code>/preuves/<int:pk>/", evidence.evidence_edit, name="evidence-edit"),
    path("diagnostic/<str:code>/preuves/<int:pk>/retirer/", evidence.evidence_delete, name="evidence-delete"),
    path(
        "diagnostic/<str:code>/preuves/<int:pk>/versions/<int:number>/",
        evidence.evidence_download,
        name="evidence-download",
    ),
    path("diagnostic/<str:code>/constats/", finding.finding_create, name="finding-create"),
    path("diagnostic/<str:code>/constats/<int:pk>/", finding.finding_edit, name="finding-edit"),
    path("diagnostic/<str:code>/constats/<int:pk>/retirer/", finding.finding_delete, name="finding-delete"),
    path("diagnostic/<str:code>/valider/", finding.practice_validate, name="practice-validate"),
    path("diagnostic/<str:code>/rouvrir/", finding.practice_reopen, name="practice-reopen"),
]
