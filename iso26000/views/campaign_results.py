"""Results of a campaign that is over, their files, and its comments."""

import tempfile
import uuid
from pathlib import Path

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.journal import record
from accounts.requests import person, tell_done
from iso26000.actions.campaign import NotClosed
from iso26000.actions.campaign_comment import moderate_comment
from iso26000.exports import FORMATS, write_results
from iso26000.forms.campaign import ModerationForm
from iso26000.models import Campaign, CampaignComment
from iso26000.queries.campaign_results import Results
from iso26000.views.campaign import RUN, campaign_or_404, may_run
from rse_portal.common.charts import HeatCell, Heatmap, HeatRow
from rse_portal.common.errors import Problem
from rse_portal.common.paging import CappedPaginator

PER_PAGE = 25


def _over_or_409(request: HttpRequest, pk: uuid.UUID) -> Campaign:
    """Nobody reads results before the close: half of them would tell what the last ones answered."""
    campaign = campaign_or_404(request, pk)
    if not campaign.is_over:
        raise NotClosed(_("Les résultats se lisent après la clôture : personne ne les voit avant."))
    return campaign


def _results(request: HttpRequest, campaign: Campaign) -> Results:
    """« ?version=publique »: what may leave the house."""
    return Results.of(campaign, public=request.GET.get("version") == "publique")


@require_safe
def campaign_results(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Who took part, the seven subjects by level, the widest gaps, every domain. At most 13 queries."""
    campaign = _over_or_409(request, pk)
    results = _results(request, campaign)
    domains = {row.domain.code: row.domain for row in results.statements_asked}
    rows = [(domains[code], result) for code, result in results.domains.items()]
    context = {
        "campaign": campaign,
        "results": results,
        "map": _heat(results),
        "gaps": sorted(
            ((domain, result) for domain, result in rows if result.extremes),
            key=lambda row: -(row[1].gap or 0),
        )[:10],
        "groups": [
            {
                "subject": subject.subject,
                "result": subject,
                "rows": [row for row in rows if row[0].core_subject == subject.subject],
            }
            for subject in results.subjects
        ],
        "may_run": may_run(request, campaign),
    }
    return render(request, "iso26000/campaign_results.html", context)


def _heat(results: Results) -> Heatmap:
    """Core subjects × levels of responsibility."""
    return Heatmap(
        caption=_("Ce que perçoit chaque niveau de responsabilité, question par question"),
        corner=_("Question centrale"),
        columns=[_("Ensemble"), *(level.label for level in results.level_rows)],
        rows=[
            HeatRow(
                code=row.subject.code,
                label=row.subject.label,
                subject=row.subject.order,
                cells=[
                    HeatCell(
                        positive=mean, scale=4.0, decimals=1, note="" if mean is not None else _("non montré")
                    )
                    for mean in (row.mean, *(cell.mean for cell in row.levels))
                ],
            )
            for row in results.subjects
        ],
    )


@require_safe
def campaign_subject(request: HttpRequest, pk: uuid.UUID, code: str) -> HttpResponse:
    """One core subject, statement by statement: how many chose each answer, and the gap between levels."""
    campaign = _over_or_409(request, pk)
    results = _results(request, campaign)
    found = next((row for row in results.subjects if row.subject.code == code), None)
    if found is None:
        raise Http404
    context = {
        "campaign": campaign,
        "results": results,
        "result": found,
        "rows": [
            row for row in results.statements.values() if row.statement.domain.core_subject == found.subject
        ],
    }
    return render(request, "iso26000/campaign_subject.html", context)


@require_POST
def campaign_export(request: HttpRequest, pk: uuid.UUID, format: str) -> HttpResponse:
    """The figures of the page as a file, with the same cells left out. POST: it is journaled."""
    campaign = _over_or_409(request, pk)
    if format not in FORMATS:
        raise Http404
    results = _results(request, campaign)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"diagnostic.{format}"
        write_results(results, path, format)
        content = path.read_bytes()
    record(
        action="campaign.exported", by=person(request), target=campaign, format=format, public=results.public
    )
    name = f"diagnostic-{campaign.cycle.slug}-{'public' if results.public else 'interne'}.{FORMATS[format].suffix}"
    return HttpResponse(
        content,
        content_type=FORMATS[format].media,
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


@require_safe
def comment_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """For whoever runs the campaign: those to moderate. For the others: those let through, once it is published."""
    return _comments(request, _over_or_409(request, pk))


def _comments(
    request: HttpRequest,
    campaign: Campaign,
    status: int = 200,
    form: ModerationForm | None = None,
    **refused: object,
) -> HttpResponse:
    runs = may_run(request, campaign)
    rows = CampaignComment.objects.filter(campaign=campaign).select_related("core_subject")
    waiting = rows.filter(state="waiting") if runs else rows.none()
    enough = campaign.responses.count() >= campaign.k_internal
    readable = (
        rows.filter(state__in=("accepted", "masked")) if campaign.is_published and enough else rows.none()
    )
    page = CappedPaginator(waiting if runs and not campaign.is_published else readable, PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "campaign": campaign,
        "moderates": runs and not campaign.is_published,
        "page": page,
        "form": form or ModerationForm(),
        "refused": None,
    }
    return render(request, "iso26000/comment_list.html", context | refused, status=status)


@require_POST
def comment_moderate(request: HttpRequest, pk: uuid.UUID, comment: uuid.UUID) -> HttpResponse:
    campaign = campaign_or_404(request, pk, RUN)
    row = get_object_or_404(CampaignComment, campaign=campaign, pk=comment)
    form = ModerationForm(request.POST)
    if not form.is_valid():
        return _comments(request, campaign, 422, form, refused=row.pk)
    try:
        moderate_comment(comment=row, by=person(request), **form.cleaned_data)
    except (ValidationError, Problem) as problem:
        if isinstance(problem, Problem) and problem.status != 422:
            raise
        form.add_error(None, problem.messages if isinstance(problem, ValidationError) else str(problem))
        return _comments(request, campaign, 422, form, refused=row.pk)
    tell_done(request, _("Le commentaire est modéré."))
    return redirect("iso26000:comment-list", campaign.pk)
