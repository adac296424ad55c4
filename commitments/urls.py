from django.urls import path

app_name = "commitments"
urlpatterns = [path("referentiel/actions/<str:code>/", lambda request, code: None, name="action-detail")]
