"""The messages that tell what moved: wanted or not, from one's account or from the link of a message."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.requests import person
from dialogue.actions.digest import choose_digests, person_of_token
from dialogue.forms.voice import DigestForm
from dialogue.models import DigestMark
from rse_portal.common.pages import posted


@require_http_methods(["GET", "HEAD", "POST"])
def digest_edit(request: HttpRequest) -> HttpResponse:
    """One's own choice. 2 queries."""
    user = person(request)
    mark = DigestMark.objects.filter(user=user).first()
    form = DigestForm(posted(request), initial={"wanted": mark is None or mark.opted_out_at is None})
    if form.is_valid():
        if choose_digests(user=user, wanted=form.cleaned_data["wanted"], by=user):
            messages.success(request, _("Votre choix est enregistré."))
        return redirect("account-detail")
    return render(request, "dialogue/digest_edit.html", {"form": form, "mark": mark})


@csrf_exempt  # RFC 8058: the mail program posts by itself, without page nor cookie; the signed link says for whom
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def digest_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, as mail scanners open every link; POST stops the messages, at once and without a sign-in.

    410 for a link that is not ours.
    """
    user = person_of_token(token)
    if request.method == "POST":
        choose_digests(user=user, wanted=False, by=None)
    context = {"done": request.method == "POST", "token": token}
    return render(request, "dialogue/digest_unsubscribe.html", context)
