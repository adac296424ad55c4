"""What assessors write beside their scores: short sentences that say the same as the figures."""

from collections.abc import Mapping
from random import Random

NONE_FOUND = (
    "Aucun impact identifié après examen du domaine avec les équipes concernées.",
    "Aucun impact identifié : rien dans les remontées, les réclamations ni les contrôles de l’année.",
    "Aucun impact identifié sur ce groupe ; à reprendre si un signalement nous parvient.",
)
HARM = (
    "Conséquence légère",
    "Gêne réelle, mais passagère",
    "Effet sensible sur la vie courante",
    "Atteinte grave",
    "Atteinte très grave",
)
GOOD = (
    "Bienfait discret",
    "Bienfait réel, mais modeste",
    "Amélioration sensible de la vie courante",
    "Bienfait important et durable",
    "Bienfait décisif",
)
REACH = (
    "quelques cas isolés",
    "un petit nombre de personnes",
    "une part notable du groupe",
    "une grande partie du groupe",
    "presque tout le groupe",
)
REPAIR = (
    "Se répare aussitôt.",
    "Se répare en quelques semaines.",
    "Ne se répare qu’en partie.",
    "Retour en arrière difficile.",
    "Les effets ne s’effacent pas.",
)
CHANCE = (
    "Très peu probable.",
    "Peu probable à ce jour.",
    "Peut se produire dans l’année.",
    "Probable si rien ne change.",
    "Presque certain.",
)
SOURCES = (
    "Vu dans les réclamations de l’année.",
    "D’après les remontées d’assemblée.",
    "Avis partagé avec les équipes de terrain.",
    "Peu de données : à revoir au prochain exercice.",
    "Chiffres du contrôle interne à l’appui.",
    "Entretiens menés au printemps.",
)


def rationale(values: Mapping[str, int], *, positive: bool, rng: Random) -> str:
    """A justification for most scores; some assessors write nothing, as some do."""
    if rng.random() < 0.12:
        return ""
    sentences = [f"{(GOOD if positive else HARM)[values['scale'] - 1]}, pour {REACH[values['scope'] - 1]}."]
    if "irremediability" in values and rng.random() < 0.7:
        sentences.append(REPAIR[values["irremediability"] - 1])
    if "likelihood" in values and rng.random() < 0.7:
        sentences.append(CHANCE[values["likelihood"] - 1])
    if rng.random() < 0.5:
        sentences.append(rng.choice(SOURCES))
    return " ".join(sentences)
