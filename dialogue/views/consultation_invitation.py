"""Invitations of an open consultation: addresses to write to, lots taken back, reminders. Letters: reports.views.letters."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person, tell_done
from dialogue.actions import consultation_invitation as actions
from dialogue.actions import consultation_mail
from dialogue.actions.consultation import NotOpen
from dialogue.forms.consultation import LettersForm, MessagesForm, ReturnedForm
from dialogue.models import Consultation, ConsultationGroup
from dialogue.queries.consultation import batches_of
from dialogue.views.consultation import RUN, consultation_or_404


def open_or_409(request: HttpRequest, pk: uuid.UUID) -> Consultation:
    consultation = consultation_or_404(request, pk, RUN)
    if not consultation.is_open:
        raise NotOpen
    return consultation


def groups_of(consultation: Consultation) -> list[ConsultationGroup]:
    return list(consultation.groups.select_related("stakeholder"))


@require_safe
def consulted_list(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What was handed out, lot by lot, never who used theirs. At most 12 queries."""
    return consulted_page(request, open_or_409(request, pk))


def consulted_page(
    request: HttpRequest, consultation: Consultation, status: int = 200, **forms: Any
) -> HttpResponse:
    groups, batches = groups_of(consultation), batches_of(consultation)
    context: dict[str, Any] = {
        "consultation": consultation,
        "batches": batches,
        "unsent": sum(batch.unsent for batch in batches),
        "takes_answers": consultation.takes_answers(),
        "written": any(batch.by_mail > batch.unsent for batch in batches),
        "returned_form": ReturnedForm(),
        "messages_form": MessagesForm(groups=groups),
        "letters_form": LettersForm(groups=groups),
    }
    return render(request, "dialogue/consulted_list.html", context | forms, status=status)


@require_POST
def consulted_mail(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    consultation = open_or_409(request, pk)
    form = MessagesForm(request.POST, groups=groups_of(consultation))
    if not form.is_valid():
        return consulted_page(request, consultation, 422, messages_form=form)
    new = actions.invite_addresses(consultation=consultation, by=person(request), **form.values)
    told = ngettext("%(n)s personne est invitée.", "%(n)s personnes sont invitées.", new) % {"n": new}
    if consultation.takes_answers():
        consultation_mail.request_messages(consultation=consultation, by=person(request))
        told += " " + _("Les messages partent.")
    else:
        told += " " + _("Les messages attendent le premier jour.")
    tell_done(request, told)
    return redirect("dialogue:consulted-list", consultation.pk)


@require_POST
def consulted_send(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """What has not left: invited before the first day, or not taken by the mail server."""
    consultation = open_or_409(request, pk)
    _job, created = consultation_mail.request_messages(consultation=consultation, by=person(request))
    messages.success(request, _("Les messages partent.") if created else _("Un envoi est déjà en cours."))
    return redirect("dialogue:consulted-list", consultation.pk)


@require_POST
def consulted_returned(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    consultation = open_or_409(request, pk)
    form = ReturnedForm(request.POST)
    if not form.is_valid():
        return consulted_page(request, consultation, 422, returned_form=form)
    actions.note_returned(consultation=consultation, by=person(request), **form.cleaned_data)
    tell_done(request, _("C’est noté : invitez la bonne adresse."))
    return redirect("dialogue:consulted-list", consultation.pk)


@require_POST
def consulted_revoke(request: HttpRequest, pk: uuid.UUID, batch: uuid.UUID) -> HttpResponse:
    consultation = open_or_409(request, pk)
    n = actions.revoke_batch(consultation=consultation, batch=batch, by=person(request))
    tell_done(request, ngettext("%(n)s code est révoqué.", "%(n)s codes sont révoqués.", n) % {"n": n})
    return redirect("dialogue:consulted-list", consultation.pk)


@require_POST
def consulted_remind(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Write again to those who hold an unused code."""
    consultation = open_or_409(request, pk)
    _job, created = consultation_mail.request_messages(
        consultation=consultation, by=person(request), remind=True
    )
    messages.success(request, _("Les rappels partent.") if created else _("Un envoi est déjà en cours."))
    return redirect(consultation)
