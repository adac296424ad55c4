"""A diagnostic with the employees: what the responsable sets up. What people answer stands apart, in `response`."""

import uuid
from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from iso26000.enums import CampaignAccess, CampaignState
from iso26000.models.cycle import AssessmentCycle
from iso26000.models.questionnaire import Questionnaire
from method.disclosure import INTERNAL, PUBLIC


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them for whoever runs, decides or checks; none for the others."""
        return self if scope_of(user, "iso26000.view_campaigns") else self.none()

    def with_results(self) -> Self:
        return self.filter(state__in=CampaignState.over())


class Campaign(Tracked):
    """state: preparation → open → closed → published, by its own actions only: it is no part of what a form changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="campaigns", verbose_name=_("exercice")
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="campaigns", verbose_name=_("questionnaire")
    )
    title = models.CharField(_("intitulé"), max_length=120)
    starts_on = models.DateField(_("premier jour"))
    ends_on = models.DateField(_("dernier jour"))
    access = models.CharField(
        _("accès"), max_length=10, choices=CampaignAccess, default=CampaignAccess.PERSON
    )
    k_internal = models.PositiveSmallIntegerField(
        _("seuil interne"), default=INTERNAL, validators=[MinValueValidator(INTERNAL), MaxValueValidator(99)]
    )
    k_public = models.PositiveSmallIntegerField(
        _("seuil public"), default=PUBLIC, validators=[MinValueValidator(PUBLIC), MaxValueValidator(99)]
    )
    state = models.CharField(
        _("état"), max_length=12, choices=CampaignState, default=CampaignState.PREPARATION, editable=False
    )

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campagne")
        verbose_name_plural = _("campagnes")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message=_("Le dernier jour ne peut pas précéder le premier."),
            ),
            models.CheckConstraint(
                condition=Q(k_internal__gte=INTERNAL, k_public__gte=PUBLIC)
                & Q(k_public__gte=F("k_internal")),
                name="campaign_thresholds_hold",
                violation_error_message=_(
                    "Le seuil interne est d’au moins 5, le seuil public d’au moins 11 et jamais plus bas que l’autre."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("iso26000:campaign-detail", args=[self.pk])

    @classmethod
    def tracked_fields(cls) -> list["models.Field[object, object]"]:
        """Not the state: no undo opens a campaign that was closed."""
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

    @property
    def by_person(self) -> bool:
        return self.access == CampaignAccess.PERSON

    def takes_answers(self, today: date | None = None) -> bool:
        return self.is_open and self.starts_on <= (today or timezone.localdate()) <= self.ends_on


class CampaignSite(models.Model):
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="sites", verbose_name=_("campagne"))
    label = models.CharField(_("intitulé"), max_length=80)
    order = models.PositiveSmallIntegerField(_("ordre"))
    headcount = models.PositiveIntegerField(_("effectif"), null=True, blank=True)
    link_hash = models.CharField(
        _("empreinte du lien"), max_length=64, blank=True, default="", editable=False
    )

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("sites")
        ordering = ["campaign", "order"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "label"], name="campaign_site_once"),
            models.UniqueConstraint(
                fields=["link_hash"], condition=~Q(link_hash=""), name="campaign_site_link_once"
            ),
        ]

    def __str__(self) -> str:
        return self.label


class CampaignLevel(models.Model):
    """A level of responsibility, in the words of the organisation."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="levels", verbose_name=_("campagne"))
    label = models.CharField(_("intitulé"), max_length=80)
    order = models.PositiveSmallIntegerField(_("ordre"))

    class Meta:
        verbose_name = _("niveau de responsabilité")
        verbose_name_plural = _("niveaux de responsabilité")
        ordering = ["campaign", "order"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "label"], name="campaign_level_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Invitation(models.Model):
    """Somebody is asked to answer. It never says whether they did: what is left of their keys does (ADR 0025).

    issued_on: a key was printed or sent; reminded_on: the day of the last message. The address goes when the campaign
    closes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="invitations", verbose_name=_("campagne")
    )
    site = models.ForeignKey(CampaignSite, models.PROTECT, related_name="+", verbose_name=_("site"))
    level = models.ForeignKey(
        CampaignLevel, models.PROTECT, related_name="+", verbose_name=_("niveau de responsabilité")
    )
    batch = models.UUIDField(_("lot"), db_index=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    created_on = models.DateField(_("créée le"))
    issued_on = models.DateField(_("remise le"), null=True, blank=True)
    reminded_on = models.DateField(_("dernier message le"), null=True, blank=True)
    revoked_on = models.DateField(_("révoquée le"), null=True, blank=True)
    failure = models.CharField(_("cause de l’échec"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["campaign", "created_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "email"],
                condition=~Q(email="") & Q(revoked_on=None),
                name="invitation_once_per_address",
                violation_error_message=_("Cette adresse est déjà invitée."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AccessKey(models.Model):
    """What opens the questionnaire: the hash of a code, never the code. Answering deletes every key of the seat.

    A deletion leaves no date, no order and nothing to join: that is how one answer per invitation is kept without
    anything that leads from the one to the other. seat: the invitation, or a number of its own for whoever came by the
    link of a site.
    """

    hash = models.CharField(_("empreinte du code"), primary_key=True, max_length=64)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="keys", verbose_name=_("campagne"))
    seat = models.UUIDField(_("place"), db_index=True)
    site = models.ForeignKey(CampaignSite, models.CASCADE, related_name="+", verbose_name=_("site"))
    level = models.ForeignKey(
        CampaignLevel, models.CASCADE, related_name="+", verbose_name=_("niveau de responsabilité")
    )

    class Meta:
        verbose_name = _("clé d’accès")
        verbose_name_plural = _("clés d’accès")
        ordering = ["hash"]

    def __str__(self) -> str:
        return self.hash[:8]
