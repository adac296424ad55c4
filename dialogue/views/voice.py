"""What the author says back, what the team asks and answers: small forms, each with its own address."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from dialogue.actions import voice as actions
from dialogue.forms import voice as voices
from dialogue.models import CodingContest, EffectCheck, Feedback
from dialogue.queries.feedback_reading import RELATED
from dialogue.views.access import back_to, feedback_or_404
from rse_portal.common.errors import Problem
from rse_portal.common.pages import posted, right_or_403

THROUGH = tuple(f"feedback__{name}" for name in RELATED)


def _speak(
    request: HttpRequest,
    feedback: Feedback,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    title: str,
    verb: str,
    said: str,
    recalled: str = "",
) -> HttpResponse:
    """Show the form, or do what it asks and go back. 422 and 409 show it again with what was typed."""
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except Problem as problem:
                form.add_error(None, str(problem.message))
                status = problem.status
            else:
                messages.success(request, said)
                return redirect(back_to(request, feedback))
    context = {
        "feedback": feedback,
        "form": form,
        "title": title,
        "verb": verb,
        "recalled": recalled,
        "back": back_to(request, feedback),
    }
    return render(request, "dialogue/voice_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def contest_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    feedback = feedback_or_404(request, pk, "dialogue.speak_back")
    return _speak(
        request,
        feedback,
        voices.ContestForm(posted(request)),
        lambda values: actions.contest_coding(feedback=feedback, by=person(request), **values),
        title=_("Contester le codage"),
        verb=_("Envoyer"),
        said=_("L’équipe RSE va vous répondre."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def contest_answer(request: HttpRequest, pk: int) -> HttpResponse:
    contest = _hanging_or_404(request, CodingContest, pk)
    right_or_403(request, "dialogue.answer_feedback", contest.feedback)
    form = voices.ContestAnswerForm(posted(request), initial={"version": contest.version})
    return _speak(
        request,
        contest.feedback,
        form,
        lambda values: actions.answer_contest(
            contest=contest, by=person(request), answer=values["answer"], version=values["version"]
        ),
        title=_("Répondre à la contestation"),
        verb=_("Répondre"),
        said=_("La réponse est enregistrée."),
        recalled=contest.text,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def rating_create(request: HttpRequest, pk: UUID) -> HttpResponse:
    feedback = feedback_or_404(request, pk, "dialogue.speak_back")
    return _speak(
        request,
        feedback,
        voices.RatingForm(posted(request)),
        lambda values: actions.rate_answer(feedback=feedback, by=person(request), **values),
        title=_("Votre avis sur la réponse"),
        verb=_("Donner mon avis"),
        said=_("Merci. Votre avis est enregistré."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def effect_ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    feedback = feedback_or_404(request, pk, "dialogue.answer_feedback")
    form = voices.EffectAskForm(
        posted(request),
        initial={"question": _("Ce que nous avions promis est fait. Cela se sent-il chez vous ?")},
    )
    return _speak(
        request,
        feedback,
        form,
        lambda values: actions.ask_effect(feedback=feedback, by=person(request), **values),
        title=_("Demander si l’effet se sent"),
        verb=_("Poser la question"),
        said=_("La question est posée à la personne qui a parlé."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def effect_answer(request: HttpRequest, pk: int) -> HttpResponse:
    check = _hanging_or_404(request, EffectCheck, pk)
    right_or_403(request, "dialogue.speak_back", check.feedback)
    return _speak(
        request,
        check.feedback,
        voices.EffectAnswerForm(posted(request)),
        lambda values: actions.answer_effect(check=check, by=person(request), **values),
        title=_("Cela se sent-il ?"),
        verb=_("Répondre"),
        said=_("Merci. Votre réponse est enregistrée."),
        recalled=check.question,
    )


def _hanging_or_404(request: HttpRequest, model: Any, pk: int) -> Any:
    """Something that hangs on a remontée: out of sight with it. 2 queries."""
    found = get_object_or_404(model.objects.select_related(*THROUGH), pk=pk)
    if not Feedback.objects.visible_to(request.user).filter(pk=found.feedback_id).exists():
        raise Http404
    return found
