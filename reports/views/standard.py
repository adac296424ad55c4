"""The room « Norme »: the rose of what is known, a page per core subject, a page per domain."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import person
from dialogue.queries import heard_about
from dialogue.queries.vote import group_votes
from iso26000.cycles import cycle_of
from iso26000.models import CoreSubject, Domain, Standard
from iso26000.queries.practice import practice_of
from reports import pictures
from reports.queries.domains import (
    DomainCounts,
    criteria_of,
    domain_counts,
)
from reports.queries.homes import latest_reading
from rse_portal.common.pages import room_or_404
from stakeholders.queries.impact import impact_readings

SENTENCES = 5


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
    """One domain: heard, scored, practised, voted, ranked. At most 15 queries whatever the number of rows."""
    standard, cycle = _standard(request), cycle_of(request)
    domain = get_object_or_404(
        Domain.objects.select_related("core_subject", "standard"), standard=standard, code=code
    )
    context: dict[str, Any] = {"standard": standard, "domain": domain, "domain_cycle": cycle, "votes": None}
    if cycle is not None:
        reading = latest_reading(person(request), cycle)
        context |= {
            "heard": heard_about(person(request), cycle, domain, SENTENCES),
            "reading": reading,
            "row": reading.domain(domain.code) if reading else None,
        }
        sees_drafts = request.user.has_perm("iso26000.view_assessments")
        if (
            sees_drafts or not cycle.is_open
        ):  # like rankings, votes are published with the closing of the cycle
            context["votes"] = group_votes(cycle, domain)
        if sees_drafts:
            practice = practice_of(cycle, domain)
            context |= {
                "impacts": impact_readings(cycle, domain, person(request)),
                "practice": practice,
                "practice_revealed": practice.revealed_to(person(request), cycle),
                "criteria": criteria_of(cycle, domain),
            }
    return render(request, "reports/domain_detail.html", context)
