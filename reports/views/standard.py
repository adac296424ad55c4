"""The room « Norme »: the rose of what is known, a page per core subject, a page per domain."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import person
from dialogue.queries import heard_about
from iso26000.cycles import cycle_of
from iso26000.models import AssessmentCycle, CoreSubject, Domain, Standard
from iso26000.queries.practice import practice_of
from reports import pictures
from reports.queries.changes import changed_since
from reports.queries.domains import DomainCounts, domain_counts, evidence_and_criteria, voices_on
from reports.queries.homes import latest_reading
from reports.queries.missing import missing_of, with_scoring_left
from rse_portal.common.addresses import Address
from rse_portal.common.pages import room_or_404
from stakeholders.queries.impact import impact_readings

SENTENCES = 5
STILL_BLIND = gettext_lazy(
    "Le classement de l’exercice ouvert vous sera montré quand vous aurez tout coté, pour que vos notes restent les vôtres."
)
# Whoever holds one of these reads « Ce qui manque » as something to do.
MENDING = ("stakeholders.change_impact", "iso26000.assess_practice", "dialogue.enter_votes")


def _standard(request: HttpRequest) -> Standard:
    room_or_404(request, "iso26000.view_standard")
    cycle = cycle_of(request)
    standard = cycle.standard if cycle else Standard.objects.newest_first().first()
    if standard is None:
        raise Http404
    return standard


@require_safe
def standard_detail(request: HttpRequest) -> HttpResponse:
    """The core subjects and their domains, drawn by what is known of them in the cycle. At most 12 queries."""
    standard, cycle = _standard(request), cycle_of(request)
    counts = domain_counts(cycle) if cycle else {}
    domains = list(standard.domains.select_related("core_subject"))
    rows: list[dict[str, Any]] = [
        {"domain": domain, "counts": counts.get(domain.pk, DomainCounts())} for domain in domains
    ]
    context = {
        "standard": standard,
        "subjects": list(standard.core_subjects.all()),
        "rows": rows,
        "rose": pictures.knowledge_rose(
            rows, lambda domain: reverse("reports:domain-detail", args=[domain.code])
        ),
        "known": sum(row["counts"].kinds_known == pictures.KINDS for row in rows),
    }
    return render(request, "reports/standard_detail.html", context)


@require_safe
def core_subject_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One core subject: its domains with their figures in the cycle. At most 14 queries."""
    standard, cycle = _standard(request), cycle_of(request)
    subject = get_object_or_404(CoreSubject, standard=standard, code=code)
    counts = domain_counts(cycle) if cycle else {}
    reading = latest_reading(person(request), cycle)
    figures = {row.code: row for row in reading.domains} if reading else {}
    rows = [
        {
            "domain": domain,
            "counts": counts.get(domain.pk, DomainCounts()),
            "reading": figures.get(domain.code),
        }
        for domain in subject.domains.all()
    ]
    context = {"standard": standard, "subject": subject, "rows": rows, "has_ranking": reading is not None}
    return render(request, "reports/core_subject_detail.html", context)


@require_safe
def domain_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One domain: heard, scored, practised, voted, ranked, and what it lacks. At most 15 queries whatever the number of
    rows, plus 1 where something changed since the ranking."""
    standard, cycle, user = _standard(request), cycle_of(request), person(request)
    domain = get_object_or_404(
        with_scoring_left(Domain.objects.select_related("core_subject", "standard"), user, cycle),
        standard=standard,
        code=code,
    )
    context: dict[str, Any] = {"standard": standard, "domain": domain, "domain_cycle": cycle, "votes": None}
    if cycle is not None:
        context |= _place(user, cycle, domain) | {"heard": heard_about(user, cycle, domain, SENTENCES)}
        sees_drafts = user.has_perm("iso26000.view_assessments")
        if (
            sees_drafts or not cycle.is_open
        ):  # like rankings, votes are published with the closing of the cycle
            voices = voices_on(cycle, domain)
            context["votes"] = voices.votes
        if sees_drafts:
            evidence, criteria = evidence_and_criteria(cycle, domain)
            impacts, practice = impact_readings(cycle, domain, user), practice_of(cycle, domain, evidence)
            context |= {
                "impacts": impacts,
                "more_impacts": Address(
                    "stakeholders:impact-list", query={"exercice": cycle.slug, "domaine": domain.code}
                ),
                "practice": practice,
                "practice_revealed": practice.revealed_to(user, cycle),
                "my_practice": practice.of(user),
                "criteria": criteria,
                "missing": missing_of(user, cycle, domain, voices.expected, impacts, practice, criteria),
                "mends": any(user.has_perm(permission) for permission in MENDING),
            }
    return render(request, "reports/domain_detail.html", context)


def _place(user: User, cycle: AssessmentCycle, domain: Domain) -> dict[str, Any]:
    """Its rank in the latest ranking that this person may see and what changed since; else why they see none."""
    blind: bool = domain.blind  # type: ignore[attr-defined]
    reading = None if blind else latest_reading(user, cycle)
    context: dict[str, Any] = {
        "reading": reading,
        "row": None,
        "changed": None,
        "blind": STILL_BLIND if blind else "",
    }
    if reading is None:
        return context
    context["row"] = reading.domain(domain.code)
    if cycle.is_open and user.has_perm("iso26000.view_assessments"):
        context["changed"] = changed_since(reading.run.compiled_at, cycle, domain)
    return context
