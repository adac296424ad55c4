import uuid
from datetime import date, datetime, time
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, URLValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Scope
from accounts.models import Mandate, Territory, Tracked, User
from accounts.rights import scope_of
from dialogue.enums import Presence, SessionState
from dialogue.models.assembly import Assembly, in_reach
from rse_portal.common.folding import fold
from stakeholders.models import Stakeholder

MOST_PEOPLE = 9999  # of one category in one hall


class DialogueSessionQuerySet(models.QuerySet["DialogueSession"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of the bodies within reach today; besides, those held under a mandate that ended, within its dates, and
        those where one was present."""
        scope = scope_of(user, "dialogue.view_session")
        if scope.national:
            return self
        if not isinstance(user, User) or not user.is_active:
            return self.none()
        there = Attendance.objects.filter(person=user, status=Presence.PRESENT).values("session")
        seen = Q(pk__in=there)
        if scope:
            seen |= in_reach(user, scope.territories, "assembly__")
        if user.access.past:
            seen |= Q(Exists(_mandates_of_the_day(user)))
        return self.filter(seen)

    def in_reach_of(self, user: User) -> Self:
        """Those of the bodies that the person reaches today, whatever was theirs before."""
        scope = scope_of(user, "dialogue.view_session")
        if scope.national:
            return self
        return self.filter(in_reach(user, scope.territories, "assembly__")) if scope else self.none()

    def within(self, scope: Scope) -> Self:
        """Those of the bodies of a scope and of all that it covers, never of the region above (reliability S2)."""
        if scope.national:
            return self
        reach = Territory.objects.within(scope.territories).values("pk")
        return self.filter(assembly__territory__in=reach)

    def coming(self, today: date) -> Self:
        return self.filter(held_on__gte=today).exclude(state=SessionState.CANCELLED).order_by("held_on", "pk")

    def past(self, today: date) -> Self:
        return self.filter(held_on__lt=today).order_by("-held_on", "pk")

    def saying(self, words: str) -> Self:
        """Those whose subject, place, purpose or assembly says these words, accents and capitals aside."""
        folded = fold(words)
        return self.filter(
            Q(subject__folded__contains=folded)
            | Q(place__folded__contains=folded)
            | Q(purpose__folded__contains=folded)
            | Q(reference__folded__contains=folded)
            | Q(assembly__label__folded__contains=folded)
        )


def _mandates_of_the_day(user: User) -> models.QuerySet[Mandate]:
    """The mandates of a person, ended since, that were running the day of a séance, in the territory of its body, under it
    or above it."""
    territory = OuterRef("assembly__territory")
    return (
        Mandate.objects.ended(timezone.localdate())
        .filter(user=user, starts_on__lte=OuterRef("held_on"), ends_on__gte=OuterRef("held_on"))
        .filter(
            Q(territory=territory)
            | Q(territory__parent=territory)
            | Q(territory=OuterRef("assembly__territory__parent"))
        )
        .order_by()
    )


class DialogueSession(Tracked):
    """One meeting of an assembly. Its times are those of the clock in the hall (Europe/Paris)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("référence"), max_length=60, unique=True)
    assembly = models.ForeignKey(
        Assembly, models.PROTECT, related_name="sessions", verbose_name=_("assemblée")
    )
    held_on = models.DateField(_("date"))
    starts_at = models.TimeField(_("début"), null=True, blank=True)
    ends_at = models.TimeField(_("fin"), null=True, blank=True)
    place = models.CharField(_("lieu"), max_length=160, blank=True)
    link = models.URLField(
        _("lien de visioconférence"),
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["http", "https"])],
    )
    subject = models.CharField(_("objet"), max_length=200, blank=True)
    purpose = models.TextField(_("ce qu’on en attend"), max_length=1000, blank=True)
    agenda = models.TextField(_("ordre du jour"), max_length=4000, blank=True)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="moderated_sessions",
        verbose_name=_("animation"),
    )
    secretary = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="kept_sessions",
        verbose_name=_("secrétariat"),
    )
    state = models.CharField(_("état"), max_length=10, choices=SessionState, default=SessionState.PLANNED)
    cancel_reason = models.CharField(_("motif d’annulation"), max_length=200, blank=True)
    speakers = models.PositiveSmallIntegerField(
        _("personnes qui ont pris la parole"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_PEOPLE)],
    )
    follow_up_shown = models.BooleanField(
        _("suites de la séance précédente présentées"), null=True, blank=True
    )
    closed_at = models.DateTimeField(_("close le"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="closed_sessions",
        verbose_name=_("close par"),
    )

    objects = DialogueSessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["-held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(starts_at__isnull=False, ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message=_("La fin doit venir après le début."),
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None) | Q(closed_at__isnull=False, state="closed"),
                name="session_closed_with_its_state",
            ),
        ]
        indexes = [
            models.Index(fields=["assembly", "-held_on"], name="session_assembly_recent"),
            models.Index(fields=["-held_on", "id"], name="session_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.assembly} – {self.held_on:%d/%m/%Y}"

    def clean(self) -> None:
        """A time that the clock skips, or shows twice, that day is no time to meet. Raises ValidationError."""
        for name in ("starts_at", "ends_at"):
            value = getattr(self, name)
            if value and self.held_on and not _shown_once(self.held_on, value):
                raise ValidationError(
                    {
                        name: _(
                            "Cette nuit-là, l’heure change : choisissez une heure qui existe une seule fois."
                        )
                    }
                )

    def get_absolute_url(self) -> str:
        return reverse("dialogue:session-detail", args=[self.pk])

    @property
    def agenda_items(self) -> list[str]:
        """One point per line."""
        return [line.strip(" \t-•–") for line in self.agenda.splitlines() if line.strip(" \t-•–")]

    @property
    def is_over(self) -> bool:
        """Nothing of it changes any more, its minutes apart."""
        return self.state in (SessionState.CLOSED, SessionState.CANCELLED)

    @property
    def is_cancelled(self) -> bool:
        return self.state == SessionState.CANCELLED

    @property
    def is_to_close(self) -> bool:
        return not self.is_over and self.held_on <= timezone.localdate()

    @property
    def sequence(self) -> int:
        """Of RFC 5545: one more at each change, whatever undoes it."""
        return self.version - 1


def _shown_once(day: date, at: time) -> bool:
    """Whether the clock of the hall shows this time exactly once that day."""
    zone = timezone.get_default_timezone()
    moments = [datetime.combine(day, at, zone).replace(fold=fold) for fold in (0, 1)]
    return moments[0].utcoffset() == moments[1].utcoffset()


class Attendance(Tracked):
    """Whether a person who was expected came."""

    session = models.ForeignKey(
        DialogueSession, models.PROTECT, related_name="attendances", verbose_name=_("séance")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances", verbose_name=_("personne")
    )
    status = models.CharField(_("présence"), max_length=10, choices=Presence)

    class Meta:
        verbose_name = _("présence")
        verbose_name_plural = _("présences")
        ordering = ["session", "person"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="attendance_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} – {self.person_id}"


class AttendanceCount(Tracked):
    """How many people of a category came besides the members. No row: nobody counted, which is not zero."""

    session = models.ForeignKey(
        DialogueSession, models.PROTECT, related_name="counts", verbose_name=_("séance")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="attendance_counts", verbose_name=_("catégorie")
    )
    people = models.PositiveSmallIntegerField(_("personnes"), validators=[MaxValueValidator(MOST_PEOPLE)])

    class Meta:
        verbose_name = _("décompte de présence")
        verbose_name_plural = _("décomptes de présence")
        ordering = ["session", "stakeholder"]
        constraints = [
            models.UniqueConstraint(fields=["session", "stakeholder"], name="count_once_per_category")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} – {self.stakeholder_id}"


class SessionDocument(Tracked):
    """A file sent with the convocation, or shown in séance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(
        DialogueSession, models.PROTECT, related_name="documents", verbose_name=_("séance")
    )
    label = models.CharField(_("intitulé"), max_length=160)
    file = models.FileField(_("fichier"), max_length=300, upload_to="seances")
    name = models.CharField(_("nom du fichier"), max_length=160)
    size = models.PositiveIntegerField(_("taille en octets"))
    added_at = models.DateTimeField(_("ajouté le"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ajouté par")
    )

    class Meta:
        verbose_name = _("document de séance")
        verbose_name_plural = _("documents de séance")
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return self.label


class Invitation(models.Model):
    """The last message that one person was sent about a séance: the watermark that keeps them from two (ADR 0016).

    version: of the séance that the message told, written before it leaves; 0 when none ever left. When the server
    refuses, it takes back the value it had, and `failure` says why until a message leaves.
    """

    session = models.ForeignKey(
        DialogueSession, models.CASCADE, related_name="invitations", verbose_name=_("séance")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="invitations", verbose_name=_("personne")
    )
    version = models.PositiveIntegerField(_("version envoyée"), default=0)
    sent_at = models.DateTimeField(_("envoyée le"), null=True, blank=True)
    failure = models.CharField(_("cause de l’échec"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("convocation")
        verbose_name_plural = _("convocations")
        ordering = ["session", "person"]
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="invitation_once_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.session_id} – {self.person_id}"


class CalendarFeed(models.Model):
    """One's sessions in one's own calendar. The address holds `nonce` signed with the key of the portal: a copy of the
    database opens no calendar, and a new nonce revokes the address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feed", verbose_name=_("personne")
    )
    nonce = models.CharField(_("aléa"), max_length=60, unique=True)
    created_at = models.DateTimeField(_("ouvert le"), default=timezone.now)

    class Meta:
        verbose_name = _("abonnement à l’agenda")
        verbose_name_plural = _("abonnements à l’agenda")
        ordering = ["user"]

    def __str__(self) -> str:
        return str(self.user_id)
