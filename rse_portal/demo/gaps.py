"""What each cycle of the demo lacks, on purpose: silence has to show on screen, never as a zero."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gaps:
    """Codes of domains. not_evaluated: no row at all. partial, thin: coverage of 0.5–0.8, and below 0.5."""

    not_evaluated: frozenset[str] = frozenset()
    not_applicable: frozenset[str] = frozenset()
    without_practice: frozenset[str] = frozenset()
    without_vote: frozenset[str] = frozenset()
    thin: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()


GAPS = {
    2024: Gaps(
        not_evaluated=frozenset({"6.3.4", "6.3.5", "5.2"}),
        without_practice=frozenset({"4.7", "6.8.4"}),
        without_vote=frozenset({"6.6.7"}),
        thin=frozenset({"6.5.6", "6.3.3", "6.8.6"}),
        partial=frozenset({"4.4", "4.8", "6.3.6", "6.3.8", "6.5.3", "6.6.5", "6.7.5", "6.8.5", "6.8.7"}),
    ),
    2025: Gaps(
        not_evaluated=frozenset({"6.3.4"}),
        without_practice=frozenset({"4.7"}),
        without_vote=frozenset({"5.2"}),
        thin=frozenset({"6.3.5", "6.5.6", "6.8.4"}),
        partial=frozenset({"4.4", "6.3.3", "6.3.8", "6.6.5", "6.6.7", "6.8.5", "6.8.7"}),
    ),
    2026: Gaps(
        not_evaluated=frozenset({"6.6.7"}),
        not_applicable=frozenset({"6.3.4"}),
        without_practice=frozenset({"4.7"}),
        without_vote=frozenset({"5.2"}),
        thin=frozenset({"6.3.5", "6.5.6", "6.8.4"}),
        partial=frozenset({"4.4", "4.8", "6.3.3", "6.3.8", "6.6.3", "6.8.7"}),
    ),
}

NOT_APPLICABLE_REASONS = (
    "La mutuelle n’exerce qu’en France métropolitaine et n’a plus de prestataire hors de l’Union européenne.",
    "Aucune activité, aucun achat direct et aucun placement recensé dans une zone à risque cette année.",
    "Le sujet est suivi au titre du devoir de vigilance ; rien de propre à ce domaine n’a été relevé.",
)
