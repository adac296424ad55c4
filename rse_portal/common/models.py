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


def french_or_english(french: str, english: str) -> str:
    """The English text when the page is in English and there is one, else the French one."""
    return english or french if (get_language() or "fr").startswith("en") else french


def in_language(instance: models.Model, field: str) -> str:
    """`field_fr` or `field_en` of a row, in the language of the page."""
    return french_or_english(getattr(instance, f"{field}_fr"), getattr(instance, f"{field}_en"))
