from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked


class ReportTemplate(Tracked):
    """The DOCX whose styles, margins, header and footer the annual report takes: one at most, the newest; without any,
    the portal has its own. Its bytes stay as long as the history can bring the row back."""

    file = models.FileField(_("fichier"), max_length=200)
    name = models.CharField(_("nom du fichier"), max_length=200)
    size = models.PositiveIntegerField(_("taille"))
    sha256 = models.CharField(_("empreinte"), max_length=64)
    added_at = models.DateTimeField(_("déposé le"), default=timezone.now)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("déposé par"),
    )

    class Meta:
        verbose_name = _("modèle de rapport")
        verbose_name_plural = _("modèles de rapport")
        ordering = ["-added_at", "-pk"]

    def __str__(self) -> str:
        return self.name
