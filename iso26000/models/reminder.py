from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from iso26000.models.cycle import AssessmentCycle, Assessor

PAUSE = timedelta(hours=24)  # nobody is reminded twice within it


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def recent(self) -> Self:
        """Those sent so lately that the person is left in peace."""
        return self.filter(sent_at__gt=timezone.now() - PAUSE)


class Reminder(models.Model):
    """The last reminder of one assessor in one cycle, sent or failed: the watermark that keeps anyone from two.

    sent_at is written before the message leaves, so that a worker killed in between reminds nobody twice. When the
    server refuses the message it takes back the value it had, and `failure` says why, until a message leaves.
    """

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="reminders", verbose_name=_("exercice")
    )
    assessor = models.ForeignKey(
        Assessor, models.CASCADE, related_name="reminders", verbose_name=_("évaluateur·rice")
    )
    sent_at = models.DateTimeField(_("envoyé le"), null=True, blank=True)
    failure = models.CharField(_("cause de l’échec"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("demandé par")
    )

    objects = ReminderQuerySet.as_manager()

    class Meta:
        verbose_name = _("rappel")
        verbose_name_plural = _("rappels")
        ordering = ["cycle", "assessor"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "assessor"], name="reminder_once_per_cycle"),
        ]

    def __str__(self) -> str:
        return f"{self.cycle_id} – {self.assessor_id}"
