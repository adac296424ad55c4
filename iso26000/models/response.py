"""What employees answered. Nothing here leads to a person: no key towards one, no time, no rank (ADR 0025)."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from iso26000.enums import CommentState, RefusalReason
from iso26000.models.campaign import Campaign, CampaignLevel, CampaignSite
from iso26000.models.standard import CoreSubject


class AnswerDraft(models.Model):
    """Answers on their way. Found by a hash that only the holder of the code can compute; deleted when they submit."""

    id = models.CharField(_("empreinte"), primary_key=True, max_length=64)
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="drafts", verbose_name=_("campagne"))
    answers = models.JSONField(_("réponses"), default=dict)
    comments = models.JSONField(_("commentaires"), default=dict)

    class Meta:
        verbose_name = _("brouillon de réponses")
        verbose_name_plural = _("brouillons de réponses")
        ordering = ["id"]

    def __str__(self) -> str:
        return self.id[:8]


class AnonymousResponse(models.Model):
    """One person's answers: statement → 0..4, « nsp », or « na: » and why. site, level: where enough people share them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="responses", verbose_name=_("campagne")
    )
    site = models.ForeignKey(
        CampaignSite, models.PROTECT, null=True, related_name="+", verbose_name=_("site")
    )
    level = models.ForeignKey(
        CampaignLevel, models.PROTECT, null=True, related_name="+", verbose_name=_("niveau de responsabilité")
    )
    answers = models.JSONField(_("réponses"))

    class Meta:
        verbose_name = _("réponse anonyme")
        verbose_name_plural = _("réponses anonymes")
        ordering = ["id"]

    def __str__(self) -> str:
        return str(self.pk)


class CampaignComment(models.Model):
    """A free text, apart from the answers of whoever wrote it. Read by nobody before somebody moderates it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="comments", verbose_name=_("campagne")
    )
    core_subject = models.ForeignKey(
        CoreSubject, models.PROTECT, related_name="+", verbose_name=_("question centrale")
    )
    text = models.TextField(_("texte"), blank=True)
    state = models.CharField(_("état"), max_length=10, choices=CommentState, default=CommentState.WAITING)
    reason = models.CharField(_("motif"), max_length=12, choices=RefusalReason, blank=True)
    moderated_on = models.DateField(_("modéré le"), null=True, blank=True)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("modéré par")
    )

    class Meta:
        verbose_name = _("commentaire")
        verbose_name_plural = _("commentaires")
        ordering = ["core_subject", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="waiting", moderated_on=None, moderated_by=None)
                | ~Q(state="waiting") & Q(moderated_on__isnull=False, moderated_by__isnull=False),
                name="comment_moderated_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(reason="") & Q(text="")
                | ~Q(state="refused") & Q(reason=""),
                name="comment_refused_with_its_reason",
                violation_error_message=_("Un refus a un motif, et le texte refusé n’est pas gardé."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class CampaignSnapshot(models.Model):
    """What the whole answers, as respondents are shown it: told anew only once enough more have answered."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="snapshot", verbose_name=_("campagne")
    )
    respondents = models.PositiveIntegerField(_("réponses comptées"), default=0)
    means = models.JSONField(_("moyennes par question centrale"), default=dict)

    class Meta:
        verbose_name = _("moyennes montrées")
        verbose_name_plural = _("moyennes montrées")
        ordering = ["campaign"]

    def __str__(self) -> str:
        return str(self.pk)


class CampaignTally(models.Model):
    """The answers counted once, at the close. What may be told of them is for method.disclosure to say."""

    campaign = models.OneToOneField(
        Campaign, models.CASCADE, primary_key=True, related_name="tally", verbose_name=_("campagne")
    )
    counts = models.JSONField(_("comptes"))

    class Meta:
        verbose_name = _("dépouillement")
        verbose_name_plural = _("dépouillements")
        ordering = ["campaign"]

    def __str__(self) -> str:
        return str(self.pk)
