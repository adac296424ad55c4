import unicodedata
from datetime import datetime
from functools import cached_property

import rules
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access import Access


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=normal_email(email), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=normal_email(email or ""))


def normal_email(email: str) -> str:
    """One spelling per address, so that « É@x », its decomposed form and its capitals are one account."""
    return unicodedata.normalize("NFC", email.strip()).lower()


class User(AbstractBaseUser):
    """A person who signs in. Rights come from role assignments and mandates, never from flags on this row."""

    email = models.EmailField(
        _("adresse électronique"),
        max_length=254,
        unique=True,  # always stored in its normal spelling, see normal_email
        error_messages={"unique": _("Cette adresse a déjà un compte.")},
    )
    first_name = models.CharField(_("prénom"), max_length=100)
    last_name = models.CharField(_("nom"), max_length=100)
    is_active = models.BooleanField(_("compte ouvert"), default=True)
    joined_at = models.DateTimeField(_("inscrit le"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["first_name", "last_name"]

    class Meta:
        verbose_name = _("compte")
        verbose_name_plural = _("comptes")
        ordering = ["last_name", "first_name", "pk"]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def clean(self) -> None:
        self.email = normal_email(self.email)

    def save(self, *args: object, **kwargs: object) -> None:
        self.email = normal_email(self.email)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @cached_property
    def access(self) -> Access:
        """What this person may reach today. One query, once per request (the user object lives that long)."""
        return Access.of(self)

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return self.is_active and rules.has_perm(perm, self, obj)

    @property
    def date_joined(self) -> datetime:
        """The name under which allauth reads `joined_at`."""
        return self.joined_at
