"""Probes, and the pages that belong to no room."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from dialogue.views.feedback import token_refused
from jobs.models import WorkerSign
from rse_portal.common import views as common
from rse_portal.common.showcase import showcase_context

WORKER_SILENCE = timedelta(seconds=60)


@require_safe
@never_cache
@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
@login_not_required
def readyz(request: HttpRequest) -> JsonResponse:
    """What the portal depends on. Without database: 503. Without worker: « degraded », pages still answer."""
    database = _database_answers()
    worker = database and WorkerSign.objects.filter(at__gt=timezone.now() - WORKER_SILENCE).exists()
    status = "ready" if worker else "degraded" if database else "down"
    body = {"status": status, "database": database, "worker": worker}
    return JsonResponse(body, status=200 if database else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except Exception:  # whatever the driver raises, the probe must answer
        return False


@require_safe
@login_not_required
def showcase(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for developers only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "components/index.html", showcase_context())


@require_safe
@login_not_required
def static_page(request: HttpRequest, template: str) -> HttpResponse:
    return render(request, template)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A token too old. What a délégué·e typed in an assembly is shown again, to be sent in a click."""
    if request.path == reverse("dialogue:feedback-create"):
        return token_refused(request)
    return common.csrf_failure(request, reason)
