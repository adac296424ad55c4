"""Hide what tells who somebody is."""

import unicodedata
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actions.history import Stale
from accounts.requests import person
from dialogue.actions.mask import mask_passage, place_of
from dialogue.forms.step import MaskForm
from dialogue.views.access import back_to, feedback_or_404
from rse_portal.common.errors import Problem
from rse_portal.common.pages import posted


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_mask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The words to hide are chosen in the text or copied. 422: they are not there; 409: the text changed."""
    feedback = feedback_or_404(request, pk, "dialogue.mask_feedback")
    form, status = MaskForm(posted(request), initial={"version": feedback.version}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            words = unicodedata.normalize("NFC", form.cleaned_data["passage"])
            place = place_of(feedback.text, words)
            if place is None:
                form.add_error("passage", _("Ces mots ne sont pas dans le texte."))
            else:
                try:
                    mask_passage(
                        feedback=feedback,
                        start=place[0],
                        end=place[1],
                        reason=form.cleaned_data["reason"],
                        by=person(request),
                        version=form.cleaned_data["version"],
                    )
                except (Problem, Stale) as problem:
                    form.add_error(None, str(problem.message))
                    status = problem.status
                else:
                    messages.success(request, _("Le passage est masqué, ici et dans l’historique."))
                    return redirect(back_to(request, feedback))
    context = {"feedback": feedback, "form": form, "back": back_to(request, feedback)}
    return render(request, "dialogue/feedback_mask.html", context, status=status)
