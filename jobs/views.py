"""The tray: one's jobs, their progress, their results."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import person
from jobs.actions import request as job_actions
from jobs.models import Job
from rse_portal.common.pages import object_or_404, render_part, room_or_404
from rse_portal.common.paging import CappedPaginator

PER_PAGE = 25
STOP_POLLING = 286  # htmx stops asking when it sees this status


@require_safe
def job_list(request: HttpRequest) -> HttpResponse:
    """2 queries, plus the rights."""
    room_or_404(request, "jobs.view_tray")
    page = CappedPaginator(Job.objects.visible_to(request.user).recent(), PER_PAGE).get_page(
        request.GET.get("page")
    )
    return render_part(request, "jobs/job_list.html", {"page": page}, part="rows")


@require_safe
def job_detail(request: HttpRequest, pk: str) -> HttpResponse:
    """The page of a job; as an htmx part it is what its page asks for each second while it runs."""
    job = object_or_404(request, Job, "jobs.view_job", pk=pk)
    user = person(request)
    context = {
        "job": job,
        "may_cancel": user.has_perm("jobs.cancel_job", job),
        "may_retry": user.has_perm("jobs.retry_job", job),
        "may_download": user.has_perm("jobs.download_job_file", job),
    }
    status = STOP_POLLING if getattr(request, "htmx", False) and not job.is_active else 200
    return render_part(request, "jobs/job_detail.html", context, part="status", status=status)


@require_POST
def job_cancel(request: HttpRequest, pk: str) -> HttpResponse:
    job = object_or_404(request, Job, "jobs.cancel_job", pk=pk)
    job_actions.cancel_job(job=job, by=person(request))
    messages.info(request, _("Le traitement s’arrête."))
    return redirect(job)


@require_POST
def job_retry(request: HttpRequest, pk: str) -> HttpResponse:
    job = object_or_404(request, Job, "jobs.retry_job", pk=pk)
    return redirect(job_actions.retry_job(job=job, by=person(request)))


@require_safe
def job_download(request: HttpRequest, pk: str) -> FileResponse:
    """The file, to its owner or to who answers for the content, checked now. Always an attachment, never cached."""
    job = object_or_404(request, Job, "jobs.download_job_file", pk=pk)
    if not job.result_file.name or not job.result_file.storage.exists(job.result_file.name):
        raise Http404
    response = FileResponse(job.result_file.open("rb"), as_attachment=True, filename=job.file_name)
    response["Cache-Control"] = "no-store"
    return response
