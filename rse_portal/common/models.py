"""Field helpers shared by the models. No table of its own."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def scale_field(label: Any, low: int, high: int, **options: Any) -> models.PositiveSmallIntegerField:
    """A whole number low..high that may be missing: null means « not assessed », never zero."""
    return models.PositiveSmallIntegerField(
        label, null=True, blank=True, validators=[MinValueValidator(low), MaxValueValidator(high)], **options
    )


def within(name: str, low: int, high: int) -> models.CheckConstraint:
    """The database keeps the scale: null or low..high."""
    return models.CheckConstraint(
        condition=Q(**{name: None}) | Q(**{f"{name}__gte": low, f"{name}__lte": high}),
        name=f"%(app_label)s_%(class)s_{name}_{low}_{high}",
        violation_error_message=_("La valeur est hors de l’échelle."),
    )


def in_language(instance: models.Model, field: str) -> str:
    """The English text when the page is in English and there is one, else the French one."""
    if (get_language() or "fr").startswith("en"):
        return getattr(instance, f"{field}_en") or getattr(instance, f"{field}_fr")
    return getattr(instance, f"{field}_fr")
