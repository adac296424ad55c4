from django.urls import path

from iso26000.views import evidence, practice, reading

app_name = "iso26000"

urlpatterns = [
    path("norme/lecture/", reading.reading_detail, name="reading-detail"),
    path("diagnostic/", practice.practice_list, name="practice-list"),
    path("diagnostic/<str:code>/", practice.practice_edit, name="practice-edit"),
    path("diagnostic/<str:code>/preuves/", evidence.evidence_create, name="evidence-create"),
    path("diagnostic/<str:code>/preuves/<int:pk>/", evidence.evidence_edit, name="evidence-edit"),
    path("diagnostic/<str:code>/preuves/<int:pk>/retirer/", evidence.evidence_delete, name="evidence-delete"),
]
