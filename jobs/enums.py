from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    PENDING = "pending", _("en attente")
    RUNNING = "running", _("en cours")
    DONE = "done", _("terminé")
    FAILED = "failed", _("échoué")
    CANCELLED = "cancelled", _("annulé")
    REFUSED = "refused", _("refusé")

    @classmethod
    def active(cls) -> list["JobState"]:
        return [cls.PENDING, cls.RUNNING]
