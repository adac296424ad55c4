from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """What a token may do, within the rights of its owner and never beyond."""

    DOMAINS = "domains:read", _("lire la norme et ses domaines")
    STAKEHOLDERS = "stakeholders:read", _("lire les parties prenantes")
    IMPACTS = "impacts:read", _("lire les impacts")
    FEEDBACK = "feedback:read", _("lire les remontées")
    RECORD = "feedback:write", _("enregistrer des remontées")
    RANKINGS = "rankings:read", _("lire les classements")
    COMMITMENTS = "commitments:read", _("lire les engagements et les versions du référentiel")
    ACTIONS = "actions:read", _("lire les actions")
    MOVE = "actions:write", _("dire où en sont les actions")
    INDICATORS = "indicators:read", _("lire les indicateurs et leurs relevés")
    MEASURE = "samples:write", _("relever les indicateurs")


class Event(TextChoices):
    """What a webhook may tell."""

    RANKING = "ranking.compiled", _("un classement est calculé")
    REFERENTIAL = "referential.published", _("une version du référentiel est publiée")
    FEEDBACK = "feedback.answered", _("une remontée a sa réponse")


PING = "ping"  # what « Envoyer un essai » sends: nobody subscribes to it


class DeliveryState(TextChoices):
    WAITING = "waiting", _("à envoyer")
    DELIVERED = "delivered", _("remis")
    FAILED = "failed", _("abandonné")


class Failure(TextChoices):
    """Why the last attempt failed, when no answer says it by its status."""

    ADDRESS = "address", _("adresse refusée")
    SILENCE = "silence", _("pas de réponse")
