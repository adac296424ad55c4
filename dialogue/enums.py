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


class Outcome(models.TextChoices):
    """What an answer says. A refusal has a reason."""

    ACCEPTED = "accepted", _("acceptée")
    PARTLY = "partly", _("acceptée en partie")
    DECLINED = "declined", _("refusée")
    MERGED = "merged", _("rapprochée d’une autre")


class MaskReason(models.TextChoices):
    """Why a passage was hidden: said to everybody, and it tells nothing of what was there."""

    NAME = "name", _("nom d’une personne")
    CONTACT = "contact", _("coordonnées")
    HEALTH = "health", _("santé")
    OPINION = "opinion", _("opinions, croyances, syndicat")
    OTHER = "other", _("autre donnée personnelle")


class Felt(models.TextChoices):
    """Whether an effect is felt where the sentence was heard."""

    YES = "felt", _("oui, cela se sent")
    NO = "not_felt", _("non, rien n’a changé")
    UNKNOWN = "unknown", _("je ne sais pas")


class Provenance(models.TextChoices):
    """How a sentence came in: typed by whoever heard it, copied from a paper form, read from a file, or written by an
    outsider in a consultation."""

    PORTAL = "portal", _("saisie dans le portail")
    PAPER = "paper", _("recopiée d’un papier")
    FILE = "file", _("importée d’un fichier")
    CONSULTED = "consulted", _("écrite dans une consultation")


class EmergenceOutcome(models.TextChoices):
    """What people decided of a theme that rises. None of them changes a score."""

    FOLLOWED = "followed", _("suivie")
    EXPLAINED = "explained", _("expliquée")
    DISMISSED = "dismissed", _("écartée")


class QuestionKind(models.TextChoices):
    """How outsiders answer a question of a consultation."""

    SCALE = "scale", _("échelle de 0 à 4")
    SINGLE = "single", _("un choix")
    MULTIPLE = "multiple", _("plusieurs choix")
    RANKING = "ranking", _("classement")
    TEXT = "text", _("texte libre")


class Language(models.TextChoices):
    """In which a message or a letter is written."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")
