from django.urls import path

from jobs import views

app_name = "jobs"

urlpatterns = [
    path("traitements/", views.job_list, name="job-list"),
    path("traitements/<uuid:pk>/", views.job_detail, name="job-detail"),
    path("traitements/<uuid:pk>/annuler/", views.job_cancel, name="job-cancel"),
    path("traitements/<uuid:pk>/relancer/", views.job_retry, name="job-retry"),
    path("traitements/<uuid:pk>/fichier/", views.job_download, name="job-download"),
]
