"""Which cycle a page is about: the address says it (?exercice=2025), else the current one."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from iso26000.models import AssessmentCycle, Domain


def cycles_of(request: HttpRequest) -> list[AssessmentCycle]:
    """All cycles, newest first, with their standard but its long texts: a handful of rows. One query, once per request."""
    if not hasattr(request, "_cycles"):
        cycles = AssessmentCycle.objects.select_related("standard").newest_first()
        request._cycles = list(cycles.defer("standard__reading", "standard__mappings"))  # type: ignore[attr-defined]
    return request._cycles  # type: ignore[attr-defined,no-any-return]


def cycle_of(request: HttpRequest) -> AssessmentCycle | None:
    """The cycle of this page: the one its address names, else the newest open one, else the newest; None without any.

    An unknown name is a 404.
    """
    if not hasattr(request, "_cycle"):
        cycles, slug = cycles_of(request), request.GET.get("exercice", "")
        if slug:
            found = next((cycle for cycle in cycles if cycle.slug == slug), None)
            if found is None:
                raise Http404
        else:
            found = next((cycle for cycle in cycles if cycle.is_open), cycles[0] if cycles else None)
        request._cycle = found  # type: ignore[attr-defined]
    return request._cycle  # type: ignore[attr-defined,no-any-return]


def stay_in(request: HttpRequest, cycle: AssessmentCycle) -> None:
    """The page is about something of `cycle`: the frame shows that one, whatever the address says. No query."""
    request._cycle = cycle  # type: ignore[attr-defined]


def cycle_or_404(request: HttpRequest) -> AssessmentCycle:
    cycle = cycle_of(request)
    if cycle is None:
        raise Http404
    return cycle


def domain_or_404(cycle: AssessmentCycle, code: str) -> Domain:
    """The domain of this code in the version of the standard that the cycle follows."""
    return get_object_or_404(cycle.domains, code=code)


def chosen_cycle(request: HttpRequest) -> str:
    """« ?exercice=2025 » when the address of this page names a cycle, to keep on its links; else nothing."""
    cycle = cycle_of(request) if request.GET.get("exercice") else None
    return f"?exercice={cycle.slug}" if cycle else ""


def in_this_cycle(request: HttpRequest, address: str) -> str:
    """`address`, in the cycle that the address of this page names, if it names one."""
    return address + chosen_cycle(request)
