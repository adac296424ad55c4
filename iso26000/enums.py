from django.db import models
from django.utils.translation import gettext_lazy as _


class DomainKind(models.TextChoices):
    ISSUE = "issue", _("domaine d’action")
    PRINCIPLE = "principle", _("principe")
    PRACTICE = "practice", _("pratique fondamentale")


class LabelStatus(models.TextChoices):
    VERIFIED = "verified", _("titre vérifié")
    PARTIAL = "partial", _("titre vérifié en partie")
    FROM_MEMORY = "from_memory", _("titre à vérifier")


class CycleState(models.TextChoices):
    OPEN = "open", _("ouvert")
    CLOSED = "closed", _("clos")


class PracticeAnswer(models.TextChoices):
    LEVEL = "level", _("niveau")
    UNKNOWN = "nsp", _("ne sait pas")
    NOT_APPLICABLE = "na", _("non applicable")


class EvidenceKind(models.TextChoices):
    STATEMENT = "statement", _("déclaration")
    DOCUMENT = "document", _("document")
    INDICATOR = "indicator", _("indicateur")
    TREND = "trend", _("tendance sur deux ans")
    EXTERNAL_REVIEW = "external_review", _("revue externe")


class FindingKind(models.TextChoices):
    STRENGTH = "strength", _("point fort")
    SENSITIVE = "sensitive", _("point sensible")
    GAP = "gap", _("écart")


class ValidationState(models.TextChoices):
    VALIDATED = "validated", _("validé")
    REOPENED = "reopened", _("rouvert")


class CarriedKind(models.TextChoices):
    """What a cycle may take from the one before."""

    PRACTICE = "practice", _("niveau de pratique")
    EVIDENCE = "evidence", _("preuve")
    SIGNIFICANCE = "significance", _("significativité")
    IMPACT = "impact", _("impact")
