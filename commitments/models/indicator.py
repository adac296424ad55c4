"""What is measured: a definition, its use for a commitment or an axis with a target, and the samples."""

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from commitments.enums import Direction, Periodicity
from commitments.models.commitment import Commitment, ImprovementAxis, LivingQuerySet
from commitments.models.version import ReferentialVersion

KEPT = timedelta(days=1)  # a file that waits for its confirmation


def value_field(label: Any, **options: Any) -> "models.DecimalField[Any, Any]":
    """A measured value: null is « not known », never zero."""
    return models.DecimalField(label, max_digits=15, decimal_places=3, **options)


class IndicatorDefinition(Tracked):
    """How something is counted, wherever it is followed."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("indicateur"), max_length=200)
    method = models.TextField(_("comment il se calcule"), max_length=1000, blank=True)
    unit = models.CharField(_("unité"), max_length=30, blank=True)
    direction = models.CharField(_("sens"), max_length=10, choices=Direction)
    periodicity = models.CharField(_("relevé"), max_length=10, choices=Periodicity)

    class Meta:
        verbose_name = _("définition d’indicateur")
        verbose_name_plural = _("définitions d’indicateurs")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class Indicator(Tracked):
    """A definition followed for one commitment, or for one of its axes: from where, to where, by when."""

    definition = models.OneToOneField(
        IndicatorDefinition, models.PROTECT, related_name="indicator", verbose_name=_("définition")
    )
    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="indicators", verbose_name=_("engagement")
    )
    axis = models.ForeignKey(
        ImprovementAxis,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="indicators",
        verbose_name=_("axe d’amélioration"),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("relevé par"),
    )
    baseline = value_field(_("valeur de départ"), null=True, blank=True)
    baseline_on = models.DateField(_("au"), null=True, blank=True)
    target = value_field(_("cible"), null=True, blank=True)
    target_on = models.DateField(_("à atteindre le"), null=True, blank=True)
    published_in = models.ForeignKey(
        ReferentialVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("publié pour la première fois dans"),
    )

    objects = LivingQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicateur")
        verbose_name_plural = _("indicateurs")
        ordering = ["definition__code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(baseline=None, baseline_on=None)
                | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="indicator_baseline_with_its_day",
                violation_error_message=_("La valeur de départ va avec sa date."),
            ),
            models.CheckConstraint(
                condition=Q(target=None, target_on=None) | Q(target__isnull=False, target_on__isnull=False),
                name="indicator_target_with_its_day",
                violation_error_message=_("La cible va avec sa date."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.definition)

    def get_absolute_url(self) -> str:
        return reverse("commitments:indicator-detail", args=[self.definition.code])

    def is_stale(self, last: date | None, today: date) -> bool:
        """last: the day of its last sample. One that was never measured is not stale: it says so itself."""
        return last is not None and (today - last).days > Periodicity(self.definition.periodicity).days

    def reaches(self, value: Decimal | None) -> bool | None:
        """Whether this value meets the target; None when either is unknown."""
        if value is None or self.target is None:
            return None
        return value >= self.target if self.definition.direction == Direction.UP else value <= self.target


class Sample(Tracked):
    """One value on one day."""

    indicator = models.ForeignKey(
        Indicator, models.PROTECT, related_name="samples", verbose_name=_("indicateur"), db_index=False
    )
    on = models.DateField(_("date"))
    value = value_field(_("valeur"))
    note = models.CharField(_("remarque"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("relevé")
        verbose_name_plural = _("relevés")
        ordering = ["indicator", "on"]
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                name="sample_once_a_day",
                violation_error_message=_("Une valeur est déjà relevée ce jour-là."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} – {self.on}"


class SampleImportQuerySet(models.QuerySet["SampleImport"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own: a file is its owner's until it is imported."""
        return self.filter(owner=user) if isinstance(user, User) else self.none()

    def outdated(self) -> Self:
        return self.filter(created_at__lt=timezone.now() - KEPT)


class SampleImport(models.Model):
    """A file of samples that waits for its confirmation, a day at most; it goes once it is imported (ADR 0014).

    preview: commitments.imports.carrying.Outcome as JSON, with the remarks on the reading.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="sample_imports", verbose_name=_("envoyé par")
    )
    name = models.CharField(_("nom du fichier"), max_length=200)
    upload = models.FileField(_("fichier"), max_length=200)
    sha256 = models.CharField(_("empreinte"), max_length=64)
    preview: Any = models.JSONField(_("aperçu"), default=dict)
    created_at = models.DateTimeField(_("envoyé le"), default=timezone.now, editable=False)

    objects = SampleImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import de relevés")
        verbose_name_plural = _("imports de relevés")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("commitments:sample-import-detail", args=[self.pk])
