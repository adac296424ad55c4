"""Problems that a person can be told about. Raised anywhere below a view; ProblemMiddleware shows the page.

Problem
├── Conflict          409  the thing changed meanwhile, or its state forbids the action
├── Gone              410  the link has expired or was revoked
├── TooLarge          413  more than we accept
├── Unprocessable     422  understood, and refused
└── Unavailable       503  come back later
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Problem(Exception):
    status = 400
    default: str | Promise = _("La demande n’a pas été comprise.")

    def __init__(self, message: str | Promise = "") -> None:
        self.message = message or self.default
        super().__init__(str(self.message))


class Conflict(Problem):
    status = 409
    default = _("Cet élément a changé entre-temps.")


class Gone(Problem):
    status = 410
    default = _("Ce lien n’est plus valable.")


class TooLarge(Problem):
    status = 413
    default = _("L’envoi dépasse la taille admise.")


class Unprocessable(Problem):
    status = 422
    default = _("La demande a été comprise mais ne peut pas être traitée.")


class Unavailable(Problem):
    status = 503
    default = _("Le service est momentanément indisponible.")
