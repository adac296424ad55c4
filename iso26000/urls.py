from django.urls import path

from iso26000 import views

app_name = "iso26000"

urlpatterns = [
    path("norme/lecture/", views.reading_detail, name="reading-detail"),
]
