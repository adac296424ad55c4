"""Invitations of an open campaign: codes to print, addresses to write to, links of sites, lots taken back."""

import uuid
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from iso26000.actions import campaign_invitation as actions
from iso26000.actions import campaign_mail
from iso26000.actions.campaign import NotOpen
from iso26000.forms.campaign import AddressesForm, CodesForm, Groups, ReturnedForm
from iso26000.models import Campaign, CampaignSite
from iso26000.queries.campaign import batches_of
from iso26000.views.campaign import RUN, campaign_or_404
from rse_portal.common.addresses import Address
from rse_portal.common.codes import written


def _open_or_409(request: HttpRequest, pk: uuid.UUID) -> Campaign:
    campaign = campaign_or_404(request, pk, RUN)
    if not campaign.is_open:
        raise NotOpen
    return campaign


@require_safe
def invitation_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was handed out, lot by lot, never who used theirs. At most 13 queries."""
    return _list(request, _open_or_409(request, pk))


def _list(request: HttpRequest, campaign: Campaign, status: int = 200, **forms: Any) -> HttpResponse:
    context: dict[str, Any] = {"campaign": campaign}
    if campaign.by_person:
        groups, batches = Groups(campaign), batches_of(campaign)
        context |= {
            "batches": batches,
            "unsent": sum(batch.unsent for batch in batches),
            "takes_answers": campaign.takes_answers(),
            "written": any(batch.by_mail > batch.unsent for batch in batches),
            "returned_form": ReturnedForm(),
            "codes_form": CodesForm(groups=groups),
            "addresses_form": AddressesForm(groups=groups),
        }
    else:
        context["sites"] = list(campaign.sites.all())
    return render(request, "iso26000/invitation_list.html", context | forms, status=status)


@require_POST
def invitation_print(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The codes, once, in the answer itself: nothing keeps them to show them again."""
    campaign = _open_or_409(request, pk)
    form = CodesForm(request.POST, groups=Groups(campaign))
    if not form.is_valid():
        return _list(request, campaign, 422, codes_form=form)
    printed = actions.print_codes(campaign=campaign, by=person(request), **form.values)
    return _printed(request, campaign, printed)


@require_POST
def site_link_renew(request: HttpRequest, pk: uuid.UUID, site: int) -> HttpResponse:
    """The link of a site, once, to be posted on its wall."""
    campaign = _open_or_409(request, pk)
    where = get_object_or_404(CampaignSite, campaign=campaign, pk=site)
    printed = actions.renew_link(campaign=campaign, site=where, by=person(request))
    return _printed(request, campaign, [printed])


def _printed(request: HttpRequest, campaign: Campaign, printed: list[actions.Printed]) -> HttpResponse:
    context = {
        "campaign": campaign,
        "cards": [
            {
                "card": card,
                "written": written(card.code),
                "link": settings.PUBLIC_URL + Address("iso26000:answer-welcome", (card.code,)).url,
            }
            for card in printed
        ],
        "enter": settings.PUBLIC_URL + Address("iso26000:answer-enter").url,
    }
    answer = render(request, "iso26000/invitation_print.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
def invitation_mail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = _open_or_409(request, pk)
    form = AddressesForm(request.POST, groups=Groups(campaign))
    if not form.is_valid():
        return _list(request, campaign, 422, addresses_form=form)
    new = actions.invite_addresses(campaign=campaign, by=person(request), **form.values)
    told = ngettext("%(n)s personne est invitée.", "%(n)s personnes sont invitées.", new) % {"n": new}
    if campaign.takes_answers():
        campaign_mail.request_messages(campaign=campaign, by=person(request))
        told += " " + _("Les messages partent.")
    else:
        told += " " + _("Les messages attendent le premier jour.")
    tell_done(request, told)
    return redirect("iso26000:invitation-list", campaign.pk)


@require_POST
def invitation_send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What has not left: invited before the first day, or not taken by the mail server."""
    campaign = _open_or_409(request, pk)
    _job, created = campaign_mail.request_messages(campaign=campaign, by=person(request))
    messages.success(request, _("Les messages partent.") if created else _("Un envoi est déjà en cours."))
    return redirect("iso26000:invitation-list", campaign.pk)


@require_POST
def invitation_returned(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    campaign = _open_or_409(request, pk)
    form = ReturnedForm(request.POST)
    if not form.is_valid():
        return _list(request, campaign, 422, returned_form=form)
    actions.note_returned(campaign=campaign, by=person(request), **form.cleaned_data)
    tell_done(request, _("C’est noté : invitez la bonne adresse."))
    return redirect("iso26000:invitation-list", campaign.pk)


@require_POST
def invitation_revoke(request: HttpRequest, pk: uuid.UUID, batch: uuid.UUID) -> HttpResponse:
    campaign = _open_or_409(request, pk)
    n = actions.revoke_batch(campaign=campaign, batch=batch, by=person(request))
    tell_done(request, ngettext("%(n)s code est révoqué.", "%(n)s codes sont révoqués.", n) % {"n": n})
    return redirect("iso26000:invitation-list", campaign.pk)


@require_POST
def campaign_remind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write again to those who hold an unused code; what the others answered plays no part in it."""
    campaign = _open_or_409(request, pk)
    _job, created = campaign_mail.request_messages(campaign=campaign, by=person(request), remind=True)
    messages.success(request, _("Les rappels partent.") if created else _("Un envoi est déjà en cours."))
    return redirect(campaign)
