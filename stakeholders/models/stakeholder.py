"""The registry: groups, sub-groups and organisations; what each weighs in a cycle."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from iso26000.models import AssessmentCycle
from rse_portal.common.models import in_language, scale_field, within
from stakeholders.enums import StakeholderKind, StakeholderScope

# From a row that names a stakeholder to those it counts for: itself and what stands above it. A group, its sub-groups,
# their organisations, and one level more.
LINEAGE = (
    "stakeholder",
    "stakeholder__parent",
    "stakeholder__parent__parent",
    "stakeholder__parent__parent__parent",
)


class Verified(models.Model):
    """What must be looked at again from time to time, and by whom."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("suivi par"),
        help_text=_("La personne qui tient la relation."),
    )
    verified_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    verify_every = models.PositiveSmallIntegerField(
        _("à revérifier tous les (mois)"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )

    class Meta:
        abstract = True

    @property
    def due_on(self) -> date | None:
        """The day from which it should be verified again; None: it never was, so now."""
        return self.verified_on and months_later(self.verified_on, self.verify_every)

    @property
    def is_due(self) -> bool:
        """Whether it is to be verified today."""
        due = self.due_on
        return due is None or due <= timezone.localdate()


def months_later(day: date, months: int) -> date:
    """The same day of another month, or the last one of a shorter month. months: negative goes back."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


class StakeholderQuerySet(models.QuerySet["Stakeholder"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if scope_of(user, "stakeholders.view_registry") else self.none()

    def expected_in(self, cycle: AssessmentCycle) -> Self:
        """The groups the cycle expects: in it, stakeholders proper, at the top of the tree."""
        return self.filter(significances__cycle=cycle, is_stakeholder=True, parent=None)

    def current(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into=None)


class Stakeholder(Verified, Tracked):
    """A group, sub-group or organisation of the registry. Its significance is assessed anew in each cycle."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    label_fr = models.CharField(_("nom"), max_length=200)
    label_en = models.CharField(_("nom anglais"), max_length=200, blank=True)
    kind = models.CharField(
        _("nature"), max_length=20, choices=StakeholderKind, default=StakeholderKind.GROUP
    )
    scope = models.CharField(_("périmètre"), max_length=10, choices=StakeholderScope)
    is_stakeholder = models.BooleanField(
        _("partie prenante"),
        default=True,
        help_text=_("Décoché : une ressource interne, jamais pondérée ni cotée."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("groupe parent"),
    )
    contribution = models.TextField(_("apport"), blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("fusionnée dans"),
    )

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("partie prenante")
        verbose_name_plural = _("parties prenantes")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="stakeholder_not_its_own_parent",
                violation_error_message=_("Un groupe ne peut pas être son propre parent."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="stakeholder_not_merged_into_itself",
                violation_error_message=_("Une fiche ne peut pas être fusionnée avec elle-même."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:stakeholder-detail", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self, "label")


SCORES = ("power", "legitimacy", "urgency", "dependency", "influence")
WEIGHING = SCORES[:4]  # without one of these a group is « à qualifier »; influence is shown, never weighed
QUESTIONS = (
    "legal_duty",
    "affected",
    "voices_concern",
    "involved_before",
    "can_help",
    "affects_duties",
    "disadvantaged",
    "in_value_chain",
)


class Significance(Tracked):
    """What a group weighs in one cycle: the eight questions of ISO 26000, 5.3.2, and five scores 0–4."""

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="significances", verbose_name=_("exercice")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="significances", verbose_name=_("partie prenante")
    )
    power = scale_field(_("pouvoir"), 0, 4)
    legitimacy = scale_field(_("légitimité"), 0, 4)
    urgency = scale_field(_("urgence"), 0, 4)
    dependency = scale_field(_("dépendance"), 0, 4)
    influence = scale_field(_("influence"), 0, 4)
    legal_duty = models.BooleanField(_("obligation légale envers elle"), null=True, blank=True)
    affected = models.BooleanField(_("touchée par nos décisions"), null=True, blank=True)
    voices_concern = models.BooleanField(
        _("susceptible d’exprimer des préoccupations"), null=True, blank=True
    )
    involved_before = models.BooleanField(_("déjà associée sur des sujets proches"), null=True, blank=True)
    can_help = models.BooleanField(_("peut aider à traiter un impact"), null=True, blank=True)
    affects_duties = models.BooleanField(_("peut peser sur nos responsabilités"), null=True, blank=True)
    disadvantaged = models.BooleanField(_("désavantagée si elle est exclue du dialogue"), default=False)
    in_value_chain = models.BooleanField(_("touchée dans la chaîne de valeur"), null=True, blank=True)
    reason = models.TextField(
        _("pourquoi ces notes"),
        blank=True,
        help_text=_("En une phrase : ce qui a changé, sur quoi l’on s’appuie."),
    )
    assessed_on = models.DateField(_("évaluée le"), null=True, blank=True)

    class Meta:
        verbose_name = _("significativité")
        verbose_name_plural = _("significativités")
        ordering = ["cycle", "stakeholder"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "stakeholder"], name="significance_once_per_cycle"),
            *(within(name, 0, 4) for name in SCORES),
        ]

    def __str__(self) -> str:
        return f"{self.stakeholder} – {self.cycle}"

    def get_absolute_url(self) -> str:
        return self.stakeholder.get_absolute_url()

    @property
    def to_qualify(self) -> bool:
        """Without one of the four scores that weigh: in no weighted index (docs/methode.md §2)."""
        return any(getattr(self, name) is None for name in WEIGHING)
