from django.db import models
from django.utils.translation import gettext_lazy as _


class AssemblyKind(models.TextChoices):
    TERRITORY = "territory", _("assemblée de territoire")
    COMMISSION = "commission", _("commission")


class SeatFunction(models.TextChoices):
    CHAIR = "chair", _("présidence")
    SECRETARY = "secretary", _("secrétariat")
    MEMBER = "member", _("membre")


class SessionState(models.TextChoices):
    PLANNED = "planned", _("prévue")
    HELD = "held", _("tenue")
    CLOSED = "closed", _("close")
    CANCELLED = "cancelled", _("annulée")


class Presence(models.TextChoices):
    PRESENT = "present", _("présent·e")
    EXCUSED = "excused", _("excusé·e")
    ABSENT = "absent", _("absent·e")


class MinutesPhase(models.TextChoices):
    """What one may still do to the minutes of a séance; the last one is for ever."""

    DRAFT = "draft", _("brouillon")
    AMENDING = "amending", _("ouvert aux amendements")
    ADOPTED = "adopted", _("adopté")
    FROZEN = "frozen", _("figé")


class AmendmentState(models.TextChoices):
    PROPOSED = "proposed", _("proposé")
    ACCEPTED = "accepted", _("retenu")
    REFUSED = "refused", _("écarté")
    WITHDRAWN = "withdrawn", _("retiré")


class BallotWay(models.TextChoices):
    PHONE = "phone", _("chacun·e vote sur son téléphone")
    HANDS = "hands", _("à main levée, compté par le secrétariat")


class FeedbackKind(models.TextChoices):
    EXPECTATION = "expectation", _("attente")
    CONCERN = "concern", _("inquiétude")
    GOOD_PRACTICE = "good_practice", _("bonne pratique")
    QUESTION = "question", _("question")
    SATISFACTION = "satisfaction", _("satisfaction")
    IDEA = "idea", _("idée")


class FeedbackStatus(models.TextChoices):
    RECEIVED = "received", _("reçue")
    QUALIFIED = "qualified", _("qualifiée")
    UNDER_REVIEW = "under_review", _("à l’étude")
    ANSWERED = "answered", _("répondue")
    REPORTED_BACK = "reported_back", _("restituée")
    CLOSED = "closed", _("close")

    @classmethod
    def open(cls) -> list["FeedbackStatus"]:
        return [cls.RECEIVED, cls.QUALIFIED, cls.UNDER_REVIEW]


class Provenance(models.TextChoices):
    """How a sentence came in: typed by whoever heard it, copied from a paper form, or read from a file."""

    PORTAL = "portal", _("saisie dans le portail")
    PAPER = "paper", _("recopiée d’un papier")
    FILE = "file", _("importée d’un fichier")
