"""« À quoi a servi cette phrase ? » and « D’où vient cet engagement ? »: the same thread, entered by either end."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.requests import person
from commitments.models import Action, Indicator
from commitments.queries.shown import reading_for
from dialogue.models import Feedback
from dialogue.queries.feedback_reading import with_codings
from iso26000.cycles import cycle_of
from iso26000.models import AssessmentCycle, Domain
from reports.queries.thread import sentences_about, thread_of
from rse_portal.common.addresses import Address


@require_safe
def thread_of_feedback(request: HttpRequest, pk: str) -> HttpResponse:
    """What became of one sentence, as far as this person reads. At most 18 queries."""
    user = person(request)
    rows = Feedback.objects.visible_to(user).filter(pk=pk)
    found = with_codings(rows.select_related("cycle__standard", "territory", "stakeholder")).first()
    if found is None:
        raise Http404
    domains = [coding.domain for coding in found.codings.all()]
    return _page(
        request,
        found.cycle,
        domains,
        [found],
        title=_("À quoi a servi cette phrase ?"),
        back=(found.reference, found.get_absolute_url()),
    )


@require_safe
def thread_of_domain(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that goes through one domain."""
    cycle = _cycle(request)
    domain = _domains(cycle, [code])
    back = (domain[0].label, Address("reports:domain-detail", (code,)).url)
    return _from_domains(request, cycle, domain, _("Le fil du domaine"), back)


@require_safe
def thread_of_commitment(request: HttpRequest, code: str) -> HttpResponse:
    """Where a commitment comes from, through the domains of its axes. 404 for one that this person does not read."""
    back = Address("commitments:commitment-detail", (code,)).url
    return _of_commitment(request, code, _("D’où vient cet engagement ?"), back)


@require_safe
def thread_of_action(request: HttpRequest, code: str) -> HttpResponse:
    rows = (
        Action.objects.visible_to(request.user)
        .filter(code=code)
        .select_related("axis__domain", "axis__cycle")
    )
    found = rows.first()
    if found is None:
        raise Http404
    return _of_axis(
        request, found.axis, _("D’où vient cette action ?"), (str(found), found.get_absolute_url())
    )


@require_safe
def thread_of_indicator(request: HttpRequest, code: str) -> HttpResponse:
    rows = Indicator.objects.visible_to(request.user).filter(definition__code=code)
    found = rows.select_related("definition", "commitment", "axis__domain", "axis__cycle").first()
    if found is None:
        raise Http404
    title, back = _("D’où vient cet indicateur ?"), found.get_absolute_url()
    if found.axis is None:
        return _of_commitment(request, found.commitment.code, title, back, str(found))
    return _of_axis(request, found.axis, title, (str(found), back))


def _of_commitment(request: HttpRequest, code: str, title: str, back: str, label: str = "") -> HttpResponse:
    reading = reading_for(person(request))
    found = reading.commitment(code) if reading else None
    if found is None:
        raise Http404
    cycle = _cycle(request)
    domains = _domains(cycle, [axis["code"] for axis in found["axes"]], empty=True)
    return _from_domains(request, cycle, domains, title, (label or found["label"], back))


def _of_axis(request: HttpRequest, axis: Any, title: str, back: tuple[str, str]) -> HttpResponse:
    cycle = _cycle(request)
    domains = _domains(cycle, [axis.domain.code], empty=True)
    return _from_domains(request, cycle, domains, title, back, axis.cycle if axis.cycle != cycle else None)


def _cycle(request: HttpRequest) -> AssessmentCycle:
    cycle = cycle_of(request)
    if cycle is None:
        raise Http404
    return cycle


def _domains(cycle: AssessmentCycle, codes: Sequence[str], *, empty: bool = False) -> list[Domain]:
    found = list(cycle.domains.filter(code__in=codes))
    if not found and not empty:
        raise Http404
    return found


def _from_domains(
    request: HttpRequest,
    cycle: AssessmentCycle,
    domains: list[Domain],
    title: str,
    back: tuple[str, str],
    born_in: AssessmentCycle | None = None,
) -> HttpResponse:
    """born_in: the cycle in which the axis was opened, where it is another one."""
    user: User = person(request)
    sentences, total = sentences_about(user, cycle, domains) if domains else ([], 0)
    return _page(request, cycle, domains, sentences, title=title, back=back, total=total, born_in=born_in)


def _page(
    request: HttpRequest,
    cycle: AssessmentCycle,
    domains: Sequence[Domain],
    sentences: Sequence[Feedback],
    *,
    title: str,
    back: tuple[str, str],
    total: int = 0,
    born_in: AssessmentCycle | None = None,
) -> HttpResponse:
    thread = thread_of(person(request), cycle, domains, sentences, total)
    context = {"thread": thread, "thread_cycle": cycle, "title": title, "back": back, "born_in": born_in}
    return render(request, "reports/thread_detail.html", context)
