"""Checks on the votes and on what was heard."""

from django.utils.translation import ngettext

from dialogue.queries.vote import FEWEST
from reports.queries.checks.facts import Facts
from reports.queries.checks.registry import Level, check
from reports.queries.cycle import Obstacle
from rse_portal.common.addresses import Address

INBOX, MANDATES = "dialogue:inbox", "dialogue:mandate-list"


def _so_many(facts: Facts, n: int, room: str) -> list[Obstacle]:
    """Things told by their number alone."""
    return [Obstacle("", Address(room, query=facts.query))] * n


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s partie prenante n’a jamais voté : on ne sait pas ce qu’elle attend.",
        "%(n)s parties prenantes n’ont jamais voté : on ne sait pas ce qu’elles attendent.",
        n,
    ),
    "dialogue:vote-list",
)
def groups_never_heard(facts: Facts) -> list[Obstacle]:
    return [
        Obstacle(group.label, Address("dialogue:vote-edit", (group.code,), facts.query))
        for position, group in enumerate(facts.groups)
        if not facts.heard.get(position)
    ]


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s partie prenante compte moins de cinq votes : rien d’elle seule ne peut être montré.",
        "%(n)s parties prenantes comptent moins de cinq votes : rien d’elles seules ne peut être montré.",
        n,
    ),
    "dialogue:vote-list",
)
def votes_under_the_least(facts: Facts) -> list[Obstacle]:
    return [
        Obstacle(group.label, Address("dialogue:vote-edit", (group.code,), facts.query))
        for position, group in enumerate(facts.groups)
        if 0 < facts.heard.get(position, 0) < FEWEST
    ]


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s domaine n’a aucun vote : il n’est pas classé.",
        "%(n)s domaines n’ont aucun vote : ils ne sont pas classés.",
        n,
    ),
    "dialogue:vote-list",
)
def votes_missing(facts: Facts) -> list[Obstacle]:
    return [
        Obstacle(str(domain), Address("dialogue:vote-list", query=facts.query))
        for domain in facts.asked
        if not domain.voted  # type: ignore[attr-defined]
    ]


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s remontée n’est codée à aucun domaine.", "%(n)s remontées ne sont codées à aucun domaine.", n
    ),
    INBOX,
)
def feedback_uncoded(facts: Facts) -> list[Obstacle]:
    return _so_many(facts, facts.uncoded, INBOX)


@check(
    Level.WARNING,
    lambda n: ngettext(
        "%(n)s remontée attend encore sa réponse.", "%(n)s remontées attendent encore leur réponse.", n
    ),
    INBOX,
)
def feedback_unanswered(facts: Facts) -> list[Obstacle]:
    return _so_many(facts, facts.unanswered, INBOX)


@check(
    Level.HINT,
    lambda n: ngettext(
        "%(n)s mandat prend fin dans les 90 jours : préparez la passation.",
        "%(n)s mandats prennent fin dans les 90 jours : préparez la passation.",
        n,
    ),
    MANDATES,
)
def mandates_ending(facts: Facts) -> list[Obstacle]:
    return _so_many(facts, facts.mandates, MANDATES)
