from django.db import models
from django.utils.translation import gettext_lazy as _


class StakeholderScope(models.TextChoices):
    INTERNAL = "internal", _("interne")
    EXTERNAL = "external", _("externe")


class StakeholderKind(models.TextChoices):
    """A group with a parent is a sub-group."""

    GROUP = "group", _("groupe")
    ORGANISATION = "organisation", _("organisation")


class LawfulBasis(models.TextChoices):
    """GDPR, article 6."""

    CONSENT = "consent", _("consentement")
    CONTRACT = "contract", _("contrat")
    LEGAL_OBLIGATION = "legal_obligation", _("obligation légale")
    LEGITIMATE_INTEREST = "legitimate_interest", _("intérêt légitime")


class Polarity(models.TextChoices):
    NEGATIVE = "negative", _("négatif")
    POSITIVE = "positive", _("positif")
    NONE = "none", _("aucun impact identifié")


class Nature(models.TextChoices):
    ACTUAL = "actual", _("réel")
    POTENTIAL = "potential", _("potentiel")
