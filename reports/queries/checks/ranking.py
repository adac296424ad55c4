"""Checks on the criteria, on what was taken from the last cycle, and on the ranking."""

from django.utils import timezone
from django.utils.translation import ngettext

from reports.queries.checks.facts import Facts
from reports.queries.checks.registry import Level, check
from reports.queries.cycle import Obstacle
from rse_portal.common.addresses import Address


@check(
    Level.ERROR,
    lambda n: ngettext("Aucun classement n’est compilé.", "Aucun classement n’est compilé.", n),
    "priorities:ranking-current",
)
def no_ranking(facts: Facts) -> list[Obstacle]:
    room = Address("priorities:ranking-current", query=facts.query)
    return [] if facts.compiled_at else [Obstacle("", room)]


@check(
    Level.ERROR,
    lambda n: ngettext(
        "Le classement est plus ancien que les données : compilez-le de nouveau.",
        "Le classement est plus ancien que les données : compilez-le de nouveau.",
        n,
    ),
    "priorities:ranking-current",
)
def ranking_older_than_data(facts: Facts) -> list[Obstacle]:
    """Somebody changed what it reads, or evidence that it counted has expired since."""
    room = Address("priorities:ranking-current", query=facts.query)
    counted = [
        piece
        for piece in facts.pieces
        if piece.expired
        and piece.expires_on is not None
        and facts.compiled_at is not None
        and piece.expires_on >= timezone.localdate(facts.compiled_at)
    ]
    return [
        *(Obstacle(words, room) for words in facts.changed),
        *(
            Obstacle(
                f"{piece.domain} {piece.label}",
                Address("iso26000:evidence-edit", (piece.domain, piece.pk), facts.query),
            )
            for piece in counted
        ),
    ]


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine n’a pas de critère de priorité : sa facilité d’agir compte pour moyenne.",
        "%(n)s domaines n’ont pas de critère de priorité : leur facilité d’agir compte pour moyenne.",
        n,
    ),
    "priorities:criterion-list",
)
def criteria_missing(facts: Facts) -> list[Obstacle]:
    return [
        Obstacle(
            str(domain),
            Address("priorities:criterion-list", query={**facts.query, "question": domain.core_subject.code}),
        )
        for domain in facts.asked
        if not domain.weighed  # type: ignore[attr-defined]
    ]


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s reprise de l’exercice précédent reste à confirmer : elle ne compte pas.",
        "%(n)s reprises de l’exercice précédent restent à confirmer : elles ne comptent pas.",
        n,
    ),
    "stakeholders:carried-list",
)
def carried_to_confirm(facts: Facts) -> list[Obstacle]:
    return [Obstacle("", Address("stakeholders:carried-list", query=facts.query))] * facts.to_confirm
