"""The criteria of ISO 26000, 7.3.4 in words: what is asked, what 0 and 4 mean (docs/methode.md §6)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from priorities.enums import Criterion


@dataclass(frozen=True)
class Guide:
    """letter: that of the standard. low, high: what 0 and 4 mean; 4 always speaks for acting now."""

    criterion: Criterion
    letter: str
    question: str | Promise
    low: str | Promise
    high: str | Promise


GUIDES = (
    Guide(
        Criterion.OBJECTIVES,
        "b",
        _("Agir ici aide-t-il à atteindre nos grands objectifs ?"),
        _("sans lien avec eux"),
        _("décisif pour l’un d’eux"),
    ),
    Guide(
        Criterion.RESOURCES,
        "c",
        _("Que peut-on obtenir au regard des moyens à engager ?"),
        _("beaucoup de moyens pour peu d’effet"),
        _("beaucoup d’effet pour peu de moyens"),
    ),
    Guide(
        Criterion.TIME,
        "d",
        _("En combien de temps un résultat se verrait-il ?"),
        _("dans plus de cinq ans"),
        _("dans l’année"),
    ),
    Guide(
        Criterion.COST_OF_DELAY,
        "e",
        _("Que coûterait-il d’attendre ?"),
        _("rien de plus qu’aujourd’hui"),
        _("un dommage qu’on ne réparerait plus"),
    ),
    Guide(
        Criterion.EASE,
        "f",
        _("Est-ce facile et rapide, et quel signal en donnerait-on ?"),
        _("difficile, et personne ne le verrait"),
        _("à portée de main, et chacun le verrait"),
    ),
)
