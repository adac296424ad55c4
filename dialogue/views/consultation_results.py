"""Results of a consultation that is over, their files, and the answers that came on paper."""

import uuid
from typing import Any

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.journal import record
from accounts.requests import person, tell_done
from accounts.rights import scope_of
from dialogue.actions.consultation import NotClosed, NotOpen
from dialogue.actions.consultation_paper import bring_papers, preview_papers
from dialogue.consultation_files import FORMATS, XLSX, written_papers, written_results
from dialogue.models import Consultation
from dialogue.queries.consultation_answer import questions_of
from dialogue.queries.consultation_results import ConsultationResults
from dialogue.tabs import tabs
from dialogue.views.consultation import READ, RUN, TAB, VIEW, consultation_or_404, may_run
from iso26000.actions.campaign_paper import Brought, PapersChanged
from iso26000.forms.paper_import import PaperConfirmForm, PaperUploadForm
from rse_portal.common.exchange.errors import RefusedData


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
    """Bring in answers written on paper, all or nothing, after a preview; a file of results sent back changes nothing.

    POST with a file: what it would write. POST with `content`, the file as the preview gives it back: it is written.
    """
    consultation = consultation_or_404(request, pk, RUN)
    if consultation.in_preparation:
        raise NotOpen
    if request.method != "POST":
        return _paper(request, consultation, PaperUploadForm())
    if "content" in request.POST:
        return _paper_confirmed(request, consultation)
    form = PaperUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _paper(request, consultation, form, status=413 if form.too_large else 422)
    sent = form.sent
    try:
        brought = preview_papers(consultation=consultation, by=person(request), **sent)
    except RefusedData as refused:
        return _paper(request, consultation, form, status=422, refused=refused)
    return _paper_preview(request, consultation, brought, sent)


def _paper(
    request: HttpRequest, consultation: Consultation, form: Form, status: int = 200, **more: object
) -> HttpResponse:
    context = {"consultation": consultation, "form": form, "refused": None}
    return render(request, "dialogue/consultation_paper.html", context | more, status=status)


def _paper_preview(
    request: HttpRequest,
    consultation: Consultation,
    brought: Brought,
    sent: dict[str, Any],
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    context = {
        "asked": consultation,
        "back": reverse("dialogue:consultation-paper", args=[consultation.pk]),
        "brought": brought,
        "name": sent["name"],
        "form": PaperConfirmForm.of(**sent, expected=brought.new),
        "problem": problem,
    }
    return render(request, "iso26000/paper_preview.html", context, status=status)


def _paper_confirmed(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    form = PaperConfirmForm(request.POST)
    if not form.is_valid():
        return _paper(request, consultation, PaperUploadForm(), status=422, lost=True)
    sent = {name: form.cleaned_data[name] for name in ("name", "content")}
    try:
        brought = bring_papers(
            consultation=consultation,
            by=person(request),
            expected=form.cleaned_data["expected"],
            **sent,
        )
    except RefusedData as refused:
        return _paper(request, consultation, PaperUploadForm(), status=422, refused=refused)
    except PapersChanged as changed:
        return _paper_preview(
            request, consultation, changed.brought, sent, status=changed.status, problem=str(changed)
        )
    told = _("Rien à changer : le portail a déjà tout cela.")
    if brought.new:
        told = ngettext(
            "%(n)s réponse sur papier est enregistrée.",
            "%(n)s réponses sur papier sont enregistrées.",
            brought.new,
        ) % {"n": brought.new}
    tell_done(request, told)
    return redirect(consultation)


@require_safe
def consultation_paper_template(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An empty workbook with the columns of this consultation, and what their letters mean."""
    consultation = consultation_or_404(request, pk, RUN)
    content = written_papers(consultation, questions_of(consultation))
    return _attached(content, f"papier-{consultation.template}.xlsx", XLSX)
