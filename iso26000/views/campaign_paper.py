"""The answer sheet of a campaign: taken out empty, brought back filled in, shown before it is written."""

import uuid
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from iso26000.actions.campaign_paper import bring_campaign_papers, preview_campaign_papers, refuse_papers
from iso26000.campaign_papers import answer_sheet
from iso26000.exports import XLSX
from iso26000.queries.campaign_tally import statements_of
from iso26000.views.campaign import RUN, campaign_or_404
from iso26000.views.paper_desk import PaperDesk


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
    campaign = campaign_or_404(request, pk, RUN)
    refuse_papers(campaign)
    return PaperDesk(
        asked=campaign,
        name="campaign",
        template="iso26000/campaign_paper.html",
        back=reverse("iso26000:campaign-paper", args=[campaign.pk]),
        preview=partial(preview_campaign_papers, campaign=campaign),
        bring=partial(bring_campaign_papers, campaign=campaign),
    ).serve(request)
