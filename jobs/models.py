"""Background work that one can see: the row is the queue, Celery is only the bell (docs/adr/0003).

PENDING ─claim→ RUNNING ─→ DONE | FAILED | CANCELLED | REFUSED
   ↑_______________|  the worker died: the lease ran out and the sweeper rings again, at most JOB_MAX_ATTEMPTS times
"""

import uuid
from datetime import timedelta
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import scope_of
from jobs.enums import JobState
from jobs.registry import KINDS


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One's own, those one could have asked for oneself, and all for whoever answers for the portal's jobs."""
        if not isinstance(user, User):
            return self.none()
        if scope_of(user, "jobs.view_every_job"):
            return self
        shared = [kind.name for kind in KINDS.values() if kind.shared and user.has_perm(kind.permission)]
        return self.filter(Q(owner=user) | Q(kind__in=shared))

    def active(self) -> Self:
        return self.filter(state__in=JobState.active())

    def stale(self) -> Self:
        """Running without a sign of life for longer than the lease: their worker is dead."""
        limit = timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS)
        return self.filter(state=JobState.RUNNING, heartbeat_at__lt=limit)

    def claimable(self) -> Self:
        """Waiting, or left by a dead worker. One condition on the row itself, so that two UPDATE cannot both win."""
        limit = timezone.now() - timedelta(seconds=settings.JOB_LEASE_SECONDS)
        return self.filter(Q(state=JobState.PENDING) | Q(state=JobState.RUNNING, heartbeat_at__lt=limit))

    def recent(self) -> Self:
        return self.select_related("owner").order_by("-created_at", "pk")


class Job(models.Model):
    """One piece of background work, its progress and its outcome."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("nature"), max_length=60)
    label = models.CharField(_("intitulé"), max_length=200)
    arguments = models.JSONField(
        _("paramètres"), default=dict, help_text=_("Identifiants et réglages, jamais de texte.")
    )
    key = models.CharField(
        _("clé d’unicité"),
        max_length=120,
        blank=True,
        help_text=_("Deux traitements actifs n’ont jamais la même clé."),
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="jobs",
        verbose_name=_("demandé par"),
    )
    state = models.CharField(_("état"), max_length=10, choices=JobState, default=JobState.PENDING)
    progress = models.PositiveSmallIntegerField(_("avancement (%)"), default=0)
    step = models.CharField(_("étape"), max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    token = models.UUIDField(_("bail"), null=True, editable=False)
    cancel_requested = models.BooleanField(_("annulation demandée"), default=False)
    error = models.TextField(_("cause de l’échec"), blank=True)
    result_url = models.CharField(_("page du résultat"), max_length=300, blank=True)
    result_file = models.FileField(_("fichier"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("demandé le"), default=timezone.now, editable=False)
    started_at = models.DateTimeField(_("commencé le"), null=True)
    heartbeat_at = models.DateTimeField(_("dernier signe de vie"), null=True)
    finished_at = models.DateTimeField(_("terminé le"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("traitement")
        verbose_name_plural = _("traitements")
        ordering = ["-created_at", "pk"]
        indexes = [
            models.Index(fields=["state", "heartbeat_at"], name="job_state_heartbeat"),
            models.Index(fields=["owner", "-created_at", "id"], name="job_owner_recent"),
            models.Index(fields=["-created_at", "id"], name="job_recent"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                condition=Q(state__in=["pending", "running"]) & ~Q(key=""),
                name="job_one_active_per_key",
                violation_error_message=_("Ce traitement est déjà en cours."),
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None, state__in=["pending", "running"])
                | Q(finished_at__isnull=False) & ~Q(state__in=["pending", "running"]),
                name="job_finished_with_its_state",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="job_progress_in_percent"),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("jobs:job-detail", args=[self.pk])

    @property
    def is_active(self) -> bool:
        return self.state in JobState.active()

    @property
    def file_name(self) -> str:
        return (self.result_file.name or "").rsplit("/", 1)[-1]


class WorkerSign(models.Model):
    """The last sign of life of each worker: how the portal knows that somebody hears the bell."""

    name = models.CharField(_("nom"), max_length=120, unique=True)
    at = models.DateTimeField(_("dernier signe de vie"))

    class Meta:
        verbose_name = _("signe de vie d’un worker")
        verbose_name_plural = _("signes de vie des workers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
