"""Importance votes: who answered, what they care about. Respondents are opaque codes."""

from random import Random

from dialogue.models import ImportanceVote
from iso26000.models import AssessmentCycle, Domain
from rse_portal.demo.bank import DomainTruth, on_scale
from rse_portal.demo.gaps import GAPS
from stakeholders.models import Stakeholder

RESPONDENTS = {2024: 160, 2025: 260, 2026: 400}
ANSWERED = {2024: (12, 18), 2025: (12, 20), 2026: (14, 22)}
# Shares of the respondents.
PANEL = {
    "SH01": 20,
    "SH02": 30,
    "SH03": 12,
    "SH04": 8,
    "SH06": 6,
    "SH07": 8,
    "SH08": 5,
    "SH09": 4,
    "SH10": 4,
    "SH11": 3,
}
# What each group cares about more, or less, than the mutual as a whole; by core subject or domain.
INTERESTS = {
    "SH01": {"6.4": 0.6, "6.7": -0.2, "6.6": -0.2, "6.8.6": 0.3},
    "SH02": {"6.7": 0.3, "6.4": -0.3, "4.3": 0.3, "6.6": -0.3, "6.4.4": 0.2},
    "SH03": {"6.7.3": 0.4, "6.7.6": 0.4, "6.4": 0.2, "6.5": -0.3, "6.8": -0.2},
    "SH04": {"6.7.4": 0.6, "6.7.6": 0.4, "6.6.5": 0.7, "6.6.6": 0.5, "6.4": -0.5, "6.2": -0.3},
    "SH06": {"6.8.8": 0.6, "6.7.9": 0.7, "6.5.3": 0.5, "6.4": -0.3, "6.2": -0.4},
    "SH07": {"6.3": 0.6, "6.8.3": 0.6, "6.8.9": 0.7, "6.5.3": 0.4, "6.6": -0.3},
    "SH08": {"6.4": 0.7, "6.3.10": 0.8, "6.5": -0.4, "6.7": -0.3},
    "SH09": {"6.6": 0.9, "6.8.7": 0.7, "6.7": -0.4, "6.3": -0.3},
    "SH10": {"6.8": 0.6, "6.5": 0.3, "4.6": 0.7, "6.4": -0.4, "6.7.8": 0.2},
    "SH11": {"6.6.4": 0.9, "5.3": 0.5, "4.3": 0.3, "6.4": -0.3},
}
LENIENCY, NOISE = 0.3, 0.65


def record_votes(
    cycle: AssessmentCycle,
    year: int,
    truths: list[DomainTruth],
    domains: dict[str, Domain],
    stakeholders: dict[str, Stakeholder],
    *,
    scale: int,
    rng: Random,
) -> tuple[int, int]:
    """Votes of the respondents of one cycle. Returns (respondents, votes)."""
    gaps = GAPS[year]
    asked = [
        truth
        for truth in truths
        if truth.code not in gaps.not_evaluated | gaps.not_applicable | gaps.without_vote
    ]
    respondents = RESPONDENTS[year] * scale
    groups = _groups(respondents)
    codes = [f"R{year % 100}-{code:06X}" for code in rng.sample(range(0x100000, 0x1000000), respondents)]
    votes = []
    for code, group in zip(codes, groups, strict=True):
        mood = rng.gauss(0, LENIENCY)
        for truth in rng.sample(asked, rng.randint(*ANSWERED[year])):
            domain = domains[truth.code]
            interest = _interest(group, domain)
            votes.append(
                ImportanceVote(
                    cycle=cycle,
                    domain=domain,
                    stakeholder=stakeholders[group],
                    respondent=code,
                    importance=on_scale(
                        rng.gauss(truth.importance[year - 2024] + interest + mood, NOISE), 0, 4
                    ),
                )
            )
    ImportanceVote.objects.bulk_create(votes, batch_size=5000)
    return respondents, len(votes)


def _groups(respondents: int) -> list[str]:
    """The group of each respondent, in the proportions of PANEL."""
    shares = sum(PANEL.values())
    groups = [group for group, share in PANEL.items() for _ in range(respondents * share // shares)]
    return groups + ["SH02"] * (respondents - len(groups))


def _interest(group: str, domain: Domain) -> float:
    interests = INTERESTS[group]
    return interests.get(domain.code, interests.get(domain.core_subject.code, 0))
