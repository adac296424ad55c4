"""The scale of practices in words: what each level means and the evidence that holds it (docs/methode.md §3)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Level:
    """One level of the scale. needs: the evidence without which it is not retained."""

    number: int
    name: str | Promise
    meaning: str | Promise
    needs: str | Promise


LEVELS = (
    Level(0, _("Inexistant"), _("Rien n’est engagé sur ce sujet."), _("Aucune preuve n’est demandée.")),
    Level(
        1,
        _("Initial"),
        _("Des actions ponctuelles, sans règle commune."),
        _("Il faut une déclaration, ou un niveau motivé."),
    ),
    Level(
        2,
        _("Structuré"),
        _("Une politique, un responsable et un périmètre."),
        _("Il faut un document."),
    ),
    Level(
        3,
        _("Maîtrisé"),
        _("Déployé partout et mesuré."),
        _("Il faut un document et un indicateur avec une valeur."),
    ),
    Level(
        4,
        _("Exemplaire"),
        _("Amélioré avec les parties prenantes."),
        _("Comme le niveau 3, avec une tendance sur deux ans ou une revue externe."),
    ),
)
TOP = LEVELS[-1].number
