from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

from rse_portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("langue/", login_not_required(set_language), name="set-language"),
    path("aide/", views.static_page, {"template": "pages/help.html"}, name="help"),
    path("glossaire/", views.static_page, {"template": "pages/glossary.html"}, name="glossary"),
    path("accessibilite/", views.static_page, {"template": "pages/accessibility.html"}, name="accessibility"),
    path("donnees-personnelles/", views.static_page, {"template": "pages/privacy.html"}, name="privacy"),
    path("", include("api.urls")),
    path("", include("accounts.urls")),
    path("", include("jobs.urls")),
    path("", include("search.urls")),
    path("", include("reports.urls")),  # before /diagnostic/<domain>/: /diagnostic/ecarts/ reads everything
    path("", include("iso26000.urls")),
    path("", include("stakeholders.urls")),
    path("", include("dialogue.urls")),
    path("", include("priorities.urls")),
]
if settings.DEBUG:
    urlpatterns += [path("composants/", views.showcase, name="showcase")]

handler400 = "rse_portal.common.views.bad_request"
handler403 = "rse_portal.common.views.forbidden"
handler404 = "rse_portal.common.views.not_found"
handler429 = "rse_portal.common.views.too_many_requests"
handler500 = "rse_portal.common.views.server_error"
