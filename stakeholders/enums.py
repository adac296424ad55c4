from django.db import models
from django.utils.translation import gettext_lazy as _


class StakeholderScope(models.TextChoices):
    INTERNAL = "internal", _("interne")
    EXTERNAL = "external", _("externe")


class Polarity(models.TextChoices):
    NEGATIVE = "negative", _("négatif")
    POSITIVE = "positive", _("positif")
    NONE = "none", _("aucun impact identifié")


class Nature(models.TextChoices):
    ACTUAL = "actual", _("réel")
    POTENTIAL = "potential", _("potentiel")
