import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.models import Territory, Tracked, User
from accounts.rights import scope_of
from dialogue.enums import FeedbackKind, FeedbackStatus, Provenance
from dialogue.models.session import DialogueSession
from iso26000.models import AssessmentCycle, Domain
from stakeholders.models import Stakeholder

LONGEST_SENTENCE = 5000  # signs


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own, and those of the territories in scope with all that they cover."""
        scope = scope_of(user, "dialogue.view_feedback")
        if scope.national:
            return self
        if not isinstance(user, User):
            return self.none()
        reach = Territory.objects.within(scope.territories).values("pk")
        return self.filter(Q(author=user) | Q(territory__in=reach))

    def in_reach(self, user: User | AnonymousUser, permission: str) -> Self:
        """Where this person holds `permission`: being an author elsewhere, or a delegate, gives nothing of it."""
        scope = scope_of(user, permission)
        return (
            self if scope.national else self.filter(territory__in=Territory.objects.within(scope.territories))
        )

    def waiting(self) -> Self:
        return self.filter(status__in=FeedbackStatus.open())

    def heard_about(self, domain: Domain) -> Self:
        return self.filter(codings__domain=domain)  # a sentence is coded once to a domain: no row comes twice

    def newest_first(self) -> Self:
        return self.order_by("-received_on", "-pk")

    def of_author(self, user: User) -> Self:
        """What this person heard, whoever typed it."""
        return self.filter(author=user)


class Feedback(Tracked):
    """A sentence heard: who spoke, where, what kind, in their own words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="feedback", verbose_name=_("exercice")
    )
    reference = models.CharField(_("référence"), max_length=60)
    received_on = models.DateField(_("date"))
    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="feedback", verbose_name=_("territoire")
    )
    session = models.ForeignKey(
        DialogueSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        verbose_name=_("séance"),
    )
    stakeholder = models.ForeignKey(
        Stakeholder,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        verbose_name=_("qui parle"),
    )
    kind = models.CharField(_("nature"), max_length=20, choices=FeedbackKind)
    status = models.CharField(
        _("état"), max_length=20, choices=FeedbackStatus, default=FeedbackStatus.RECEIVED
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="feedback",
        verbose_name=_("saisie par"),
    )
    provenance = models.CharField(
        _("provenance"), max_length=10, choices=Provenance, default=Provenance.PORTAL
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="recorded_feedback",
        verbose_name=_("transcrite par"),
        help_text=_("Vide : la personne qui l’a recueillie."),
    )
    recorded_at = models.DateTimeField(
        _("enregistrée le"), default=timezone.now, editable=False, help_text=_("Heure du serveur.")
    )
    consultation = models.ForeignKey(
        "dialogue.Consultation",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="proposals",
        verbose_name=_("consultation"),
        help_text=_("Où elle a été écrite par une personne de l’extérieur."),
    )
    question = models.CharField(_("question"), max_length=20, blank=True, editable=False)
    author_code = models.CharField(_("code de l’auteur"), max_length=60, blank=True)
    text = models.TextField(_("texte"), max_length=LONGEST_SENTENCE)
    suggested_domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("sujet proposé"),
        help_text=_("Par la personne qui l’a recueillie ; le codage reste à la RSE."),
    )
    domains = models.ManyToManyField(
        Domain, through="FeedbackCoding", related_name="feedback", verbose_name=_("domaines d’action")
    )

    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="merged",
        verbose_name=_("rapprochée de"),
        help_text=_(
            "Sa réponse est celle de l’autre ; son texte, son auteur et son codage restent les siens."
        ),
    )

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("remontée")
        verbose_name_plural = _("remontées")
        ordering = ["-received_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["cycle", "reference"],
                name="feedback_reference_unique",
                violation_error_message=_("Cette référence existe déjà dans l’exercice."),
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("pk")),
                name="feedback_not_merged_into_itself",
                violation_error_message=_("Une remontée ne se rapproche pas d’elle-même."),
            ),
        ]
        indexes = [
            models.Index(fields=["cycle", "territory", "-received_on"], name="feedback_territory_recent"),
            models.Index(fields=["author", "-received_on", "-id"], name="feedback_author_recent"),
            models.Index(fields=["cycle", "-received_on", "-id"], name="feedback_cycle_recent"),
            # The inbox: what waits, oldest first.
            models.Index(fields=["cycle", "status", "received_on", "id"], name="feedback_inbox"),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("dialogue:feedback-detail", args=[self.pk])

    @property
    def pseudonym(self) -> str:
        """Who spoke or recorded it, for those who may not know: the same person always bears the same code."""
        if self.author_code or self.author_id is None:
            return self.author_code
        return "P-" + salted_hmac("dialogue.pseudonym", str(self.author_id)).hexdigest()[:6].upper()


class ReferenceSeries(models.Model):
    """The last number given to a remontée of a cycle. One that was withdrawn keeps its number: it may come back."""

    cycle = models.OneToOneField(
        AssessmentCycle, models.CASCADE, related_name="+", verbose_name=_("exercice")
    )
    last = models.PositiveIntegerField(_("dernier numéro"), default=0)

    class Meta:
        verbose_name = _("série de références")
        verbose_name_plural = _("séries de références")

    def __str__(self) -> str:
        return f"{self.cycle} – {self.last}"
