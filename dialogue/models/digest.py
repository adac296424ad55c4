from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DigestMark(models.Model):
    """How far one volunteer was told: the watermark of the digests, and whether they want any (ADR 0016).

    told_step: the last step told. Both it and sent_at are written before the message leaves, and take back what they
    held when the server refuses it; `failure` says why, until a message leaves.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digest_mark", verbose_name=_("personne")
    )
    told_step = models.PositiveBigIntegerField(_("dernière étape dite"), default=0)
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    failure = models.CharField(_("cause de l’échec"), max_length=200, blank=True)
    opted_out_at = models.DateTimeField(_("refusé le"), null=True, blank=True)

    class Meta:
        verbose_name = _("courriel de suivi")
        verbose_name_plural = _("courriels de suivi")
        ordering = ["user"]

    def __str__(self) -> str:
        return str(self.user)
