"""« Ce qui manque » : what a domain lacks before it can be ranked well, and the page that mends it. As data: the
template draws the addresses."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Case, Count, Exists, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.db.models.lookups import LessThan
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from iso26000.models import AssessmentCycle, Domain, is_blind, seat_held_by
from iso26000.queries.practice import DomainPractice
from priorities.models import CriterionScore
from reports.queries.domains import ExpectedGroup
from rse_portal.common.addresses import Address
from rse_portal.common.typography import joined, nombre
from stakeholders.models import Impact
from stakeholders.models.tally import given_in, to_score_in
from stakeholders.queries.impact import ImpactReadings

FEW = 4  # groups told by name


@dataclass(frozen=True)
class Missing:
    """One thing a domain lacks. permission: what one needs to mend it; to: where."""

    kind: str
    words: str
    to: Address
    permission: str


def with_scoring_left(
    domains: "QuerySet[Domain]", user: User, cycle: AssessmentCycle | None
) -> "QuerySet[Domain]":
    """For whoever scores, annotate `left_to_me`, impacts of the domain without their complete score, and for everybody
    `blind`, whether something stands between the reader and a ranking of the cycle: False for whoever does not score.
    No query more."""
    if cycle is None or not cycle.is_open:
        return domains.annotate(blind=Value(False))
    seat = seat_held_by(user)
    left = Impact.objects.filter(cycle=cycle, domain=OuterRef("pk")).left_for(seat)
    if is_blind(user):
        # One impact of this domain is found at once; only where none is left are those of all domains counted.
        everywhere = LessThan(given_in(Value(cycle.pk), seat), to_score_in(Value(cycle.pk)))
        domains = domains.annotate(blind=Case(When(Exists(left), then=Value(True)), default=everywhere))
    else:
        domains = domains.annotate(blind=Value(False))
    return (
        domains.annotate(left_to_me=_count(left)) if user.has_perm("stakeholders.score_impact") else domains
    )


def _count(rows: "QuerySet[Impact]") -> Coalesce:
    counted = rows.order_by().values("domain").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, IntegerField()), 0)


def missing_of(
    user: User,
    cycle: AssessmentCycle,
    domain: Domain,
    groups: list[ExpectedGroup],
    impacts: ImpactReadings,
    practice: DomainPractice,
    criteria: list[CriterionScore],
) -> list[Missing]:
    """What this person may mend, in the order of the cycle; empty in a closed one, and for a domain set aside as not
    applicable. domain: a row of with_scoring_left. No query, rights apart."""
    if not cycle.is_open or (practice.all_not_applicable and practice.revealed_to(user, cycle)):
        return []
    found = (
        *_impacts(domain, cycle, groups, impacts),
        *_scores(domain, cycle, impacts),
        *_practice(user, domain, cycle, practice),
        *_votes(domain, cycle, groups),
        *_criteria(domain, cycle, criteria),
    )
    return [thing for thing in found if user.has_perm(thing.permission)]


def _query(cycle: AssessmentCycle, domain: Domain) -> dict[str, str]:
    return {"exercice": cycle.slug, "domaine": domain.code}


def _impacts(
    domain: Domain, cycle: AssessmentCycle, groups: list[ExpectedGroup], impacts: ImpactReadings
) -> Iterator[Missing]:
    silent = [group.label for group in groups if group.pk not in impacts.spoken_for]
    if silent:
        yield Missing(
            "impacts",
            _("Ni impact, ni « aucun impact identifié », pour %s.") % _named(silent),
            Address("stakeholders:impact-create", query=_query(cycle, domain)),
            "stakeholders.change_impact",
        )


def _named(groups: list[str]) -> str:
    """The first ones by name, the others by their number."""
    shown, others = groups[:FEW], len(groups) - FEW
    more = [ngettext("%(n)s autre", "%(n)s autres", others) % {"n": nombre(others)}] if others > 0 else []
    return joined([*shown, *more])


def _scores(domain: Domain, cycle: AssessmentCycle, impacts: ImpactReadings) -> Iterator[Missing]:
    query = _query(cycle, domain)
    if mine := getattr(domain, "left_to_me", 0):
        yield Missing(
            "my_scores",
            ngettext("%(n)s impact attend votre cotation.", "%(n)s impacts attendent votre cotation.", mine)
            % {"n": nombre(mine)},
            Address("stakeholders:score-grid", query=query),
            "stakeholders.score_impact",
        )
    if nobody := impacts.unscored:
        yield Missing(
            "scores",
            ngettext(
                "%(n)s impact n’a encore aucune cotation complète.",
                "%(n)s impacts n’ont encore aucune cotation complète.",
                nobody,
            )
            % {"n": nombre(nobody)},
            Address("stakeholders:impact-list", query=query),
            "stakeholders.change_impact",
        )


def _practice(
    user: User, domain: Domain, cycle: AssessmentCycle, practice: DomainPractice
) -> Iterator[Missing]:
    room = Address("iso26000:practice-edit", (domain.code,), {"exercice": cycle.slug})
    if practice.median is None:
        yield Missing(
            "practice",
            _("Personne n’a encore donné de niveau de pratique."),
            room,
            "iso26000.assess_practice",
        )
    elif seat_held_by(user) is not None and practice.of(user) is None:
        yield Missing(
            "my_practice",
            _("Vous n’avez pas donné de niveau de pratique."),
            room,
            "iso26000.assess_practice",
        )
    if practice.capped and practice.revealed_to(user, cycle):
        yield Missing(
            "evidence",
            _(
                "Les preuves tiennent le niveau %(cap)s, les évaluateurs donnent %(level)s. Il faudrait : %(what)s."
            )
            % {"cap": practice.cap, "level": nombre(practice.median), "what": practice.missing},
            room,
            "iso26000.change_evidence",
        )


def _votes(domain: Domain, cycle: AssessmentCycle, groups: list[ExpectedGroup]) -> Iterator[Missing]:
    silent = [group.label for group in groups if not group.has_voted]
    if silent:
        words = (
            _("Aucun groupe n’a voté.")
            if len(silent) == len(groups)
            else _("Aucun vote de %s.") % _named(silent)
        )
        yield Missing(
            "votes",
            words,
            Address("dialogue:vote-list", query={"exercice": cycle.slug}),
            "dialogue.enter_votes",
        )


def _criteria(domain: Domain, cycle: AssessmentCycle, criteria: list[CriterionScore]) -> Iterator[Missing]:
    subject = {"exercice": cycle.slug, "question": domain.core_subject.code}
    if not criteria:
        yield Missing(
            "criteria",
            _("Aucun critère de priorité n’est fixé."),
            Address("priorities:criterion-list", query=subject),
            "priorities.set_criteria",
        )
