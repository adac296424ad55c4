"""Invitations to a consultation, and what was answered. Nothing but the code of whoever answered leads from one to the
other, and at the close nothing does (ADR 0029)."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogue.enums import Language
from dialogue.models.consultation import Consultation, ConsultationGroup


class ConsultationInvitation(models.Model):
    """Somebody is asked to answer. It never says whether they did: what is left of their keys does.

    name: of whom a letter is addressed to. issued_on: a key was printed or sent. Name and address go at the close.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="invitations", verbose_name=_("consultation")
    )
    group = models.ForeignKey(
        ConsultationGroup, models.PROTECT, related_name="+", verbose_name=_("groupe consulté")
    )
    batch = models.UUIDField(_("lot"), db_index=True)
    email = models.EmailField(_("adresse électronique"), blank=True)
    name = models.CharField(_("destinataire"), max_length=200, blank=True)
    language = models.CharField(_("langue"), max_length=2, choices=Language, default=Language.FRENCH)
    created_on = models.DateField(_("créée le"))
    issued_on = models.DateField(_("remise le"), null=True, blank=True)
    reminded_on = models.DateField(_("dernier message le"), null=True, blank=True)
    revoked_on = models.DateField(_("révoquée le"), null=True, blank=True)
    returned_on = models.DateField(_("message revenu le"), null=True, blank=True)
    failure = models.CharField(_("cause de l’échec"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("invitation à une consultation")
        verbose_name_plural = _("invitations à une consultation")
        ordering = ["consultation", "created_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["consultation", "email"],
                condition=~Q(email="") & Q(revoked_on=None),
                name="consulted_once_per_address",
                violation_error_message=_("Cette adresse est déjà invitée."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ConsultationKey(models.Model):
    """What opens the questionnaire: the hash of a code, never the code. Answering deletes every key of the seat."""

    hash = models.CharField(_("empreinte du code"), primary_key=True, max_length=64)
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="keys", verbose_name=_("consultation")
    )
    seat = models.UUIDField(_("place"), db_index=True)
    group = models.ForeignKey(
        ConsultationGroup, models.CASCADE, related_name="+", verbose_name=_("groupe consulté")
    )

    class Meta:
        verbose_name = _("clé de consultation")
        verbose_name_plural = _("clés de consultation")
        ordering = ["hash"]

    def __str__(self) -> str:
        return self.hash[:8]


class ConsultationDraft(models.Model):
    """Answers on their way, found by a hash that only the holder of the code can compute; deleted when they submit."""

    id = models.CharField(_("empreinte"), primary_key=True, max_length=64)
    consultation = models.ForeignKey(
        Consultation, models.CASCADE, related_name="drafts", verbose_name=_("consultation")
    )
    answers = models.JSONField(_("réponses"), default=dict)

    class Meta:
        verbose_name = _("brouillon de consultation")
        verbose_name_plural = _("brouillons de consultation")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.id[:8]


class ConsultationResponse(models.Model):
    """What one outsider answered: code of a question → answer (`dialogue.consulting`).

    receipt: yet another hash of their code, by which they read it again or withdraw it; emptied at the close. group: none
    where fewer than k of the group answered. No time, no order.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey(
        Consultation, models.PROTECT, related_name="responses", verbose_name=_("consultation")
    )
    group = models.ForeignKey(
        ConsultationGroup, models.PROTECT, null=True, related_name="+", verbose_name=_("groupe consulté")
    )
    receipt = models.CharField(_("reçu"), max_length=64, blank=True, db_index=True)
    answers = models.JSONField(_("réponses"))

    class Meta:
        verbose_name = _("réponse à une consultation")
        verbose_name_plural = _("réponses à une consultation")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=~Q(receipt=""), name="consultation_receipt_once"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class ConsultationTally(models.Model):
    """Everything that results and files read of a consultation, counted once at its close."""

    consultation = models.OneToOneField(
        Consultation, models.PROTECT, related_name="tally", verbose_name=_("consultation")
    )
    counts = models.JSONField(_("décompte"))

    class Meta:
        verbose_name = _("décompte de consultation")
        verbose_name_plural = _("décomptes de consultation")

    def __str__(self) -> str:
        return str(self.consultation_id)
