"""A diagnostic with the employees: what the responsable sets up. What people answer stands apart, in `response`."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.rights import scope_of
from iso26000.enums import CampaignAccess, CampaignState
from iso26000.models.cycle import AssessmentCycle
from iso26000.models.questionnaire import Questionnaire
from iso26000.models.survey import Survey


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All of them for whoever runs, decides or checks; none for the others."""
        return self if scope_of(user, "iso26000.view_campaigns") else self.none()

    def with_results(self) -> Self:
        return self.filter(state__in=CampaignState.over())


class Campaign(Survey):
    """A diagnostic of one cycle, with one version of the questionnaire."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="campaigns", verbose_name=_("exercice")
    )
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="campaigns", verbose_name=_("questionnaire")
    )
    title = models.CharField(_("intitulé"), max_length=120)
    access = models.CharField(
        _("accès"), max_length=10, choices=CampaignAccess, default=CampaignAccess.PERSON
    )

    objects = CampaignQuerySet.as_manager()

    class Meta(Survey.Meta):
        verbose_name = _("campagne")
        verbose_name_plural = _("campagnes")
        ordering = ["-starts_on", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("iso26000:campaign-detail", args=[self.pk])

    @property
    def by_person(self) -> bool:
        return self.access == CampaignAccess.PERSON


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
    returned_on = models.DateField(_("message revenu le"), null=True, blank=True)
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
