"""Results of a consultation that is over, their files, and the answers that came on paper."""

import uuid
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.journal import record
from accounts.requests import person
from accounts.rights import scope_of
from dialogue.actions.consultation import NotClosed, NotOpen
from dialogue.actions.consultation_paper import bring_papers, preview_papers
from dialogue.consultation_files import FORMATS, XLSX, written_papers, written_results
from dialogue.models import Consultation
from dialogue.queries.consultation_answer import questions_of
from dialogue.queries.consultation_results import ConsultationResults
from dialogue.tabs import tabs
from dialogue.views.consultation import READ, RUN, TAB, VIEW, consultation_or_404, may_run
from iso26000.views.paper_desk import PaperDesk


def _over_or_409(request: HttpRequest, pk: uuid.UUID) -> Consultation:
    """Nobody reads results before the close: half of them would tell what the last ones answered."""
    consultation = consultation_or_404(request, pk, VIEW)
    if not consultation.is_over:
        raise NotClosed(_("Les résultats se lisent après la clôture : personne ne les voit avant."))
    return consultation


def _public(request: HttpRequest) -> bool:
    """« ?version=publique »: what may leave the house, and all that the delegates read."""
    return request.GET.get("version") == "publique" or not person(request).has_perm(READ)


@require_safe
def consultation_results(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who was asked, how many answered, then question by question. At most 12 queries."""
    consultation = _over_or_409(request, pk)
    context = {
        "consultation": consultation,
        "results": ConsultationResults.of(consultation, public=_public(request)),
        "reads": person(request).has_perm(READ),
        "may_run": may_run(request, consultation),
        "tabs": tabs(request, TAB),
    }
    return render(request, "dialogue/consultation_results.html", context)


@require_POST
def consultation_export(request: HttpRequest, pk: uuid.UUID, format: str) -> HttpResponse:
    """The figures of the page as a file, with the same cells left out. POST: it is journaled.

    Texts: for whoever may read every remontée, never in the public version.
    """
    consultation = _over_or_409(request, pk)
    if format not in FORMATS:
        raise Http404
    public = _public(request)
    texts = scope_of(request.user, "dialogue.view_feedback").national
    content = written_results(consultation, format, public=public, texts=texts)
    record(
        action="consultation.exported", by=person(request), target=consultation, format=format, public=public
    )
    version = "public" if public else "interne"
    name = (
        f"consultation-{consultation.template}-{consultation.cycle.slug}-{version}.{FORMATS[format].suffix}"
    )
    return _attached(content, name, FORMATS[format].media)


def _attached(content: bytes, name: str, media: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(content, content_type=media, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def consultation_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Bring in answers written on paper, all or nothing; a file of results sent back changes nothing."""
    consultation = consultation_or_404(request, pk, RUN)
    if consultation.in_preparation:
        raise NotOpen
    return PaperDesk(
        asked=consultation,
        name="consultation",
        template="dialogue/consultation_paper.html",
        back=reverse("dialogue:consultation-paper", args=[consultation.pk]),
        preview=partial(preview_papers, consultation=consultation),
        bring=partial(bring_papers, consultation=consultation),
    ).serve(request)


@require_safe
def consultation_paper_template(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An empty workbook with the columns of this consultation, and what their letters mean."""
    consultation = consultation_or_404(request, pk, RUN)
    content = written_papers(consultation, questions_of(consultation))
    return _attached(content, f"papier-{consultation.template}.xlsx", XLSX)
