"""Where opinions differ, and « mettre à l’ordre du jour » of the next assembly."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from dialogue.models import DialogueSession
from iso26000.cycles import cycle_or_404, domain_or_404, stay_in
from priorities import pictures
from priorities.actions.agenda import put_on_agenda
from priorities.models import RankingRun
from priorities.queries.decision import coming_sessions
from priorities.queries.disagreement import disagreement_map
from priorities.queries.reading import read_ranking
from priorities.tabs import tabs
from priorities.views.trial import TRY, run_of
from rse_portal.common.addresses import Address
from rse_portal.common.pages import object_or_404, right_or_403, room_or_404

AGENDA = "priorities.put_on_agenda"


@require_safe
def disagreement_list(request: HttpRequest) -> HttpResponse:
    """Who differs on what, and the importance that each stakeholder gives. At most 12 queries."""
    room_or_404(request, TRY)
    cycle = cycle_or_404(request)
    run = run_of(request, cycle)
    context = {
        "room_tabs": tabs(request, "priorities:disagreement-list"),
        "ranking_cycle": cycle,
        "run": run,
    }
    if run is not None:
        stay_in(request, run.cycle)
        reading = read_ranking(run)
        may_add = request.user.has_perm(AGENDA)
        context |= {
            "map": disagreement_map(reading),
            "reading": reading,
            "importance": pictures.importance_of(reading),
            "sessions": coming_sessions(person(request), timezone.localdate()) if may_add else [],
        }
    return render(request, "priorities/disagreement_list.html", context)


@require_POST
def agenda_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One click: the domain whose button was pressed goes to the séance that the page shows."""
    run = object_or_404(request, RankingRun, TRY, "cycle__standard", pk=pk)
    right_or_403(request, AGENDA)
    domain = domain_or_404(run.cycle, request.POST.get("domaine", ""))
    session = get_object_or_404(
        DialogueSession.objects.visible_to(request.user).select_related("assembly"),
        pk=_uuid(request.POST.get("seance", "")),
    )
    rows = disagreement_map(read_ranking(run)).rows
    row = next(row for row in rows if row.domain.code == domain.code)
    operation = put_on_agenda(session=session, domain=domain, reasons=row.sources, by=person(request))
    if operation is None:
        messages.info(request, _("Ce domaine est déjà à l’ordre du jour de cette séance."))
    else:
        told = _("« %(label)s » est à l’ordre du jour : %(session)s.") % {
            "label": domain.label,
            "session": session,
        }
        undoable = request.user.has_perm("dialogue.rewrite_session", session)
        tell_done(request, told, operation if undoable else None)
    query = {"exercice": run.cycle.slug, "classement": str(run.pk)}
    return redirect(Address("priorities:disagreement-list", query=query).url)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
