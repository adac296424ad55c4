"""What each level of a criterion means, in everyday words: the same ruler for every assessor.

Scale, scope and irremediability are those of ESRS 1, AR 10 (how grave or beneficial, how widespread, whether the prior
state can be restored); the steps between 1 and 5 are ours (docs/methode.md, §4).
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Level:
    value: int
    name: str | Promise
    meaning: str | Promise


@dataclass(frozen=True)
class Anchor:
    """A criterion: its name, the question that it answers, its five levels from 1 to 5."""

    criterion: str
    name: str | Promise
    question: str | Promise
    levels: tuple[Level, ...]


def _anchor(
    criterion: str,
    name: str | Promise,
    question: str | Promise,
    *levels: tuple[str | Promise, str | Promise],
) -> Anchor:
    return Anchor(criterion, name, question, tuple(Level(n, *words) for n, words in enumerate(levels, 1)))


ANCHORS = (
    _anchor(
        "scale",
        _("Ampleur"),
        _("Pour une personne touchée, à quel point est-ce grave, ou bénéfique ?"),
        (_("minime"), _("À peine perceptible : une gêne ou un petit avantage, vite oubliés.")),
        (_("faible"), _("Perceptible, sans suite : une démarche pénible, un service un peu meilleur.")),
        (
            _("moyenne"),
            _("Change le quotidien : un soin retardé, un budget serré ; ou une dépense évitée chaque mois."),
        ),
        (
            _("forte"),
            _("Marque une vie pour longtemps : un renoncement aux soins ; ou un droit enfin obtenu."),
        ),
        (
            _("extrême"),
            _(
                "Touche à la vie, à la santé ou à un droit fondamental : un danger ; ou une protection décisive."
            ),
        ),
    ),
    _anchor(
        "scope",
        _("Étendue"),
        _("Combien de personnes du groupe, ou quelle surface, sont touchées ?"),
        (_("isolée"), _("Quelques personnes, ou un seul lieu.")),
        (_("limitée"), _("Moins d’une personne sur dix, ou une commune.")),
        (_("notable"), _("Environ une personne sur quatre, ou un département.")),
        (_("large"), _("Plus de la moitié du groupe, ou une région.")),
        (_("générale"), _("Presque tout le groupe, ou tout le territoire et au-delà.")),
    ),
    _anchor(
        "irremediability",
        _("Irrémédiabilité"),
        _("Peut-on rétablir la situation d’avant, et à quel prix ?"),
        (_("aisément réparable"), _("Rétablie en quelques jours, sans frais notables.")),
        (_("réparable"), _("Rétablie en quelques semaines, par une simple correction.")),
        (_("réparable avec effort"), _("Rétablie en quelques mois, avec des moyens dédiés.")),
        (_("difficilement réparable"), _("Il y faut des années, et une partie du dommage demeure.")),
        (_("irréparable"), _("Rien ne rétablit la situation d’avant : on peut seulement compenser.")),
    ),
    _anchor(
        "likelihood",
        _("Probabilité"),
        _("Cela arrivera-t-il dans les prochaines années ?"),
        (_("très improbable"), _("Jamais vu, ni ici ni dans un organisme comparable.")),
        (_("peu probable"), _("Vu ailleurs ; moins d’une fois en dix ans.")),
        (_("possible"), _("Une fois tous les trois à dix ans.")),
        (_("probable"), _("Une fois tous les un à trois ans.")),
        (_("presque certain"), _("Chaque année, ou déjà annoncé.")),
    ),
)
