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


class Fate(models.TextChoices):
    """What becomes of a domain in another version of the standard."""

    SAME = "same", _("reste un domaine")
    MERGED = "merged", _("réuni à d’autres")
    SPLIT = "split", _("partagé en plusieurs")
    DROPPED = "dropped", _("sans équivalent")


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


class CampaignState(models.TextChoices):
    PREPARATION = "preparation", _("en préparation")
    OPEN = "open", _("ouverte")
    CLOSED = "closed", _("close")
    PUBLISHED = "published", _("publiée")

    @classmethod
    def over(cls) -> list["CampaignState"]:
        """No answer comes any more: its results may be read."""
        return [cls.CLOSED, cls.PUBLISHED]


class CampaignAccess(models.TextChoices):
    PERSON = "person", _("un code par personne")
    SITE = "site", _("un lien par site")


class Answer(models.TextChoices):
    """What one answers to a statement; the numbers are the scale of practices."""

    NOT_AT_ALL = "0", _("Pas du tout")
    RATHER_NOT = "1", _("Plutôt non")
    PARTLY = "2", _("En partie")
    RATHER = "3", _("Plutôt oui")
    FULLY = "4", _("Tout à fait")
    UNKNOWN = "nsp", _("Je ne sais pas")
    NOT_CONCERNED = "na", _("Pas concerné·e")


class WhyNotConcerned(models.TextChoices):
    """Chosen, never written: a free reason would tell who writes it."""

    JOB = "job", _("mon métier n’y touche pas")
    SITE = "site", _("cela n’existe pas là où je travaille")
    RECENT = "recent", _("je suis là depuis trop peu de temps")


class CommentState(models.TextChoices):
    WAITING = "waiting", _("à modérer")
    ACCEPTED = "accepted", _("accepté")
    MASKED = "masked", _("accepté, en partie masqué")
    REFUSED = "refused", _("refusé")


class RefusalReason(models.TextChoices):
    NAMES = "names", _("désigne une personne")
    HEALTH = "health", _("parle de la santé de quelqu’un")
    INSULT = "insult", _("injurie")
    OFF_TOPIC = "off_topic", _("hors sujet")
