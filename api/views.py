"""« Mes jetons »: made, told once, revoked."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person
from api.actions import token as actions
from api.forms import TokenForm
from api.models import ApiToken
from rse_portal.common.pages import posted


@require_safe
def token_list(request: HttpRequest) -> HttpResponse:
    """2 queries."""
    today = timezone.localdate()
    rows = [(token, token.is_running(today)) for token in ApiToken.objects.of(person(request))[:50]]
    may_hook = person(request).has_perm("api.manage_webhooks")
    return render(request, "api/token_list.html", {"rows": rows, "may_hook": may_hook})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def token_create(request: HttpRequest) -> HttpResponse:
    """The one page that ever shows the token: no redirection, which would have to keep it somewhere."""
    form = TokenForm(posted(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                token, text = actions.create_token(by=person(request), **form.cleaned_data)
            except actions.TooManyTokens as problem:
                form.add_error(None, str(problem.message))
            except actions.WrongExpiry as problem:
                form.add_error("expires_on", str(problem.message))
            else:
                return render(request, "api/token_created.html", {"token": token, "text": text}, status=201)
        status = 422
    return render(request, "api/token_form.html", {"form": form}, status=status)


@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = ApiToken.objects.of(person(request)).filter(pk=pk).first()
    if token is None:
        raise Http404
    if actions.revoke_token(token=token, by=person(request)):
        messages.success(request, _("Le jeton « %s » n’ouvre plus rien.") % token.name)
    return redirect("token-list")
