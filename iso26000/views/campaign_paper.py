"""The answer sheet of a campaign: taken out empty, brought back filled in, shown before it is written."""

import uuid
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.requests import person, tell_done
from iso26000.actions.campaign_paper import (
    Brought,
    PapersChanged,
    bring_campaign_papers,
    preview_campaign_papers,
    refuse_papers,
)
from iso26000.campaign_papers import answer_sheet
from iso26000.exports import XLSX
from iso26000.forms.paper_import import PaperConfirmForm, PaperUploadForm
from iso26000.models import Campaign
from iso26000.queries.campaign_tally import statements_of
from iso26000.views.campaign import RUN, campaign_or_404
from rse_portal.common.exchange.errors import RefusedData


@require_safe
def campaign_sheet(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """An empty workbook with the columns of the results of this campaign."""
    campaign = campaign_or_404(request, pk, RUN)
    content = answer_sheet(str(campaign), statements_of(campaign))
    headers = {
        "Content-Disposition": f'attachment; filename="papier-{campaign.cycle.slug}.xlsx"',
        "Cache-Control": "no-store",
    }
    return HttpResponse(content, content_type=XLSX, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_paper(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """POST with a file: what it would write. POST with `content`, the file as the preview gives it back: it is written."""
    campaign = campaign_or_404(request, pk, RUN)
    refuse_papers(campaign)
    if request.method != "POST":
        return _paper(request, campaign, PaperUploadForm())
    if "content" in request.POST:
        return _confirmed(request, campaign)
    form = PaperUploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return _paper(request, campaign, form, status=413 if form.too_large else 422)
    sent = form.sent
    try:
        brought = preview_campaign_papers(campaign=campaign, by=person(request), **sent)
    except RefusedData as refused:
        return _paper(request, campaign, form, status=422, refused=refused)
    return _preview(request, campaign, brought, sent)


def _paper(
    request: HttpRequest, campaign: Campaign, form: Form, status: int = 200, **more: object
) -> HttpResponse:
    context = {"campaign": campaign, "form": form, "refused": None, "lost": False}
    return render(request, "iso26000/campaign_paper.html", context | more, status=status)


def _preview(
    request: HttpRequest,
    campaign: Campaign,
    brought: Brought,
    sent: dict[str, Any],
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    context = {
        "asked": campaign,
        "back": reverse("iso26000:campaign-paper", args=[campaign.pk]),
        "brought": brought,
        "name": sent["name"],
        "form": PaperConfirmForm.of(**sent, expected=brought.new),
        "problem": problem,
    }
    return render(request, "iso26000/paper_preview.html", context, status=status)


def _confirmed(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    form = PaperConfirmForm(request.POST)
    if not form.is_valid():
        return _paper(request, campaign, PaperUploadForm(), status=422, lost=True)
    sent = {name: form.cleaned_data[name] for name in ("name", "content")}
    try:
        brought = bring_campaign_papers(
            campaign=campaign, by=person(request), expected=form.cleaned_data["expected"], **sent
        )
    except RefusedData as refused:
        return _paper(request, campaign, PaperUploadForm(), status=422, refused=refused)
    except PapersChanged as changed:
        return _preview(request, campaign, changed.brought, sent, changed.status, str(changed))
    told = ngettext(
        "%(n)s réponse sur papier est enregistrée.",
        "%(n)s réponses sur papier sont enregistrées.",
        brought.new,
    )
    tell_done(request, told % {"n": brought.new})
    return redirect(campaign)
