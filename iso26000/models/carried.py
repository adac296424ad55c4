from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Tracked
from iso26000.enums import CarriedKind
from iso26000.models.cycle import AssessmentCycle
from iso26000.models.standard import Domain


class Carried(Tracked):
    """A judgement of a past cycle proposed to this one, « à confirmer »: it counts nowhere until somebody confirms it.

    It holds no judgement, it points at one of a closed cycle, which changes no more. Confirming writes the judgement
    where its kind lives and takes this row away, so that no reader has to know of it (ADR 0028).
    """

    cycle = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="carried", verbose_name=_("exercice"), db_index=False
    )
    source = models.ForeignKey(
        AssessmentCycle, models.PROTECT, related_name="+", verbose_name=_("repris de"), db_index=False
    )
    kind = models.CharField(_("nature"), max_length=20, choices=CarriedKind)
    origin = models.PositiveBigIntegerField(_("cotation d’origine"))
    domain = models.ForeignKey(
        Domain,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("domaine d’action"),
        help_text=_("Vide : une significativité."),
    )

    class Meta:
        verbose_name = _("reprise à confirmer")
        verbose_name_plural = _("reprises à confirmer")
        ordering = ["cycle", "kind", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "kind", "origin"], name="carried_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.origin}"
