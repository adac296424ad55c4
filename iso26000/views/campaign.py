"""The campaigns of the room « Diagnostic »: prepare, open, follow who took part, close, publish."""

import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.history import Stale
from accounts.requests import person, tell_done
from iso26000.actions import campaign as actions
from iso26000.cycles import cycle_of, cycle_or_404, stay_in
from iso26000.forms.campaign import CampaignForm, PerimeterForm, perimeter_text
from iso26000.models import Campaign
from iso26000.queries.campaign import comments_left, participation_board, remindable
from rse_portal.common.pages import object_or_404, posted, room_or_404

VIEW, RUN = "iso26000.view_campaigns", "iso26000.run_campaign"


def campaign_or_404(request: HttpRequest, pk: uuid.UUID, permission: str = VIEW) -> Campaign:
    """The campaign, in its own cycle. 1 query and the rights."""
    campaign = object_or_404(request, Campaign, permission, "cycle", "questionnaire", pk=pk)
    stay_in(request, campaign.cycle)
    return campaign


def may_run(request: HttpRequest, campaign: Campaign) -> bool:
    return person(request).has_perm(RUN, campaign)


@require_safe
def campaign_list(request: HttpRequest) -> HttpResponse:
    """The campaigns of the cycle. 9 queries at most."""
    room_or_404(request, VIEW)
    cycle = cycle_of(request)
    rows = list(Campaign.objects.visible_to(request.user).filter(cycle=cycle)) if cycle else []
    context = {
        "campaign_cycle": cycle,
        "campaigns": rows,
        "may_create": cycle is not None and cycle.is_open and person(request).has_perm(RUN),
    }
    return render(request, "iso26000/campaign_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_create(request: HttpRequest) -> HttpResponse:
    room_or_404(request, VIEW)
    cycle, user = cycle_or_404(request), person(request)
    if not (cycle.is_open and user.has_perm(RUN)):
        raise PermissionDenied
    today = timezone.localdate()
    form, status = CampaignForm(posted(request), initial={"starts_on": today}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                campaign = actions.create_campaign(cycle=cycle, by=user, **form.values)
            except ValidationError as problem:
                form.refuse(problem)
            else:
                tell_done(request, _("La campagne est prête à recevoir son périmètre."))
                return redirect("iso26000:campaign-perimeter", campaign.pk)
    return render(request, "iso26000/campaign_form.html", {"form": form, "campaign": None}, status=status)


@require_safe
def campaign_detail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Where the campaign stands and who took part, by site and level. At most 15 queries."""
    campaign = campaign_or_404(request, pk)
    runs = may_run(request, campaign)
    context: dict[str, Any] = {
        "campaign": campaign,
        "may_run": runs,
        "board": participation_board(campaign),
        "statements": campaign.questionnaire.statements.count(),
        "takes_answers": campaign.takes_answers(),
        "ready": campaign.sites.exists() and campaign.levels.exists(),
    }
    if runs and campaign.is_open and campaign.by_person:
        context["remindable"] = remindable(campaign)
    if campaign.is_over:
        context["comments_left"] = comments_left(campaign)
    return render(request, "iso26000/campaign_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = campaign_or_404(request, pk, RUN)
    if campaign.is_over:
        raise actions.NotOpen
    form, status = CampaignForm(posted(request), instance=campaign), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                done = actions.change_campaign(
                    campaign=campaign, by=person(request), version=form.read_version, **form.values
                )
            except Stale as stale:
                form, status = form.met(stale), 409
            except ValidationError as problem:
                form.refuse(problem)
            else:
                if done:
                    tell_done(request, _("La campagne est modifiée."), done)
                return redirect(campaign)
    return render(request, "iso26000/campaign_form.html", {"form": form, "campaign": campaign}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_perimeter(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = campaign_or_404(request, pk, RUN)
    if not campaign.in_preparation:
        raise actions.NotInPreparation
    form, status = PerimeterForm(posted(request), initial=perimeter_text(campaign)), 200
    if request.method == "POST":
        if form.is_valid():
            actions.set_perimeter(campaign=campaign, by=person(request), **form.cleaned_data)
            tell_done(request, _("Le périmètre est enregistré."))
            return redirect(campaign)
        status = 422
    return render(
        request, "iso26000/campaign_perimeter.html", {"form": form, "campaign": campaign}, status=status
    )


@require_POST
def campaign_open(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = campaign_or_404(request, pk, RUN)
    actions.open_campaign(campaign=campaign, by=person(request))
    tell_done(request, _("La campagne est ouverte : invitez maintenant les salarié·es."))
    return redirect(campaign)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_close(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Asked first: nothing opens a campaign again."""
    campaign = campaign_or_404(request, pk, RUN)
    if request.method == "POST":
        actions.close_campaign(campaign=campaign, by=person(request))
        tell_done(request, _("La campagne est close."))
        return redirect(campaign)
    if not campaign.is_open:
        raise actions.NotOpen
    context = {"campaign": campaign, "board": participation_board(campaign)}
    return render(request, "iso26000/campaign_close.html", context)


@require_POST
def campaign_publish(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = campaign_or_404(request, pk, RUN)
    actions.publish_campaign(campaign=campaign, by=person(request))
    tell_done(request, _("Les résultats sont publiés."))
    return redirect("iso26000:campaign-results", campaign.pk)
