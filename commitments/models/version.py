"""A version of the référentiel: the text that administrators adopt, and that nobody changes once it is published."""

import hashlib
import json
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import scope_of
from commitments.enums import VersionState
from iso26000.models import AssessmentCycle

LONGEST_DECISION = 5000


def fingerprint_of(content: str) -> str:
    """SHA-256 of the content in UTF-8, in hexadecimal: what `sha256sum` says of the file that the page offers."""
    return hashlib.sha256(content.encode()).hexdigest()


class ReferentialVersionQuerySet(models.QuerySet["ReferentialVersion"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """What is published is everybody's, with or without an account; the rest is the team's and the administrators'."""
        return self if scope_of(user, "commitments.view_draft") else self.published()

    def published(self) -> Self:
        return self.filter(state=VersionState.PUBLISHED)

    def newest_first(self) -> Self:
        return self.order_by("-number")

    def without_content(self) -> Self:
        """For lists: a content is some tens of kilobytes of text."""
        return self.defer("content")


class ReferentialVersion(models.Model):
    """The living commitments, axes, actions and indicators, as they stood on the day this version was submitted.

    A draft has no content of its own: it is what the portal holds today. `content` (canonical JSON, queries.content) is
    taken when the version is submitted, so that what is adopted is what was read; the adoption joins it when it is
    published. From then on the database itself refuses to change or to delete the row and its deciders (migration 0001).
    """

    number = models.PositiveSmallIntegerField(_("numéro"), unique=True)
    label = models.CharField(_("intitulé"), max_length=120)
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="referentials", verbose_name=_("exercice")
    )
    state = models.CharField(_("état"), max_length=10, choices=VersionState, default=VersionState.DRAFT)
    content = models.TextField(_("contenu"), blank=True)
    fingerprint = models.CharField(_("empreinte SHA-256"), max_length=64, blank=True)
    started_at = models.DateTimeField(_("ouverte le"), default=timezone.now)
    submitted_at = models.DateTimeField(_("soumise le"), null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("soumise par"),
    )
    decision = models.TextField(_("décision"), max_length=LONGEST_DECISION, blank=True)
    adopted_on = models.DateField(_("adoptée le"), null=True, blank=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("adoption constatée par"),
    )
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("publiée par"),
    )

    objects = ReferentialVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("version du référentiel")
        verbose_name_plural = _("versions du référentiel")
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", content="", fingerprint="", submitted_at=None, submitted_by=None)
                | ~Q(state="draft")
                & ~Q(content="")
                & ~Q(fingerprint="")
                & Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="version_content_from_its_submission",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"], decision="", adopted_on=None, adopted_by=None)
                | Q(state__in=["adopted", "published"], adopted_on__isnull=False, adopted_by__isnull=False)
                & ~Q(decision=""),
                name="version_adopted_with_its_decision",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") & Q(published_at=None, published_by=None)
                | Q(state="published", published_at__isnull=False, published_by__isnull=False),
                name="version_published_with_its_date",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        return reverse("commitments:version-detail", args=[self.number])

    @property
    def is_draft(self) -> bool:
        return self.state == VersionState.DRAFT

    @property
    def is_submitted(self) -> bool:
        return self.state == VersionState.SUBMITTED

    @property
    def is_adopted(self) -> bool:
        return self.state == VersionState.ADOPTED

    @property
    def is_published(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @property
    def document(self) -> dict[str, Any]:
        """The content as data (commitments.queries.content says its shape). Raises ValueError for a draft."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def fingerprint_holds(self) -> bool:
        return bool(self.content) and fingerprint_of(self.content) == self.fingerprint


class Decider(models.Model):
    """An administrator by whom a version was adopted. The name is kept as it was on that day."""

    referential = models.ForeignKey(
        ReferentialVersion, models.PROTECT, related_name="deciders", verbose_name=_("version")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("administrateur·rice")
    )
    name = models.CharField(_("nom"), max_length=210)

    class Meta:
        verbose_name = _("signataire d’une version")
        verbose_name_plural = _("signataires d’une version")
        ordering = ["referential", "name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["referential", "user"], name="decider_once_per_version"),
        ]

    def __str__(self) -> str:
        return self.name
