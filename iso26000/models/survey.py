"""What a diagnostic with the employees and a consultation of the outside have in common: days, thresholds, states."""

from datetime import date

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.enums import CampaignState
from method.disclosure import INTERNAL, PUBLIC


class Survey(Tracked):
    """state: preparation → open → closed → published, by its own actions only: it is no part of what a form changes."""

    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"))
    k_internal = models.PositiveSmallIntegerField(
        _("seuil interne"), default=INTERNAL, validators=[MinValueValidator(INTERNAL), MaxValueValidator(99)]
    )
    k_public = models.PositiveSmallIntegerField(
        _("seuil public"), default=PUBLIC, validators=[MinValueValidator(PUBLIC), MaxValueValidator(99)]
    )
    state = models.CharField(
        _("état"), max_length=12, choices=CampaignState, default=CampaignState.PREPARATION, editable=False
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message=_("Le dernier jour ne peut pas précéder le premier."),
            ),
            models.CheckConstraint(
                condition=Q(k_internal__gte=INTERNAL, k_public__gte=PUBLIC)
                & Q(k_public__gte=F("k_internal")),
                name="%(class)s_thresholds_hold",
                violation_error_message=_(
                    "Le seuil interne est d’au moins 5, le seuil public d’au moins 11 et jamais plus bas que l’autre."
                ),
            ),
        ]

    @classmethod
    def tracked_fields(cls) -> list["models.Field[object, object]"]:
        """Not the state: no undo opens what was closed."""
        return [field for field in super().tracked_fields() if field.name != "state"]

    @property
    def in_preparation(self) -> bool:
        return self.state == CampaignState.PREPARATION

    @property
    def is_open(self) -> bool:
        return self.state == CampaignState.OPEN

    @property
    def is_over(self) -> bool:
        return self.state in CampaignState.over()

    @property
    def is_published(self) -> bool:
        return self.state == CampaignState.PUBLISHED

    def takes_answers(self, today: date | None = None) -> bool:
        return self.is_open and self.starts_on <= (today or timezone.localdate()) <= self.ends_on
