import uuid
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from priorities.models.run import RankingRun


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those tried on a run that the person may try things on."""
        if not isinstance(user, User) or not user.has_perm("priorities.try_settings"):
            return self.none()
        return self.filter(run__in=RankingRun.objects.visible_to(user).order_by().values("pk"))

    def newest_first(self) -> Self:
        return self.order_by("-created_at", "pk")


class Scenario(Tracked):
    """« Et si » with a name: settings tried on a run. It holds no figures: they are computed again, always the same.

    variation: method.variation.Variation as JSON.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    run = models.ForeignKey(
        RankingRun, models.PROTECT, related_name="scenarios", verbose_name=_("classement")
    )
    name = models.CharField(_("nom"), max_length=80)
    variation = models.JSONField(_("réglages"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="scenarios", verbose_name=_("enregistré par")
    )
    created_at = models.DateTimeField(_("enregistré le"), default=timezone.now)

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("scénario")
        verbose_name_plural = _("scénarios")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "owner", "name"],
                name="scenario_named_once",
                violation_error_message=_("Vous avez déjà un scénario de ce nom sur ce classement."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("priorities:scenario-detail", args=[self.pk])
