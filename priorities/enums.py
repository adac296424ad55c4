from django.db import models
from django.utils.translation import gettext_lazy as _


class Criterion(models.TextChoices):
    OBJECTIVES = "objectives", _("effet sur les objectifs")
    RESOURCES = "resources", _("effet au regard des moyens")
    TIME = "time", _("délai de résultat")
    COST_OF_DELAY = "cost_of_delay", _("coût de l’attente")
    EASE = "ease", _("facilité et valeur de signal")


class DecisionState(models.TextChoices):
    SUBMITTED = "submitted", _("soumise")
    ADOPTED = "adopted", _("adoptée")


class Standing(models.TextChoices):
    """What becomes of a domain, as the ranking proposes it and as the administrators decide it."""

    PRIORITY = "priority", _("prioritaire")
    WATCHED = "watched", _("suivi")
    WAITING = "waiting", _("à instruire")
    SET_ASIDE = "set_aside", _("écarté")
