import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from dialogue.enums import AmendmentState, MinutesPhase
from dialogue.models.session import DialogueSession

LONGEST_MINUTES = 60_000  # signs: some twenty-five pages
LONGEST_PARAGRAPH = 6_000


def fingerprint_of(text: str) -> str:
    """SHA-256 of the text in UTF-8, in hexadecimal: what `sha256sum` says of the file of the text."""
    return hashlib.sha256(text.encode()).hexdigest()


class Minutes(Tracked):
    """What was said in a séance: drafted, amended by those who were there, adopted, then frozen for ever.

    Once frozen the database itself refuses to change or to delete the row, and any of its amendments (migration 0006).
    """

    session = models.OneToOneField(
        DialogueSession, models.PROTECT, related_name="minutes", verbose_name=_("séance")
    )
    phase = models.CharField(_("phase"), max_length=10, choices=MinutesPhase, default=MinutesPhase.DRAFT)
    text = models.TextField(_("texte"), max_length=LONGEST_MINUTES, blank=True)
    published_on = models.DateField(_("ouvert aux amendements le"), null=True, blank=True)
    adopted_in = models.ForeignKey(
        DialogueSession,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="adopted_minutes",
        verbose_name=_("adopté en séance"),
    )
    adopted_on = models.DateField(_("adopté le"), null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("adoption constatée par"),
    )
    frozen_at = models.DateTimeField(_("figé le"), null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("figé par"),
    )
    fingerprint = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("compte rendu")
        verbose_name_plural = _("comptes rendus")
        ordering = ["session"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted_in=None, adopted_on=None, adopted_by=None)
                & Q(phase__in=["draft", "amending"])
                | Q(adopted_in__isnull=False, adopted_on__isnull=False, adopted_by__isnull=False)
                & Q(phase__in=["adopted", "frozen"]),
                name="minutes_adopted_with_its_phase",
            ),
            models.CheckConstraint(
                condition=Q(frozen_at=None, frozen_by=None, fingerprint="") & ~Q(phase="frozen")
                | Q(frozen_at__isnull=False, frozen_by__isnull=False, phase="frozen") & ~Q(fingerprint=""),
                name="minutes_frozen_with_its_phase",
            ),
        ]

    def __str__(self) -> str:
        return str(self.session)

    def get_absolute_url(self) -> str:
        return reverse("dialogue:minutes-detail", args=[self.session_id])

    @property
    def is_draft(self) -> bool:
        return self.phase == MinutesPhase.DRAFT

    @property
    def is_amending(self) -> bool:
        return self.phase == MinutesPhase.AMENDING

    @property
    def is_adopted(self) -> bool:
        """Adopted, frozen or not: it is the text of the assembly."""
        return self.phase in (MinutesPhase.ADOPTED, MinutesPhase.FROZEN)

    @property
    def is_frozen(self) -> bool:
        return self.phase == MinutesPhase.FROZEN


class Amendment(Tracked):
    """What one who was there proposes to write instead of a paragraph. Both texts stay, whatever is decided."""

    minutes = models.ForeignKey(
        Minutes, models.PROTECT, related_name="amendments", verbose_name=_("compte rendu")
    )
    number = models.PositiveSmallIntegerField(_("numéro"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="amendments", verbose_name=_("proposé par")
    )
    proposed_at = models.DateTimeField(_("proposé le"), default=timezone.now)
    place = models.PositiveSmallIntegerField(
        _("paragraphe"), help_text=_("Le rang de l’ancien texte, à partir de 0.")
    )
    before = models.TextField(_("ancien texte"), max_length=LONGEST_MINUTES, blank=True)
    after = models.TextField(_("texte proposé"), max_length=LONGEST_PARAGRAPH, blank=True)
    why = models.CharField(_("pourquoi"), max_length=300, blank=True)
    state = models.CharField(
        _("état"), max_length=10, choices=AmendmentState, default=AmendmentState.PROPOSED
    )
    decided_at = models.DateTimeField(_("tranché le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("tranché par"),
    )
    reason = models.CharField(_("motif"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("amendement")
        verbose_name_plural = _("amendements")
        ordering = ["minutes", "number"]
        constraints = [
            models.UniqueConstraint(fields=["minutes", "number"], name="amendment_number_unique"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False) & ~Q(state="proposed"),
                name="amendment_decided_with_its_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(reason=""),
                name="amendment_refused_with_a_reason",
                violation_error_message=_("Dites pourquoi l’amendement est écarté."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.minutes_id} – {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == AmendmentState.PROPOSED
