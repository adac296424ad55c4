"""Webhooks: who hears of what, and what became of each message."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import person
from api.actions import webhook as actions
from api.destinations import WrongDestination
from api.forms import WebhookForm
from api.models import Webhook, WebhookDelivery
from rse_portal.common.pages import object_or_404, posted, room_or_404

MANAGE = "api.manage_webhooks"
SHOWN = 50  # last messages of a webhook


@require_safe
def webhook_list(request: HttpRequest) -> HttpResponse:
    """1 query, and the rights."""
    room_or_404(request, MANAGE)
    rows = Webhook.objects.visible_to(request.user).select_related("owner")
    return render(
        request, "api/webhook_list.html", {"rows": rows, "hosts": sorted(settings.WEBHOOK_ALLOWED_HOSTS)}
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def webhook_create(request: HttpRequest) -> HttpResponse:
    """The one page that ever shows the secret."""
    room_or_404(request, MANAGE)
    form = WebhookForm(posted(request))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                webhook = actions.create_webhook(by=person(request), **form.cleaned_data)
            except WrongDestination as problem:
                form.add_error("url", str(problem.message))
            except actions.TooManyWebhooks as problem:
                form.add_error(None, str(problem.message))
            else:
                return render(request, "api/webhook_created.html", {"webhook": webhook}, status=201)
        status = 422
    return render(request, "api/webhook_form.html", {"form": form}, status=status)


@require_safe
def webhook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """2 queries, and the rights."""
    webhook = object_or_404(request, Webhook, MANAGE, "owner", pk=pk)
    rows = webhook.deliveries.defer("body")[:SHOWN]
    return render(request, "api/webhook_detail.html", {"webhook": webhook, "rows": rows})


@require_POST
def webhook_try(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = object_or_404(request, Webhook, MANAGE, pk=pk)
    actions.try_webhook(webhook=webhook, by=person(request))
    messages.success(request, _("L’essai part dans quelques secondes."))
    return redirect("webhook-detail", pk)


@require_POST
def webhook_resend(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    webhook = object_or_404(request, Webhook, MANAGE, pk=pk)
    row = object_or_404(request, WebhookDelivery, MANAGE, "webhook", pk=delivery, webhook=webhook)
    actions.send_again(delivery=row, by=person(request))
    messages.success(request, _("Ce message repart dans quelques secondes."))
    return redirect("webhook-detail", pk)


@require_POST
def webhook_enable(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = object_or_404(request, Webhook, MANAGE, pk=pk)
    if actions.enable_webhook(webhook=webhook, by=person(request)):
        messages.success(request, _("Le webhook est remis en marche."))
    return redirect("webhook-detail", pk)


@require_POST
def webhook_disable(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = object_or_404(request, Webhook, MANAGE, pk=pk)
    if actions.disable_webhook(webhook=webhook, by=person(request)):
        messages.success(request, _("Le webhook est arrêté."))
    return redirect("webhook-detail", pk)


@require_POST
def webhook_delete(request: HttpRequest, pk: int) -> HttpResponse:
    webhook = object_or_404(request, Webhook, MANAGE, pk=pk)
    actions.delete_webhook(webhook=webhook, by=person(request))
    messages.success(request, _("Le webhook est supprimé, avec ses envois."))
    return redirect("webhook-list")
