from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    NATIONAL = "national", _("national")
    REGION = "region", _("région")
    DEPARTMENT = "department", _("département")


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def within(self, ids: frozenset[int]) -> "TerritoryQuerySet":
        """These territories and all that they cover: a right on a region covers its departments, never upward."""
        return self.filter(Q(pk__in=ids) | Q(parent__in=ids) | Q(parent__parent__in=ids))


class Territory(models.Model):
    """A place of the territories tree, at most three levels deep: national, region, department."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    label = models.CharField(_("nom"), max_length=120)
    level = models.CharField(_("niveau"), max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("territoire parent"),
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territoire")
        verbose_name_plural = _("territoires")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label
