"""What employees are asked: plain statements about what one sees, each about one domain of the standard."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from iso26000.models.standard import Domain, Standard
from rse_portal.common.models import in_language


class Questionnaire(models.Model):
    """A version of the statements, for one version of the standard. Loaded from a file, then never changed."""

    code = models.SlugField(_("identifiant"), max_length=40)
    version = models.CharField(_("version"), max_length=20)
    standard = models.ForeignKey(
        Standard, models.PROTECT, related_name="questionnaires", verbose_name=_("norme")
    )
    content_sha256 = models.CharField(_("empreinte du fichier"), max_length=64)
    loaded_at = models.DateTimeField(_("chargé le"), auto_now_add=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        ordering = ["-loaded_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="questionnaire_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Statement(models.Model):
    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="statements", verbose_name=_("questionnaire")
    )
    domain = models.ForeignKey(
        Domain, models.PROTECT, related_name="statements", verbose_name=_("domaine d’action")
    )
    code = models.CharField(_("code"), max_length=20)
    order = models.PositiveSmallIntegerField(_("ordre"))
    text_fr = models.CharField(_("affirmation"), max_length=200)
    text_en = models.CharField(_("affirmation en anglais"), max_length=200)
    example_fr = models.CharField(_("exemple"), max_length=200, blank=True)
    example_en = models.CharField(_("exemple en anglais"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("affirmation")
        verbose_name_plural = _("affirmations")
        ordering = ["questionnaire", "order"]
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "code"], name="statement_code_once"),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def example(self) -> str:
        return in_language(self, "example")
