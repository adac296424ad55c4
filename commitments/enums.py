from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class VersionState(models.TextChoices):
    """draft → submitted → adopted → published. A submitted version goes back to draft; a published one changes no more."""

    DRAFT = "draft", _("projet")
    SUBMITTED = "submitted", _("soumise")
    ADOPTED = "adopted", _("adoptée")
    PUBLISHED = "published", _("publiée")


class ActionState(models.TextChoices):
    TODO = "todo", _("à faire")
    RUNNING = "running", _("en cours")
    BLOCKED = "blocked", _("bloquée")
    DONE = "done", _("terminée")
    DROPPED = "dropped", _("abandonnée")

    @classmethod
    def left(cls) -> tuple[Self, ...]:
        """Those in which something is still to be done: only these are late, or reminded of."""
        return cls.TODO, cls.RUNNING, cls.BLOCKED  # type: ignore[return-value]


class Direction(models.TextChoices):
    UP = "up", _("plus c’est haut, mieux c’est")
    DOWN = "down", _("plus c’est bas, mieux c’est")


class Periodicity(models.TextChoices):
    MONTH = "month", _("chaque mois")
    QUARTER = "quarter", _("chaque trimestre")
    HALF = "half", _("chaque semestre")
    YEAR = "year", _("chaque année")

    @property
    def days(self) -> int:
        """After how many days without a new sample a figure is stale: the period, and the time to gather it."""
        return {"month": 45, "quarter": 122, "half": 214, "year": 426}[self.value]
