"""Checks on the levels of practice, their evidence, their validation and the findings."""

from collections.abc import Callable, Sequence

from django.utils.translation import ngettext

from iso26000.models import Domain
from reports.queries.checks.facts import Facts, PieceFact
from reports.queries.checks.registry import Level, check
from reports.queries.cycle import Obstacle
from rse_portal.common.addresses import Address

APART = 3  # levels between the lowest and the highest given from which experts should talk


def _domains(facts: Facts, domains: Sequence[Domain]) -> list[Obstacle]:
    return [
        Obstacle(str(domain), Address("iso26000:practice-edit", (domain.code,), facts.query))
        for domain in domains
    ]


def _pieces(facts: Facts, which: Callable[[PieceFact], bool]) -> list[Obstacle]:
    return [
        Obstacle(
            f"{piece.domain} {piece.label}",
            Address("iso26000:evidence-edit", (piece.domain, piece.pk), facts.query),
        )
        for piece in facts.pieces
        if which(piece)
    ]


@check(
    Level.ERROR,
    lambda n: ngettext(
        "%(n)s domaine est dit « non applicable » sans motif.",
        "%(n)s domaines sont dits « non applicables » sans motif.",
        n,
    ),
    "iso26000:practice-list",
)
def not_applicable_without_reason(facts: Facts) -> list[Obstacle]:
    return _domains(facts, [domain for domain in facts.domains if facts.practice(domain).unreasoned])


@check(
    Level.ERROR,
    lambda n: ngettext(
        "%(n)s niveau a changé depuis sa validation.",
        "%(n)s niveaux ont changé depuis leur validation.",
        n,
    ),
    "iso26000:practice-list",
)
def levels_moved_since_validation(facts: Facts) -> list[Obstacle]:
    moved = [
        domain
        for domain in facts.open_to_reader
        if domain.validated  # type: ignore[attr-defined]
        and domain.validated_level != facts.practice(domain).effective  # type: ignore[attr-defined]
    ]
    return _domains(facts, moved)


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine n’a pas de niveau de pratique : il n’est pas classé.",
        "%(n)s domaines n’ont pas de niveau de pratique : ils ne sont pas classés.",
        n,
    ),
    "iso26000:practice-list",
)
def levels_missing(facts: Facts) -> list[Obstacle]:
    return _domains(facts, [domain for domain in facts.asked if facts.practice(domain).median is None])


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s niveau de pratique ne vient que d’une personne.",
        "%(n)s niveaux de pratique ne viennent que d’une personne.",
        n,
    ),
    "iso26000:practice-list",
)
def levels_given_alone(facts: Facts) -> list[Obstacle]:
    return _domains(facts, [domain for domain in facts.domains if sum(facts.practice(domain).counts) == 1])


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s niveau dépasse ce que tiennent les preuves : il est plafonné.",
        "%(n)s niveaux dépassent ce que tiennent les preuves : ils sont plafonnés.",
        n,
    ),
    "iso26000:practice-list",
)
def levels_above_evidence(facts: Facts) -> list[Obstacle]:
    return _domains(facts, [domain for domain in facts.open_to_reader if facts.practice(domain).capped])


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine est « non applicable » pour les uns et évalué par les autres : à trancher.",
        "%(n)s domaines sont « non applicables » pour les uns et évalués par les autres : à trancher.",
        n,
    ),
    "iso26000:practice-list",
)
def not_applicable_contested(facts: Facts) -> list[Obstacle]:
    contested = [
        domain
        for domain in facts.open_to_reader
        if facts.practice(domain).not_applicable and sum(facts.practice(domain).counts)
    ]
    return _domains(facts, contested)


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s niveau n’est pas validé par une seconde personne.",
        "%(n)s niveaux ne sont pas validés par une seconde personne.",
        n,
    ),
    "iso26000:practice-list",
)
def levels_not_validated(facts: Facts) -> list[Obstacle]:
    waiting = [
        domain
        for domain in facts.domains
        if facts.practice(domain).median is not None and not domain.validated  # type: ignore[attr-defined]
    ]
    return _domains(facts, waiting)


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s preuve a expiré : elle ne compte plus.",
        "%(n)s preuves ont expiré : elles ne comptent plus.",
        n,
    ),
    "iso26000:evidence-list",
)
def evidence_expired(facts: Facts) -> list[Obstacle]:
    return _pieces(facts, lambda piece: piece.expired)


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine a un écart que personne ne suit.",
        "%(n)s domaines ont un écart que personne ne suit.",
        n,
    ),
    "iso26000:finding-list",
)
def gaps_without_owner(facts: Facts) -> list[Obstacle]:
    return _domains(facts, [domain for domain in facts.domains if domain.orphan_gap])  # type: ignore[attr-defined]


@check(
    Level.HINT,
    lambda n: ngettext(
        "%(n)s preuve expire dans les 30 jours.", "%(n)s preuves expirent dans les 30 jours.", n
    ),
    "iso26000:evidence-list",
)
def evidence_expiring(facts: Facts) -> list[Obstacle]:
    return _pieces(facts, lambda piece: piece.expiring)


@check(
    Level.HINT,
    lambda n: ngettext(
        "%(n)s document cité en preuve n’a pas de fichier.",
        "%(n)s documents cités en preuve n’ont pas de fichier.",
        n,
    ),
    "iso26000:evidence-list",
)
def documents_without_file(facts: Facts) -> list[Obstacle]:
    return _pieces(facts, lambda piece: piece.without_file)


@check(
    Level.HINT,
    lambda n: ngettext(
        "%(n)s indicateur n’a pas de valeur : il ne compte pas.",
        "%(n)s indicateurs n’ont pas de valeur : ils ne comptent pas.",
        n,
    ),
    "iso26000:evidence-list",
)
def indicators_without_value(facts: Facts) -> list[Obstacle]:
    return _pieces(facts, lambda piece: piece.without_value)


@check(
    Level.HINT,
    lambda n: ngettext(
        "Sur %(n)s domaine, les experts s’écartent de trois niveaux ou plus : ils devraient en parler.",
        "Sur %(n)s domaines, les experts s’écartent de trois niveaux ou plus : ils devraient en parler.",
        n,
    ),
    "iso26000:practice-list",
)
def experts_far_apart(facts: Facts) -> list[Obstacle]:
    def spread(domain: Domain) -> int:
        given = [level for level, n in enumerate(facts.practice(domain).counts) if n]
        return max(given) - min(given) if given else 0

    return _domains(facts, [domain for domain in facts.open_to_reader if spread(domain) >= APART])
