"""Sign-in and passwords keep allauth's names, which it reverses itself; the addresses are ours, in French."""

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.urls import path, re_path

from accounts.views.account import account_detail
from accounts.views.history import history_list, history_restore, history_undo
from accounts.views.journal import journal_list
from accounts.views.session import session_open

urlpatterns = [
    path("connexion/", session_open, name="account_login"),
    path("deconnexion/", allauth_views.logout, name="account_logout"),
    path("compte/", account_detail, name="account-detail"),
    path("compte/ferme/", login_not_required(allauth_views.account_inactive), name="account_inactive"),
    path("compte/mot-de-passe/", allauth_views.password_change, name="account_change_password"),
    path("mot-de-passe/", allauth_views.password_reset, name="account_reset_password"),
    path("mot-de-passe/envoye/", allauth_views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^mot-de-passe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth_views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "mot-de-passe/change/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("journal/", journal_list, name="journal-list"),
    path("historique/retablir/<int:pk>/", history_restore, name="history-restore"),
    path("historique/<str:target>/<str:pk>/", history_list, name="history-list"),
    path("annuler/<uuid:operation>/", history_undo, name="history-undo"),
]
