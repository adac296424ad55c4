"""A standard is data: versions of it are loaded, published, and never change afterwards."""

from typing import Any, Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from iso26000.enums import DomainKind, LabelStatus
from rse_portal.common.models import in_language


class StandardIsPublished(Exception):
    """A published version of a standard never changes: load another version instead."""


class StandardQuerySet(models.QuerySet["Standard"]):
    def newest_first(self) -> Self:
        return self.order_by("-loaded_at", "-pk")


class Standard(models.Model):
    """One version of a standard: n core subjects, m action domains, and how we read them."""

    code = models.SlugField(_("code"), max_length=60)
    version = models.CharField(_("version"), max_length=20)
    name = models.CharField(_("norme"), max_length=120)
    national_name = models.CharField(_("norme nationale"), max_length=200, blank=True)
    issued_on = models.DateField(_("date de la version"), null=True, blank=True)
    reading = models.JSONField(_("lecture retenue"), default=dict, blank=True)
    mappings = models.JSONField(_("correspondances"), default=dict, blank=True)
    copyright_note = models.TextField(_("mention"), blank=True)
    content_sha256 = models.CharField(_("empreinte du contenu"), max_length=64)
    loaded_at = models.DateTimeField(_("chargée le"), auto_now_add=True)
    published_at = models.DateTimeField(_("publiée le"), null=True, blank=True)

    objects = StandardQuerySet.as_manager()

    class Meta:
        verbose_name = _("norme")
        verbose_name_plural = _("normes")
        ordering = ["code", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "version"],
                name="standard_version_unique",
                violation_error_message=_("Cette version est déjà chargée."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} – {self.code} {self.version}"


class Correspondence(models.Model):
    """A domain of one version and the one that takes it up in another. No pair: the domain has no equivalent there.

    Several pairs with one `new`: merged; several with one `old`: split. Read both ways (iso26000.queries.correspondence).
    """

    old = models.ForeignKey(
        "iso26000.Domain", models.PROTECT, related_name="+", verbose_name=_("domaine d’origine")
    )
    new = models.ForeignKey(
        "iso26000.Domain",
        models.PROTECT,
        related_name="+",
        verbose_name=_("domaine d’arrivée"),
    )

    class Meta:
        verbose_name = _("correspondance de domaines")
        verbose_name_plural = _("correspondances de domaines")
        ordering = ["new", "old"]
        constraints = [models.UniqueConstraint(fields=["old", "new"], name="correspondence_once")]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"


class PartOfStandard(models.Model):
    """What belongs to a version: it may be written only until the version is published."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.refuse_if_published()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.refuse_if_published()
        return super().delete(*args, **kwargs)

    def refuse_if_published(self) -> None:
        if self.standard.published_at is not None:  # type: ignore[attr-defined]
            raise StandardIsPublished(str(self.standard))  # type: ignore[attr-defined]


class CoreSubject(PartOfStandard):
    standard = models.ForeignKey(
        Standard, models.PROTECT, related_name="core_subjects", verbose_name=_("norme")
    )
    code = models.CharField(_("article"), max_length=20)
    slug = models.SlugField(_("identifiant"), max_length=80)
    order = models.PositiveSmallIntegerField(_("rang"))
    label_fr = models.CharField(_("intitulé"), max_length=200)
    label_en = models.CharField(_("intitulé anglais"), max_length=200)
    description_fr = models.TextField(_("description"))
    description_en = models.TextField(_("description anglaise"))

    class Meta:
        verbose_name = _("question centrale")
        verbose_name_plural = _("questions centrales")
        ordering = ["standard", "order"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="coresubject_code_unique"),
            models.UniqueConstraint(fields=["standard", "order"], name="coresubject_order_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("iso26000:core-subject-detail", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self, "label")

    @property
    def description(self) -> str:
        return in_language(self, "description")


class Domain(PartOfStandard):
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="domains", verbose_name=_("norme"))
    core_subject = models.ForeignKey(
        CoreSubject, models.PROTECT, related_name="domains", verbose_name=_("question centrale")
    )
    code = models.CharField(_("article"), max_length=20)
    slug = models.SlugField(_("identifiant"), max_length=80)
    order = models.PositiveSmallIntegerField(_("rang"))
    kind = models.CharField(_("nature"), max_length=20, choices=DomainKind)
    label_fr = models.CharField(_("intitulé"), max_length=250)
    label_en = models.CharField(_("intitulé anglais"), max_length=250)
    label_status = models.CharField(_("état du titre français"), max_length=20, choices=LabelStatus)
    guidance_fr = models.TextField(_("repères"))
    guidance_en = models.TextField(_("repères en anglais"))
    human_rights_default = models.BooleanField(_("droits humains par défaut"), default=False)
    sdgs = models.JSONField(_("ODD"), default=list, blank=True)
    esrs = models.JSONField(_("ESRS"), default=list, blank=True)
    gri = models.JSONField(_("GRI"), default=list, blank=True)

    class Meta:
        verbose_name = _("domaine d’action")
        verbose_name_plural = _("domaines d’action")
        ordering = ["standard", "order"]
        constraints = [
            models.UniqueConstraint(fields=["standard", "code"], name="domain_code_unique"),
            models.UniqueConstraint(fields=["standard", "order"], name="domain_order_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"

    def get_absolute_url(self) -> str:
        return reverse("iso26000:domain-detail", args=[self.code])

    @property
    def label(self) -> str:
        return in_language(self, "label")

    @property
    def guidance(self) -> str:
        return in_language(self, "guidance")
