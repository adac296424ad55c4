"""A secret ballot in a séance: who voted stands apart from what was voted (docs/adr/0019)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dialogue.enums import BallotWay
from dialogue.models.session import DialogueSession
from iso26000.models import AssessmentCycle, Domain
from stakeholders.models import Stakeholder


class Ballot(models.Model):
    """The importance of some domains, 0–4, asked of the members in one séance. Opened once, closed once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    session = models.ForeignKey(
        DialogueSession, models.PROTECT, related_name="ballots", verbose_name=_("séance")
    )
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="ballots", verbose_name=_("exercice")
    )
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="ballots", verbose_name=_("au nom de")
    )
    way = models.CharField(_("comment l’on vote"), max_length=10, choices=BallotWay, default=BallotWay.PHONE)
    opened_at = models.DateTimeField(_("ouvert le"), default=timezone.now)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ouvert par")
    )
    closed_at = models.DateTimeField(_("clos le"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("clos par"),
    )
    turnout = models.PositiveSmallIntegerField(_("votant·es"), null=True, blank=True)

    class Meta:
        verbose_name = _("scrutin")
        verbose_name_plural = _("scrutins")
        ordering = ["session", "opened_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None, turnout=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False, turnout__isnull=False),
                name="ballot_closed_as_a_whole",
            )
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return reverse("dialogue:ballot-detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class BallotDomain(models.Model):
    """A domain put to the vote. counts: how many gave 0, 1, 2, 3, 4; null until the close, when it is counted."""

    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="domains", verbose_name=_("scrutin"))
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="ballot_domains", verbose_name=_("domaine d’action")
    )
    counts = models.JSONField(_("décompte"), null=True, blank=True)

    class Meta:
        verbose_name = _("domaine d’un scrutin")
        verbose_name_plural = _("domaines d’un scrutin")
        ordering = ["ballot", "domain"]
        constraints = [models.UniqueConstraint(fields=["ballot", "domain"], name="ballot_domain_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id} – {self.domain_id}"


class BallotVoter(models.Model):
    """Who has voted, and nothing else: no answer, no time, no number that tells an order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="voters", verbose_name=_("scrutin"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("personne")
    )

    class Meta:
        verbose_name = _("émargement")
        verbose_name_plural = _("émargements")
        ordering = ["ballot", "person"]
        constraints = [models.UniqueConstraint(fields=["ballot", "person"], name="voter_once_per_ballot")]

    def __str__(self) -> str:
        return f"{self.ballot_id} – {self.person_id}"


class UrnSlip(models.Model):
    """A slip in the urn until the close. answers: domain code → 0–4; « sans avis » is absent. Nobody, no time."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    ballot = models.ForeignKey(Ballot, models.PROTECT, related_name="slips", verbose_name=_("scrutin"))
    answers = models.JSONField(_("réponses"))

    class Meta:
        verbose_name = _("bulletin dans l’urne")
        verbose_name_plural = _("bulletins dans l’urne")
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)
