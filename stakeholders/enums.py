from django.db import models
from django.utils.translation import gettext_lazy as _


class StakeholderScope(models.TextChoices):
    INTERNAL = "internal", _("interne")
    EXTERNAL = "external", _("externe")


class StakeholderKind(models.TextChoices):
    """A group with a parent is a sub-group."""

    GROUP = "group", _("groupe")
    ORGANISATION = "organisation", _("organisation")


class Salience(models.TextChoices):
    """Mitchell, Agle & Wood (method.weights.SALIENCE_CLASSES), in words that no group would take ill."""

    DEFINITIVE = "definitive", _("incontournable")
    DOMINANT = "dominant", _("dominante")
    DANGEROUS = "dangerous", _("à risque de tension")
    DEPENDENT = "dependent", _("dépendante")
    DORMANT = "dormant", _("dormante")
    DISCRETIONARY = "discretionary", _("discrétionnaire")
    DEMANDING = "demanding", _("demandeuse")
    NON_STAKEHOLDER = "non_stakeholder", _("hors cercle")


class Quadrant(models.TextChoices):
    """Influence × dependency, AA1000SES (method.weights.QUADRANTS): how to engage."""

    COLLABORATE = "collaborate", _("décider ensemble")
    INVOLVE = "involve", _("associer et protéger")
    NEGOTIATE = "negotiate", _("négocier et entretenir")
    INFORM = "inform", _("informer et suivre")


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
