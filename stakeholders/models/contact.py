"""The people through whom we know a stakeholder. Personal data: why we hold it, from where, since when they know."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked, User
from accounts.rights import scope_of
from stakeholders.enums import LawfulBasis
from stakeholders.models.stakeholder import Stakeholder, Verified, months_later

INFORM_WITHIN = 1  # month after the data were collected (GDPR, article 14.3)


def inform_since(today: date) -> date:
    """Whoever's data were collected before that day should know that we hold them."""
    return months_later(today, -INFORM_WITHIN)


class ContactQuerySet(models.QuerySet["Contact"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if scope_of(user, "stakeholders.view_contacts") else self.none()

    def to_inform(self, today: date) -> Self:
        """Those who were not told that we hold their data, though a month has passed since."""
        return self.filter(informed_on=None, collected_on__lt=inform_since(today))


class Contact(Verified, Tracked):
    """A person outside the portal. GDPR, articles 6 and 14: lawful basis, source and date of information are required."""

    name = models.CharField(_("nom"), max_length=160)
    function = models.CharField(_("fonction"), max_length=160, blank=True)
    email = models.EmailField(_("adresse électronique"), max_length=254, blank=True)
    phone = models.CharField(_("téléphone"), max_length=40, blank=True)
    note = models.TextField(
        _("note"), blank=True, help_text=_("Des faits utiles à la relation, que la personne pourrait lire.")
    )
    lawful_basis = models.CharField(_("base légale"), max_length=30, choices=LawfulBasis)
    source = models.CharField(
        _("origine des données"),
        max_length=200,
        help_text=_("Par exemple : carte remise en séance du 12 mars."),
    )
    collected_on = models.DateField(_("données recueillies le"), default=timezone.localdate)
    informed_on = models.DateField(
        _("personne informée le"),
        null=True,
        blank=True,
        help_text=_("Au plus tard un mois après la collecte."),
    )

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("stakeholders:contact-detail", args=[self.pk])

    @property
    def is_to_inform(self) -> bool:
        return self.informed_on is None and self.collected_on < inform_since(timezone.localdate())


class ContactRole(Tracked):
    """What a contact is to a stakeholder: member, spokesperson, buyer…"""

    contact = models.ForeignKey(Contact, models.CASCADE, related_name="roles", verbose_name=_("contact"))
    stakeholder = models.ForeignKey(
        Stakeholder, models.PROTECT, related_name="contact_roles", verbose_name=_("partie prenante")
    )
    role = models.CharField(_("à quel titre"), max_length=120)

    class Meta:
        verbose_name = _("lien avec une partie prenante")
        verbose_name_plural = _("liens avec les parties prenantes")
        ordering = ["contact", "stakeholder"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "stakeholder"],
                name="contactrole_once",
                violation_error_message=_("Ce contact est déjà lié à cette partie prenante."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.contact} – {self.stakeholder}"


class Acquaintance(Tracked):
    """Who among us knows this person, and how."""

    contact = models.ForeignKey(
        Contact, models.CASCADE, related_name="acquaintances", verbose_name=_("contact")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="acquaintances", verbose_name=_("qui connaît")
    )
    note = models.CharField(_("comment"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("connaissance")
        verbose_name_plural = _("connaissances")
        ordering = ["contact", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["contact", "user"],
                name="acquaintance_once",
                violation_error_message=_("Cette personne figure déjà."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.contact}"
