import json
import uuid
from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import scope_of
from accounts.roles import Role
from iso26000.enums import CycleState
from iso26000.models import AssessmentCycle, is_blind, seat_held_by
from stakeholders.models.tally import nothing_left_in


class RankingRunQuerySet(models.QuerySet["RankingRun"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The team sees each run; delegates and platform admins those of closed cycles, which are published.

        Whoever scores sees those of an open cycle once they have nothing left to score in it: a ranking tells what the
        others gave (ADR 0013).
        """
        if not isinstance(user, User) or not scope_of(user, "priorities.view_ranking"):
            return self.none()
        closed = Q(cycle__state=CycleState.CLOSED)
        if not user.access.has(Role.RAPPORTEUR, Role.MANAGER, Role.ADMINISTRATOR, Role.AUDITOR):
            return self.filter(closed)
        if not is_blind(user):
            return self
        return self.filter(closed | Q(nothing_left_in(OuterRef("cycle"), seat_held_by(user))))

    def of(self, cycle: AssessmentCycle) -> Self:
        return self.filter(cycle=cycle)

    def newest_first(self) -> Self:
        return self.order_by("-compiled_at", "-pk")

    def without_result(self) -> Self:
        """For lists: the result is some 100 kB of text."""
        return self.defer("result_json")


class RankingRun(models.Model):
    """A compiled ranking: what was computed, from which inputs, with which parameters. Never changed afterwards.

    `result_json` keeps the exact bytes of the ranking (method.Ranking); `inputs_file` the snapshot from which
    `replay_ranking` computes the same bytes again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="runs", verbose_name=_("exercice")
    )
    job_id = models.UUIDField(_("traitement"), null=True, unique=True, editable=False)
    parameters = models.JSONField(_("paramètres"))
    formula_version = models.CharField(_("version des formules"), max_length=20)
    inputs_sha256 = models.CharField(_("empreinte des données"), max_length=64)
    inputs_file = models.FileField(_("instantané des données"), max_length=300)
    result_json = models.TextField(_("résultat"))
    result_sha256 = models.CharField(_("empreinte du résultat"), max_length=64)
    compiled_at = models.DateTimeField(_("compilé le"))
    compiled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="runs",
        verbose_name=_("compilé par"),
    )

    objects = RankingRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("classement")
        verbose_name_plural = _("classements")
        ordering = ["-compiled_at", "-pk"]
        indexes = [models.Index(fields=["cycle", "-compiled_at"], name="run_cycle_recent")]

    def __str__(self) -> str:
        return f"{self.cycle} – {self.compiled_at:%d/%m/%Y %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("priorities:ranking-detail", args=[self.pk])

    @cached_property
    def result(self) -> dict[str, Any]:
        """The ranking as docs/contrats.md describes it, without schema, cycle and date."""
        return json.loads(self.result_json)
