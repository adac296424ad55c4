"""Checks on the registry, the impacts and their scores."""

from collections.abc import Sequence

from django.utils.translation import ngettext

from iso26000.models import Domain
from reports.queries.checks.facts import Facts, ImpactFact
from reports.queries.checks.registry import Level, check
from reports.queries.cycle import Obstacle
from rse_portal.common.addresses import Address
from stakeholders.queries.groups import ExpectedGroup

SHARE = 0.5  # of what the others gave on average: under it, an assessor weighs less than their seat
FEW_SEATS = 3  # under so many assessors, nothing can be balanced


def _groups(facts: Facts, groups: Sequence[ExpectedGroup], room: str) -> list[Obstacle]:
    return [Obstacle(group.label, Address(room, (group.code,), facts.query)) for group in groups]


def _domains(facts: Facts, domains: Sequence[Domain], room: str) -> list[Obstacle]:
    """room: a page that takes the domain as a parameter of its query."""
    return [
        Obstacle(str(domain), Address(room, query={**facts.query, "domaine": domain.code}))
        for domain in domains
    ]


def _impacts(facts: Facts, impacts: Sequence[ImpactFact]) -> list[Obstacle]:
    return [
        Obstacle(impact.code, Address("stakeholders:impact-detail", (impact.pk,), facts.query))
        for impact in impacts
    ]


@check(
    Level.ERROR,
    lambda n: ngettext(
        "Aucune partie prenante n’a de poids : rien ne peut être classé.",
        "Aucune partie prenante n’a de poids : rien ne peut être classé.",
        n,
    ),
    "stakeholders:stakeholder-list",
)
def no_group_has_weight(facts: Facts) -> list[Obstacle]:
    weighted = any(group.weight is not None for group in facts.groups)
    return [] if weighted else [Obstacle("", Address("stakeholders:stakeholder-list", query=facts.query))]


@check(
    Level.ERROR,
    lambda n: ngettext(
        "%(n)s « aucun impact identifié » contredit un impact identifié au même endroit.",
        "%(n)s « aucun impact identifié » contredisent un impact identifié au même endroit.",
        n,
    ),
    "stakeholders:coverage",
)
def none_contradicted(facts: Facts) -> list[Obstacle]:
    return _impacts(facts, [impact for impact in facts.impacts if impact.contradicted])


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s partie prenante n’a pas de poids : elle ne compte pas.",
        "%(n)s parties prenantes n’ont pas de poids : elles ne comptent pas.",
        n,
    ),
    "stakeholders:stakeholder-list",
)
def groups_without_weight(facts: Facts) -> list[Obstacle]:
    lacking = [group for group in facts.groups if group.weight is None]
    return _groups(facts, lacking, "stakeholders:significance-edit")


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s partie prenante n’a ni impact ni « aucun impact identifié », dans aucun domaine.",
        "%(n)s parties prenantes n’ont ni impact ni « aucun impact identifié », dans aucun domaine.",
        n,
    ),
    "stakeholders:coverage",
)
def groups_never_looked_at(facts: Facts) -> list[Obstacle]:
    silent = [group for position, group in enumerate(facts.groups) if not facts.seen.get(position)]
    return [
        Obstacle(
            group.label, Address("stakeholders:impact-create", query={**facts.query, "partie": group.code})
        )
        for group in silent
    ]


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine n’a ni impact ni « aucun impact identifié » : il n’est pas classé.",
        "%(n)s domaines n’ont ni impact ni « aucun impact identifié » : ils ne sont pas classés.",
        n,
    ),
    "stakeholders:coverage",
)
def domains_without_impact(facts: Facts) -> list[Obstacle]:
    lacking = [
        domain
        for domain in facts.asked
        if not domain.looked_at and not domain.spoken_of  # type: ignore[attr-defined]
    ]
    return _domains(facts, lacking, "stakeholders:impact-create")


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine porte des phrases entendues et aucun impact.",
        "%(n)s domaines portent des phrases entendues et aucun impact.",
        n,
    ),
    "stakeholders:coverage",
)
def domains_heard_without_impact(facts: Facts) -> list[Obstacle]:
    lacking = [
        domain
        for domain in facts.asked
        if domain.spoken_of and not domain.looked_at  # type: ignore[attr-defined]
    ]
    return _domains(facts, lacking, "stakeholders:impact-create")


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine n’a que des impacts positifs : que coûte-t-il, et à qui ?",
        "%(n)s domaines n’ont que des impacts positifs : que coûtent-ils, et à qui ?",
        n,
    ),
    "stakeholders:coverage",
)
def domains_positive_only(facts: Facts) -> list[Obstacle]:
    rosy = [
        domain
        for domain in facts.asked
        if domain.positive and not domain.negative  # type: ignore[attr-defined]
    ]
    return _domains(facts, rosy, "stakeholders:impact-create")


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s impact n’a aucune cotation complète : il ne compte pas.",
        "%(n)s impacts n’ont aucune cotation complète : ils ne comptent pas.",
        n,
    ),
    "stakeholders:impact-list",
)
def impacts_without_score(facts: Facts) -> list[Obstacle]:
    return _impacts(facts, [impact for impact in facts.impacts if impact.unscored])


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s impact n’a été coté que par une personne.",
        "%(n)s impacts n’ont été cotés que par une personne.",
        n,
    ),
    "stakeholders:impact-list",
)
def impacts_scored_alone(facts: Facts) -> list[Obstacle]:
    return _impacts(facts, [impact for impact in facts.impacts if impact.alone])


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s impact a une cotation sans justification.",
        "%(n)s impacts ont une cotation sans justification.",
        n,
    ),
    "stakeholders:impact-list",
)
def scores_without_rationale(facts: Facts) -> list[Obstacle]:
    return _impacts(facts, [impact for impact in facts.impacts if impact.silent])


@check(
    Level.WARNING,
    lambda n: ngettext(
        "Panel déséquilibré : %(n)s place a coté moins de la moitié de ce que cotent les autres.",
        "Panel déséquilibré : %(n)s places ont coté moins de la moitié de ce que cotent les autres.",
        n,
    ),
    "reports:cycle-detail",
)
def panel_unbalanced(facts: Facts) -> list[Obstacle]:
    given = {code: n for code, n in facts.tallies.items() if n}
    if len(given) < FEW_SEATS:
        return []
    average = sum(given.values()) / len(given)
    light = sorted(code for code, n in given.items() if n < SHARE * average)
    return [Obstacle(code, Address("reports:cycle-detail", query=facts.query)) for code in light]
