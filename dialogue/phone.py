"""What a phone needs to keep what is typed on it: whose it is, the key that they alone are given, its words (ADR 0020)."""

import base64
import hashlib
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Role

MODULES = ("db", "queue", "guard", "words", "phone", "pending", "subjects", "form")
# What the page of a remontée shows itself with; the service worker keeps it for when there is no network.
SHELL = (
    "vendor/bootstrap-5.3.9/bootstrap.min.css",
    "vendor/inter-5.3.0/inter-latin-wght-normal.woff2",
    "css/tokens.css",
    "css/components.css",
    "css/charts.css",
    "css/pages.css",
    "css/capture.css",
    "js/theme.js",
    "js/frame.js",
    *(f"js/capture/{name}.js" for name in MODULES),
    "icons.svg",
    "brand.svg",
    "favicon.svg",
)
WORKER = "js/capture/worker.js"


def mark_of(user: User) -> str:
    """Whose a draft is, on a phone that several share. It says nothing of the account."""
    return salted_hmac("dialogue.phone.person", str(user.pk), algorithm="sha256").hexdigest()[:24]


def key_of(user: User) -> str:
    """The key of this person's drafts, base64: handed over in their pages only, written nowhere on the phone."""
    return base64.b64encode(
        salted_hmac("dialogue.phone.key", str(user.pk), algorithm="sha256").digest()
    ).decode()


def phone_of(user: User) -> dict[str, str] | None:
    """For base.html, on the pages of délégué·es, and of those whose mandate ended: they may have something left to send."""
    roles = user.access.roles
    if roles and Role.DELEGATE not in roles:
        return None
    return {"person": mark_of(user), "key": key_of(user)}


def manifest() -> dict[str, Any]:
    """The web app manifest: the portal opens on the delegate's home."""
    icons = [
        {
            "src": static(f"icons/{name}.png"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for name, size, purpose in (
            ("portail-192", 192, "any"),
            ("portail-512", 512, "any"),
            ("portail-maskable-512", 512, "maskable"),
        )
    ]
    return {
        "name": _("Portail RSE"),
        "short_name": _("Portail RSE"),
        "lang": "fr",
        "start_url": reverse("home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#FBFAF7",
        "theme_color": "#0E5A5E",
        "icons": icons,
        "shortcuts": [{"name": _("Nouvelle remontée"), "url": reverse("dialogue:feedback-create")}],
    }


def pages() -> list[str]:
    """The pages that open without network."""
    return [reverse("dialogue:feedback-create"), reverse("dialogue:feedback-pending")]


def worker_script() -> str:
    """The service worker, preceded by what it keeps. Its text changes with any file of the shell: browsers renew it then."""
    shell = {
        "version": shell_version(),
        "files": [static(name) for name in SHELL],
        "pages": pages(),
        "doors": [reverse("account_login"), reverse("account_logout")],
    }
    return f"const SHELL = {json.dumps(shell)};\n{_read(WORKER).decode()}"


def shell_version() -> str:
    """A fingerprint of the files of the shell."""
    return _fingerprint() if not settings.DEBUG else _fingerprint.__wrapped__()


@lru_cache(maxsize=1)
def _fingerprint() -> str:
    digest = hashlib.sha256()
    for name in (WORKER, *SHELL):
        digest.update(_read(name))
    return digest.hexdigest()[:16]


def _read(name: str) -> bytes:
    return (Path(settings.STATICFILES_DIRS[0]) / name).read_bytes()


def words() -> dict[str, Any]:
    """What the page of a remontée says by itself. {time}, {n}, {most}: filled in by the page."""
    return {
        "draft": _("Brouillon enregistré à {time}"),
        "kept": _("Enregistré sur ce téléphone à {time}"),
        "sent": _("Envoyé"),
        "sentAs": _("Envoyé : {reference}"),
        "sending": _("Envoi…"),
        "offline": _("Hors ligne : gardé sur ce téléphone, {time}"),
        "signIn": _("Reconnectez-vous : rien n’est perdu"),
        "signInLink": _("Se connecter"),
        "nowhere": _("Ce navigateur ne garde pas de brouillon : envoyez avant de quitter la page."),
        "elsewhere": _("Un brouillon est ouvert dans un autre onglet : vous en commencez un autre ici."),
        "newer": _("Une nouvelle version de cette page est prête."),
        "reload": _("La charger, sans rien perdre"),
        "waiting": [_("1 envoi en attente"), _("{n} envois en attente")],
        "review": [_("1 remontée à revoir"), _("{n} remontées à revoir")],
        "noText": _("Écrivez ce qui a été dit."),
        "noKind": _("Dites ce que c’est : une attente, une question…"),
        "tooLong": _("Le texte doit comporter au plus {most} caractères (actuellement {n})."),
        "errors": [_("une réponse est à corriger"), _("{n} réponses sont à corriger")],
        "error": _("Erreur :"),
        "unreadable": _("Cette saisie ne peut plus être lue sur ce téléphone."),
        "unknownReason": _("Le portail ne l’a pas acceptée."),
        "resume": _("Reprendre"),
        "remove": _("Supprimer"),
        "removeSure": _("Supprimer définitivement ?"),
        "keep": _("Garder"),
        "since": _("saisie le {time}"),
    }
