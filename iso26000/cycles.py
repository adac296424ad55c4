"""Which cycle a page is about: the address says it (?exercice=2025), else the current one."""

from django.http import Http404, HttpRequest

from iso26000.models import AssessmentCycle


def cycle_of(request: HttpRequest) -> AssessmentCycle | None:
    """The cycle of this page, None while there is none. One query, once per request. An unknown one is a 404."""
    if not hasattr(request, "_cycle"):
        slug = request.GET.get("exercice", "")
        cycles = AssessmentCycle.objects.select_related("standard")
        found = cycles.filter(slug=slug).first() if slug else cycles.current()
        if slug and found is None:
            raise Http404
        request._cycle = found  # type: ignore[attr-defined]
    return request._cycle  # type: ignore[attr-defined,no-any-return]


def cycle_or_404(request: HttpRequest) -> AssessmentCycle:
    cycle = cycle_of(request)
    if cycle is None:
        raise Http404
    return cycle
