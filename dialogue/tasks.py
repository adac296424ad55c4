from django.utils.translation import gettext as _

from dialogue.actions import invitation
from dialogue.models import DialogueSession
from jobs.models import Job
from jobs.registry import Outcome, Progress, job_task
from rse_portal.common.errors import Conflict


@job_task("invite_members", permission="dialogue.manage_session")
def invite_members(job: Job, progress: Progress) -> Outcome:
    session = DialogueSession.objects.select_related("assembly", "moderator", "secretary").get(
        pk=job.arguments["session"]
    )
    if job.owner is not None and not job.owner.has_perm("dialogue.manage_session", session):
        raise Conflict(_("Le droit nécessaire a été retiré entre-temps."))
    sent = invitation.send_invitations(session=session, by=job.owner, progress=progress)
    if (
        sent.failed
    ):  # told as a failure, so that it can be run again: those who were written to are left in peace
        raise invitation.SomeFailed(sent.sentence)
    return Outcome(url=session.get_absolute_url())
